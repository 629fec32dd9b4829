// SPDX-License-Identifier: MIT
/*
 * A tasklet that is enabled in the very moment in which its CPU gives its disabled queue up (P1 and
 * E1): nobody else schedules, so one enable that is lost hangs, and the watchdog says so.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <tasklet/boot.h>

static unsigned long runs;

static void callback(struct tasklet_struct *t)
{
	(void)t;
	add(&runs, 1);
}

static DECLARE_TASKLET(tasklet, callback);

static void an_enable_while_the_queue_parks_is_not_lost(void **state)
{
	uint64_t rng = env_ul("STRESS_SEED", 1);

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	for (unsigned long i = 1; i <= (unsigned long)TEST_TURNS(40000); i++) {
		tasklet_disable_nosync(&tasklet);
		/* From plain task context: ksoftirqd serves, while this thread goes on. */
		tasklet_schedule(&tasklet);
		for (unsigned int n = rng_below(&rng, 30000); n; n--)
			barrier();
		tasklet_enable(&tasklet);
		while (get(&runs) != i)
			sched_yield();
		add(&stress_progress, 1);
	}
	tasklet_kill(&tasklet);
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_enable_while_the_queue_parks_is_not_lost),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
