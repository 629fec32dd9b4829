// SPDX-License-Identifier: MIT
/*
 * Timers while the machine is explored: what may come in any order is tried in any order, and what
 * may not is not.
 */
#include "explore-help.h"

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timer.h>

static struct tl_explored found;

static int explore(void (*scenario)(void *arg), void *arg)
{
	return tl_explore("timer", "strategy=dfs p=2 q=inf jobs=1 progress=off nr_cpus=2", scenario,
			  arg, &found);
}

/* --- a driver that is removed while its timer is due --- */

struct dev {
	struct timer_list timer;
	struct hrtimer hrtimer;
	unsigned int ticks, left;
};

static void on_timer(struct timer_list *t)
{
	struct dev *dev = timer_container_of(dev, t, timer);

	WRITE_ONCE(dev->ticks, READ_ONCE(dev->ticks) + 1);
	if (dev->left) {
		dev->left--;
		mod_timer(t, jiffies + 1);
	}
}

static enum hrtimer_restart on_hrtimer(struct hrtimer *t)
{
	struct dev *dev = container_of(t, struct dev, hrtimer);

	WRITE_ONCE(dev->ticks, READ_ONCE(dev->ticks) + 1);
	return HRTIMER_NORESTART;
}

static struct dev *the_dev;
static int (*stop)(struct dev *dev);

static void arms(void *arg)
{
	mod_timer(&the_dev->timer, jiffies + 1);
	hrtimer_start(&the_dev->hrtimer, TICK_NSEC, HRTIMER_MODE_REL);
}

/* At the instant at which the timers are due. */
static void removes(void *arg)
{
	schedule_timeout_uninterruptible(1);
	stop(the_dev);
	kfree(the_dev);
}

