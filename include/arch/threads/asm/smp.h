/* SPDX-License-Identifier: MIT */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <linux/export.h>
#include <asm/self.h>

#define NR_CPUS 256

#define __arch_hot
#define __arch_hot_irqs
#define __arch_hot_cpus

static __always_inline unsigned int arch_smp_processor_id(void)
{
	return READ_ONCE(arch_self.cpu)->nr;
}

/* An lvalue that belongs to the owner of this CPU. */
#define arch_softirq_pending (READ_ONCE(arch_self.cpu)->softirq_pending)

__tl_api_begin
int arch_worker_cpu_slow(void);
__tl_api_end

/*
 * For preemptible code that has something for its CPU's softirqs: the number of that CPU, if its
 * worker has it, is about to or looks for it, so that arch_worker_post() is cheaper than to wait for
 * it; else -1.
 */
static __always_inline int arch_worker_cpu(void)
{
	struct arch_cpu *cpu = READ_ONCE(arch_self.cpu);
	unsigned int w = __atomic_load_n(&cpu->word, __ATOMIC_RELAXED);

	if (READ_ONCE(arch_self.ctx) || likely((!w && !cpu->polled) || w == arch_self.biased))
		return -1;
	return arch_worker_cpu_slow();
}

#endif /* _ASM_SMP_H */
