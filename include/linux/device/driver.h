/* SPDX-License-Identifier: MIT */
/* A driver as a bus sees it. */
#ifndef _LINUX_DEVICE_DRIVER_H
#define _LINUX_DEVICE_DRIVER_H

#include <linux/device/bus.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/types.h>

struct acpi_device_id;
struct attribute_group;
struct dev_pm_ops;
struct driver_private;
struct module;
struct of_device_id;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

/**
 * struct device_driver - a driver
 * @name: of the driver; unique on its bus
 * @bus: where it registers
 * @owner: THIS_MODULE
 * @mod_name: for drivers that are built in
 * @suppress_bind_attrs: no binding through sysfs, which there is not
 * @probe_type: all probing is synchronous
 * @of_match_table: @acpi_match_table: kept, not used: nothing describes devices that way
 * @probe: bind a device, if the bus has no probe; 0 or -errno
 * @remove: unbind it, if the bus has no remove
 * @shutdown: not called yet
 * @pm: not used
 * @groups: @dev_groups: not used
 * @p: the library's
 */
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	int (*probe)(struct device *dev);
	void (*sync_state)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	const struct attribute_group **groups;
	const struct attribute_group **dev_groups;
	const struct dev_pm_ops *pm;
	struct driver_private *p;
};

__tl_api_begin

/**
 * driver_register() - add a driver and probe the devices that it is for
 * @drv: with name and bus set
 *
 * That a probe fails is the device's affair and no error here.
 *
 * Context: task; not within a probe of the same device.
 * Return: 0, -EBUSY when the name is taken, -EINVAL without a registered bus, -ENOMEM.
 */
int __must_check driver_register(struct device_driver *drv);

/**
 * driver_unregister() - unbind a driver from its devices and take it away
 * @drv: the driver; nothing of it is called once this has returned
 *
 * Context: task; not from its own probe or remove.
 */
void driver_unregister(struct device_driver *drv);

/** driver_find() - the driver of this name on a bus, or NULL; Context: task */
struct device_driver *driver_find(const char *name, const struct bus_type *bus);

/** driver_for_each_device() - bus_for_each_dev() of the devices that are bound to @drv */
int __must_check driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
					int (*fn)(struct device *dev, void *data));

/**
 * driver_set_override() - set a driver_override, as a write to sysfs would
 * @dev: the device, which is locked against binding meanwhile
 * @override: the pointer to set; the old string is freed
 * @s: the driver's name; a line feed ends it; empty clears
 * @len: characters at @s
 *
 * Context: task.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int driver_set_override(struct device *dev, const char **override, const char *s, size_t len);

__tl_api_end

/** module_driver() - a module that does nothing but register one driver */
#define module_driver(__driver, __register, __unregister, ...) \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	module_init(__driver##_init);                          \
	static void __exit __driver##_exit(void)               \
	{                                                      \
		__unregister(&(__driver), ##__VA_ARGS__);      \
	}                                                      \
	module_exit(__driver##_exit)

#endif /* _LINUX_DEVICE_DRIVER_H */
