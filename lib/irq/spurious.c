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

static void say_handler(const struct irqaction *action)
{
	if (action->thread_fn)
		pr_err("[<%p>] %pS threaded [<%p>] %pS\n", (void *)action->handler,
		       (void *)action->handler, (void *)action->thread_fn,
		       (void *)action->thread_fn);
	else
		pr_err("[<%p>] %pS\n", (void *)action->handler, (void *)action->handler);
}

static void report_bad_irq(struct irq_desc *desc)
{
	struct report report;

	report_begin(&report, KERN_ERR,
		     "irq %u: nobody cared (try booting with the \"irqpoll\" option)",
		     desc->irq_data.irq);
	dump_stack();
	pr_err("handlers:\n");
	for (struct irqaction *action = desc->action; action; action = action->next)
		say_handler(action);
	pr_emerg("Disabling IRQ #%u\n", desc->irq_data.irq);
	report_end(&report);
}

/*
 * All handlers left it to their threads: whether one of them handled it shows at the next time.
 * Return: what they said of the last one; IRQ_WAKE_THREAD if there was none.
 */
static irqreturn_t threads_verdict(struct irq_desc *desc)
{
	int handled = atomic_read(&desc->threads_handled);
	irqreturn_t ret = IRQ_WAKE_THREAD;

	if (desc->istate & ISTATE_DEFERRED)
		ret = handled != desc->threads_handled_last ? IRQ_HANDLED : IRQ_NONE;
	desc->istate |= ISTATE_DEFERRED;
	desc->threads_handled_last = handled;
	return ret;
}

/* With desc->lock held, after the handlers returned @ret. */
void note_interrupt(struct irq_desc *desc, irqreturn_t ret)
{
	if (unlikely(desc->status_use_accessors & IRQ_IS_POLLED))
		return;
	if (unlikely(ret > (IRQ_HANDLED | IRQ_WAKE_THREAD))) {
		pr_err("irq event %u: bogus return value %x\n", desc->irq_data.irq, ret);
		return;
	}
	if (ret == IRQ_WAKE_THREAD) {
		ret = threads_verdict(desc);
		if (ret == IRQ_WAKE_THREAD)
			return;
	} else if (unlikely(desc->istate & ISTATE_DEFERRED) && (ret & IRQ_HANDLED)) {
		desc->istate &= ~ISTATE_DEFERRED;
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
