// SPDX-License-Identifier: MIT
/*
 * Device meets driver: matching, probing, unbinding, deferral.
 *
 * A device's bind lock is held from the match to the end of probe, and over remove. A driver
 * whose probe says -EPROBE_DEFER is asked again after any other device was bound: the device is
 * flagged, and whoever added a device or a driver runs the flagged ones before it returns
 * (base_run_deferred()).
 */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

/* base_lock. nr_bound also tells a probe that it deferred while what it waits for arrived. */
static unsigned long nr_bound;
static bool deferred_due;
static bool deferred_running;

bool base_lock_binding(struct device *dev)
{
	/* A probe that unbinds its own device is told so instead of hanging. */
	return dev->p &&
	       !WARN(host_mutex_lock(&dev->p->bind_lock),
		     "%s: bound or unbound from within its own probe or remove\n", dev_name(dev));
}

void base_unlock_binding(struct device *dev, bool locked)
{
	if (locked)
		host_mutex_unlock(&dev->p->bind_lock);
}

static int match_driver(struct device *dev, const struct device_driver *drv)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}

static unsigned long count_bound(void)
{
	unsigned long n;

	base_lock();
	n = nr_bound;
	base_unlock();
	return n;
}

static void note_bound(struct device *dev)
{
	base_lock();
	dev->p->deferred = false;
	dev->p->bound_seq = ++nr_bound;
	deferred_due = true;
	base_unlock();
}

static void note_deferred(struct device *dev, unsigned long bound_before)
{
	base_lock();
	dev->p->deferred = true;
	if (nr_bound != bound_before)
		deferred_due = true;
	base_unlock();
}

static void log_probe_failure(struct device *dev, const struct device_driver *drv, int ret)
{
	switch (ret) {
	case -EPROBE_DEFER:
		dev_dbg(dev, "Driver %s requests probe deferral\n", drv->name);
		break;
	case -ENODEV:
	case -ENXIO:
		dev_dbg(dev, "probe with driver %s rejects match %d\n", drv->name, ret);
		break;
	default:
		dev_err(dev, "probe with driver %s failed with error %d\n", drv->name, ret);
		break;
	}
}

/* Both ends of a binding: what the driver got is given back, then it is not the driver. */
static void clear_binding(struct device *dev)
{
	devres_release_all(dev);
	__atomic_store_n(&dev->driver, NULL, __ATOMIC_RELAXED);
	dev_set_drvdata(dev, NULL);
}

/* Bind lock held, no driver bound. */
static int probe(struct device *dev, const struct device_driver *drv)
{
	unsigned long bound_before = count_bound();
	int ret = 0;

	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "Resources present before probing\n");
		return -EBUSY;
	}
	__atomic_store_n(&dev->driver, (struct device_driver *)drv, __ATOMIC_RELAXED);
	if (drv->bus->probe)
		ret = drv->bus->probe(dev);
	else if (drv->probe)
		ret = drv->probe(dev);
	if (!ret) {
		note_bound(dev);
		return 0;
	}
	log_probe_failure(dev, drv, ret);
	clear_binding(dev);
	if (ret == -EPROBE_DEFER)
		note_deferred(dev, bound_before);
	return ret;
}

/* Bind lock held. */
static void unbind(struct device *dev)
{
	const struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	if (drv->bus && drv->bus->remove)
		drv->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	clear_binding(dev);
}

int device_attach(struct device *dev)
{
	struct device_driver *drv;
	bool locked = base_lock_binding(dev);
	u64 seq = 0;
	int ret = 0;

	if (!dev->p || dev->p->gone) {
		ret = -ENODEV;
	} else if (dev->driver) {
		ret = 1;
	} else {
		while (!ret && (drv = base_next_driver(seq, dev->bus))) {
			int match = match_driver(dev, drv);

			seq = drv->p->seq;
			/* A probe that fails leaves the device to the next driver. */
			if (match > 0)
				ret = !probe(dev, drv);
			else if (match == -EPROBE_DEFER)
				note_deferred(dev, count_bound());
			base_put_driver(drv);
		}
	}
	base_unlock_binding(dev, locked);
	return ret;
}
EXPORT_SYMBOL_GPL(device_attach);

/* What @drv's probe said; -EBUSY when another driver has the device. */
static int attach_pair(const struct device_driver *drv, struct device *dev)
{
	bool locked = base_lock_binding(dev);
	int ret;

	if (!dev->p || dev->p->gone)
		ret = -ENODEV;
	else if (dev->driver)
		ret = -EBUSY;
	else
		ret = probe(dev, drv);
	base_unlock_binding(dev, locked);
	return ret;
}

int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int ret = attach_pair(drv, dev);

	base_run_deferred();
	/* Who asks by hand is to try again by hand, if not before it is tried again anyway. */
	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}
EXPORT_SYMBOL_GPL(device_driver_attach);

int driver_attach(const struct device_driver *drv)
{
	struct device *dev;
	u64 seq = 0;

	while ((dev = base_next_device(seq, drv->bus, NULL))) {
		int match = match_driver(dev, drv);

		seq = dev->p->seq;
		if (match > 0)
			attach_pair(drv, dev);
		else if (match == -EPROBE_DEFER)
			note_deferred(dev, count_bound());
		put_device(dev);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(driver_attach);

int device_bind_driver(struct device *dev)
{
	if (!dev->driver)
		return -EINVAL;
	note_bound(dev);
	return 0;
}
EXPORT_SYMBOL_GPL(device_bind_driver);

void device_release_driver(struct device *dev)
{
	bool locked = base_lock_binding(dev);

	unbind(dev);
	base_unlock_binding(dev, locked);
}
EXPORT_SYMBOL_GPL(device_release_driver);

int device_reprobe(struct device *dev)
{
	int ret;

	device_release_driver(dev);
	ret = device_attach(dev);
	return ret < 0 ? ret : 0;
}
EXPORT_SYMBOL_GPL(device_reprobe);

void base_unbind_for_good(struct device *dev)
{
	bool locked = base_lock_binding(dev);

	dev->p->gone = true;
	unbind(dev);
	base_unlock_binding(dev, locked);
}

void base_unbind_from(struct device *dev, struct device_driver *drv)
{
	bool locked = base_lock_binding(dev);

	if (dev->driver == drv)
		unbind(dev);
	base_unlock_binding(dev, locked);
}

/* One deferred device after @seq, no longer flagged, with a reference; or NULL. */
static struct device *next_deferred(u64 seq)
{
	struct device *dev;
	bool deferred;

	while ((dev = base_next_device(seq, NULL, NULL))) {
		base_lock();
		deferred = dev->p->deferred;
		dev->p->deferred = false;
		base_unlock();
		if (deferred)
			return dev;
		seq = dev->p->seq;
		put_device(dev);
	}
	return NULL;
}

void base_run_deferred(void)
{
	struct device *dev;
	u64 seq;

	base_lock();
	/* One at a time; who binds meanwhile, in a probe that it runs or elsewhere, leaves it the
	 * flag for another round. */
	while (deferred_due && !deferred_running) {
		deferred_due = false;
		deferred_running = true;
		base_unlock();
		for (seq = 0; (dev = next_deferred(seq)); put_device(dev)) {
			seq = dev->p->seq;
			if (device_attach(dev) < 0)
				dev_dbg(dev, "went away while its probe was deferred\n");
		}
		base_lock();
		deferred_running = false;
	}
	base_unlock();
}
