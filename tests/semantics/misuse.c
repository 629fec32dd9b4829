// SPDX-License-Identifier: MIT
/*
 * What is used without having been set up, or handed back in a wrong state, is reported where that
 * happens, and never a crash or a hang without a word. Each in a child, since some is reported
 * once in a process, and some does not end.
 */
#include "machine.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define MISUSE(fn)               \
	struct child c;          \
	child_run(&c, fn, NULL); \
	assert_child_ok(&c)

static void up(void)
{
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_cpu_bind(0) == 0);
}

static void down(void)
{
	child_assert(tl_shutdown() == 0);
}

/* --- handlers --- */

static DEFINE_SPINLOCK(kept);

static irqreturn_t keeps_a_lock(int irq, void *dev_id)
{
	spin_lock(&kept);
	return IRQ_HANDLED;
}

static irqreturn_t enables_preemption(int irq, void *dev_id)
{
	preempt_enable();
	return IRQ_HANDLED;
}

static void interrupted_by(irq_handler_t handler)
{
	int irq;

	up();
	irq = tl_irq_alloc("line", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq, handler, 0, "line", &irq) == 0);
	preempt_disable();
	(void)tl_irq_raise(irq);
	preempt_enable();
	child_assert(preempt_count() == 0);
	free_irq((unsigned int)irq, &irq);
	down();
}

static void interrupted_by_one_that_keeps_a_lock(void *arg)
{
	interrupted_by(keeps_a_lock);
}

static void interrupted_by_one_that_enables_preemption(void *arg)
{
	interrupted_by(enables_preemption);
}

static void a_handler_that_keeps_a_lock_is_named_and_put_right(void **state)
{
	MISUSE(interrupted_by_one_that_keeps_a_lock);
	assert_child_said(&c, " preempt leak: 0001");
	assert_child_said(&c, "irq 1 handler ");
}

static void a_handler_that_enables_too_much_is_named_and_put_right(void **state)
{
	MISUSE(interrupted_by_one_that_enables_preemption);
	assert_child_said(&c, " preempt leak: 0001");
}

/* --- wait queues --- */

static struct wait_queue_head never_set_up;
static struct completion completion_never_set_up;

static void wakes_zeroes(void *arg)
{
	up();
	wake_up(&never_set_up);
	child_assert(list_empty(&never_set_up.head));
	down();
}

static void waits_on_zeroes(void *arg)
{
	up();
	child_assert(wait_event_timeout(never_set_up, false, 1) == 0);
	down();
}

static void completes_zeroes(void *arg)
{
	up();
	complete(&completion_never_set_up);
	wait_for_completion(&completion_never_set_up);
	down();
}

static void adds_to_zeroes(void *arg)
{
	struct wait_queue_entry entry;

	up();
	init_waitqueue_entry(&entry, current);
	add_wait_queue_exclusive(&never_set_up, &entry);
	wake_up(&never_set_up);
	remove_wait_queue(&never_set_up, &entry);
	down();
}

static void a_wait_queue_that_was_never_set_up_is_reported(void **state)
{
	static void (*const ways[])(void *) = {wakes_zeroes, waits_on_zeroes, completes_zeroes,
					       adds_to_zeroes};

	for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		MISUSE(ways[i]);
		assert_child_said(&c, "was never set up (init_waitqueue_head())");
	}
}

static void adds_twice(void *arg)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(queue);
	struct wait_queue_entry entry;

	up();
	init_waitqueue_entry(&entry, current);
	add_wait_queue(&queue, &entry);
	add_wait_queue(&queue, &entry);
	add_wait_queue_exclusive(&queue, &entry);
	add_wait_queue_priority(&queue, &entry);
	/* It ends. */
	wake_up_all(&queue);
	remove_wait_queue(&queue, &entry);
	child_assert(!waitqueue_active(&queue));
	child_assert(tl_report_count() == 3);
	down();
}

static void an_entry_that_is_queued_twice_is_reported(void **state)
{
	MISUSE(adds_twice);
	assert_child_said(&c, "list_add double add: new=");
}

/* --- work --- */

static void queues_without_a_function(void *arg)
{
	static struct work_struct zeroes;
	struct work_struct no_function;

	up();
	child_assert(!schedule_work(&zeroes));
	INIT_WORK_ONSTACK(&no_function, NULL);
	child_assert(!schedule_work(&no_function));
	child_assert(!work_pending(&zeroes) && !work_pending(&no_function));
	down();
}

