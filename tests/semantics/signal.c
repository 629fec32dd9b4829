// SPDX-License-Identifier: MIT
/*
 * Signals of kthreads, and what else a task is told about how it is to run: niceness, policy.
 */
#include "machine.h"

#include <linux/kthread.h>
#include <linux/sched/rt.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

static struct wait_queue_head queue;
static unsigned int phase;
/* What the kthread found; it does not assert itself. */
static long found[8];

static int begin(void **state)
{
	phase = 0;
	memset(found, 0, sizeof(found));
	init_waitqueue_head(&queue);
	return test_begin(state);
}

static int until_stopped(int ret)
{
	smp_store_release(&phase, 1);
	while (!kthread_should_stop())
		yield();
	return ret;
}

static void in_a_kthread(int (*fn)(void *data))
{
	struct task_struct *t = kthread_run(fn, NULL, "signal");

	WAIT_UNTIL(smp_load_acquire(&phase));
	assert_int_equal(kthread_stop(t), 0);
}

static int ignores(void *data)
{
	found[0] = send_sig(SIGTERM, current, 0);
	found[1] = signal_pending(current);
	return until_stopped(0);
}

static void one_that_is_not_allowed_is_ignored(void **state)
{
	in_a_kthread(ignores);
	assert_int_equal(found[0], 0);
	assert_int_equal(found[1], 0);
}

static int allows(void *data)
{
	allow_signal(SIGTERM);
	found[0] = signal_pending(current);
	found[1] = send_sig(SIGTERM, current, 1);
	found[2] = signal_pending(current);
	found[3] = signal_pending(current);
	found[4] = fatal_signal_pending(current);
	flush_signals(current);
	found[5] = signal_pending(current);
	return until_stopped(0);
}

static void an_allowed_one_is_pending_until_it_is_flushed(void **state)
{
	in_a_kthread(allows);
	assert_int_equal(found[0], 0);
	assert_int_equal(found[1], 0);
	assert_int_equal(found[2], 1);
	assert_int_equal(found[3], 1);
	assert_int_equal(found[4], 0);
	assert_int_equal(found[5], 0);
}

static int sleeps_with_one_pending(void *data)
{
	allow_signal(SIGINT);
	send_sig(SIGINT, current, 1);
	found[0] = wait_event_interruptible(queue, false);
	found[1] = wait_event_interruptible_timeout(queue, false, HZ);
	found[2] = wait_event_interruptible(queue, true);
	found[3] = schedule_timeout_interruptible(1000 * HZ);
	found[4] = get_current_state();
	/* But this sleep is not cut short. */
	found[5] = schedule_timeout_uninterruptible(1);
	disallow_signal(SIGINT);
	found[6] = signal_pending(current);
	return until_stopped(0);
}

static void with_one_pending_interruptible_sleeps_end_at_once(void **state)
{
	in_a_kthread(sleeps_with_one_pending);
	assert_int_equal(found[0], -ERESTARTSYS);
	assert_int_equal(found[1], -ERESTARTSYS);
	assert_int_equal(found[2], 0);
	assert_true(found[3] > 0);
	assert_int_equal(found[4], TASK_RUNNING);
	assert_int_equal(found[5], 0);
	assert_int_equal(found[6], 0);
}

static int sleeps(void *data)
{
	allow_signal(SIGINT);
	smp_store_release(&phase, 2);
	found[0] = wait_event_interruptible(queue, false);
	found[1] = kernel_dequeue_signal();
	found[2] = kernel_dequeue_signal();
	found[3] = signal_pending(current);
	return until_stopped(0);
}

static void it_wakes_an_interruptible_sleeper(void **state)
{
	struct task_struct *t = kthread_run(sleeps, NULL, "sleeper");

	WAIT_UNTIL(smp_load_acquire(&phase) == 2 && is_asleep(t));
	assert_int_equal(send_sig(SIGINT, t, 0), 0);
	WAIT_UNTIL(smp_load_acquire(&phase) == 1);
	assert_int_equal(kthread_stop(t), 0);
	assert_int_equal(found[0], -ERESTARTSYS);
	assert_int_equal(found[1], SIGINT);
	assert_int_equal(found[2], 0);
	assert_int_equal(found[3], 0);
}

