// SPDX-License-Identifier: MIT
/*
 * Finding out which interrupt a device has: all that nobody has requested are let fire, the device
 * is made to, and the one that did is it.
 *
 * AUTODETECT is on an interrupt from probe_irq_on() to probe_irq_off(), WAITING until it fires
 * (desc_autodetect()). probing serialises those that probe, from the one call to the other.
 */
#include <linux/jiffies.h>
#include <linux/sched.h>

#include "host/mutex.h"
#include "irq/internals.h"

static struct host_mutex probing = HOST_MUTEX_INIT;

bool desc_autodetect(struct irq_desc *desc)
{
	desc->istate &= ~ISTATE_WAITING;
	return desc->istate & ISTATE_AUTODETECT;
}

/* What came before is not what is looked for. */
static void forget_pending(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	desc->istate &= ~ISTATE_PENDING;
	if (chip->irq_set_irqchip_state)
		(void)chip->irq_set_irqchip_state(&desc->irq_data, IRQCHIP_STATE_PENDING, false);
}

static void begin(struct irq_desc *desc)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!desc->action && !(desc->status_use_accessors & IRQ_NOPROBE) &&
	    desc->irq_data.chip != &no_irq_chip) {
		desc->istate |= ISTATE_AUTODETECT | ISTATE_WAITING;
		forget_pending(desc);
		desc_startup(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

/* Return: true if it has fired. */
static bool end(struct irq_desc *desc)
{
	unsigned long flags;
	bool fired;

	raw_spin_lock_irqsave(&desc->lock, flags);
	fired = (desc->istate & (ISTATE_AUTODETECT | ISTATE_WAITING)) == ISTATE_AUTODETECT;
	if (desc->istate & ISTATE_AUTODETECT) {
		/* What came was for the probe. */
		desc->istate &= ~(ISTATE_AUTODETECT | ISTATE_WAITING | ISTATE_PENDING);
		if (!desc->action)
			desc_shutdown(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return fired;
}

static bool is_waiting(struct irq_desc *desc)
{
	unsigned long flags;
	bool waiting;

	raw_spin_lock_irqsave(&desc->lock, flags);
	waiting = desc->istate & ISTATE_WAITING;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return waiting;
}

unsigned long probe_irq_on(void)
{
	struct irq_desc *desc;
	unsigned long mask = 0;

	host_mutex_lock(&probing);
	for (unsigned int irq = 0; (desc = desc_next(&irq)); irq++)
		begin(desc);
	/* Those that fire by themselves are none. */
	schedule_timeout_uninterruptible(HZ / 10);
	for (unsigned int irq = 0; (desc = desc_next(&irq)); irq++) {
		if (!is_waiting(desc))
			(void)end(desc);
		else if (irq < 32)
			mask |= 1UL << irq;
	}
	return mask;
}
EXPORT_SYMBOL(probe_irq_on);

int probe_irq_off(unsigned long mask)
{
	struct irq_desc *desc;
	int found = 0, n = 0;

	(void)mask;
	for (unsigned int irq = 0; (desc = desc_next(&irq)); irq++) {
		if (!end(desc))
			continue;
		if (!n++)
			found = (int)irq;
	}
	host_mutex_unlock(&probing);
	return n > 1 ? -found : found;
}
EXPORT_SYMBOL(probe_irq_off);
