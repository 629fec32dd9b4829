/* SPDX-License-Identifier: MIT */
/*
 * Devices: named, counted, on a bus, with a driver or without.
 *
 *  - Who calls device_initialize() or device_register() has a reference and ends it with
 *    put_device(), also when device_add() failed. The last put calls the release function,
 *    which frees the memory.
 *  - A device's driver_data is the driver's, and NULL when none is bound.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/dev_printk.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/devres.h>
#include <linux/device/driver.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device_node;
struct device_private;
struct fwnode_handle;

/**
 * struct device - a device
 * @parent: what it is attached to; referenced from device_add() to device_del()
 * @p: the library's
 * @name: see dev_name()
 * @init_name: a name for statically declared devices; taken over by device_add()
 * @bus: NULL for devices that no driver binds
 * @driver: the driver that is bound, or NULL
 * @platform_data: what describes the device to its driver
 * @driver_data: see dev_set_drvdata()
 * @dma_mask: @coherent_dma_mask: kept, not used yet
 * @of_node: @fwnode: NULL
 * @numa_node: 0
 * @devt: device number, for devices with a node
 * @id: instance, on buses that name devices by number
 * @class: that it belongs to, or NULL
 * @release: called when the last reference is gone
 * @refcount: @devres_lock: @devres_head: @name_buf: the library's
 */
struct device {
	struct device *parent;
	struct device_private *p;
	const char *name;
	const char *init_name;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	struct device_node *of_node;
	struct fwnode_handle *fwnode;
	int numa_node;
	dev_t devt;
	u32 id;
	const struct class *class;
	void (*release)(struct device *dev);
	atomic_t refcount;
	spinlock_t devres_lock;
	struct list_head devres_head;
	char name_buf[40];
};

__tl_api_begin

/** device_initialize() - the first reference, the empty lists; Context: any */
void device_initialize(struct device *dev);

/**
 * device_add() - make an initialised device known, and probe the drivers that are for it
 * @dev: with a name, or an init_name
 *
 * Context: task.
 * Return: 0, -EINVAL without a name, -EEXIST when its parent has one of that name, -ENOMEM.
 *	The reference stays the caller's in every case. Follows Linux 6.12.
 */
int __must_check device_add(struct device *dev);
/** device_register() - device_initialize() and device_add(); Context, Return: as device_add() */
int __must_check device_register(struct device *dev);
/** device_del() - undo device_add(): unbind the driver, make the device unknown; Context: task */
void device_del(struct device *dev);
/** device_unregister() - device_del() and put_device(); Context: task */
void device_unregister(struct device *dev);

/** get_device() - one more reference; NULL gives NULL; Context: any */
struct device *get_device(struct device *dev);
/** put_device() - one reference less, the last one releases; NULL is fine; Context: task */
void put_device(struct device *dev);

/**
 * dev_set_name() - name a device
 * @dev: the device, before device_add()
 * @fmt: printf() format
 *
 * Context: task. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
int dev_set_name(struct device *dev, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** dev_driver_string() - Context: any; Return: the name of its driver, or of its bus, or "" */
const char *dev_driver_string(const struct device *dev);

/**
 * device_for_each_child() - call a function for each device whose parent is @parent
 * @parent: the parent
 * @data: for @fn
 * @fn: called in the order of registration; nonzero ends the walk
 *
 * Context: task.
 * Return: what @fn returned last, else 0. Follows Linux 6.12.
 */
int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data));

/** device_is_registered() - Context: any; Return: is it between device_add() and device_del()? */
bool device_is_registered(struct device *dev);

/**
 * device_attach() - look for a driver of a device, and bind it
 * @dev: the device
 *
 * Those below bind and unbind as well; all may sleep, and from within the device's own probe or
 * remove each is reported.
 *
 * Context: task. Return: 1 bound, 0 none, -ENODEV when not registered. Follows Linux 6.12.
 */
int __must_check device_attach(struct device *dev);
/** driver_attach() - probe the unbound devices that @drv is for; Context: task; Return: 0 */
int __must_check driver_attach(const struct device_driver *drv);
/**
 * device_driver_attach() - probe one device with one driver
 * @drv: the driver
 * @dev: the device
 *
 * Context: task. Return: 0, -EBUSY when bound, -EAGAIN when probe deferred, or what probe returned.
 * Follows Linux 6.12.
 */
int __must_check device_driver_attach(const struct device_driver *drv, struct device *dev);
/** device_bind_driver() - bind to dev->driver, unprobed; Context: task; Return: 0 or -EINVAL */
int __must_check device_bind_driver(struct device *dev);
/** device_release_driver() - unbind: remove, then devm_ resources, last first; Context: task */
void device_release_driver(struct device *dev);
/** device_reprobe() - device_release_driver(), device_attach(); Context: task; Return: 0, -errno */
int __must_check device_reprobe(struct device *dev);

__tl_api_end

/** dev_name() - Context: any; Return: the name of a device; "(null)" before it has one */
static inline const char *dev_name(const struct device *dev)
{
	if (dev->init_name)
		return dev->init_name;
	return dev->name ? dev->name : "(null)";
}

/** dev_set_drvdata() - leave @data with the device, for the bound driver; Context: any */
static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

/** dev_get_drvdata() - Context: any; Return: what dev_set_drvdata() left */
static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

/** dev_get_platdata() - Context: any; Return: the platform_data of a device */
static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

/* There is one memory node. */
static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

static inline void set_dev_node(struct device *dev, int node)
{
	dev->numa_node = node;
}

#endif /* _LINUX_DEVICE_H */
