/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/export.h>
#include <linux/preempt.h>

__tl_api_begin
/**
 * synchronize_irq() - wait until no handler of a line is running, and no thread of one
 * @irq: interrupt number
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void synchronize_irq(unsigned int irq);

/**
 * synchronize_hardirq() - wait for handlers in hardirq context, without sleeping
 * @irq: interrupt number
 *
 * Return: false if a thread of a handler is still to run. Context: task, or atomic as long as the
 * caller holds nothing that the handler needs. Follows Linux 6.12.
 */
_Bool synchronize_hardirq(unsigned int irq);

/**
 * irq_enter() - begin hardirq context
 *
 * Context: any, with interrupts masked, until irq_exit(). Follows Linux 6.12.
 */
void irq_enter(void);
/**
 * irq_exit() - end hardirq context; the outermost runs what softirqs are pending
 *
 * Context: hardirq, with interrupts masked; softirqs run with interrupts on.
 * Follows Linux 6.12.
 */
void irq_exit(void);
__tl_api_end

#endif /* _LINUX_HARDIRQ_H */
