/* SPDX-License-Identifier: MIT */
/*
 * Module parameters. A constructor hands each to the library; a boot option `name=value`, or
 * `module.name=value` where the build defines KBUILD_MODNAME, sets it before the init functions
 * run.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/array_size.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/stringify.h>

#ifndef MODULE_PARAM_PREFIX
#ifdef KBUILD_MODNAME
#define MODULE_PARAM_PREFIX KBUILD_MODNAME "."
#else
#define MODULE_PARAM_PREFIX ""
#endif
#endif

/* Kept in the object file, where `strings` and modinfo's readers find it. */
#define __MODULE_INFO(tag, name, info)                                                    \
	static const char __UNIQUE_ID(name)[] __used __section(".modinfo") __aligned(1) = \
		MODULE_PARAM_PREFIX __stringify(tag) "=" info

struct kernel_param;
struct module;

/* ops->set() may be called without a value (NULL). */
enum {
	KERNEL_PARAM_OPS_FL_NOARG = 1 << 0,
};

struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

/* Owned by the library once registered. */
struct tl_param_entry {
	struct tl_param_entry *next;
	const struct kernel_param *kp;
};

#define __TL_DECLARE_PARAM(type)                                              \
	extern const struct kernel_param_ops param_ops_##type;                \
	int param_set_##type(const char *val, const struct kernel_param *kp); \
	int param_get_##type(char *buffer, const struct kernel_param *kp)

__tl_api_begin

void __tl_register_param(struct tl_param_entry *param);

/**
 * module_param_parse() - set the parameter that a boot option names
 * @name: the option, with its module's name and a dot in front if the build gave it one; - and _
 *	are the same
 * @value: what follows the =, or NULL if there is none
 *
 * Context: task.
 * Return: 0; -ENOENT if there is no such parameter; -EINVAL or -ERANGE if the value is not for it.
 */
int module_param_parse(const char *name, const char *value);

__TL_DECLARE_PARAM(byte);
__TL_DECLARE_PARAM(short);
__TL_DECLARE_PARAM(ushort);
__TL_DECLARE_PARAM(int);
__TL_DECLARE_PARAM(uint);
__TL_DECLARE_PARAM(long);
__TL_DECLARE_PARAM(ulong);
__TL_DECLARE_PARAM(ullong);
__TL_DECLARE_PARAM(hexint);
__TL_DECLARE_PARAM(charp);
__TL_DECLARE_PARAM(bool);
__TL_DECLARE_PARAM(invbool);
extern const struct kernel_param_ops param_ops_bool_enable_only;
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp);
extern const struct kernel_param_ops param_ops_bint;
int param_set_bint(const char *val, const struct kernel_param *kp);
extern const struct kernel_param_ops param_array_ops;
extern const struct kernel_param_ops param_ops_string;
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);
void param_free_charp(void *arg);
int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);

__tl_api_end

#define param_get_bint param_get_int

/* Nobody sets a parameter while a driver runs: there is no sysfs to do it. */
static inline void kernel_param_lock(struct module *mod)
{
	(void)mod;
}

static inline void kernel_param_unlock(struct module *mod)
{
	(void)mod;
}

#define __param_check(name, p, type)                             \
	static inline type __always_unused *__check_##name(void) \
	{                                                        \
		return (p);                                      \
	}
#define param_check_byte(name, p)	      __param_check(name, p, unsigned char)
#define param_check_short(name, p)	      __param_check(name, p, short)
#define param_check_ushort(name, p)	      __param_check(name, p, unsigned short)
#define param_check_int(name, p)	      __param_check(name, p, int)
#define param_check_uint(name, p)	      __param_check(name, p, unsigned int)
#define param_check_long(name, p)	      __param_check(name, p, long)
#define param_check_ulong(name, p)	      __param_check(name, p, unsigned long)
#define param_check_ullong(name, p)	      __param_check(name, p, unsigned long long)
#define param_check_hexint(name, p)	      param_check_uint(name, p)
#define param_check_charp(name, p)	      __param_check(name, p, char *)
#define param_check_bool(name, p)	      __param_check(name, p, bool)
#define param_check_invbool(name, p)	      __param_check(name, p, bool)
#define param_check_bint(name, p)	      param_check_int(name, p)
#define param_check_bool_enable_only(name, p) param_check_bool(name, p)

