// SPDX-License-Identifier: MIT
/* Classes, and devices that are made for one. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/module.h>

#include "case.h"

/* A major that no driver has: nobody opens these devices. */
#define DEVT(minor) MKDEV(511, minor)

static void look_for(struct class *class, unsigned int minor)
{
	struct device *dev = class_find_device_by_devt(class, DEVT(minor));

	tc_log("%u: %s", minor, dev ? dev_name(dev) : "none");
	put_device(dev);
}

TC_CASE(a_device_of_a_class_is_found_by_its_number_until_it_is_destroyed)
{
	struct class *class = class_create(THIS_MODULE, "tc-class");
	struct device *dev;
	int data = 0;

	tc_log("class %s", IS_ERR(class) ? "none" : class->name);
	dev = device_create(class, NULL, DEVT(1), &data, "tc-%s%d", "node", 1);
	tc_log("device %s, data %d, class %d, parent %d", dev_name(dev),
	       dev_get_drvdata(dev) == &data, dev->class == class, !!dev->parent);
	dev = device_create(class, dev, DEVT(2), NULL, "tc-node2");
	tc_log("device %s, parent %s", dev_name(dev), dev_name(dev->parent));
	look_for(class, 1);
	look_for(class, 2);
	look_for(class, 3);
	device_destroy(class, DEVT(3));
	device_destroy(class, DEVT(2));
	look_for(class, 1);
	look_for(class, 2);
	device_destroy(class, DEVT(1));
	look_for(class, 1);
	class_destroy(class);
	class_destroy(NULL);
	class_destroy(ERR_PTR(-ENOMEM));
}

TC_CASE(devices_of_two_classes_may_have_one_name)
{
	struct class *a = class_create(THIS_MODULE, "tc-a"), *b = class_create(THIS_MODULE, "tc-b");
	struct device *of_a = device_create(a, NULL, DEVT(1), NULL, "tc-node");
	struct device *of_b = device_create(b, NULL, DEVT(2), NULL, "tc-node");

	tc_log("a %d, b %d", IS_ERR(of_a), IS_ERR(of_b));
	device_destroy(b, DEVT(1));
	look_for(a, 1);
	device_destroy(a, DEVT(1));
	device_destroy(b, DEVT(2));
	class_destroy(a);
	class_destroy(b);
}

static int say(struct device *dev, void *data)
{
	tc_log("%s", dev_name(dev));
	return dev->devt == DEVT(2) ? 7 : 0;
}

TC_CASE(a_walk_over_a_class_is_in_the_order_of_registration_and_ends_when_told)
{
	struct class *class = class_create(THIS_MODULE, "tc-class");
	struct device *first = device_create(class, NULL, DEVT(3), NULL, "tc-c");

	(void)device_create(class, NULL, DEVT(1), NULL, "tc-b");
	(void)device_create(class, NULL, DEVT(2), NULL, "tc-a");
	(void)device_create(class, NULL, DEVT(4), NULL, "tc-d");
	tc_log("%d", class_for_each_device(class, NULL, NULL, say));
	tc_log("%d", class_for_each_device(class, first, NULL, say));
	for (unsigned int minor = 1; minor <= 4; minor++)
		device_destroy(class, DEVT(minor));
	tc_log("%d", class_for_each_device(class, NULL, NULL, say));
	class_destroy(class);
}

TC_CASE(a_device_needs_a_class)
{
	tc_log("%ld", PTR_ERR(device_create(NULL, NULL, DEVT(1), NULL, "tc-node")));
	tc_log("%ld", PTR_ERR(device_create(ERR_PTR(-ENOMEM), NULL, DEVT(1), NULL, "tc-node")));
}
