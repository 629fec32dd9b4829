// SPDX-License-Identifier: MIT
/*
 * Interrupts that nobody handles: of 100,000 in a row, 99,900 unhandled ones switch a line off,
 * as on Linux, so that a stuck line does not eat the machine without a word.
 */
#include <linux/jiffies.h>
#include <linux/printk.h>

#include "debug/report.h"
#include "irq/internals.h"

#define WINDOW	 100000
#define TOO_MANY 99900

static void report_bad_irq(struct irq_desc *desc)
{
	struct report report;

	report_begin(&report, KERN_ERR,
		     "irq %u: nobody cared (try booting with the \"irqpoll\" option)",
		     desc->irq_data.irq);
	dump_stack();
	pr_err("handlers:\n");
	for (struct irqaction *action = desc->action; action; action = action->next)
		pr_err("[<%p>] %pS\n", (void *)action->handler, (void *)action->handler);
	pr_emerg("Disabling IRQ #%u\n", desc->irq_data.irq);
	report_end(&report);
}

/* With desc->lock held, after the handlers returned @ret. */
void note_interrupt(struct irq_desc *desc, irqreturn_t ret)
{
	if (unlikely(ret > (IRQ_HANDLED | IRQ_WAKE_THREAD))) {
		pr_err("irq event %u: bogus return value %x\n", desc->irq_data.irq, ret);
		return;
	}
	if (unlikely(ret == IRQ_NONE)) {
		/* Rare ones are noise, on Linux as here. */
		if (time_after(jiffies, desc->last_unhandled + HZ / 10))
			desc->irqs_unhandled = 1;
		else
			desc->irqs_unhandled++;
		desc->last_unhandled = jiffies;
	}
	if (likely(++desc->irq_count < WINDOW))
		return;
	desc->irq_count = 0;
	if (unlikely(desc->irqs_unhandled > TOO_MANY)) {
		report_bad_irq(desc);
		desc->istate |= ISTATE_SPURIOUS_DISABLED;
		if (!desc->depth++)
			desc_disable(desc);
	}
	desc->irqs_unhandled = 0;
}
