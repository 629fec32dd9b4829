// SPDX-License-Identifier: MIT
/*
 * Two locks, taken in one order by a task and in the other by a tasklet.
 *
 *	CPU 0				CPU 1
 *	bridge_configure()
 *	  spin_lock_bh(&tx_lock)
 *					<interrupt>
 *					  bridge_interrupt()
 *					<softirq>
 *					  bridge_tasklet()
 *					    spin_lock(&rx_lock)
 *					    spin_lock(&tx_lock)		for ever
 *	  spin_lock(&rx_lock)		for ever
 *
 * Fix: one order for all, tx_lock before rx_lock.
 */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct bridge {
	spinlock_t tx_lock;
	spinlock_t rx_lock;
	unsigned int queued;
	unsigned int sent;
	struct tasklet_struct tasklet;
};

static irqreturn_t bridge_interrupt(int irq, void *dev_id)
{
	struct bridge *bridge = dev_id;

	tasklet_schedule(&bridge->tasklet);
	return IRQ_HANDLED;
}

/* Both locks held. */
static void bridge_forward(struct bridge *bridge)
{
	bridge->sent += bridge->queued;
	bridge->queued = 0;
}

static void bridge_tasklet_broken(struct tasklet_struct *t)
{
	struct bridge *bridge = from_tasklet(bridge, t, tasklet);

	spin_lock(&bridge->rx_lock);
	spin_lock(&bridge->tx_lock);
	bridge_forward(bridge);
	spin_unlock(&bridge->tx_lock);
	spin_unlock(&bridge->rx_lock);
}

static void bridge_tasklet_fixed(struct tasklet_struct *t)
{
	struct bridge *bridge = from_tasklet(bridge, t, tasklet);

	spin_lock(&bridge->tx_lock);
	spin_lock(&bridge->rx_lock);
	bridge_forward(bridge);
	spin_unlock(&bridge->rx_lock);
	spin_unlock(&bridge->tx_lock);
}

static void bridge_configure(struct bridge *bridge, unsigned int queued)
{
	spin_lock_bh(&bridge->tx_lock);
	spin_lock(&bridge->rx_lock);
	bridge->queued = queued;
	bridge->sent = 0;
	spin_unlock(&bridge->rx_lock);
	spin_unlock_bh(&bridge->tx_lock);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static struct bridge bridge;

static void configures(void *arg)
{
	bridge_configure(&bridge, 3);
}

void lock_order(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("bridge", TL_IRQ_RISING, 1);

	spin_lock_init(&bridge.tx_lock);
	spin_lock_init(&bridge.rx_lock);
	tasklet_setup(&bridge.tasklet,
		      variant->fixed ? bridge_tasklet_fixed : bridge_tasklet_broken);
	tl_assert(!request_irq(irq, bridge_interrupt, 0, "bridge", &bridge));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "configure", configures, NULL));
	free_irq(irq, &bridge);
	tasklet_kill(&bridge.tasklet);
	tl_assert(bridge.queued + bridge.sent == 3);
	tl_irq_free(irq);
}
