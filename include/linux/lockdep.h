/* SPDX-License-Identifier: MIT */
/*
 * Assertions about locks, which are checked, and lockdep's annotations, which mean nothing here:
 * there are no lock classes. Which locks lead to a deadlock is found out by the deterministic
 * machine, which runs the code in every order.
 *
 * DIVERGES: of locks held for reading it is known that somebody holds them, not who.
 */
#ifndef _LINUX_LOCKDEP_H
#define _LINUX_LOCKDEP_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/types.h>

struct spinlock;
struct raw_spinlock;
struct rwlock;
struct mutex;
struct rw_semaphore;
struct percpu_rw_semaphore;

struct lock_class_key {
};

struct lockdep_map {
};

#define STATIC_LOCKDEP_MAP_INIT(_name, _key) \
	{                                    \
	}

#define LOCK_STATE_UNKNOWN  (-1)
#define LOCK_STATE_NOT_HELD 0
#define LOCK_STATE_HELD	    1

__tl_api_begin
int __lockdep_spin_held(const void *lock);
int __lockdep_rwlock_held(const void *lock);
int __lockdep_rwlock_written(const void *lock);
int __lockdep_mutex_held(const void *lock);
int __lockdep_rwsem_held(const void *lock);
int __lockdep_rwsem_written(const void *lock);
int __lockdep_unknown(const void *lock);
__tl_api_end

/* The lock's type tells how to ask; a percpu_rw_semaphore, a seqlock_t begins with its lock. */
/* clang-format off: one association a line */
#define __lockdep_ask(l, rwlock_fn, rwsem_fn) \
	(_Generic((l),								\
		 struct spinlock *: __lockdep_spin_held,			\
		 struct raw_spinlock *: __lockdep_spin_held,			\
		 struct mutex *: __lockdep_mutex_held,				\
		 struct rwlock *: rwlock_fn,					\
		 struct rw_semaphore *: rwsem_fn,					\
		 struct percpu_rw_semaphore *: rwsem_fn,				\
		 const struct spinlock *: __lockdep_spin_held,			\
		 const struct raw_spinlock *: __lockdep_spin_held,		\
		 const struct mutex *: __lockdep_mutex_held,			\
		 const struct rwlock *: rwlock_fn,					\
		 const struct rw_semaphore *: rwsem_fn,				\
		 default: __lockdep_unknown)((const void *)(l)))
/* clang-format on */

/**
 * lockdep_is_held() - does the caller hold the lock?
 * @l: pointer to a spinlock, rwlock, mutex or rwsem
 *
 * lockdep_is_held_type() with @r 0: for writing.
 *
 * Context: any. Return: LOCK_STATE_HELD, LOCK_STATE_NOT_HELD; LOCK_STATE_UNKNOWN for other types.
 * Follows Linux 6.12 with CONFIG_LOCKDEP.
 */
#define lockdep_is_held(l)	   __lockdep_ask(l, __lockdep_rwlock_held, __lockdep_rwsem_held)
#define __lockdep_is_written(l)	   __lockdep_ask(l, __lockdep_rwlock_written, __lockdep_rwsem_written)
#define lockdep_is_held_type(l, r) ((r) ? lockdep_is_held(l) : __lockdep_is_written(l))

/**
 * lockdep_assert_held() - warn unless the caller holds the lock; and its family
 * @l: pointer to the lock
 *
 *	lockdep_assert_held(), _once		for reading or writing
 *	lockdep_assert_held_write()		for writing; _read(): for reading
 *	lockdep_assert_not_held()		not at all
 *	lockdep_assert_irqs_disabled()		of the context: and so _enabled(), _in_irq(),
 *						preemption_disabled(), _enabled(), in_softirq()
 *
 * Context: any. Follows Linux 6.12 with CONFIG_LOCKDEP.
 */
#define lockdep_assert(cond)	  WARN_ON(!(cond))
#define lockdep_assert_once(cond) WARN_ON_ONCE(!(cond))
#define lockdep_assert_held(l)	  ((void)lockdep_assert(lockdep_is_held(l) != LOCK_STATE_NOT_HELD))
#define lockdep_assert_held_once(l) \
	((void)lockdep_assert_once(lockdep_is_held(l) != LOCK_STATE_NOT_HELD))
#define lockdep_assert_held_write(l) \
	((void)lockdep_assert(__lockdep_is_written(l) != LOCK_STATE_NOT_HELD))
#define lockdep_assert_held_read(l)                                        \
	((void)lockdep_assert(lockdep_is_held(l) != LOCK_STATE_NOT_HELD && \
			      __lockdep_is_written(l) != LOCK_STATE_HELD))
#define lockdep_assert_not_held(l) ((void)lockdep_assert(lockdep_is_held(l) != LOCK_STATE_HELD))

#define lockdep_assert_irqs_enabled()	    ((void)WARN_ON_ONCE(irqs_disabled()))
#define lockdep_assert_irqs_disabled()	    ((void)WARN_ON_ONCE(!irqs_disabled()))
#define lockdep_assert_in_irq()		    ((void)WARN_ON_ONCE(!in_hardirq()))
#define lockdep_assert_no_hardirq()	    ((void)WARN_ON_ONCE(in_hardirq() || irqs_disabled()))
#define lockdep_assert_preemption_enabled() ((void)WARN_ON_ONCE(preempt_count() || irqs_disabled()))
#define lockdep_assert_preemption_disabled() \
	((void)WARN_ON_ONCE(!preempt_count() && !irqs_disabled()))
#define lockdep_assert_in_softirq() ((void)WARN_ON_ONCE(!in_softirq() || in_hardirq()))

/* Annotations. */
#define might_lock(lock)			     ((void)(lock))
#define might_lock_read(lock)			     ((void)(lock))
#define might_lock_nested(lock, subclass)	     ((void)(lock))
#define lockdep_init_map(lock, name, key, sub)	     ((void)(name), (void)(key))
#define lockdep_set_class(lock, key)		     ((void)(key))
#define lockdep_set_class_and_name(lock, key, name)  ((void)(key), (void)(name))
#define lockdep_set_class_and_subclass(lock, key, s) ((void)(key))
#define lockdep_set_subclass(lock, sub)		     ((void)(lock))
#define lockdep_set_novalidate_class(lock)	     ((void)(lock))
#define lockdep_set_notrack_class(lock)		     ((void)(lock))
#define lockdep_register_key(key)		     ((void)(key))
#define lockdep_unregister_key(key)		     ((void)(key))
#define lockdep_off()				     ((void)0)
#define lockdep_on()				     ((void)0)
#define lock_map_acquire(l)			     ((void)(l))
#define lock_map_acquire_read(l)		     ((void)(l))
#define lock_map_release(l)			     ((void)(l))

#define SINGLE_DEPTH_NESTING 1

#endif /* _LINUX_LOCKDEP_H */
