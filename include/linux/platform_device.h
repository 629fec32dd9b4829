/* SPDX-License-Identifier: MIT */
/*
 * Devices that are simply there, at known addresses and with known interrupts, and their
 * drivers. Drivers bind by driver_override if the device has one, else by id_table if the driver
 * has one, else by name.
 */
#ifndef _LINUX_PLATFORM_DEVICE_H
#define _LINUX_PLATFORM_DEVICE_H

#include <linux/container_of.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/version.h>
#include <linux/types.h>

#define PLATFORM_DEVID_NONE (-1)
#define PLATFORM_DEVID_AUTO (-2)

struct mfd_cell;

/**
 * struct platform_device - a device
 * @name: what drivers match; the device's name is "name", "name.id" or "name.id.auto"
 * @id: instance, PLATFORM_DEVID_NONE or PLATFORM_DEVID_AUTO
 * @id_auto: @id was PLATFORM_DEVID_AUTO
 * @dev: the device
 * @platform_dma_mask: what dev.dma_mask of platform_device_register_full() points to
 * @num_resources: how many there are at @resource
 * @resource: registers and interrupts
 * @id_entry: the line of the driver's id_table that matched
 * @driver_override: if set, the name of the only driver that may bind
 * @mfd_cell: NULL
 */
struct platform_device {
	const char *name;
	int id;
	bool id_auto;
	struct device dev;
	u64 platform_dma_mask;
	u32 num_resources;
	struct resource *resource;
	const struct platform_device_id *id_entry;
	const char *driver_override;
	struct mfd_cell *mfd_cell;
};

/**
 * struct platform_driver - a driver
 * @probe: the device is there; 0 or -errno; what was got with devm_ is given back if it fails
 * @remove: the device goes; what was got with devm_ is given back after it
 * @remove_new: the same, under the name that it had from 6.3 to 6.13
 * @shutdown: @suspend: @resume: not called yet
 * @driver: name, owner ...
 * @id_table: the device names that it is for, instead of driver.name
 * @prevent_deferred_probe: -EPROBE_DEFER is a failure like others
 * @driver_managed_dma: not used
 *
 * For sources from before 6.11, whose remove returns int, define TASKLET_LINUX_VERSION.
 */
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	union {
#if TASKLET_LINUX_VERSION < KERNEL_VERSION(6, 11, 0)
		int (*remove)(struct platform_device *pdev);
#else
		void (*remove)(struct platform_device *pdev);
#endif
		void (*remove_new)(struct platform_device *pdev);
	};
	void (*shutdown)(struct platform_device *pdev);
	struct device_driver driver;
	const struct platform_device_id *id_table;
	bool prevent_deferred_probe;
	bool driver_managed_dma;
};

/**
 * struct platform_device_info - what platform_device_register_full() makes a device of
 * @parent: of the device; NULL for platform_bus
 * @fwnode: @of_node_reused: kept for sources that set them
 * @name: @id: as in struct platform_device
 * @res: resources, copied
 * @num_res: how many
 * @data: platform_data, copied; or NULL
 * @size_data: bytes
 * @dma_mask: kept, not used yet; 0 for none
 */
struct platform_device_info {
	struct device *parent;
	struct fwnode_handle *fwnode;
	bool of_node_reused;
	const char *name;
	int id;
	const struct resource *res;
	unsigned int num_res;
	const void *data;
	size_t size_data;
	u64 dma_mask;
};

#define to_platform_device(x)	     container_of((x), struct platform_device, dev)
#define to_platform_driver(drv)	     container_of((drv), struct platform_driver, driver)
#define platform_get_device_id(pdev) ((pdev)->id_entry)
#define dev_is_platform(dev)	     ((dev)->bus == &platform_bus_type)

__tl_api_begin

extern const struct bus_type platform_bus_type;
extern struct device platform_bus;

/**
 * platform_device_alloc() - a device to be filled
 * @name: copied
 * @id: see struct platform_device
 *
 * Context: task.
 * Return: the device, for platform_device_add() or platform_device_put(), or NULL.
 *	Follows Linux 6.12.
 */
struct platform_device *platform_device_alloc(const char *name, int id);
/**
 * platform_device_add_resources() - give a device a copy of resources, instead of what it had
 * @pdev: the device, before platform_device_add()
 * @res: the resources
 * @num: how many
 *
 * Context: task. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
/**
 * platform_device_add_data() - give a device a copy of data as its platform_data
 * @pdev: the device, before platform_device_add()
 * @data: the data
 * @size: bytes
 *
 * Context: task. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);

/**
 * platform_device_add() - make the device known and have it probed
 * @pdev: the device; its memory resources must be free
 *
 * Context: task.
 * Return: 0, -EBUSY for a resource that another device has, or as device_add(). The reference
 *	stays the caller's: platform_device_put() after an error. Follows Linux 6.12.
 */
int platform_device_add(struct platform_device *pdev);
/** platform_device_del() - undo platform_device_add(); Context: task */
void platform_device_del(struct platform_device *pdev);
/** platform_device_put() - end the caller's reference; NULL is fine; Context: task */
void platform_device_put(struct platform_device *pdev);

/**
 * platform_device_register() - initialise and add a device in the caller's own memory
 * @pdev: the device
 *
 * Context: task. Return: as platform_device_add(); platform_device_put() after an error.
 * Follows Linux 6.12.
 */
