/* SPDX-License-Identifier: MIT */
/*
 * Wound/wait mutexes: any number of them, taken in any order, without a deadlock.
 *
 *	ww_acquire_init(&ctx, &class);
 *	ret = ww_mutex_lock(&a->lock, &ctx);
 *	ret = ww_mutex_lock(&b->lock, &ctx);
 *	if (ret == -EDEADLK) {
 *		ww_mutex_unlock(&a->lock);		give back all that this context holds,
 *		ww_mutex_lock_slow(&b->lock, &ctx);	wait for the one in question,
 *		...					and take the rest again
 *	}
 *	ww_acquire_done(&ctx);
 *	...
 *	ww_mutex_unlock(), each; ww_acquire_fini(&ctx);
 *
 * Contexts have an age, from ww_acquire_init() on. Where a younger and an older one want the same
 * mutex, the younger backs off, by -EDEADLK, if it holds something else:
 *
 *	wait-die (DEFINE_WD_CLASS)	when it finds the older one there, as holder or waiter
 *	wound-wait (DEFINE_WW_CLASS)	when the older one wants what it holds: it is wounded, and
 *					backs off when it has to wait for a mutex the next time
 *
 * The rest is in lib/locking/ww_mutex.c.
 */
#ifndef _LINUX_WW_MUTEX_H
#define _LINUX_WW_MUTEX_H

#include <linux/args.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct ww_class - mutexes that may be taken together
 * @stamp: the age of the youngest context
 * @is_wait_die: the algorithm: wait-die; else wound-wait
 */
struct ww_class {
	atomic_long_t stamp;
	unsigned int is_wait_die;
};

/**
 * struct ww_acquire_ctx - a task's attempt to take some mutexes of a class
 * @stamp: its age: the smaller, the older
 * @acquired: mutexes that it holds; the task's own
 * @wounded: an older one wants a mutex that it holds; set by that one, cleared by the task while
 *	it holds none
 * @is_wait_die: as the class
 * @done_acquire: by ww_acquire_done()
 * @ww_class: whose mutexes it takes
 * @contending_lock: the one that said -EDEADLK, until it is taken
 */
struct ww_acquire_ctx {
	unsigned long stamp;
	unsigned int acquired;
	unsigned short wounded;
	unsigned short is_wait_die;
	unsigned int done_acquire;
	struct ww_class *ww_class;
	const void *contending_lock;
};

/**
 * struct ww_mutex - a mutex that a context takes
 * @base: its word is changed under its wait_lock only; for mutex_is_locked(), lockdep_assert_held()
 * @ctx: the context that holds it, if it was taken with one; under the wait_lock
 * @ww_class: what it belongs to
 */
struct ww_mutex {
	struct mutex base;
	struct ww_acquire_ctx *ctx;
	struct ww_class *ww_class;
};

#define __WW_CLASS_INITIALIZER(ww_class, _is_wait_die)                      \
	{                                                                   \
		.stamp = ATOMIC_LONG_INIT(0), .is_wait_die = (_is_wait_die) \
	}
#define DEFINE_WD_CLASS(classname) struct ww_class classname = __WW_CLASS_INITIALIZER(classname, 1)
#define DEFINE_WW_CLASS(classname) struct ww_class classname = __WW_CLASS_INITIALIZER(classname, 0)

#define __WW_MUTEX_INITIALIZER(lockname, class)                                     \
	{                                                                           \
		.base = __MUTEX_INITIALIZER((lockname).base), .ww_class = &(class), \
	}
#define DEFINE_WW_MUTEX(mutexname, ww_class) \
	struct ww_mutex mutexname = __WW_MUTEX_INITIALIZER(mutexname, ww_class)

__tl_api_begin
void __ww_mutex_init(struct ww_mutex *lock, struct ww_class *ww_class, const char *name);
int __ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx, unsigned int state,
		    bool slow, const struct lock_site *site);
int __ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx,
		       const struct lock_site *site);
void __ww_mutex_unlock(struct ww_mutex *lock, const struct lock_site *site);

