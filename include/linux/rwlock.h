/* SPDX-License-Identifier: MIT */
/*
 * Spinning locks of many readers or one writer; otherwise as spinlocks, see <linux/spinlock.h>,
 * which includes this.
 *
 * As on Linux a writer that waits keeps new readers out, unless they are interrupts: those may
 * have interrupted a reader. So a task that takes it for reading twice may deadlock with a writer
 * in between, and an interrupt that takes it for reading is fine where tasks don't mask it.
 */
#ifndef _LINUX_RWLOCK_H
#define _LINUX_RWLOCK_H

#include <linux/bottom_half.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/rwlock_types.h>
#include <asm/atomic.h>
#include <asm/current.h>
#include <asm/smp.h>

__tl_api_begin
void __read_lock_slow(rwlock_t *lock, const struct lock_site *site);
void __write_lock_slow(rwlock_t *lock, const struct lock_site *site);
void __rwlock_unlock_bug(rwlock_t *lock, const struct lock_site *site);
__tl_api_end

/* RL1: acquire; pairs with RL2. @keeps_out: of __RW_WRITER, __RW_WAITING. */
static __always_inline bool __rw_try_read(rwlock_t *lock, unsigned int keeps_out)
{
	unsigned int cnts = arch_peek(lock->cnts) & ~keeps_out;

	do {
		if (cnts & keeps_out)
			return false;
	} while (!arch_try_cmpxchg(&lock->cnts, &cnts, cnts + 1, __ATOMIC_ACQUIRE));
	return true;
}

static __always_inline void __rw_owned(rwlock_t *lock, const struct lock_site *site)
{
	arch_poke(lock->owner, arch_current_or_null);
	arch_poke(lock->owner_cpu, arch_smp_processor_id() + 1);
	arch_poke(lock->site, site);
}

/* RL1: acquire; pairs with RL2. */
static __always_inline bool __rw_try_write(rwlock_t *lock, const struct lock_site *site)
{
	unsigned int free = 0;

	if (!arch_try_cmpxchg(&lock->cnts, &free, __RW_WRITER, __ATOMIC_ACQUIRE))
		return false;
	__rw_owned(lock, site);
	return true;
}

static __always_inline void __rw_read_acquire(rwlock_t *lock, const struct lock_site *site)
{
	if (unlikely(!__rw_try_read(lock, __RW_WRITER | __RW_WAITING)))
		__read_lock_slow(lock, site);
}

static __always_inline void __rw_write_acquire(rwlock_t *lock, const struct lock_site *site)
{
	if (unlikely(!__rw_try_write(lock, site)))
		__write_lock_slow(lock, site);
}

/* RL2: release; pairs with RL1. */
static __always_inline void __rw_read_release(rwlock_t *lock, const struct lock_site *site)
{
	if (unlikely(!(arch_peek(lock->cnts) & __RW_READERS)))
		__rwlock_unlock_bug(lock, site);
	else
		(void)arch_fetch_sub(&lock->cnts, 1, __ATOMIC_RELEASE);
}

/* RL2: release; pairs with RL1. */
static __always_inline void __rw_write_release(rwlock_t *lock, const struct lock_site *site)
{
	if (unlikely(arch_peek(lock->owner_cpu) != arch_smp_processor_id() + 1))
		__rwlock_unlock_bug(lock, site);
	arch_poke(lock->owner_cpu, 0);
	(void)arch_fetch_and(&lock->cnts, ~__RW_WRITER, __ATOMIC_RELEASE);
}

/* @enter and @leave: what goes off before it is taken, and comes on when it was given back. */
#define __rw_enter(enter, acquire, lock)        \
	do {                                    \
		enter;                          \
		acquire((lock), __lock_site()); \
	} while (0)
#define __rw_leave(leave, release, lock)        \
	do {                                    \
		release((lock), __lock_site()); \
		leave;                          \
	} while (0)
