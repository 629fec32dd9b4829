/* SPDX-License-Identifier: MIT */
/*
 * Private to lib/base.
 *
 * One lock, base_lock(), guards the lists of buses, drivers and devices. It is held for list
 * work only, never across a callback. Walks take one step at a time and remember the sequence
 * number that they are at, so that anything may come and go between two steps.
 *
 * Binding and unbinding a device happens under the device's own bind lock, which is held across
 * probe and remove. Order: bind lock of the parent, of the child, base_lock.
 *
 * Both are host mutexes: all this is for tasks that may sleep.
 */
#ifndef _LIB_BASE_BASE_H
#define _LIB_BASE_BASE_H

#include "host/mutex.h"

#include <linux/device.h>
#include <linux/list.h>
#include <linux/types.h>

#include <stdbool.h>

/* What the library keeps for a device from device_add() to its release. */
struct device_private {
	struct device *dev;
	struct list_head node; /* base_lock; in the order of seq */
	u64 seq; /* fixed */
	struct host_mutex bind_lock;
	bool gone; /* bind_lock; device_del() has begun: bind no more */
	u64 bound_seq; /* base_lock; when its driver's probe succeeded */
	bool deferred; /* base_lock; its probe said -EPROBE_DEFER */
};

/* What the library keeps for a driver while it is registered. */
struct driver_private {
	struct device_driver *drv;
	struct list_head node; /* base_lock; in the order of seq */
	u64 seq; /* fixed */
	unsigned int users; /* base_lock; walks that are at it */
};

/* core.c */
void base_lock(void);
void base_unlock(void);
u64 base_next_seq(void); /* base_lock held */
void base_wait(void); /* base_lock held, dropped while waiting */
void base_wake(void); /* base_lock held: wakes all in base_wait() */

/* The device after @seq that fits, with a reference, or NULL. NULL criteria fit all. */
struct device *base_next_device(u64 seq, const struct bus_type *bus, const struct device *parent);
struct device *base_last_device(void);
/* The device that @drv bound last, with a reference, or NULL. */
struct device *base_last_bound_device(const struct device_driver *drv);

/* driver.c: the driver after @seq, kept from going away until base_put_driver(), or NULL. */
struct device_driver *base_next_driver(u64 seq, const struct bus_type *bus);
void base_put_driver(struct device_driver *drv);

/* bus.c */
bool base_bus_is_registered(const struct bus_type *bus); /* base_lock held */
void base_forget_buses(void);

/* class.c */
void base_forget_classes(void);

/* dd.c */
void base_unbind_for_good(struct device *dev); /* no driver binds any more */
void base_unbind_from(struct device *dev, struct device_driver *drv);
void base_run_deferred(void);
bool base_lock_binding(struct device *dev);
void base_unlock_binding(struct device *dev, bool locked);

/* devres.c: returns how many resources there were */
int devres_release_all(struct device *dev);

/* platform.c */
int base_platform_init(void);
void base_platform_exit(void);

#endif /* _LIB_BASE_BASE_H */
