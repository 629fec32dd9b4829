/* SPDX-License-Identifier: MIT */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <asm/rwonce.h>
#include <asm/self.h>

#define NR_CPUS 1024

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
