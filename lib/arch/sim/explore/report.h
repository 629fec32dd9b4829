/* SPDX-License-Identifier: MIT */
/*
 * Between report-place.c, which finds out where a step was, report-lines.c, which says in words what
 * happened, and report.c, which lays it out.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_REPORT_H
#define LIB_ARCH_SIM_EXPLORE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "arch/sim/explore/explore.h"

#define REPORT_HARDWARE (-1)

/**
 * struct report_place - where a step was
 * @driver: in a driver, or called by one
 * @api: the function of the kernel API; "": the driver's own access
 * @function: of the driver, the innermost
 * @entry: of the driver, the outermost
 * @at: "card.c:17", or "in function()"
 * @path: "drivers/card.c:17"; "" if unknown
 */
struct report_place {
	bool driver;
	char api[64];
	char function[64];
	char entry[64];
	char at[80];
	char path[120];
};

void report_find_place(const struct ex_trace_entry *e, struct report_place *place);

/**
 * struct report_line - a line of a column
 * @column: CPU, or REPORT_HARDWARE
 * @depth: of handlers and softirqs
 * @indent: in characters
 * @nr_steps: entries of the trace that it stands for
 * @deviation: chosen against the default
 * @foldable: it may be left out of a long report
 * @internal: within this library, with no driver's part in it
 * @ctx: interrupts, softirqs or preemption going on or off, as part of something else maybe
 * @pid: of the task
 * @place: "file:line" of the driver; "" if it stands for no call of the driver's
 * @text: what it says
 */
struct report_line {
	int column;
	unsigned int depth;
	unsigned int indent;
	unsigned int nr_steps;
	bool deviation;
	bool foldable;
	bool internal;
	bool ctx;
	int pid;
	char place[80];
	char text[240];
};

struct report_lines {
	struct report_line *line;
	size_t n;
	size_t room;
	bool out_of_memory;
};

/* Return: a line to be filled in, all zero; NULL if there is no memory, which is noted. */
struct report_line *report_line_add(struct report_lines *lines);

/* The whole trace. @lines: empty; free(@lines->line) when done. */
void report_lines_of(const struct ex_report *report, struct report_lines *lines);

/* "function() file:line" of where the run failed; false if that is not known. */
bool report_site(const struct ex_report *report, char *buf, size_t size);

#endif /* LIB_ARCH_SIM_EXPLORE_REPORT_H */
