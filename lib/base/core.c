// SPDX-License-Identifier: MIT
/*
 * The life of a device: initialised, added, deleted, released; its name, its references.
 * See base.h for the locks.
 */
#include "base/base.h"

#include "host/subsys.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include <string.h>

static struct host_mutex lists_lock = HOST_MUTEX_INIT;
static LIST_HEAD(devices);
static u64 last_seq;

void base_lock(void)
{
	host_mutex_lock(&lists_lock);
}

void base_unlock(void)
{
	host_mutex_unlock(&lists_lock);
}

void base_wait(void)
{
	host_mutex_wait(&lists_lock);
}

void base_wake(void)
{
	host_mutex_wake(&lists_lock);
}

u64 base_next_seq(void)
{
	return ++last_seq;
}

struct device *base_next_device(u64 seq, const struct bus_type *bus, const struct device *parent)
{
	struct device *found = NULL;
	struct device_private *p;

	base_lock();
	list_for_each_entry(p, &devices, node) {
		if (p->seq > seq && (!bus || p->dev->bus == bus) &&
		    (!parent || p->dev->parent == parent)) {
			found = get_device(p->dev);
			break;
		}
	}
	base_unlock();
	return found;
}

struct device *base_last_device(void)
{
	struct device *found = NULL;

	base_lock();
	if (!list_empty(&devices))
		found = get_device(list_last_entry(&devices, struct device_private, node)->dev);
	base_unlock();
	return found;
}

struct device *base_last_bound_device(const struct device_driver *drv)
{
	struct device_private *p, *last = NULL;
	struct device *found;

	base_lock();
	list_for_each_entry(p, &devices, node)
		if (__atomic_load_n(&p->dev->driver, __ATOMIC_RELAXED) == drv &&
		    (!last || p->bound_seq > last->bound_seq))
			last = p;
	found = last ? get_device(last->dev) : NULL;
	base_unlock();
	return found;
}

void device_initialize(struct device *dev)
{
	atomic_set(&dev->refcount, 1);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	dev->p = NULL;
	dev->driver = NULL;
}
EXPORT_SYMBOL_GPL(device_initialize);

struct device *get_device(struct device *dev)
{
	if (dev)
		WARN_ONCE(atomic_inc_return(&dev->refcount) <= 1,
			  "refcount_t: addition on 0; use-after-free.\n");
	return dev;
}
EXPORT_SYMBOL_GPL(get_device);

static void free_name(struct device *dev)
{
	if (dev->name != dev->name_buf)
		kfree(dev->name);
	dev->name = NULL;
}

static void device_release(struct device *dev)
{
	struct device_private *p = dev->p;

	/* A driver that never bound, or used devm_ for a device without a bus. */
	devres_release_all(dev);
	/* A long name is ours to free, and @dev is not there to ask after the release. */
	if (dev->name != dev->name_buf)
		free_name(dev);
	dev->p = NULL;
	if (dev->release)
		dev->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		WARN(1,
		     "Device '%s' does not have a release() function, it is broken and must be fixed. See Documentation/core-api/kobject.rst.\n",
		     dev_name(dev));
	if (p) {
		host_mutex_destroy(&p->bind_lock);
		kfree(p);
	}
}

