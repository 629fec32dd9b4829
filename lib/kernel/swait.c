// SPDX-License-Identifier: MIT
/*
 * Simple wait queues. A head's lock protects its list; a wake, under it, takes the waiter off.
 */
#include <linux/swait.h>

/* Under the lock, which the waiter wants if it finds itself queued still. */
static void wake(struct swait_queue *wait)
{
	wake_up_state(wait->task, TASK_NORMAL);
	/* Q1: release, pairs with finish_swait(): who sees it empty may free it. */
	list_del_init_careful(&wait->task_list);
}

void swake_up_locked(struct swait_queue_head *q, int wake_flags)
{
	struct swait_queue *first;

	(void)wake_flags;
	first = list_first_entry_or_null(&q->task_list, struct swait_queue, task_list);
	if (first)
		wake(first);
}
EXPORT_SYMBOL(swake_up_locked);

void swake_up_one(struct swait_queue_head *q)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&q->lock, flags);
	swake_up_locked(q, 0);
	raw_spin_unlock_irqrestore(&q->lock, flags);
}
EXPORT_SYMBOL(swake_up_one);

void swake_up_all(struct swait_queue_head *q)
{
	raw_spin_lock_irq(&q->lock);
	while (!list_empty(&q->task_list))
		swake_up_locked(q, 0);
	raw_spin_unlock_irq(&q->lock);
}
EXPORT_SYMBOL(swake_up_all);

static void queue(struct swait_queue_head *q, struct swait_queue *wait)
{
	wait->task = current;
	if (list_empty(&wait->task_list))
		list_add_tail(&wait->task_list, &q->task_list);
}

void prepare_to_swait_exclusive(struct swait_queue_head *q, struct swait_queue *wait, int state)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&q->lock, flags);
	queue(q, wait);
	set_current_state((unsigned int)state); /* W1 */
	raw_spin_unlock_irqrestore(&q->lock, flags);
}
EXPORT_SYMBOL(prepare_to_swait_exclusive);

long prepare_to_swait_event(struct swait_queue_head *q, struct swait_queue *wait, int state)
{
	unsigned long flags;
	long ret = 0;

	raw_spin_lock_irqsave(&q->lock, flags);
	if (signal_pending_state((unsigned int)state, current)) {
		/* Off the queue, so that a wake is not spent on us: a condition that holds by now
		 * is seen by the caller all the same. */
		list_del_init(&wait->task_list);
		ret = -ERESTARTSYS;
	} else {
		queue(q, wait);
		set_current_state((unsigned int)state); /* W1 */
	}
	raw_spin_unlock_irqrestore(&q->lock, flags);
	return ret;
}
EXPORT_SYMBOL(prepare_to_swait_event);

void finish_swait(struct swait_queue_head *q, struct swait_queue *wait)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	/* Q2: acquire, pairs with Q1. Empty, and nobody is in the middle of removing it. */
	if (list_empty_careful(&wait->task_list))
		return;
	raw_spin_lock_irqsave(&q->lock, flags);
	list_del_init(&wait->task_list);
	raw_spin_unlock_irqrestore(&q->lock, flags);
}
EXPORT_SYMBOL(finish_swait);
