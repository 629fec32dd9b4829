// SPDX-License-Identifier: MIT
/*
 * Flow handlers: what an interrupt that has come in does to its descriptor and chip, in hardirq
 * context with interrupts off.
 *
 * Each takes the lock, sees whether anybody may handle it now, and has handle_actions() call the
 * handlers, which lets go of the lock meanwhile. IRQD_IRQ_INPROGRESS is set then: whoever comes in
 * on another CPU leaves it PENDING to the one that is there.
 *
 * With IRQF_ONESHOT the bits of threads_oneshot keep it masked after the handlers; the thread that
 * clears the last one unmasks it (thread.c), or we do, if they were that fast.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/preempt.h>

#include "irq/internals.h"

/* tl_irq_count() and tl_show_interrupts() look without the lock. */
void desc_count(struct irq_desc *desc)
{
	unsigned long *count = &desc->count[smp_processor_id()];

	WRITE_ONCE(*count, *count + 1);
}

/* If nobody may, it is kept for later. */
static bool may_handle(struct irq_desc *desc)
{
	if (likely(desc->action && !state_has(desc, IRQD_IRQ_DISABLED | IRQD_IRQ_INPROGRESS)))
		return true;
	desc->istate |= ISTATE_PENDING;
	(void)desc_autodetect(desc);
	return false;
}

/* May it be unmasked after its handlers? */
static bool is_through(struct irq_desc *desc)
{
	return !state_has(desc, IRQD_IRQ_DISABLED) && !desc->threads_oneshot;
}

/* Who enabled it while its handlers ran has unmasked it; under a thread with IRQF_ONESHOT it is not. */
static void mask_for_threads(struct irq_desc *desc)
{
	if (desc->threads_oneshot)
		desc_mask(desc);
}

void handle_edge_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	raw_spin_lock(&desc->lock);
	desc_count(desc);
	if (unlikely(!may_handle(desc))) {
		desc_mask_ack(desc);
		raw_spin_unlock(&desc->lock);
		return;
	}
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
	do {
		/* An edge that came during the handlers masked it; this round is for it. */
		desc_unmask(desc);
		handle_actions(desc);
	} while ((desc->istate & ISTATE_PENDING) && desc->action &&
		 !state_has(desc, IRQD_IRQ_DISABLED));
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL(handle_edge_irq);

void handle_level_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	desc_count(desc);
	desc_mask_ack(desc);
	if (may_handle(desc)) {
		handle_actions(desc);
		if (is_through(desc))
			desc_unmask(desc);
		else
			mask_for_threads(desc);
	}
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_level_irq);

static void eoi(struct irq_desc *desc)
{
	if (desc->irq_data.chip->irq_eoi)
		desc->irq_data.chip->irq_eoi(&desc->irq_data);
}

void handle_fasteoi_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	raw_spin_lock(&desc->lock);
	desc_count(desc);
	if (unlikely(!may_handle(desc))) {
		/* In progress elsewhere: that is not to be disturbed. */
		if (!state_has(desc, IRQD_IRQ_INPROGRESS))
			desc_mask(desc);
		if (!(chip->flags & IRQCHIP_EOI_IF_HANDLED))
			eoi(desc);
		raw_spin_unlock(&desc->lock);
		return;
	}
	if (desc->istate & ISTATE_ONESHOT)
		desc_mask(desc);
	handle_actions(desc);
	if (is_through(desc)) {
		eoi(desc);
		desc_unmask(desc);
	} else {
		mask_for_threads(desc);
		if (!(chip->flags & IRQCHIP_EOI_THREADED))
			eoi(desc);
	}
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_fasteoi_irq);

void handle_simple_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	desc_count(desc);
	if (may_handle(desc))
		handle_actions(desc);
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_simple_irq);

/* No lock, nothing in progress: each CPU has one of its own under the same number. */
void handle_percpu_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	desc_count(desc);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
	/* H3: acquire, as in call_actions(). */
	(void)call_actions(desc, smp_load_acquire(&desc->action));
	eoi(desc);
}
EXPORT_SYMBOL_GPL(handle_percpu_irq);

void handle_bad_irq(struct irq_desc *desc)
{
	desc_count(desc);
	say_no_handler(desc);
}
EXPORT_SYMBOL_GPL(handle_bad_irq);

int generic_handle_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	if (WARN_ON_ONCE(irqd_is_handle_enforce_irqctx(&desc->irq_data) && !in_hardirq()))
		return -EPERM;
	desc_flow(desc)(desc);
	return 0;
}
EXPORT_SYMBOL_GPL(generic_handle_irq);

int generic_handle_irq_safe(unsigned int irq)
{
	unsigned long flags;
	int ret;

	local_irq_save(flags);
	ret = generic_handle_irq(irq);
	local_irq_restore(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(generic_handle_irq_safe);