void put_device(struct device *dev)
{
	int left;

	if (!dev)
		return;
	left = atomic_dec_return(&dev->refcount);
	if (!left)
		device_release(dev);
	else
		WARN_ONCE(left < 0, "refcount_t: underflow; use-after-free.\n");
}
EXPORT_SYMBOL_GPL(put_device);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	char *name;
	va_list ap;

	va_start(ap, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, ap);
	va_end(ap);
	if (!name)
		return -ENOMEM;
	if (dev->name)
		free_name(dev);
	dev->name = name;
	/* A short one stands in the device, so that a static device can be added once more. */
	if (strlen(name) < sizeof(dev->name_buf)) {
		strcpy(dev->name_buf, name);
		dev->name = dev->name_buf;
		kfree(name);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(dev_set_name);

const char *dev_driver_string(const struct device *dev)
{
	/* Read once: it may be unbound meanwhile. */
	const struct device_driver *drv = __atomic_load_n(&dev->driver, __ATOMIC_RELAXED);

	if (drv)
		return drv->name;
	return dev->bus ? dev->bus->name : "";
}
EXPORT_SYMBOL(dev_driver_string);

static struct device_private *private_alloc(struct device *dev)
{
	struct device_private *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->dev = dev;
	host_mutex_init(&p->bind_lock);
	return p;
}

/* Is there a device that would have the same place in sysfs, or the same name on the bus? */
static bool name_is_taken(const struct device *dev)
{
	struct device_private *p;

	list_for_each_entry(p, &devices, node) {
		if (p->dev == dev)
			return true;
		if (strcmp(dev_name(p->dev), dev_name(dev)))
			continue;
		/* Those of a class have a folder of their own below the parent. */
		if (p->dev->parent == dev->parent && p->dev->class == dev->class)
			return true;
		if (dev->bus && p->dev->bus == dev->bus)
			return true;
	}
	return false;
}

static int name_device(struct device *dev)
{
	int ret = 0;

	if (dev->init_name) {
		ret = dev_set_name(dev, "%s", dev->init_name);
		if (!ret)
			dev->init_name = NULL;
	} else if (!dev->name && dev->bus && dev->bus->dev_name) {
		ret = dev_set_name(dev, "%s%u", dev->bus->dev_name, dev->id);
	}
	if (!ret && (!dev->name || !*dev->name))
		ret = -EINVAL;
	return ret;
}

static void say_taken(const struct device *dev)
{
	const char *parent = dev->parent ? dev_name(dev->parent) : dev->class ? "virtual" : "";

	pr_warn("sysfs: cannot create duplicate filename '/devices/%s%s%s%s%s'\n", parent,
		*parent ? "/" : "", dev->class ? dev->class->name : "", dev->class ? "/" : "",
		dev_name(dev));
}

int device_add(struct device *dev)
{
	struct device_private *p;
	int ret;

	might_sleep();
	ret = tl_boot_auto();
	if (ret)
		return ret;
	ret = name_device(dev);
	if (ret)
		return ret;
	p = dev->p ? dev->p : private_alloc(dev);
	if (!p)
		return -ENOMEM;
	dev->p = p;

	base_lock();
	if (name_is_taken(dev))
		ret = -EEXIST;
	else if (dev->bus && !base_bus_is_registered(dev->bus))
		ret = -EINVAL;
	if (!ret) {
		get_device(dev->parent);
		p->gone = false;
		p->seq = base_next_seq();
		list_add_tail(&p->node, &devices);
	}
	base_unlock();
	if (ret == -EEXIST)
		say_taken(dev);
	if (ret)
		return ret;

	if (dev->bus && device_attach(dev) < 0)
		dev_dbg(dev, "went away while it was added\n");
	base_run_deferred();
	return 0;
}
EXPORT_SYMBOL_GPL(device_add);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}
EXPORT_SYMBOL_GPL(device_register);

bool device_is_registered(struct device *dev)
{
	bool registered = false;
	struct device_private *p;

	base_lock();
	list_for_each_entry(p, &devices, node)
		registered |= p->dev == dev;
	base_unlock();
	return registered;
}
EXPORT_SYMBOL_GPL(device_is_registered);

void device_del(struct device *dev)
{
	struct device *parent = dev->parent;

	might_sleep();
	if (!dev->p)
		return;
	base_unbind_for_good(dev);
	base_lock();
	list_del(&dev->p->node);
	dev->p->deferred = false;
	base_unlock();
	put_device(parent);
}
EXPORT_SYMBOL_GPL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL_GPL(device_unregister);

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct device *dev;
	u64 seq = 0;
	int ret = 0;

	while (!ret && (dev = base_next_device(seq, NULL, parent))) {
		seq = dev->p->seq;
		ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(device_for_each_child);
