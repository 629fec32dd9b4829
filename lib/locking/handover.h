/* SPDX-License-Identifier: MIT */
/*
 * Mutexes that are handed over: who unlocks one gives it to the first waiter, and nobody comes in
 * between. Their order is the caller's, so is what ends a wait. For ww_mutex.c and rtmutex.c; a
 * struct mutex whose word is the owner, without flags, changed under its wait_lock only.
 *
 * All of these are called with the wait_lock held, as a raw_spin_lock().
 */
#ifndef LIB_LOCKING_HANDOVER_H
#define LIB_LOCKING_HANDOVER_H

#include <linux/mutex.h>

#include "locking/locking.h"

/* Return: false if somebody has it. */
bool handover_take(struct mutex *lock, const struct lock_site *site);

/**
 * handover_wait() - sleep until it is the caller's
 * @lock: the mutex
 * @waiter: begun, in the list
 * @state: TASK_*
 * @ends: NULL, or: returns nonzero if the wait is to end. Called in @state, so that who makes it
 *	so and then wakes the task is noticed (W1)
 *
 * Return: 0; -EINTR, or what @ends returned: then it is off the list.
 */
int handover_wait(struct mutex *lock, struct lock_waiter *waiter, unsigned int state,
		  int (*ends)(struct lock_waiter *waiter));

/* To the first waiter, which is off the list then. Return: it, or NULL: free. */
struct lock_waiter *handover_give(struct mutex *lock);

#endif /* LIB_LOCKING_HANDOVER_H */
