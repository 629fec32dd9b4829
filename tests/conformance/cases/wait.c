// SPDX-License-Identifier: MIT
/* Wait queues: whom a wake wakes, in which order, and what a sleeper's state is. */
#include <linux/jiffies.h>
#include <linux/wait.h>

#include "case.h"

struct waiter {
	struct wait_queue_entry entry;
	int nr;
	int ret; /* of its function */
};

static int wake(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	struct waiter *w = container_of(entry, struct waiter, entry);

	tc_log("wake %d mode %x key %lx", w->nr, mode, (unsigned long)key);
	return w->ret;
}

#define WAITERS 6

static struct waiter w[WAITERS];
static DECLARE_WAIT_QUEUE_HEAD(head);

/* 'n' not exclusive, 'x' exclusive, 'p' with priority */
static void queue(const char *kinds)
{
	for (int i = 0; kinds[i]; i++) {
		w[i].nr = i;
		w[i].ret = 1;
		init_waitqueue_func_entry(&w[i].entry, wake);
		INIT_LIST_HEAD(&w[i].entry.entry);
		if (kinds[i] == 'x')
			add_wait_queue_exclusive(&head, &w[i].entry);
		else if (kinds[i] == 'p')
			add_wait_queue_priority(&head, &w[i].entry);
		else
			add_wait_queue(&head, &w[i].entry);
	}
}

static void unqueue(const char *kinds)
{
	for (int i = 0; kinds[i]; i++)
		remove_wait_queue(&head, &w[i].entry);
	tc_log("active %d", waitqueue_active(&head));
}

TC_CASE(wake_order)
{
	queue("nnn");
	tc_log("active %d", waitqueue_active(&head));
	wake_up(&head);
	unqueue("nnn");
}

TC_CASE(wake_up_wakes_one_exclusive)
{
	queue("xnxnx");
	wake_up(&head);
	tc_log("two");
	wake_up_nr(&head, 2);
	tc_log("all");
	wake_up_all(&head);
	unqueue("xnxnx");
}

TC_CASE(an_exclusive_one_that_does_not_wake_is_passed_over)
{
	queue("xxx");
	w[0].ret = 0;
	wake_up(&head);
	unqueue("xxx");
}

TC_CASE(a_negative_return_ends_the_wake)
{
	queue("xxxn");
	w[0].ret = -1;
	wake_up_all(&head);
	unqueue("xxxn");
}

TC_CASE(priority_comes_first)
{
	queue("nxp");
	wake_up(&head);
	w[2].ret = 0;
	wake_up(&head);
	/* The bit's number is not the same in all versions. */
	for (int i = 0; i < 3; i++)
		tc_log("exclusive %d priority %d", !!(w[i].entry.flags & WQ_FLAG_EXCLUSIVE),
		       !!(w[i].entry.flags & WQ_FLAG_PRIORITY));
	unqueue("nxp");
}

TC_CASE(modes_and_keys)
{
	queue("n");
	wake_up(&head);
	wake_up_interruptible(&head);
	__wake_up(&head, TASK_NORMAL, 1, (void *)0x55);
	unqueue("n");
}

TC_CASE(task_states_by_number)
{
	tc_log("%x %x %x %x %x %x", TASK_RUNNING, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE,
	       TASK_WAKEKILL, TASK_KILLABLE, TASK_NORMAL);
}

TC_CASE(prepare_to_wait_queues_and_sets_the_state)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_UNINTERRUPTIBLE);
	tc_log("state %x active %d", get_current_state(), waitqueue_active(&head));
	wake_up(&head);
	tc_log("state %x active %d", get_current_state(), waitqueue_active(&head));
	finish_wait(&head, &wait);
	tc_log("state %x", get_current_state());
}

TC_CASE(finish_wait_undoes_prepare_to_wait)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	finish_wait(&head, &wait);
	tc_log("state %x active %d", get_current_state(), waitqueue_active(&head));
}

TC_CASE(prepare_to_wait_exclusive_says_who_is_first)
{
	DEFINE_WAIT(a);
	DEFINE_WAIT(b);

	tc_log("%d", prepare_to_wait_exclusive(&head, &a, TASK_UNINTERRUPTIBLE));
	tc_log("%d", prepare_to_wait_exclusive(&head, &b, TASK_UNINTERRUPTIBLE));
	tc_log("flags %x %x", a.flags, b.flags);
	finish_wait(&head, &b);
	finish_wait(&head, &a);
}

TC_CASE(wake_up_process_on_a_running_task)
{
	tc_log("%d", wake_up_process(current));
	set_current_state(TASK_UNINTERRUPTIBLE);
	tc_log("%d", wake_up_process(current));
	tc_log("state %x", get_current_state());
}

TC_CASE(timeouts_of_schedule)
{
	set_current_state(TASK_INTERRUPTIBLE);
	tc_log("slept to the end: %ld", schedule_timeout(1));
	tc_log("state %x", get_current_state());
	tc_log("%ld", schedule_timeout_uninterruptible(1));
	tc_log("%ld", schedule_timeout_interruptible(0));
	tc_log("state %x", get_current_state());
}

