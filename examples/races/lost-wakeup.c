// SPDX-License-Identifier: MIT
/*
 * A condition that is tested before the task queues itself.
 *
 *	CPU 0
 *	adc_wait()
 *	  adc->done?  no
 *	<interrupt>
 *	  adc_interrupt()
 *	    adc->done = true
 *	    wake_up()		nobody is queued
 *	  prepare_to_wait()
 *	  schedule()		for ever
 *
 * Fix: wait_event(), which tests again after it has queued the task.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define ADC_START 0x0 /* write: begin a conversion; the interrupt tells its end */
#define ADC_VALUE 0x4
#define ADC_SIZE  0x8

struct adc {
	void __iomem *regs;
	int irq;
	wait_queue_head_t wait;
	bool done;
};

static irqreturn_t adc_interrupt(int irq, void *dev_id)
{
	struct adc *adc = dev_id;

	WRITE_ONCE(adc->done, true);
	wake_up(&adc->wait);
	return IRQ_HANDLED;
}

static void adc_wait_broken(struct adc *adc)
{
	DEFINE_WAIT(wait);

	if (!READ_ONCE(adc->done)) {
		prepare_to_wait(&adc->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&adc->wait, &wait);
	}
}

static void adc_wait_fixed(struct adc *adc)
{
	wait_event(adc->wait, READ_ONCE(adc->done));
}

static u32 adc_convert(struct adc *adc, void (*wait)(struct adc *adc))
{
	WRITE_ONCE(adc->done, false);
	writel(1, adc->regs + ADC_START);
	wait(adc);
	return readl(adc->regs + ADC_VALUE);
}

static struct adc *adc_create(phys_addr_t regs, int irq)
{
	struct adc *adc;
	int err = -ENOMEM;

	adc = kzalloc(sizeof(*adc), GFP_KERNEL);
	if (!adc)
		return ERR_PTR(-ENOMEM);
	adc->irq = irq;
	init_waitqueue_head(&adc->wait);
	adc->regs = ioremap(regs, ADC_SIZE);
	if (!adc->regs)
		goto err_free;
	err = request_irq(irq, adc_interrupt, 0, "adc", adc);
	if (err)
		goto err_unmap;
	return adc;

err_unmap:
	iounmap(adc->regs);
err_free:
	kfree(adc);
	return ERR_PTR(err);
}

static void adc_destroy(struct adc *adc)
{
	free_irq(adc->irq, adc);
	iounmap(adc->regs);
	kfree(adc);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>
#include <tasklet/mmio.h>

#include "races.h"

/* The converter is done at once; when its interrupt comes in is the explorer's choice. */
static void model_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	const int *irq = priv;

	if (offset == ADC_START)
		tl_irq_raise(*irq);
}

static u64 model_read(void *priv, u64 offset, unsigned int size)
{
	return offset == ADC_VALUE ? 42 : 0;
}

static const struct tl_mmio_ops model_ops = {.read = model_read, .write = model_write};

static void converts_broken(void *arg)
{
	tl_assert(adc_convert(arg, adc_wait_broken) == 42);
}

static void converts_fixed(void *arg)
{
	tl_assert(adc_convert(arg, adc_wait_fixed) == 42);
}

void lost_wakeup(void *arg)
{
	const struct race_variant *variant = arg;
	int irq = tl_irq_alloc("adc", TL_IRQ_RISING, 0);
	phys_addr_t regs = race_window("adc", ADC_SIZE, &model_ops, &irq);
	struct adc *adc = adc_create(regs, irq);

	tl_assert(!IS_ERR(adc));
	tl_join(tl_spawn_on(0, "convert", variant->fixed ? converts_fixed : converts_broken, adc));
	adc_destroy(adc);
	tl_mmio_remove(regs);
	tl_irq_free(irq);
}
