/* SPDX-License-Identifier: MIT */
/*
 * preempt_count of this fiber: the low half of arch_self.ctx.
 */
#ifndef _ASM_PREEMPT_H
#define _ASM_PREEMPT_H

#include <asm/self.h>

static __always_inline int preempt_count(void)
{
	return (int)(unsigned int)arch_get(ctx);
}

static __always_inline void __preempt_count_add(unsigned int val)
{
	unsigned long old = arch_get(ctx);

	arch_ctx_raise(old, old + val);
}

__tl_api_begin
/* More enables than disables: reports, and leaves the count alone. */
void __preempt_count_unbalanced(unsigned int val);
__tl_api_end

static __always_inline void __preempt_count_sub(unsigned int val)
{
	unsigned long ctx = arch_get(ctx);

	barrier();
	if (unlikely((unsigned int)ctx < val))
		__preempt_count_unbalanced(val);
	else
		arch_ctx_lower(ctx - val);
}

/*
 * For local_bh_enable(): the count goes down by all of @val but one, of @ctx, which is the state now,
 * and what was held off is not served yet. The last one is for arch_ctx_lower(ctx - val).
 */
static __always_inline unsigned long arch_ctx(void)
{
	return arch_get(ctx);
}

static __always_inline void arch_ctx_keep_one(unsigned long ctx, unsigned int val)
{
	/* R1: see arch_ctx_lower(). */
	barrier();
	ctx -= val - 1;
	arch_set(ctx, ctx);
	barrier();
}

/* For code that is atomic before and after, and has irqs off: nothing is served. */
static __always_inline void arch_preempt_count_set(unsigned int val)
{
	arch_set(ctx, (arch_get(ctx) & ARCH_CTX_IRQ_OFF) | val);
}

#endif /* _ASM_PREEMPT_H */
