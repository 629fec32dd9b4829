/* SPDX-License-Identifier: MIT */
/*
 * preempt_count and what it says about the running context, in Linux's layout:
 *
 *	bits  0-7	preempt_disable() depth
 *	bits  8-15	softirq: 0x100 while serving one, 0x200 per local_bh_disable()
 *	bits 16-19	hardirq depth
 *	bits 20-23	NMI depth (never set here)
 *
 * A thread whose count is not zero owns its virtual CPU (docs/design.md, "Who owns a CPU").
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/cleanup.h>
#include <asm/preempt.h>
#include <asm/irqflags.h>

#define PREEMPT_BITS 8
#define SOFTIRQ_BITS 8
#define HARDIRQ_BITS 4
#define NMI_BITS     4

#define PREEMPT_SHIFT 0
#define SOFTIRQ_SHIFT (PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT (SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT     (HARDIRQ_SHIFT + HARDIRQ_BITS)

#define __IRQ_MASK(bits) ((1UL << (bits)) - 1)
#define PREEMPT_MASK	 (__IRQ_MASK(PREEMPT_BITS) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK	 (__IRQ_MASK(SOFTIRQ_BITS) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK	 (__IRQ_MASK(HARDIRQ_BITS) << HARDIRQ_SHIFT)
#define NMI_MASK	 (__IRQ_MASK(NMI_BITS) << NMI_SHIFT)

#define PREEMPT_OFFSET (1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET (1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET (1UL << HARDIRQ_SHIFT)
#define NMI_OFFSET     (1UL << NMI_SHIFT)

#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define PREEMPT_DISABLE_OFFSET PREEMPT_OFFSET
#define SOFTIRQ_LOCK_OFFSET    (SOFTIRQ_DISABLE_OFFSET + PREEMPT_DISABLE_OFFSET)

#define nmi_count()	(preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi()	     (nmi_count())
#define in_hardirq()	     (hardirq_count())
#define in_irq()	     (hardirq_count())
#define in_serving_softirq() (softirq_count() & SOFTIRQ_OFFSET)
#define in_softirq()	     (softirq_count())
#define in_interrupt()	     (irq_count())
#define in_task()	     (!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_atomic()	     (preempt_count() != 0)
#define preemptible()	     (preempt_count() == 0 && !arch_local_save_flags())

#define preempt_count_add(val) __preempt_count_add(val)
#define preempt_count_sub(val) __preempt_count_sub(val)
#define preempt_count_inc()    preempt_count_add(1)
#define preempt_count_dec()    preempt_count_sub(1)

#define preempt_disable()		    preempt_count_add(PREEMPT_DISABLE_OFFSET)
#define preempt_enable()		    preempt_count_sub(PREEMPT_DISABLE_OFFSET)
#define preempt_enable_no_resched()	    preempt_enable()
#define preempt_disable_notrace()	    preempt_disable()
#define preempt_enable_notrace()	    preempt_enable()
#define preempt_enable_no_resched_notrace() preempt_enable()
#define sched_preempt_enable_no_resched()   preempt_enable()

DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())
DEFINE_LOCK_GUARD_0(preempt_notrace, preempt_disable_notrace(), preempt_enable_notrace())

#endif /* _LINUX_PREEMPT_H */
