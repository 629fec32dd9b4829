// SPDX-License-Identifier: MIT
/*
 * What has been counted, as Linux shows it.
 */
#include <errno.h>
#include <stdio.h>

#include <linux/sprintf.h>
#include <tasklet/cpu.h>
#include <tasklet/stat.h>

#include "arch/upcall.h"
#include "irq/internals.h"

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
			       action_name(action));
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

static void show_line(FILE *file, struct irq_desc *desc)
{
	const struct irq_chip *chip = desc->irq_data.chip;
	char names[128];

	describe_actions(desc, names, sizeof(names));
	fprintf(file, "%4u:", desc->irq_data.irq);
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		fprintf(file, " %10lu", READ_ONCE(desc->count[cpu]));
	fprintf(file, "  %-7s  %lu-%-5s  %s\n", chip->name ? chip->name : "-", desc->irq_data.hwirq,
		irqd_is_level_type(&desc->irq_data) ? "level" : "edge", names);
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
	struct irq_desc *desc;

	if (!tl_nr_cpus())
		return -EINVAL;
	desc_alloc_lock();
	show_cpus(file);
	for (unsigned int irq = 0; (desc = desc_next(&irq)); irq++)
		show_line(file, desc);
	desc_alloc_unlock();
	return fflush(file) || ferror(file) ? -EIO : 0;
}
