// SPDX-License-Identifier: MIT
/* Simple wait queues, waits of one task, sequence counters with two copies, a percpu_rwsem. */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/percpu-rwsem.h>
#include <linux/rcuwait.h>
#include <linux/seqlock.h>
#include <linux/swait.h>

#include "case.h"

static DECLARE_SWAIT_QUEUE_HEAD(queue);
static struct task_struct *waiter[3];
static int order[3], nr_woken;
static bool condition;

static void wait_for_it(void *nr)
{
	WRITE_ONCE(waiter[(long)nr], current);
	swait_event_exclusive(queue, READ_ONCE(condition));
	order[tc_count(&nr_woken)] = (int)(long)nr;
}

/* All on CPU 0, so that they go on one after the other. */
static void start_waiters(struct tc_thread **thread)
{
	nr_woken = 0;
	WRITE_ONCE(condition, false);
	for (long i = 0; i < 3; i++) {
		waiter[i] = NULL;
		thread[i] = tc_thread_start(wait_for_it, (void *)i, 0);
		TC_WAIT_UNTIL(READ_ONCE(waiter[i]));
		TC_WAIT_UNTIL(READ_ONCE(waiter[i]->__state) & TASK_UNINTERRUPTIBLE);
	}
}

TC_CASE(swake_up_one_wakes_the_oldest)
{
	struct tc_thread *thread[3];

	start_waiters(thread);
	tc_log("active %d", !!swait_active(&queue));
	WRITE_ONCE(condition, true);
	for (int i = 0; i < 3; i++) {
		swake_up_one(&queue);
		TC_WAIT_UNTIL(READ_ONCE(nr_woken) == i + 1);
	}
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	tc_log("%d %d %d", order[0], order[1], order[2]);
	tc_log("active %d sleeper %d", !!swait_active(&queue), swq_has_sleeper(&queue));
}

TC_CASE(swake_up_all_wakes_all)
{
	struct tc_thread *thread[3];

	start_waiters(thread);
	WRITE_ONCE(condition, true);
	swake_up_all(&queue);
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	tc_log("woken %d active %d", nr_woken, !!swait_active(&queue));
}

TC_CASE(a_wake_takes_the_waiter_off_the_queue)
{
	DECLARE_SWAITQUEUE(wait);

	prepare_to_swait_exclusive(&queue, &wait, TASK_UNINTERRUPTIBLE);
	tc_log("active %d", !!swait_active(&queue));
	swake_up_one(&queue);
	tc_log("active %d running %d", !!swait_active(&queue),
	       READ_ONCE(current->__state) == TASK_RUNNING);
	finish_swait(&queue, &wait);
	tc_log("event %ld", prepare_to_swait_event(&queue, &wait, TASK_INTERRUPTIBLE));
	tc_log("active %d", !!swait_active(&queue));
	finish_swait(&queue, &wait);
	tc_log("active %d", !!swait_active(&queue));
}

TC_CASE(what_simple_waits_return)
{
	WRITE_ONCE(condition, true);
	tc_log("interruptible %d",
	       (int)swait_event_interruptible_exclusive(queue, READ_ONCE(condition)));
	tc_log("no time %ld", (long)swait_event_timeout_exclusive(queue, READ_ONCE(condition), 0));
	WRITE_ONCE(condition, false);
	tc_log("time up %ld", (long)swait_event_timeout_exclusive(queue, READ_ONCE(condition), 1));
	tc_log("time up %ld",
	       (long)swait_event_idle_timeout_exclusive(queue, READ_ONCE(condition), 1));
}

static struct rcuwait one = __RCUWAIT_INITIALIZER(one);
static int waited;

static void wait_alone(void *unused)
{
	waited = rcuwait_wait_event(&one, READ_ONCE(condition), TASK_UNINTERRUPTIBLE);
}

TC_CASE(an_rcuwait)
{
	struct tc_thread *thread;

	WRITE_ONCE(condition, false);
	waited = 1;
	tc_log("active %d woken %d", !!rcuwait_active(&one), rcuwait_wake_up(&one));
	thread = tc_thread_start(wait_alone, NULL, 1);
	TC_WAIT_UNTIL(rcuwait_active(&one));
	WRITE_ONCE(condition, true);
	rcuwait_wake_up(&one);
	tc_thread_join(thread);
	tc_log("waited %d active %d", waited, !!rcuwait_active(&one));
}

static seqcount_latch_t latch = SEQCNT_LATCH_ZERO(latch);
static int copies[2] = {1, 1};

/* In the middle of a write, in an interrupt on top of the writer. */
static void read_latch(void *unused)
{
	unsigned int seq;
	int value;

	do {
		seq = raw_read_seqcount_latch(&latch);
		value = READ_ONCE(copies[seq & 1]);
	} while (read_seqcount_latch_retry(&latch, seq));
	tc_log("seq %u value %d", seq, value);
}

TC_CASE(a_latch_is_read_in_the_middle_of_a_write)
{
	seqcount_latch_init(&latch);
	tc_hardirq(read_latch, NULL);
	raw_write_seqcount_latch(&latch);
	tc_hardirq(read_latch, NULL);
	WRITE_ONCE(copies[0], 2);
	tc_hardirq(read_latch, NULL);
	raw_write_seqcount_latch(&latch);
	tc_hardirq(read_latch, NULL);
	WRITE_ONCE(copies[1], 2);
	tc_hardirq(read_latch, NULL);
	tc_log("retry %d", !!read_seqcount_latch_retry(&latch, 1));
}

static seqcount_t count = SEQCNT_ZERO(count);

TC_CASE(a_seqcount_barrier)
{
	unsigned int seq = read_seqcount_begin(&count);

	tc_log("retry %d", !!read_seqcount_retry(&count, seq));
	raw_write_seqcount_barrier(&count);
	tc_log("retry %d", !!read_seqcount_retry(&count, seq));
	seq = read_seqcount_begin(&count);
	write_seqcount_invalidate(&count);
	tc_log("retry %d even %d", !!read_seqcount_retry(&count, seq),
	       !(raw_read_seqcount(&count) & 1));
}

static struct percpu_rw_semaphore percpu_rwsem;

static void try_percpu(void *unused)
{
	bool got = percpu_down_read_trylock(&percpu_rwsem);

	tc_log("elsewhere: try %d", got);
	if (got)
		percpu_up_read(&percpu_rwsem);
}

TC_CASE(a_percpu_rwsem)
{
	tc_log("init %d", percpu_init_rwsem(&percpu_rwsem));
	percpu_down_read(&percpu_rwsem);
	tc_thread_join(tc_thread_start(try_percpu, NULL, 1));
	percpu_up_read(&percpu_rwsem);
	percpu_down_write(&percpu_rwsem);
	tc_thread_join(tc_thread_start(try_percpu, NULL, 1));
	percpu_up_write(&percpu_rwsem);
	tc_thread_join(tc_thread_start(try_percpu, NULL, 1));
	percpu_free_rwsem(&percpu_rwsem);
}
