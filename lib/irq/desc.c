// SPDX-License-Identifier: MIT
/*
 * The table of descriptors.
 *
 * A descriptor stays until shutdown once it was made, so that raising, which takes no lock, never
 * meets freed memory; one that was given back is used for the next interrupt of its number. The
 * alloc lock serialises alloc, free, bind and unbind.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <errno.h>

#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "arch/upcall.h"
#include "host/mutex.h"
#include "host/subsys.h"
#include "irq/internals.h"
#include "kernel/irq_work.h"

/* Entries are published once, read by anyone. */
static struct irq_desc *table[NR_IRQS] __arch_hot_irqs;
static unsigned int table_end __arch_hot; /* above the highest ever made; under the alloc lock */
static struct host_mutex alloc_lock __arch_hot = HOST_MUTEX_INIT;

void desc_alloc_lock(void)
{
	host_mutex_lock(&alloc_lock);
}

void desc_alloc_unlock(void)
{
	host_mutex_unlock(&alloc_lock);
}

/* I2: acquire, pairs with I1 in make(): the descriptor's number is seen. */
static struct irq_desc *desc_of(unsigned int irq)
{
	return irq < NR_IRQS ? arch_load(&table[irq], __ATOMIC_ACQUIRE) : NULL;
}

struct irq_desc *irq_to_desc(unsigned int irq)
{
	struct irq_desc *desc = desc_of(irq);

	/* I4: acquire, pairs with I3 in desc_publish(): name, trigger and cpu are seen. */
	return desc && smp_load_acquire(&desc->kind) != DESC_FREE ? desc : NULL;
}
EXPORT_SYMBOL(irq_to_desc);

/* The next one in use from *@irq on, which becomes its number. */
struct irq_desc *desc_next(unsigned int *irq)
{
	for (; *irq < NR_IRQS; ++*irq) {
		struct irq_desc *desc = irq_to_desc(*irq);

		if (desc)
			return desc;
	}
	return NULL;
}

/* --- getting hold of one --- */

void bus_lock(struct irq_desc *desc)
{
	if (unlikely(desc->irq_data.chip->irq_bus_lock))
		desc->irq_data.chip->irq_bus_lock(&desc->irq_data);
}

void bus_unlock(struct irq_desc *desc)
{
	if (unlikely(desc->irq_data.chip->irq_bus_sync_unlock))
		desc->irq_data.chip->irq_bus_sync_unlock(&desc->irq_data);
}

struct irq_desc *desc_get(unsigned int irq, unsigned long *flags)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return NULL;
	arch_api_point(desc);
	raw_spin_lock_irqsave(&desc->lock, *flags);
	return desc;
}

struct irq_desc *desc_get_bus(unsigned int irq, unsigned long *flags)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return NULL;
	arch_api_point(desc);
	bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, *flags);
	return desc;
}

struct irq_desc *desc_get_global(unsigned int irq, unsigned long *flags)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && !is_percpu_devid(desc) ? desc_get_bus(irq, flags) : NULL;
}

void desc_put(struct irq_desc *desc, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

void desc_put_bus(struct irq_desc *desc, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	bus_unlock(desc);
}

/* --- alloc and free, under the alloc lock --- */

/* A freed line may still wait for its CPU, and stay on the CPU's list until that gets to it. */
static bool in_use(unsigned int irq)
{
	struct irq_desc *desc = desc_of(irq);

	/* J3: acquire, pairs with J1, the last change of the word by handle_line(). */
	return desc && (desc->kind != DESC_FREE || (smp_load_acquire(&desc->line) & LINE_QUEUED));
}

/* Of a number that is not in use; made if need be. */
static struct irq_desc *make(unsigned int irq)
{
	struct irq_desc *desc = desc_of(irq);

	if (desc)
		return desc;
	desc = arch_object_alloc(sizeof(*desc) + arch_cpu_count() * sizeof(desc->count[0]));
	if (!desc)
		return NULL;
	desc->irq_data.irq = irq;
	desc->irq_data.common = &desc->irq_common_data;
	init_waitqueue_head(&desc->wait_for_threads);
	if (irq >= table_end)
		table_end = irq + 1;
	/* I1: release, pairs with I2 in desc_of(). */
	arch_store(&table[irq], desc, __ATOMIC_RELEASE);
	return desc;
}

/* As one that no driver has touched, and disabled. */
static void reset(struct irq_desc *desc)
{
	desc->irq_common_data.state_use_accessors = IRQD_IRQ_DISABLED;
	desc->irq_common_data.handler_data = NULL;
	cpumask_setall(&desc->irq_common_data.affinity);
	desc->irq_data.hwirq = 0;
	desc->irq_data.chip = &no_irq_chip;
	desc->irq_data.domain = NULL;
	desc->irq_data.chip_data = NULL;
	desc->handle_irq = handle_bad_irq;
	desc->action = NULL;
	desc->status_use_accessors = 0;
	desc->depth = 1;
	desc->wake_depth = 0;
	desc->affinity_hint = NULL;
	desc->affinity_notify = NULL;
	desc->istate = 0;
	WRITE_ONCE(desc->binding, BOUND_NOTHING);
	memset(desc->count, 0, arch_cpu_count() * sizeof(desc->count[0]));
	/* Nothing active: a line that is active low starts high. */
	arch_store(&desc->line, 0, __ATOMIC_RELAXED);
}

struct irq_desc *desc_first_free(int *err)
{
	struct irq_desc *desc;
	unsigned int irq;

	for (irq = 1; irq < NR_IRQS && in_use(irq); irq++)
		;
	desc = irq < NR_IRQS ? make(irq) : NULL;
	if (desc)
		reset(desc);
	else
		*err = irq < NR_IRQS ? -ENOMEM : -ENOSPC;
	return desc;
}

void desc_publish(struct irq_desc *desc, unsigned int kind)
{
	/* I3: release, pairs with I4 in irq_to_desc(). */
	smp_store_release(&desc->kind, kind);
}

int desc_release(struct irq_desc *desc, const char *who)
{
	unsigned long flags;
	const char *name = NULL;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->action)
		name = action_name(desc->action);
	else
		/* I5: release, pairs with I6 in setup(), also under the lock: a request_irq() that
		 * comes after this finds no line. */
		smp_store_release(&desc->kind, DESC_FREE);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	if (!name)
		return 0;
	pr_err("%s: irq %u (%s) still has a handler (%s): free_irq() first\n", who,
	       desc->irq_data.irq, desc->line_name, name);
	return -EBUSY;
}

