/* SPDX-License-Identifier: MIT */
/*
 * For tests of what is said about misuse: the log as the evidence, short thresholds, and waiting
 * for a message rather than for a time.
 */
#ifndef TESTS_THREADS_MISUSE_H
#define TESTS_THREADS_MISUSE_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/report.h>

static unsigned long reports_before;

static inline bool logged(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry))
		if (strstr(entry.text, text))
			return true;
	return false;
}

/* A message that never comes is the test program's time-out. */
static inline void wait_until_logged(const char *text)
{
	while (!logged(text))
		sched_yield();
}

static inline unsigned long new_reports(void)
{
	return tl_report_count() - reports_before;
}

static inline int boot_with(const char *cmdline)
{
	tl_log_set_level(0);
	tl_log_clear();
	reports_before = tl_report_count();
	return tl_boot(cmdline);
}

/* One CPU: who does not give it back is noticed by everybody. */
static inline int boot_one_cpu(void **state)
{
	return boot_with("nr_cpus=1 loglevel=0");
}

static inline int shut_down(void **state)
{
	return tl_shutdown();
}

static inline pid_t my_tid(void)
{
	return (pid_t)syscall(SYS_gettid);
}

#endif /* TESTS_THREADS_MISUSE_H */
