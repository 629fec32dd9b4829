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
#if defined(TASKLET_LINUX_VERSION) && TASKLET_LINUX_VERSION < 0x060b00
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

/** struct platform_device_info - see platform_device_register_full() */
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
 */
struct platform_device *platform_device_alloc(const char *name, int id);
/** platform_device_add_resources() - a copy of these resources; Return: 0 or -ENOMEM */
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
/** platform_device_add_data() - a copy of this as platform_data; Return: 0 or -ENOMEM */
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);

/**
 * platform_device_add() - make the device known and have it probed
 * @pdev: the device; its memory resources must be free
 *
 * Context: task.
 * Return: 0, -EBUSY for a resource that another device has, or as device_add(). The reference
 *	stays the caller's: platform_device_put() after an error.
 */
int platform_device_add(struct platform_device *pdev);
/** platform_device_del() - undo platform_device_add(); Context: task */
void platform_device_del(struct platform_device *pdev);
/** platform_device_put() - end the caller's reference; NULL is fine */
void platform_device_put(struct platform_device *pdev);

/** platform_device_register() - for devices in the caller's own memory */
int platform_device_register(struct platform_device *pdev);
/** platform_device_unregister() - platform_device_del() and platform_device_put() */
void platform_device_unregister(struct platform_device *pdev);

/**
 * platform_device_register_full() - allocate, fill and add
 * @pdevinfo: all that there is to say about the device; copied
 *
 * Context: task.
 * Return: the device, for platform_device_unregister(), or ERR_PTR().
 */
struct platform_device *platform_device_register_full(const struct platform_device_info *pdevinfo);

/** platform_add_devices() - register @num devices, or none; Return: 0 or -errno */
int platform_add_devices(struct platform_device **devs, int num);

/** platform_get_resource() - the @num th resource of this type, or NULL */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int num);
/** platform_get_mem_or_io() - the @num th resource that is of memory or of ports, or NULL */
struct resource *platform_get_mem_or_io(struct platform_device *pdev, unsigned int num);
/** platform_get_resource_byname() - the resource of this type and name, or NULL */
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);

/**
 * platform_get_irq() - the @num th interrupt of a device
 * @pdev: the device
 * @num: from 0
 *
 * Return: its number, or -ENXIO and a message that it is missing.
 */
int platform_get_irq(struct platform_device *pdev, unsigned int num);
/** platform_get_irq_optional() - platform_get_irq() without a message */
int platform_get_irq_optional(struct platform_device *pdev, unsigned int num);
/** platform_get_irq_byname() - the interrupt of this name; see platform_get_irq() */
int platform_get_irq_byname(struct platform_device *pdev, const char *name);
/** platform_get_irq_byname_optional() - platform_get_irq_byname() without a message */
int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name);
/** platform_irq_count() - how many interrupts it has */
int platform_irq_count(struct platform_device *pdev);

/** devm_platform_ioremap_resource() - devm_ioremap_resource() of the @index th memory resource */
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index);
/** devm_platform_ioremap_resource_byname() - the same by name */
void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name);
/** devm_platform_get_and_ioremap_resource() - the same; the resource goes to @res unless NULL */
void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res);

int __platform_driver_register(struct platform_driver *drv, struct module *owner);
int __platform_driver_probe(struct platform_driver *drv, int (*probe)(struct platform_device *),
			    struct module *owner);
/** platform_driver_unregister() - see driver_unregister() */
void platform_driver_unregister(struct platform_driver *drv);

__tl_api_end

/** platform_driver_register() - see driver_register() */
#define platform_driver_register(drv)	  __platform_driver_register((drv), THIS_MODULE)
/** platform_driver_probe() - register a driver for the devices that are there now, else -ENODEV */
#define platform_driver_probe(drv, probe) __platform_driver_probe((drv), (probe), THIS_MODULE)

/** platform_device_register_resndata() - platform_device_register_full() by arguments */
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

/** platform_device_register_simple() - a device with resources and nothing else */
static inline struct platform_device *platform_device_register_simple(const char *name, int id,
								      const struct resource *res,
								      unsigned int num)
{
	return platform_device_register_resndata(NULL, name, id, res, num, NULL, 0);
}

/** platform_device_register_data() - a device with platform_data and nothing else */
static inline struct platform_device *platform_device_register_data(struct device *parent,
								    const char *name, int id,
								    const void *data, size_t size)
{
	return platform_device_register_resndata(parent, name, id, NULL, 0, data, size);
}

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

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