#define __module_param_call(prefix, _name, _ops, _perm, _member, _arg)         \
	static const struct kernel_param __param_##_name = {                   \
		.name = prefix #_name,                                         \
		.ops = (_ops),                                                 \
		.perm = (_perm),                                               \
		._member = (_arg),                                             \
	};                                                                     \
	static void __attribute__((__constructor__)) __tl_param_##_name(void)  \
	{                                                                      \
		static struct tl_param_entry entry = {.kp = &__param_##_name}; \
                                                                               \
		__tl_register_param(&entry);                                   \
	}                                                                      \
	_Static_assert(1, "")

#define module_param_cb(name, ops, variable, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, perm, arg, variable)
#define kernel_param_cb(name, ops, variable, perm) \
	__module_param_call("", name, ops, perm, arg, variable)
#define module_param_cb_unsafe(name, ops, variable, perm) module_param_cb(name, ops, variable, perm)
#define module_param_call(name, _set, _get, variable, perm)         \
	static const struct kernel_param_ops __param_ops_##name = { \
		.set = (_set),                                      \
		.get = (_get),                                      \
	};                                                          \
	module_param_cb(name, &__param_ops_##name, variable, perm)
/* Linux sets these in the order of initcall levels; here all are set before the first of those. */
#define core_param_cb(name, ops, variable, perm)     kernel_param_cb(name, ops, variable, perm)
#define postcore_param_cb(name, ops, variable, perm) kernel_param_cb(name, ops, variable, perm)
#define arch_param_cb(name, ops, variable, perm)     kernel_param_cb(name, ops, variable, perm)
#define subsys_param_cb(name, ops, variable, perm)   kernel_param_cb(name, ops, variable, perm)
#define fs_param_cb(name, ops, variable, perm)	     kernel_param_cb(name, ops, variable, perm)
#define device_param_cb(name, ops, variable, perm)   kernel_param_cb(name, ops, variable, perm)
#define late_param_cb(name, ops, variable, perm)     kernel_param_cb(name, ops, variable, perm)
#define core_param(name, var, type, perm) \
	param_check_##type(name, &(var))  \
		__module_param_call("", name, &param_ops_##type, perm, arg, &(var))

#define module_param_named(name, value, type, perm) \
	param_check_##type(name, &(value)) module_param_cb(name, &param_ops_##type, &(value), perm)
#define module_param_named_unsafe(name, value, type, perm) \
	module_param_named(name, value, type, perm)
/**
 * module_param() - a variable that a boot option sets
 * @name: the variable, and the option
 * @type: byte, short, ushort, int, uint, hexint, long, ulong, ullong, charp, bool, invbool, bint or
 *	bool_enable_only
 * @perm: its mode in sysfs; there is none here
 */
#define module_param(name, type, perm)	      module_param_named(name, name, type, perm)
#define module_param_unsafe(name, type, perm) module_param(name, type, perm)
#define module_param_hw(name, type, hw, perm) module_param(name, type, perm)
#define module_param_hw_named(name, value, type, hw, perm) \
	module_param_named(name, value, type, perm)
#define module_param_hw_array(name, type, hw, nump, perm) module_param_array(name, type, nump, perm)
#define core_param_unsafe(name, var, type, perm)	  core_param(name, var, type, perm)

/* The string is copied into the array @string of @len bytes. */
#define module_param_string(name, _string, len, perm)                                \
	static const struct kparam_string __param_string_##name = {                  \
		.maxlen = (len),                                                     \
		.string = (_string),                                                 \
	};                                                                           \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_string, perm, str, \
			    &__param_string_##name)

/* Values separated by commas; *@nump, if not NULL, is how many there were. */
#define module_param_array_named(name, array, type, nump, perm)                                 \
	param_check_##type(name,                                                                \
			   &(array)[0]) static const struct kparam_array __param_arr_##name = { \
		.max = ARRAY_SIZE(array),                                                       \
		.elemsize = sizeof((array)[0]),                                                 \
		.num = (nump),                                                                  \
		.ops = &param_ops_##type,                                                       \
		.elem = (array),                                                                \
	};                                                                                      \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_array_ops, perm, arr,             \
			    &__param_arr_##name)
#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)

#define MODULE_PARM_DESC(_parm, desc) __MODULE_INFO(parm, _parm, #_parm ":" desc)

#endif /* _LINUX_MODULEPARAM_H */
