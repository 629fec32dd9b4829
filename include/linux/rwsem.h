/* SPDX-License-Identifier: MIT */
/*
 * Read/write semaphores: many readers or one writer, all of which may sleep. First come, first
 * served: a reader that comes while somebody waits waits behind it, so writers are not starved,
 * and a task that takes it for reading twice may deadlock with a writer in between, as on Linux.
 * Taken and given back uncontended, each is one atomic operation on @count; the rest is in
 * lib/locking/rwsem.c.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/bug.h>
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

/**
 * struct rw_semaphore - a sleeping lock of readers and writers
 * @count: __RWSEM_WRITER, __RWSEM_WAITERS, and __RWSEM_READER for each reader; atomic
 * @owner: the writer's task_struct, or 0; written by the writer, read by reports
 * @wait_lock: protects @wait_list
 * @wait_list: those who wait, the oldest first
 * @site: where it was taken for writing; written by the writer, read by reports
 * @name: what init_rwsem() was given; for reports
 */
struct rw_semaphore {
	unsigned long count;
	unsigned long owner;
	raw_spinlock_t wait_lock;
	struct list_head wait_list;
	const struct lock_site *site;
	const char *name;
};

#define __RWSEM_WRITER	1UL
#define __RWSEM_WAITERS 2UL
#define __RWSEM_READER	4UL

#define __RWSEM_INITIALIZER(lockname)                                                 \
	{                                                                             \
		.wait_lock = __RAW_SPIN_LOCK_UNLOCKED((lockname).wait_lock),          \
		.wait_list = LIST_HEAD_INIT((lockname).wait_list), .name = #lockname, \
	}
#define DECLARE_RWSEM(lockname) struct rw_semaphore lockname = __RWSEM_INITIALIZER(lockname)

__tl_api_begin
void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);
int __down_read_slow(struct rw_semaphore *sem, unsigned int state, const struct lock_site *site);
int __down_write_slow(struct rw_semaphore *sem, unsigned int state, const struct lock_site *site);
void __rwsem_wake(struct rw_semaphore *sem);
void __up_rwsem_bug(struct rw_semaphore *sem, const struct lock_site *site);
__tl_api_end

/**
 * init_rwsem() - initialise a read/write semaphore, free
 * @sem: pointer to it; nobody uses it yet. Its name in reports is this expression
 *
 * Context: any. Follows Linux 6.12.
 */
