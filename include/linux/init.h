/* SPDX-License-Identifier: MIT */
/*
 * Init calls. A constructor hands each function to the library, which runs them at the end of
 * boot: by level, and in link order within one. All code here is built in, so the section
 * markers mean nothing.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init
#define __exit
#define __initdata
#define __initconst
#define __exitdata
#define __exitconst
#define __ref
#define __refdata
#define __refconst
#define __meminit
#define __meminitdata
#define __init_or_module
#define __initdata_or_module
#define __exit_p(x) x
#define __exit_call __used

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

/*
 * One per source file that includes this: what belongs together in "its exit is not called
 * because its init failed". Owned by the library once a function of the file is registered.
 */
struct tl_module_entry {
	struct tl_module_entry *next;
	exitcall_t exit;
	bool listed;
	bool failed;
};

struct tl_initcall_entry {
	struct tl_initcall_entry *next;
	struct tl_module_entry *module;
	const char *name;
	initcall_t init;
	int level;
	bool ran; /* in this machine */
};

static struct tl_module_entry __tl_this_module __maybe_unused;

__tl_api_begin

/* Both from a constructor; after boot (a driver that was dlopen()ed) the init runs at once. */
void __tl_register_module(struct tl_module_entry *module);
void __tl_register_initcall(struct tl_initcall_entry *call);

__tl_api_end

#define __define_initcall(fn, nr)                                             \
	static void __attribute__((__constructor__)) __tl_initcall_##fn(void) \
	{                                                                     \
		static struct tl_initcall_entry entry = {                     \
			.module = &__tl_this_module,                          \
			.name = #fn,                                          \
			.init = fn,                                           \
			.level = nr,                                          \
		};                                                            \
                                                                              \
		__tl_register_initcall(&entry);                               \
	}                                                                     \
	_Static_assert(1, "")

#define pure_initcall(fn)	   __define_initcall(fn, 0)
#define core_initcall(fn)	   __define_initcall(fn, 10)
#define core_initcall_sync(fn)	   __define_initcall(fn, 11)
#define postcore_initcall(fn)	   __define_initcall(fn, 20)
#define postcore_initcall_sync(fn) __define_initcall(fn, 21)
#define arch_initcall(fn)	   __define_initcall(fn, 30)
#define arch_initcall_sync(fn)	   __define_initcall(fn, 31)
#define subsys_initcall(fn)	   __define_initcall(fn, 40)
#define subsys_initcall_sync(fn)   __define_initcall(fn, 41)
#define fs_initcall(fn)		   __define_initcall(fn, 50)
#define fs_initcall_sync(fn)	   __define_initcall(fn, 51)
#define rootfs_initcall(fn)	   __define_initcall(fn, 52)
#define device_initcall(fn)	   __define_initcall(fn, 60)
#define device_initcall_sync(fn)   __define_initcall(fn, 61)
#define late_initcall(fn)	   __define_initcall(fn, 70)
#define late_initcall_sync(fn)	   __define_initcall(fn, 71)
#define __initcall(fn)		   device_initcall(fn)

/* Exits run at shutdown, in the reverse order of registration. */
#define __exitcall(fn)                                                        \
	static void __attribute__((__constructor__)) __tl_exitcall_##fn(void) \
	{                                                                     \
		__tl_this_module.exit = fn;                                   \
		__tl_register_module(&__tl_this_module);                      \
	}                                                                     \
	_Static_assert(1, "")

#endif /* _LINUX_INIT_H */
