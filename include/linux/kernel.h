/* SPDX-License-Identifier: MIT */
/*
 * What nearly every driver uses. libc's <sys/sysinfo.h> includes this file, once, and gets
 * uapi's alone.
 */
#if defined(_SYS_SYSINFO_H) && !defined(_TL_LINUX_KERNEL_H) && !defined(__TL_KERNEL_FOR_LIBC)
#define __TL_KERNEL_FOR_LIBC
#define __TL_UAPI_ONLY
#include_next <linux/kernel.h>
#undef __TL_UAPI_ONLY

#elif !defined(_TL_LINUX_KERNEL_H)
#define _TL_LINUX_KERNEL_H

#include_next <linux/kernel.h>

#include <stdarg.h>

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kconfig.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/might_sleep.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <linux/wordpart.h>

#include <asm/byteorder.h>

/* Directions of a transfer. */
#define READ  0
#define WRITE 1

#define PTR_IF(cond, ptr)  ((cond) ? (ptr) : NULL)
#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(u64)(x))

#endif
