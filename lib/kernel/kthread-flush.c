// SPDX-License-Identifier: MIT
/*
 * Kthread workers: waiting for items, and taking them back. See kthread-worker.c for the locking.
 *
 * Flushing puts an item of its own behind what is waited for, in the same list, so it is done when
 * everything before it is. Who waits with the lock dropped and wants nobody to queue the item
 * meanwhile counts in its @canceling.
 */
#include <linux/bug.h>
#include <linux/container_of.h>
#include <linux/might_sleep.h>
#include <linux/sprintf.h>
#include <linux/timer.h>

#include "kernel/kthread.h"

/* --- flushing --- */

/**
 * struct flush - what somebody who flushes waits for; on their stack
 * @work: in the worker's list
 * @lock: protects @done, and keeps the frame there as long as the worker looks at it
 * @wait: they sleep here
 * @done: the worker has come to it
 */
struct flush {
	struct kthread_work work;
	spinlock_t lock;
	struct wait_queue_head wait;
	bool done;
};

/* Does it wait for its timer? Under the lock. */
static bool is_delayed(const struct kthread_worker *worker, const struct kthread_work *work)
{
	const struct kthread_work *delayed;

	list_for_each_entry(delayed, &worker->delayed_work_list, node)
		if (delayed == work)
			return true;
	return false;
}

static void flush_fn(struct kthread_work *work)
{
	struct flush *flush = container_of(work, struct flush, work);
	unsigned long flags;

	spin_lock_irqsave(&flush->lock, flags);
	flush->done = true;
	wake_up(&flush->wait);
	spin_unlock_irqrestore(&flush->lock, flags);
}

static void describe_flush(const void *waits_for, char *buf, unsigned long size)
{
	const struct kthread_worker *worker = waits_for;
	const struct task_struct *task = READ_ONCE(worker->task);

	scnprintf(buf, size, "a flush of kthread worker %s", task ? task->comm : "(not started)");
}

static void flush_init(struct flush *flush)
{
	kthread_init_work(&flush->work, flush_fn);
	spin_lock_init(&flush->lock);
	init_waitqueue_head(&flush->wait);
	flush->done = false;
}

static void flush_wait(struct flush *flush, struct kthread_worker *worker)
{
	struct task_struct *me = current;

	me->waits_for = worker;
	me->waits_describe = describe_flush;
	spin_lock_irq(&flush->lock);
	wait_event_lock_irq(flush->wait, flush->done, flush->lock);
	spin_unlock_irq(&flush->lock);
	me->waits_describe = NULL;
}

void kthread_flush_work(struct kthread_work *work)
{
	struct kthread_worker *worker = READ_ONCE(work->worker);
	struct flush flush;
	bool waits = true;

	might_sleep();
	if (!worker)
		return;
	flush_init(&flush);
	raw_spin_lock_irq(&worker->lock);
	WARN_ON_ONCE(work->worker != worker);
	/* DIVERGES: one that waits for its timer has Linux wait for ever. */
	if (!list_empty(&work->node) && !is_delayed(worker, work))
		kthread_insert_work(worker, &flush.work, work->node.next);
	else if (worker->current_work == work)
		kthread_insert_work(worker, &flush.work, worker->work_list.next);
	else
		waits = false;
	raw_spin_unlock_irq(&worker->lock);
	if (waits)
		flush_wait(&flush, worker);
}
EXPORT_SYMBOL_GPL(kthread_flush_work);

void kthread_flush_worker(struct kthread_worker *worker)
{
	struct flush flush;

	might_sleep();
	flush_init(&flush);
	kthread_queue_work(worker, &flush.work);
	flush_wait(&flush, worker);
}
EXPORT_SYMBOL_GPL(kthread_flush_worker);

/* --- cancelling --- */

/* Under the lock, which is let go of, as the timer's function wants it. */
static unsigned long stop_timer(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
				unsigned long flags)
{
	/* Neither is it queued meanwhile, nor does the timer do that. */
	dwork->work.canceling++;
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	timer_delete_sync(&dwork->timer);
	raw_spin_lock_irqsave(&worker->lock, flags);
	dwork->work.canceling--;
	return flags;
}

bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay)
{
	struct kthread_work *work = &dwork->work;
	unsigned long flags;
	bool was_pending = false;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (work->worker) {
		WARN_ON_ONCE(work->worker != worker);
		flags = stop_timer(worker, dwork, flags);
		/* Somebody else cancels it, and has the last word. */
		if (work->canceling) {
			raw_spin_unlock_irqrestore(&worker->lock, flags);
			return true;
		}
		was_pending = !list_empty(&work->node);
		list_del_init(&work->node);
	}
	kthread_insert_delayed(worker, dwork, delay);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was_pending;
}
EXPORT_SYMBOL_GPL(kthread_mod_delayed_work);

/* Under the lock, which is let go of while the function runs. */
static unsigned long wait_until_not_current(struct kthread_worker *worker,
					    struct kthread_work *work, unsigned long flags)
{
	if (worker->current_work != work)
		return flags;
	/* Nobody queues it meanwhile, the function itself included. */
	work->canceling++;
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	kthread_flush_work(work);
	raw_spin_lock_irqsave(&worker->lock, flags);
	work->canceling--;
	return flags;
}

static bool cancel_sync(struct kthread_work *work, struct kthread_delayed_work *dwork)
{
	struct kthread_worker *worker = READ_ONCE(work->worker);
	unsigned long flags;
	bool was_pending;

	might_sleep();
	if (!worker)
		return false;
	raw_spin_lock_irqsave(&worker->lock, flags);
	WARN_ON_ONCE(work->worker != worker);
	if (dwork)
		flags = stop_timer(worker, dwork, flags);
	was_pending = !list_empty(&work->node);
	list_del_init(&work->node);
	flags = wait_until_not_current(worker, work, flags);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was_pending;
}

bool kthread_cancel_work_sync(struct kthread_work *work)
{
	return cancel_sync(work, NULL);
}
EXPORT_SYMBOL_GPL(kthread_cancel_work_sync);

bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork)
{
	return cancel_sync(&dwork->work, dwork);
}
EXPORT_SYMBOL_GPL(kthread_cancel_delayed_work_sync);
