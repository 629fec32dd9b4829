// SPDX-License-Identifier: MIT
/*
 * Interrupt lines on the real side: a controller that is simulated, with a chip of its own. Its
 * interrupts are an irq_work of CPU 0, which delivers what is up and not masked in the order in
 * which it became so.
 *
 * As a usual controller does, it latches one edge while the line is masked, and asserts a level
 * until that is lowered.
 */
#include <linux/irq.h>
#include <linux/slab.h>

#include "../case.h"

struct line {
	int irq;
	bool level;
	bool masked, up;
	struct list_head due; /* in due_lines */
};

static DEFINE_RAW_SPINLOCK(lock); /* all of the above: a thread of a ONESHOT line unmasks it */
static LIST_HEAD(due_lines);

static struct line *line_of(struct irq_data *data)
{
	return irq_data_get_irq_chip_data(data);
}

static struct line *line_of_irq(int irq)
{
	return line_of(irq_get_irq_data(irq));
}

static struct line *next_line(void)
{
	struct line *line = NULL;

	raw_spin_lock(&lock);
	if (!list_empty(&due_lines)) {
		line = list_first_entry(&due_lines, struct line, due);
		list_del_init(&line->due);
		if (!line->level)
			line->up = false;
	}
	raw_spin_unlock(&lock);
	return line;
}

static void look(struct line *line)
{
	if (!line->up || line->masked)
		list_del_init(&line->due);
	else if (list_empty(&line->due))
		list_add_tail(&line->due, &due_lines);
}

static void deliver(struct irq_work *work)
{
	struct line *line;

	while ((line = next_line())) {
		generic_handle_irq(line->irq);
		raw_spin_lock(&lock);
		look(line);
		raw_spin_unlock(&lock);
	}
}

static DEFINE_IRQ_WORK(interrupt, deliver);

static void set(struct line *line, bool *what, bool to)
{
	unsigned long flags;
	bool due;

	local_irq_save(flags);
	raw_spin_lock(&lock);
	*what = to;
	look(line);
	due = !list_empty(&due_lines);
	raw_spin_unlock(&lock);
	/* It comes when interrupts are on again, not within the call. */
	if (due)
		irq_work_queue_on(&interrupt, 0);
	local_irq_restore(flags);
}

static void mask(struct irq_data *data)
{
	set(line_of(data), &line_of(data)->masked, true);
}

static void unmask(struct irq_data *data)
{
	set(line_of(data), &line_of(data)->masked, false);
}

static void ack(struct irq_data *data)
{
}

static int retrigger(struct irq_data *data)
{
	set(line_of(data), &line_of(data)->up, true);
	return 1;
}

static int set_type(struct irq_data *data, unsigned int type)
{
	unsigned int supported = line_of(data)->level ? IRQ_TYPE_LEVEL_HIGH : IRQ_TYPE_EDGE_RISING;

	return type == supported ? 0 : -EINVAL;
}

static struct irq_chip chip = {
	.name = "conformance",
	.irq_mask = mask,
	.irq_unmask = unmask,
	.irq_ack = ack,
	.irq_retrigger = retrigger,
	.irq_set_type = set_type,
};

int tc_line_alloc(bool level)
{
	struct line *line = kzalloc(sizeof(*line), GFP_KERNEL);
	int irq = irq_alloc_desc(0);

	BUG_ON(!line || irq < 0);
	line->irq = irq;
	line->level = level;
	line->masked = true;
	INIT_LIST_HEAD(&line->due);
	irq_set_chip_data(irq, line);
	irqd_set_trigger_type(irq_get_irq_data(irq),
			      level ? IRQ_TYPE_LEVEL_HIGH : IRQ_TYPE_EDGE_RISING);
	irq_set_chip_and_handler(irq, &chip, level ? handle_level_irq : handle_edge_irq);
	return irq;
}

void tc_line_free(int irq)
{
	struct line *line = line_of_irq(irq);

	irq_work_sync(&interrupt);
	irq_free_desc(irq);
	kfree(line);
}

void tc_line_raise(int irq)
{
	struct line *line = line_of_irq(irq);

	set(line, &line->up, true);
}

void tc_line_lower(int irq)
{
	struct line *line = line_of_irq(irq);

	if (line->level)
		set(line, &line->up, false);
}
