/* SPDX-License-Identifier: MIT */
/* struct hrtimer; what is done with it is in hrtimer.h. */
#ifndef _LINUX_HRTIMER_TYPES_H
#define _LINUX_HRTIMER_TYPES_H

#include <linux/ktime.h>
#include <linux/types.h>

enum hrtimer_restart {
	HRTIMER_NORESTART, /* it is not armed again */
	HRTIMER_RESTART, /* it is, for what its function has made of its expiry time */
};

/**
 * struct hrtimer - a function to be called when a clock shows a time
 * @node: when: @expires, of the timer's clock, at the latest
 * @_softexpires: the same at the earliest, which is when it is
 * @function: called then
 * @state: HRTIMER_STATE_*
 * @is_soft: called in HRTIMER_SOFTIRQ; else in hardirq context
 * @is_rel: armed by a span
 * @clock_id: CLOCK_*
 * @cpu: whose queue it is in, or was in last, and HRTIMER_MIGRATING
 * @magic: HRTIMER_MAGIC once it was set up
 * @key: when, of the monotonic clock: what the queue is ordered by
 * @seq: orders those of one instant
 * @child, @next, @prev: links in the queue
 *
 * From @state on it is the library's, protected by the lock of the CPU's queue.
 */
struct hrtimer {
	struct {
		ktime_t expires;
	} node;
	ktime_t _softexpires;
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	u8 state;
	u8 is_soft;
	u8 is_rel;
	u8 clock_id;
	u32 cpu;
	u32 magic;
	u64 key;
	u64 seq;
	struct hrtimer *child, *next, *prev;
};

#endif /* _LINUX_HRTIMER_TYPES_H */
