// SPDX-License-Identifier: MIT
/*
 * What drivers do with an interrupt: request it and free it.
 *
 * request_lock serialises the first request and the last free of interrupts whose chip has
 * resources to be asked for; nobody else takes it.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "host/mutex.h"
#include "irq/internals.h"

static struct host_mutex request_lock = HOST_MUTEX_INIT;

/* --- the chip's resources --- */

static bool has_resources(const struct irq_chip *chip)
{
	return chip->irq_request_resources || chip->irq_release_resources;
}

/* Before the first action, unless somebody has them. */
static int request_resources(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (READ_ONCE(desc->action) || !chip->irq_request_resources)
		return 0;
	return chip->irq_request_resources(&desc->irq_data);
}

static void release_resources(struct irq_desc *desc)
{
	struct irq_chip *chip = desc->irq_data.chip;

	if (!READ_ONCE(desc->action) && chip->irq_release_resources)
		chip->irq_release_resources(&desc->irq_data);
}

/* --- request --- */

/* With desc->lock held. May @new join those that are there? */
static int may_join(struct irq_desc *desc, struct irqaction *new)
{
	const struct irqaction *old = desc->action;
	unsigned long same = IRQF_ONESHOT | IRQF_PERCPU | IRQF_TRIGGER_MASK;

	if (!old)
		return 0;
	if ((new->flags &IRQF_COND_ONESHOT) && (old->flags & IRQF_ONESHOT))
		new->flags |= IRQF_ONESHOT;
	if ((old->flags & new->flags &IRQF_SHARED) && !((old->flags ^ new->flags) & same))
		return 0;
	if (!(new->flags &IRQF_PROBE_SHARED))
		pr_err("Flags mismatch irq %u. %08lx (%s) vs. %08lx (%s)\n", desc->irq_data.irq,
		       new->flags, new->name ? new->name : "(null)", old->flags,
		       old->name ? old->name : "(null)");
	return -EBUSY;
}

/* With desc->lock held: a bit of its own, with which its thread keeps the interrupt masked. */
static int choose_mask(struct irq_desc *desc, struct irqaction *new)
{
	unsigned long used = 0;

	if (new->flags & IRQF_ONESHOT) {
		for (struct irqaction *old = desc->action; old; old = old->next)
			used |= old->thread_mask;
		if (used == ~0UL)
			return -EBUSY;
		new->thread_mask = 1UL << ffz(used);
	} else if (new->handler == wake_thread_only &&
		   !(desc->irq_data.chip->flags & IRQCHIP_ONESHOT_SAFE)) {
		/* A level would come again and again until the thread gets to run. */
		pr_err("Threaded irq requested with handler=NULL and !ONESHOT for %s (irq %u)\n",
		       new->name, new->irq);
		return -EINVAL;
	}
	return 0;
}

/* With desc->lock held: @new is the first. */
static int begin(struct irq_desc *desc, struct irqaction *new, unsigned long asked_trigger)
{
	int err = asked_trigger ? desc_set_type(desc, (unsigned int)asked_trigger) : 0;

	if (err)
		return err;
	desc->istate &=
		~(ISTATE_SPURIOUS_DISABLED | ISTATE_ONESHOT | ISTATE_SAID | ISTATE_DEFERRED);
	if (new->flags & IRQF_ONESHOT)
		desc->istate |= ISTATE_ONESHOT;
	state_clear(desc, IRQD_PER_CPU | IRQD_NO_BALANCING);
	if ((new->flags &IRQF_PERCPU) || (desc->status_use_accessors & IRQ_PER_CPU))
		state_set(desc, IRQD_PER_CPU);
	if ((new->flags &IRQF_NOBALANCING) || (desc->status_use_accessors & IRQ_NO_BALANCING))
		state_set(desc, IRQD_NO_BALANCING);
	return 0;
}

/* With desc->lock held: at the end of the chain, and off it goes if it is the first. */
static void link_action(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **link = &desc->action;
	bool first = !desc->action;

	while (*link)
		link = &(*link)->next;
	/* H4: release, pairs with H3: the handling side walks the chain without the lock. */
	smp_store_release(link, new);
	desc->irq_count = 0;
	desc->irqs_unhandled = 0;
	if (!first) {
		/* There is one more to ask whether it cares. */
		if (desc->istate & ISTATE_SPURIOUS_DISABLED) {
			desc->istate &= ~ISTATE_SPURIOUS_DISABLED;
			if (!--desc->depth)
				desc_enable(desc);
		}
		return;
	}
	if ((new->flags &IRQF_NO_AUTOEN) || (desc->status_use_accessors & IRQ_NOAUTOEN))
		desc->depth = 1;
	else
		/* An edge from before is delivered now. */
		desc_startup(desc);
}

static int setup(struct irq_desc *desc, struct irqaction *new)
{
	unsigned long asked_trigger = new->flags &IRQF_TRIGGER_MASK;
	unsigned long flags;
	int err;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!asked_trigger)
		new->flags |= irqd_get_trigger_type(&desc->irq_data);
	/* I6: under the lock, pairs with I5 in desc_release(), which is too. */
	err = smp_load_acquire(&desc->kind) != DESC_FREE ? may_join(desc, new) : -EINVAL;
	if (!err)
		err = choose_mask(desc, new);
	if (!err && !desc->action)
		err = begin(desc, new, asked_trigger);
	if (!err)
		link_action(desc, new);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return err;
}

