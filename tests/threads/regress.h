/* SPDX-License-Identifier: MIT */
/*
 * For tests of what was once wrong: a machine for each test, and what a thread does on the host.
 */
#ifndef TESTS_THREADS_REGRESS_H
#define TESTS_THREADS_REGRESS_H

#include "../asleep.h"
#include "irq.h"

#include <linux/printk.h>
#include <linux/sched/task.h>
#include <linux/wait.h>

static unsigned long reports_before;

static inline int boot_with(const char *cmdline)
{
	tl_log_clear();
	reports_before = tl_report_count();
	return tl_boot(cmdline);
}

static inline int boot_one_cpu(void **state)
{
	return boot_with("nr_cpus=1 loglevel=0");
}

static inline int boot_two_cpus(void **state)
{
	return boot_with("nr_cpus=2 loglevel=0");
}

static inline int shut_down(void **state)
{
	return tl_shutdown();
}

static inline unsigned long new_reports(void)
{
	return tl_report_count() - reports_before;
}

static inline bool logged(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry) == 1)
		if (strstr(entry.text, text))
			return true;
	return false;
}

/* Does the host say that this thread of ours sleeps? */
static inline bool host_sleeps(pid_t tid)
{
	char path[64], line[256] = "", *end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	file = fopen(path, "r");
	if (!file)
		return false;
	end = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
	fclose(file);
	return end && end[1] == ' ' && end[2] == 'S';
}

/* For another thread to look at it, also when this one has ended; it gives it back. */
static inline struct task_struct *get_current_task(void)
{
	get_task_struct(current);
	return current;
}

/* Asleep in the kernel API, and so far that a signal finds it there. */
static inline bool is_asleep_on_host(const struct task_struct *task)
{
	return is_asleep(task) && host_sleeps(task->pid);
}

#endif /* TESTS_THREADS_REGRESS_H */
