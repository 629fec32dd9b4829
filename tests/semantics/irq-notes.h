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

#endif /* TESTS_SEMANTICS_IRQ_NOTES_H */
