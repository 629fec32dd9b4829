// SPDX-License-Identifier: MIT
/* Interrupt lines on libtasklet: its own. */
#include <linux/irqflags.h>
#include <tasklet/irq.h>

#include "../case.h"
#include "user.h"

int tc_line_alloc(bool level)
{
	int irq = tl_irq_alloc("conformance", level ? TL_IRQ_HIGH : TL_IRQ_RISING, 0);

	if (irq < 0)
		die("tl_irq_alloc");
	return irq;
}

void tc_line_free(int irq)
{
	if (tl_irq_free(irq))
		die("tl_irq_free");
}

/* A section of its own, so that the line is served at its end and not by the CPU's worker. */
void tc_line_raise(int irq)
{
	unsigned long flags;

	local_irq_save(flags);
	tl_irq_raise(irq);
	local_irq_restore(flags);
}

void tc_line_lower(int irq)
{
	tl_irq_lower(irq);
}
