/* SPDX-License-Identifier: MIT */
/*
 * Boot options: what the program and TASKLET_CMDLINE asked for, and defaults for the rest.
 * The words and their legal values are in cmdline.c's table and in <tasklet/boot.h>.
 */
#ifndef LIB_HOST_CMDLINE_H
#define LIB_HOST_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

struct tl_boot_options {
	unsigned int nr_cpus; /* 1 to NR_CPUS; 0: the machine's default */
	bool idle_poll; /* workers spin; that there are CPUs for them is arch's to check */
	int kick_signal; /* default SIGURG */
	int loglevel; /* the console shows what is below it */
	unsigned int watchdog_thresh; /* seconds; reports come at twice that; 0: never */
	unsigned int hung_task_timeout; /* seconds; 0: never */
	bool threadirqs; /* handlers run in threads */
	bool panic_on_warn;
	bool panic_on_oops;
	unsigned long seed; /* of random numbers, where the machine makes them; default 1 */
	size_t log_buf_len; /* bytes, a power of two */
};

/* Written during boot by the booting thread, before any other thread of ours is there. */
extern struct tl_boot_options boot_options;

/**
 * cmdline_parse() - parse two command lines, of which the second wins
 * @options: filled in on success, untouched otherwise
 * @program: the program's own, or NULL
 * @environment: TASKLET_CMDLINE's, or NULL
 *
 * What is wrong is named in the log, with what would be right. Module parameters take effect
 * while the line is parsed.
 *
 * Return: 0 or -EINVAL.
 */
int cmdline_parse(struct tl_boot_options *options, const char *program, const char *environment);

#endif /* LIB_HOST_CMDLINE_H */