static int setup_on_bus(struct irq_desc *desc, struct irqaction *new)
{
	bool resources = has_resources(desc->irq_data.chip);
	int err = 0;

	if (resources) {
		host_mutex_lock(&request_lock);
		err = request_resources(desc);
		if (err)
			pr_err("Failed to request resources for %s (irq %u) on irqchip %s\n",
			       action_name(new), desc->irq_data.irq, desc->irq_data.chip->name);
	}
	if (!err) {
		bus_lock(desc);
		err = setup(desc, new);
		bus_unlock(desc);
		if (err && resources)
			release_resources(desc);
	}
	if (resources)
		host_mutex_unlock(&request_lock);
	return err;
}

/* What Linux refuses in silence. */
static const char *bad_flags(unsigned long flags, const void *dev_id)
{
	if ((flags & IRQF_SHARED) && !dev_id)
		return "IRQF_SHARED needs a dev_id to tell the handlers apart";
	if ((flags & IRQF_SHARED) && (flags & IRQF_NO_AUTOEN))
		return "IRQF_NO_AUTOEN can't go with IRQF_SHARED";
	if (!(flags & IRQF_SHARED) && (flags & IRQF_COND_SUSPEND))
		return "IRQF_COND_SUSPEND needs IRQF_SHARED";
	if ((flags & IRQF_NO_SUSPEND) && (flags & IRQF_COND_SUSPEND))
		return "IRQF_COND_SUSPEND can't go with IRQF_NO_SUSPEND";
	return NULL;
}

static int check_request(struct irq_desc *desc, unsigned int irq, bool has_handler,
			 unsigned long flags, const void *dev_id)
{
	const char *why = bad_flags(flags, dev_id);

	if (!why && !desc)
		why = "no such line";
	if (!why && (desc->status_use_accessors & IRQ_NOREQUEST))
		why = "it can't be requested (IRQ_NOREQUEST, or a chained handler)";
	if (!why && WARN_ON(is_percpu_devid(desc)))
		why = "each CPU has it for itself: request_percpu_irq()";
	if (!why && !has_handler)
		why = "request_irq() without a handler";
	if (why) {
		pr_err("irq %u: %s\n", irq, why);
		return -EINVAL;
	}
	return desc->irq_data.chip == &no_irq_chip ? -ENOSYS : 0;
}

static int request(struct irq_desc *desc, struct irqaction *action)
{
	int err = threads_make(desc, action);

	if (err)
		return err;
	err = setup_on_bus(desc, action);
	if (err)
		threads_end(action);
	else
		threads_start(desc, action);
	return err;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_desc *desc;
	struct irqaction *action;
	int err;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	desc = irq_to_desc(irq);
	arch_api_point(desc);
	err = check_request(desc, irq, handler || thread_fn, flags, dev_id);
	if (err)
		return err;
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	action->handler = handler ? handler : wake_thread_only;
	action->thread_fn = thread_fn;
	action->irq = irq;
	action->flags = flags;
	action->name = name;
	action->dev_id = dev_id;
	err = request(desc, action);
	if (err)
		kfree(action);
	return err;
}
EXPORT_SYMBOL(request_threaded_irq);

int request_any_context_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			    const char *name, void *dev_id)
{
	struct irq_desc *desc = irq != IRQ_NOTCONNECTED ? irq_to_desc(irq) : NULL;
	bool nested = desc && is_nested(desc);
	int ret;

	if (nested)
		ret = request_threaded_irq(irq, NULL, handler, flags, name, dev_id);
	else
		ret = request_irq(irq, handler, flags, name, dev_id);
	return ret ? ret : nested ? IRQC_IS_NESTED : IRQC_IS_HARDIRQ;
}
EXPORT_SYMBOL_GPL(request_any_context_irq);

/* --- free --- */

/* Off the chain, and off with the interrupt if it was the last. NULL: there is none such. @runs: may
 * its handler still be running? A handling that begins later does not find it. */
static struct irqaction *unlink_action(struct irq_desc *desc, const void *dev_id, bool *runs)
{
	struct irqaction **link, *action;
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	for (link = &desc->action; (action = *link); link = &action->next)
		if (action->dev_id == dev_id && action != &chained_action)
			break;
	if (action) {
		WRITE_ONCE(*link, action->next);
		if (!desc->action)
			desc_shutdown(desc);
		if (WARN_ON_ONCE(desc->affinity_hint))
			desc->affinity_hint = NULL;
		WARN_ON(!desc->action && desc->affinity_notify);
	}
	*runs = state_has(desc, IRQD_IRQ_INPROGRESS);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return action;
}

void end_action(struct irq_desc *desc, struct irqaction *action, bool runs)
{
	/* A handling that has picked up the chain before is over after this, a later one does not
	 * find the action; so nobody wakes its thread any more. A nested one is handled by the thread
	 * of another interrupt. */
	if (is_nested(desc))
		synchronize_irq(desc->irq_data.irq);
	else if (runs)
		(void)desc_synchronize_hardirq(desc);
	else
		arch_api_point(desc); /* where it would be waited for */
	threads_end(action);
	kfree(action);
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action = NULL;
	const char *name;
	bool resources, runs;

	WARN(in_interrupt(), "Trying to free IRQ %u from IRQ context!\n", irq);
	might_sleep();
	arch_api_point(desc);
	if (desc && WARN_ON(is_percpu_devid(desc)))
		return NULL;
	if (desc) {
		resources = has_resources(desc->irq_data.chip);
		if (resources)
			host_mutex_lock(&request_lock);
		bus_lock(desc);
		action = unlink_action(desc, dev_id, &runs);
		bus_unlock(desc);
	}
	if (action) {
		name = action->name;
		end_action(desc, action, runs);
		if (resources)
			release_resources(desc);
	}
	if (desc && resources)
		host_mutex_unlock(&request_lock);
	if (WARN(!action, "Trying to free already-free IRQ %u\n", irq))
		return NULL;
	return name;
}
EXPORT_SYMBOL(free_irq);
