/* SPDX-License-Identifier: MIT */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <asm/self.h>

#define NR_CPUS 256

static __always_inline unsigned int arch_smp_processor_id(void)
{
	return READ_ONCE(arch_self.cpu)->nr;
}

/* An lvalue that belongs to the owner of this CPU. */
#define arch_softirq_pending (READ_ONCE(arch_self.cpu)->softirq_pending)

#endif /* _ASM_SMP_H */