#define __rw_try(enter, leave, try) \
	__extension__({             \
		bool __got;         \
		enter;              \
		__got = (try);      \
		if (!__got)         \
			leave;      \
		__got;              \
	})

#define __rw_bh_off	 __local_bh_disable_ip(0, SOFTIRQ_LOCK_OFFSET)
#define __rw_bh_on	 __local_bh_enable_ip(0, SOFTIRQ_LOCK_OFFSET)
#define __rw_irq_off	 (local_irq_disable(), preempt_disable())
#define __rw_irq_on	 (preempt_enable(), local_irq_enable())
#define __rw_save(flags) ((flags) = arch_local_irq_save(), preempt_disable())
#define __rw_back(flags) (preempt_enable(), local_irq_restore(flags))

/**
 * read_lock() - take for reading, spinning until it can be had; write_lock(): for writing
 * @lock: pointer to the lock
 *
 * Acquire (RL1); read_unlock(), write_unlock(): release (RL2). The _bh, _irq and _irqsave flavours
 * are those of spin_lock(). read_trylock(), write_trylock(): true if taken.
 *
 * Context: any, in the flavour that keeps out all who take it for writing on this CPU; must not
 * sleep until the unlock. Follows Linux 6.12.
 */
#define read_lock(lock)			     __rw_enter(preempt_disable(), __rw_read_acquire, lock)
#define read_unlock(lock)		     __rw_leave(preempt_enable(), __rw_read_release, lock)
#define read_lock_bh(lock)		     __rw_enter(__rw_bh_off, __rw_read_acquire, lock)
#define read_unlock_bh(lock)		     __rw_leave(__rw_bh_on, __rw_read_release, lock)
#define read_lock_irq(lock)		     __rw_enter(__rw_irq_off, __rw_read_acquire, lock)
#define read_unlock_irq(lock)		     __rw_leave(__rw_irq_on, __rw_read_release, lock)
#define read_lock_irqsave(lock, flags)	     __rw_enter(__rw_save(flags), __rw_read_acquire, lock)
#define read_unlock_irqrestore(lock, flags)  __rw_leave(__rw_back(flags), __rw_read_release, lock)
#define write_lock(lock)		     __rw_enter(preempt_disable(), __rw_write_acquire, lock)
#define write_lock_nested(lock, subclass)    write_lock(lock)
#define write_unlock(lock)		     __rw_leave(preempt_enable(), __rw_write_release, lock)
#define write_lock_bh(lock)		     __rw_enter(__rw_bh_off, __rw_write_acquire, lock)
#define write_unlock_bh(lock)		     __rw_leave(__rw_bh_on, __rw_write_release, lock)
#define write_lock_irq(lock)		     __rw_enter(__rw_irq_off, __rw_write_acquire, lock)
#define write_unlock_irq(lock)		     __rw_leave(__rw_irq_on, __rw_write_release, lock)
#define write_lock_irqsave(lock, flags)	     __rw_enter(__rw_save(flags), __rw_write_acquire, lock)
#define write_unlock_irqrestore(lock, flags) __rw_leave(__rw_back(flags), __rw_write_release, lock)

#define read_trylock(lock)                            \
	__rw_try(preempt_disable(), preempt_enable(), \
		 __rw_try_read((lock), __RW_WRITER | __RW_WAITING))
#define write_trylock(lock) \
	__rw_try(preempt_disable(), preempt_enable(), __rw_try_write((lock), __lock_site()))
#define write_trylock_irqsave(lock, flags) \
	__rw_try(__rw_save(flags), __rw_back(flags), __rw_try_write((lock), __lock_site()))

/* Without order: somebody writes, or holds it at all, at this moment. */
#define rwlock_is_contended(lock) ((READ_ONCE((lock)->cnts) & __RW_WAITING) != 0)
#define rwlock_init(lock)                                     \
	do {                                                  \
		*(lock) = (rwlock_t)__RW_LOCK_UNLOCKED(lock); \
	} while (0)

#endif /* _LINUX_RWLOCK_H */
