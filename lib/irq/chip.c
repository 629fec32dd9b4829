// SPDX-License-Identifier: MIT
/*
 * What is done to an interrupt through its chip, and setting chip, flow handler, data and status.
 *
 * Disabling is lazy: the chip is told when the interrupt fires next (flow.c masks it then), unless
 * the chip has an irq_disable or the interrupt IRQ_DISABLE_UNLAZY. What came meanwhile is PENDING.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bug.h>
#include <linux/printk.h>

#include "irq/internals.h"

static void nop(struct irq_data *data)
{
	(void)data;
}

struct irq_chip no_irq_chip = {
	.name = "none",
	.irq_enable = nop,
	.irq_disable = nop,
	.irq_ack = nop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};
EXPORT_SYMBOL_GPL(no_irq_chip);

struct irq_chip dummy_irq_chip = {
	.name = "dummy",
	.irq_enable = nop,
	.irq_disable = nop,
	.irq_ack = nop,
	.irq_mask = nop,
	.irq_unmask = nop,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};
EXPORT_SYMBOL_GPL(dummy_irq_chip);

void desc_mask(struct irq_desc *desc)
{
	if (state_has(desc, IRQD_IRQ_MASKED) || !desc->irq_data.chip->irq_mask)
		return;
	desc->irq_data.chip->irq_mask(&desc->irq_data);
	state_set(desc, IRQD_IRQ_MASKED);
}

void desc_mask_ack(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (chip->irq_mask_ack) {
		chip->irq_mask_ack(&desc->irq_data);
		state_set(desc, IRQD_IRQ_MASKED);
		return;
	}
	desc_mask(desc);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
}

void desc_unmask(struct irq_desc *desc)
{
	if (!state_has(desc, IRQD_IRQ_MASKED) || !desc->irq_data.chip->irq_unmask)
		return;
	desc->irq_data.chip->irq_unmask(&desc->irq_data);
	state_clear(desc, IRQD_IRQ_MASKED);
}

/* --- on and off --- */

/* Let it fire, whether it was off or only masked. */
static void switch_on(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (state_has(desc, IRQD_IRQ_DISABLED) && chip->irq_enable) {
		chip->irq_enable(&desc->irq_data);
		state_clear(desc, IRQD_IRQ_MASKED);
	} else if (!desc->threads_oneshot) {
		/* Else the last of the threads does it. */
		desc_unmask(desc);
	}
	state_clear(desc, IRQD_IRQ_DISABLED);
}

static void switch_off(struct irq_desc *desc, bool at_once)
{
	struct irq_chip *chip = desc->irq_data.chip;
	bool was_on = !state_has(desc, IRQD_IRQ_DISABLED);

	state_set(desc, IRQD_IRQ_DISABLED);
	if (was_on && chip->irq_disable) {
		chip->irq_disable(&desc->irq_data);
		state_set(desc, IRQD_IRQ_MASKED);
	} else if (at_once) {
		desc_mask(desc);
	}
}

/* The first handler is there. */
void desc_startup(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	desc->depth = 0;
	if (chip->irq_startup) {
		chip->irq_startup(&desc->irq_data);
		state_clear(desc, IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
	} else {
		switch_on(desc);
	}
	state_set(desc, IRQD_IRQ_STARTED);
	desc_resend(desc);
}

/*
 * The last handler is gone.
 *
 * DIVERGES: a line stays as it is, so that a device which goes on is noticed: its next interrupt
 * is reported and masks the line, and an edge is kept for the next request_irq().
 */
void desc_shutdown(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	desc->depth = 1;
	if (chip == &line_chip) {
		state_set(desc, IRQD_IRQ_DISABLED);
	} else if (!state_has(desc, IRQD_IRQ_STARTED)) {
		return;
	} else if (chip->irq_shutdown) {
		chip->irq_shutdown(&desc->irq_data);
		state_set(desc, IRQD_IRQ_DISABLED | IRQD_IRQ_MASKED);
	} else {
		switch_off(desc, true);
	}
	state_clear(desc, IRQD_IRQ_STARTED);
}

/* The last of so many enables, the first of so many disables. */
void desc_enable(struct irq_desc *desc)
{
	if (!state_has(desc, IRQD_IRQ_STARTED)) {
		desc_startup(desc);
		return;
	}
	/* Who drained it meanwhile has taken the level away, masked already or only on its way. */
	if (desc->irq_data.chip == &line_chip)
		bind_fd_rearm(desc);
	switch_on(desc);
	desc_resend(desc);
}

void desc_disable(struct irq_desc *desc)
{
	switch_off(desc, desc->status_use_accessors & IRQ_DISABLE_UNLAZY);
}

/* --- trigger --- */

static void note_type(struct irq_desc *desc, unsigned int type)
{
	state_clear(desc, IRQD_TRIGGER_MASK | IRQD_LEVEL);
	state_set(desc, type | (type & IRQ_TYPE_LEVEL_MASK ? IRQD_LEVEL : 0));
}

int desc_set_type(struct irq_desc *desc, unsigned int type)
{
	struct irq_chip *chip = desc->irq_data.chip;
	bool unmask = false;
	int ret;

	if (!chip->irq_set_type) {
		pr_debug("No set_type function for IRQ %u (%s)\n", desc->irq_data.irq,
			 chip->name ? chip->name : "unknown");
		return 0;
	}
	if (chip->flags & IRQCHIP_SET_TYPE_MASKED) {
		unmask = !state_has(desc, IRQD_IRQ_MASKED | IRQD_IRQ_DISABLED);
		desc_mask(desc);
	}
	type &= IRQ_TYPE_SENSE_MASK;
	ret = chip->irq_set_type(&desc->irq_data, type);
	if (ret == IRQ_SET_MASK_OK || ret == IRQ_SET_MASK_OK_DONE) {
		note_type(desc, type);
		ret = 0;
	} else if (ret == IRQ_SET_MASK_OK_NOCOPY) {
		note_type(desc, irqd_get_trigger_type(&desc->irq_data));
		ret = 0;
	} else {
		pr_err("Setting trigger mode %u for irq %u failed (%pS)\n", type,
		       desc->irq_data.irq, (void *)chip->irq_set_type);
	}
	if (unmask)
		desc_unmask(desc);
	return ret;
}

int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_global(irq, &flags);
	int ret;

	if (!desc)
		return -EINVAL;
	ret = desc_set_type(desc, type);
	desc_put_bus(desc, flags);
	return ret;
}
EXPORT_SYMBOL(irq_set_irq_type);

