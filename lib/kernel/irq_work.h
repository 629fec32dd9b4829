/* SPDX-License-Identifier: MIT */
/*
 * What the interrupt entry needs of irq_work.
 */
#ifndef LIB_KERNEL_IRQ_WORK_H
#define LIB_KERNEL_IRQ_WORK_H

#include <linux/irq_work.h>
#include <linux/types.h>

/* In hardirq context: run what is queued for this CPU. */
void irq_work_serve(unsigned int cpu);
bool irq_work_queued(unsigned int cpu);
/*
 * irq_work_queue_on(), from any host thread and in any context: it takes no CPU and no lock. The
 * machine is up.
 */
void irq_work_post(struct irq_work *work, unsigned int cpu);
/* At boot: what the last machine did not get to is gone with it. */
void irq_work_reset(void);

#endif /* LIB_KERNEL_IRQ_WORK_H */
