// SPDX-License-Identifier: MIT
/*
 * disable_irq_nosync() keeps later handlers out, and does not wait for the one that runs.
 *
 *	CPU 0				CPU 1
 *					<interrupt>
 *					  scope_interrupt()
 *	scope_stop()
 *	  disable_irq_nosync()
 *	  kfree(scope->buffer)
 *					    buffer[...] = ...	freed memory
 *
 * Fix: disable_irq(), which waits.
 */
#include <linux/interrupt.h>
#include <linux/slab.h>

#define SAMPLES 4

struct scope {
	int irq;
	unsigned int used;
	unsigned char *buffer;
};

static irqreturn_t scope_interrupt(int irq, void *dev_id)
{
	struct scope *scope = dev_id;

	scope->buffer[scope->used++ % SAMPLES] = 0x55;
	return IRQ_HANDLED;
}

/* Comes back with the interrupt off. */
static int scope_init(struct scope *scope, int irq)
{
	scope->irq = irq;
	return request_irq(irq, scope_interrupt, IRQF_NO_AUTOEN, "scope", scope);
}

static int scope_start(struct scope *scope)
{
	scope->used = 0;
	scope->buffer = kzalloc(SAMPLES, GFP_KERNEL);
	if (!scope->buffer)
		return -ENOMEM;
	enable_irq(scope->irq);
	return 0;
}

static void scope_stop_broken(struct scope *scope)
{
	disable_irq_nosync(scope->irq);
	kfree(scope->buffer);
}

static void scope_stop_fixed(struct scope *scope)
{
	disable_irq(scope->irq);
	kfree(scope->buffer);
}

static void scope_exit(struct scope *scope)
{
	free_irq(scope->irq, scope);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static struct scope scope;

static void stops_broken(void *arg)
{
	scope_stop_broken(&scope);
}

static void stops_fixed(void *arg)
{
	scope_stop_fixed(&scope);
}

void irq_nosync(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("scope", TL_IRQ_RISING, 1);

	tl_assert(!scope_init(&scope, irq));
	tl_assert(!scope_start(&scope));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "stop", variant->fixed ? stops_fixed : stops_broken, NULL));
	scope_exit(&scope);
	tl_irq_free(irq);
}
