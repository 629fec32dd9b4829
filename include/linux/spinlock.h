/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks. Holding one means owning the CPU: the holder is not preempted by this CPU's
 * softirqs (_bh) or handlers (_irq, _irqsave), and a lock taken without _irqsave that a handler
 * of the same CPU wants is a deadlock, as on Linux; the stall report names both places.
 *
 * A waiter spins a bounded number of turns and then yields to the host, since virtual CPUs may
 * outnumber real ones. Each call records who holds the lock and where it was taken.
 */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/rwlock_types.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/current.h>
#include <asm/smp.h>

__tl_api_begin
void __raw_spin_lock_slow(raw_spinlock_t *lock, const struct lock_site *site);
void __raw_spin_unlock_bug(raw_spinlock_t *lock, const struct lock_site *site);
__tl_api_end

#define __lock_site()                                                                  \
	__extension__({                                                                \
		static const struct lock_site __site = {__FILE__, __func__, __LINE__}; \
		&__site;                                                               \
	})

/* L1: acquire; pairs with L2. */
static __always_inline bool __raw_spin_try(raw_spinlock_t *lock, const struct lock_site *site)
{
	unsigned int expected = 0;

	if (!arch_try_cmpxchg(&lock->locked, &expected, 1, __ATOMIC_ACQUIRE))
		return false;
	arch_poke(lock->owner, arch_current_or_null);
	arch_poke(lock->owner_cpu, arch_smp_processor_id() + 1);
	arch_poke(lock->site, site);
	return true;
}

static __always_inline void __raw_spin_acquire(raw_spinlock_t *lock, const struct lock_site *site)
{
	if (unlikely(!__raw_spin_try(lock, site)))
		__raw_spin_lock_slow(lock, site);
}

/* L2: release; pairs with L1. */
static __always_inline void __raw_spin_release(raw_spinlock_t *lock, const struct lock_site *site)
{
	if (unlikely(arch_peek(lock->owner_cpu) != arch_smp_processor_id() + 1))
		__raw_spin_unlock_bug(lock, site);
	/* Nothing comes in between the two: a lock that is held has an owner. */
	arch_op_begin(&lock->locked);
	arch_poke(lock->owner_cpu, 0);
	arch_op_store(&lock->locked, 0, __ATOMIC_RELEASE);
}

/**
 * raw_spin_lock() - the family of spin_lock(), see there, on a raw_spinlock_t
 * @lock: pointer to the lock
 */
#define raw_spin_lock(lock)                                \
	do {                                               \
		preempt_disable();                         \
		__raw_spin_acquire((lock), __lock_site()); \
	} while (0)
#define raw_spin_unlock(lock)                              \
	do {                                               \
		__raw_spin_release((lock), __lock_site()); \
		preempt_enable();                          \
	} while (0)
#define raw_spin_lock_bh(lock)                                 \
	do {                                                   \
		__local_bh_disable_ip(0, SOFTIRQ_LOCK_OFFSET); \
		__raw_spin_acquire((lock), __lock_site());     \
	} while (0)
#define raw_spin_unlock_bh(lock)                              \
	do {                                                  \
		__raw_spin_release((lock), __lock_site());    \
		__local_bh_enable_ip(0, SOFTIRQ_LOCK_OFFSET); \
	} while (0)
#define raw_spin_lock_irq(lock)                            \
	do {                                               \
		(void)arch_local_irq_save_preempt_off();   \
		__raw_spin_acquire((lock), __lock_site()); \
	} while (0)
#define raw_spin_unlock_irq(lock)                          \
	do {                                               \
		__raw_spin_release((lock), __lock_site()); \
		arch_local_irq_restore_preempt_on(0);      \
	} while (0)
#define raw_spin_lock_irqsave(lock, flags)                   \
	do {                                                 \
		(flags) = arch_local_irq_save_preempt_off(); \
		__raw_spin_acquire((lock), __lock_site());   \
	} while (0)
#define raw_spin_unlock_irqrestore(lock, flags)            \
	do {                                               \
		__raw_spin_release((lock), __lock_site()); \
		arch_local_irq_restore_preempt_on(flags);  \
	} while (0)
#define raw_spin_trylock(lock)                                 \
	__extension__({                                        \
		bool __got;                                    \
		preempt_disable();                             \
		__got = __raw_spin_try((lock), __lock_site()); \
		if (!__got)                                    \
			preempt_enable();                      \
		__got;                                         \
	})
#define raw_spin_trylock_bh(lock)                                     \
	__extension__({                                               \
		bool __got;                                           \
		__local_bh_disable_ip(0, SOFTIRQ_LOCK_OFFSET);        \
		__got = __raw_spin_try((lock), __lock_site());        \
		if (!__got)                                           \
			__local_bh_enable_ip(0, SOFTIRQ_LOCK_OFFSET); \
		__got;                                                \
	})
