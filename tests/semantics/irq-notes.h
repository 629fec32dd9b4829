/* SPDX-License-Identifier: MIT */
/*
 * For tests of what an interrupt's chip is told: functions of a chip that note it, as letters:
 *
 *	M mask	U unmask  A ack  E eoi	S startup  D shutdown  T set type  R retrigger	h handler
 */
#ifndef TESTS_SEMANTICS_IRQ_NOTES_H
#define TESTS_SEMANTICS_IRQ_NOTES_H

#include "irq.h"

#include <linux/irq.h>

static char noted[64];
static unsigned int nr_noted;
static bool note_cpus; /* with the CPU's number after each letter */

static inline void note(char what)
{
	assert_true(nr_noted + 2 < sizeof(noted));
	noted[nr_noted++] = what;
	if (note_cpus)
		noted[nr_noted++] = (char)('0' + smp_processor_id());
}

#define assert_noted(text)                        \
	do {                                      \
		noted[nr_noted] = '\0';           \
		assert_string_equal(noted, text); \
		nr_noted = 0;                     \
	} while (0)

static inline void note_mask(struct irq_data *d)
{
	note('M');
}

static inline void note_unmask(struct irq_data *d)
{
	note('U');
}

static inline void note_ack(struct irq_data *d)
{
	note('A');
}

static inline void note_eoi(struct irq_data *d)
{
	note('E');
}

static inline unsigned int note_startup(struct irq_data *d)
{
	note('S');
	return 0;
}

static inline void note_shutdown(struct irq_data *d)
{
	note('D');
}

static inline int note_type(struct irq_data *d, unsigned int type)
{
	note('T');
	return type == IRQ_TYPE_LEVEL_LOW ? -EINVAL : IRQ_SET_MASK_OK;
}

static inline int note_retrigger(struct irq_data *d)
{
	note('R');
	return 1;
}

static const struct irq_chip mask_chip = {
	.name = "mask",
	.irq_mask = note_mask,
	.irq_unmask = note_unmask,
	.irq_ack = note_ack,
	.irq_set_type = note_type,
};

/* The interrupt of a test, and its handler. */
static inline irqreturn_t note_handler(int irq, void *dev)
{
	note(in_hardirq() && irqs_disabled() ? 'h' : '?');
	return IRQ_HANDLED;
}

static unsigned int irq;

static inline void make(const struct irq_chip *chip, irq_flow_handler_t flow)
{
	int nr = irq_alloc_desc(0);

	assert_true(nr > 0);
	irq = (unsigned int)nr;
	irq_set_chip_and_handler(irq, chip, flow);
	nr_noted = 0;
}

static inline void unmake(void)
{
	irq_free_desc(irq);
	assert_null(irq_get_irq_data(irq));
}

static inline int request(void)
{
	return request_irq(irq, note_handler, 0, "test", &irq);
}

static inline void make_requested(const struct irq_chip *chip, irq_flow_handler_t flow)
{
	make(chip, flow);
	assert_int_equal(request(), 0);
}

static inline void free_and_unmake(void)
{
	free_irq(irq, &irq);
	unmake();
}

/* The controller's own interrupt comes in. */
static inline void come_in(void)
{
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	assert_int_equal(generic_handle_irq(irq), 0);
	irq_exit();
	local_irq_restore(flags);
}

#endif /* TESTS_SEMANTICS_IRQ_NOTES_H */
