// SPDX-License-Identifier: MIT
/* Register ranges and their mappings that end with the binding. */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>

static void devm_ioremap_release(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static int is_mapping(struct device *dev, void *res, void *addr)
{
	return *(void __iomem **)res == addr;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	void __iomem **entry = devres_alloc(devm_ioremap_release, sizeof(*entry), GFP_KERNEL);
	void __iomem *addr;

	if (!entry)
		return NULL;
	addr = ioremap(offset, size);
	if (!addr) {
		devres_free(entry);
		return NULL;
	}
	*entry = addr;
	devres_add(dev, entry);
	return addr;
}
EXPORT_SYMBOL(devm_ioremap);

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN_ON(devres_release(dev, devm_ioremap_release, is_mapping, (void *)addr));
}
EXPORT_SYMBOL(devm_iounmap);

struct region {
	struct resource *parent;
	resource_size_t start;
	resource_size_t n;
};

static void devm_region_release(struct device *dev, void *res)
{
	struct region *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int is_region(struct device *dev, void *res, void *match_data)
{
	const struct region *region = res, *like = match_data;

	return region->parent == like->parent && region->start == like->start &&
	       region->n == like->n;
}

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name)
{
	struct region *region = devres_alloc(devm_region_release, sizeof(*region), GFP_KERNEL);
	struct resource *res;

	if (!region)
		return NULL;
	region->parent = parent;
	region->start = start;
	region->n = n;
	res = __request_region(parent, start, n, name, 0);
	if (res)
		devres_add(dev, region);
	else
		devres_free(region);
	return res;
}
EXPORT_SYMBOL(__devm_request_region);

void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n)
{
	struct region like = {.parent = parent, .start = start, .n = n};

	WARN_ON(devres_release(dev, devm_region_release, is_region, &like));
}
EXPORT_SYMBOL(__devm_release_region);

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	void __iomem *addr;
	const char *name;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource %pR\n", res);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	name = res->name ? devm_kasprintf(dev, GFP_KERNEL, "%s %s", dev_name(dev), res->name) :
			   devm_kstrdup(dev, dev_name(dev), GFP_KERNEL);
	if (!name)
		return IOMEM_ERR_PTR(-ENOMEM);
	if (!devm_request_mem_region(dev, res->start, resource_size(res), name)) {
		dev_err(dev, "can't request region for resource %pR\n", res);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	addr = devm_ioremap(dev, res->start, resource_size(res));
	if (!addr) {
		dev_err(dev, "ioremap failed for resource %pR\n", res);
		devm_release_mem_region(dev, res->start, resource_size(res));
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return addr;
}
EXPORT_SYMBOL(devm_ioremap_resource);
