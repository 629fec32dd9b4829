/* SPDX-License-Identifier: MIT */
/* struct timer_list; what is done with it is in timer.h. */
#ifndef _LINUX_TIMER_TYPES_H
#define _LINUX_TIMER_TYPES_H

#include <linux/types.h>
#include <linux/version.h>

/* What a timer calls: before 4.15 it was given a number of the driver's choice. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define __TIMER_ARG unsigned long
#else
#define __TIMER_ARG struct timer_list *
#endif

/**
 * struct timer_list - a function to be called in softirq context when jiffies reaches a value
 * @entry: link in the wheel of its CPU; not hashed while the timer is not pending
 * @expires: when, in jiffies
 * @function: called then; NULL: shut down
 * @flags: number of the CPU, and TIMER_*
 * @slot: where in the wheel it is, while pending
 * @state: __TIMER_*: how it was set up, and that it was
 * @data: what an old @function is given
 *
 * @entry, @slot, and, while the timer is pending, @expires and @flags, are protected by the lock
 * of the CPU's wheel.
 */
struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(__TIMER_ARG);
	u32 flags;
	u16 slot;
	u16 state;
	unsigned long data;
};

#endif /* _LINUX_TIMER_TYPES_H */
