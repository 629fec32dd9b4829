// SPDX-License-Identifier: MIT
/* The meter's driver with a tasklet. */
#include <linux/module.h>
#include <linux/slab.h>

#include "meter.h"

struct meter_tasklet {
	struct meter meter;
	struct tasklet_struct tasklet;
};

static irqreturn_t meter_interrupt(int irq, void *dev_id)
{
	struct meter_tasklet *mt = dev_id;

	if (!meter_ack(&mt->meter))
		return IRQ_NONE;
	tasklet_schedule(&mt->tasklet);
	return IRQ_HANDLED;
}

static void meter_bottom(struct tasklet_struct *t)
{
	struct meter_tasklet *mt = from_tasklet(mt, t, tasklet);

	meter_take(&mt->meter);
}

static int meter_probe(struct platform_device *pdev)
{
	struct meter_tasklet *mt = devm_kzalloc(&pdev->dev, sizeof(*mt), GFP_KERNEL);
	int ret;

	if (!mt)
		return -ENOMEM;
	ret = meter_init(&mt->meter, pdev);
	if (ret)
		return ret;
	tasklet_setup(&mt->tasklet, meter_bottom);
	ret = devm_request_irq(&pdev->dev, mt->meter.irq, meter_interrupt, 0, dev_name(&pdev->dev),
			       mt);
	if (ret)
		return ret;
	meter_start(&mt->meter);
	return 0;
}

static void meter_remove(struct platform_device *pdev)
{
	struct meter_tasklet *mt = platform_get_drvdata(pdev);

	meter_stop(&mt->meter);
	/* No handler that would schedule the tasklet, and only then no tasklet. */
	devm_free_irq(&pdev->dev, mt->meter.irq, mt);
	tasklet_kill(&mt->tasklet);
}

static struct platform_driver meter_driver = {
	.probe = meter_probe,
	.remove = meter_remove,
	.driver = {.name = "meter-tasklet"},
};
module_platform_driver(meter_driver);

MODULE_LICENSE("MIT");
MODULE_DESCRIPTION("A meter read by a tasklet");
