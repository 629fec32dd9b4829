// SPDX-License-Identifier: MIT
/*
 * Registered drivers. A walk counts itself as a user of the driver that it is at, and
 * driver_unregister() waits for the users to leave: nothing of a driver is called after it.
 */
#include "base/base.h"

#include "host/subsys.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#include <string.h>

static LIST_HEAD(drivers); /* base_lock */

struct device_driver *base_next_driver(u64 seq, const struct bus_type *bus)
{
	struct device_driver *found = NULL;
	struct driver_private *p;

	base_lock();
	list_for_each_entry(p, &drivers, node) {
		if (p->seq > seq && (!bus || p->drv->bus == bus)) {
			p->users++;
			found = p->drv;
			break;
		}
	}
	base_unlock();
	return found;
}

void base_put_driver(struct device_driver *drv)
{
	base_lock();
	if (!--drv->p->users)
		base_wake();
	base_unlock();
}

/* base_lock held. */
static struct device_driver *find_by_name(const char *name, const struct bus_type *bus)
{
	struct driver_private *p;

	list_for_each_entry(p, &drivers, node) {
		if (p->drv->bus == bus && !strcmp(p->drv->name, name))
			return p->drv;
	}
	return NULL;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct device_driver *drv;

	base_lock();
	drv = find_by_name(name, bus);
	base_unlock();
	return drv;
}
EXPORT_SYMBOL_GPL(driver_find);

int driver_register(struct device_driver *drv)
{
	struct driver_private *p;
	int ret;

	might_sleep();
	ret = tl_boot_auto();
	if (ret)
		return ret;
	if (!drv->name || !drv->bus) {
		pr_err("driver_register: bad argument: the driver has no %s\n",
		       drv->name ? "bus" : "name");
		return -EINVAL;
	}
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->drv = drv;

	base_lock();
	if (!base_bus_is_registered(drv->bus)) {
		ret = -EINVAL;
	} else if (find_by_name(drv->name, drv->bus)) {
		ret = -EBUSY;
	} else {
		p->seq = base_next_seq();
		p->users = 1; /* this function, until its walk is over */
		drv->p = p;
		list_add_tail(&p->node, &drivers);
	}
	base_unlock();
	if (ret) {
		if (ret == -EBUSY)
			pr_err("Error: Driver '%s' is already registered, aborting...\n",
			       drv->name);
		else
			pr_err("Driver '%s' was unable to register with bus_type '%s' because the bus was not initialized.\n",
			       drv->name, drv->bus->name);
		kfree(p);
		return ret;
	}

	ret = driver_attach(drv);
	base_put_driver(drv);
	base_run_deferred();
	return ret;
}
EXPORT_SYMBOL_GPL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	struct driver_private *p = drv->p;
	struct device *dev;

	might_sleep();
	if (!p) {
		WARN(1, "Unexpected driver unregister!\n");
		return;
	}
	/* From here on no walk finds it; those that have it may still bind a device. */
	base_lock();
	list_del(&p->node);
	while (p->users)
		base_wait();
	base_unlock();
	/* The device bound last goes first. */
	while ((dev = base_last_bound_device(drv))) {
		base_unbind_from(dev, drv);
		put_device(dev);
	}
	drv->p = NULL;
	kfree(p);
}
EXPORT_SYMBOL_GPL(driver_unregister);

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	u64 seq = start ? start->p->seq : 0;
	struct device *dev;
	int ret = 0;

	while (!ret && (dev = base_next_device(seq, drv->bus, NULL))) {
		seq = dev->p->seq;
		if (__atomic_load_n(&dev->driver, __ATOMIC_RELAXED) == drv)
			ret = fn(dev, data);
		put_device(dev);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(driver_for_each_device);

int driver_set_override(struct device *dev, const char **override, const char *s, size_t len)
{
	const char *old, *new = NULL;
	const char *end;
	bool locked;

	if (!override || !s)
		return -EINVAL;
	end = memchr(s, '\n', len);
	if (end)
		len = (size_t)(end - s);
	if (len) {
		new = kstrndup(s, len, GFP_KERNEL);
		if (!new)
			return -ENOMEM;
	}
	/* A match that is under way looks at the old string, under the one lock or the other. */
	locked = base_lock_binding(dev);
	base_lock();
	old = *override;
	*override = new;
	base_unlock();
	base_unlock_binding(dev, locked);
	kfree(old);
	return 0;
}
EXPORT_SYMBOL_GPL(driver_set_override);
