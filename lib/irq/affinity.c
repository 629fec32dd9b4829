// SPDX-License-Identifier: MIT
/*
 * Which CPUs an interrupt may be delivered to. A line goes to the first of them; a thread of a
 * handler is bound if there is only one.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/might_sleep.h>
#include <linux/workqueue.h>

#include "irq/internals.h"

/* --- who is told --- */

/* With desc->lock held. The work has a reference of its own while it is queued. */
static void tell(struct irq_affinity_notify *notify)
{
	if (!notify)
		return;
	kref_get(&notify->kref);
	if (!schedule_work(&notify->work))
		kref_put(&notify->kref, notify->release);
}

static void notify_work(struct work_struct *work)
{
	struct irq_affinity_notify *notify = container_of(work, struct irq_affinity_notify, work);
	unsigned long flags;
	struct irq_desc *desc = desc_get(notify->irq, &flags);
	cpumask_t mask;

	if (desc) {
		cpumask_copy(&mask, &desc->irq_common_data.affinity);
		desc_put(desc, flags);
		notify->notify(notify, &mask);
	}
	kref_put(&notify->kref, notify->release);
}

int irq_set_affinity_notifier(unsigned int irq, struct irq_affinity_notify *notify)
{
	unsigned long flags;
	struct irq_affinity_notify *old;
	struct irq_desc *desc;

	might_sleep();
	if (notify) {
		notify->irq = irq;
		kref_init(&notify->kref);
		INIT_WORK(&notify->work, notify_work);
	}
	desc = desc_get(irq, &flags);
	if (!desc)
		return -EINVAL;
	old = desc->affinity_notify;
	desc->affinity_notify = notify;
	desc_put(desc, flags);
	if (!old)
		return 0;
	if (cancel_work_sync(&old->work))
		kref_put(&old->kref, old->release); /* its own */
	kref_put(&old->kref, old->release);
	return 0;
}
EXPORT_SYMBOL_GPL(irq_set_affinity_notifier);

/* --- setting it --- */

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
	tell(desc->affinity_notify);
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
