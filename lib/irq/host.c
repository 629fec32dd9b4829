// SPDX-License-Identifier: MIT
/*
 * The host API of lines: make, raise, bind and free them.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <errno.h>

#include <linux/printk.h>
#include <linux/string.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/subsys.h"
#include "irq/internals.h"

static unsigned int next_cpu __arch_hot; /* under the alloc lock */

void lines_exit(void)
{
	next_cpu = 0;
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

/* Its chip tells the flow handler of the end of a level (line_eoi()) and takes an edge itself. */
static int alloc_line(const char *name, unsigned int trigger, int cpu)
{
	int err = 0;
	struct irq_desc *desc = desc_first_free(&err);

	if (!desc)
		return err;
	strscpy(desc->line_name, name, sizeof(desc->line_name));
	desc->trigger = trigger;
	desc->irq_data.hwirq = desc->irq_data.irq;
	desc->cpu = cpu < 0 ? next_cpu++ % arch_cpu_count() : (unsigned int)cpu;
	if (cpu >= 0)
		cpumask_copy(&desc->irq_common_data.affinity, cpumask_of((unsigned int)cpu));
	state_set(desc, trigger | (line_is_level(desc) ? IRQD_LEVEL : 0));
	desc->irq_data.chip = (struct irq_chip *)&line_chip;
	desc->handle_irq = line_is_level(desc) ? handle_fasteoi_irq : handle_edge_irq;
	desc_publish(desc, DESC_LINE);
	return (int)desc->irq_data.irq;
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
	desc_alloc_lock();
	ret = alloc_line(name, trigger, cpu);
	desc_alloc_unlock();
	return ret;
}

/* NULL: there is none; a number that a driver allocated is none. */
static struct irq_desc *line_desc(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);

	return desc && desc->kind == DESC_LINE ? desc : NULL;
}

int tl_irq_free(int irq)
{
	struct irq_desc *desc;
	int err = -EINVAL;

	desc_alloc_lock();
	desc = line_desc(irq);
	if (desc)
		err = desc_release(desc, "tl_irq_free");
	if (!err)
		unbind(desc);
	desc_alloc_unlock();
	return err;
}

/* A raise runs no handler before it returns, and nobody else on a machine of one thread, so that
 * the caller may hold locks of its own. */
static int drive_line(int irq, bool high)
{
	struct irq_desc *desc = line_desc(irq);
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
	struct irq_desc *desc = line_desc(irq);
	int err;

	if (!desc) {
		pr_err("%s: irq %d: no such line\n", who, irq);
		return -EINVAL;
	}
	if (!arch_takes_host_events()) {
		pr_err("%s: irq %d (%s): this machine is deterministic, nothing of the host may raise a line; use tl_irq_raise()\n",
		       who, irq, desc->line_name);
		return -EOPNOTSUPP;
	}
	desc_alloc_lock();
	if (desc->binding != BOUND_NOTHING) {
		pr_err("%s: irq %d (%s) is bound already\n", who, irq, desc->line_name);
		err = -EBUSY;
	} else {
		err = how(desc, to);
	}
	desc_alloc_unlock();
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
	struct irq_desc *desc = line_desc(irq);
	int err = -EINVAL;

	if (!desc)
		return err;
	desc_alloc_lock();
	if (desc->binding != BOUND_NOTHING) {
		unbind(desc);
		err = 0;
	}
	desc_alloc_unlock();
	return err;
}
