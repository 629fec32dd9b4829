// SPDX-License-Identifier: MIT
/* Call traces that are kept: who is first, and what is cut. */
#include <linux/stacktrace.h>

#include "case.h"

static unsigned long entries[32], fewer[32];

static noinline unsigned int save(unsigned long *store, unsigned int size, unsigned int skip)
{
	unsigned int n = stack_trace_save(store, size, skip);

	barrier();
	return n;
}

static noinline unsigned int save_from_here(unsigned long *store, unsigned int size,
					    unsigned int skip)
{
	unsigned int n = save(store, size, skip);

	barrier();
	return n;
}

static bool lies_in(unsigned long entry, void *fn)
{
	return entry - (unsigned long)fn < 512;
}

TC_CASE(the_first_entry_of_a_trace_is_the_caller)
{
	unsigned int n = save_from_here(entries, ARRAY_SIZE(entries), 0), m;

	tc_log("some %d, first %d, second %d", n > 3, lies_in(entries[0], save),
	       lies_in(entries[1], save_from_here));
	m = save_from_here(fewer, ARRAY_SIZE(fewer), 1);
	tc_log("skipped %d, first %d", n - m, lies_in(fewer[0], save_from_here));
	tc_log("of two %u, of none %u, behind the end %u", save_from_here(fewer, 2, 0),
	       save_from_here(fewer, 0, 0), save_from_here(fewer, ARRAY_SIZE(fewer), 100));
}

TC_CASE(a_trace_that_does_not_fit_is_cut)
{
	static char text[512], cut[64];
	int one, two, ret;

	save_from_here(entries, ARRAY_SIZE(entries), 0);
	one = stack_trace_snprint(text, sizeof(text), entries, 1, 2);
	tc_log("one: whole %d, indent %zu, newline %d", one == (int)strlen(text), strspn(text, " "),
	       text[one - 1] == '\n');
	two = stack_trace_snprint(text, sizeof(text), entries, 2, 2);
	tc_log("two: whole %d, more %d", two == (int)strlen(text), two > one);
	ret = stack_trace_snprint(cut, 6, entries, 2, 2);
	tc_log("cut in the first: %zu bytes, one %d, two %d", strlen(cut), ret == one, ret == two);
	ret = stack_trace_snprint(text, (size_t)one + 5, entries, 3, 2);
	tc_log("cut in the second: %d bytes more, two %d", (int)strlen(text) - one, ret == two);
	ret = stack_trace_snprint(text, (size_t)one + 1, entries, 2, 2);
	tc_log("the first just fits: %d, one %d, two %d", (int)strlen(text) == one, ret == one,
	       ret == two);
	ret = stack_trace_snprint(text, (size_t)one, entries, 2, 2);
	tc_log("but for a byte: %d, one %d, two %d", one - (int)strlen(text), ret == one,
	       ret == two);
	tc_log("no room %d", stack_trace_snprint(text, 0, entries, 2, 2));
}
