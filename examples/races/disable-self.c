// SPDX-License-Identifier: MIT
/*
 * A tasklet that waits for its own end.
 *
 * rx_restart() disables the tasklet while it empties the ring: right for everybody but the tasklet
 * itself, which calls it when the ring has run over. For that two interrupts must come before the
 * tasklet looks.
 *
 *	CPU 0
 *	<interrupt>
 *	  rx_interrupt()
 *	<softirq>
 *	  rx_tasklet()
 *	  <interrupt>
 *	    rx_interrupt()			the ring has run over
 *	    rx_restart()
 *	      tasklet_disable_in_atomic()	waits for rx_tasklet() to return
 *
 * Fix: a tasklet does not run twice at a time, so there is nothing to disable in it; it calls what
 * is inside of rx_restart().
 */
#include <linux/interrupt.h>
#include <linux/spinlock.h>

#define RING 1

struct rx {
	spinlock_t lock;
	unsigned int used; /* lock guards it; more than RING: it has run over */
	unsigned long received;
	unsigned long overruns;
	struct tasklet_struct tasklet;
};

static irqreturn_t rx_interrupt(int irq, void *dev_id)
{
	struct rx *rx = dev_id;

	spin_lock(&rx->lock);
	rx->used++;
	spin_unlock(&rx->lock);
	tasklet_schedule(&rx->tasklet);
	return IRQ_HANDLED;
}

/* The tasklet does not run meanwhile. */
static void __rx_restart(struct rx *rx)
{
	spin_lock_irq(&rx->lock);
	rx->used = 0;
	spin_unlock_irq(&rx->lock);
}

static void rx_restart(struct rx *rx)
{
	tasklet_disable_in_atomic(&rx->tasklet);
	__rx_restart(rx);
	tasklet_enable(&rx->tasklet);
}

/* Return: false if the ring had run over. */
static bool rx_take(struct rx *rx)
{
	bool good;

	spin_lock_irq(&rx->lock);
	good = rx->used <= RING;
	if (good) {
		rx->received += rx->used;
		rx->used = 0;
	}
	spin_unlock_irq(&rx->lock);
	return good;
}

static void rx_tasklet_broken(struct tasklet_struct *t)
{
	struct rx *rx = from_tasklet(rx, t, tasklet);

	if (!rx_take(rx)) {
		rx->overruns++;
		rx_restart(rx);
	}
}

static void rx_tasklet_fixed(struct tasklet_struct *t)
{
	struct rx *rx = from_tasklet(rx, t, tasklet);

	if (!rx_take(rx)) {
		rx->overruns++;
		__rx_restart(rx);
	}
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static struct rx rx;

static void restarts(void *arg)
{
	rx_restart(&rx);
}

void disable_self(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("rx", TL_IRQ_RISING, 0);

	spin_lock_init(&rx.lock);
	tasklet_setup(&rx.tasklet, variant->fixed ? rx_tasklet_fixed : rx_tasklet_broken);
	tl_assert(!request_irq(irq, rx_interrupt, 0, "rx", &rx));
	tl_irq_spontaneous(irq, 2);
	tl_join(tl_spawn_on(0, "restart", restarts, NULL));
	free_irq(irq, &rx);
	tasklet_kill(&rx.tasklet);
	tl_irq_free(irq);
}
