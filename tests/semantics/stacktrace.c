// SPDX-License-Identifier: MIT
/*
 * Call traces: who is in them, in which order. The program is linked so that its functions are known
 * by name.
 */
#include "machine.h"

#include <linux/stacktrace.h>

#define DEPTH 16

static unsigned long entries[DEPTH];
static unsigned int nr_entries;

unsigned int trace_leaf(unsigned int size, unsigned int skip);
unsigned int trace_caller(unsigned int size, unsigned int skip);

noinline unsigned int trace_leaf(unsigned int size, unsigned int skip)
{
	unsigned int n = stack_trace_save(entries, size, skip);

	barrier(); /* no tail call, which would leave no frame */
	return n;
}

noinline unsigned int trace_caller(unsigned int size, unsigned int skip)
{
	unsigned int n = trace_leaf(size, skip);

	barrier();
	return n;
}

static bool lies_in(unsigned long entry, const char *function)
{
	char text[160];

	snprintf(text, sizeof(text), "%pS", (void *)entry);
	return !strncmp(text, function, strlen(function)) && text[strlen(function)] == '+';
}

static void the_caller_comes_first(void **state)
{
	nr_entries = trace_caller(DEPTH, 0);
	assert_in_range(nr_entries, 3, DEPTH);
	assert_true(lies_in(entries[0], "trace_leaf"));
	assert_true(lies_in(entries[1], "trace_caller"));
}

static void the_innermost_are_left_out(void **state)
{
	unsigned int all = trace_caller(DEPTH, 0);

	assert_int_equal(trace_caller(DEPTH, 1), all - 1);
	assert_true(lies_in(entries[0], "trace_caller"));
	assert_int_equal(trace_caller(DEPTH, 1000), 0);
}

static void no_more_than_fits_is_stored(void **state)
{
	memset(entries, 0, sizeof(entries));
	assert_int_equal(trace_caller(1, 0), 1);
	assert_true(lies_in(entries[0], "trace_leaf"));
	assert_int_equal(entries[1], 0);
	assert_int_equal(trace_caller(0, 0), 0);
}

static void fn_save(void *arg)
{
	nr_entries = trace_leaf(DEPTH, 0);
}

static void a_handler_is_traced_too(void **state)
{
	interrupt_here(fn_save, NULL);
	assert_in_range(nr_entries, 2, DEPTH);
	assert_true(lies_in(entries[0], "trace_leaf"));
}

static void a_trace_is_a_line_for_each_entry(void **state)
{
	char text[512], cut[20];
	int len, one;

	trace_caller(DEPTH, 0);
	len = stack_trace_snprint(text, sizeof(text), entries, 2, 3);
	assert_int_equal(len, strlen(text));
	assert_int_equal(strncmp(text, "    trace_leaf+0x", 17), 0);
	assert_non_null(strstr(text, "\n    trace_caller+0x"));
	assert_int_equal(text[len - 1], '\n');
	one = stack_trace_snprint(text, sizeof(text), entries, 1, 3);
	assert_in_range(one, 1, len - 1);
	assert_int_equal(stack_trace_snprint(cut, sizeof(cut), entries, 2, 3), one);
	assert_int_equal(strlen(cut), sizeof(cut) - 1);
	assert_memory_equal(cut, text, sizeof(cut) - 1);
	stack_trace_print(entries, 2, 0);
	assert_int_equal(logged(" trace_leaf+0x"), 1);
	assert_int_equal(logged(" trace_caller+0x"), 1);
}

static void no_trace_is_a_warning(void **state)
{
	char text[8] = "";

	stack_trace_print(NULL, 1, 0);
	assert_int_equal(stack_trace_snprint(text, sizeof(text), NULL, 1, 0), 0);
	reports_expected = 2;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_caller_comes_first),
		MACHINE_TEST(the_innermost_are_left_out),
		MACHINE_TEST(no_more_than_fits_is_stored),
		MACHINE_TEST(a_handler_is_traced_too),
		MACHINE_TEST(a_trace_is_a_line_for_each_entry),
		MACHINE_TEST(no_trace_is_a_warning),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