int platform_device_register(struct platform_device *pdev);
/** platform_device_unregister() - platform_device_del(), platform_device_put(); Context: task */
void platform_device_unregister(struct platform_device *pdev);

/**
 * platform_device_register_full() - allocate, fill and add
 * @pdevinfo: all that there is to say about the device; copied
 *
 * Context: task.
 * Return: the device, for platform_device_unregister(), or ERR_PTR(). Follows Linux 6.12.
 */
struct platform_device *platform_device_register_full(const struct platform_device_info *pdevinfo);

/** platform_add_devices() - register @num devices, or none; Context: task; Return: 0 or -errno */
int platform_add_devices(struct platform_device **devs, int num);

/**
 * platform_get_resource() - a resource of a device
 * @pdev: the device
 * @type: IORESOURCE_MEM, IORESOURCE_IRQ ...
 * @num: from 0, among those of this type
 *
 * Context: any. Return: the resource, which is the device's, or NULL. Follows Linux 6.12.
 */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num);
/** platform_get_mem_or_io() - the @num th of memory or of ports; see platform_get_resource() */
struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num);
/** platform_get_resource_byname() - by type and name; see platform_get_resource() */
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);

/**
 * platform_get_irq() - the @num th interrupt of a device
 * @pdev: the device
 * @num: from 0
 *
 * Context: task. Return: its number, or -ENXIO and a message that it is missing; -EINVAL for
 * number 0. Follows Linux 6.12.
 */
int platform_get_irq(struct platform_device *pdev, unsigned int num);
/** platform_get_irq_optional() - without a message; see platform_get_irq() */
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
/** platform_get_irq_byname() - the interrupt of this name; see platform_get_irq() */
int platform_get_irq_byname(struct platform_device *pdev, const char *name);
/** platform_get_irq_byname_optional() - by name, without a message; see platform_get_irq() */
int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name);
/** platform_irq_count() - Context: any; Return: how many interrupts it has */
int platform_irq_count(struct platform_device *pdev);

/**
 * devm_platform_ioremap_resource() - devm_ioremap_resource() of a memory resource
 * @pdev: the device
 * @index: which of its memory resources, from 0
 *
 * Context: task. Return: as devm_ioremap_resource(). Follows Linux 6.12.
 */
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index);
/** devm_platform_ioremap_resource_byname() - by name; see devm_platform_ioremap_resource() */
void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name);
/**
 * devm_platform_get_and_ioremap_resource() - devm_platform_ioremap_resource() that tells which
 * @pdev: the device
 * @index: which of its memory resources, from 0
 * @res: if not NULL: where the resource goes, or NULL if there is none
 *
 * Context: task. Return: as devm_ioremap_resource(). Follows Linux 6.12.
 */
void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res);

/* What the macros below call. */
int __platform_driver_register(struct platform_driver *drv, struct module *owner);
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *),
			    struct module *owner);
/** platform_driver_unregister() - driver_unregister(), see there; Context: task */
void platform_driver_unregister(struct platform_driver *drv);

__tl_api_end

/**
 * platform_driver_register() - register a driver, and probe the devices that it is for
 * @drv: the driver; stays until platform_driver_unregister()
 *
 * Context: task. Return: as driver_register(). Follows Linux 6.12.
 */
#define platform_driver_register(drv)	  __platform_driver_register((drv), THIS_MODULE)
/**
 * platform_driver_probe() - register a driver for the devices that are there now, and no others
 * @drv: the driver
 * @probe: its probe function
 *
 * Context: task. Return: 0, -ENODEV if it has been bound to none, or as driver_register().
 * Follows Linux 6.12.
 */
#define platform_driver_probe(drv, probe) __platform_driver_probe((drv), (probe), THIS_MODULE)

/** platform_device_register_resndata() - by arguments; see platform_device_register_full() */
static inline struct platform_device *
platform_device_register_resndata(struct device *parent, const char *name, int id,
				  const struct resource *res, unsigned int num, const void *data,
				  size_t size)
{
	struct platform_device_info pdevinfo = {
		.parent = parent,
		.name = name,
		.id = id,
		.res = res,
		.num_res = num,
		.data = data,
		.size_data = size,
	};

	return platform_device_register_full(&pdevinfo);
}

/** platform_device_register_simple() - with resources only; see platform_device_register_full() */
static inline struct platform_device *platform_device_register_simple(const char *name, int id,
								      const struct resource *res,
								      unsigned int num)
{
	return platform_device_register_resndata(NULL, name, id, res, num, NULL, 0);
}

/** platform_device_register_data() - with data only; see platform_device_register_full() */
static inline struct platform_device *platform_device_register_data(struct device *parent,
								    const char *name, int id,
								    const void *data, size_t size)
{
	return platform_device_register_resndata(parent, name, id, NULL, 0, data, size);
}

/** platform_get_drvdata() - dev_get_drvdata() of the device; Context: any */
static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

/** platform_set_drvdata() - dev_set_drvdata() of the device; Context: any */
static inline void platform_set_drvdata(struct platform_device *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

/** module_platform_driver() - a module that does nothing but register one platform driver */
#define module_platform_driver(__platform_driver) \
	module_driver(__platform_driver, platform_driver_register, platform_driver_unregister)

/** builtin_platform_driver() - the same for a driver that is never unregistered */
#define builtin_platform_driver(__platform_driver) module_platform_driver(__platform_driver)

#endif /* _LINUX_PLATFORM_DEVICE_H */
