// SPDX-License-Identifier: MIT
/*
 * What is wrong with the use of a timer is said, and goes on as on Linux.
 */
#include "machine.h"

#include <linux/hrtimer.h>
#include <linux/timer.h>

static unsigned int nr_ran;

static void counts(struct timer_list *t)
{
	smp_store_release(&nr_ran, nr_ran + 1);
}

static void arming_what_was_never_set_up_is_said(void **state)
{
	struct timer_list timer;
	struct hrtimer hrtimer;

	memset(&timer, 0, sizeof(timer));
	memset(&hrtimer, 0, sizeof(hrtimer));
	reports_expected = 4;
	assert_int_equal(mod_timer(&timer, jiffies + 1), 0);
	assert_int_equal(timer_delete_sync(&timer), 0);
	hrtimer_start(&hrtimer, 1, HRTIMER_MODE_REL);
	assert_int_equal(hrtimer_cancel(&hrtimer), 0);
	assert_int_equal(logged("mod_timer: timer at "), 1);
	assert_int_equal(logged("timer_delete_sync: timer at "), 1);
	assert_int_equal(logged("hrtimer_start: hrtimer at "), 1);
	assert_int_equal(logged("hrtimer_cancel: hrtimer at "), 1);
	assert_false(timer_pending(&timer));
	assert_false(hrtimer_is_queued(&hrtimer));
}

static void arming_without_a_function_is_said(void **state)
{
	struct timer_list timer;
	struct hrtimer hrtimer;

	timer_setup(&timer, NULL, 0);
	hrtimer_setup(&hrtimer, NULL, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	reports_expected = 2;
	assert_int_equal(mod_timer(&timer, jiffies + 1), 0);
	hrtimer_start(&hrtimer, 1, HRTIMER_MODE_REL);
	assert_int_equal(logged("has no function"), 1);
	assert_false(timer_pending(&timer));
	assert_false(hrtimer_is_queued(&hrtimer));
}

static void arming_what_was_shut_down_is_ignored(void **state)
{
	struct timer_list timer;

	timer_setup(&timer, counts, 0);
	timer_shutdown_sync(&timer);
	assert_int_equal(mod_timer(&timer, jiffies + 1), 0);
	assert_int_equal(mod_timer_pending(&timer, jiffies + 1), 0);
	assert_int_equal(timer_reduce(&timer, jiffies + 1), 0);
	add_timer_on(&timer, 0);
	assert_false(timer_pending(&timer));
}

static void add_timer_of_a_pending_one_is_said(void **state)
{
	struct timer_list timer;

	timer_setup(&timer, counts, 0);
	mod_timer(&timer, jiffies + 1000 * HZ);
	reports_expected = 1;
	add_timer(&timer);
	assert_true(timer_pending(&timer));
	assert_int_equal(timer_delete(&timer), 1);
}

static void add_timer_on_no_cpu_is_said(void **state)
{
	struct timer_list timer;

	timer_setup(&timer, counts, 0);
	timer.expires = jiffies + 1;
	reports_expected = 1;
	add_timer_on(&timer, 2);
	assert_false(timer_pending(&timer));
}

static void fn_delete_sync(void *timer)
{
	timer_delete_sync(timer);
}

static void delete_sync_in_a_handler_is_said(void **state)
{
	struct timer_list timer;

	timer_setup(&timer, counts, TIMER_IRQSAFE);
	interrupt_here(fn_delete_sync, &timer);
	timer_setup(&timer, counts, 0);
	reports_expected = 1;
	interrupt_here(fn_delete_sync, &timer);
}

static void leaks_preemption(struct timer_list *t)
{
	preempt_disable();
	smp_store_release(&nr_ran, nr_ran + 1);
}

static void a_function_that_leaks_preemption_is_named(void **state)
{
	unsigned int before = nr_ran;
	struct timer_list timer;

	timer_setup(&timer, leaks_preemption, 0);
	mod_timer(&timer, jiffies + 1);
	reports_expected = 1;
	WAIT_UNTIL(smp_load_acquire(&nr_ran) != before && logged(" preempt leak: "));
	WAIT_UNTIL(tl_report_count() == reports_before + 1);
}

static void an_unknown_clock_is_said(void **state)
{
	struct hrtimer hrtimer;

	reports_expected = 1;
	hrtimer_setup(&hrtimer, NULL, CLOCK_PROCESS_CPUTIME_ID, HRTIMER_MODE_REL);
	assert_int_equal(logged("Invalid clockid 2. Using MONOTONIC"), 1);
}

static void forwarding_a_queued_one_is_said(void **state)
{
	struct hrtimer hrtimer;

	hrtimer_setup(&hrtimer, (enum hrtimer_restart(*)(struct hrtimer *))abort, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL);
	hrtimer_start(&hrtimer, ktime_set(1000, 0), HRTIMER_MODE_REL);
	reports_expected = 1;
	assert_int_equal(hrtimer_forward(&hrtimer, KTIME_MAX, 1000), 0);
	assert_int_equal(hrtimer_cancel(&hrtimer), 1);
}

static void what_is_left_armed_is_told_at_shutdown(void **state)
{
	static DEFINE_TIMER(left, counts);
	static struct hrtimer hr_left;
	unsigned int before = nr_ran;

	hrtimer_setup(&hr_left, (enum hrtimer_restart(*)(struct hrtimer *))abort, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL);
	mod_timer(&left, jiffies + 1000 * HZ);
	hrtimer_start(&hr_left, ktime_set(1000, 0), HRTIMER_MODE_REL);
	machine_down(state);
	machine_up(state);
	assert_int_equal(logged("is still armed at shutdown"), 2);
	assert_false(timer_pending(&left));
	assert_false(hrtimer_is_queued(&hr_left));
	/* And the next machine has them. */
	mod_timer(&left, jiffies + 1);
	WAIT_UNTIL(smp_load_acquire(&nr_ran) != before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(arming_what_was_never_set_up_is_said),
		MACHINE_TEST(arming_without_a_function_is_said),
		MACHINE_TEST(arming_what_was_shut_down_is_ignored),
		MACHINE_TEST(add_timer_of_a_pending_one_is_said),
		MACHINE_TEST(add_timer_on_no_cpu_is_said),
		MACHINE_TEST(delete_sync_in_a_handler_is_said),
		MACHINE_TEST(a_function_that_leaks_preemption_is_named),
		MACHINE_TEST(an_unknown_clock_is_said),
		MACHINE_TEST(forwarding_a_queued_one_is_said),
		MACHINE_TEST(what_is_left_armed_is_told_at_shutdown),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