/* The first of @cnt free numbers in a row. */
static unsigned int find_row(unsigned int from, unsigned int cnt)
{
	unsigned int n = 0;

	for (unsigned int irq = from; irq < NR_IRQS; irq++) {
		n = in_use(irq) ? 0 : n + 1;
		if (n == cnt)
			return irq + 1 - cnt;
	}
	return NR_IRQS;
}

static int alloc_row(unsigned int first, unsigned int cnt, const struct irq_affinity_desc *affinity)
{
	for (unsigned int irq = first; irq < first + cnt; irq++)
		if (!make(irq))
			return -ENOMEM;
	for (unsigned int irq = first; irq < first + cnt; irq++) {
		struct irq_desc *desc = desc_of(irq);

		reset(desc);
		state_set(desc, IRQD_IRQ_MASKED);
		if (affinity)
			cpumask_copy(&desc->irq_common_data.affinity, &affinity[irq - first].mask);
		strscpy(desc->line_name, "a driver's", sizeof(desc->line_name));
		desc->trigger = 0;
		desc->cpu = 0;
		desc_publish(desc, DESC_DRIVERS);
	}
	return (int)first;
}

int __irq_alloc_descs(int irq, unsigned int from, unsigned int cnt, int node, struct module *owner,
		      const struct irq_affinity_desc *affinity)
{
	unsigned int first;
	int ret = tl_boot_auto();

	(void)node;
	(void)owner;
	if (ret)
		return ret;
	if (!cnt || (irq >= 0 && from > (unsigned int)irq))
		return -EINVAL;
	if (irq >= 0)
		from = (unsigned int)irq;
	else if (!from)
		from = 1;
	desc_alloc_lock();
	first = find_row(from, cnt);
	if (irq >= 0 && first != (unsigned int)irq)
		ret = first < NR_IRQS || from + cnt <= NR_IRQS ? -EEXIST : -ENOSPC;
	else
		ret = first < NR_IRQS ? alloc_row(first, cnt, affinity) : -ENOSPC;
	desc_alloc_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(__irq_alloc_descs);

void irq_free_descs(unsigned int from, unsigned int cnt)
{
	desc_alloc_lock();
	for (unsigned int irq = from; irq - from < cnt && irq < NR_IRQS; irq++) {
		struct irq_desc *desc = irq_to_desc(irq);

		if (desc && desc->kind == DESC_DRIVERS)
			(void)desc_release(desc, "irq_free_descs");
	}
	desc_alloc_unlock();
}
EXPORT_SYMBOL_GPL(irq_free_descs);

/* --- what the machine asks, and boot --- */

bool irq_upcall_lines_on(unsigned int cpu)
{
	for (unsigned int irq = 1; irq < table_end; irq++)
		if (table[irq] && table[irq]->kind == DESC_LINE && table[irq]->cpu == cpu)
			return true;
	return false;
}

int irq_upcall_handler_left(char *name, size_t size)
{
	for (unsigned int irq = 0; irq < table_end; irq++) {
		const struct irq_desc *desc = table[irq];

		if (!desc || !desc->action)
			continue;
		strscpy(name, action_name(desc->action), size);
		return (int)irq;
	}
	return 0;
}

/* Its handlers that were left; or only those with threads. */
static void drop_actions(struct irq_desc *desc, bool threaded_only)
{
	struct irqaction **link = &desc->action, *action;

	while ((action = *link)) {
		if (threaded_only && !action->thread) {
			link = &action->next;
			continue;
		}
		pr_notice("irq %u (%s): handler of %s left at shutdown\n", desc->irq_data.irq,
			  desc->line_name, action_name(action));
		WRITE_ONCE(*link, action->next);
		if (threaded_only)
			end_action(desc, action, true);
		else if (action != &chained_action)
			kfree(action);
	}
}

int irq_subsys_init(void)
{
	lines_reset();
	resend_reset();
	irq_work_reset();
	return 0;
}

int irq_threads_init(void)
{
	return 0;
}

/* While threads can still be stopped. */
void irq_threads_exit(void)
{
	struct irq_desc *desc;

	for (unsigned int irq = 0; (desc = desc_next(&irq)); irq++)
		drop_actions(desc, true);
}

void irq_subsys_exit(void)
{
	bind_exit();
	for (unsigned int irq = 0; irq < table_end; irq++) {
		struct irq_desc *desc = table[irq];

		if (!desc)
			continue;
		drop_actions(desc, false);
		table[irq] = NULL;
		arch_object_free(desc);
	}
	table_end = 0;
	lines_exit();
}
