/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: locks for code that may sleep, which only their owner unlocks. Taken and given back
 * uncontended, each is one atomic operation on the word that names the owner; the rest is in
 * lib/locking/mutex.c. Each call records where the mutex was taken, for reports.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/current.h>

struct device;

/**
 * struct mutex - a sleeping lock with an owner
 * @owner: the owner's task_struct, and flags (see lib/locking/mutex.c); 0: free; atomic
 * @wait_lock: protects @wait_list
 * @wait_list: those who wait, the oldest first
 * @site: where it was taken; written by the owner, read by reports
 * @name: what mutex_init() was given; for reports
 */
struct mutex {
	unsigned long owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	const struct lock_site *site;
	const char *name;
};

#define __MUTEX_INITIALIZER(lockname)                                                 \
	{                                                                             \
		.wait_lock = __RAW_SPIN_LOCK_UNLOCKED((lockname).wait_lock),          \
		.wait_list = LIST_HEAD_INIT((lockname).wait_list), .name = #lockname, \
	}
#define DEFINE_MUTEX(mutexname) struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

__tl_api_begin
void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
int __mutex_lock_slow(struct mutex *lock, unsigned int state, const struct lock_site *site);
int __mutex_trylock_slow(struct mutex *lock, const struct lock_site *site);
void __mutex_unlock_slow(struct mutex *lock, const struct lock_site *site);

/**
 * mutex_destroy() - the mutex is not used any more, until it is initialised again
 * @lock: the mutex
 *
 * One that is locked is reported; so is a later use.
 *
 * Context: any. Follows Linux 6.12 with CONFIG_DEBUG_MUTEXES.
 */
void mutex_destroy(struct mutex *lock);

int __devm_mutex_init(struct device *dev, struct mutex *lock);
__tl_api_end

/**
 * mutex_init() - initialise a mutex, free
 * @mutex: pointer to it; nobody uses it yet. Its name in reports is this expression
 *
 * Context: any. Follows Linux 6.12.
 */
#define mutex_init(mutex)                            \
	do {                                         \
		__mutex_init((mutex), #mutex, NULL); \
	} while (0)
#define mutex_init_with_key(mutex, key) __mutex_init((mutex), #mutex, (key))

/**
 * devm_mutex_init() - mutex_init() that ends with the device's binding, in mutex_destroy()
 * @dev: the device
 * @lock: pointer to the mutex
 *
 * Context: task; may sleep. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
#define devm_mutex_init(dev, lock)                \
	__extension__({                           \
		struct mutex *__devm = (lock);    \
		mutex_init(lock);                 \
		__devm_mutex_init((dev), __devm); \
	})

/* MX1: acquire; pairs with MX2. */
static __always_inline int __mutex_lock(struct mutex *lock, unsigned int state,
					const struct lock_site *site)
{
	unsigned long free = 0;

	__might_sleep(site->file, (int)site->line);
	if (unlikely(!arch_try_cmpxchg(&lock->owner, &free, (unsigned long)current,
				       __ATOMIC_ACQUIRE)))
		return __mutex_lock_slow(lock, state, site);
	arch_poke(lock->site, site);
	return 0;
}

static __always_inline int __mutex_trylock(struct mutex *lock, const struct lock_site *site)
{
	unsigned long free = 0;

	/* MX1: acquire; pairs with MX2. */
	if (unlikely(!arch_try_cmpxchg(&lock->owner, &free, (unsigned long)current,
				       __ATOMIC_ACQUIRE)))
		return __mutex_trylock_slow(lock, site);
	arch_poke(lock->site, site);
	return 1;
}

/* MX2: release; pairs with MX1. */
static __always_inline void __mutex_unlock(struct mutex *lock, const struct lock_site *site)
{
	unsigned long me = (unsigned long)current;

	if (unlikely(!arch_try_cmpxchg(&lock->owner, &me, 0UL, __ATOMIC_RELEASE)))
		__mutex_unlock_slow(lock, site);
}

/**
 * mutex_lock() - take a mutex, sleeping until it is free
 * @lock: pointer to the mutex
 *
 * Acquire (MX1): what the last owner did is seen. Not recursive: an owner that wants it again is
 * reported, and waits for ever. mutex_lock_io() counts as waiting for input and output on Linux;
 * the _nested kinds are the same, since there are no lock classes.
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define mutex_lock(lock)				((void)__mutex_lock((lock), TASK_UNINTERRUPTIBLE, __lock_site()))
#define mutex_lock_io(lock)				mutex_lock(lock)
#define mutex_lock_nested(lock, subclass)		mutex_lock(lock)
#define mutex_lock_io_nested(lock, subclass)		mutex_lock(lock)
#define mutex_lock_nest_lock(lock, nest_lock)		mutex_lock(lock)
/**
 * mutex_lock_interruptible() - mutex_lock() that a signal ends; _killable: a fatal one
 * @lock: pointer to the mutex
 *
 * Context: task; may sleep. Return: 0 when taken, or -EINTR. Follows Linux 6.12.
 */
#define mutex_lock_interruptible(lock)			__mutex_lock((lock), TASK_INTERRUPTIBLE, __lock_site())
#define mutex_lock_interruptible_nested(lock, subclass) mutex_lock_interruptible(lock)
#define mutex_lock_killable(lock)			__mutex_lock((lock), TASK_KILLABLE, __lock_site())
#define mutex_lock_killable_nested(lock, subclass)	mutex_lock_killable(lock)
/**
 * mutex_trylock() - take a mutex if it is free
 * @lock: pointer to the mutex
 *
 * Context: task, atomic too; not from interrupts. Return: 1 if taken, else 0. Follows Linux 6.12.
 */
#define mutex_trylock(lock)				__mutex_trylock((lock), __lock_site())
/**
 * mutex_unlock() - give a mutex back
 * @lock: pointer to the mutex, which the caller took; it must not be freed before this returns
 *
 * Release (MX2). Who unlocks what it does not own is reported; the mutex is free afterwards.
 *
 * Context: task. Follows Linux 6.12.
 */
#define mutex_unlock(lock)				__mutex_unlock((lock), __lock_site())

/**
 * mutex_is_locked() - does anybody own it?
 * @lock: the mutex
 *
 * Orders nothing. Context: any. Return: true if so. Follows Linux 6.12.
 */
static inline bool mutex_is_locked(struct mutex *lock)
{
	return READ_ONCE(lock->owner) >= 8; /* the flags are below */
}

__tl_api_begin
/**
 * atomic_dec_and_mutex_lock() - decrement, and if it gets 0 return with a mutex taken
 * @cnt: the counter
 * @lock: the mutex
 *
 * Context: task; may sleep. Return: 1 with the mutex taken if @cnt is 0 now, else 0.
 * Follows Linux 6.12.
 */
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);
__tl_api_end

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T), _RET == 0)
DEFINE_GUARD_COND(mutex, _kill, mutex_lock_killable(_T), _RET == 0)

#endif /* _LINUX_MUTEX_H */
