// SPDX-License-Identifier: MIT
/*
 * The softirq budget's other half: after 2 ms ksoftirqd takes over, however few rounds there
 * were. The softirq itself spends the time, so this needs a clock that goes on meanwhile.
 */
#include "../semantics/machine.h"

#include <linux/jiffies.h>

static struct task_struct *me;
static unsigned int own_runs, other_runs, runs_left;
static bool all_ksoftirqd;

static void take_long(struct tasklet_struct *t)
{
	unsigned long end = jiffies + 4; /* 12 ms at least, of 2 */

	while (time_before(jiffies, end))
		cpu_relax();
	if (current == me)
		own_runs++;
	else
		other_runs++;
	if (current != me && strcmp(current->comm, "ksoftirqd/0") != 0)
		all_ksoftirqd = false;
	if (runs_left > 1)
		tasklet_schedule(t);
	smp_store_release(&runs_left, runs_left - 1);
}

static void after_two_ms_ksoftirqd_takes_over(void **state)
{
	struct tasklet_struct t;

	me = current;
	own_runs = other_runs = 0;
	runs_left = 5;
	all_ksoftirqd = true;
	tasklet_setup(&t, take_long);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	/* Not tasklet_kill(): between two runs it would take the third one's schedule away. */
	WAIT_UNTIL(!smp_load_acquire(&runs_left));
	WAIT_UNTIL(idle(&t));
	assert_int_equal(own_runs, 1);
	assert_int_equal(own_runs + other_runs, 5);
	assert_true(all_ksoftirqd);
}

static void one_long_round_with_nothing_after_it_stays(void **state)
{
	struct tasklet_struct t;

	me = current;
	own_runs = other_runs = 0;
	runs_left = 1;
	tasklet_setup(&t, take_long);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	assert_int_equal(own_runs, 1);
	assert_int_equal(other_runs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(after_two_ms_ksoftirqd_takes_over),
		MACHINE_TEST(one_long_round_with_nothing_after_it_stays),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
