// SPDX-License-Identifier: MIT
/* sscanf() as the kernel has it; what a real kernel says is in tests/conformance/cases/scan.c. */
#include "../test.h"

#include <linux/kernel.h>

#define UNTOUCHED 77

static void numbers_in_bases(void **state)
{
	static const struct {
		const char *text, *fmt;
		int stored;
		long long value;
	} cases[] = {
		{"42", "%lld", 1, 42},
		{" \t-42", "%lld", 1, -42},
		{"+42", "%lld", 0, UNTOUCHED},
		{"-42", "%llu", 0, UNTOUCHED},
		{"-0x1F", "%lli", 1, -31},
		{"017", "%lli", 1, 15},
		{"017", "%lld", 1, 17},
		{"09", "%lli", 1, 0},
		{"0xff", "%llx", 1, 255},
		{"fF", "%llX", 1, 255},
		{"778", "%llo", 1, 077},
		{"8", "%llo", 0, UNTOUCHED},
		{"-", "%lld", 0, UNTOUCHED},
		{"", "%lld", 0, UNTOUCHED},
		{"  ", "%lld", 0, UNTOUCHED},
		{"12345", "%3lld", 1, 123},
		{"-12345", "%3lld", 1, -12},
		{"-1", "%1lld", 0, UNTOUCHED},
		{"1", "%0lld", 0, UNTOUCHED},
		{"0x12", "%3llx", 1, 1},
		{"18446744073709551617", "%lld", 1, 1},
		{"7", "%f", 0, UNTOUCHED},
		{"7", "%p", 0, UNTOUCHED},
		{"7", "%", 0, UNTOUCHED},
		{"7", "%ll", 0, UNTOUCHED},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		long long value = UNTOUCHED;

		if (sscanf(cases[i].text, cases[i].fmt, &value) != cases[i].stored ||
		    value != cases[i].value)
			fail_msg("'%s' by '%s': %lld", cases[i].text, cases[i].fmt, value);
	}
}

static void only_what_the_type_has_is_written(void **state)
{
	struct {
		unsigned char before, value, after;
	} b = {1, 2, 3};
	struct {
		short before, value, after;
	} h = {1, 2, 3};
	size_t z = 0;
	long l = 0;

	assert_int_equal(sscanf("255 -2 7 -9", "%hhu%hd%zu%ld", &b.value, &h.value, &z, &l), 4);
	assert_int_equal(b.before | b.value << 8 | b.after << 16, 0x03ff01);
	assert_int_equal(h.before, 1);
	assert_int_equal(h.value, -2);
	assert_int_equal(h.after, 3);
	assert_int_equal(z, 7);
	assert_int_equal(l, -9);
}

static void words_characters_and_sets(void **state)
{
	static const char *const broken[] = {"%7[b", "%7[]", "%7[^]", "%["};
	char a[8], b[8];
	int n = 0;

	assert_int_equal(sscanf(" one two", "%7s%7s%n", a, b, &n), 2);
	assert_string_equal(a, "one");
	assert_string_equal(b, "two");
	assert_int_equal(n, 8);

	assert_int_equal(sscanf("abcdef", "%3s%7s", a, b), 2);
	assert_string_equal(a, "abc");
	assert_string_equal(b, "def");

	memset(a, '.', sizeof(a));
	assert_int_equal(sscanf("x yz", "%c%3c", a, a + 1), 2);
	assert_memory_equal(a, "x yz....", sizeof(a));
	memset(a, '.', sizeof(a));
	assert_int_equal(sscanf("xy", "%5c", a), 1);
	assert_memory_equal(a, "xy......", sizeof(a));

	assert_int_equal(sscanf("name=5", "%7[^=]=%7[0123456789]", a, b), 2);
	assert_string_equal(a, "name");
	assert_string_equal(b, "5");
	/* A dash is a dash. */
	assert_int_equal(sscanf("a-c b", "%7[ac-]", a), 1);
	assert_string_equal(a, "a-c");
	assert_int_equal(sscanf("b", "%7[a-c]", a), 0);
	assert_int_equal(sscanf("b", "%[b]", a), 0);
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++)
		assert_int_equal(sscanf("b", broken[i], a), 0);
}

static void what_does_not_match_ends_it(void **state)
{
	int a = UNTOUCHED, b = UNTOUCHED, n = UNTOUCHED;

	assert_int_equal(sscanf("1,2", "%d,%d", &a, &b), 2);
	assert_int_equal(sscanf("3;4", "%d,%d%n", &a, &b, &n), 1);
	assert_int_equal(a, 3);
	assert_int_equal(b, 2);
	assert_int_equal(n, UNTOUCHED);
	assert_int_equal(sscanf("50%7", "%d%%%d", &a, &b), 2);
	assert_int_equal(b, 7);
	assert_int_equal(sscanf("  8  9", " %d %d %n", &a, &b, &n), 2);
	assert_int_equal(n, 6);
	assert_int_equal(sscanf("word 6", "%*d %d", &a), 1);
	assert_int_equal(a, 6);
	assert_int_equal(sscanf("", "%*d"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_in_bases),
		cmocka_unit_test(only_what_the_type_has_is_written),
		cmocka_unit_test(words_characters_and_sets),
		cmocka_unit_test(what_does_not_match_ends_it),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
