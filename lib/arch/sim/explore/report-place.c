// SPDX-License-Identifier: MIT
/*
 * Where a step was: the call of the kernel API, and the driver's line that made it.
 *
 * The stack is walked up. What comes first is this library's, the last of which is the API
 * function; then comes the driver's. The walk ends where a handler or softirq was called: what is
 * above belongs to whoever was interrupted.
 */
#include <stdio.h>
#include <string.h>

#include "arch/sim/explore/report.h"

#define MAX_INLINED 16

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* The name of the API for a function behind it. "" if it is the machine's own. */
static void name_api(struct report_place *place, const char *function)
{
	static const char *const own[] = {"arch_",	  "sim_",	   "ex_",  "trace_",
					  "tl_read_once", "tl_write_once", "tsan_"};
	static const char *const other[][2] = {
		{"raw_spin_acquire", "spin_lock"},	 {"raw_spin_release", "spin_unlock"},
		{"raw_spin_try", "spin_trylock"},	 {"preempt_count_add", "preempt_disable"},
		{"preempt_count_sub", "preempt_enable"}, {"tl_assert_failed", "tl_assert"},
	};
	size_t len;

	while (*function == '_')
		function++;
	if (starts_with(function, "arch_local_"))
		function += strlen("arch_");
	snprintf(place->api, sizeof(place->api), "%.63s", function);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (starts_with(function, own[i]))
			place->api[0] = '\0';
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (!strcmp(function, other[i][0]))
			strcpy(place->api, other[i][1]);
	len = strlen(place->api);
	if (len > 5 && !strcmp(place->api + len - 5, "_slow"))
		place->api[len - 5] = '\0';
}

/* Is the caller of this function interrupted code? */
static bool calls_handlers(const struct ex_symbol *symbol)
{
	return symbol->in_library && (!strcmp(symbol->function, "sim_serve") ||
				      !strcmp(symbol->function, "irq_upcall_serve") ||
				      !strcmp(symbol->function, "handle_softirqs"));
}

/* The machine and the explorer are under the kernel API, not of it. */
static bool is_machine(const struct ex_symbol *symbol)
{
	return strstr(symbol->file, "arch/sim/") && !starts_with(symbol->function, "tl_");
}

/* Is it a driver's function, and not some other library's? */
static bool is_program(const struct ex_symbol *symbol, bool lines_only)
{
	return (symbol->line || !lines_only) && !starts_with(symbol->module, "libc.so");
}

static void set_driver(struct report_place *place, const struct ex_symbol *symbol)
{
	const char *base = strrchr(symbol->file, '/');

	place->driver = true;
	snprintf(place->function, sizeof(place->function), "%.63s", symbol->function);
	if (symbol->line) {
		snprintf(place->at, sizeof(place->at), "%.60s:%d", base ? base + 1 : symbol->file,
			 symbol->line);
		snprintf(place->path, sizeof(place->path), "%s:%d", symbol->file, symbol->line);
	} else {
		snprintf(place->at, sizeof(place->at), "in %.63s()", symbol->function);
	}
}

/*
 * @lines_only: frames without a known line are not the driver's.
 * Return: a line is known at all.
 */
static bool walk(const struct ex_trace_entry *e, struct report_place *place, bool lines_only)
{
	bool lines = false;
	char own[64] = "";

	memset(place, 0, sizeof(*place));
	for (unsigned int f = 0; f < e->nr_frames; f++) {
		struct ex_symbol symbols[MAX_INLINED];
		unsigned int n = symbol_lookup(e->frames[f], true, symbols, MAX_INLINED);

		for (unsigned int i = 0; i < n; i++) {
			const struct ex_symbol *symbol = &symbols[i];

			lines = lines || symbol->line;
			if (calls_handlers(symbol))
				goto out;
			if (symbol->in_library) {
				if (place->driver || is_machine(symbol))
					continue;
				name_api(place, symbol->function);
				/* Without a driver, the innermost that is no part of the machine. */
				if (*place->api && !*own && !starts_with(symbol->file, "include/"))
					strcpy(own, place->api);
			} else if (is_program(symbol, lines_only)) {
				if (!place->driver)
					set_driver(place, symbol);
				snprintf(place->entry, sizeof(place->entry), "%.63s",
					 symbol->function);
			}
		}
	}
out:
	if (!place->driver)
		strcpy(place->api, own);
	return lines;
}

void report_find_place(const struct ex_trace_entry *e, struct report_place *place)
{
	if (!walk(e, place, true))
		(void)walk(e, place, false);
}

bool report_site(const struct ex_report *report, char *buf, size_t size)
{
	const struct ex_trace_entry *last = report->trace + report->nr_trace - 1;
	struct report_place place;

	if (!report->nr_trace || last->what != EX_EV_FAILURE)
		return false;
	report_find_place(last, &place);
	if (!place.driver)
		return false;
	snprintf(buf, size, "%s()%s%s", place.function, *place.path ? " " : "", place.path);
	return true;
}
