// SPDX-License-Identifier: MIT
/*
 * wait_event() and its family, wait_woken(), schedule_timeout(): the sleeps themselves. A
 * tasklet or a handler of CPU 1 wakes the test, once it has seen it asleep.
 */
#include "machine.h"

#include <linux/jiffies.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

#define LONG_TIME (1000 * HZ)

static DECLARE_WAIT_QUEUE_HEAD(head);
static struct task_struct *me;
static bool condition;
static spinlock_t lock;
static bool lock_was_free;

static bool holds(void)
{
	return smp_load_acquire(&condition);
}

static void hold(void)
{
	smp_store_release(&condition, true);
}

/* Tasklets for CPU 1. */
static struct tasklet_struct waker;

static void wake_when_asleep(struct tasklet_struct *t)
{
	SPIN_UNTIL(is_asleep(me));
	hold();
	wake_up(&head);
}

/* Asleep means "has queued itself": whoever wakes it then may do so before it has looked at the
 * condition for the last time, and it does not sleep. This one waits for what follows that look. */
static int before;

static void wake_after_before(struct tasklet_struct *t)
{
	SPIN_UNTIL(smp_load_acquire(&before));
	wake_when_asleep(t);
}

static void wake_in_vain_first(struct tasklet_struct *t)
{
	for (int i = 0; i < 5; i++) {
		SPIN_UNTIL(is_asleep(me));
		wake_up(&head);
	}
	hold();
	wake_up(&head);
}

static void wake_process_when_asleep(struct tasklet_struct *t)
{
	SPIN_UNTIL(is_asleep(me));
	wake_up_process(me);
}

static void lock_then_wake(struct tasklet_struct *t)
{
	SPIN_UNTIL(is_asleep(me));
	spin_lock(&lock);
	lock_was_free = true;
	hold();
	spin_unlock(&lock);
	wake_up(&head);
}

static void wake_var_when_asleep(struct tasklet_struct *t)
{
	SPIN_UNTIL(is_asleep(me));
	hold();
	smp_mb();
	wake_up_var(&condition);
}

static void wake_with(void (*fn)(struct tasklet_struct *t))
{
	me = current;
	smp_store_release(&condition, false);
	tasklet_kill(&waker); /* its last run may still be on its way out */
	tasklet_setup(&waker, fn);
	interrupt_cpu1(fn_schedule, &waker);
}

static void done(void)
{
	tasklet_kill(&waker);
	assert_false(waitqueue_active(&head));
}

static void a_condition_that_holds_is_not_waited_for(void **state)
{
	hold();
	wait_event(head, holds());
	assert_int_equal(wait_event_interruptible(head, holds()), 0);
	assert_int_equal(wait_event_killable(head, holds()), 0);
	assert_int_equal(wait_event_timeout(head, holds(), 0), 1);
	assert_int_equal(wait_event_timeout(head, holds(), 77), 77);
	assert_int_equal(wait_event_interruptible_timeout(head, holds(), 77), 77);
	wait_event_idle(head, holds());
	assert_false(waitqueue_active(&head));
}

static void a_tasklet_wakes_each_kind_of_sleep(void **state)
{
	wake_with(wake_when_asleep);
	wait_event(head, holds());
	done();
	wake_with(wake_when_asleep);
	assert_int_equal(wait_event_interruptible(head, holds()), 0);
	done();
	wake_with(wake_when_asleep);
	assert_int_equal(wait_event_killable(head, holds()), 0);
	done();
	wake_with(wake_when_asleep);
	wait_event_idle(head, holds());
	done();
	wake_with(wake_when_asleep);
	assert_int_equal(wait_event_interruptible_exclusive(head, holds()), 0);
	done();
}

static void a_wake_without_the_condition_goes_on_sleeping(void **state)
{
	wake_with(wake_in_vain_first);
	wait_event(head, holds());
	assert_true(holds());
	done();
}

static void fn_hold_and_wake(void *arg)
{
	hold();
	wake_up(&head);
}

static void a_handler_wakes(void **state)
{
	for (int i = 0; i < 100; i++) {
		unsigned int handled = smp_load_acquire(&line1.handled);

		smp_store_release(&condition, false);
		line_set(&line1, fn_hold_and_wake, NULL);
		tl_irq_raise(line1.irq);
		wait_event(head, holds());
		/* Whoever raises it next waits for the handler of that. */
		WAIT_UNTIL(smp_load_acquire(&line1.handled) != handled);
	}
	settle_cpu1();
}

static void woken_in_time_the_rest_is_returned(void **state)
{
	wake_with(wake_when_asleep);
	assert_in_range(wait_event_timeout(head, holds(), LONG_TIME), 1, LONG_TIME);
	done();
	wake_with(wake_when_asleep);
	assert_in_range(wait_event_interruptible_timeout(head, holds(), LONG_TIME), 1, LONG_TIME);
	done();
}

