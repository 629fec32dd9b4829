/* SPDX-License-Identifier: MIT */
/* Nanoseconds for measuring: the monotonic clock, the same on all CPUs. */
#ifndef _LINUX_SCHED_CLOCK_H
#define _LINUX_SCHED_CLOCK_H

#include <linux/smp.h>
#include <linux/timekeeping.h>

static inline u64 sched_clock(void)
{
	return ktime_get_ns();
}

static inline u64 local_clock(void)
{
	return ktime_get_ns();
}

static inline u64 cpu_clock(int cpu)
{
	(void)cpu;
	return ktime_get_ns();
}

static inline u64 running_clock(void)
{
	return ktime_get_ns();
}

#endif /* _LINUX_SCHED_CLOCK_H */
