// SPDX-License-Identifier: MIT
/*
 * A DMA descriptor that is freed while the completion tasklet holds it.
 *
 *	CPU 0				CPU 1
 *					<interrupt>
 *					  dma_interrupt()
 *					<softirq>
 *					  dma_tasklet()
 *					    desc = chan->active
 *	dma_terminate()
 *	  desc = chan->active
 *	  chan->active = NULL
 *	  kfree(desc)
 *					    desc->callback()	freed memory
 *
 * Under the lock chan->active is always good; what it points to is used outside of the lock, since
 * callbacks take locks of their own.
 *
 * Fix: terminate() lets the handler and the tasklet finish before it takes what they left over.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define DMA_CONTROL 0x0 /* write 1: start, and interrupt when done; 0: stop */
#define DMA_SIZE    0x4

struct dma_desc {
	void (*callback)(void *param);
	void *param;
};

struct dma_chan {
	void __iomem *regs;
	int irq;
	spinlock_t lock;
	struct dma_desc *active; /* lock guards it */
	struct tasklet_struct tasklet;
};

static irqreturn_t dma_interrupt(int irq, void *dev_id)
{
	struct dma_chan *chan = dev_id;

	tasklet_schedule(&chan->tasklet);
	return IRQ_HANDLED;
}

static struct dma_desc *dma_take_active(struct dma_chan *chan)
{
	struct dma_desc *desc;

	spin_lock_bh(&chan->lock);
	desc = chan->active;
	chan->active = NULL;
	spin_unlock_bh(&chan->lock);
	return desc;
}

static void dma_tasklet(struct tasklet_struct *t)
{
	struct dma_chan *chan = from_tasklet(chan, t, tasklet);
	struct dma_desc *desc;

	spin_lock(&chan->lock);
	desc = chan->active;
	spin_unlock(&chan->lock);
	if (!desc)
		return;
	desc->callback(desc->param);
	kfree(dma_take_active(chan));
}

static int dma_submit(struct dma_chan *chan, void (*callback)(void *param), void *param)
{
	struct dma_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

	if (!desc)
		return -ENOMEM;
	desc->callback = callback;
	desc->param = param;
	spin_lock_bh(&chan->lock);
	chan->active = desc;
	spin_unlock_bh(&chan->lock);
	writel(1, chan->regs + DMA_CONTROL);
	return 0;
}

static void dma_terminate_broken(struct dma_chan *chan)
{
	writel(0, chan->regs + DMA_CONTROL);
	kfree(dma_take_active(chan));
}

static void dma_terminate_fixed(struct dma_chan *chan)
{
	writel(0, chan->regs + DMA_CONTROL);
	disable_irq(chan->irq);
	tasklet_kill(&chan->tasklet);
	kfree(dma_take_active(chan));
	enable_irq(chan->irq);
}

static int dma_init(struct dma_chan *chan, phys_addr_t regs, int irq)
{
	int err;

	spin_lock_init(&chan->lock);
	tasklet_setup(&chan->tasklet, dma_tasklet);
	chan->irq = irq;
	chan->regs = ioremap(regs, DMA_SIZE);
	if (!chan->regs)
		return -ENOMEM;
	err = request_irq(irq, dma_interrupt, 0, "dma", chan);
	if (err)
		iounmap(chan->regs);
	return err;
}

static void dma_exit(struct dma_chan *chan)
{
	free_irq(chan->irq, chan);
	tasklet_kill(&chan->tasklet);
	iounmap(chan->regs);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>
#include <tasklet/mmio.h>

#include "races.h"

static struct dma_chan chan;
static unsigned int completed;

static void model_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	const int *irq = priv;

	if (value)
		tl_irq_raise(*irq);
}

static u64 model_read(void *priv, u64 offset, unsigned int size)
{
	return 0;
}

static const struct tl_mmio_ops model_ops = {.read = model_read, .write = model_write};

static void counts(void *param)
{
	completed++;
}

static void terminates_broken(void *arg)
{
	dma_terminate_broken(&chan);
}

static void terminates_fixed(void *arg)
{
	dma_terminate_fixed(&chan);
}

void dma_terminate(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("dma", TL_IRQ_RISING, 1);
	phys_addr_t regs = race_window("dma", DMA_SIZE, &model_ops, &irq);

	tl_assert(!dma_init(&chan, regs, irq));
	tl_assert(!dma_submit(&chan, counts, NULL));
	tl_join(tl_spawn_on(0, "terminate", variant->fixed ? terminates_fixed : terminates_broken,
			    NULL));
	tl_assert(completed <= 1);
	dma_exit(&chan);
	tl_mmio_remove(regs);
	tl_irq_free(irq);
}
