/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/export.h>
#include <linux/preempt.h>

__tl_api_begin
/**
 * synchronize_irq() - wait until no handler of a line is running
 * @irq: interrupt number
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void synchronize_irq(unsigned int irq);

/**
 * synchronize_hardirq() - wait for handlers in hardirq context, without sleeping
 * @irq: interrupt number
 *
 * Return: true (there are no threaded handlers yet). Context: task, or atomic as long as the
 * caller holds nothing that the handler needs. Follows Linux 6.12.
 */
_Bool synchronize_hardirq(unsigned int irq);

/* Entry and exit of interrupt context, with interrupts masked; exit runs pending softirqs. */
void irq_enter(void);
void irq_exit(void);
__tl_api_end

#endif /* _LINUX_HARDIRQ_H */