#define raw_spin_trylock_irq(lock)                             \
	__extension__({                                        \
		bool __got;                                    \
		(void)arch_local_irq_save_preempt_off();       \
		__got = __raw_spin_try((lock), __lock_site()); \
		if (!__got) {                                  \
			arch_local_irq_restore_preempt_on(0);  \
		}                                              \
		__got;                                         \
	})
#define raw_spin_trylock_irqsave(lock, flags)                     \
	__extension__({                                           \
		bool __got;                                       \
		(flags) = arch_local_irq_save_preempt_off();      \
		__got = __raw_spin_try((lock), __lock_site());    \
		if (!__got) {                                     \
			arch_local_irq_restore_preempt_on(flags); \
		}                                                 \
		__got;                                            \
	})

/* Without order: somebody holds it, at this moment. */
#define raw_spin_is_locked(lock) (READ_ONCE((lock)->locked) != 0)
#define raw_spin_lock_init(lock)                                          \
	do {                                                              \
		*(lock) = (raw_spinlock_t)__RAW_SPIN_LOCK_UNLOCKED(lock); \
	} while (0)
#define assert_raw_spin_locked(x) BUG_ON(!raw_spin_is_locked(x))

/**
 * spin_lock() - take a spinlock, spinning until it is free
 * @lock: pointer to the lock
 *
 * Preemption is off until spin_unlock(): the caller owns its CPU. Acquire (L1): what the last
 * holder did is seen. Not recursive; a wait that takes long is reported with both places.
 * Each flavour is ended by the unlock of its own name, on the same CPU:
 *
 *	spin_lock()		spin_unlock()			against tasks
 *	spin_lock_bh()		spin_unlock_bh()		and this CPU's softirqs
 *	spin_lock_irq()		spin_unlock_irq()		and its handlers; interrupts were on
 *	spin_lock_irqsave()	spin_unlock_irqrestore()	likewise; @flags keeps what they were
 *
 * Context: any, in the flavour that keeps out all who take the lock on this CPU; must not sleep
 * until the unlock. Follows Linux 6.12.
 */
#define spin_lock(lock)					raw_spin_lock(&(lock)->rlock)
#define spin_unlock(lock)				raw_spin_unlock(&(lock)->rlock)
#define spin_lock_bh(lock)				raw_spin_lock_bh(&(lock)->rlock)
#define spin_unlock_bh(lock)				raw_spin_unlock_bh(&(lock)->rlock)
#define spin_lock_irq(lock)				raw_spin_lock_irq(&(lock)->rlock)
#define spin_unlock_irq(lock)				raw_spin_unlock_irq(&(lock)->rlock)
#define spin_lock_irqsave(lock, flags)			raw_spin_lock_irqsave(&(lock)->rlock, flags)
#define spin_unlock_irqrestore(lock, flags)		raw_spin_unlock_irqrestore(&(lock)->rlock, flags)
/**
 * spin_trylock() - take a spinlock if it is free; and so the _bh, _irq and _irqsave flavours
 * @lock: pointer to the lock
 *
 * Context: any. Return: true if taken; else preemption, softirqs and interrupts are as they were.
 * Follows Linux 6.12.
 */
#define spin_trylock(lock)				raw_spin_trylock(&(lock)->rlock)
#define spin_trylock_bh(lock)				raw_spin_trylock_bh(&(lock)->rlock)
#define spin_trylock_irq(lock)				raw_spin_trylock_irq(&(lock)->rlock)
#define spin_trylock_irqsave(lock, flags)		raw_spin_trylock_irqsave(&(lock)->rlock, flags)
#define spin_lock_nested(lock, subclass)		spin_lock(lock)
#define spin_lock_irqsave_nested(lock, flags, subclass) spin_lock_irqsave(lock, flags)
#define spin_lock_bh_nested(lock, subclass)		spin_lock_bh(lock)
#define spin_lock_nest_lock(lock, nest_lock)		spin_lock(lock)
#define raw_spin_lock_nested(lock, subclass)		raw_spin_lock(lock)
#define raw_spin_lock_irqsave_nested(lock, flags, sub)	raw_spin_lock_irqsave(lock, flags)
#define raw_spin_lock_nest_lock(lock, nest_lock)	raw_spin_lock(lock)
/**
 * spin_is_locked() - does anybody hold it?
 * @lock: pointer to the lock
 *
 * Orders nothing. assert_spin_locked() is a BUG if nobody does. spin_is_contended() is false:
 * who waits is not counted, as on Linux where the architecture does not.
 * Context: any. Return: true if so. Follows Linux 6.12.
 */
