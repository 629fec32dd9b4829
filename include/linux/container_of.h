/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#define typeof_member(T, m) __typeof__(((T *)0)->m)

/**
 * container_of() - the structure that a member is part of
 * @ptr: pointer to the member
 * @type: type of the structure
 * @member: the member's name in it
 *
 * Drops a const of @ptr; container_of_const() keeps it.
 */
#define container_of(ptr, type, member)                                    \
	__extension__({                                                    \
		void *__mptr = (void *)(ptr);                              \
		_Static_assert(__same_type(*(ptr), ((type *)0)->member) || \
				       __same_type(*(ptr), void),          \
			       "pointer type mismatch in container_of()"); \
		((type *)(__mptr - offsetof(type, member)));               \
	})

#define container_of_const(ptr, type, member) \
	_Generic(ptr,                                                                              \
		 const __typeof__(*(ptr)) *: ((const type *)container_of(ptr, type, member)),      \
		 default: ((type *)container_of(ptr, type, member)))

#endif /* _LINUX_CONTAINER_OF_H */
