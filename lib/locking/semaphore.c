// SPDX-License-Identifier: MIT
/*
 * Semaphores. `count` is how many are left, or WAITERS:
 *
 *	n > 0	-> n - 1	down()
 *	0	-> WAITERS	down() that queues, under the lock
 *	n	-> n + 1	up()
 *	WAITERS	-> WAITERS	up() that gives it to the first waiter, under the lock
 *	WAITERS	-> 0		the last waiter has left, under the lock
 *
 * So WAITERS is set exactly while somebody is in wait_list, and then nothing is left to take.
 */
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/semaphore.h>

#include "locking/locking.h"

/* Return: false if there is none. The first look is a guess, which the exchange checks. */
static bool take(struct semaphore *sem)
{
	unsigned int count = arch_peek(sem->count);

	if (!count || count & __SEM_WAITERS)
		count = READ_ONCE(sem->count);
	do {
		if (!count || count & __SEM_WAITERS)
			return false;
		/* SE1: acquire; pairs with SE2. */
	} while (!arch_try_cmpxchg(&sem->count, &count, count - 1, __ATOMIC_ACQUIRE));
	return true;
}

static void leave(struct semaphore *sem, struct lock_waiter *waiter)
{
	list_del(&waiter->node);
	if (list_empty(&sem->wait_list))
		arch_store(&sem->count, 0, __ATOMIC_RELAXED);
}

/* Take one, or queue. Under the lock. Return: false if it has to wait. */
static bool take_or_queue(struct semaphore *sem, struct lock_waiter *waiter)
{
	unsigned int none = 0;

	while (list_empty(&sem->wait_list)) {
		if (take(sem))
			return true;
		if (arch_try_cmpxchg(&sem->count, &none, __SEM_WAITERS, __ATOMIC_RELAXED))
			break;
		none = 0;
	}
	list_add_tail(&waiter->node, &sem->wait_list);
	return false;
}

static int down_slow(struct semaphore *sem, unsigned int state, long timeout,
		     const struct lock_site *site)
{
	struct lock_waiter waiter = {.kind = "semaphore", .lock = sem, .wanted = site};
	int ret = 0;

	lock_waiter_begin(&waiter);
	raw_spin_lock_irq(&sem->lock);
	if (!take_or_queue(sem, &waiter)) {
		ret = lock_wait(&waiter, &sem->lock, state, timeout);
		if (ret)
			leave(sem, &waiter);
	}
	raw_spin_unlock_irq(&sem->lock);
	lock_waiter_end(&waiter);
	return ret;
}

int __down(struct semaphore *sem, unsigned int state, long timeout, const struct lock_site *site)
{
	__might_sleep(site->file, (int)site->line);
	return likely(take(sem)) ? 0 : down_slow(sem, state, timeout, site);
}
EXPORT_SYMBOL(__down);

int down_trylock(struct semaphore *sem)
{
	return !take(sem);
}
EXPORT_SYMBOL(down_trylock);

static void up_slow(struct semaphore *sem)
{
	struct lock_waiter *first;
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->lock, flags);
	first = list_first_entry_or_null(&sem->wait_list, struct lock_waiter, node);
	if (first) {
		leave(sem, first);
		lock_grant(first);
	} else {
		/* SE2: release; pairs with SE1. */
		(void)arch_fetch_add(&sem->count, 1, __ATOMIC_RELEASE);
	}
	raw_spin_unlock_irqrestore(&sem->lock, flags);
}

void up(struct semaphore *sem)
{
	unsigned int count = arch_peek(sem->count) & ~__SEM_WAITERS;

	do {
		if (unlikely(count & __SEM_WAITERS)) {
			up_slow(sem);
			return;
		}
		/* SE2: release; pairs with SE1. */
	} while (!arch_try_cmpxchg(&sem->count, &count, count + 1, __ATOMIC_RELEASE));
}
EXPORT_SYMBOL(up);