#define spin_is_locked(lock)				raw_spin_is_locked(&(lock)->rlock)
/**
 * spin_lock_init() - initialise a spinlock, free
 * @lock: pointer to the lock; nobody uses it yet
 *
 * Context: any. Follows Linux 6.12.
 */
#define spin_lock_init(lock)				raw_spin_lock_init(&(lock)->rlock)
#define assert_spin_locked(lock)			assert_raw_spin_locked(&(lock)->rlock)
#define raw_spin_is_contended(lock)			((void)(lock), 0)
#define spin_is_contended(lock)				raw_spin_is_contended(&(lock)->rlock)
#define spin_needbreak(lock)				spin_is_contended(lock)
/* The raw lock in it, for functions that take one. */
static inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#include <linux/rwlock.h>

/**
 * atomic_dec_and_lock() - decrement, and if it gets 0 return with a lock taken
 * @atomic: pointer to the counter
 * @lock: pointer to the spinlock
 *
 * atomic_dec_and_lock_irqsave(): with interrupts masked, and what they were in @flags.
 * Context: any, as for the lock. Return: 1 with the lock taken if it is 0 now, else 0.
 * Follows Linux 6.12.
 */
static inline int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock)
{
	if (atomic_add_unless(atomic, -1, 1))
		return 0;
	spin_lock(lock);
	if (atomic_dec_and_test(atomic))
		return 1;
	spin_unlock(lock);
	return 0;
}

static inline int _atomic_dec_and_lock_irqsave(atomic_t *atomic, spinlock_t *lock,
					       unsigned long *flags)
{
	if (atomic_add_unless(atomic, -1, 1))
		return 0;
	spin_lock_irqsave(lock, *flags);
	if (atomic_dec_and_test(atomic))
		return 1;
	spin_unlock_irqrestore(lock, *flags);
	return 0;
}

#define atomic_dec_and_lock(atomic, lock) _atomic_dec_and_lock((atomic), (lock))
#define atomic_dec_and_lock_irqsave(atomic, lock, flags) \
	_atomic_dec_and_lock_irqsave((atomic), (lock), &(flags))

/* guard(spinlock_irqsave)(&lock) and so on; those with _try may not take it. */
#define __DEFINE_SPIN_GUARDS(name, type, fn)                                                      \
	DEFINE_LOCK_GUARD_1(name, type, fn##_lock(_T->lock), fn##_unlock(_T->lock))               \
	DEFINE_LOCK_GUARD_1_COND(name, _try, fn##_trylock(_T->lock))                              \
	DEFINE_LOCK_GUARD_1(name##_bh, type, fn##_lock_bh(_T->lock), fn##_unlock_bh(_T->lock))    \
	DEFINE_LOCK_GUARD_1_COND(name##_bh, _try, fn##_trylock_bh(_T->lock))                      \
	DEFINE_LOCK_GUARD_1(name##_irq, type, fn##_lock_irq(_T->lock), fn##_unlock_irq(_T->lock)) \
	DEFINE_LOCK_GUARD_1_COND(name##_irq, _try, fn##_trylock_irq(_T->lock))                    \
	DEFINE_LOCK_GUARD_1(name##_irqsave, type, fn##_lock_irqsave(_T->lock, _T->flags),         \
			    fn##_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)     \
	DEFINE_LOCK_GUARD_1_COND(name##_irqsave, _try, fn##_trylock_irqsave(_T->lock, _T->flags))
__DEFINE_SPIN_GUARDS(spinlock, spinlock_t, spin)
__DEFINE_SPIN_GUARDS(raw_spinlock, raw_spinlock_t, raw_spin)
DEFINE_LOCK_GUARD_1(raw_spinlock_nested, raw_spinlock_t,
		    raw_spin_lock_nested(_T->lock, SINGLE_DEPTH_NESTING), raw_spin_unlock(_T->lock))

#define __DEFINE_RWLOCK_GUARDS(name)                                                               \
	DEFINE_LOCK_GUARD_1(name##_lock, rwlock_t, name##_lock(_T->lock), name##_unlock(_T->lock)) \
	DEFINE_LOCK_GUARD_1(name##_lock_irq, rwlock_t, name##_lock_irq(_T->lock),                  \
			    name##_unlock_irq(_T->lock))                                           \
	DEFINE_LOCK_GUARD_1(name##_lock_irqsave, rwlock_t,                                         \
			    name##_lock_irqsave(_T->lock, _T->flags),                              \
			    name##_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
__DEFINE_RWLOCK_GUARDS(read)
__DEFINE_RWLOCK_GUARDS(write)

#endif /* _LINUX_SPINLOCK_H */