#define init_rwsem(sem)                          \
	do {                                     \
		__init_rwsem((sem), #sem, NULL); \
	} while (0)

/* RW1: acquire; pairs with RW2. The first look is a guess, which the exchange checks. */
static __always_inline bool __rwsem_try_read(struct rw_semaphore *sem)
{
	unsigned long count = arch_peek(sem->count) & ~(__RWSEM_WRITER | __RWSEM_WAITERS);

	do {
		if (count & (__RWSEM_WRITER | __RWSEM_WAITERS))
			return false;
	} while (!arch_try_cmpxchg(&sem->count, &count, count + __RWSEM_READER, __ATOMIC_ACQUIRE));
	return true;
}

/* RW1: acquire; pairs with RW2. */
static __always_inline bool __rwsem_try_write(struct rw_semaphore *sem,
					      const struct lock_site *site)
{
	unsigned long free = 0;

	if (!arch_try_cmpxchg(&sem->count, &free, __RWSEM_WRITER, __ATOMIC_ACQUIRE))
		return false;
	arch_poke(sem->owner, (unsigned long)current);
	arch_poke(sem->site, site);
	return true;
}

static __always_inline int __down_read(struct rw_semaphore *sem, unsigned int state,
				       const struct lock_site *site)
{
	__might_sleep(site->file, (int)site->line);
	return likely(__rwsem_try_read(sem)) ? 0 : __down_read_slow(sem, state, site);
}

static __always_inline int __down_write(struct rw_semaphore *sem, unsigned int state,
					const struct lock_site *site)
{
	__might_sleep(site->file, (int)site->line);
	return likely(__rwsem_try_write(sem, site)) ? 0 : __down_write_slow(sem, state, site);
}

/* RW2: release; pairs with RW1. */
static __always_inline void __up_read(struct rw_semaphore *sem, const struct lock_site *site)
{
	unsigned long count;

	if (unlikely(arch_peek(sem->count) < __RWSEM_READER)) {
		__up_rwsem_bug(sem, site);
		return;
	}
	count = arch_fetch_sub(&sem->count, __RWSEM_READER, __ATOMIC_RELEASE);
	if (unlikely(count == (__RWSEM_READER | __RWSEM_WAITERS)))
		__rwsem_wake(sem);
}

/* RW2: release; pairs with RW1. */
static __always_inline void __up_write(struct rw_semaphore *sem, const struct lock_site *site)
{
	unsigned long count;

	if (unlikely(arch_peek(sem->owner) != (unsigned long)current)) {
		__up_rwsem_bug(sem, site);
		if (!(arch_peek(sem->count) & __RWSEM_WRITER))
			return;
	}
	arch_poke(sem->owner, 0);
	count = arch_fetch_and(&sem->count, ~__RWSEM_WRITER, __ATOMIC_RELEASE);
	if (unlikely(count & __RWSEM_WAITERS))
		__rwsem_wake(sem);
}

/* RW2: release, and the lock is held on as a reader; pairs with RW1. */
static __always_inline void __downgrade_write(struct rw_semaphore *sem,
					      const struct lock_site *site)
{
	unsigned long count;

	if (unlikely(arch_peek(sem->owner) != (unsigned long)current)) {
		__up_rwsem_bug(sem, site);
		return;
	}
	arch_poke(sem->owner, 0);
	count = arch_fetch_add(&sem->count, __RWSEM_READER - __RWSEM_WRITER, __ATOMIC_RELEASE);
	if (unlikely(count & __RWSEM_WAITERS))
		__rwsem_wake(sem);
}

/**
 * down_read() - take for reading, sleeping until it can be had; down_write(): for writing
 * @sem: pointer to it
 *
 * Acquire (RW1). The _interruptible kind is ended by a signal, _killable by a fatal one. Ended by
 * up_read(), up_write() (RW2, release). A writer that wants it again is reported, and waits for
 * ever; who gives back what it does not hold is reported. The _nested kinds are the same.
 *
 * Context: task; may sleep. up_read() also from interrupts.
 * Return: _interruptible, _killable: 0 when taken, or -EINTR. Follows Linux 6.12.
 */
#define down_read(sem)		     ((void)__down_read((sem), TASK_UNINTERRUPTIBLE, __lock_site()))
#define down_read_interruptible(sem) __down_read((sem), TASK_INTERRUPTIBLE, __lock_site())
#define down_read_killable(sem)	     __down_read((sem), TASK_KILLABLE, __lock_site())
#define down_write(sem)		     ((void)__down_write((sem), TASK_UNINTERRUPTIBLE, __lock_site()))
#define down_write_killable(sem)     __down_write((sem), TASK_KILLABLE, __lock_site())
#define up_read(sem)		     __up_read((sem), __lock_site())
#define up_write(sem)		     __up_write((sem), __lock_site())
/**
 * downgrade_write() - from writer to reader, with nobody writing in between
 * @sem: pointer to it, held for writing
 *
 * Context: task. Follows Linux 6.12.
 */
#define downgrade_write(sem)	     __downgrade_write((sem), __lock_site())
/**
 * down_read_trylock() - take for reading if nobody writes or waits; down_write_trylock(): free
 * @sem: pointer to it
 *
 * Context: task, atomic too. Return: 1 if taken, else 0. Follows Linux 6.12.
 */
#define down_read_trylock(sem)	     ((int)__rwsem_try_read(sem))
#define down_write_trylock(sem)	     ((int)__rwsem_try_write((sem), __lock_site()))

#define down_read_nested(sem, subclass)		 down_read(sem)
#define down_read_killable_nested(sem, subclass) down_read_killable(sem)
#define down_read_non_owner(sem)		 down_read(sem)
#define up_read_non_owner(sem)			 up_read(sem)
#define down_write_nested(sem, subclass)	 down_write(sem)
#define down_write_killable_nested(sem, sub)	 down_write_killable(sem)
#define down_write_nest_lock(sem, nest_lock)	 down_write(sem)

/* Without order: somebody holds it, or waits for it, at this moment. */
static inline int rwsem_is_locked(struct rw_semaphore *sem)
{
	return READ_ONCE(sem->count) != 0;
}

static inline int rwsem_is_contended(struct rw_semaphore *sem)
{
	return (READ_ONCE(sem->count) & __RWSEM_WAITERS) != 0;
}

#define rwsem_assert_held(sem)		 lockdep_assert_held(sem)
#define rwsem_assert_held_write(sem)	 lockdep_assert_held_write(sem)
#define rwsem_assert_held_nolockdep(sem) ((void)WARN_ON(!rwsem_is_locked(sem)))
#define rwsem_assert_held_write_nolockdep(sem) \
	((void)WARN_ON(!(READ_ONCE((sem)->count) & __RWSEM_WRITER)))

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T), _RET == 0)
DEFINE_GUARD_COND(rwsem_read, _kill, down_read_killable(_T), _RET == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))
DEFINE_GUARD_COND(rwsem_write, _kill, down_write_killable(_T), _RET == 0)

#endif /* _LINUX_RWSEM_H */
