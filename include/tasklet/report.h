/* SPDX-License-Identifier: MIT */
/*
 * Host API: what becomes of the checkers' reports.
 *
 * A report ("WARNING: CPU: 0 PID: 4711 at ...", "BUG: sleeping function called from invalid
 * context at ...", a lockup) is always printed to the log and counted. It never ends a production
 * program; a test wants more, and says so here.
 */
#ifndef _TASKLET_REPORT_H
#define _TASKLET_REPORT_H

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum tl_report_action - what is done besides printing and counting
 * @TL_REPORT_LOG: nothing (the default)
 * @TL_REPORT_ABORT: abort(), once the whole report is printed
 * @TL_REPORT_CALLBACK: the function is called, once the whole report is printed
 */
enum tl_report_action {
	TL_REPORT_LOG,
	TL_REPORT_ABORT,
	TL_REPORT_CALLBACK,
};

/* @line is the report's headline without its newline. It runs where the report was made: on any
 * thread, in any context, a hardirq handler's included, so it must not block. */
typedef void (*tl_report_fn)(const char *line, void *arg);

__tl_api_begin

/**
 * tl_report_count() - how many reports there were
 *
 * Grows for the life of the process; a test compares before and after.
 *
 * Context: any.
 */
unsigned long tl_report_count(void);

/**
 * tl_set_report_action() - choose what a report does
 * @action: see enum tl_report_action
 * @cb: the function for TL_REPORT_CALLBACK, else NULL
 * @arg: given to @cb
 *
 * Context: task or host thread.
 * Return: 0, or -EINVAL for an unknown action or a callback that is missing.
 */
int tl_set_report_action(enum tl_report_action action, tl_report_fn cb, void *arg);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_REPORT_H */
