// SPDX-License-Identifier: MIT
/*
 * Boot and shutdown of the driver model. What a program left registered is taken down as its own
 * unregister calls would have, devices last in, first out, and named.
 */
#include "base/base.h"

#include "host/subsys.h"

#include <linux/kernel.h>
#include <linux/platform_device.h>

int base_subsys_init(void)
{
	return base_platform_init();
}

void base_subsys_exit(void)
{
	struct device_driver *drv;
	struct device *dev;

	while ((drv = base_next_driver(0, NULL))) {
		base_put_driver(drv);
		pr_notice("driver '%s' was still registered at shutdown\n", drv->name);
		driver_unregister(drv);
	}
	while ((dev = base_last_device()) && dev != &platform_bus) {
		dev_notice(dev, "still registered at shutdown\n");
		if (dev_is_platform(dev))
			platform_device_unregister(to_platform_device(dev));
		else
			device_unregister(dev);
		put_device(dev);
	}
	put_device(dev);
	base_platform_exit();
	base_forget_classes();
	base_forget_buses();
}
