/* SPDX-License-Identifier: MIT */
/*
 * A driver's entry and exit, and what it says about itself. Drivers are built in: THIS_MODULE is
 * NULL, and taking a reference to a module succeeds.
 */
#ifndef _TL_LINUX_MODULE_H
#define _TL_LINUX_MODULE_H

#include_next <linux/module.h>

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/stat.h>
#include <linux/stringify.h>

struct module;

#define THIS_MODULE	   ((struct module *)0)
#define MODULE_NAME_LEN	   (64 - sizeof(unsigned long))
#define __MODULE_STRING(x) __stringify(x)

/**
 * module_init() - the function that runs when the machine has booted
 * @fn: returns 0 or -errno; a failure is logged, and the file's module_exit() is not called
 */
#define module_init(fn) __initcall(fn)
/**
 * module_exit() - the function that runs at shutdown, last registered first
 * @fn: undoes what the file's module_init() did
 */
#define module_exit(fn) __exitcall(fn)

#define MODULE_INFO(tag, info)	    __MODULE_INFO(tag, tag, info)
#define MODULE_LICENSE(x)	    MODULE_INFO(license, x)
#define MODULE_AUTHOR(x)	    MODULE_INFO(author, x)
#define MODULE_DESCRIPTION(x)	    MODULE_INFO(description, x)
#define MODULE_VERSION(x)	    MODULE_INFO(version, x)
#define MODULE_ALIAS(x)		    MODULE_INFO(alias, x)
#define MODULE_FIRMWARE(x)	    MODULE_INFO(firmware, x)
#define MODULE_SOFTDEP(x)	    MODULE_INFO(softdep, x)
#define MODULE_WEAKDEP(x)	    MODULE_INFO(weakdep, x)
#define MODULE_IMPORT_NS(ns)	    _Static_assert(1, "")
#define MODULE_ALIAS_MISCDEV(minor) MODULE_ALIAS("char-major-10-" __stringify(minor))
#define MODULE_ALIAS_CHARDEV(major, minor) \
	MODULE_ALIAS("char-major-" __stringify(major) "-" __stringify(minor))
/* Nobody looks for drivers by device here; a table that only this names counts as used. */
#define MODULE_DEVICE_TABLE(type, name) \
	static const void *const __UNIQUE_ID(mod_device_table) __maybe_unused = &(name)

static inline bool try_module_get(struct module *module __maybe_unused)
{
	return true;
}

static inline void __module_get(struct module *module __maybe_unused)
{
}

static inline void module_put(struct module *module __maybe_unused)
{
}

/* For a kthread whose module may go when it has ended; with linux/kthread.h. */
#define module_put_and_kthread_exit(code) \
	do {                              \
		module_put(THIS_MODULE);  \
		kthread_exit(code);       \
	} while (0)
/* Its name until 5.17. */
#define module_put_and_exit(code) module_put_and_kthread_exit(code)

static inline int module_refcount(struct module *module __maybe_unused)
{
	return -1;
}

static inline bool module_is_live(struct module *module __maybe_unused)
{
	return true;
}

#define module_name(mod) ((void)(mod), "kernel")
#define symbol_get(x)	 (&(x))
#define symbol_put(x)	 ((void)(x))

#endif /* _TL_LINUX_MODULE_H */
