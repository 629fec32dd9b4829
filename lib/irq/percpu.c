// SPDX-License-Identifier: MIT
/*
 * Interrupts that each CPU has for itself under one number.
 *
 * Their state is the set of CPUs where they are on (desc->percpu_enabled): a CPU's bit is its
 * owner's. Handling takes no lock and is never in progress: several CPUs do it at once. So freeing
 * waits for nobody; instead it is refused while one of them is on, and who switches it off there
 * is on that CPU, where no handler runs then.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "arch/upcall.h"
#include "irq/internals.h"

int irq_set_percpu_devid(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);
	int ret = -EINVAL;

	if (!desc)
		return ret;
	if (!is_percpu_devid(desc)) {
		cpumask_clear(&desc->percpu_enabled);
		desc->status_use_accessors |= IRQ_NOAUTOEN | IRQ_PER_CPU | IRQ_NOPROBE |
					      IRQ_NOTHREAD | IRQ_PER_CPU_DEVID;
		state_set(desc, IRQD_PER_CPU);
		ret = 0;
	}
	desc_put(desc, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_set_percpu_devid);

/* The descriptor with its lock held, if it is one of that kind. */
static struct irq_desc *percpu_get(unsigned int irq, unsigned long *flags)
{
	struct irq_desc *desc = desc_get(irq, flags);

	if (desc && !is_percpu_devid(desc)) {
		desc_put(desc, *flags);
		desc = NULL;
	}
	return desc;
}

/* --- request and free --- */

/* With desc->lock held. */
static int link_percpu(struct irq_desc *desc, struct irqaction *new)
{
	const struct irqaction *old = desc->action;

	if (old) {
		pr_err("Flags mismatch irq %u. %08lx (%s) vs. %08lx (%s)\n", desc->irq_data.irq,
		       new->flags, action_name(new), old->flags, action_name(old));
		return -EBUSY;
	}
	/* H4, as in link_action(). */
	smp_store_release(&desc->action, new);
	state_set(desc, IRQD_IRQ_STARTED);
	return 0;
}

int __request_percpu_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			 const char *devname, void __percpu *percpu_dev_id)
{
	unsigned long lock_flags;
	struct irq_desc *desc;
	struct irqaction *action;
	int err = -EINVAL;

	if (!percpu_dev_id || (flags && flags != IRQF_TIMER))
		return err;
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	action->handler = handler;
	action->percpu_dev_id = percpu_dev_id;
	action->irq = irq;
	action->flags = flags | IRQF_PERCPU | IRQF_NO_SUSPEND;
	action->name = devname;
	desc = percpu_get(irq, &lock_flags);
	if (desc) {
		if (handler && !(desc->status_use_accessors & IRQ_NOREQUEST))
			err = link_percpu(desc, action);
		desc_put(desc, lock_flags);
	}
	if (err)
		kfree(action);
	return err;
}
EXPORT_SYMBOL_GPL(__request_percpu_irq);

/* With desc->lock held. Return: what to free; NULL, and why not. */
static struct irqaction *unlink_percpu(struct irq_desc *desc, const void *percpu_dev_id,
				       int *still_on)
{
	struct irqaction *action = desc->action;

	if (!action || action->percpu_dev_id != percpu_dev_id)
		return NULL;
	if (!cpumask_empty(&desc->percpu_enabled)) {
		*still_on = (int)cpumask_first(&desc->percpu_enabled);
		return NULL;
	}
	WRITE_ONCE(desc->action, NULL);
	state_clear(desc, IRQD_IRQ_STARTED);
	return action;
}

void free_percpu_irq(unsigned int irq, void __percpu *percpu_dev_id)
{
	unsigned long flags;
	struct irq_desc *desc;
	struct irqaction *action;
	int still_on = -1;

	WARN(in_interrupt(), "Trying to free IRQ %u from IRQ context!\n", irq);
	desc = percpu_get(irq, &flags);
	if (!desc)
		return;
	action = unlink_percpu(desc, percpu_dev_id, &still_on);
	desc_put(desc, flags);
	WARN(still_on >= 0, "percpu IRQ %u still enabled on CPU%d!\n", irq, still_on);
	WARN(!action && still_on < 0, "Trying to free already-free IRQ %u\n", irq);
	kfree(action);
}
EXPORT_SYMBOL_GPL(free_percpu_irq);

/* --- on and off --- */

/* On this CPU, which is owned. */
static void switch_percpu(struct irq_desc *desc, bool on)
{
	struct irq_chip *chip = desc->irq_data.chip;
	void (*how)(struct irq_data * data);
	unsigned int cpu = smp_processor_id();

	if (on)
		how = chip->irq_enable ? chip->irq_enable : chip->irq_unmask;
	else
		how = chip->irq_disable ? chip->irq_disable : chip->irq_mask;
	if (how)
		how(&desc->irq_data);
	if (on)
		cpumask_set_cpu(cpu, &desc->percpu_enabled);
	else
		cpumask_clear_cpu(cpu, &desc->percpu_enabled);
}

void enable_percpu_irq(unsigned int irq, unsigned int type)
{
	unsigned long flags;
	struct irq_desc *desc = percpu_get(irq, &flags);
	int err = 0;

	if (!desc)
		return;
	type &= IRQ_TYPE_SENSE_MASK;
	if (type == IRQ_TYPE_NONE)
		type = irqd_get_trigger_type(&desc->irq_data);
	if (type != IRQ_TYPE_NONE)
		err = desc_set_type(desc, type);
	if (!err)
		switch_percpu(desc, true);
	desc_put(desc, flags);
	WARN(err, "failed to set type for IRQ%u\n", irq);
}
EXPORT_SYMBOL_GPL(enable_percpu_irq);

void disable_percpu_irq(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc = percpu_get(irq, &flags);

	if (!desc)
		return;
	switch_percpu(desc, false);
	desc_put(desc, flags);
}
EXPORT_SYMBOL_GPL(disable_percpu_irq);

bool irq_percpu_is_enabled(unsigned int irq)
{
	unsigned long flags;
	struct irq_desc *desc = percpu_get(irq, &flags);
	bool on;

	if (!desc)
		return false;
	on = cpumask_test_cpu(smp_processor_id(), &desc->percpu_enabled);
	desc_put(desc, flags);
	return on;
}
EXPORT_SYMBOL_GPL(irq_percpu_is_enabled);

/* --- handling --- */

static void nobody_expects_it(struct irq_desc *desc)
{
	unsigned int cpu = smp_processor_id();
	bool on = cpumask_test_cpu(cpu, &desc->percpu_enabled);

	if (on) {
		raw_spin_lock(&desc->lock);
		switch_percpu(desc, false);
		raw_spin_unlock(&desc->lock);
	}
	pr_err_once("Spurious%s percpu IRQ%u on CPU%u\n", on ? " and unmasked" : "",
		    desc->irq_data.irq, cpu);
}

void handle_percpu_devid_irq(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;
	struct irqaction *action;

	desc_count(desc);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
	/* H3: acquire, as in call_actions(). */
	action = arch_load_quietly(&desc->action, __ATOMIC_ACQUIRE);
	if (likely(action))
		(void)call_action(desc->irq_data.irq, action, raw_cpu_ptr(action->percpu_dev_id));
	else
		nobody_expects_it(desc);
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->irq_data);
}
EXPORT_SYMBOL_GPL(handle_percpu_devid_irq);
