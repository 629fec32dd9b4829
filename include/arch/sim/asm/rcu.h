/* SPDX-License-Identifier: MIT */
/*
 * Read-side critical sections of RCU of this fiber. A grace period marks who is in one; see
 * lib/arch/sim/rcu.c. Where the outermost begins is a point, so that a grace period may begin between
 * two of them; where one ends, and where they nest, is none.
 */
#ifndef _ASM_RCU_H
#define _ASM_RCU_H

#include <asm/barrier.h>
#include <asm/rwonce.h>
#include <asm/self.h>

struct lock_site;

__tl_api_begin
void arch_rcu_enter(const struct lock_site *site);
__tl_api_end

static __always_inline unsigned int arch_rcu_depth(void)
{
	return arch_get(rcu_depth);
}

/* Where the outermost one was entered. */
static __always_inline const struct lock_site *arch_rcu_site(void)
{
	return arch_get(rcu_site);
}

static __always_inline void arch_rcu_lock(const struct lock_site *site)
{
	unsigned int depth = arch_get(rcu_depth);

	if (!depth) {
		arch_rcu_enter(site);
		arch_point(ARCH_POINT_PREEMPT, 0);
	}
	arch_set(rcu_depth, depth + 1);
	barrier();
}

/* The depth is not 0. */
static __always_inline void arch_rcu_unlock(void)
{
	unsigned int depth = arch_get(rcu_depth) - 1;

	barrier();
	/* Acquired by the grace period. */
	__arch_cpu_release();
	arch_set(rcu_depth, depth);
	if (!depth)
		__arch_rcu_look();
}

/*
 * The value of a pointer that rcu_assign_pointer() published: a point and one access. What it points
 * to is ordered by the machine, and for TSan by an acquire.
 */
#ifdef __ARCH_TSAN
#define __arch_rcu_load(p) smp_load_acquire(&(p))
#else
#define __arch_rcu_load(p) READ_ONCE(p)
#endif
#define arch_rcu_load(p) (arch_set(rcu_reader, 1), __arch_rcu_load(p))

#endif /* _ASM_RCU_H */
