// SPDX-License-Identifier: MIT
/*
 * Classes, and the devices that are made for one. A class is known by its address; what is kept of it
 * is an entry in a list, under base_lock(). Its devices are found among all devices.
 */
#include "base/base.h"

#include "host/subsys.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

struct class_entry {
	const struct class *class;
	struct list_head node;
};

static LIST_HEAD(classes); /* base_lock */

static bool name_is_taken(const char *name)
{
	struct class_entry *entry;

	list_for_each_entry(entry, &classes, node)
		if (!strcmp(entry->class->name, name))
			return true;
	return false;
}

int class_register(const struct class *class)
{
	struct class_entry *entry;
	int ret;

	might_sleep();
	ret = tl_boot_auto();
	if (ret)
		return ret;
	if (!class->name || !*class->name) {
		pr_err("class_register: bad argument: the class has no name\n");
		return -EINVAL;
	}
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->class = class;
	base_lock();
	if (name_is_taken(class->name))
		ret = -EEXIST;
	else
		list_add_tail(&entry->node, &classes);
	base_unlock();
	if (ret) {
		pr_warn("sysfs: cannot create duplicate filename '/class/%s'\n", class->name);
		kfree(entry);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(class_register);

static struct class_entry *take_off_list(const struct class *class)
{
	struct class_entry *entry, *found = NULL;

	base_lock();
	list_for_each_entry(entry, &classes, node)
		if (entry->class == class)
			found = entry;
	if (found)
		list_del(&found->node);
	base_unlock();
	return found;
}

void class_unregister(const struct class *class)
{
	struct class_entry *entry;

	might_sleep();
	entry = take_off_list(class);
	if (WARN(!entry, "class_unregister: class %px is not registered\n", class))
		return;
	kfree(entry);
	if (class->class_release)
		class->class_release(class);
}
EXPORT_SYMBOL_GPL(class_unregister);

static void release_created(const struct class *class)
{
	kfree(class);
}

struct class *__class_create(const char *name)
{
	struct class *class = kzalloc(sizeof(*class), GFP_KERNEL);
	int ret;

	if (!class)
		return ERR_PTR(-ENOMEM);
	class->name = name;
	class->class_release = release_created;
	ret = class_register(class);
	if (!ret)
		return class;
	kfree(class);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(__class_create);

void class_destroy(const struct class *cls)
{
	if (!IS_ERR_OR_NULL(cls))
		class_unregister(cls);
}
EXPORT_SYMBOL_GPL(class_destroy);

void base_forget_classes(void)
{
	struct class_entry *entry;

	for (;;) {
		base_lock();
		entry = list_first_entry_or_null(&classes, struct class_entry, node);
		base_unlock();
		if (!entry)
			return;
		pr_notice("class '%s' was still registered at shutdown\n", entry->class->name);
		class_unregister(entry->class);
	}
}

/* --- devices of a class --- */

/* The one after @seq, with a reference, or NULL. */
static struct device *next_device(const struct class *class, u64 *seq)
{
	struct device *dev;

	while ((dev = base_next_device(*seq, NULL, NULL))) {
		*seq = dev->p->seq;
		if (dev->class == class)
			return dev;
		put_device(dev);
	}
	return NULL;
}

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device *dev;
	int ret = 0;

	if (!class)
		return -EINVAL;
	while (!ret && (dev = next_device(class, &seq))) {
		ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(class_for_each_device);

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device *dev;

	if (!class)
		return NULL;
	while ((dev = next_device(class, &seq))) {
		if (match(dev, data))
			return dev;
		put_device(dev);
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(class_find_device);

static int has_name(struct device *dev, const void *name)
{
	return !strcmp(dev_name(dev), name);
}

struct device *class_find_device_by_name(const struct class *class, const char *name)
{
	return class_find_device(class, NULL, name, has_name);
}
EXPORT_SYMBOL_GPL(class_find_device_by_name);

static int has_devt(struct device *dev, const void *devt)
{
	return dev->devt == *(const dev_t *)devt;
}

struct device *class_find_device_by_devt(const struct class *class, dev_t devt)
{
	return class_find_device(class, NULL, &devt, has_devt);
}
EXPORT_SYMBOL_GPL(class_find_device_by_devt);

static void release_device(struct device *dev)
{
	kfree(dev);
}

struct device *device_create(const struct class *cls, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list args;
	char *name;
	int ret;

	if (IS_ERR_OR_NULL(cls))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev);
	dev->devt = devt;
	dev->class = cls;
	dev->parent = parent;
	dev->release = release_device;
	dev_set_drvdata(dev, drvdata);
	va_start(args, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	ret = name ? dev_set_name(dev, "%s", name) : -ENOMEM;
	kfree(name);
	if (!ret)
		ret = device_add(dev);
	if (!ret)
		return dev;
	put_device(dev);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(device_create);

void device_destroy(const struct class *cls, dev_t devt)
{
	struct device *dev = class_find_device_by_devt(cls, devt);

	if (!dev)
		return;
	put_device(dev);
	device_unregister(dev);
}
EXPORT_SYMBOL_GPL(device_destroy);