/**
 * ww_acquire_init() - begin to take mutexes of a class
 * @ctx: the context; the task's until ww_acquire_fini(), and not used twice at once
 * @ww_class: the class
 *
 * A context that backs off goes on with its age: do not initialise it again.
 *
 * Context: task. Follows Linux 6.12.
 */
void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class);

/**
 * ww_acquire_done() - it has all that it wants; optional
 * @ctx: the context; a further lock with it is reported
 *
 * Context: task. Follows Linux 6.12 with CONFIG_DEBUG_WW_MUTEXES.
 */
void ww_acquire_done(struct ww_acquire_ctx *ctx);

/**
 * ww_acquire_fini() - the context is not used any more
 * @ctx: it; a mutex that it still holds is reported
 *
 * Context: task. Follows Linux 6.12 with CONFIG_DEBUG_WW_MUTEXES.
 */
void ww_acquire_fini(struct ww_acquire_ctx *ctx);
__tl_api_end

/**
 * ww_mutex_init() - initialise one, free
 * @lock: pointer to it; nobody uses it yet. Its name in reports is this expression
 * @ww_class: pointer to its class
 *
 * Context: any. Follows Linux 6.12.
 */
#define ww_mutex_init(lock, ww_class) __ww_mutex_init((lock), (ww_class), #lock)

/**
 * ww_mutex_lock() - take one; _interruptible: a signal ends the wait
 * @lock: pointer to it
 * @ctx: pointer to the context, or NULL: as mutex_lock()
 *
 * After -EDEADLK the caller gives back all that @ctx holds, and takes this one first, by
 * ww_mutex_lock_slow() (or this function); otherwise it is reported.
 *
 * Context: task; may sleep.
 * Return: 0; -EDEADLK: an older context is in the way; -EALREADY: @ctx holds it already;
 * _interruptible: -EINTR. Follows Linux 6.12.
 */
#define ww_mutex_lock(lock, ctx) \
	__ww_mutex_lock((lock), (ctx), TASK_UNINTERRUPTIBLE, false, __lock_site())
#define ww_mutex_lock_interruptible(lock, ctx) \
	__ww_mutex_lock((lock), (ctx), TASK_INTERRUPTIBLE, false, __lock_site())

/**
 * ww_mutex_lock_slow() - take the one that said -EDEADLK; _interruptible: a signal ends the wait
 * @lock: pointer to it
 * @ctx: pointer to the context, which holds nothing: so this does not say -EDEADLK
 *
 * Context: task; may sleep. Return: _interruptible: 0 or -EINTR. Follows Linux 6.12.
 */
#define ww_mutex_lock_slow(lock, ctx) \
	((void)__ww_mutex_lock((lock), (ctx), TASK_UNINTERRUPTIBLE, true, __lock_site()))
#define ww_mutex_lock_slow_interruptible(lock, ctx) \
	__ww_mutex_lock((lock), (ctx), TASK_INTERRUPTIBLE, true, __lock_site())

/**
 * ww_mutex_trylock() - take one if it is free
 * @lock: pointer to it
 * @ctx: pointer to the context, or NULL; before Linux 5.16 there was no such argument
 *
 * Context: task. Return: 1 if taken, else 0. Follows Linux 6.12.
 */
#define __ww_mutex_trylock_1(lock)	__ww_mutex_trylock((lock), NULL, __lock_site())
#define __ww_mutex_trylock_2(lock, ctx) __ww_mutex_trylock((lock), (ctx), __lock_site())
#define ww_mutex_trylock(args...)	CONCATENATE(__ww_mutex_trylock_, COUNT_ARGS(args))(args)

/**
 * ww_mutex_unlock() - give one back
 * @lock: pointer to it, which the caller took
 *
 * Context: task. Follows Linux 6.12.
 */
#define ww_mutex_unlock(lock) __ww_mutex_unlock((lock), __lock_site())

/** ww_mutex_destroy() - mutex_destroy(); its later use is not reported */
static inline void ww_mutex_destroy(struct ww_mutex *lock)
{
	mutex_destroy(&lock->base);
}

/** ww_mutex_is_locked() - mutex_is_locked() */
static inline bool ww_mutex_is_locked(struct ww_mutex *lock)
{
	return mutex_is_locked(&lock->base);
}

#endif /* _LINUX_WW_MUTEX_H */
