// SPDX-License-Identifier: MIT
/*
 * The table of interrupt lines, and the host API that makes, raises and counts them.
 *
 * A descriptor stays until shutdown once it was made, so that raising, which takes no lock, never
 * meets freed memory; a freed line's descriptor is used for the next one. alloc_lock serialises
 * alloc, free, bind and unbind.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/printk.h>
#include <linux/string.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/stat.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/error.h"
#include "host/mutex.h"
#include "host/subsys.h"
#include "irq/internals.h"
#include "kernel/irq_work.h"

static struct irq_desc *table[NR_IRQS]; /* entries are published once, read by anyone */
static struct host_mutex alloc_lock = HOST_MUTEX_INIT;
static unsigned int next_cpu;

/* I2: acquire, pairs with I1 in get_slot(): the descriptor's number is seen. */
static struct irq_desc *desc_of(unsigned int irq)
{
	return irq < NR_IRQS ? arch_load(&table[irq], __ATOMIC_ACQUIRE) : NULL;
}

struct irq_desc *irq_to_desc(unsigned int irq)
{
	struct irq_desc *desc = desc_of(irq);

	/* I4: acquire, pairs with I3 in alloc_line(): name, trigger and cpu are seen. */
	return desc && smp_load_acquire(&desc->allocated) ? desc : NULL;
}

static int bad_trigger(unsigned int trigger)
{
	switch (trigger) {
	case TL_IRQ_RISING:
	case TL_IRQ_FALLING:
	case TL_IRQ_RISING | TL_IRQ_FALLING:
	case TL_IRQ_HIGH:
	case TL_IRQ_LOW:
		return 0;
	}
	return 1;
}

/* A freed line may still wait for its CPU, and stay on the CPU's list until that gets to it. */
static bool in_use(unsigned int irq)
{
	struct irq_desc *desc = desc_of(irq);

	/* J3: acquire, pairs with J1, the last change of the word by handle_line(). */
	return desc && (desc->allocated || (smp_load_acquire(&desc->line) & LINE_QUEUED));
}

/* A descriptor that is not in use; made if need be. */
static struct irq_desc *get_slot(int *err)
{
	unsigned int irq;
	struct irq_desc *desc;

	for (irq = 1; irq < NR_IRQS && in_use(irq); irq++)
		;
	if (irq == NR_IRQS) {
		*err = -ENOSPC;
		return NULL;
	}
	desc = desc_of(irq);
	if (desc)
		return desc;
	desc = arch_object_alloc(sizeof(*desc) + arch_cpu_count() * sizeof(desc->count[0]));
	if (!desc) {
		*err = -ENOMEM;
		return NULL;
	}
	desc->irq = irq;
	/* I1: release, pairs with I2 in desc_of(). */
	arch_store(&table[irq], desc, __ATOMIC_RELEASE);
	return desc;
}

static int alloc_line(const char *name, unsigned int trigger, int cpu)
{
	int err = 0;
	struct irq_desc *desc = get_slot(&err);

	if (!desc)
		return err;
	strncpy(desc->name, name, sizeof(desc->name) - 1);
	desc->trigger = trigger;
	desc->cpu = cpu < 0 ? next_cpu++ % arch_cpu_count() : (unsigned int)cpu;
	desc->action = NULL;
	desc->depth = 1;
	desc->bad = false;
	desc->binding = BOUND_NOTHING;
	memset(desc->count, 0, arch_cpu_count() * sizeof(desc->count[0]));
	/* Nothing active: a line that is active low starts high. */
	arch_store(&desc->line, 0, __ATOMIC_RELAXED);
	/* I3: release, pairs with I4 in irq_to_desc(). */
	smp_store_release(&desc->allocated, true);
	return (int)desc->irq;
}

int tl_irq_alloc(const char *name, unsigned int trigger, int cpu)
{
	int ret = tl_boot_auto();

	if (ret)
		return ret;
	if (!name || !*name) {
		pr_err("tl_irq_alloc: name: a line needs one\n");
		return -EINVAL;
	}
	if (bad_trigger(trigger)) {
		pr_err("tl_irq_alloc(%s): trigger %#x: use one TL_IRQ_*, or RISING | FALLING\n",
		       name, trigger);
		return -EINVAL;
	}
	if (cpu != TL_CPU_ANY && (cpu < 0 || (unsigned int)cpu >= arch_cpu_count())) {
		pr_err("tl_irq_alloc(%s): cpu %d: there are %u\n", name, cpu, arch_cpu_count());
		return -EINVAL;
	}
	host_mutex_lock(&alloc_lock);
	ret = alloc_line(name, trigger, cpu);
	host_mutex_unlock(&alloc_lock);
	return ret;
}

/* Under alloc_lock; @who uses it. */
static int release_line(struct irq_desc *desc)
{
	unsigned long flags;
	const char *who = NULL;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->action)
		who = desc->action->name ? desc->action->name : "?";
	else
		/* I5: release, pairs with I6 in setup(), also under the lock: a request_irq() that
		 * comes after this finds no line. */
		smp_store_release(&desc->allocated, false);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	if (who) {
		pr_err("tl_irq_free: irq %u (%s) still has a handler (%s): free_irq() first\n",
		       desc->irq, desc->name, who);
		return -EBUSY;
	}
	unbind(desc);
	return 0;
}

int tl_irq_free(int irq)
{
	struct irq_desc *desc;
	int err = -EINVAL;

	host_mutex_lock(&alloc_lock);
	desc = irq_to_desc((unsigned int)irq);
	if (desc)
		err = release_line(desc);
	host_mutex_unlock(&alloc_lock);
	return err;
}

