/* SPDX-License-Identifier: MIT */
/*
 * Interrupts that each CPU has for itself under one number, as those of a timer or a message
 * controller within the CPU: one handler, a cookie per CPU, and each CPU switches its own on and
 * off. Included by <linux/interrupt.h>, which is where Linux has it.
 *
 * The driver of their controller makes a number one (irq_set_percpu_devid()), gives it a chip and
 * handle_percpu_devid_irq(), and calls generic_handle_irq() on the CPU that has one.
 */
#ifndef _LINUX_INTERRUPT_PERCPU_H
#define _LINUX_INTERRUPT_PERCPU_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/types.h>

__tl_api_begin

/* What request_percpu_irq() calls; @flags: 0 or IRQF_TIMER. */
int __must_check __request_percpu_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
				      const char *devname, void __percpu *percpu_dev_id);

/**
 * free_percpu_irq() - remove the handler of a per-CPU interrupt
 * @irq: interrupt number
 * @percpu_dev_id: the cookie of request_percpu_irq()
 *
 * To be switched off on each CPU before: "percpu IRQ %d still enabled on CPU%d!" else, and nothing
 * is freed. Context: task; may sleep. Follows Linux 6.12.
 */
void free_percpu_irq(unsigned int irq, void __percpu *percpu_dev_id);

/**
 * enable_percpu_irq() - switch an interrupt on, on this CPU
 * @irq: interrupt number
 * @type: IRQ_TYPE_*; IRQ_TYPE_NONE leaves the trigger as it is
 *
 * Is not counted. Context: any that stays on its CPU. Follows Linux 6.12.
 */
void enable_percpu_irq(unsigned int irq, unsigned int type);
/** disable_percpu_irq() - switch an interrupt off, on this CPU; see enable_percpu_irq() */
void disable_percpu_irq(unsigned int irq);
/** irq_percpu_is_enabled() - is an interrupt on, on this CPU? Context: any that stays on its CPU */
bool irq_percpu_is_enabled(unsigned int irq);

__tl_api_end

/**
 * request_percpu_irq() - install the handler of an interrupt that each CPU has for itself
 * @irq: interrupt number, of irq_set_percpu_devid()
 * @handler: called in hardirq context with the CPU's own cookie; on several CPUs at once
 * @devname: in tables; must outlive the request
 * @percpu_dev_id: alloc_percpu() or DEFINE_PER_CPU(): the cookie of each CPU; not NULL
 *
 * It is off on each CPU until enable_percpu_irq() there.
 *
 * Return: 0, -EINVAL (no such interrupt, none of that kind, no cookie), -EBUSY (taken), -ENOMEM.
 * Context: task; may sleep. Follows Linux 6.12.
 */
static inline int __must_check request_percpu_irq(unsigned int irq, irq_handler_t handler,
						  const char *devname, void __percpu *percpu_dev_id)
{
	return __request_percpu_irq(irq, handler, 0, devname, percpu_dev_id);
}

#endif /* _LINUX_INTERRUPT_PERCPU_H */
