/* SPDX-License-Identifier: MIT */
/*
 * might_sleep() and its family, for <linux/kernel.h>.
 */
#ifndef _LINUX_MIGHT_SLEEP_H
#define _LINUX_MIGHT_SLEEP_H

#include <linux/export.h>

__tl_api_begin

/**
 * __might_sleep() - report a caller that may not sleep here
 *
 * Reports in the kernel's wording when the caller owns its CPU (preempt_count is not 0 or
 * interrupts are off). The same place is reported once a second at most.
 *
 * Context: any; that is the point.
 */
void __might_sleep(const char *file, int line);
void __cant_sleep(const char *file, int line);

__tl_api_end

#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define cant_sleep()  __cant_sleep(__FILE__, __LINE__)
#define might_sleep_if(cond)           \
	do {                           \
		if (cond)              \
			might_sleep(); \
	} while (0)

#endif /* _LINUX_MIGHT_SLEEP_H */
