/* SPDX-License-Identifier: MIT */
#ifndef _TL_LINUX_STDDEF_H
#define _TL_LINUX_STDDEF_H

#include_next <linux/stddef.h>

#include <stdbool.h>
#include <stddef.h>

#define sizeof_field(TYPE, MEMBER) sizeof((((TYPE *)0)->MEMBER))
#define offsetofend(TYPE, MEMBER)  (offsetof(TYPE, MEMBER) + sizeof_field(TYPE, MEMBER))

/* Members that have names of their own and can be copied as one. */
#define struct_group(NAME, MEMBERS...) __struct_group(/* no tag */, NAME, , MEMBERS)
#define struct_group_attr(NAME, ATTRS, MEMBERS...) \
	__struct_group(/* no tag */, NAME, ATTRS, MEMBERS)
#define struct_group_tagged(TAG, NAME, MEMBERS...) __struct_group(TAG, NAME, , MEMBERS)
#define DECLARE_FLEX_ARRAY(TYPE, NAME)		   __DECLARE_FLEX_ARRAY(TYPE, NAME)

#endif /* _TL_LINUX_STDDEF_H */
