// SPDX-License-Identifier: MIT
/* Random numbers of the deterministic machine: the same ones in each run, and of each schedule. */
#include "../test.h"

#include <linux/random.h>
#include <tasklet/boot.h>
#include <tasklet/sim.h>

static void draw(const char *cmdline, u64 numbers[4])
{
	assert_int_equal(tl_boot(cmdline), 0);
	for (int i = 0; i < 3; i++)
		numbers[i] = get_random_u64();
	get_random_bytes(&numbers[3], sizeof(numbers[3]));
	assert_int_equal(tl_shutdown(), 0);
}

static void boot_begins_them_anew(void **state)
{
	u64 first[4], second[4];

	draw(NULL, first);
	draw(NULL, second);
	assert_memory_equal(first, second, sizeof(first));
	assert_int_not_equal(first[0], first[1]);
	draw("tl.seed=1", second);
	assert_memory_equal(first, second, sizeof(first));
}

static void seed_chooses_others(void **state)
{
	u64 first[4], second[4];

	draw("tl.seed=2", first);
	draw("tl.seed=3", second);
	for (int i = 0; i < 4; i++)
		assert_int_not_equal(first[i], second[i]);
}

static void bad_seed_is_refused(void **state)
{
	assert_int_equal(tl_boot("tl.seed=x loglevel=0"), -EINVAL);
}

static u64 drawn_by_task;

static void draw_one(void *arg)
{
	(void)arg;
	drawn_by_task = get_random_u64();
}

static void who_draws_first_gets_the_first(void **state)
{
	struct task_struct *task;
	u64 first[4], mine;

	draw(NULL, first);
	assert_int_equal(tl_boot(NULL), 0);
	task = tl_spawn("drawer", draw_one, NULL);
	assert_int_equal(tl_run_until_idle(), 0);
	mine = get_random_u64();
	assert_int_equal(tl_join(task), 0);
	assert_int_equal(tl_shutdown(), 0);
	assert_true(drawn_by_task == first[0] && mine == first[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boot_begins_them_anew),
		cmocka_unit_test(seed_chooses_others),
		cmocka_unit_test(bad_seed_is_refused),
		cmocka_unit_test(who_draws_first_gets_the_first),
	};

	return cmocka_run_group_tests_name("sim-random", tests, NULL, NULL);
}
