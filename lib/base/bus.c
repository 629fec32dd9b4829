// SPDX-License-Identifier: MIT
/* Buses: which ones there are, and walks over their devices and drivers. */
#include "base/base.h"

#include "host/subsys.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

struct bus_entry {
	const struct bus_type *bus;
	struct list_head node;
};

static LIST_HEAD(buses); /* base_lock */

static struct bus_entry *find_entry(const struct bus_type *bus)
{
	struct bus_entry *entry;

	list_for_each_entry(entry, &buses, node) {
		if (entry->bus == bus)
			return entry;
	}
	return NULL;
}

bool base_bus_is_registered(const struct bus_type *bus)
{
	return find_entry(bus);
}

int bus_register(const struct bus_type *bus)
{
	struct bus_entry *entry;
	int ret;

	might_sleep();
	ret = tl_boot_auto();
	if (ret)
		return ret;
	if (!bus->name) {
		pr_err("bus_register: bad argument: the bus has no name\n");
		return -EINVAL;
	}
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->bus = bus;
	base_lock();
	if (find_entry(bus))
		ret = -EEXIST;
	else
		list_add_tail(&entry->node, &buses);
	base_unlock();
	if (ret)
		kfree(entry);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_register);

void bus_unregister(const struct bus_type *bus)
{
	struct bus_entry *entry;

	might_sleep();
	base_lock();
	entry = find_entry(bus);
	if (entry)
		list_del(&entry->node);
	base_unlock();
	kfree(entry);
}
EXPORT_SYMBOL_GPL(bus_unregister);

void base_forget_buses(void)
{
	struct bus_entry *entry, *next;

	base_lock();
	list_for_each_entry_safe(entry, next, &buses, node) {
		pr_notice("bus '%s' was still registered at shutdown\n", entry->bus->name);
		list_del(&entry->node);
		kfree(entry);
	}
	base_unlock();
}

static bool is_known(const struct bus_type *bus)
{
	bool known;

	base_lock();
	known = base_bus_is_registered(bus);
	base_unlock();
	return known;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device *dev;
	int ret = 0;

	if (!is_known(bus))
		return -EINVAL;
	while (!ret && (dev = base_next_device(seq, bus, NULL))) {
		seq = dev->p->seq;
		ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(bus_for_each_dev);

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device_driver *drv;
	int ret = 0;

	if (!is_known(bus))
		return -EINVAL;
	while (!ret && (drv = base_next_driver(seq, bus))) {
		seq = drv->p->seq;
		ret = fn(drv, data);
		base_put_driver(drv);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(bus_for_each_drv);

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device *dev;

	while ((dev = base_next_device(seq, bus, NULL))) {
		seq = dev->p->seq;
		if (match(dev, data))
			return dev;
		put_device(dev);
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(bus_find_device);
