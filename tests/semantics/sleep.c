// SPDX-License-Identifier: MIT
/*
 * Clocks, conversions, delays and sleeps: none is too short, and what is left is told.
 */
#include "machine.h"

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/iopoll.h>
#include <linux/sched/clock.h>
#include <linux/timer.h>

#define MS 1000000

static void jiffies_starts_five_minutes_before_it_wraps(void **state)
{
	unsigned long first = INITIAL_JIFFIES;

	assert_true(first == 0xffffffff - 300 * HZ + 1);
	assert_true(time_after_eq(jiffies, first));
	assert_true(time_before(jiffies, first + 3600 * HZ));
	assert_true(get_jiffies_64() >= first);
}

static void comparisons_hold_across_a_wrap(void **state)
{
	unsigned long before = ~0ul - 5, after = 5;

	assert_true(time_after(after, before));
	assert_true(time_before(before, after));
	assert_true(time_after_eq(before, before));
	assert_false(time_after(before, before));
	assert_true(time_in_range(before + 1, before, after));
	assert_false(time_in_range_open(after, before, after));
	assert_true(time_after64((u64)5, ~(u64)0));
	assert_true(time_is_before_jiffies(jiffies - 1));
	assert_true(time_is_after_jiffies(jiffies + 1000 * HZ));
}

static void conversions_round_up(void **state)
{
	struct timespec64 ts = {2, 1};

	assert_int_equal(msecs_to_jiffies(0), 0);
	assert_int_equal(msecs_to_jiffies(1), 1);
	assert_int_equal(msecs_to_jiffies(1000), HZ);
	assert_int_equal(msecs_to_jiffies(1001), HZ + 1);
	assert_true(msecs_to_jiffies((unsigned int)-1) == MAX_JIFFY_OFFSET);
	assert_int_equal(usecs_to_jiffies(1), 1);
	assert_int_equal(usecs_to_jiffies(1000000), HZ);
	assert_true(usecs_to_jiffies(~0u) == MAX_JIFFY_OFFSET);
	assert_int_equal(nsecs_to_jiffies(NSEC_PER_SEC - 1), HZ - 1);
	assert_int_equal(jiffies_to_msecs(HZ), 1000);
	assert_int_equal(jiffies_to_usecs(HZ), 1000000);
	assert_int_equal(jiffies_to_nsecs(HZ), NSEC_PER_SEC);
	assert_int_equal(secs_to_jiffies(3), 3 * HZ);
	assert_int_equal(timespec64_to_jiffies(&ts), 2 * HZ + 1);
	jiffies_to_timespec64(HZ + 1, &ts);
	assert_int_equal(ts.tv_sec, 1);
	assert_int_equal(ts.tv_nsec, TICK_NSEC);
}

static void rounding_is_to_full_seconds(void **state)
{
	unsigned long far = (jiffies / HZ + 1000) * HZ;

	assert_true(round_jiffies(far + 1) == far);
	assert_true(round_jiffies(far - 1) == far);
	assert_true(round_jiffies_up(far + 1) == far + HZ);
	assert_true(round_jiffies_up(far) == far);
}

static void ktime_is_nanoseconds(void **state)
{
	ktime_t t = ktime_set(1, 500);
	struct timespec64 ts = ktime_to_timespec64(-1);

	assert_int_equal(ktime_to_ns(t), NSEC_PER_SEC + 500);
	assert_int_equal(ktime_to_us(ktime_add_us(t, 7)), USEC_PER_SEC + 7);
	assert_int_equal(ktime_to_ms(ktime_sub_ms(t, 1)), MSEC_PER_SEC - 1);
	assert_int_equal(ktime_us_delta(ktime_add_us(t, 9), t), 9);
	assert_int_equal(ktime_ms_delta(t, ktime_add_ms(t, 9)), -9);
	assert_int_equal(ktime_compare(t, ktime_add_ns(t, 1)), -1);
	assert_true(ktime_after(t, ktime_sub_ns(t, 1)));
	assert_true(ktime_set(KTIME_SEC_MAX, 0) == KTIME_MAX);
	assert_true(ktime_add_safe(KTIME_MAX - 1, 5) == KTIME_MAX);
	assert_int_equal(ktime_divns(t, 1000), 1000000);
	assert_int_equal(ts.tv_sec, -1);
	assert_int_equal(ts.tv_nsec, NSEC_PER_SEC - 1);
	assert_true(timespec64_to_ktime(ts) == -1);
	assert_true(ms_to_ktime(2) == us_to_ktime(2000));
}

static void clocks_go_on(void **state)
{
	ktime_t mono = ktime_get(), real = ktime_get_real(), boot = ktime_get_boottime();
	u64 raw = ktime_get_raw_ns(), local = local_clock();
	struct timespec64 ts;
	time64_t seconds;

	udelay(10);
	assert_true(ktime_get() >= mono + 10000);
	assert_true(ktime_get_real() > real);
	assert_true(ktime_get_boottime() > boot);
	assert_true(ktime_get_raw_ns() > raw);
	assert_true(local_clock() > local);
	/* After 2001, and what the others say. */
	seconds = ktime_get_real_seconds();
	ktime_get_real_ts64(&ts);
	assert_true(ts.tv_sec > 1000000000);
	assert_in_range(ts.tv_sec, seconds, ktime_get_real_seconds());
	real = ktime_get_real();
	assert_true(ktime_get_clocktai() >= real);
	ktime_get_coarse_real_ts64(&ts);
	assert_true(ts.tv_sec > 1000000000);
	assert_true(ktime_mono_to_real(mono) > 1000000000 * NSEC_PER_SEC);
}

