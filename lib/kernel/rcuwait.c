// SPDX-License-Identifier: MIT
/*
 * One waiter. On Linux a task_struct outlives who finds it under RCU; here the waiter takes its
 * name away under a lock that the waker has while it uses it.
 */
#include <linux/rcuwait.h>

int rcuwait_wake_up(struct rcuwait *w)
{
	unsigned long flags;
	int woken = 0;

	smp_mb(); /* W5: the condition before the look; see rcuwait.h. */
	if (!READ_ONCE(w->task))
		return 0;
	raw_spin_lock_irqsave(&w->lock, flags);
	if (w->task)
		woken = wake_up_process(w->task);
	raw_spin_unlock_irqrestore(&w->lock, flags);
	return woken;
}
EXPORT_SYMBOL_GPL(rcuwait_wake_up);

static void set_task(struct rcuwait *w, struct task_struct *task)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&w->lock, flags);
	WRITE_ONCE(w->task, task);
	raw_spin_unlock_irqrestore(&w->lock, flags);
}

void prepare_to_rcuwait(struct rcuwait *w)
{
	set_task(w, current);
}
EXPORT_SYMBOL_GPL(prepare_to_rcuwait);

void finish_rcuwait(struct rcuwait *w)
{
	set_task(w, NULL);
	__set_current_state(TASK_RUNNING);
}
EXPORT_SYMBOL_GPL(finish_rcuwait);
