// SPDX-License-Identifier: MIT
/*
 * Mutexes that are handed over: see handover.h.
 */
#include <linux/errno.h>

#include "locking/handover.h"

/* What is ordered is ordered by the wait_lock; others only look. */
static void own(struct mutex *lock, const struct task_struct *task, const struct lock_site *site)
{
	arch_store(&lock->owner, (unsigned long)task, __ATOMIC_RELAXED);
	arch_poke(lock->site, site);
}

bool handover_take(struct mutex *lock, const struct lock_site *site)
{
	if (LOCK_OWNER(arch_peek(lock->owner)))
		return false;
	own(lock, current, site);
	return true;
}

int handover_wait(struct mutex *lock, struct lock_waiter *waiter, unsigned int state,
		  int (*ends)(struct lock_waiter *waiter))
{
	int ret = 0;

	while (!waiter->granted) {
		set_current_state(state); /* W1 */
		if (signal_pending_state(state, waiter->task))
			ret = -EINTR;
		else if (ends)
			ret = ends(waiter);
		if (ret) {
			list_del(&waiter->node);
			break;
		}
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
	}
	__set_current_state(TASK_RUNNING);
	return ret;
}

struct lock_waiter *handover_give(struct mutex *lock)
{
	struct lock_waiter *first;

	first = list_first_entry_or_null(&lock->wait_list, struct lock_waiter, node);
	if (!first) {
		own(lock, NULL, NULL);
		return NULL;
	}
	list_del(&first->node);
	own(lock, first->task, first->wanted);
	lock_grant(first);
	return first;
}
