// SPDX-License-Identifier: MIT
/*
 * Read/write semaphores, the contended side.
 *
 * `count` is the sum of WRITER, WAITERS and READER times the number of readers. While WAITERS is
 * set, the fast paths fail, and only who holds wait_lock takes it, on behalf of the first in the
 * list; giving back stays one atomic operation.
 *
 *	waiter				holder
 *	queue, WAITERS			count -= what it holds (RW2)
 *	  (one word: in this order	if WAITERS, and nobody holds it:
 *	   or in the other)			wait_lock, grant
 *	grant what is free
 *
 * If the holder did not see WAITERS, the waiter sees that it is gone, and grants itself.
 */
#include <linux/rwsem.h>

#include "locking/locking.h"

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	(void)key;
	*sem = (struct rw_semaphore){.name = name};
	raw_spin_lock_init(&sem->wait_lock);
	INIT_LIST_HEAD(&sem->wait_list);
}
EXPORT_SYMBOL(__init_rwsem);

/* Return: false if it has to wait on. */
static bool take_for(struct rw_semaphore *sem, const struct lock_waiter *waiter)
{
	unsigned long count = arch_load(&sem->count, __ATOMIC_RELAXED);

	if (count & __RWSEM_WRITER || (waiter->writes && count >= __RWSEM_READER))
		return false;
	/* RW1: acquire; pairs with RW2. Others only give back under us. */
	if (!waiter->writes) {
		(void)arch_fetch_add(&sem->count, __RWSEM_READER, __ATOMIC_ACQUIRE);
	} else {
		(void)arch_fetch_or(&sem->count, __RWSEM_WRITER, __ATOMIC_ACQUIRE);
		arch_poke(sem->owner, (unsigned long)waiter->task);
		arch_poke(sem->site, waiter->wanted);
	}
	return true;
}

/* The first of the list gets it if it can be had, and the readers behind a first reader. */
static void grant(struct rw_semaphore *sem)
{
	struct lock_waiter *first;
	bool writes = false;

	while (!writes && !list_empty(&sem->wait_list)) {
		first = list_first_entry(&sem->wait_list, struct lock_waiter, node);
		if (!take_for(sem, first))
			return;
		writes = first->writes;
		list_del(&first->node);
		lock_grant(first);
	}
	if (list_empty(&sem->wait_list))
		(void)arch_fetch_and(&sem->count, ~__RWSEM_WAITERS, __ATOMIC_RELAXED);
}

void __rwsem_wake(struct rw_semaphore *sem)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&sem->wait_lock, flags);
	grant(sem);
	raw_spin_unlock_irqrestore(&sem->wait_lock, flags);
}
EXPORT_SYMBOL(__rwsem_wake);

static int wait(struct rw_semaphore *sem, bool writes, unsigned int state,
		const struct lock_site *site)
{
	struct lock_waiter waiter = {
		.writes = writes,
		.kind = "rwsem",
		.lock = sem,
		.name = sem->name,
		.owner = &sem->owner,
		.taken = &sem->site,
		.wanted = site,
	};
	int ret;

	if (unlikely(!arch_peek(sem->wait_list.next))) {
		lock_report_misuse("sem->magic != sem", sem, site);
		__init_rwsem(sem, NULL, NULL);
	}
	if (unlikely(LOCK_OWNER(READ_ONCE(sem->owner)) == current))
		lock_report_recursion(&waiter);
	lock_waiter_begin(&waiter);
	raw_spin_lock_irq(&sem->wait_lock);
	list_add_tail(&waiter.node, &sem->wait_list);
	(void)arch_fetch_or(&sem->count, __RWSEM_WAITERS, __ATOMIC_RELAXED);
	grant(sem);
	ret = lock_wait(&waiter, &sem->wait_lock, state, MAX_SCHEDULE_TIMEOUT);
	if (ret) {
		list_del(&waiter.node);
		grant(sem);
	}
	raw_spin_unlock_irq(&sem->wait_lock);
	lock_waiter_end(&waiter);
	return ret;
}

int __down_read_slow(struct rw_semaphore *sem, unsigned int state, const struct lock_site *site)
{
	return wait(sem, false, state, site);
}
EXPORT_SYMBOL(__down_read_slow);

int __down_write_slow(struct rw_semaphore *sem, unsigned int state, const struct lock_site *site)
{
	return wait(sem, true, state, site);
}
EXPORT_SYMBOL(__down_write_slow);

void __up_rwsem_bug(struct rw_semaphore *sem, const struct lock_site *site)
{
	lock_report_unlock("rwsem", sem, sem->name, LOCK_OWNER(READ_ONCE(sem->owner)), site);
}
EXPORT_SYMBOL(__up_rwsem_bug);