/* A raise runs no handler before it returns, and nobody else on a machine of one thread, so that
 * the caller may hold locks of its own. */
static int drive_line(int irq, bool high)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);
	unsigned long state;

	if (!desc)
		return -EINVAL;
	if (!arch_may_raise())
		return -EPERM;
	arch_api_point(desc);
	state = host_call_begin();
	if (desc->trigger == (high ? TL_IRQ_LOW : TL_IRQ_HIGH))
		line_clear(desc);
	else if (desc->trigger != (high ? TL_IRQ_FALLING : TL_IRQ_RISING))
		line_signal(desc);
	host_call_end(state);
	return 0;
}

int tl_irq_raise(int irq)
{
	return drive_line(irq, true);
}

int tl_irq_lower(int irq)
{
	return drive_line(irq, false);
}

/* Common to both kinds of binding: @how does it, under alloc_lock. */
static int bind_line(const char *who, int irq, int to, int (*how)(struct irq_desc *, int))
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);
	int err;

	if (!desc) {
		pr_err("%s: irq %d: no such line\n", who, irq);
		return -EINVAL;
	}
	if (!arch_takes_host_events()) {
		pr_err("%s: irq %d (%s): this machine is deterministic, nothing of the host may raise a line; use tl_irq_raise()\n",
		       who, irq, desc->name);
		return -EOPNOTSUPP;
	}
	host_mutex_lock(&alloc_lock);
	if (desc->binding != BOUND_NOTHING) {
		pr_err("%s: irq %d (%s) is bound already\n", who, irq, desc->name);
		err = -EBUSY;
	} else {
		err = how(desc, to);
	}
	host_mutex_unlock(&alloc_lock);
	return err;
}

int tl_irq_bind_signal(int irq, int signo)
{
	return bind_line("tl_irq_bind_signal", irq, signo, bind_signal);
}

int tl_irq_bind_fd(int irq, int fd)
{
	return bind_line("tl_irq_bind_fd", irq, fd, bind_fd);
}

int tl_irq_unbind(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);
	int err = -EINVAL;

	if (!desc)
		return err;
	host_mutex_lock(&alloc_lock);
	if (desc->binding != BOUND_NOTHING) {
		unbind(desc);
		err = 0;
	}
	host_mutex_unlock(&alloc_lock);
	return err;
}

unsigned long tl_irq_count(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);
	unsigned long sum = 0;

	for (unsigned int cpu = 0; desc && cpu < arch_cpu_count(); cpu++)
		sum += READ_ONCE(desc->count[cpu]);
	return sum;
}

/* "name, name": what is on the line. */
static void describe_actions(struct irq_desc *desc, char *buf, size_t size)
{
	const struct irqaction *action;
	unsigned long flags;
	int n = 0;

	buf[0] = '\0';
	raw_spin_lock_irqsave(&desc->lock, flags);
	for (action = desc->action; action; action = action->next)
		n += scnprintf(buf + n, size - (size_t)n, "%s%s", n ? ", " : "",
			       action->name ? action->name : "?");
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

static void show_line(FILE *file, struct irq_desc *desc)
{
	char names[128];

	describe_actions(desc, names, sizeof(names));
	fprintf(file, "%4u:", desc->irq);
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		fprintf(file, " %10lu", READ_ONCE(desc->count[cpu]));
	fprintf(file, "  tasklet  %u-%-5s  %s\n", desc->irq, irq_is_level(desc) ? "level" : "edge",
		names);
}

/* As Linux with four-digit numbers has it: a CPU's digit stands above the last one of its counts. */
static void show_cpus(FILE *file)
{
	fprintf(file, "%12s", "");
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		fprintf(file, "CPU%-8u", cpu);
	fputc('\n', file);
}

int tl_show_interrupts(FILE *file)
{
	if (!tl_nr_cpus())
		return -EINVAL;
	host_mutex_lock(&alloc_lock);
	show_cpus(file);
	for (unsigned int irq = 1; irq < NR_IRQS; irq++) {
		struct irq_desc *desc = irq_to_desc(irq);

		if (desc)
			show_line(file, desc);
	}
	host_mutex_unlock(&alloc_lock);
	return fflush(file) || ferror(file) ? -EIO : 0;
}

bool irq_upcall_lines_on(unsigned int cpu)
{
	for (unsigned int irq = 1; irq < NR_IRQS && table[irq]; irq++)
		if (table[irq]->allocated && table[irq]->cpu == cpu)
			return true;
	return false;
}

int irq_upcall_handler_left(char *name, size_t size)
{
	for (unsigned int irq = 1; irq < NR_IRQS && table[irq]; irq++) {
		const struct irq_desc *desc = table[irq];

		if (!desc->action)
			continue;
		strscpy(name, desc->action->name ? desc->action->name : "?", size);
		return (int)irq;
	}
	return 0;
}

int irq_subsys_init(void)
{
	lines_reset();
	irq_work_reset();
	return 0;
}

void irq_subsys_exit(void)
{
	bind_exit();
	for (unsigned int irq = 1; irq < NR_IRQS; irq++) {
		struct irq_desc *desc = table[irq];

		if (!desc)
			continue;
		while (desc->action) {
			struct irqaction *action = desc->action;

			pr_notice("irq %u (%s): handler of %s left at shutdown\n", irq, desc->name,
				  action->name ? action->name : "?");
			desc->action = action->next;
			kfree(action);
		}
		table[irq] = NULL;
		arch_object_free(desc);
	}
	next_cpu = 0;
}
