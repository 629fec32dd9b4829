// SPDX-License-Identifier: MIT
/* Init and exit functions, and module parameters, across boot and shutdown. */
#include "../test.h"

#include <linux/module.h>
#include <tasklet/boot.h>

/* What ran, as digits: early 1, driver's init 2, driver's exit 3, failing init 4 (its exit: 5). */
int module_test_ran;

static int number = 7;
module_param(number, int, 0644);
MODULE_PARM_DESC(number, "an int");
static char *text = "literal";
module_param(text, charp, 0444);
static bool flag;
module_param_named(the_flag, flag, bool, 0444);
static u8 small[3];
static unsigned int nr_small;
module_param_array(small, byte, &nr_small, 0);
static char fixed[4];
module_param_string(fixed, fixed, sizeof(fixed), 0);

static int early_init(void)
{
	module_test_ran = module_test_ran * 10 + 1;
	return 0;
}
core_initcall(early_init);

static int __init driver_init(void)
{
	module_test_ran = module_test_ran * 10 + 2;
	return 0;
}

static void __exit driver_exit(void)
{
	module_test_ran = module_test_ran * 10 + 3;
}
module_init(driver_init);
module_exit(driver_exit);

static unsigned int nr_added;
static bool adds;

static int added_init(void)
{
	nr_added++;
	return 0;
}

/* As another thread's dlopen() would: a level that is over already. */
static int late_init(void)
{
	static struct tl_initcall_entry added = {
		.module = &__tl_this_module, .name = "added_init", .init = added_init, .level = 10};

	if (adds)
		__tl_register_initcall(&added);
	return 0;
}
late_initcall(late_init);
MODULE_LICENSE("GPL");
MODULE_AUTHOR("nobody");
MODULE_DESCRIPTION("a test");

static void boots_twice(void *arg)
{
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(module_test_ran == 124);
	child_assert(tl_shutdown() == 0);
	child_assert(module_test_ran == 1243);
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(module_test_ran == 1243124);
	child_assert(tl_shutdown() == 0);
}

static void inits_run_by_level_and_a_failed_ones_exit_never(void **state)
{
	struct child c;

	child_run(&c, boots_twice, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "initcall failing_init returned -19");
}

static void sets_all(void *arg)
{
	child_assert(tl_boot("nr_cpus=1 number=-0x10 text=hello the-flag small=1,2 fixed=abc") ==
		     0);
	child_assert(number == -16);
	child_assert(!strcmp(text, "hello"));
	child_assert(flag);
	child_assert(nr_small == 2 && small[0] == 1 && small[1] == 2 && small[2] == 0);
	child_assert(!strcmp(fixed, "abc"));
	child_assert(tl_shutdown() == 0);
}

static void boot_options_set_parameters(void **state)
{
	struct child c;

	child_run(&c, sets_all, NULL);
	assert_child_ok(&c);
}

static void adds_while_booting(void *arg)
{
	adds = true;
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(nr_added == 1);
	child_assert(tl_shutdown() == 0);
	adds = false;
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(nr_added == 2);
	child_assert(tl_shutdown() == 0);
}

static void registered_while_others_run_it_runs_once_in_each_machine(void **state)
{
	struct child c;

	child_run(&c, adds_while_booting, NULL);
	assert_child_ok(&c);
}

static void what_does_not_fit_is_refused_and_untouched(void **state)
{
	assert_int_equal(module_param_parse("no_such_parameter", "1"), -ENOENT);
	assert_int_equal(module_param_parse("number", "many"), -EINVAL);
	assert_int_equal(module_param_parse("number", "99999999999"), -ERANGE);
	assert_int_equal(module_param_parse("number", NULL), -EINVAL);
	assert_int_equal(number, 7);
	assert_int_equal(module_param_parse("fixed", "abcd"), -ENOSPC);
	assert_string_equal(fixed, "");
	assert_int_equal(module_param_parse("small", "1,2,3,4"), -EINVAL);
	assert_int_equal(module_param_parse("the_flag", "perhaps"), -EINVAL);
	assert_false(flag);
}

static void strings_are_copied_and_the_last_one_kept(void **state)
{
	char value[] = "one";
	char *first;

	assert_int_equal(module_param_parse("text", value), 0);
	first = text;
	assert_ptr_not_equal(first, value);
	assert_int_equal(module_param_parse("text", "two"), 0);
	assert_string_equal(text, "two");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inits_run_by_level_and_a_failed_ones_exit_never),
		cmocka_unit_test(registered_while_others_run_it_runs_once_in_each_machine),
		cmocka_unit_test(boot_options_set_parameters),
		cmocka_unit_test(what_does_not_fit_is_refused_and_untouched),
		cmocka_unit_test(strings_are_copied_and_the_last_one_kept),
	};

	return cmocka_run_group_tests_name("module", tests, NULL, NULL);
}
