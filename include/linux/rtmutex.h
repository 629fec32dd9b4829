/* SPDX-License-Identifier: MIT */
/*
 * Mutexes whose waiters go by priority: real-time ones first, by rt_priority, the others by their
 * niceness; among equals the one that came first. Who unlocks one gives it to the first waiter.
 *
 * DIVERGES: the owner inherits no real-time priority, since the host is told of none (see
 * sched_set_fifo()). It inherits the niceness of the first waiter, as far as the host lets us give
 * a thread more of the CPU (that takes CAP_SYS_NICE or RLIMIT_NICE), until it unlocks any of these;
 * what it waits for itself inherits nothing.
 */
#ifndef _LINUX_RTMUTEX_H
#define _LINUX_RTMUTEX_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched.h>

/**
 * struct rt_mutex - a mutex with waiters by priority
 * @base: its word is changed under its wait_lock only
 * @boosted: the owner has been given the niceness of a waiter; under the wait_lock
 */
struct rt_mutex {
	struct mutex base;
	bool boosted;
};

#define __RT_MUTEX_INITIALIZER(mutexname)                      \
	{                                                      \
		.base = __MUTEX_INITIALIZER((mutexname).base), \
	}
#define DEFINE_RT_MUTEX(mutexname) struct rt_mutex mutexname = __RT_MUTEX_INITIALIZER(mutexname)

__tl_api_begin
void __rt_mutex_init(struct rt_mutex *lock, const char *name, struct lock_class_key *key);
int __rt_mutex_lock(struct rt_mutex *lock, unsigned int state, const struct lock_site *site);
int __rt_mutex_trylock(struct rt_mutex *lock, const struct lock_site *site);
void __rt_mutex_unlock(struct rt_mutex *lock, const struct lock_site *site);
__tl_api_end

/**
 * rt_mutex_init() - initialise one, free
 * @mutex: pointer to it; nobody uses it yet. Its name in reports is this expression
 *
 * Context: any. Follows Linux 6.12.
 */
#define rt_mutex_init(mutex)		     __rt_mutex_init((mutex), #mutex, NULL)
/**
 * rt_mutex_lock() - take one, sleeping until it is the caller's turn
 * @lock: pointer to it
 *
 * _interruptible is ended by a signal, _killable by a fatal one. Not recursive: an owner that wants
 * it again is reported, and waits for ever.
 *
 * Context: task; may sleep. Return: _interruptible, _killable: 0 or -EINTR. Follows Linux 6.12.
 */
#define rt_mutex_lock(lock)		     ((void)__rt_mutex_lock((lock), TASK_UNINTERRUPTIBLE, __lock_site()))
#define rt_mutex_lock_nested(lock, subclass) rt_mutex_lock(lock)
#define rt_mutex_lock_nest_lock(lock, nest)  rt_mutex_lock(lock)
#define rt_mutex_lock_interruptible(lock)    __rt_mutex_lock((lock), TASK_INTERRUPTIBLE, __lock_site())
#define rt_mutex_lock_killable(lock)	     __rt_mutex_lock((lock), TASK_KILLABLE, __lock_site())
/**
 * rt_mutex_trylock() - take one if it is free
 * @lock: pointer to it
 *
 * Context: task. Return: 1 if taken, else 0. Follows Linux 6.12.
 */
#define rt_mutex_trylock(lock)		     __rt_mutex_trylock((lock), __lock_site())
/**
 * rt_mutex_unlock() - give one back
 * @lock: pointer to it, which the caller took; else it is reported
 *
 * Context: task. Follows Linux 6.12.
 */
#define rt_mutex_unlock(lock)		     __rt_mutex_unlock((lock), __lock_site())

/* Without order: somebody owns it, at this moment. */
static inline bool rt_mutex_is_locked(struct rt_mutex *lock)
{
	return mutex_is_locked(&lock->base);
}

/** rt_mutex_destroy() - mutex_destroy(); its later use is not reported */
static inline void rt_mutex_destroy(struct rt_mutex *lock)
{
	mutex_destroy(&lock->base);
}

#endif /* _LINUX_RTMUTEX_H */
