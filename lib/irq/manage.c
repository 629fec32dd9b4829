// SPDX-License-Identifier: MIT
/*
 * What drivers do with a line: request, free, disable, enable, synchronise.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "debug/stall.h"
#include "irq/internals.h"

/* With desc->lock held. Returns why @new can't join, or 0. */
static int may_join(struct irq_desc *desc, const struct irqaction *new)
{
	const struct irqaction *old = desc->action;
	const unsigned long both = old ? old->flags & new->flags : 0;

	if (!old)
		return 0;
	if ((both & IRQF_SHARED) && !((old->flags ^ new->flags) & (IRQF_ONESHOT | IRQF_PERCPU)))
		return 0;
	if (!(new->flags &IRQF_PROBE_SHARED))
		pr_err("Flags mismatch irq %u. %08lx (%s) vs. %08lx (%s)\n", desc->irq, new->flags,
		       new->name ? new->name : "(null)", old->flags,
		       old->name ? old->name : "(null)");
	return -EBUSY;
}

static int setup(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **link = &desc->action;
	unsigned long flags;
	bool first, start;
	int err;

	raw_spin_lock_irqsave(&desc->lock, flags);
	/* I6: under the lock, pairs with I5 in release_line(), which is too. */
	err = smp_load_acquire(&desc->allocated) ? may_join(desc, new) : -EINVAL;
	if (err) {
		raw_spin_unlock_irqrestore(&desc->lock, flags);
		return err;
	}
	first = !desc->action;
	while (*link)
		link = &(*link)->next;
	/* H4: release, pairs with H3: the handling side walks the chain without the lock. */
	smp_store_release(link, new);
	if (first) {
		desc->bad = false;
		desc->irq_count = 0;
		desc->irqs_unhandled = 0;
		desc->depth = new->flags &IRQF_NO_AUTOEN ? 1 : 0;
	}
	start = first && !desc->depth;
	if (start)
		bind_fd_rearm(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	/* An edge from before is delivered now. */
	if (start)
		line_unmask(desc);
	return 0;
}

static int check_request(struct irq_desc *desc, unsigned int irq, irq_handler_t handler,
			 unsigned long flags, void *dev_id)
{
	unsigned long trigger = flags & IRQF_TRIGGER_MASK;

	if ((flags & IRQF_SHARED) && !dev_id) {
		pr_err("irq %u: IRQF_SHARED needs a dev_id to tell the handlers apart\n", irq);
		return -EINVAL;
	}
	if ((flags & IRQF_SHARED) && (flags & IRQF_NO_AUTOEN)) {
		pr_err("irq %u: IRQF_NO_AUTOEN can't go with IRQF_SHARED\n", irq);
		return -EINVAL;
	}
	if (!desc) {
		pr_err("irq %u: no such line\n", irq);
		return -EINVAL;
	}
	if (!handler) {
		pr_err("irq %u: request_irq() without a handler\n", irq);
		return -EINVAL;
	}
	if (trigger && trigger != desc->trigger) {
		pr_err("Setting trigger mode %lu for irq %u failed (it is wired as %u)\n", trigger,
		       irq, desc->trigger);
		return -EINVAL;
	}
	return 0;
}

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name,
		void *dev_id)
{
	struct irq_desc *desc;
	struct irqaction *action;
	int err;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	desc = irq_to_desc(irq);
	arch_api_point(desc);
	err = check_request(desc, irq, handler, flags, dev_id);
	if (err)
		return err;
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	action->handler = handler;
	action->flags = flags;
	action->name = name;
	action->dev_id = dev_id;
	err = setup(desc, action);
	if (err)
		kfree(action);
	return err;
}
EXPORT_SYMBOL(request_irq);

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction **link, *action;
	unsigned long flags;
	const char *name;

	WARN(in_interrupt(), "Trying to free IRQ %u from IRQ context!\n", irq);
	arch_api_point(desc);
	if (!desc) {
		WARN(1, "Trying to free already-free IRQ %u\n", irq);
		return NULL;
	}
	raw_spin_lock_irqsave(&desc->lock, flags);
	for (link = &desc->action; (action = *link); link = &action->next)
		if (action->dev_id == dev_id)
			break;
	if (!action) {
		raw_spin_unlock_irqrestore(&desc->lock, flags);
		WARN(1, "Trying to free already-free IRQ %u\n", irq);
		return NULL;
	}
	/*
	 * DIVERGES: on Linux the last one shuts the line down. Here it stays as it is, so that a
	 * device which goes on is noticed: its next interrupt is reported and masks the line, and
	 * an edge is kept for the next request_irq().
	 */
	WRITE_ONCE(*link, action->next);
	raw_spin_unlock_irqrestore(&desc->lock, flags);

	/* A handling that has picked up the chain before is over after this; a later one does
	 * not find the action. */
	synchronize_irq(irq);
	name = action->name;
	kfree(action);
	return name;
}
EXPORT_SYMBOL(free_irq);

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	arch_api_point(desc);
	/* Lazily: the line is masked when it fires next, see handle_line(). */
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->depth++;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;
	bool balanced, last = false;

	if (!desc)
		return;
	arch_api_point(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	balanced = desc->depth > 0;
	if (balanced)
		last = --desc->depth == 0;
	if (last)
		bind_fd_rearm(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	if (last)
		line_unmask(desc);
	WARN(!balanced, "Unbalanced enable for IRQ %u\n", irq);
}
EXPORT_SYMBOL(enable_irq);

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct stall stall = STALL_INIT;
	unsigned long flags;

	if (!desc)
		return true;
	arch_api_point(desc);
	/* Through the lock: a handling that took the chain under it has set in_progress. */
	raw_spin_lock_irqsave(&desc->lock, flags);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	/* H2: acquire, pairs with H1. */
	while (smp_load_acquire(&desc->in_progress))
		if (stall_turn(&stall))
			stall_report(&stall, "wait for the handler of irq %u (%s)", irq,
				     desc->name);
	return true;
}
EXPORT_SYMBOL(synchronize_hardirq);

void synchronize_irq(unsigned int irq)
{
	(void)synchronize_hardirq(irq);
}
EXPORT_SYMBOL(synchronize_irq);
