/* SPDX-License-Identifier: MIT */
/*
 * Reports of broken rules: printed in the kernel's wording, counted, and then what
 * <tasklet/report.h> was told to do. A report of one line is tl_report(); a longer one is
 *
 *	struct report report;
 *
 *	report_begin(&report, KERN_ERR, "BUG: sleeping function called from ...", ...);
 *	printk(KERN_ERR "in_atomic(): %d ...\n", ...);
 *	dump_stack();
 *	report_end(&report);
 *
 * so that a program which aborts at reports has said all of it. Any context.
 */
#ifndef LIB_DEBUG_REPORT_H
#define LIB_DEBUG_REPORT_H

#include <sys/types.h>

#define REPORT_LINE_MAX 256

struct report {
	char line[REPORT_LINE_MAX];
};

void report_begin(struct report *report, const char *level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void report_end(const struct report *report);

/* @fmt without a newline at its end; printed at KERN_ERR. */
void tl_report(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Who is running here, without making a task of a thread that is none. */
struct whoami {
	int cpu;
	pid_t pid;
	char comm[16];
};

void whoami(struct whoami *who);

#endif /* LIB_DEBUG_REPORT_H */
