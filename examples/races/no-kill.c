// SPDX-License-Identifier: MIT
/*
 * A tasklet that was not killed before its memory is freed.
 *
 * free_irq() waits for the handler, and makes sure that no other comes. What the handler has
 * scheduled is another matter.
 *
 *	CPU 0				CPU 1
 *					<interrupt>
 *					  port_interrupt()
 *					    tasklet_schedule()
 *	port_destroy()
 *	  free_irq()
 *	  kfree(port)
 *					<softirq>
 *					  port_tasklet()	on freed memory
 *
 * Fix: tasklet_kill() between the two.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

struct port {
	int irq;
	struct tasklet_struct tasklet;
	unsigned long received;
};

static irqreturn_t port_interrupt(int irq, void *dev_id)
{
	struct port *port = dev_id;

	tasklet_schedule(&port->tasklet);
	return IRQ_HANDLED;
}

static void port_tasklet(struct tasklet_struct *t)
{
	struct port *port = from_tasklet(port, t, tasklet);

	port->received++;
}

static struct port *port_create(int irq)
{
	struct port *port;
	int err;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return ERR_PTR(-ENOMEM);
	port->irq = irq;
	tasklet_setup(&port->tasklet, port_tasklet);
	err = request_irq(irq, port_interrupt, 0, "port", port);
	if (err) {
		kfree(port);
		return ERR_PTR(err);
	}
	return port;
}

static void port_destroy_broken(struct port *port)
{
	free_irq(port->irq, port);
	kfree(port);
}

static void port_destroy_fixed(struct port *port)
{
	free_irq(port->irq, port);
	tasklet_kill(&port->tasklet);
	kfree(port);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static void destroys_broken(void *arg)
{
	port_destroy_broken(arg);
}

static void destroys_fixed(void *arg)
{
	port_destroy_fixed(arg);
}

void no_kill(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("port", TL_IRQ_RISING, 1);
	struct port *port = port_create(irq);

	tl_assert(!IS_ERR(port));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "destroy", variant->fixed ? destroys_fixed : destroys_broken, port));
	tl_irq_free(irq);
}
