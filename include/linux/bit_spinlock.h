/* SPDX-License-Identifier: MIT */
/*
 * Spinlocks of one bit in a word that holds other things too. They know no owner.
 */
#ifndef _LINUX_BIT_SPINLOCK_H
#define _LINUX_BIT_SPINLOCK_H

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/preempt.h>

__tl_api_begin
void __bit_spin_lock_slow(int bitnum, unsigned long *addr);
__tl_api_end

/**
 * bit_spin_lock() - take the lock that is a bit, spinning until it is free
 * @bitnum: which bit
 * @addr: the word
 *
 * Preemption is off until bit_spin_unlock(), a BUG() if it is not locked; __bit_spin_unlock() is
 * for words whose other bits nobody changes meanwhile. bit_spin_trylock(): 1 if taken.
 *
 * Context: any; must not sleep until the unlock. Follows Linux 6.12.
 */
static __always_inline void bit_spin_lock(int bitnum, unsigned long *addr)
{
	preempt_disable();
	/* BL1: acquire; pairs with BL2. */
	if (unlikely(test_and_set_bit_lock(bitnum, addr)))
		__bit_spin_lock_slow(bitnum, addr);
}

static __always_inline int bit_spin_trylock(int bitnum, unsigned long *addr)
{
	preempt_disable();
	if (likely(!test_and_set_bit_lock(bitnum, addr)))
		return 1;
	preempt_enable();
	return 0;
}

static __always_inline void bit_spin_unlock(int bitnum, unsigned long *addr)
{
	BUG_ON(!(arch_peek(*addr) & (1UL << bitnum)));
	/* BL2: release; pairs with BL1. */
	clear_bit_unlock(bitnum, addr);
	preempt_enable();
}

static __always_inline void __bit_spin_unlock(int bitnum, unsigned long *addr)
{
	bit_spin_unlock(bitnum, addr);
}

static __always_inline int bit_spin_is_locked(int bitnum, unsigned long *addr)
{
	return test_bit(bitnum, addr);
}

#endif /* _LINUX_BIT_SPINLOCK_H */
