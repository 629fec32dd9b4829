/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SMP_H
#define _LINUX_SMP_H

#include <linux/preempt.h>
#include <asm/smp.h>

#define raw_smp_processor_id() ((int)arch_smp_processor_id())
#define __smp_processor_id()   raw_smp_processor_id()
/* Stable only while preemption is disabled; otherwise the CPU that the task used last. */
#define smp_processor_id()     raw_smp_processor_id()

#define get_cpu()                   \
	({                          \
		preempt_disable();  \
		smp_processor_id(); \
	})
#define put_cpu() preempt_enable()

#endif /* _LINUX_SMP_H */
