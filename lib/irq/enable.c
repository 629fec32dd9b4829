// SPDX-License-Identifier: MIT
/*
 * Switching interrupts off and on, and waiting until their handlers are not running.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/wait.h>

#include "debug/stall.h"
#include "irq/internals.h"

void disable_irq_nosync(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_global(irq, &flags);

	if (!desc)
		return;
	if (!desc->depth++)
		desc_disable(desc);
	desc_put_bus(desc, flags);
}
EXPORT_SYMBOL(disable_irq_nosync);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_global(irq, &flags);
	bool balanced;

	if (!desc)
		return;
	balanced = desc->depth > 0;
	if (balanced && !--desc->depth) {
		desc->istate &= ~ISTATE_SPURIOUS_DISABLED;
		desc_enable(desc);
	}
	desc_put_bus(desc, flags);
	WARN(!balanced, "Unbalanced enable for IRQ %u\n", irq);
}
EXPORT_SYMBOL(enable_irq);

static void wait_for_handlers(struct irq_desc *desc)
{
	struct stall stall = STALL_INIT;
	unsigned long flags;
	bool running;

	do {
		/* H2: acquire, pairs with H1. */
		while (smp_load_acquire(&desc->irq_common_data.state_use_accessors) &
		       IRQD_IRQ_INPROGRESS)
			if (stall_turn(&stall))
				stall_report(&stall, "wait for the handler of irq %u (%s)",
					     desc->irq_data.irq, desc->line_name);
		/* Through the lock: a handling that took the chain under it has set INPROGRESS; and
		 * one whose handlers have ended is through with the line. */
		raw_spin_lock_irqsave(&desc->lock, flags);
		running = state_has(desc, IRQD_IRQ_INPROGRESS);
		raw_spin_unlock_irqrestore(&desc->lock, flags);
	} while (running);
}

bool desc_synchronize_hardirq(struct irq_desc *desc)
{
	arch_api_point(desc);
	wait_for_handlers(desc);
	return !atomic_read(&desc->threads_active);
}

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return !desc || desc_synchronize_hardirq(desc);
}
EXPORT_SYMBOL(synchronize_hardirq);

static void describe_threads(const void *waits_for, char *buf, unsigned long size)
{
	const struct irq_desc *desc = waits_for;

	scnprintf(buf, size, "the thread of irq %u (%s)", desc->irq_data.irq, desc->line_name);
}

static void wait_for_all(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	arch_api_point(desc);
	wait_for_handlers(desc);
	/* T2: acquire, here and below; pairs with T1. */
	if (!atomic_read_acquire(&desc->threads_active))
		return;
	current->waits_for = desc;
	current->waits_describe = describe_threads;
	wait_event(desc->wait_for_threads, !atomic_read_acquire(&desc->threads_active));
	current->waits_describe = NULL;
}

void synchronize_irq(unsigned int irq)
{
	might_sleep();
	wait_for_all(irq);
}
EXPORT_SYMBOL(synchronize_irq);

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	wait_for_all(irq);
}
EXPORT_SYMBOL(disable_irq);
