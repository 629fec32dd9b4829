// SPDX-License-Identifier: MIT
/*
 * Simple wait queues, and waits of one waiter (rcuwait).
 */
#include "tasks.h"

#include <linux/jiffies.h>
#include <linux/rcuwait.h>
#include <linux/swait.h>

static DECLARE_SWAIT_QUEUE_HEAD(queue);
static struct rcuwait rcuwait = __RCUWAIT_INITIALIZER(rcuwait);
static bool condition;
static char letters[] = "ABC";

static void begin(bool value)
{
	smp_store_release(&condition, value);
}

static int wait_and_note(void *letter)
{
	swait_event_exclusive(queue, smp_load_acquire(&condition));
	note(*(char *)letter);
	return 0;
}

static int wait_idle(void *arg)
{
	swait_event_idle_exclusive(queue, smp_load_acquire(&condition));
	return 0;
}

static int wait_interruptibly(void *arg)
{
	return swait_event_interruptible_exclusive(queue, smp_load_acquire(&condition));
}

static void the_condition_holding_nobody_sleeps(void **state)
{
	begin(true);
	swait_event_exclusive(queue, condition);
	assert_int_equal(swait_event_interruptible_exclusive(queue, condition), 0);
	assert_true(swait_event_timeout_exclusive(queue, condition, 5) > 0);
	assert_int_equal(swait_event_timeout_exclusive(queue, condition, 0), 1);
	assert_false(swait_active(&queue));
}

static void a_wake_is_for_one_the_oldest(void **state)
{
	struct task_struct *t[3];

	begin(false);
	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(wait_and_note, &letters[i]);
	assert_true(swq_has_sleeper(&queue));
	begin(true);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(notes(), i);
		swake_up_one(&queue);
		WAIT_UNTIL(notes() == i + 1);
	}
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
	assert_false(swait_active(&queue));
}

static void swake_up_all_is_for_all(void **state)
{
	struct task_struct *t[3];

	begin(false);
	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(i ? wait_and_note : wait_idle, &letters[i]);
	begin(true);
	swake_up_all(&queue);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_int_equal(notes(), 2);
}

static void woken_in_vain_it_waits_on_behind_the_others(void **state)
{
	struct task_struct *a, *b;

	begin(false);
	a = begin_sleeper(wait_and_note, &letters[0]);
	b = begin_sleeper(wait_and_note, &letters[1]);
	swake_up_one(&queue);
	/* Off the queue, and at its end again. */
	WAIT_UNTIL(smp_load_acquire(&queue.task_list.next) != &queue.task_list &&
		   list_first_entry(&queue.task_list, struct swait_queue, task_list)->task == b &&
		   is_asleep(a));
	begin(true);
	swake_up_one(&queue);
	WAIT_UNTIL(notes() == 1);
	swake_up_one(&queue);
	end_task(a);
	end_task(b);
	assert_string_equal(noted, "BA");
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t;

	begin(false);
	t = begin_sleeper(wait_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -ERESTARTSYS);
	assert_false(swait_active(&queue));
}

static void the_time_being_up_the_wait_ends(void **state)
{
	begin(false);
	assert_int_equal(swait_event_timeout_exclusive(queue, condition, 1), 0);
	assert_int_equal(swait_event_interruptible_timeout_exclusive(queue, condition, 1), 0);
	assert_int_equal(swait_event_idle_timeout_exclusive(queue, condition, 1), 0);
	assert_false(swait_active(&queue));
}

static void fn_wake(void *arg)
{
	begin(true);
	swake_up_one(&queue);
}

static void an_interrupt_may_wake(void **state)
{
	struct task_struct *t;

	begin(false);
	t = begin_sleeper(wait_and_note, &letters[0]);
	interrupt_cpu1(fn_wake, NULL);
	end_task(t);
	assert_int_equal(notes(), 1);
}

static void prepared_by_hand_it_is_the_same(void **state)
{
	struct swait_queue_head q;
	DECLARE_SWAITQUEUE(wait);

	init_swait_queue_head(&q);
	prepare_to_swait_exclusive(&q, &wait, TASK_UNINTERRUPTIBLE);
	assert_true(swait_active(&q));
	assert_int_equal(get_current_state(), TASK_UNINTERRUPTIBLE);
	raw_spin_lock_irq(&q.lock);
	swake_up_locked(&q, 0);
	raw_spin_unlock_irq(&q.lock);
	schedule();
	assert_false(swait_active(&q));
	finish_swait(&q, &wait);
	assert_int_equal(prepare_to_swait_event(&q, &wait, TASK_INTERRUPTIBLE), 0);
	finish_swait(&q, &wait);
	assert_false(swait_active(&q));
}

/* --- rcuwait --- */

static int rcuwait_for_it(void *arg)
{
	return rcuwait_wait_event(&rcuwait, smp_load_acquire(&condition), TASK_UNINTERRUPTIBLE);
}

static int rcuwait_interruptibly(void *arg)
{
	return rcuwait_wait_event(&rcuwait, smp_load_acquire(&condition), TASK_INTERRUPTIBLE);
}

static void rcuwait_is_woken(void **state)
{
	struct task_struct *t;

	begin(false);
	assert_int_equal(rcuwait_wake_up(&rcuwait), 0);
	assert_false(rcuwait_active(&rcuwait));
	t = begin_sleeper(rcuwait_for_it, NULL);
	assert_true(rcuwait_active(&rcuwait));
	begin(true);
	assert_int_equal(rcuwait_wake_up(&rcuwait), 1);
	assert_int_equal(end_task(t), 0);
	assert_false(rcuwait_active(&rcuwait));
}

static void rcuwait_is_ended_by_a_signal(void **state)
{
	struct task_struct *t;

	begin(false);
	t = begin_sleeper(rcuwait_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_false(rcuwait_active(&rcuwait));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_condition_holding_nobody_sleeps),
		MACHINE_TEST(a_wake_is_for_one_the_oldest),
		MACHINE_TEST(swake_up_all_is_for_all),
		MACHINE_TEST(woken_in_vain_it_waits_on_behind_the_others),
		MACHINE_TEST(a_signal_ends_an_interruptible_wait),
		MACHINE_TEST(the_time_being_up_the_wait_ends),
		MACHINE_TEST(an_interrupt_may_wake),
		MACHINE_TEST(prepared_by_hand_it_is_the_same),
		MACHINE_TEST(rcuwait_is_woken),
		MACHINE_TEST(rcuwait_is_ended_by_a_signal),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
