/* SPDX-License-Identifier: MIT */
/*
 * Read-side critical sections of RCU of this thread; lib/arch/threads/rcu.c says how a grace period
 * sees them, and those that are none of rcu_read_lock()'s.
 *
 * The depth is the thread's own. Who enters the outermost one, and who leaves it, tells liburcu.
 */
#ifndef _ASM_RCU_H
#define _ASM_RCU_H

#include <asm/barrier.h>
#include <asm/self.h>

struct lock_site;

__tl_api_begin
void arch_rcu_enter(const struct lock_site *site);
void arch_rcu_leave(void);
__tl_api_end

static __always_inline unsigned int arch_rcu_depth(void)
{
	return READ_ONCE(arch_self.rcu_depth);
}

/* Where the outermost one was entered. */
static __always_inline const struct lock_site *arch_rcu_site(void)
{
	return READ_ONCE(arch_self.rcu_site);
}

/*
 * R0, R1: between this thread and its own signal handler. liburcu counts by itself, so a handler
 * that lands here, where the depth does not tell what liburcu knows, enters and leaves once more.
 */
static __always_inline void arch_rcu_lock(const struct lock_site *site)
{
	unsigned int depth = READ_ONCE(arch_self.rcu_depth);

	if (!depth)
		arch_rcu_enter(site);
	WRITE_ONCE(arch_self.rcu_depth, depth + 1);
	barrier();
}

/* The depth is not 0. */
static __always_inline void arch_rcu_unlock(void)
{
	unsigned int depth = READ_ONCE(arch_self.rcu_depth) - 1;

	barrier();
	WRITE_ONCE(arch_self.rcu_depth, depth);
	barrier();
	if (!depth)
		arch_rcu_leave();
}

/*
 * D0: the value of a pointer that rcu_assign_pointer() published; pairs with P0 there. What it
 * points to is read by way of it, and that dependency orders the reads; TSan does not know such,
 * and gets an acquire.
 */
#ifdef __SANITIZE_THREAD__
#define arch_rcu_load(p) smp_load_acquire(&(p))
#else
#define arch_rcu_load(p) READ_ONCE(p)
#endif

#endif /* _ASM_RCU_H */
