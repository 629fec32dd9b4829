// SPDX-License-Identifier: MIT
/*
 * A lock that is shared with an interrupt handler, and taken with interrupts on.
 *
 *	CPU 0
 *	nic_get_stats()
 *	  spin_lock(&nic->lock)
 *	<interrupt>
 *	  nic_interrupt()
 *	    spin_lock(&nic->lock)	for ever: the owner is below on this stack
 *
 * The spinlock itself notices that its owner takes it again, and reports it.
 *
 * Fix: spin_lock_irqsave() outside of the handler.
 */
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define FRAME 64

struct nic {
	spinlock_t lock;
	u64 packets; /* lock guards both */
	u64 bytes;
};

struct nic_stats {
	u64 packets;
	u64 bytes;
};

static irqreturn_t nic_interrupt(int irq, void *dev_id)
{
	struct nic *nic = dev_id;

	spin_lock(&nic->lock);
	nic->packets++;
	nic->bytes += FRAME;
	spin_unlock(&nic->lock);
	return IRQ_HANDLED;
}

static void nic_get_stats_broken(struct nic *nic, struct nic_stats *stats)
{
	spin_lock(&nic->lock);
	stats->packets = nic->packets;
	stats->bytes = nic->bytes;
	spin_unlock(&nic->lock);
}

static void nic_get_stats_fixed(struct nic *nic, struct nic_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	stats->packets = nic->packets;
	stats->bytes = nic->bytes;
	spin_unlock_irqrestore(&nic->lock, flags);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static struct nic nic;
static struct nic_stats stats;

static void ifconfig_broken(void *arg)
{
	nic_get_stats_broken(&nic, &stats);
}

static void ifconfig_fixed(void *arg)
{
	nic_get_stats_fixed(&nic, &stats);
}

void no_irqsave(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("nic", TL_IRQ_RISING, 0);

	spin_lock_init(&nic.lock);
	tl_assert(!request_irq(irq, nic_interrupt, 0, "nic", &nic));
	tl_irq_spontaneous(irq, 2);
	tl_join(tl_spawn_on(0, "ifconfig", variant->fixed ? ifconfig_fixed : ifconfig_broken,
			    NULL));
	tl_assert(stats.bytes == FRAME * stats.packets);
	free_irq(irq, &nic);
	tl_irq_free(irq);
}
