/* SPDX-License-Identifier: MIT */
/*
 * Interrupts are masked by a flag in the fiber's ctx word.
 */
#ifndef _ASM_IRQFLAGS_H
#define _ASM_IRQFLAGS_H

#include <asm/preempt.h>
#include <asm/self.h>

static __always_inline unsigned long arch_local_save_flags(void)
{
	return arch_get(ctx) & ARCH_CTX_IRQ_OFF;
}

static __always_inline int arch_irqs_disabled_flags(unsigned long flags)
{
	return (flags & ARCH_CTX_IRQ_OFF) != 0;
}

static __always_inline int arch_irqs_disabled(void)
{
	return (arch_get(ctx) & ARCH_CTX_MASKED) != 0;
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long old = arch_get(ctx);

	arch_ctx_raise(old, old | ARCH_CTX_IRQ_OFF);
	return old & ARCH_CTX_IRQ_OFF;
}

static __always_inline void arch_local_irq_disable(void)
{
	(void)arch_local_irq_save();
}

static __always_inline void arch_local_irq_enable(void)
{
	unsigned long old = arch_get(ctx);

	if (likely(old & ARCH_CTX_IRQ_OFF))
		arch_ctx_lower(old & ~ARCH_CTX_IRQ_OFF);
}

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	if (!arch_irqs_disabled_flags(flags))
		arch_local_irq_enable();
	else
		arch_local_irq_disable();
}

/* For locks. In two steps, as each has a point of its own. */
static __always_inline unsigned long arch_local_irq_save_preempt_off(void)
{
	unsigned long flags = arch_local_irq_save();

	__preempt_count_add(1);
	return flags;
}

static __always_inline void arch_local_irq_restore_preempt_on(unsigned long flags)
{
	__preempt_count_sub(1);
	arch_local_irq_restore(flags);
}

/*
 * Around calls into the C library, and code that must not be left for another fiber: no point in
 * there does anything. As on the other machine, code that has its CPU sees interrupts masked
 * meanwhile.
 */
static __always_inline unsigned long arch_host_call_begin(void)
{
	unsigned long old = arch_get(hold) | (arch_get(ctx) & ARCH_CTX_HOST);

	arch_set(hold, 1);
	if (arch_get(ctx))
		arch_set(ctx, arch_get(ctx) | ARCH_CTX_HOST);
	barrier();
	return old;
}

static __always_inline void arch_host_call_end(unsigned long old)
{
	barrier();
	arch_set(hold, old & 1);
	if (!(old & ARCH_CTX_HOST))
		arch_set(ctx, arch_get(ctx) & ~ARCH_CTX_HOST);
}

#endif /* _ASM_IRQFLAGS_H */
