// SPDX-License-Identifier: MIT
/*
 * tasklet_kill() of a disabled tasklet: it waits for a pending run, which does not come before
 * somebody enables the tasklet.
 *
 *	CPU 0
 *	card_suspend()
 *	  tasklet_disable()
 *	<interrupt>
 *	  card_interrupt()
 *	    tasklet_schedule()
 *	card_remove()
 *	  free_irq()
 *	  tasklet_kill()	for ever
 *
 * Fix: remove() undoes what suspend() did, once nobody schedules the tasklet any more.
 */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

struct card {
	int irq;
	bool suspended;
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

static void card_suspend(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	tasklet_disable(&card->tasklet);
	card->suspended = true;
}

static void card_remove_broken(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	devm_free_irq(&pdev->dev, card->irq, card);
	tasklet_kill(&card->tasklet);
}

static void card_remove_fixed(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	devm_free_irq(&pdev->dev, card->irq, card);
	if (card->suspended)
		tasklet_enable(&card->tasklet);
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

/* Nothing calls suspend() yet, so this does. */
static void suspends_and_unbinds(void *arg)
{
	struct platform_device *pdev = arg;

	card_suspend(pdev);
	device_release_driver(&pdev->dev);
}

void kill_disabled(void *arg)
{
	const struct race_variant *variant = arg;
	struct platform_driver *driver = variant->fixed ? &card_driver_fixed : &card_driver_broken;
	int irq = tl_irq_alloc("card", TL_IRQ_RISING, 0);
	struct platform_device *pdev = race_plug("card", irq);

	tl_assert(!platform_driver_register(driver));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "unbind", suspends_and_unbinds, pdev));
	platform_driver_unregister(driver);
	platform_device_unregister(pdev);
	tl_irq_free(irq);
}