/* --- what drivers set --- */

int irq_set_chip(unsigned int irq, const struct irq_chip *chip)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);

	if (!desc)
		return -EINVAL;
	desc->irq_data.chip = chip ? (struct irq_chip *)chip : &no_irq_chip;
	desc_put(desc, flags);
	return 0;
}
EXPORT_SYMBOL(irq_set_chip);

int irq_set_chip_data(unsigned int irq, void *data)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);

	if (!desc)
		return -EINVAL;
	desc->irq_data.chip_data = data;
	desc_put(desc, flags);
	return 0;
}
EXPORT_SYMBOL(irq_set_chip_data);

int irq_set_handler_data(unsigned int irq, void *data)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);

	if (!desc)
		return -EINVAL;
	desc->irq_common_data.handler_data = data;
	desc_put(desc, flags);
	return 0;
}
EXPORT_SYMBOL(irq_set_handler_data);

static irqreturn_t never_called(int irq, void *dev_id)
{
	(void)dev_id;
	WARN_ONCE(1, "Chained irq %d should not call an action\n", irq);
	return IRQ_NONE;
}

/* Stands for a handler on interrupts that have a chained flow handler. */
struct irqaction chained_action = {.handler = never_called, .name = "a chained handler"};

static void set_handler(struct irq_desc *desc, irq_flow_handler_t handle, bool is_chained)
{
	bool bad = !handle || handle == handle_bad_irq;

	if (!bad && WARN_ON(desc->irq_data.chip == &no_irq_chip))
		return;
	if (bad) {
		if (desc->irq_data.chip != &no_irq_chip)
			desc_mask_ack(desc);
		state_set(desc, IRQD_IRQ_DISABLED);
		desc->depth = 1;
		if (is_chained)
			desc->action = NULL;
	}
	irq_set_handler_locked(&desc->irq_data, bad ? handle_bad_irq : handle);
	if (bad || !is_chained)
		return;
	desc->status_use_accessors |= IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOTHREAD;
	/* F2: release, pairs with somebody_cares(): who finds this takes the new flow handler. */
	__atomic_store_n(&desc->action, &chained_action, __ATOMIC_RELEASE);
	desc_startup(desc);
}

void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle, int is_chained,
		       const char *name)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_bus(irq, &flags);

	(void)name;
	if (!desc)
		return;
	set_handler(desc, handle, is_chained);
	desc_put_bus(desc, flags);
}
EXPORT_SYMBOL_GPL(__irq_set_handler);

void irq_set_chained_handler_and_data(unsigned int irq, irq_flow_handler_t handle, void *data)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get_bus(irq, &flags);

	if (!desc)
		return;
	desc->irq_common_data.handler_data = data;
	set_handler(desc, handle, true);
	desc_put_bus(desc, flags);
}
EXPORT_SYMBOL_GPL(irq_set_chained_handler_and_data);

void irq_set_chip_and_handler_name(unsigned int irq, const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name)
{
	(void)irq_set_chip(irq, chip);
	__irq_set_handler(irq, handle, 0, name);
}
EXPORT_SYMBOL_GPL(irq_set_chip_and_handler_name);

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);
	unsigned int type;

	if (!desc)
		return;
	desc->status_use_accessors &= ~(unsigned int)(clr & IRQF_MODIFY_MASK);
	desc->status_use_accessors |= (unsigned int)(set & IRQF_MODIFY_MASK);
	state_clear(desc, IRQD_NO_BALANCING | IRQD_PER_CPU);
	if (desc->status_use_accessors & IRQ_NO_BALANCING_MASK)
		state_set(desc, IRQD_NO_BALANCING);
	if (desc->status_use_accessors & IRQ_PER_CPU)
		state_set(desc, IRQD_PER_CPU);
	type = (unsigned int)set & IRQ_TYPE_SENSE_MASK;
	if (type)
		note_type(desc, type);
	if (set & IRQ_LEVEL)
		state_set(desc, IRQD_LEVEL);
	desc_put(desc, flags);
}
EXPORT_SYMBOL_GPL(irq_modify_status);

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_irq_data);
