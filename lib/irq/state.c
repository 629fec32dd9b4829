// SPDX-License-Identifier: MIT
/*
 * What else can be asked of an interrupt, and told to its chip: its hardware's state, wakeup,
 * whether it can be requested.
 */
#include <linux/bug.h>
#include <linux/errno.h>

#include "irq/internals.h"

/* Ask the chip for it, or have it changed to *@state. */
static int chip_state(unsigned int irq, enum irqchip_irq_state which, bool *state, bool set)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_bus(irq, &flags);
	const struct irq_chip *chip;
	int ret = -EINVAL;

	if (!desc)
		return ret;
	chip = desc->irq_data.chip;
	if (set && chip->irq_set_irqchip_state)
		ret = chip->irq_set_irqchip_state(&desc->irq_data, which, *state);
	else if (!set && chip->irq_get_irqchip_state)
		ret = chip->irq_get_irqchip_state(&desc->irq_data, which, state);
	desc_put_bus(desc, flags);
	return ret;
}

int irq_get_irqchip_state(unsigned int irq, enum irqchip_irq_state which, bool *state)
{
	return chip_state(irq, which, state, false);
}
EXPORT_SYMBOL_GPL(irq_get_irqchip_state);

int irq_set_irqchip_state(unsigned int irq, enum irqchip_irq_state which, bool val)
{
	return chip_state(irq, which, &val, true);
}
EXPORT_SYMBOL_GPL(irq_set_irqchip_state);

static int tell_wake(struct irq_desc *desc, unsigned int on)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (chip->flags & IRQCHIP_SKIP_SET_WAKE)
		return 0;
	return chip->irq_set_wake ? chip->irq_set_wake(&desc->irq_data, on) : -ENXIO;
}

/* With desc->lock held: only the first on and the last off reach the chip. */
static int set_wake(struct irq_desc *desc, unsigned int on)
{
	int ret = 0;

	if (on ? !desc->wake_depth : desc->wake_depth == 1)
		ret = tell_wake(desc, on);
	if (ret)
		return ret;
	desc->wake_depth += on ? 1u : -1u;
	if (desc->wake_depth)
		state_set(desc, IRQD_WAKEUP_STATE);
	else
		state_clear(desc, IRQD_WAKEUP_STATE);
	return 0;
}

int irq_set_irq_wake(unsigned int irq, unsigned int on)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_global(irq, &flags);
	bool balanced;
	int ret = 0;

	if (!desc)
		return -EINVAL;
	balanced = on || desc->wake_depth;
	if (balanced)
		ret = set_wake(desc, on);
	desc_put_bus(desc, flags);
	WARN(!balanced, "Unbalanced IRQ %u wake disable\n", irq);
	return ret;
}
EXPORT_SYMBOL(irq_set_irq_wake);

int can_request_irq(unsigned int irq, unsigned long irqflags)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);
	bool can;

	if (!desc)
		return 0;
	can = !(desc->status_use_accessors & IRQ_NOREQUEST) &&
	      (!desc->action || (irqflags & desc->action->flags & IRQF_SHARED));
	desc_put(desc, flags);
	return can;
}
EXPORT_SYMBOL(can_request_irq);

bool irq_check_status_bit(unsigned int irq, unsigned int bitmask)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && (READ_ONCE(desc->status_use_accessors) & bitmask);
}
EXPORT_SYMBOL_GPL(irq_check_status_bit);

bool irq_has_action(unsigned int irq)
{
	return irq_desc_has_action(irq_to_desc(irq));
}
EXPORT_SYMBOL_GPL(irq_has_action);
