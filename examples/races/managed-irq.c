// SPDX-License-Identifier: MIT
/*
 * A managed interrupt that outlives its tasklet.
 *
 * remove() kills the tasklet, but the handler stays until the driver core gives back what was got
 * with devm_, which is after remove(). An interrupt in between schedules the tasklet again. The
 * core waits for the handler; for the tasklet nobody does.
 *
 *	CPU 0				CPU 1
 *	card_remove()
 *	  tasklet_kill()
 *					<interrupt>
 *					  card_interrupt()
 *					    tasklet_schedule()
 *	<driver core>
 *	  free_irq()
 *	  kfree(card)
 *					<softirq>
 *					  card_tasklet()	on freed memory
 *
 * Fix: devm_free_irq() before tasklet_kill(), so that nobody schedules it any more.
 */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct card {
	int irq;
	struct tasklet_struct tasklet;
	unsigned long events;
};

static irqreturn_t card_interrupt(int irq, void *dev_id)
{
	struct card *card = dev_id;

	tasklet_schedule(&card->tasklet);
	return IRQ_HANDLED;
}

static void card_tasklet(struct tasklet_struct *t)
{
	struct card *card = from_tasklet(card, t, tasklet);

	card->events++;
}

static int card_probe(struct platform_device *pdev)
{
	struct card *card;

	card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);
	if (!card)
		return -ENOMEM;
	tasklet_setup(&card->tasklet, card_tasklet);
	platform_set_drvdata(pdev, card);
	card->irq = platform_get_irq(pdev, 0);
	if (card->irq < 0)
		return card->irq;
	return devm_request_irq(&pdev->dev, card->irq, card_interrupt, 0, dev_name(&pdev->dev),
				card);
}

static void card_remove_broken(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	tasklet_kill(&card->tasklet);
}

static void card_remove_fixed(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	devm_free_irq(&pdev->dev, card->irq, card);
	tasklet_kill(&card->tasklet);
}

static struct platform_driver card_driver_broken = {
	.probe = card_probe,
	.remove = card_remove_broken,
	.driver = {.name = "card"},
};

static struct platform_driver card_driver_fixed = {
	.probe = card_probe,
	.remove = card_remove_fixed,
	.driver = {.name = "card"},
};

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "races.h"

static void rmmod(void *arg)
{
	platform_driver_unregister(arg);
}

void managed_irq(void *arg)
{
	const struct race_variant *variant = arg;
	struct platform_driver *driver = variant->fixed ? &card_driver_fixed : &card_driver_broken;
	int irq = tl_irq_alloc("card", TL_IRQ_RISING, 1);
	struct platform_device *pdev = race_plug("card", irq);

	tl_assert(!platform_driver_register(driver));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "rmmod", rmmod, driver));
	platform_device_unregister(pdev);
	tl_irq_free(irq);
}
