// SPDX-License-Identifier: MIT
/*
 * Mutexes, the contended side.
 *
 * `owner` is the owner's task_struct, or 0, and:
 *
 *	WAITERS		somebody is in wait_list; whoever unlocks comes here and wakes the first
 *	HANDOFF		the first waiter was woken once in vain: it gets the mutex from who unlocks
 *	DESTROYED	by mutex_destroy()
 *
 *	0		-> me			lock (the fast paths)
 *	flags		-> me | flags		lock: whoever comes first, waiter or not
 *	me		-> 0			unlock (the fast path)
 *	me | WAITERS	-> WAITERS		unlock: the first waiter is woken, and tries
 *	me | HANDOFF	-> first | WAITERS	unlock: the first waiter has it
 *
 * The flags are set and cleared under wait_lock only, and a mutex with flags is unlocked under it;
 * so who looks at the word under wait_lock, finds it owned and sleeps is woken. That others may
 * take it before a woken waiter does keeps an owner that locks again at once from waiting for a
 * task switch each time; HANDOFF bounds how often it may happen to one waiter to once.
 */
#include <linux/mutex.h>

#include "locking/locking.h"

#define WAITERS	  1UL
#define HANDOFF	  2UL
#define DESTROYED 4UL
#define FLAGS	  7UL

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	(void)key;
	*lock = (struct mutex){.name = name};
	raw_spin_lock_init(&lock->wait_lock);
	INIT_LIST_HEAD(&lock->wait_list);
}
EXPORT_SYMBOL(__mutex_init);

void mutex_destroy(struct mutex *lock)
{
	if (mutex_is_locked(lock))
		lock_report_misuse("mutex_is_locked(lock)", lock, READ_ONCE(lock->site));
	WRITE_ONCE(lock->owner, DESTROYED);
}
EXPORT_SYMBOL(mutex_destroy);

/* One that was never initialised, or is destroyed, is told of, and then good to use. */
static void check_usable(struct mutex *lock, const struct lock_site *site)
{
	if (likely(arch_peek(lock->wait_list.next) && !(arch_peek(lock->owner) & DESTROYED)))
		return;
	lock_report_misuse("lock->magic != lock", lock, site);
	__mutex_init(lock, lock->name, NULL);
}

/* Take it if it is free. @old: the word as it was found. */
static bool take(struct mutex *lock, unsigned long *old)
{
	*old = arch_load(&lock->owner, __ATOMIC_RELAXED);
	while (!(*old & ~FLAGS))
		/* MX1: acquire; pairs with MX2. */
		if (arch_try_cmpxchg(&lock->owner, old, (unsigned long)current | *old,
				     __ATOMIC_ACQUIRE))
			return true;
	return false;
}

/* The waiter has got it, or gives up. Under wait_lock. */
static void leave(struct mutex *lock, struct lock_waiter *waiter)
{
	unsigned long drop = list_is_first(&waiter->node, &lock->wait_list) ? HANDOFF : 0;

	list_del(&waiter->node);
	if (list_empty(&lock->wait_list))
		drop = WAITERS | HANDOFF;
	if (drop)
		(void)arch_fetch_and(&lock->owner, ~drop, __ATOMIC_RELAXED);
}

/* Until it has it. Under wait_lock. */
static int wait(struct mutex *lock, struct lock_waiter *waiter, unsigned int state)
{
	unsigned long old;
	bool woken = false;

	(void)arch_fetch_or(&lock->owner, WAITERS, __ATOMIC_RELAXED);
	while (!waiter->granted && !take(lock, &old)) {
		if (signal_pending_state(state, waiter->task))
			return -EINTR;
		if (woken && list_is_first(&waiter->node, &lock->wait_list))
			(void)arch_fetch_or(&lock->owner, HANDOFF, __ATOMIC_RELAXED);
		/* Who wakes us holds wait_lock, as we do until here. */
		__set_current_state(state);
		raw_spin_unlock(&lock->wait_lock);
		schedule();
		raw_spin_lock(&lock->wait_lock);
		woken = true;
	}
	return 0;
}

int __mutex_lock_slow(struct mutex *lock, unsigned int state, const struct lock_site *site)
{
	struct lock_waiter waiter = {
		.kind = "mutex",
		.lock = lock,
		.name = lock->name,
		.owner = &lock->owner,
		.taken = &lock->site,
		.wanted = site,
	};
	int ret;

	check_usable(lock, site);
	if (unlikely(LOCK_OWNER(READ_ONCE(lock->owner)) == current))
		lock_report_recursion(&waiter);
	lock_waiter_begin(&waiter);
	raw_spin_lock(&lock->wait_lock);
	list_add_tail(&waiter.node, &lock->wait_list);
	ret = wait(lock, &waiter, state);
	leave(lock, &waiter);
	raw_spin_unlock(&lock->wait_lock);
	lock_waiter_end(&waiter);
	if (!ret)
		arch_poke(lock->site, site);
	return ret;
}
EXPORT_SYMBOL(__mutex_lock_slow);

int __mutex_trylock_slow(struct mutex *lock, const struct lock_site *site)
{
	unsigned long old;

	check_usable(lock, site);
	if (!take(lock, &old))
		return 0;
	arch_poke(lock->site, site);
	return 1;
}
EXPORT_SYMBOL(__mutex_trylock_slow);

void __mutex_unlock_slow(struct mutex *lock, const struct lock_site *site)
{
	struct lock_waiter *first;
	unsigned long old;

	check_usable(lock, site);
	raw_spin_lock(&lock->wait_lock);
	old = arch_load(&lock->owner, __ATOMIC_RELAXED);
	first = list_first_entry_or_null(&lock->wait_list, struct lock_waiter, node);
	if (likely(LOCK_OWNER(old))) {
		unsigned long new = old &WAITERS;

		if (first && (old & HANDOFF)) {
			new |= (unsigned long)first->task;
			first->granted = true;
		}
		/* MX2: release; pairs with MX1. Only flags change it under us, not without
		 * wait_lock. */
		arch_store(&lock->owner, new, __ATOMIC_RELEASE);
	}
	if (first)
		wake_up_process(first->task);
	raw_spin_unlock(&lock->wait_lock);
	if (unlikely(LOCK_OWNER(old) != current))
		lock_report_unlock("mutex", lock, lock->name, LOCK_OWNER(old), site);
}
EXPORT_SYMBOL(__mutex_unlock_slow);

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
EXPORT_SYMBOL(atomic_dec_and_mutex_lock);
