// SPDX-License-Identifier: MIT
/*
 * What the types of module parameters take and show, and parameters with functions of the driver's.
 */
#include "../test.h"

#include <linux/module.h>
#include <tasklet/log.h>

/* One of each type, by the ops that its name in module_param() stands for. */
static union {
	unsigned char as_byte;
	int as_int;
	bool as_bool;
	char bytes[16];
} variable;

static char shown[4096]; /* what sysfs would show */

static int set(const struct kernel_param_ops *ops, const char *val)
{
	struct kernel_param kp = {.name = "param", .ops = ops, .arg = &variable};

	return ops->set(val, &kp);
}

static const char *show(const struct kernel_param_ops *ops)
{
	struct kernel_param kp = {.name = "param", .ops = ops, .arg = &variable};
	int len = ops->get(shown, &kp);

	assert_int_equal(len, strlen(shown));
	return shown;
}

static void numbers_are_taken_in_any_base_and_shown_in_their_own(void **state)
{
	static const struct {
		const struct kernel_param_ops *ops;
		const char *largest, *smallest, *too_large, *too_small;
		const char *hex; /* 0x1f, as it is shown */
	} types[] = {
		{&param_ops_byte, "255", "0", "256", "-1", "31\n"},
		{&param_ops_short, "32767", "-32768", "32768", "-32769", "31\n"},
		{&param_ops_ushort, "65535", "0", "65536", "-1", "31\n"},
		{&param_ops_int, "2147483647", "-2147483648", "2147483648", "-2147483649", "31\n"},
		{&param_ops_uint, "4294967295", "0", "4294967296", "-1", "31\n"},
		{&param_ops_hexint, "0xffffffff", "0x000000", "0x100000000", "-1", "0x00001f\n"},
		{&param_ops_long, "9223372036854775807", "-9223372036854775808",
		 "9223372036854775808", "-9223372036854775809", "31\n"},
		{&param_ops_ulong, "18446744073709551615", "0", "18446744073709551616", "-1",
		 "31\n"},
		{&param_ops_ullong, "18446744073709551615", "0", "18446744073709551616", "-1",
		 "31\n"},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		const struct kernel_param_ops *ops = types[i].ops;
		char line[32];

		assert_int_equal(set(ops, types[i].largest), 0);
		snprintf(line, sizeof(line), "%s\n", types[i].largest);
		assert_string_equal(show(ops), line);
		assert_int_equal(set(ops, types[i].smallest), 0);
		snprintf(line, sizeof(line), "%s\n", types[i].smallest);
		assert_string_equal(show(ops), line);
		assert_int_equal(set(ops, "0x1f"), 0);
		assert_string_equal(show(ops), types[i].hex);
		assert_int_equal(set(ops, types[i].too_large), -ERANGE);
		assert_true(set(ops, types[i].too_small) < 0);
		assert_int_equal(set(ops, "1 2"), -EINVAL);
		assert_int_equal(set(ops, ""), -EINVAL);
		assert_string_equal(show(ops), types[i].hex);
	}
}

static void a_range_may_be_demanded(void **state)
{
	struct kernel_param kp = {.name = "param", .ops = &param_ops_uint, .arg = &variable};

	assert_int_equal(param_set_uint_minmax("9", &kp, 3, 9), 0);
	assert_int_equal(param_set_uint_minmax("10", &kp, 3, 9), -EINVAL);
	assert_int_equal(param_set_uint_minmax("2", &kp, 3, 9), -EINVAL);
	assert_int_equal(param_set_uint_minmax("two", &kp, 3, 9), -EINVAL);
	assert_int_equal(variable.as_int, 9);
}

static void an_option_alone_is_yes(void **state)
{
	variable.as_bool = false;
	assert_int_equal(set(&param_ops_bool, NULL), 0);
	assert_string_equal(show(&param_ops_bool), "Y\n");
	assert_int_equal(set(&param_ops_bool, "off"), 0);
	assert_string_equal(show(&param_ops_bool), "N\n");
	assert_int_equal(set(&param_ops_bool, "maybe"), -EINVAL);
	assert_true(param_ops_bool.flags & KERNEL_PARAM_OPS_FL_NOARG);
	assert_true(param_ops_bint.flags & KERNEL_PARAM_OPS_FL_NOARG);
	assert_false(param_ops_int.flags & KERNEL_PARAM_OPS_FL_NOARG);
	variable.as_int = -1;
	assert_int_equal(set(&param_ops_bint, NULL), 0);
	assert_int_equal(variable.as_int, 1);
	assert_string_equal(show(&param_ops_bint), "1\n");
	assert_int_equal(set(&param_ops_bint, "n"), 0);
	assert_int_equal(variable.as_int, 0);
}

static void an_inverted_bool_keeps_the_contrary(void **state)
{
	assert_int_equal(set(&param_ops_invbool, "y"), 0);
	assert_false(variable.as_bool);
	assert_string_equal(show(&param_ops_invbool), "Y\n");
}

