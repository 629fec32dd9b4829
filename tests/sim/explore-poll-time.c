// SPDX-License-Identifier: MIT
/*
 * Polls and time: what the hardware does, and what becomes due while a task polls, comes; loops that
 * never end wait, and long ones are no deadlock.
 */
#include "explore-poll.h"

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/sched.h>

/* --- hardware, and who sleeps --- */

static irqreturn_t comes(int irq, void *dev)
{
	WRITE_ONCE(flag, 1);
	return IRQ_HANDLED;
}

static void run_with_line(void (*task)(void *arg))
{
	int irq = make_line("comes", 1, comes, &flag);

	assert_int_equal(tl_irq_spontaneous(irq, 1), 0);
	tl_spawn_on(0, "polls", task, NULL);
	tl_run_until_idle();
	end_line(irq, &flag);
}

static void clock_and_line(void *arg)
{
	run_with_line(polls_for_100_us);
}

static void delays_and_line(void *arg)
{
	run_with_line(counts_delays);
}

static void hardware_may_fire_or_not(void **state)
{
	assert_seen("nr_cpus=2", clock_and_line, "10001");
	assert_seen("nr_cpus=2", delays_and_line, "10001");
}

static void polls_for_10_ms(void *arg)
{
	tell(poll_clock(10 * NSEC_PER_MSEC));
}

static void rises_late(void *arg)
{
	msleep(1);
	rises(arg);
}

static void run_with_sleeper(void (*task)(void *arg))
{
	struct task_struct *polls = tl_spawn_on(0, "polls", task, NULL);

	tl_join(tl_spawn_on(1, "sleeps", rises_late, NULL));
	tl_join(polls);
}

static void soon_and_late(void *arg)
{
	run_with_sleeper(polls_for_100_us);
}

static void late_and_soon(void *arg)
{
	run_with_sleeper(polls_for_10_ms);
}

static void wakes_up_while_idle(void *arg)
{
	tl_spawn_on(0, "polls", polls_for_10_ms, NULL);
	tl_join(tl_spawn_on(1, "sleeps", rises_late, NULL));
	tl_run_until_idle();
}

static void left_to_itself(void *arg)
{
	tl_spawn_on(0, "polls", polls_for_10_ms, NULL);
	tl_spawn_on(1, "sleeps", rises_late, NULL);
	tl_run_until_idle();
	msleep(100);
}

static struct hrtimer timer;

static enum hrtimer_restart expires(struct hrtimer *t)
{
	WRITE_ONCE(flag, 1);
	return HRTIMER_NORESTART;
}

/* Outcomes: the level when it expired. */
static void awaits_own_timer(void *arg)
{
	hrtimer_setup(&timer, expires, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ns_to_ktime(NSEC_PER_MSEC), HRTIMER_MODE_REL);
	for (int i = 0; i < TURNS && !READ_ONCE(flag); i++)
		udelay(100);
	if (READ_ONCE(flag))
		seen[READ_ONCE(level)] = 1;
	hrtimer_cancel(&timer);
}

static void rises_only(void *arg)
{
	for (int i = 1; i < LEVELS; i++)
		WRITE_ONCE(level, i);
}

static void own_timer(void *arg)
{
	run_two(awaits_own_timer, rises_only);
}

#define TICKS 20

static int ticks;

