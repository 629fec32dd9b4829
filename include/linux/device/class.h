/* SPDX-License-Identifier: MIT */
/* A class: devices that do the same for who uses them, whatever bus they are on. */
#ifndef _LINUX_DEVICE_CLASS_H
#define _LINUX_DEVICE_CLASS_H

#include <linux/args.h>
#include <linux/export.h>
#include <linux/types.h>

struct device;

/**
 * struct class - what devices of a class have in common
 * @name: of the class
 * @devnode: the name and mode of a device's node; not called yet
 * @class_release: called by class_unregister(), when the class is no longer known
 * @dev_release: releases a device of it that has no release of its own
 */
struct class
{
	const char *name;
	char *(*devnode)(const struct device *dev, umode_t *mode);
	void (*class_release)(const struct class *class);
	void (*dev_release)(struct device *dev);
};

__tl_api_begin

/**
 * class_register() - add a class
 * @class: stays the caller's
 *
 * Context: task. Return: 0, -EEXIST (the name is taken), -EINVAL (it has none), -ENOMEM.
 * Follows Linux 6.12.
 */
int __must_check class_register(const struct class *class);
/** class_unregister() - take a class away that has no devices any more; Context: task */
void class_unregister(const struct class *class);

struct class *__must_check __class_create(const char *name);

/**
 * class_create() - make a class, and add it
 * @...: its name, which stays the caller's; until 6.3 THIS_MODULE and the name
 *
 * Context: task. Return: the class, for class_destroy(), or ERR_PTR() of what class_register()
 * returns. Follows Linux 6.12.
 */
#define class_create(...)		CONCATENATE(__tl_class_create, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)
#define __tl_class_create1(name)	__class_create(name)
#define __tl_class_create2(owner, name) ((void)(owner), __class_create(name))

/** class_destroy() - undo class_create(); NULL and ERR_PTR() are let pass; Context: task */
void class_destroy(const struct class *cls);

/**
 * class_for_each_device() - call a function for each device of a class
 * @class: the class
 * @start: begin after this one; NULL for all
 * @data: for @fn
 * @fn: called in the order of registration; nonzero ends the walk
 *
 * Context: task. Return: what @fn returned last; -EINVAL for no class. Follows Linux 6.12.
 */
int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
/**
 * class_find_device() - the first device of a class that matches
 * @class: the class
 * @start: begin after this one; NULL for all
 * @data: for @match
 * @match: nonzero: this one
 *
 * Context: task. Return: the device with a reference for the caller to put, or NULL.
 * Follows Linux 6.12.
 */
struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data,
				 int (*match)(struct device *dev, const void *data));
/** class_find_device_by_name() - see class_find_device() */
struct device *class_find_device_by_name(const struct class *class, const char *name);
/** class_find_device_by_devt() - see class_find_device() */
struct device *class_find_device_by_devt(const struct class *class, dev_t devt);

/**
 * device_create() - make a device of a class, and add it
 * @cls: the class
 * @parent: or NULL
 * @devt: its number, by which device_destroy() finds it; 0: none
 * @drvdata: for dev_get_drvdata()
 * @fmt: its name
 *
 * Context: task. Return: the device, or ERR_PTR() of -ENODEV (no class), -ENOMEM, and what
 * device_add() returns. Follows Linux 6.12.
 */
__printf(5, 6) struct device *device_create(const struct class *cls, struct device *parent,
					    dev_t devt, void *drvdata, const char *fmt, ...);
/** device_destroy() - unregister what device_create() made for @devt, if it is there; Context: task */
void device_destroy(const struct class *cls, dev_t devt);

__tl_api_end

#endif /* _LINUX_DEVICE_CLASS_H */
