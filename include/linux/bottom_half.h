/* SPDX-License-Identifier: MIT */
/*
 * local_bh_disable() keeps this CPU's softirqs and tasklets out; the outermost
 * local_bh_enable() runs what was raised meanwhile.
 */
#ifndef _LINUX_BOTTOM_HALF_H
#define _LINUX_BOTTOM_HALF_H

#include <linux/compiler.h>
#include <linux/preempt.h>
#include <linux/export.h>
#include <asm/smp.h>

__tl_api_begin
void __local_bh_enable_slow(unsigned long ip);
__tl_api_end

static __always_inline void __local_bh_disable_ip(unsigned long ip, unsigned int cnt)
{
	(void)ip;
	preempt_count_add(cnt);
}

/*
 * B0: between this thread and interrupts that land on it. Softirqs are allowed first, with preemption
 * still off, then looked for, with a compiler barrier in between: what is raised by an interrupt that
 * lands before is seen here, and one that lands after it serves what it raised at its own irq exit.
 */
static __always_inline void __local_bh_enable_ip(unsigned long ip, unsigned int cnt)
{
	unsigned long ctx = arch_ctx();

	if (unlikely((unsigned int)ctx < cnt)) {
		__preempt_count_unbalanced(cnt);
		return;
	}
	arch_ctx_keep_one(ctx, cnt);
	if (unlikely(arch_peek(arch_softirq_pending)) || unlikely(ctx & ARCH_CTX_IRQ_OFF))
		__local_bh_enable_slow(ip);
	arch_ctx_lower(ctx - cnt);
}

/**
 * local_bh_disable() - hold off softirqs on this CPU
 *
 * Nests. Context: task, softirq. Follows Linux 6.12.
 */
static __always_inline void local_bh_disable(void)
{
	__local_bh_disable_ip(0, SOFTIRQ_DISABLE_OFFSET);
}

/**
 * local_bh_enable() - let softirqs in again
 *
 * The outermost one runs the pending softirqs before it returns.
 * Context: task, softirq; interrupts must be on (a warning otherwise). Follows Linux 6.12.
 */
static __always_inline void local_bh_enable(void)
{
	__local_bh_enable_ip(0, SOFTIRQ_DISABLE_OFFSET);
}

#endif /* _LINUX_BOTTOM_HALF_H */
