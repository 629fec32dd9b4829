// SPDX-License-Identifier: MIT
/*
 * Handling one delivered interrupt, in hardirq context with interrupts off.
 */
#include <linux/bug.h>
#include <linux/printk.h>

#include "irq/internals.h"

static irqreturn_t call_handlers(struct irq_desc *desc, struct irqaction *action)
{
	irqreturn_t ret = IRQ_NONE;

	/* H3: acquire, pairs with setup()'s publishing of an action on a line that is in use. */
	for (; action; action = arch_load_quietly(&action->next, __ATOMIC_ACQUIRE)) {
		ret |= action->handler((int)desc->irq, action->dev_id);
		if (WARN_ONCE(!irqs_disabled(), "irq %u handler %pS enabled interrupts\n",
			      desc->irq, (void *)action->handler))
			local_irq_disable();
	}
	return ret;
}

/* Also how a line that is disabled lazily gets masked: at its next interrupt. */
void handle_line(struct irq_desc *desc)
{
	struct irqaction *action;
	unsigned long *count;
	irqreturn_t ret;
	bool say;

	raw_spin_lock(&desc->lock);
	if (unlikely(!line_ack(desc))) {
		/* Lowered before anybody came: as on a wire, it has not been. */
		bind_fd_rearm(desc);
		raw_spin_unlock(&desc->lock);
		line_done(desc);
		return;
	}
	count = &desc->count[smp_processor_id()];
	/* tl_irq_count() looks without a lock. */
	WRITE_ONCE(*count, *count + 1);
	action = desc->action;
	if (unlikely(desc->depth || !action)) {
		say = !action && !desc->bad;
		desc->bad = !action;
		/* Under the lock: enable_irq() must not unmask before this has masked. */
		line_park(desc);
		raw_spin_unlock(&desc->lock);
		if (say)
			pr_crit("unexpected IRQ trap at vector %02x (%s has no handler)\n",
				desc->irq, desc->name);
		return;
	}
	WRITE_ONCE(desc->in_progress, true);
	raw_spin_unlock(&desc->lock);

	ret = call_handlers(desc, action);

	raw_spin_lock(&desc->lock);
	note_interrupt(desc, ret);
	/* H1: release, pairs with synchronize_hardirq(). */
	smp_store_release(&desc->in_progress, false);
	bind_fd_rearm(desc);
	raw_spin_unlock(&desc->lock);
	line_done(desc);
}
