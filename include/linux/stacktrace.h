/* SPDX-License-Identifier: MIT */
/*
 * Call traces, kept to be printed later: %pS or stack_trace_print() give the addresses names, as far
 * as the dynamic linker knows any (see dump_stack()).
 */
#ifndef _LINUX_STACKTRACE_H
#define _LINUX_STACKTRACE_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * stack_trace_save() - keep who called whom
 * @store: gets return addresses, the innermost first; the first of all lies in the caller
 * @size: how many fit
 * @skipnr: how many of the innermost to leave out
 *
 * Context: any. Follows Linux 6.12.
 * Return: how many were stored.
 */
unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr);

/**
 * stack_trace_print() - print a trace to the log, a line for each entry
 * @trace: the entries; NULL is a warning
 * @nr_entries: how many
 * @spaces: how far to indent them
 *
 * Context: any. Follows Linux 6.12.
 */
void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces);

/**
 * stack_trace_snprint() - the same, into a buffer
 * @buf: gets the lines, cut to @size
 * @size: bytes of it
 * @entries: the entries; NULL is a warning
 * @nr_entries: how many
 * @spaces: how far to indent them
 *
 * Context: any. Follows Linux 6.12.
 * Return: the bytes that it takes, without the NUL, the whole of the line that did not fit included;
 * those behind it are not counted.
 */
int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries,
			unsigned int nr_entries, int spaces);

__tl_api_end

#endif /* _LINUX_STACKTRACE_H */
