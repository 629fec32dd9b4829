/* SPDX-License-Identifier: MIT */
/* A bus: what brings devices and drivers together. */
#ifndef _LINUX_DEVICE_BUS_H
#define _LINUX_DEVICE_BUS_H

#include <linux/export.h>
#include <linux/types.h>

#include <stdbool.h>

struct device;
struct device_driver;

/**
 * struct bus_type - the rules of one bus
 * @name: of the bus
 * @dev_name: devices without a name get this one and their id
 * @match: is this driver for this device? positive: yes, 0: no, -EPROBE_DEFER: ask again later
 * @probe: binds a device, instead of the driver's own probe
 * @remove: unbinds it, instead of the driver's own remove
 * @shutdown: the system goes down; not called yet
 *
 * The callbacks run in task context, with the device locked against other binding.
 */
struct bus_type {
	const char *name;
	const char *dev_name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
};

__tl_api_begin

/** bus_register() - add a bus; Context: task; Return: 0, -EEXIST, -EINVAL or -ENOMEM */
int bus_register(const struct bus_type *bus);
/** bus_unregister() - take a bus away that has neither devices nor drivers; Context: task */
void bus_unregister(const struct bus_type *bus);

/**
 * bus_for_each_dev() - call a function for each device of a bus
 * @bus: the bus
 * @start: begin after this one; NULL for all
 * @data: for @fn
 * @fn: called in the order of registration; nonzero ends the walk
 *
 * Devices may come and go meanwhile; the one that @fn is at stays.
 *
 * Context: task.
 * Return: what @fn returned last, or -EINVAL for a bus that is not registered.
 */
int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
/** bus_for_each_drv() - the same for the drivers of a bus; see bus_for_each_dev() */
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));

/**
 * bus_find_device() - the first device of a bus that matches
 * @bus: the bus
 * @start: begin after this one; NULL for all
 * @data: for @match
 * @match: nonzero: this one
 *
 * Context: task.
 * Return: the device with a reference for the caller to put, or NULL.
 */
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));

__tl_api_end

#endif /* _LINUX_DEVICE_BUS_H */
