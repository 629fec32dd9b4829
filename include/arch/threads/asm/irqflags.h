/* SPDX-License-Identifier: MIT */
/*
 * Interrupts are masked by a flag in this thread's own ctx word, never by a system call.
 */
#ifndef _ASM_IRQFLAGS_H
#define _ASM_IRQFLAGS_H

#include <asm/preempt.h>
#include <asm/self.h>

static __always_inline unsigned long arch_local_save_flags(void)
{
	return READ_ONCE(arch_self.ctx) & ARCH_CTX_IRQ_OFF;
}

static __always_inline int arch_irqs_disabled_flags(unsigned long flags)
{
	return (flags & ARCH_CTX_IRQ_OFF) != 0;
}

static __always_inline int arch_irqs_disabled(void)
{
	return (READ_ONCE(arch_self.ctx) & ARCH_CTX_MASKED) != 0;
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long old = READ_ONCE(arch_self.ctx);

	arch_ctx_raise(old, old | ARCH_CTX_IRQ_OFF);
	return old & ARCH_CTX_IRQ_OFF;
}

static __always_inline void arch_local_irq_disable(void)
{
	(void)arch_local_irq_save();
}

static __always_inline void arch_local_irq_enable(void)
{
	unsigned long old = READ_ONCE(arch_self.ctx);

	/* R1: as in arch_ctx_lower(): the masked section is over before the flag goes. */
	barrier();
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

/* For locks: interrupts and preemption in one change. */
static __always_inline unsigned long arch_local_irq_save_preempt_off(void)
{
	unsigned long old = READ_ONCE(arch_self.ctx);

	arch_ctx_raise(old, (old | ARCH_CTX_IRQ_OFF) + 1);
	return old & ARCH_CTX_IRQ_OFF;
}

static __always_inline void arch_local_irq_restore_preempt_on(unsigned long flags)
{
	unsigned long ctx = READ_ONCE(arch_self.ctx);

	/* R1: nothing of the section moves past its end; see arch_ctx_lower(). */
	barrier();
	if (unlikely(!(unsigned int)ctx)) {
		__preempt_count_unbalanced(1);
		arch_local_irq_restore(flags);
		return;
	}
	arch_ctx_lower(((ctx - 1) & ~ARCH_CTX_IRQ_OFF) | (flags & ARCH_CTX_IRQ_OFF));
}

/*
 * Around calls into the C library (malloc, stdio, pthread locks) by code of ours: no handler
 * may land in there. Preemptible code owns no CPU, so nothing can land and nothing is taken.
 * What was held off stays so until the next point where interrupts come back on, since the
 * callers (raise, printk) must not run a handler before they return.
 */
static __always_inline unsigned long arch_host_call_begin(void)
{
	unsigned long old = READ_ONCE(arch_self.ctx);

	if (old) {
		WRITE_ONCE(arch_self.ctx, old | ARCH_CTX_HOST);
		/* R0: flagged before libc is entered; pairs with kick_handler()'s look at ctx. */
		barrier();
	}
	return old;
}

static __always_inline void arch_host_call_end(unsigned long old)
{
	/* R1: libc is left before the flag goes. */
	barrier();
	if (old)
		WRITE_ONCE(arch_self.ctx, old);
}

#endif /* _ASM_IRQFLAGS_H */
