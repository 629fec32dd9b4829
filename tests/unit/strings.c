// SPDX-License-Identifier: MIT
/* kstrto*(), and the string functions that libc lacks. */
#include "../test.h"

#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/string.h>

static void whole_string_is_the_number(void **state)
{
	unsigned long ul = 77;
	int i = 77;

	assert_int_equal(kstrtoul("0x1f\n", 0, &ul), 0);
	assert_int_equal(ul, 31);
	assert_int_equal(kstrtoul("+017", 0, &ul), 0);
	assert_int_equal(ul, 15);
	assert_int_equal(kstrtoul("ff", 16, &ul), 0);
	assert_int_equal(ul, 255);
	assert_int_equal(kstrtoint("-12", 10, &i), 0);
	assert_int_equal(i, -12);
	assert_int_equal(kstrtoint("0", 0, &i), 0);
	assert_int_equal(i, 0);
}

static void what_is_no_number_is_einval_and_untouched(void **state)
{
	static const char *const bad[] = {"",	 "\n",	" 1", "1 ", "1\n\n", "0x", "-",
					  "+-1", "-+1", "1x", "09", "z",     "--1"};
	unsigned long ul = 77;
	int i = 77;

	for (size_t n = 0; n < ARRAY_SIZE(bad); n++) {
		assert_int_equal(kstrtoul(bad[n], 0, &ul), -EINVAL);
		assert_int_equal(kstrtoint(bad[n], 0, &i), -EINVAL);
	}
	assert_int_equal(kstrtoul("-1", 0, &ul), -EINVAL);
	assert_int_equal(ul, 77);
	assert_int_equal(i, 77);
}

static void too_large_is_erange(void **state)
{
	unsigned long long ull;
	long long ll;
	int i;
	u8 b;
	s8 s;

	assert_int_equal(kstrtoull("18446744073709551615", 0, &ull), 0);
	assert_true(ull == U64_MAX);
	assert_int_equal(kstrtoull("18446744073709551616", 0, &ull), -ERANGE);
	assert_int_equal(kstrtoll("-9223372036854775808", 0, &ll), 0);
	assert_true(ll == LLONG_MIN);
	assert_int_equal(kstrtoll("9223372036854775808", 0, &ll), -ERANGE);
	assert_int_equal(kstrtoint("2147483648", 0, &i), -ERANGE);
	assert_int_equal(kstrtoint("-2147483648", 0, &i), 0);
	assert_int_equal(kstrtou8("256", 0, &b), -ERANGE);
	assert_int_equal(kstrtos8("-128", 0, &s), 0);
	assert_int_equal(kstrtos8("-129", 0, &s), -ERANGE);
}

static void yes_and_no(void **state)
{
	bool b = false;

	assert_int_equal(kstrtobool("on", &b), 0);
	assert_true(b);
	assert_int_equal(kstrtobool("OFF", &b), 0);
	assert_false(b);
	assert_int_equal(kstrtobool("Yes", &b), 0);
	assert_true(b);
	assert_int_equal(kstrtobool("0", &b), 0);
	assert_false(b);
	assert_int_equal(kstrtobool("maybe", &b), -EINVAL);
	assert_int_equal(kstrtobool("o", &b), -EINVAL);
	assert_int_equal(kstrtobool(NULL, &b), -EINVAL);
}

static void simple_stops_at_the_first_other_character(void **state)
{
	char *end;

	assert_int_equal(simple_strtoul("12,13", &end, 10), 12);
	assert_string_equal(end, ",13");
	assert_int_equal(simple_strtol("-0x10z", &end, 0), -16);
	assert_string_equal(end, "z");
}

static void strscpy_always_terminates(void **state)
{
	char buf[4] = "xxx";

	assert_int_equal(strscpy(buf, "abc"), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "abcd", sizeof(buf)), -E2BIG);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "x", 0), -E2BIG);
	assert_int_equal(strscpy_pad(buf, "z"), 1);
	assert_memory_equal(buf, "z\0\0", 4);
}

static void trimmed_and_found(void **state)
{
	char text[] = " \t two words\n ";
	char path[] = "a-b-c";
	static const char *const names[] = {"one", "two", NULL};

	assert_string_equal(strim(text), "two words");
	assert_string_equal(skip_spaces("  x"), "x");
	assert_string_equal(strreplace(path, '-', '/'), "a/b/c");
	assert_string_equal(kbasename(path), "c");
	assert_string_equal(strnchr(path, 5, 'c'), "c");
	assert_null(strnchr(path, 4, 'c'));
	assert_string_equal(strnstr(path, "b/", 4), "b/c");
	assert_null(strnstr(path, "b/", 3));
	assert_int_equal(match_string(names, 3, "two"), 1);
	assert_int_equal(match_string(names, 3, "three"), -EINVAL);
	assert_int_equal(__sysfs_match_string(names, 3, "one\n"), 0);
	assert_true(sysfs_streq("a\n", "a"));
	assert_false(sysfs_streq("a\nb", "a"));
	assert_int_equal(str_has_prefix("foobar", "foo"), 3);
	assert_true(strstarts("foobar", ""));
}

static void filled_and_inspected(void **state)
{
	u32 words[3];
	char bytes[6];

	memset32(words, 0x01020304, 3);
	assert_int_equal(words[2], 0x01020304);
	memcpy_and_pad(bytes, sizeof(bytes), "ab", 2, '-');
	assert_memory_equal(bytes, "ab----", 6);
	assert_ptr_equal(memchr_inv(bytes + 2, '-', 4), NULL);
	assert_ptr_equal(memchr_inv(bytes, 'a', 6), bytes + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_string_is_the_number),
		cmocka_unit_test(what_is_no_number_is_einval_and_untouched),
		cmocka_unit_test(too_large_is_erange),
		cmocka_unit_test(yes_and_no),
		cmocka_unit_test(simple_stops_at_the_first_other_character),
		cmocka_unit_test(strscpy_always_terminates),
		cmocka_unit_test(trimmed_and_found),
		cmocka_unit_test(filled_and_inspected),
	};

	return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