static void dates_and_times_convert(void **state)
{
	struct tm tm;

	assert_int_equal(mktime64(1970, 1, 1, 0, 0, 0), 0);
	assert_int_equal(mktime64(2000, 2, 29, 23, 59, 59), 951868799);
	assert_int_equal(mktime64(2024, 12, 31, 12, 0, 0), 1735646400);
	assert_int_equal(mktime64(2100, 3, 1, 0, 0, 0), 4107542400);
	time64_to_tm(951868799, 1, &tm);
	assert_int_equal(tm.tm_mon, 2);
	assert_int_equal(tm.tm_mday, 1);
	assert_int_equal(tm.tm_hour, 0);
}

static void delays_are_not_too_short(void **state)
{
	ktime_t start = ktime_get();

	ndelay(500);
	assert_true(ktime_get() >= start + 500);
	start = ktime_get();
	udelay(30);
	assert_true(ktime_get() >= start + 30000);
	start = ktime_get();
	mdelay(2);
	assert_true(ktime_get() >= start + 2 * MS);
}

static void sleeps_are_not_too_short(void **state)
{
	ktime_t start = ktime_get();

	msleep(3);
	assert_true(ktime_get() >= start + 3 * MS);
	start = ktime_get();
	usleep_range(100, 200);
	assert_true(ktime_get() >= start + 100000);
	start = ktime_get();
	fsleep(5);
	fsleep(50);
	fsleep(30000);
	assert_true(ktime_get() >= start + 30055000);
	start = ktime_get();
	assert_int_equal(msleep_interruptible(2), 0);
	assert_true(ktime_get() >= start + 2 * MS);
	assert_int_equal(schedule_timeout_uninterruptible(1), 0);
}

static void waker_fn(struct timer_list *t);
static DEFINE_TIMER(waker_timer, waker_fn);
static struct task_struct *sleeper;

static void waker_fn(struct timer_list *t)
{
	wake_up_process(sleeper);
}

static void a_wake_ends_schedule_hrtimeout(void **state)
{
	ktime_t span = ktime_set(1000, 0), soon = MS, none = 0;

	sleeper = current;
	set_current_state(TASK_INTERRUPTIBLE);
	mod_timer(&waker_timer, jiffies + 1);
	assert_int_equal(schedule_hrtimeout(&span, HRTIMER_MODE_REL), -EINTR);
	set_current_state(TASK_INTERRUPTIBLE);
	mod_timer(&waker_timer, jiffies + 1);
	assert_int_equal(schedule_hrtimeout(NULL, HRTIMER_MODE_REL), -EINTR);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(&soon, HRTIMER_MODE_REL), 0);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout(&none, HRTIMER_MODE_REL), 0);
	span = ktime_get() + MS;
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_hrtimeout_range(&span, 1000, HRTIMER_MODE_ABS), 0);
	assert_true(ktime_get() >= span);
	timer_delete_sync(&waker_timer);
}

static void a_wake_does_not_end_msleep(void **state)
{
	ktime_t start = ktime_get();

	sleeper = current;
	mod_timer(&waker_timer, jiffies + 1);
	msleep(5 * jiffies_to_msecs(1));
	assert_true(ktime_get() >= start + 5 * (ktime_t)TICK_NSEC);
	timer_delete_sync(&waker_timer);
}

static unsigned int looked;

static unsigned int look(unsigned int start)
{
	return start + looked++;
}

static void polling_ends_when_it_holds_or_time_is_up(void **state)
{
	unsigned int val;

	looked = 0;
	assert_int_equal(
		read_poll_timeout(look, val, val >= 13, 10, 1000 * USEC_PER_SEC, false, 10), 0);
	assert_int_equal(looked, 4);
	looked = 0;
	assert_int_equal(read_poll_timeout_atomic(look, val, val >= 12, 1, 0, true, 10), 0);
	assert_int_equal(looked, 3);
	assert_int_equal(read_poll_timeout(look, val, false, 100, 500, true, 0), -ETIMEDOUT);
	assert_int_equal(read_poll_timeout_atomic(look, val, false, 1, 20, false, 0), -ETIMEDOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(jiffies_starts_five_minutes_before_it_wraps),
		MACHINE_TEST(comparisons_hold_across_a_wrap),
		MACHINE_TEST(conversions_round_up),
		MACHINE_TEST(rounding_is_to_full_seconds),
		MACHINE_TEST(ktime_is_nanoseconds),
		MACHINE_TEST(clocks_go_on),
		MACHINE_TEST(dates_and_times_convert),
		MACHINE_TEST(delays_are_not_too_short),
		MACHINE_TEST(sleeps_are_not_too_short),
		MACHINE_TEST(a_wake_ends_schedule_hrtimeout),
		MACHINE_TEST(a_wake_does_not_end_msleep),
		MACHINE_TEST(polling_ends_when_it_holds_or_time_is_up),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
