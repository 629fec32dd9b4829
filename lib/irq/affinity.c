// SPDX-License-Identifier: MIT
/*
 * Which CPUs an interrupt may be delivered to. A line goes to the first of them; a thread of a
 * handler is bound if there is only one.
 */
#include <linux/bug.h>
#include <linux/errno.h>

#include "irq/internals.h"

/* With desc->lock held. */
static int set_affinity(struct irq_desc *desc, const struct cpumask *mask, bool force)
{
	struct irq_chip *chip = desc->irq_data.chip;
	int ret;

	if (!chip->irq_set_affinity)
		return -EINVAL;
	ret = chip->irq_set_affinity(&desc->irq_data, mask, force);
	if (ret < 0)
		return ret;
	if (ret != IRQ_SET_MASK_OK_NOCOPY)
		cpumask_copy(&desc->irq_common_data.affinity, mask);
	state_set(desc, IRQD_AFFINITY_SET);
	threads_follow_affinity(desc);
	return 0;
}

static int set_affinity_of(unsigned int irq, const struct cpumask *mask, bool force)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);
	int ret;

	if (!desc)
		return -EINVAL;
	ret = set_affinity(desc, mask, force);
	desc_put(desc, flags);
	return ret;
}

int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask)
{
	return set_affinity_of(irq, cpumask, false);
}
EXPORT_SYMBOL_GPL(irq_set_affinity);

int irq_force_affinity(unsigned int irq, const struct cpumask *cpumask)
{
	return set_affinity_of(irq, cpumask, true);
}
EXPORT_SYMBOL_GPL(irq_force_affinity);

int irq_can_set_affinity(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && irqd_can_balance(&desc->irq_data) && desc->irq_data.chip->irq_set_affinity;
}
EXPORT_SYMBOL_GPL(irq_can_set_affinity);

/* The hint stays the driver's: it is kept by its address, until free_irq(). */
int __irq_apply_affinity_hint(unsigned int irq, const struct cpumask *m, bool setaffinity)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);

	if (!desc)
		return -EINVAL;
	desc->affinity_hint = m;
	/* As on Linux, nobody is told whether that worked. */
	if (m && setaffinity)
		(void)set_affinity(desc, m, false);
	desc_put(desc, flags);
	return 0;
}
EXPORT_SYMBOL_GPL(__irq_apply_affinity_hint);
