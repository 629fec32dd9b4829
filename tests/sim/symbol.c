// SPDX-License-Identifier: MIT
/*
 * Functions, lines and variables of addresses, as the explorer's reports show them.
 */
#include "../test.h"

#include <libgen.h>
#include <limits.h>

#include <linux/interrupt.h>

#include "arch/sim/explore/explore.h"

static const void *seen;

static noinline void look(void)
{
	seen = __builtin_return_address(0);
	__asm__ volatile("");
}

static int outer_line, middle_line, inner_line;

static __always_inline void inner(void)
{
	inner_line = __LINE__ + 1;
	look();
	__asm__ volatile("");
}

static __always_inline void middle(void)
{
	middle_line = __LINE__ + 1;
	inner();
}

static noinline void outer(void)
{
	outer_line = __LINE__ + 1;
	middle();
}

static void inlined_functions_are_told_apart(void **state)
{
	struct ex_symbol s[4];

	outer();
	assert_int_equal(symbol_lookup(seen, true, s, 4), 3);
	assert_string_equal(s[0].function, "inner");
	assert_int_equal(s[0].line, inner_line);
	assert_string_equal(s[1].function, "middle");
	assert_int_equal(s[1].line, middle_line);
	assert_string_equal(s[2].function, "outer");
	assert_int_equal(s[2].line, outer_line);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(s[i].file, "tests/sim/symbol.c");
		assert_string_equal(s[i].module, "test-sim-symbol");
		assert_false(s[i].in_library);
	}
}

static void no_more_are_given_than_asked_for(void **state)
{
	struct ex_symbol s[2] = {{.function = ""}, {.function = "untouched"}};

	outer();
	assert_int_equal(symbol_lookup(seen, true, s, 1), 1);
	assert_string_equal(s[0].function, "inner");
	assert_string_equal(s[1].function, "untouched");
}

static void the_second_answer_is_the_first(void **state)
{
	struct ex_symbol a[4], b[4];
	unsigned int n;

	outer();
	n = symbol_lookup(seen, true, a, 4);
	assert_int_equal(symbol_lookup(seen, true, b, 4), n);
	for (unsigned int i = 0; i < n; i++)
		assert_memory_equal(&a[i], &b[i], sizeof(a[i]));
}

static void the_library_knows_itself_where_it_is_linked_statically(void **state)
{
	struct ex_symbol s;

	assert_true(symbol_lookup(tasklet_kill, false, &s, 1) == 1);
	assert_string_equal(s.function, "tasklet_kill");
	assert_string_equal(s.file, "lib/kernel/tasklet.c");
	assert_true(s.in_library);
}

static void inline_functions_of_its_headers_are_the_librarys(void **state)
{
	/* Through a pointer that the compiler does not see through, so it needs a copy. */
	void (*volatile schedule)(struct tasklet_struct *) = tasklet_schedule;
	struct ex_symbol s[4];
	unsigned int n = symbol_lookup(schedule, false, s, 4);

	assert_string_equal(s[n - 1].function, "tasklet_schedule");
	assert_string_equal(s[n - 1].file, "include/linux/interrupt_softirq.h");
	assert_true(s[n - 1].in_library);
}

static void a_function_of_another_library_has_a_name(void **state)
{
	struct ex_symbol s;

	assert_true(symbol_lookup(_cmocka_run_group_tests, false, &s, 1) == 1);
	assert_string_equal(s.function, "_cmocka_run_group_tests");
	assert_memory_equal(s.module, "libcmocka.so", strlen("libcmocka.so"));
	assert_false(s.in_library);
}

static void what_is_no_code_is_unknown(void **state)
{
	struct ex_symbol s;

	assert_int_equal(symbol_lookup((void *)16, false, &s, 1), 1);
	assert_string_equal(s.function, "?");
	assert_int_equal(s.line, 0);
	assert_string_equal(s.file, "");
	assert_false(s.in_library);
}

static void files_below_the_current_directory_are_relative_to_it(void **state)
{
	char before[PATH_MAX], *path = realpath(__FILE__, NULL);
	struct ex_symbol s[4];

	if (!path)
		skip(); /* not started in the build directory */
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(dirname(path)), 0);
	symbol_free();
	outer();
	symbol_lookup(seen, true, s, 4);
	assert_int_equal(chdir(before), 0);
	assert_string_equal(s[0].file, "symbol.c");
	symbol_free();
	free(path);
}

static struct {
	long first;
	long second;
} variable, beyond_the_first_page[1000];

static void variables_have_names(void **state)
{
	char buf[64] = "untouched";
	int local;

	assert_false(symbol_data((uintptr_t)&local, buf, sizeof(buf)));
	assert_false(symbol_data((uintptr_t)outer, buf, sizeof(buf)));
	assert_false(symbol_data(0, buf, sizeof(buf)));
	assert_string_equal(buf, "untouched");
	assert_true(symbol_data((uintptr_t)&variable.first, buf, sizeof(buf)));
	assert_string_equal(buf, "variable");
	assert_true(symbol_data((uintptr_t)&variable.second, buf, sizeof(buf)));
	assert_string_equal(buf, "variable+8");
	assert_true(symbol_data((uintptr_t)&beyond_the_first_page[999], buf, sizeof(buf)));
	assert_string_equal(buf, "beyond_the_first_page+15984");
}

static int give_back(void **state)
{
	symbol_free();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inlined_functions_are_told_apart),
		cmocka_unit_test(no_more_are_given_than_asked_for),
		cmocka_unit_test(the_second_answer_is_the_first),
		cmocka_unit_test(the_library_knows_itself_where_it_is_linked_statically),
		cmocka_unit_test(inline_functions_of_its_headers_are_the_librarys),
		cmocka_unit_test(a_function_of_another_library_has_a_name),
		cmocka_unit_test(what_is_no_code_is_unknown),
		cmocka_unit_test(files_below_the_current_directory_are_relative_to_it),
		cmocka_unit_test(variables_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, give_back);
}
