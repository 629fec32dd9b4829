// SPDX-License-Identifier: MIT
/* Types of module parameters: what they take, and what they show. */
#include <linux/module.h>
#include <linux/slab.h>

#include "case.h"

static long long variable[2];
static char *shown;

static void try_values(const struct kernel_param_ops *ops, const char *name)
{
	static const char *const values[] = {"0",   "0x10",  "010", "-1",
					     "300", "70000", "1 ",  "1\n",
					     "",    "y",     "off", "99999999999999999999"};
	struct kernel_param kp = {.name = name, .ops = ops, .arg = variable};

	shown = kmalloc(PAGE_SIZE, GFP_KERNEL);
	variable[0] = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(values); i++) {
		int rc = ops->set(values[i], &kp);
		int len = ops->get(shown, &kp);

		tc_log("%s '%s': %d, %d '%s'", name, values[i], rc, len, shown);
	}
	tc_log("flags %u", ops->flags);
	kfree(shown);
}

TC_CASE(numbers_as_parameters)
{
	try_values(&param_ops_byte, "byte");
	try_values(&param_ops_short, "short");
	try_values(&param_ops_ushort, "ushort");
	try_values(&param_ops_int, "int");
	try_values(&param_ops_uint, "uint");
	try_values(&param_ops_hexint, "hexint");
	try_values(&param_ops_long, "long");
	try_values(&param_ops_ulong, "ulong");
	try_values(&param_ops_ullong, "ullong");
}

TC_CASE(bools_as_parameters)
{
	struct kernel_param kp = {.name = "bool", .arg = variable};

	try_values(&param_ops_bool, "bool");
	try_values(&param_ops_invbool, "invbool");
	try_values(&param_ops_bint, "bint");
	try_values(&param_ops_bool_enable_only, "bool_enable_only");
	tc_log("alone: %d", param_set_bool(NULL, &kp));
	tc_log("%d", *(bool *)variable);
}

TC_CASE(a_range_of_a_parameter)
{
	struct kernel_param kp = {.name = "range", .arg = variable};

	variable[0] = 0;
	tc_log("%d %d %d %d", param_set_uint_minmax("9", &kp, 3, 9),
	       param_set_uint_minmax("10", &kp, 3, 9), param_set_uint_minmax("2", &kp, 3, 9),
	       param_set_uint_minmax("x", &kp, 3, 9));
	tc_log("%u", *(unsigned int *)variable);
}

TC_CASE(strings_as_parameters)
{
	char text[4] = "";
	char *copy = NULL, value[] = "one";
	const struct kparam_string string = {.maxlen = sizeof(text), .string = text};
	struct kernel_param kp = {.name = "string", .str = &string};
	struct kernel_param charp = {.name = "charp", .arg = &copy};

	shown = kmalloc(PAGE_SIZE, GFP_KERNEL);
	tc_quiet(true);
	tc_log("%d '%s'", param_set_copystring("abc", &kp), text);
	tc_log("%d '%s'", param_set_copystring("abcd", &kp), text);
	tc_log("%d", param_get_string(shown, &kp));
	tc_log("'%s'", shown);
	tc_log("%d", param_set_charp(value, &charp));
	tc_log("%d '%s'", copy != value, copy);
	tc_log("%d", param_get_charp(shown, &charp));
	tc_log("'%s'", shown);
	memset(shown, 'x', 1100);
	shown[1100] = '\0';
	tc_log("%d", param_set_charp(shown, &charp));
	shown[1025] = '\0';
	tc_log("%d", param_set_charp(shown, &charp));
	shown[1024] = '\0';
	tc_log("%d", param_set_charp(shown, &charp));
	tc_quiet(false);
	param_free_charp(&copy);
	kfree(shown);
}

TC_CASE(arrays_as_parameters)
{
	static int numbers[3];
	static unsigned int count;
	const struct kparam_array arr = {.max = 3,
					 .elemsize = sizeof(int),
					 .num = &count,
					 .ops = &param_ops_int,
					 .elem = numbers};
	struct kernel_param kp = {
		.name = "array", .mod = THIS_MODULE, .ops = &param_array_ops, .arr = &arr};
	static const char *const values[] = {"1", "1,2", "1,2,3", "1,2,3,4", "5,", ",5", "", "7,x"};

	shown = kmalloc(PAGE_SIZE, GFP_KERNEL);
	tc_quiet(true);
	for (unsigned int i = 0; i < ARRAY_SIZE(values); i++) {
		char text[16];
		int rc, len;

		strscpy(text, values[i], sizeof(text)); /* it may be cut up */
		kernel_param_lock(THIS_MODULE);
		rc = param_array_ops.set(text, &kp);
		len = param_array_ops.get(shown, &kp);
		kernel_param_unlock(THIS_MODULE);
		tc_log("'%s': %d, %u of %d %d %d, %d '%s'", values[i], rc, count, numbers[0],
		       numbers[1], numbers[2], len, shown);
	}
	tc_quiet(false);
	kfree(shown);
}
