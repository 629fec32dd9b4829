// SPDX-License-Identifier: MIT
/*
 * Timers and delays in virtual time: to the nanosecond, and for nothing.
 */
#include "../test.h"

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/timer.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/explore.h>
#include <tasklet/sim.h>

#define US 1000ull

static int up(void **state)
{
	int err = tl_boot("nr_cpus=2");

	return err ? err : tl_cpu_bind(0);
}

static int down(void **state)
{
	return tl_shutdown();
}

static uint64_t ran_at[8];
static unsigned int nr_ran;

static void notes_time(struct timer_list *t)
{
	ran_at[nr_ran++] = tl_now_ns();
}

static enum hrtimer_restart notes_hrtime(struct hrtimer *t)
{
	ran_at[nr_ran++] = tl_now_ns();
	return HRTIMER_NORESTART;
}

static void a_timer_fires_at_its_jiffy_however_far(void **state)
{
	static const unsigned long far[] = {1, 63, 64, 65, 4095, 4097, 100000000};
	struct timer_list timer;

	timer_setup(&timer, notes_time, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(far); i++) {
		uint64_t start = tl_now_ns() / TICK_NSEC * TICK_NSEC;

		nr_ran = 0;
		mod_timer(&timer, jiffies + far[i]);
		assert_int_equal(tl_advance(start + far[i] * TICK_NSEC - 1 - tl_now_ns()), 0);
		assert_int_equal(nr_ran, 0);
		assert_int_equal(tl_advance(1), 0);
		assert_int_equal(nr_ran, 1);
		assert_true(ran_at[0] == start + far[i] * TICK_NSEC);
	}
}

static void an_hrtimer_fires_in_its_nanosecond(void **state)
{
	uint64_t start = tl_now_ns();
	struct hrtimer a, b;

	nr_ran = 0;
	hrtimer_setup(&a, notes_hrtime, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_setup(&b, notes_hrtime, CLOCK_REALTIME, HRTIMER_MODE_REL_SOFT);
	hrtimer_start(&a, (ktime_t)start + 12345, HRTIMER_MODE_ABS);
	hrtimer_start(&b, 12344, HRTIMER_MODE_REL_SOFT);
	assert_int_equal(tl_advance(20000), 0);
	assert_int_equal(nr_ran, 2);
	assert_true(ran_at[0] == start + 12344);
	assert_true(ran_at[1] == start + 12345);
}

static void what_is_over_already_does_not_turn_time_back(void **state)
{
	uint64_t start = tl_now_ns();
	struct hrtimer a;

	nr_ran = 0;
	hrtimer_setup(&a, notes_hrtime, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&a, 5, HRTIMER_MODE_ABS);
	assert_int_equal(tl_run_until_idle(), 0);
	assert_int_equal(nr_ran, 1);
	assert_in_range(tl_now_ns(), start, start + 100 * US);
}

static void a_deleted_timer_moves_no_time(void **state)
{
	struct timer_list timer;
	uint64_t start;

	timer_setup(&timer, notes_time, 0);
	mod_timer(&timer, jiffies + HZ);
	timer_delete(&timer);
	start = tl_now_ns();
	assert_int_equal(schedule_timeout_uninterruptible(100 * HZ), 0);
	assert_true(tl_now_ns() == start + 100 * (uint64_t)NSEC_PER_SEC);
}

static void delays_and_sleeps_take_exactly_so_long(void **state)
{
	uint64_t start = tl_now_ns();

	udelay(10);
	assert_true(tl_now_ns() == start + 10 * US);
	ndelay(7);
	assert_true(tl_now_ns() == start + 10 * US + 7);
	mdelay(5);
	msleep(20);
	usleep_range(50, 100);
	assert_true(tl_now_ns() == start + 25060 * US + 7);
}

static void what_is_due_within_a_delay_comes_in_it(void **state)
{
	uint64_t start = tl_now_ns();
	struct hrtimer hrtimer;

	nr_ran = 0;
	hrtimer_setup(&hrtimer, notes_hrtime, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&hrtimer, 30 * US, HRTIMER_MODE_REL);
	preempt_disable();
	udelay(100);
	preempt_enable();
	assert_int_equal(nr_ran, 1);
	assert_true(ran_at[0] == start + 30 * US);
	assert_true(tl_now_ns() == start + 100 * US);
}

static bool ready;

static void gets_ready(void *arg)
{
	for (int i = 0; i < 100; i++)
		tl_point();
	WRITE_ONCE(ready, true);
}

static void a_poller_that_delays_lets_others_get_on(void **state)
{
	struct task_struct *t = tl_spawn("other", gets_ready, NULL);
	int turns = 0;

	WRITE_ONCE(ready, false);
	while (!READ_ONCE(ready) && turns < 1000) {
		udelay(1);
		turns++;
	}
	assert_true(turns < 1000);
	assert_int_equal(tl_join(t), 0);
}

static void boots_anew_with_jiffies_where_they_start(void **state)
{
	msleep(100000);
	assert_true(time_after(jiffies, INITIAL_JIFFIES + HZ));
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	assert_true(jiffies == INITIAL_JIFFIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_timer_fires_at_its_jiffy_however_far, up, down),
		cmocka_unit_test_setup_teardown(an_hrtimer_fires_in_its_nanosecond, up, down),
		cmocka_unit_test_setup_teardown(what_is_over_already_does_not_turn_time_back, up,
						down),
		cmocka_unit_test_setup_teardown(a_deleted_timer_moves_no_time, up, down),
		cmocka_unit_test_setup_teardown(delays_and_sleeps_take_exactly_so_long, up, down),
		cmocka_unit_test_setup_teardown(what_is_due_within_a_delay_comes_in_it, up, down),
		cmocka_unit_test_setup_teardown(a_poller_that_delays_lets_others_get_on, up, down),
		cmocka_unit_test_setup_teardown(boots_anew_with_jiffies_where_they_start, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