static void a_work_without_a_function_is_reported(void **state)
{
	MISUSE(queues_without_a_function);
	assert_child_said(&c, "has no function (INIT_WORK())");
}

static void destroys_twice(void *arg)
{
	struct workqueue_struct *wq;

	up();
	wq = alloc_workqueue("was here", 0, 0);
	destroy_workqueue(wq);
	destroy_workqueue(wq);
	down();
}

static void a_queue_that_is_destroyed_twice_is_reported(void **state)
{
	MISUSE(destroys_twice);
	assert_child_said(&c, "workqueue: was here is destroyed already");
}

/* --- locks --- */

static spinlock_t garbage;

static int locks_garbage(void *data)
{
	spin_lock(&garbage);
	return 0;
}

/* It spins for ever, on the other CPU. */
static void locks_memory_that_was_never_set_up(void *arg)
{
	struct task_struct *task;

	memset(&garbage, 0x5a, sizeof(garbage));
	up();
	task = kthread_create(locks_garbage, NULL, "other");
	child_assert(!IS_ERR(task));
	kthread_bind(task, 1);
	wake_up_process(task);
	WAIT_UNTIL(logged(" lock: "));
	/* It is in the log; who put it there may not have written it yet. */
	tl_log_write_to(stderr);
}

static void a_lock_that_was_never_set_up_is_reported(void **state)
{
	MISUSE(locks_memory_that_was_never_set_up);
	assert_child_said(&c, "BUG: spinlock bad magic on CPU#1, other/");
	assert_child_said(&c, ".owner: <none>/-1");
}

static int ends_with_the_lock(void *data)
{
	spin_lock(&kept);
	return 0;
}

static void unlocks_for_one_that_ended(void *arg)
{
	struct task_struct *task;

	up();
	task = kthread_create(ends_with_the_lock, NULL, "other");
	child_assert(!IS_ERR(task));
	kthread_bind(task, 1);
	get_task_struct(task);
	wake_up_process(task);
	WAIT_UNTIL(logged("BUG: exiting while atomic: other/"));
	(void)kthread_stop(task);
	/* It has said that it ends; where it is a thread of the host's, that takes a while yet. */
	WAIT_UNTIL(syscall(SYS_tgkill, getpid(), task->pid, 0));
	put_task_struct(task);
	spin_unlock(&kept);
	down();
}

static void the_owner_of_a_lock_may_have_exited(void **state)
{
	MISUSE(unlocks_for_one_that_ended);
	assert_child_said(&c, "BUG: spinlock wrong CPU on CPU#0");
	assert_child_said(&c, ".owner: <exited>/-1, .owner_cpu: 1");
}

/* --- timers --- */

static struct hrtimer hrtimer;
static unsigned int nr_runs;

static enum hrtimer_restart without_forward(struct hrtimer *t)
{
	smp_store_release(&nr_runs, nr_runs + 1);
	return HRTIMER_RESTART;
}

static void restarts_without_forward(void *arg)
{
	up();
	hrtimer_setup(&hrtimer, without_forward, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&hrtimer, 1000, HRTIMER_MODE_REL);
	/* Until there has been a pause in it. */
	do
		schedule_timeout_uninterruptible(1);
	while (smp_load_acquire(&nr_runs) < 2001);
	child_assert(hrtimer_cancel(&hrtimer) == 1);
	down();
}

static void an_hrtimer_that_does_not_go_on_stops_nobody_else(void **state)
{
	MISUSE(restarts_without_forward);
	assert_child_said(&c, "hrtimer: interrupt took ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handler_that_keeps_a_lock_is_named_and_put_right),
		cmocka_unit_test(a_handler_that_enables_too_much_is_named_and_put_right),
		cmocka_unit_test(a_wait_queue_that_was_never_set_up_is_reported),
		cmocka_unit_test(an_entry_that_is_queued_twice_is_reported),
		cmocka_unit_test(a_work_without_a_function_is_reported),
		cmocka_unit_test(a_queue_that_is_destroyed_twice_is_reported),
		cmocka_unit_test(a_lock_that_was_never_set_up_is_reported),
		cmocka_unit_test(the_owner_of_a_lock_may_have_exited),
		cmocka_unit_test(an_hrtimer_that_does_not_go_on_stops_nobody_else),
	};

	return cmocka_run_group_tests_name("use-misuse", tests, NULL, NULL);
}