TC_CASE(wait_event_with_a_condition_that_holds)
{
	wait_event(head, true);
	tc_log("%d", wait_event_interruptible(head, true));
	tc_log("%ld", (long)wait_event_timeout(head, true, 10));
	tc_log("%ld", (long)wait_event_timeout(head, true, 0));
	tc_log("%ld", (long)wait_event_timeout(head, false, 1));
	tc_log("%ld", (long)wait_event_interruptible_timeout(head, false, 1));
}

static int phase;
static struct task_struct *sleeper_task;

static void sleeper(void *unused)
{
	sleeper_task = current;
	WRITE_ONCE(phase, 1);
	wait_event(head, READ_ONCE(phase) == 2);
	WRITE_ONCE(phase, 3);
}

/* There may be more bits than the one. */
static bool asleep(void)
{
	return READ_ONCE(sleeper_task->__state) & TASK_UNINTERRUPTIBLE;
}

TC_CASE(wait_event_sleeps_until_the_wake)
{
	struct tc_thread *thread;

	phase = 0;
	thread = tc_thread_start(sleeper, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1 && waitqueue_active(&head));
	TC_WAIT_UNTIL(asleep());
	wake_up(&head);
	TC_WAIT_UNTIL(asleep());
	tc_log("a wake without the condition: phase %d", READ_ONCE(phase));
	WRITE_ONCE(phase, 2);
	wake_up(&head);
	tc_thread_join(thread);
	tc_log("phase %d active %d", phase, waitqueue_active(&head));
}

static int order[3], nr_woken, go;

static void exclusive(void *arg)
{
	wait_event_interruptible_exclusive(head, READ_ONCE(go) > 0);
	order[nr_woken++] = (int)(unsigned long)arg;
	WRITE_ONCE(go, READ_ONCE(go) - 1);
	smp_mb();
}

static int queued(void)
{
	struct wait_queue_entry *pos;
	int n = 0;

	spin_lock_irq(&head.lock);
	list_for_each_entry(pos, &head.head, entry)
		n++;
	spin_unlock_irq(&head.lock);
	return n;
}

TC_CASE(exclusive_sleepers_wake_first_come_first_served)
{
	struct tc_thread *thread[3];

	nr_woken = 0;
	go = 0;
	for (int i = 0; i < 3; i++) {
		thread[i] = tc_thread_start(exclusive, (void *)(unsigned long)i, 0);
		TC_WAIT_UNTIL(queued() == i + 1);
	}
	for (int i = 0; i < 3; i++) {
		WRITE_ONCE(go, 1);
		wake_up_interruptible(&head);
		TC_WAIT_UNTIL(READ_ONCE(go) == 0);
	}
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	tc_log("%d %d %d", order[0], order[1], order[2]);
}

static atomic_t awake[2]; /* how many of those that are not exclusive, that are */

static void sleeps_shared(void *unused)
{
	wait_event(head, READ_ONCE(go));
	atomic_inc(&awake[0]);
}

static void sleeps_exclusive(void *unused)
{
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&head, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	finish_wait(&head, &wait);
	atomic_inc(&awake[1]);
}

static void wake_in_handler(void *unused)
{
	wake_up(&head);
}

TC_CASE(a_wake_wakes_all_that_sleep_and_one_exclusive)
{
	static void (*const fns[])(void *) = {sleeps_exclusive, sleeps_shared, sleeps_exclusive,
					      sleeps_shared, sleeps_exclusive};
	struct tc_thread *thread[ARRAY_SIZE(fns)];

	atomic_set(&awake[0], 0);
	atomic_set(&awake[1], 0);
	go = 0;
	for (size_t i = 0; i < ARRAY_SIZE(fns); i++) {
		thread[i] = tc_thread_start(fns[i], NULL, (int)i % 2);
		TC_WAIT_UNTIL(queued() == (int)i + 1);
	}
	WRITE_ONCE(go, 1);
	tc_hardirq(wake_in_handler, NULL);
	TC_WAIT_UNTIL(atomic_read(&awake[0]) == 2 && atomic_read(&awake[1]) == 1);
	for (int i = 0; i < 3; i++)
		tc_nap();
	tc_log("one exclusive: %d %d, queued %d", atomic_read(&awake[0]), atomic_read(&awake[1]),
	       queued());
	wake_up_nr(&head, 1);
	TC_WAIT_UNTIL(atomic_read(&awake[1]) == 2);
	tc_log("queued %d", queued());
	wake_up_all(&head);
	for (size_t i = 0; i < ARRAY_SIZE(fns); i++)
		tc_thread_join(thread[i]);
	tc_log("all: %d %d, active %d", atomic_read(&awake[0]), atomic_read(&awake[1]),
	       waitqueue_active(&head));
}
