// SPDX-License-Identifier: MIT
/* The meter's driver with a work item, which a worker thread runs: it may sleep. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "meter.h"

struct meter_work {
	struct meter meter;
	struct work_struct work;
};

static irqreturn_t meter_interrupt(int irq, void *dev_id)
{
	struct meter_work *mw = dev_id;

	if (!meter_ack(&mw->meter))
		return IRQ_NONE;
	queue_work(system_wq, &mw->work);
	return IRQ_HANDLED;
}

static void meter_bottom(struct work_struct *work)
{
	struct meter_work *mw = container_of(work, struct meter_work, work);

	meter_take(&mw->meter);
}

static int meter_probe(struct platform_device *pdev)
{
	struct meter_work *mw = devm_kzalloc(&pdev->dev, sizeof(*mw), GFP_KERNEL);
	int ret;

	if (!mw)
		return -ENOMEM;
	ret = meter_init(&mw->meter, pdev);
	if (ret)
		return ret;
	INIT_WORK(&mw->work, meter_bottom);
	ret = devm_request_irq(&pdev->dev, mw->meter.irq, meter_interrupt, 0, dev_name(&pdev->dev),
			       mw);
	if (ret)
		return ret;
	meter_start(&mw->meter);
	return 0;
}

static void meter_remove(struct platform_device *pdev)
{
	struct meter_work *mw = platform_get_drvdata(pdev);

	meter_stop(&mw->meter);
	/* No handler that would queue the work, and only then no work. */
	devm_free_irq(&pdev->dev, mw->meter.irq, mw);
	cancel_work_sync(&mw->work);
}

static struct platform_driver meter_driver = {
	.probe = meter_probe,
	.remove = meter_remove,
	.driver = {.name = "meter-work"},
};
module_platform_driver(meter_driver);

MODULE_LICENSE("MIT");
MODULE_DESCRIPTION("A meter read by a work item");
