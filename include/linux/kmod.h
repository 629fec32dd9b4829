/* SPDX-License-Identifier: MIT */
/* Loading modules by name: there is nobody to ask, as on a kernel without modules. */
#ifndef _LINUX_KMOD_H
#define _LINUX_KMOD_H

#include <linux/errno.h>

static inline int __attribute__((format(printf, 1, 2))) request_module(const char *name, ...)
{
	(void)name;
	return -ENOSYS;
}

#define request_module_nowait(...)	request_module(__VA_ARGS__)
#define try_then_request_module(x, ...) ((x) ?: ((void)request_module(__VA_ARGS__), (x)))

#endif /* _LINUX_KMOD_H */
