// SPDX-License-Identifier: MIT
/*
 * Tasks that spin. Interrupts that come in on them go on point by point as they do elsewhere, though
 * the task can't get on; what ends its wait, and what does not.
 */
#include "explore-ways.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

static int flag, other_flag, level, seen_level;
static bool in_turn, handled_in_turn;

static void spins(void *arg)
{
	while (!READ_ONCE(flag)) {
		in_turn = true;
		cpu_relax();
		in_turn = false;
	}
}

/* --- what others see of a handler --- */

#define LEVELS 4

static void rise(struct tasklet_struct *t)
{
	for (int i = 1; i < LEVELS; i++)
		WRITE_ONCE(level, i);
}

static DECLARE_TASKLET(rises, rise);

static irqreturn_t rises_in_handler(int irq, void *dev)
{
	handled_in_turn = in_turn;
	rise(NULL);
	return IRQ_HANDLED;
}

static irqreturn_t rises_in_tasklet(int irq, void *dev)
{
	handled_in_turn = in_turn;
	tasklet_schedule(&rises);
	return IRQ_HANDLED;
}

static void looks(void *arg)
{
	seen_level = READ_ONCE(level);
	WRITE_ONCE(flag, 1);
}

static void run_levels(irq_handler_t handler)
{
	run_two_and_line(handler, spins, looks);
	tasklet_kill(&rises);
	tl_assert(level == LEVELS - 1);
	if (handled_in_turn)
		seen[seen_level] = 1;
}

static void levels_of_handler(void *arg)
{
	run_levels(rises_in_handler);
}

static void levels_of_tasklet(void *arg)
{
	run_levels(rises_in_tasklet);
}

static void assert_all_levels_are_seen(void (*scenario)(void *arg))
{
	assert_seen("nr_cpus=2", scenario, "1111");
}

static void others_see_each_step_of_a_handler(void **state)
{
	assert_all_levels_are_seen(levels_of_handler);
}

static void others_see_each_step_of_its_tasklet(void **state)
{
	assert_all_levels_are_seen(levels_of_tasklet);
}

/* --- what ends the wait --- */

static irqreturn_t sets_flag(int irq, void *dev)
{
	WRITE_ONCE(flag, 1);
	return IRQ_HANDLED;
}

static void flag_by_handler(void *arg)
{
	int irq = make_line("sets", 0, sets_flag, &flag);

	tl_irq_raise(irq);
	tl_spawn_on(0, "spins", spins, NULL);
	tl_run_until_idle();
	end_line(irq, &flag);
}

static void a_handler_ends_the_wait_of_its_own_task(void **state)
{
	exhausts_all_ways("nr_cpus=2", flag_by_handler);
}

static irqreturn_t spins_in_handler(int irq, void *dev)
{
	while (!READ_ONCE(other_flag))
		cpu_relax();
	return IRQ_HANDLED;
}

static void sets_both(void *arg)
{
	WRITE_ONCE(other_flag, 1);
	WRITE_ONCE(flag, 1);
}

static void two_waits_on_one_stack(void *arg)
{
	run_two_and_line(spins_in_handler, spins, sets_both);
}

static void a_handler_may_spin_on_top_of_a_task_that_does(void **state)
{
	exhausts_all_ways("nr_cpus=2", two_waits_on_one_stack);
}

static void looks_behind_flag(void *arg)
{
	spins(NULL);
	seen_level = READ_ONCE(level);
}

static void rises_in_task(void *arg)
{
	rise(NULL);
}

static void flag_by_director(void *arg)
{
	tl_spawn_on(0, "spins", looks_behind_flag, NULL);
	tl_run_until_idle();
	WRITE_ONCE(flag, 1);
	tl_spawn_on(1, "rises", rises_in_task, NULL);
	tl_run_until_idle();
	seen[seen_level] = 1;
}

static void the_scenario_itself_ends_a_wait(void **state)
{
	assert_all_levels_are_seen(flag_by_director);
}

/* --- loops that look at two things --- */

static int first, second;
static bool applies; /* this run is one that is of interest */

static void looks_at_both(void *arg)
{
	for (;;) {
		int x = READ_ONCE(first), y = READ_ONCE(second);

		if (y && !x)
			applies = true;
		if (x)
			break;
		cpu_relax();
	}
	seen_level = READ_ONCE(level);
}

static void sets_first_and_second(void *arg)
{
	WRITE_ONCE(first, 1);
	WRITE_ONCE(second, 1);
	rise(NULL);
}

static void written_within_a_turn(void *arg)
{
	run_two(looks_at_both, sets_first_and_second);
	if (applies)
		seen[seen_level] = 1;
}

static void waits_within_a_turn(void *arg)
{
	for (;;) {
		if (READ_ONCE(first))
			break;
		while (!READ_ONCE(second)) {
			applies = true;
			cpu_relax();
		}
		cpu_relax();
	}
	seen_level = READ_ONCE(level);
}

static void sets_second_and_first(void *arg)
{
	WRITE_ONCE(second, 1);
	WRITE_ONCE(first, 1);
	rise(NULL);
}

