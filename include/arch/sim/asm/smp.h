/* SPDX-License-Identifier: MIT */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <asm/rwonce.h>
#include <asm/self.h>

#define NR_CPUS 1024

/* Data of the library that most runs of the explorer write: see lib/arch/sim/hot.ld. */
#define __arch_hot	__attribute__((section("tl_hot")))
#define __arch_hot_irqs __attribute__((section("tl_hot_irqs")))
#define __arch_hot_cpus __attribute__((section("tl_hot_cpus")))

static __always_inline unsigned int arch_smp_processor_id(void)
{
	return arch_peek(arch_get(cpu)->nr);
}

/* An lvalue that belongs to who runs on this CPU. */
#define arch_softirq_pending (arch_get(cpu)->softirq_pending)

/* Nobody has to wait for a CPU's worker. */
static __always_inline int arch_worker_cpu(void)
{
	return -1;
}

#endif /* _ASM_SMP_H */
