// SPDX-License-Identifier: MIT
/* DO_ONCE() and DO_ONCE_SLEEPABLE() in all interleavings of two who reach the same place. */
#include "explore-help.h"

#include <linux/once.h>
#include <linux/sched.h>

static struct tl_explored found;
static int calls, ready;
static bool sleepable;

static void slow(void)
{
	WRITE_ONCE(calls, READ_ONCE(calls) + 1);
	WRITE_ONCE(ready, 1);
}

static void slow_asleep(void)
{
	schedule_timeout_uninterruptible(1);
	slow();
}

/* One place for both. */
static void reaches(void *arg)
{
	if (sleepable)
		DO_ONCE_SLEEPABLE(slow_asleep);
	else
		DO_ONCE(slow);
	tl_assert(READ_ONCE(calls) == 1);
	tl_assert(READ_ONCE(ready));
}

static void two_reach_it(void *arg)
{
	struct task_struct *a, *b;

	sleepable = arg != NULL;
	a = tl_spawn_on(0, "a", reaches, NULL);
	b = tl_spawn_on(1, "b", reaches, NULL);
	tl_join(a);
	tl_join(b);
}

static void explore(void *how)
{
	assert_int_equal(tl_explore("once", "strategy=dfs p=2 q=inf jobs=1 progress=off nr_cpus=2",
				    two_reach_it, how, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.runs > 5);
}

static void nobody_goes_on_before_it_is_done(void **state)
{
	explore(NULL);
}

static void also_if_it_sleeps(void **state)
{
	explore(&sleepable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_goes_on_before_it_is_done),
		cmocka_unit_test(also_if_it_sleeps),
	};

	return cmocka_run_group_tests_name("explore-once", tests, enter_directory, leave_directory);
}