static void a_wait_within_a_turn(void *arg)
{
	run_two(waits_within_a_turn, sets_second_and_first);
	if (applies)
		seen[seen_level] = 1;
}

static void what_changed_within_a_turn_is_looked_at_again(void **state)
{
	assert_all_levels_are_seen(written_within_a_turn);
	assert_all_levels_are_seen(a_wait_within_a_turn);
}

/* A turn that looks at more than is kept of it, and then pauses before it waits. */
static int many[40];

static void looks_at_many_and_yields(void *arg)
{
	while (!READ_ONCE(flag)) {
		for (int i = 0; i < 40; i += 2)
			(void)READ_ONCE(many[i]);
		yield();
		WRITE_ONCE(other_flag, 1);
		cpu_relax();
	}
	seen_level = READ_ONCE(level);
}

static void answers(void *arg)
{
	while (!READ_ONCE(other_flag))
		cpu_relax();
	WRITE_ONCE(flag, 1);
	rise(NULL);
}

static void much_before_a_pause(void *arg)
{
	run_two(looks_at_many_and_yields, answers);
	seen[seen_level] = 1;
}

static void what_was_looked_at_before_a_pause_counts(void **state)
{
	assert_seen_by("strategy=dfs p=1", "nr_cpus=2", much_before_a_pause, "1111");
}

/* --- delays --- */

static void delays(void *arg)
{
	udelay(10);
	seen_level = READ_ONCE(level);
}

static void delay_of_nothing(void *arg)
{
	run_two(delays, rises_in_task);
	seen[seen_level] = 1;
}

static void yields(void *arg)
{
	yield();
	seen_level = READ_ONCE(level);
}

static void yield_to_nobody(void *arg)
{
	run_two(yields, rises_in_task);
	seen[seen_level] = 1;
}

static void who_delays_waits_for_nobody(void **state)
{
	assert_all_levels_are_seen(delay_of_nothing);
	assert_all_levels_are_seen(yield_to_nobody);
}

static void polls_with_delays(void *arg)
{
	int i;

	for (i = 0; i < 3 && !READ_ONCE(flag); i++)
		udelay(10);
	seen[i] = 1;
}

static void rises_and_sets(void *arg)
{
	rise(NULL);
	WRITE_ONCE(flag, 1);
}

static void poll_with_timeout(void *arg)
{
	run_two(polls_with_delays, rises_and_sets);
}

static void a_poll_ends_by_what_it_waits_for_or_by_its_limit(void **state)
{
	assert_all_levels_are_seen(poll_with_timeout);
}

static void polls_the_clock(void *arg)
{
	u64 end = ktime_get_ns() + 100 * NSEC_PER_MSEC;

	while (!READ_ONCE(flag) && ktime_get_ns() < end)
		cpu_relax();
}

static void long_poll(void *arg)
{
	tl_join(tl_spawn_on(0, "polls", polls_the_clock, NULL));
}

static void a_long_poll_of_the_clock_ends(void **state)
{
	exhausts_all_ways("nr_cpus=1", long_poll);
}

/* --- what must not be taken for an end --- */

static spinlock_t lock;

static void tries(void *arg)
{
	while (!spin_trylock(&lock))
		cpu_relax();
	spin_unlock(&lock);
}

static void three_try(void *arg)
{
	spin_lock_init(&lock);
	for (int cpu = 0; cpu < 3; cpu++)
		tl_spawn_on(cpu, "tries", tries, NULL);
	tl_run_until_idle();
}

static void those_who_fail_do_not_wake_each_other(void **state)
{
	exhausts_all_ways("nr_cpus=3 points=1000", three_try);
}

static void wait_for_nobody(void *arg)
{
	int irq = make_line("rises", 0, rises_in_handler, &level);

	tl_irq_raise(irq);
	tl_spawn_on(0, "spins", spins, NULL);
	tl_run_until_idle();
	end_line(irq, &level);
}

static void a_handler_that_changes_nothing_leaves_it_stuck(void **state)
{
	struct tl_explored found;

	(void)tl_explore("nobody", "progress=off nr_cpus=2 strategy=dfs p=inf q=inf",
			 wait_for_nobody, NULL, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_see_each_step_of_a_handler),
		cmocka_unit_test(others_see_each_step_of_its_tasklet),
		cmocka_unit_test(a_handler_ends_the_wait_of_its_own_task),
		cmocka_unit_test(a_handler_may_spin_on_top_of_a_task_that_does),
		cmocka_unit_test(the_scenario_itself_ends_a_wait),
		cmocka_unit_test(what_changed_within_a_turn_is_looked_at_again),
		cmocka_unit_test(what_was_looked_at_before_a_pause_counts),
		cmocka_unit_test(who_delays_waits_for_nobody),
		cmocka_unit_test(a_poll_ends_by_what_it_waits_for_or_by_its_limit),
		cmocka_unit_test(a_long_poll_of_the_clock_ends),
		cmocka_unit_test(those_who_fail_do_not_wake_each_other),
		cmocka_unit_test(a_handler_that_changes_nothing_leaves_it_stuck),
	};

	seen = share(OUTCOMES);
	return cmocka_run_group_tests_name("explore-spin", tests, enter_directory, leave_directory);
}
