/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

/* Zero, of type int, or an error if @e is true. */
#define BUILD_BUG_ON_ZERO(e)		 ((int)(sizeof(struct { int : (-!!(e)); })))
#define BUILD_BUG_ON_INVALID(e)		 ((void)(sizeof((long)(e))))
#define BUILD_BUG_ON_MSG(cond, msg)	 compiletime_assert(!(cond), msg)
#define BUILD_BUG_ON(condition)		 BUILD_BUG_ON_MSG(condition, "BUILD_BUG_ON failed: " #condition)
#define BUILD_BUG_ON_NOT_POWER_OF_2(n)	 BUILD_BUG_ON((n) == 0 || (((n) & ((n)-1)) != 0))
#define __BUILD_BUG_ON_NOT_POWER_OF_2(n) BUILD_BUG_ON(((n) & ((n)-1)) != 0)
#define BUILD_BUG()			 BUILD_BUG_ON_MSG(1, "BUILD_BUG failed")

/* The message is optional, as in the kernel; <assert.h> defines the same name without that. */
#undef static_assert
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

#endif /* _LINUX_BUILD_BUG_H */
