// SPDX-License-Identifier: MIT
/*
 * Having interrupts handled that came while they could not be, or that are wished for.
 *
 * A chip that can has them come in once more (irq_retrigger). For others an irq_work runs their
 * flow handlers.
 *
 * DIVERGES: on Linux a tasklet does that; here handlers are in hardirq context as always.
 */
#include <linux/errno.h>
#include <linux/irq_work.h>
#include <linux/string.h>

#include "irq/internals.h"

/* Numbers that resend_work is to handle; atomic. */
static DECLARE_BITMAP(to_resend, NR_IRQS);

static void resend_all(struct irq_work *work)
{
	unsigned long irq;

	(void)work;
	for_each_set_bit(irq, to_resend, NR_IRQS)
		if (test_and_clear_bit((long)irq, to_resend))
			(void)generic_handle_irq((unsigned int)irq);
}

static struct irq_work resend_work = IRQ_WORK_INIT_HARD(resend_all);

void resend_reset(void)
{
	memset(to_resend, 0, sizeof(to_resend));
	init_irq_work(&resend_work, resend_all);
}

/*
 * With desc->lock held. Return: -EINVAL for levels, which come by themselves, and nested threads,
 * which their parent's handler calls; else 0.
 */
static int come_again(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (irqd_is_level_type(&desc->irq_data) || is_nested(desc))
		return -EINVAL;
	if (chip->irq_retrigger && chip->irq_retrigger(&desc->irq_data))
		return 0;
	set_bit(desc->irq_data.irq, to_resend);
	irq_work_queue(&resend_work);
	return 0;
}

void desc_resend(struct irq_desc *desc)
{
	if (!(desc->istate & ISTATE_PENDING))
		return;
	desc->istate &= ~ISTATE_PENDING;
	(void)come_again(desc);
}

int irq_inject_interrupt(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc;
	int ret = -EINVAL;

	if (!irq_set_irqchip_state(irq, IRQCHIP_STATE_PENDING, true))
		return 0;
	desc = desc_get_bus(irq, &flags);
	if (!desc)
		return ret;
	if (state_has(desc, IRQD_IRQ_STARTED))
		ret = come_again(desc);
	desc_put_bus(desc, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_inject_interrupt);