static void enabled_only_never_goes_back(void **state)
{
	variable.as_bool = false;
	assert_int_equal(set(&param_ops_bool_enable_only, "0"), 0);
	assert_int_equal(set(&param_ops_bool_enable_only, "1"), 0);
	assert_int_equal(set(&param_ops_bool_enable_only, "1"), 0);
	assert_int_equal(set(&param_ops_bool_enable_only, "0"), -EROFS);
	assert_true(variable.as_bool);
}

static bool log_has(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry) == 1)
		if (!strcmp(entry.text, text))
			return true;
	return false;
}

/* --- those of a driver --- */

static char name[8] = "none";
module_param_string(name, name, sizeof(name), 0644);

static char *names[3];
static unsigned int nr_names;
module_param_array(names, charp, &nr_names, 0);

static int level = 3;

static int level_set(const char *val, const struct kernel_param *kp)
{
	int before = *(int *)kp->arg, rc = param_set_int(val, kp);

	if (rc)
		return rc;
	if (level >= 0 && level < 10)
		return 0;
	*(int *)kp->arg = before;
	return -EINVAL;
}

static int level_get(char *buffer, const struct kernel_param *kp)
{
	return param_get_int(buffer, kp);
}

static const struct kernel_param_ops level_ops = {.set = level_set, .get = level_get};
module_param_cb(level, &level_ops, &level, 0644);
module_param_call(old_level, level_set, level_get, &level, 0644);

static unsigned int mask;
module_param(mask, hexint, 0444);
static int tri;
module_param(tri, bint, 0444);
static bool lock_down;
module_param(lock_down, bool_enable_only, 0444);

static void a_drivers_own_function_may_refuse(void **state)
{
	assert_int_equal(module_param_parse("level", "9"), 0);
	assert_int_equal(level, 9);
	assert_int_equal(module_param_parse("level", "10"), -EINVAL);
	assert_int_equal(level, 9);
	assert_int_equal(module_param_parse("level", NULL), -EINVAL);
	assert_int_equal(module_param_parse("old_level", "4"), 0);
	assert_int_equal(level, 4);
	assert_int_equal(module_param_parse("mask", "0xf0"), 0);
	assert_int_equal(mask, 0xf0);
	assert_int_equal(module_param_parse("tri", NULL), 0);
	assert_int_equal(tri, 1);
	assert_int_equal(module_param_parse("lock_down", "1"), 0);
	assert_int_equal(module_param_parse("lock_down", "0"), -EROFS);
}

static void a_string_that_is_too_long_is_refused_in_words(void **state)
{
	assert_int_equal(module_param_parse("name", "1234567"), 0);
	assert_string_equal(name, "1234567");
	assert_int_equal(module_param_parse("name", "12345678"), -ENOSPC);
	assert_string_equal(name, "1234567");
	assert_true(log_has("name: string doesn't fit in 7 chars."));
}

static void an_array_of_strings_keeps_copies(void **state)
{
	struct kparam_array arr = {.max = 3,
				   .elemsize = sizeof(names[0]),
				   .num = &nr_names,
				   .ops = &param_ops_charp,
				   .elem = names};
	struct kernel_param kp = {.name = "names", .ops = &param_array_ops, .arr = &arr};
	char given[] = "a,bc,";

	assert_int_equal(module_param_parse("names", given), 0);
	memset(given, 'x', sizeof(given) - 1);
	assert_int_equal(nr_names, 3);
	assert_string_equal(names[1], "bc");
	assert_int_equal(param_array_ops.get(shown, &kp), 6);
	assert_string_equal(shown, "a,bc,\n");
	assert_int_equal(module_param_parse("names", "a,b,c,d"), -EINVAL);
	assert_true(log_has("names: can only take 3 arguments"));
	param_array_ops.free(&arr);
}

static void a_string_longer_than_1024_is_refused_in_words(void **state)
{
	struct kernel_param kp = {.name = "long", .ops = &param_ops_charp, .arg = &names[0]};
	char text[1026];

	memset(text, 'x', 1025);
	text[1025] = '\0';
	names[0] = NULL;
	assert_int_equal(param_set_charp(text, &kp), -ENOSPC);
	assert_null(names[0]);
	assert_true(log_has("long: string parameter too long"));
	text[1024] = '\0';
	assert_int_equal(param_set_charp(text, &kp), 0);
	assert_string_equal(names[0], text);
	param_free_charp(&names[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_taken_in_any_base_and_shown_in_their_own),
		cmocka_unit_test(a_range_may_be_demanded),
		cmocka_unit_test(an_option_alone_is_yes),
		cmocka_unit_test(an_inverted_bool_keeps_the_contrary),
		cmocka_unit_test(enabled_only_never_goes_back),
		cmocka_unit_test(a_drivers_own_function_may_refuse),
		cmocka_unit_test(a_string_that_is_too_long_is_refused_in_words),
		cmocka_unit_test(an_array_of_strings_keeps_copies),
		cmocka_unit_test(a_string_longer_than_1024_is_refused_in_words),
	};

	tl_log_set_level(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