static void time_out_returns_zero_and_not_early(void **state)
{
	unsigned long start = jiffies;

	smp_store_release(&condition, false);
	assert_int_equal(wait_event_timeout(head, holds(), 3), 0);
	assert_true(jiffies - start >= 3);
	assert_int_equal(wait_event_interruptible_timeout(head, holds(), 1), 0);
	assert_int_equal(wait_event_timeout(head, holds(), 0), 0);
	assert_false(waitqueue_active(&head));
}

static void a_condition_found_at_time_out_returns_one(void **state)
{
	int looks = 0;

	/* Nobody wakes; it holds from the third look on, which is the one after the time. */
	assert_int_equal(wait_event_timeout(head, ++looks >= 3, 1), 1);
}

static void wait_event_cmd_runs_around_the_sleep(void **state)
{
	int after = 0;

	before = 0;
	wake_with(wake_after_before);
	wait_event_cmd(head, holds(), smp_store_release(&before, before + 1), after++);
	assert_int_equal(before, 1);
	assert_int_equal(after, 1);
	done();
}

static void lock_irq_kinds_sleep_without_the_lock(void **state)
{
	spin_lock_init(&lock);
	lock_was_free = false;
	wake_with(lock_then_wake);
	spin_lock_irq(&lock);
	wait_event_lock_irq(head, condition, lock);
	assert_true(spin_is_locked(&lock));
	assert_true(irqs_disabled());
	assert_true(lock_was_free);
	spin_unlock_irq(&lock);
	done();
}

static void wait_var_event_is_woken_by_its_address(void **state)
{
	wake_with(wake_var_when_asleep);
	wait_var_event(&condition, holds());
	done();
	wait_var_event(&condition, true);
}

static void woken_before_wait_woken_does_not_sleep(void **state)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(&head, &wait);
	wake_up(&head);
	assert_true(wait.flags & WQ_FLAG_WOKEN);
	assert_int_equal(wait_woken(&wait, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT),
			 MAX_SCHEDULE_TIMEOUT);
	/* Used up. */
	assert_false(wait.flags & WQ_FLAG_WOKEN);
	assert_int_equal(wait_woken(&wait, TASK_INTERRUPTIBLE, 1), 0);
	remove_wait_queue(&head, &wait);
}

static void wait_woken_loop_sees_the_condition(void **state)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	for (int i = 0; i < 100; i++) {
		wake_with(wake_when_asleep);
		add_wait_queue(&head, &wait);
		while (!holds())
			wait_woken(&wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
		remove_wait_queue(&head, &wait);
		done();
	}
}

static void wake_up_process_ends_a_sleep(void **state)
{
	wake_with(wake_process_when_asleep);
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	assert_int_equal(get_current_state(), TASK_RUNNING);
	done();
	wake_with(wake_process_when_asleep);
	assert_int_equal(schedule_timeout_uninterruptible(MAX_SCHEDULE_TIMEOUT),
			 MAX_SCHEDULE_TIMEOUT);
	done();
	wake_with(wake_process_when_asleep);
	assert_in_range(schedule_timeout_interruptible(LONG_TIME), 1, LONG_TIME);
	done();
}

static void schedule_timeout_lasts_as_long_as_asked(void **state)
{
	unsigned long start = jiffies;

	assert_int_equal(schedule_timeout_uninterruptible(5), 0);
	assert_true(jiffies - start >= 5);
	assert_int_equal(schedule_timeout_interruptible(0), 0);
	assert_int_equal(get_current_state(), TASK_RUNNING);
}

static void a_negative_timeout_is_named(void **state)
{
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_timeout(-2), 0);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_int_equal(logged("schedule_timeout: wrong timeout value fffffffffffffffe"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(a_condition_that_holds_is_not_waited_for),
		MACHINE_TEST(a_tasklet_wakes_each_kind_of_sleep),
		MACHINE_TEST(a_wake_without_the_condition_goes_on_sleeping),
		MACHINE_TEST(a_handler_wakes),
		MACHINE_TEST(woken_in_time_the_rest_is_returned),
		MACHINE_TEST(time_out_returns_zero_and_not_early),
		MACHINE_TEST(a_condition_found_at_time_out_returns_one),
		MACHINE_TEST(wait_event_cmd_runs_around_the_sleep),
		MACHINE_TEST(lock_irq_kinds_sleep_without_the_lock),
		MACHINE_TEST(wait_var_event_is_woken_by_its_address),
		MACHINE_TEST(woken_before_wait_woken_does_not_sleep),
		MACHINE_TEST(wait_woken_loop_sees_the_condition),
		MACHINE_TEST(wake_up_process_ends_a_sleep),
		MACHINE_TEST(schedule_timeout_lasts_as_long_as_asked),
		MACHINE_TEST(a_negative_timeout_is_named),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
