// SPDX-License-Identifier: MIT
/*
 * Calling the handlers of an interrupt, and those threads of theirs that they ask for.
 */
#include <linux/bug.h>
#include <linux/printk.h>

#include "irq/internals.h"

/* A handler has taken a lock, or given one back, and returned: who was interrupted must not go on
 * with that. Linux leaves it to whatever fails next. */
static noinline void put_count_right(unsigned int irq, const struct irqaction *action, int before)
{
	WARN_ONCE(1, "irq %u handler %pS preempt leak: %08x -> %08x\n", irq,
		  (void *)action->handler, (unsigned int)before, (unsigned int)preempt_count());
	arch_preempt_count_set((unsigned int)before);
}

irqreturn_t call_action(unsigned int irq, const struct irqaction *action, void *cookie)
{
	int before = preempt_count();
	irqreturn_t ret = action->handler((int)irq, cookie);

	if (WARN_ONCE(!irqs_disabled(), "irq %u handler %pS enabled interrupts\n", irq,
		      (void *)action->handler))
		local_irq_disable();
	if (unlikely(preempt_count() != before))
		put_count_right(irq, action, before);
	return ret;
}

irqreturn_t call_actions(struct irq_desc *desc, struct irqaction *action)
{
	irqreturn_t ret = IRQ_NONE;

	/* H3: acquire, pairs with setup()'s publishing of an action on a line that is in use. */
	for (; action; action = arch_load_quietly(&action->next, __ATOMIC_ACQUIRE)) {
		irqreturn_t res = call_action(desc->irq_data.irq, action, action->dev_id);

		ret |= res;
		if (res == IRQ_WAKE_THREAD)
			wake_action_thread(desc, action);
	}
	return ret;
}

void handle_actions(struct irq_desc *desc)
{
	struct irqaction *action = desc->action;
	irqreturn_t ret;

	desc->istate &= ~ISTATE_PENDING;
	state_set(desc, IRQD_IRQ_INPROGRESS);
	raw_spin_unlock(&desc->lock);

	ret = call_actions(desc, action);

	raw_spin_lock(&desc->lock);
	note_interrupt(desc, ret);
	state_clear(desc, IRQD_IRQ_INPROGRESS); /* H1 */
}

void say_no_handler(struct irq_desc *desc)
{
	pr_crit("unexpected IRQ trap at vector %02x (%s has no handler)\n", desc->irq_data.irq,
		READ_ONCE(desc->kind) == DESC_LINE ? desc->line_name : "it");
}