static int sleeps_killable(void *data)
{
	allow_signal(SIGINT);
	allow_signal(SIGKILL);
	smp_store_release(&phase, 2);
	found[0] = wait_event_killable(queue, false);
	found[1] = fatal_signal_pending(current);
	return until_stopped(0);
}

static void only_sigkill_wakes_a_killable_sleeper(void **state)
{
	struct task_struct *t = kthread_run(sleeps_killable, NULL, "killable");

	WAIT_UNTIL(smp_load_acquire(&phase) == 2 && is_asleep(t));
	send_sig(SIGINT, t, 0);
	for (int i = 0; i < 20; i++)
		yield();
	assert_true(is_asleep(t));
	send_sig(SIGKILL, t, 1);
	WAIT_UNTIL(smp_load_acquire(&phase) == 1);
	assert_int_equal(kthread_stop(t), 0);
	assert_int_equal(found[0], -ERESTARTSYS);
	assert_int_equal(found[1], 1);
}

static int waits_for_ever(void *data)
{
	smp_store_release(&phase, 2);
	found[0] = wait_event_interruptible(queue, false);
	found[1] = signal_pending(current);
	flush_signals(current);
	found[2] = signal_pending(current);
	return 0;
}

static void kthread_stop_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t = kthread_run(waits_for_ever, NULL, "stop");

	WAIT_UNTIL(smp_load_acquire(&phase) == 2 && is_asleep(t));
	assert_int_equal(kthread_stop(t), 0);
	assert_int_equal(found[0], -ERESTARTSYS);
	assert_int_equal(found[1], 1);
	assert_int_equal(found[2], 1);
}

static void a_number_that_there_is_not_is_refused(void **state)
{
	struct task_struct *t = kthread_create(ignores, NULL, "number");

	assert_int_equal(send_sig(65, t, 0), -EINVAL);
	assert_int_equal(send_sig(-1, t, 0), -EINVAL);
	assert_int_equal(send_sig(0, t, 0), 0);
	assert_int_equal(kthread_stop(t), -EINTR);
}

static int changes(void *data)
{
	set_user_nice(current, 10);
	found[0] = task_nice(current);
	set_user_nice(current, 100);
	found[1] = task_nice(current);
	sched_set_fifo(current);
	found[2] = (long)(current->policy * 100 + current->rt_priority);
	found[3] = rt_task(current);
	sched_set_fifo_low(current);
	found[4] = (long)(current->policy * 100 + current->rt_priority);
	sched_set_normal(current, 12);
	found[5] = (long)(current->policy * 100 + current->rt_priority);
	found[6] = task_nice(current);
	found[7] = rt_task(current);
	return until_stopped(0);
}

static void niceness_and_policy_are_what_was_set(void **state)
{
	in_a_kthread(changes);
	assert_int_equal(found[0], 10);
	assert_int_equal(found[1], 10);
	assert_int_equal(found[2], 150);
	assert_int_equal(found[3], 1);
	assert_int_equal(found[4], 101);
	assert_int_equal(found[5], 0);
	assert_int_equal(found[6], 12);
	assert_int_equal(found[7], 0);
}

static void cond_resched_in_atomic_context_is_reported(void **state)
{
	preempt_disable();
	cond_resched();
	preempt_enable();
	assert_true(logged("BUG: sleeping function called from invalid context"));
	reports_expected = 1;
	assert_int_equal(cond_resched(), 0);
}

int main(void)
{
#define SIGNAL_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		SIGNAL_TEST(one_that_is_not_allowed_is_ignored),
		SIGNAL_TEST(an_allowed_one_is_pending_until_it_is_flushed),
		SIGNAL_TEST(with_one_pending_interruptible_sleeps_end_at_once),
		SIGNAL_TEST(it_wakes_an_interruptible_sleeper),
		SIGNAL_TEST(only_sigkill_wakes_a_killable_sleeper),
		SIGNAL_TEST(kthread_stop_ends_an_interruptible_wait),
		SIGNAL_TEST(a_number_that_there_is_not_is_refused),
		SIGNAL_TEST(niceness_and_policy_are_what_was_set),
		SIGNAL_TEST(cond_resched_in_atomic_context_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
