// SPDX-License-Identifier: MIT
/* Platform drivers: registering, and asking the device for its resources. */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

#include <string.h>

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL_GPL(__platform_driver_register);

/* Stands in for the probe of a driver that takes no more devices. */
static int refuse(struct platform_device *pdev)
{
	return -ENXIO;
}

static int is_bound(struct device *dev, void *data)
{
	return 1;
}

int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *),
			    struct module *owner)
{
	int ret;

	drv->probe = probe;
	drv->prevent_deferred_probe = true;
	ret = __platform_driver_register(drv, owner);
	if (ret)
		return ret;
	/* It is for the devices that are there now, and for none that comes later. */
	drv->probe = refuse;
	if (!driver_for_each_device(&drv->driver, NULL, NULL, is_bound)) {
		platform_driver_unregister(drv);
		return -ENODEV;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__platform_driver_probe);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(platform_driver_unregister);

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (type == resource_type(res) && num-- == 0)
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource);

struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if ((resource_type(res) & (IORESOURCE_MEM | IORESOURCE_IO)) && num-- == 0)
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_mem_or_io);

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (type == resource_type(res) && res->name && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(platform_get_resource_byname);

static int irq_of(const struct resource *res)
{
	if (!res || (res->flags & IORESOURCE_DISABLED))
		return -ENXIO;
	if (WARN(!res->start, "0 is an invalid IRQ number\n"))
		return -EINVAL;
	return (int)res->start;
}

int platform_get_irq_optional(struct platform_device *pdev, unsigned int num)
{
	return irq_of(platform_get_resource(pdev, IORESOURCE_IRQ, num));
}
EXPORT_SYMBOL_GPL(platform_get_irq_optional);

int platform_get_irq(struct platform_device *pdev, unsigned int num)
{
	int ret = platform_get_irq_optional(pdev, num);

	if (ret < 0)
		return dev_err_probe(&pdev->dev, ret, "IRQ index %u not found\n", num);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_get_irq);

int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name)
{
	return irq_of(platform_get_resource_byname(pdev, IORESOURCE_IRQ, name));
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname_optional);

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	int ret = platform_get_irq_byname_optional(pdev, name);

	if (ret < 0)
		return dev_err_probe(&pdev->dev, ret, "IRQ %s not found\n", name);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_get_irq_byname);

int platform_irq_count(struct platform_device *pdev)
{
	int nr = 0;

	while (platform_get_resource(pdev, IORESOURCE_IRQ, (unsigned int)nr))
		nr++;
	return nr;
}
EXPORT_SYMBOL_GPL(platform_irq_count);

void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res)
{
	struct resource *r = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = r;
	return devm_ioremap_resource(&pdev->dev, r);
}
EXPORT_SYMBOL_GPL(devm_platform_get_and_ioremap_resource);

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_platform_get_and_ioremap_resource(pdev, index, NULL);
}
EXPORT_SYMBOL_GPL(devm_platform_ioremap_resource);

void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name)
{
	return devm_ioremap_resource(&pdev->dev,
				     platform_get_resource_byname(pdev, IORESOURCE_MEM, name));
}
EXPORT_SYMBOL_GPL(devm_platform_ioremap_resource_byname);