static enum hrtimer_restart ticks_on(struct hrtimer *t)
{
	if (++ticks == TICKS) {
		WRITE_ONCE(flag, 1);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(t, ns_to_ktime(NSEC_PER_MSEC));
	return HRTIMER_RESTART;
}

static void awaits_ticks(void *arg)
{
	hrtimer_setup(&timer, ticks_on, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ns_to_ktime(NSEC_PER_MSEC), HRTIMER_MODE_REL);
	tell(poll_clock(10ull * NSEC_PER_SEC));
	hrtimer_cancel(&timer);
}

static void ticked(void *arg)
{
	tl_join(tl_spawn_on(0, "awaits", awaits_ticks, NULL));
}

static void what_is_due_meanwhile_comes(void **state)
{
	assert_seen_by("strategy=dfs p=0 q=0", "nr_cpus=1", ticked, "00001");
	assert_seen("nr_cpus=2", wakes_up_while_idle, "11111");
	assert_seen("nr_cpus=2", left_to_itself, "11111");
	assert_seen("nr_cpus=2", own_timer, "1111");
}

/* 100 us are over before 1 ms is, but not necessarily 10. */
static void who_sleeps_wakes_up_when_it_is_time(void **state)
{
	assert_seen("nr_cpus=2", soon_and_late, "10000");
	assert_seen("nr_cpus=2", late_and_soon, "11111");
}

/* --- loops that never end --- */

static void delays_for_ever(void *arg)
{
	while (!READ_ONCE(flag))
		udelay(1);
	seen[READ_ONCE(level)] = 1;
}

static void looks_at_clock_for_ever(void *arg)
{
	while (!READ_ONCE(flag)) {
		(void)ktime_get_ns();
		cpu_relax();
	}
	seen[READ_ONCE(level)] = 1;
}

static void delays_without_end(void *arg)
{
	run_two(delays_for_ever, rises);
}

static void clock_without_end(void *arg)
{
	run_two(looks_at_clock_for_ever, rises);
}

static void end_by_director(void (*task)(void *arg))
{
	tl_spawn_on(0, "polls", task, NULL);
	tl_run_until_idle();
	WRITE_ONCE(flag, 1);
	tl_run_until_idle();
}

static void clock_ended_by_director(void *arg)
{
	end_by_director(looks_at_clock_for_ever);
}

static void delays_ended_by_director(void *arg)
{
	end_by_director(delays_for_ever);
}

static void looks_for_long(void *arg)
{
	struct task_struct *looks = tl_spawn_on(0, "looks", looks_at_clock_for_ever, NULL);

	ssleep(100000);
	WRITE_ONCE(flag, 1);
	tl_join(looks);
}

static void two_delay(void *arg)
{
	tl_spawn_on(0, "one", delays_for_ever, NULL);
	tl_spawn_on(1, "two", delays_for_ever, NULL);
	tl_spawn_on(2, "rises", rises, NULL);
	tl_run_until_idle();
}

static void counts_to_5000(void *arg)
{
	int i;

	for (i = 0; i < 5000 && !READ_ONCE(flag); i++)
		udelay(1);
	tell(i < 5000);
}

static void yields_100_times(void *arg)
{
	for (int i = 0; i < 100; i++)
		yield();
}

static void long_ways(void *arg)
{
	tl_join(tl_spawn_on(0, "counts", counts_to_5000, NULL));
	tl_join(tl_spawn_on(0, "yields", yields_100_times, NULL));
}

static void a_long_way_is_no_deadlock(void **state)
{
	assert_seen("nr_cpus=1", long_ways, "1");
}

/* No run is cut but of a search that leaves out what is cut. */
static unsigned int *ended __tl_keep;

static void counts_ends(void *arg)
{
	delays_without_end(arg);
	__atomic_fetch_add(ended, 1, __ATOMIC_RELAXED);
}

static void samples_are_whole_runs(void **state)
{
	static const char *const strategies[] = {"strategy=pct", "strategy=pos", "strategy=walk"};
	struct tl_explored found;

	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++) {
		*ended = 0;
		search(strategies[i], "nr_cpus=2 runs=200", counts_ends, &found);
		assert_int_equal(found.verdict, TL_SAMPLED);
		assert_true(*ended >= 200);
	}
}

static void who_polls_for_ever_waits(void **state)
{
	assert_seen("nr_cpus=2", delays_ended_by_director, "1");
	assert_seen("nr_cpus=2", looks_for_long, "1");
	exhausts("strategy=dfs p=1 q=inf", "nr_cpus=3", two_delay);
	assert_seen("nr_cpus=2", delays_without_end, "0001");
	assert_seen("nr_cpus=2", clock_without_end, "0001");
	assert_seen("nr_cpus=2", clock_ended_by_director, "1000");
}

/* More than is kept of a turn. */
static int wide[20];

static void polls_much(void *arg)
{
	for (int i = 0; i < TURNS && !READ_ONCE(flag); i++) {
		for (size_t k = 0; k < sizeof(wide) / sizeof(wide[0]); k++)
			(void)READ_ONCE(wide[k]);
		udelay(1);
	}
}

static void sets_flag(void *arg)
{
	WRITE_ONCE(flag, 1);
}

static void wide_turns(void *arg)
{
	run_two(polls_much, sets_flag);
}

static void turns_of_many_points_are_no_livelock(void **state)
{
	exhausts_all_ways("nr_cpus=2 points=500", wide_turns);
}

/* --- how much of it --- */

#define COMMANDS 8

static int command, acknowledged;

static void commands(void *arg)
{
	for (int i = 1; i <= COMMANDS; i++) {
		WRITE_ONCE(command, i);
		for (int k = 0; k < TURNS && READ_ONCE(acknowledged) < i; k++)
			udelay(1);
	}
}

static void acknowledges(void *arg)
{
	for (int i = 1; i <= COMMANDS; i++) {
		while (READ_ONCE(command) < i)
			cpu_relax();
		WRITE_ONCE(acknowledged, i);
	}
}

static void commanded(void *arg)
{
	run_two(commands, acknowledges);
}

static void a_search_without_preemptions_is_short(void **state)
{
	struct tl_explored found;

	search("strategy=dfs p=0 q=0", "nr_cpus=2", commanded, &found);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_in_range(found.runs, 1, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hardware_may_fire_or_not),
		cmocka_unit_test(what_is_due_meanwhile_comes),
		cmocka_unit_test(who_sleeps_wakes_up_when_it_is_time),
		cmocka_unit_test(a_long_way_is_no_deadlock),
		cmocka_unit_test(samples_are_whole_runs),
		cmocka_unit_test(who_polls_for_ever_waits),
		cmocka_unit_test(turns_of_many_points_are_no_livelock),
		cmocka_unit_test(a_search_without_preemptions_is_short),
	};

	seen = share(OUTCOMES);
	ended = share(sizeof(*ended));
	return cmocka_run_group_tests_name("explore-poll-time", tests, enter_directory,
					   leave_directory);
}
