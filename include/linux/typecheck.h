/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TYPECHECK_H
#define _LINUX_TYPECHECK_H

/* Warns when @x is not of that very type; the value is always 1. */
#define typecheck(type, x)                     \
	__extension__({                        \
		type __dummy;                  \
		__typeof__(x) __dummy2;        \
		(void)(&__dummy == &__dummy2); \
		1;                             \
	})
#define typecheck_fn(type, function)               \
	__extension__({                            \
		__typeof__(type) __tmp = function; \
		(void)__tmp;                       \
	})
#define typecheck_pointer(x)            \
	__extension__({                 \
		__typeof__(x) __dummy;  \
		(void)sizeof(*__dummy); \
		1;                      \
	})

#endif /* _LINUX_TYPECHECK_H */
