/* SPDX-License-Identifier: MIT */
/* Something that is done the first time that a place is reached; the others do not wait for it. */
#ifndef _LINUX_ONCE_LITE_H
#define _LINUX_ONCE_LITE_H

#include <linux/bug.h>
#include <linux/types.h>

/** DO_ONCE_LITE() - call a function, whose arguments follow, once; Context: any */
#define DO_ONCE_LITE(func, ...) DO_ONCE_LITE_IF(true, func, ##__VA_ARGS__)
/** DO_ONCE_LITE_IF() - likewise, the first time that @condition holds; the value is @condition */
#define DO_ONCE_LITE_IF(condition, func, ...)       \
	__extension__({                             \
		bool __ret_do_once = !!(condition); \
                                                    \
		if (__ONCE_LITE_IF(__ret_do_once))  \
			func(__VA_ARGS__);          \
		unlikely(__ret_do_once);            \
	})
#define __ONCE_LITE_IF(condition) __warn_once(condition)

#endif /* _LINUX_ONCE_LITE_H */
