/* SPDX-License-Identifier: MIT */
/*
 * Time in ticks. There is no tick: jiffies is computed from the machine's clock.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/export.h>
#include <linux/limits.h>
#include <linux/param.h>
#include <linux/types.h>

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

/* As on Linux the count starts five minutes before it wraps 32 bits. */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

__tl_api_begin
unsigned long __tl_jiffies(void);
__tl_api_end

#define jiffies		 __tl_jiffies()
#define get_jiffies_64() ((u64)__tl_jiffies())
#define jiffies_64	 get_jiffies_64()

/* Right across a wrap, as long as a and b are less than half the range apart. */
#define time_after(a, b)	  ((long)((b) - (a)) < 0)
#define time_before(a, b)	  time_after(b, a)
#define time_after_eq(a, b)	  ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	  time_after_eq(b, a)
#define time_in_range(a, b, c)	  (time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a)  time_before(jiffies, a)

/* To jiffies, rounded up: a wait is never shorter than asked for. */
static inline unsigned long msecs_to_jiffies(unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return ((unsigned long)m * HZ + 999) / 1000;
}

static inline unsigned long usecs_to_jiffies(unsigned int u)
{
	return ((unsigned long)u * HZ + 999999) / 1000000;
}

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return n / (1000000000UL / HZ);
}

#define secs_to_jiffies(s) ((unsigned long)(s)*HZ)

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return (unsigned int)(j * (1000 / HZ));
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return (unsigned int)(j * (1000000 / HZ));
}

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return (u64)j * (1000000000UL / HZ);
}

#endif /* _LINUX_JIFFIES_H */
