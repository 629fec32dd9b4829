/* SPDX-License-Identifier: MIT */
/* What the five drivers of the meter share: all but how they defer. */
#ifndef METER_H
#define METER_H

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/platform_device.h>

#include "regs.h"

/**
 * struct meter - the part of a driver that does not defer; first in its private data
 * @regs: the device's registers
 * @irq: its line
 */
struct meter {
	void __iomem *regs;
	int irq;
};

/* Find the hardware, and keep it silent until meter_start(). */
static inline int meter_init(struct meter *meter, struct platform_device *pdev)
{
	platform_set_drvdata(pdev, meter);
	meter->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(meter->regs))
		return PTR_ERR(meter->regs);
	meter->irq = platform_get_irq(pdev, 0);
	if (meter->irq < 0)
		return meter->irq;
	writel(0, meter->regs + METER_CTRL);
	return 0;
}

static inline void meter_start(struct meter *meter)
{
	writel(METER_READY, meter->regs + METER_CTRL);
}

static inline void meter_stop(struct meter *meter)
{
	writel(0, meter->regs + METER_CTRL);
}

/* The top half. Return: false if the interrupt is not the device's. */
static inline bool meter_ack(struct meter *meter)
{
	if (!readl(meter->regs + METER_STATUS))
		return false;
	writel(METER_READY, meter->regs + METER_ACK);
	return true;
}

/* The bottom half. */
static inline void meter_take(struct meter *meter)
{
	writel(readl(meter->regs + METER_SAMPLE), meter->regs + METER_ECHO);
}

#endif /* METER_H */
