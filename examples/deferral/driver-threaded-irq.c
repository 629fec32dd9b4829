// SPDX-License-Identifier: MIT
/* The meter's driver with a threaded interrupt: the handler's thread does all, and may sleep. */
#include <linux/module.h>
#include <linux/slab.h>

#include "meter.h"

/* ONESHOT: the line stays masked until we return, so nobody else need silence the device. */
static irqreturn_t meter_thread(int irq, void *dev_id)
{
	struct meter *meter = dev_id;

	if (!meter_ack(meter))
		return IRQ_NONE;
	meter_take(meter);
	return IRQ_HANDLED;
}

static int meter_probe(struct platform_device *pdev)
{
	struct meter *meter = devm_kzalloc(&pdev->dev, sizeof(*meter), GFP_KERNEL);
	int ret;

	if (!meter)
		return -ENOMEM;
	ret = meter_init(meter, pdev);
	if (ret)
		return ret;
	ret = devm_request_threaded_irq(&pdev->dev, meter->irq, NULL, meter_thread, IRQF_ONESHOT,
					dev_name(&pdev->dev), meter);
	if (ret)
		return ret;
	meter_start(meter);
	return 0;
}

static void meter_remove(struct platform_device *pdev)
{
	struct meter *meter = platform_get_drvdata(pdev);

	meter_stop(meter);
	devm_free_irq(&pdev->dev, meter->irq, meter);
}

static struct platform_driver meter_driver = {
	.probe = meter_probe,
	.remove = meter_remove,
	.driver = {.name = "meter-threaded-irq"},
};
module_platform_driver(meter_driver);

MODULE_LICENSE("MIT");
MODULE_DESCRIPTION("A meter read by a threaded interrupt");