static void removal(void *how)
{
	struct task_struct *a, *b;

	stop = how;
	the_dev = kzalloc(sizeof(*the_dev), GFP_KERNEL);
	timer_setup(&the_dev->timer, on_timer, 0);
	hrtimer_setup(&the_dev->hrtimer, on_hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	the_dev->left = 1;
	a = tl_spawn_on(0, "arm", arms, NULL);
	b = tl_spawn_on(1, "remove", removes, NULL);
	tl_join(a);
	tl_join(b);
}

static int stops_both_and_waits(struct dev *dev)
{
	timer_shutdown_sync(&dev->timer);
	return hrtimer_cancel(&dev->hrtimer);
}

static int does_not_wait_for_the_timer(struct dev *dev)
{
	hrtimer_cancel(&dev->hrtimer);
	return timer_shutdown(&dev->timer);
}

static int does_not_wait_for_the_hrtimer(struct dev *dev)
{
	timer_shutdown_sync(&dev->timer);
	return hrtimer_try_to_cancel(&dev->hrtimer);
}

static int forgets_that_it_arms_itself(struct dev *dev)
{
	hrtimer_cancel(&dev->hrtimer);
	while (timer_pending(&dev->timer))
		cpu_relax();
	return timer_delete(&dev->timer);
}

static void waiting_for_the_function_is_enough(void **state)
{
	assert_int_equal(explore(removal, stops_both_and_waits), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.runs > 10);
}

static void not_waiting_for_a_timer_is_found(void **state)
{
	assert_int_equal(explore(removal, does_not_wait_for_the_timer), 1);
	assert_int_equal(found.failure, TL_FAIL_MEMORY);
	assert_non_null(strstr(found.report, "<timer interrupt: on_timer()>"));
}

static void not_waiting_for_an_hrtimer_is_found(void **state)
{
	assert_int_equal(explore(removal, does_not_wait_for_the_hrtimer), 1);
	assert_int_equal(found.failure, TL_FAIL_MEMORY);
	assert_non_null(strstr(found.report, "on_hrtimer"));
}

static void timer_pending_says_nothing_of_a_function_that_runs(void **state)
{
	assert_int_equal(explore(removal, forgets_that_it_arms_itself), 1);
	assert_int_equal(found.failure, TL_FAIL_MEMORY);
}

/* --- order --- */

#define NR 3

static struct timer_list timers[NR];
static char order[8];
static unsigned int nr_ran;

static void notes(struct timer_list *t)
{
	order[READ_ONCE(nr_ran)] = (char)('a' + (t - timers));
	WRITE_ONCE(nr_ran, nr_ran + 1);
}

static void arms_three(void *arg)
{
	for (int i = 0; i < NR; i++) {
		timer_setup(&timers[i], notes, 0);
		mod_timer(&timers[i], jiffies + 2);
	}
	mod_timer(&timers[0], jiffies + 3);
	mod_timer(&timers[0], jiffies + 2);
}

static unsigned int *orders __tl_keep;

static void one_instant(void *arg)
{
	struct task_struct *a = tl_spawn_on(0, "arm", arms_three, NULL);

	tl_join(a);
	tl_advance(3 * TICK_NSEC);
	tl_assert(nr_ran == NR);
	tl_assert(!strcmp(order, "bca"));
}

static void those_of_one_instant_run_in_the_order_of_arming(void **state)
{
	assert_int_equal(explore(one_instant, NULL), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

static void wakes_and_notes(void *arg)
{
	schedule_timeout_uninterruptible(1);
	order[0] = (char)('0' + READ_ONCE(nr_ran));
}

static void arms_one(void *arg)
{
	timer_setup(&timers[0], notes, 0);
	mod_timer(&timers[0], jiffies + 1);
	schedule_timeout_uninterruptible(2);
}

static void against_a_sleeper(void *arg)
{
	struct task_struct *a = tl_spawn_on(0, "arm", arms_one, NULL);
	struct task_struct *b = tl_spawn_on(1, "sleep", wakes_and_notes, NULL);

	tl_join(a);
	tl_join(b);
	tl_assert(nr_ran == 1);
	orders[order[0] == '1']++;
}

static void a_timer_and_a_sleeper_of_one_instant_come_in_any_order(void **state)
{
	orders = share(2 * sizeof(*orders));
	assert_int_equal(explore(against_a_sleeper, NULL), 0);
	assert_true(orders[0] > 0);
	assert_true(orders[1] > 0);
}

/* --- reduction --- */

static struct timer_list shared;
static unsigned int outcome;

static void counts(struct timer_list *t)
{
	WRITE_ONCE(outcome, READ_ONCE(outcome) * 8 + 1);
}

static void arms_shared(void *arg)
{
	schedule_timeout_uninterruptible(1);
	WRITE_ONCE(outcome, READ_ONCE(outcome) * 8 + 2 + mod_timer(&shared, jiffies + 1));
}

static void deletes_shared(void *arg)
{
	bool pending;

	schedule_timeout_uninterruptible(1);
	pending = timer_pending(&shared);
	WRITE_ONCE(outcome, READ_ONCE(outcome) * 8 + 4 + timer_delete(&shared));
	if (pending)
		WRITE_ONCE(outcome, READ_ONCE(outcome) * 8 + 6);
}

static unsigned char *outcomes __tl_keep;

static void three_on_one_timer(void *arg)
{
	struct task_struct *a, *b;

	timer_setup(&shared, counts, 0);
	shared.expires = jiffies + 1;
	add_timer_on(&shared, 0);
	a = tl_spawn_on(0, "arm", arms_shared, NULL);
	b = tl_spawn_on(1, "delete", deletes_shared, NULL);
	tl_join(a);
	tl_join(b);
	tl_advance(2 * TICK_NSEC);
	timer_delete_sync(&shared);
	outcomes[outcome % 65536] = 1;
}

static void delays_one(void *arg)
{
	WRITE_ONCE(outcome, READ_ONCE(outcome) + 1);
	mdelay(5);
	WRITE_ONCE(outcome, READ_ONCE(outcome) + 1);
}

static unsigned long seen_first, seen_then;

static void reads_clock(void *arg)
{
	tl_point(); /* the first one is where it starts */
	seen_first = jiffies;
	tl_point();
	seen_then = jiffies;
}

static void a_delay_and_a_reader(void *arg)
{
	struct task_struct *a = tl_spawn_on(0, "delay", delays_one, NULL);
	struct task_struct *b = tl_spawn_on(1, "read", reads_clock, NULL);

	tl_join(a);
	tl_join(b);
	outcomes[(seen_first > INITIAL_JIFFIES) * 2 + (seen_then > INITIAL_JIFFIES)] = 1;
}

static unsigned int nr_outcomes(void (*scenario)(void *arg), const char *reduce)
{
	char options[128];
	unsigned int n = 0;

	memset(outcomes, 0, 65536);
	outcome = 0;
	snprintf(options, sizeof(options),
		 "strategy=dfs p=inf q=inf jobs=1 progress=off nr_cpus=2 reduce=%s", reduce);
	assert_int_equal(tl_explore("timer", options, scenario, NULL, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	for (unsigned int i = 0; i < 65536; i++)
		n += outcomes[i];
	return n;
}

static void reduction_keeps_every_outcome(void **state)
{
	unsigned int all, reduced;
	uint64_t runs;

	outcomes = share(65536);
	all = nr_outcomes(three_on_one_timer, "none");
	runs = found.runs;
	reduced = nr_outcomes(three_on_one_timer, "marked");
	assert_true(all > 4);
	assert_int_equal(reduced, all);
	assert_true(found.runs < runs);
	assert_int_equal(nr_outcomes(a_delay_and_a_reader, "none"), 3);
	assert_int_equal(nr_outcomes(a_delay_and_a_reader, "marked"), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waiting_for_the_function_is_enough),
		cmocka_unit_test(not_waiting_for_a_timer_is_found),
		cmocka_unit_test(not_waiting_for_an_hrtimer_is_found),
		cmocka_unit_test(timer_pending_says_nothing_of_a_function_that_runs),
		cmocka_unit_test(those_of_one_instant_run_in_the_order_of_arming),
		cmocka_unit_test(a_timer_and_a_sleeper_of_one_instant_come_in_any_order),
		cmocka_unit_test(reduction_keeps_every_outcome),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
