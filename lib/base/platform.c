// SPDX-License-Identifier: MIT
/*
 * The platform bus: devices that are simply there.
 *
 * A device made by platform_device_alloc() is a struct platform_object, whose release frees the
 * device with the copies of resources and data that were made for it. A device in the caller's
 * own memory is the caller's to release.
 */
#include "base/base.h"

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

#include <string.h>

/* Nothing to free: it is ours, and static. */
static void platform_bus_release(struct device *dev)
{
}

struct device platform_bus = {
	.init_name = "platform",
	.release = platform_bus_release,
};
EXPORT_SYMBOL_GPL(platform_bus);

static const struct platform_device_id *match_id(const struct platform_device_id *id,
						 const char *name)
{
	for (; id->name[0]; id++) {
		if (!strcmp(name, id->name))
			return id;
	}
	return NULL;
}

/* Return: 1 or 0 by the device's override; -1 if it has none. */
static int match_override(const struct platform_device *pdev, const struct device_driver *drv)
{
	int match = -1;

	/* Of a driver that comes, all devices are asked, without their bind locks. */
	base_lock();
	if (pdev->driver_override)
		match = !strcmp(pdev->driver_override, drv->name);
	base_unlock();
	return match;
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_driver *pdrv = to_platform_driver(drv);
	int match = match_override(pdev, drv);

	if (match >= 0)
		return match;
	if (pdrv->id_table) {
		const struct platform_device_id *id = match_id(pdrv->id_table, pdev->name);

		if (id)
			pdev->id_entry = id;
		return !!id;
	}
	return !strcmp(pdev->name, drv->name);
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	int ret = 0;

	if (drv->probe)
		ret = drv->probe(to_platform_device(dev));
	if (ret == -EPROBE_DEFER && drv->prevent_deferred_probe) {
		dev_warn(dev, "probe deferral not supported\n");
		ret = -ENXIO;
	}
	return ret;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	/* Also for one that returns int: what it returns means nothing. */
	if (drv->remove_new)
		drv->remove_new(to_platform_device(dev));
}

const struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
};
EXPORT_SYMBOL_GPL(platform_bus_type);

struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void platform_device_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(dev->platform_data);
	kfree(pdev->resource);
	kfree(pdev->driver_override);
	kfree(container_of(pdev, struct platform_object, pdev));
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *object;

	object = kzalloc(sizeof(*object) + strlen(name) + 1, GFP_KERNEL);
	if (!object)
		return NULL;
	strcpy(object->name, name);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = platform_device_release;
	return &object->pdev;
}
EXPORT_SYMBOL_GPL(platform_device_alloc);

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = NULL;

	if (res) {
		copy = kmemdup(res, sizeof(*res) * num, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = num;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_resources);

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}
EXPORT_SYMBOL_GPL(platform_device_add_data);

/* Numbers for PLATFORM_DEVID_AUTO that are not in use. Guarded by base_lock. */
static unsigned long auto_ids[16];

static int auto_id_get(void)
{
	int id = -ENOSPC, bit;

	base_lock();
	for (bit = 0; bit < (int)(8 * sizeof(auto_ids)) && id < 0; bit++) {
		if (!test_bit(bit, auto_ids)) {
			__set_bit(bit, auto_ids);
			id = bit;
		}
	}
	base_unlock();
	return id;
}

static void auto_id_put(struct platform_device *pdev)
{
	if (!pdev->id_auto)
		return;
	base_lock();
	__clear_bit(pdev->id, auto_ids);
	base_unlock();
	pdev->id = PLATFORM_DEVID_AUTO;
	pdev->id_auto = false;
}

static int name_device(struct platform_device *pdev)
{
	int id;

	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id != PLATFORM_DEVID_AUTO)
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	id = auto_id_get();
	if (id < 0)
		return id;
	pdev->id = id;
	pdev->id_auto = true;
	return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, id);
}

static struct resource *tree_of(const struct resource *res)
{
	switch (resource_type(res)) {
	case IORESOURCE_MEM:
		return &iomem_resource;
	case IORESOURCE_IO:
		return &ioport_resource;
	default:
		return NULL;
	}
}

/* Take the first @num of the device's resources out of the trees. */
static void release_resources(struct platform_device *pdev, u32 num)
{
	while (num--) {
		if (pdev->resource[num].parent)
			release_resource(&pdev->resource[num]);
	}
}

static int insert_resources(struct platform_device *pdev)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];
		struct resource *tree = res->parent ? res->parent : tree_of(res);

		if (!res->name)
			res->name = dev_name(&pdev->dev);
		if (tree && insert_resource(tree, res)) {
			dev_err(&pdev->dev, "failed to claim resource %u: %pR\n", i, res);
			release_resources(pdev, i);
			return -EBUSY;
		}
	}
	return 0;
}

int platform_device_add(struct platform_device *pdev)
{
	int ret;

	might_sleep();
	if (!pdev)
		return -EINVAL;
	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;

	ret = name_device(pdev);
	if (ret)
		goto err_id;
	ret = insert_resources(pdev);
	if (ret)
		goto err_id;
	ret = device_add(&pdev->dev);
	if (ret)
		goto err_resources;
	return 0;

err_resources:
	release_resources(pdev, pdev->num_resources);
err_id:
	auto_id_put(pdev);
	return ret;
}
EXPORT_SYMBOL_GPL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	auto_id_put(pdev);
	release_resources(pdev, pdev->num_resources);
}
EXPORT_SYMBOL_GPL(platform_device_del);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL_GPL(platform_device_put);

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	return platform_device_add(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_register);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL_GPL(platform_device_unregister);

struct platform_device *platform_device_register_full(const struct platform_device_info *pdevinfo)
{
	struct platform_device *pdev;
	int ret;

	pdev = platform_device_alloc(pdevinfo->name, pdevinfo->id);
	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = pdevinfo->parent;
	pdev->dev.fwnode = pdevinfo->fwnode;
	if (pdevinfo->dma_mask) {
		pdev->platform_dma_mask = pdevinfo->dma_mask;
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
		pdev->dev.coherent_dma_mask = pdevinfo->dma_mask;
	}
	ret = platform_device_add_resources(pdev, pdevinfo->res, pdevinfo->num_res);
	if (!ret)
		ret = platform_device_add_data(pdev, pdevinfo->data, pdevinfo->size_data);
	if (!ret)
		ret = platform_device_add(pdev);
	if (ret) {
		platform_device_put(pdev);
		return ERR_PTR(ret);
	}
	return pdev;
}
EXPORT_SYMBOL_GPL(platform_device_register_full);

int platform_add_devices(struct platform_device **devs, int num)
{
	int i, ret;

	for (i = 0; i < num; i++) {
		ret = platform_device_register(devs[i]);
		if (ret) {
			while (--i >= 0)
				platform_device_unregister(devs[i]);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(platform_add_devices);

int base_platform_init(void)
{
	int ret = bus_register(&platform_bus_type);

	if (ret)
		return ret;
	/* A machine that boots again finds it as it was left. */
	platform_bus.init_name = "platform";
	ret = device_register(&platform_bus);
	if (ret) {
		put_device(&platform_bus);
		bus_unregister(&platform_bus_type);
	}
	return ret;
}

void base_platform_exit(void)
{
	device_unregister(&platform_bus);
	bus_unregister(&platform_bus_type);
}
