/* SPDX-License-Identifier: MIT */
/*
 * Time in ticks. There is no tick: jiffies is computed from the machine's clock, and starts at
 * INITIAL_JIFFIES when the machine boots.
 *
 * Conversions to jiffies round up, so that a wait is never shorter than asked for; those from
 * nanoseconds, and back, round down.
 */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/export.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/time.h>
#include <linux/typecheck.h>
#include <linux/types.h>

#define TICK_NSEC (1000000000UL / HZ)
#define TICK_USEC (1000000UL / HZ)

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

/* As on Linux the count starts five minutes before it wraps 32 bits. */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

/* An object that was compiled for another HZ than the library must not link. */
#define __TL_HZ_SYMBOL__(hz) tl_abi_hz_##hz
#define __TL_HZ_SYMBOL_(hz)  __TL_HZ_SYMBOL__(hz)
#define __TL_HZ_SYMBOL	     __TL_HZ_SYMBOL_(CONFIG_HZ)

__tl_api_begin
extern const char __TL_HZ_SYMBOL;
unsigned long __tl_jiffies(void);
__tl_api_end

static const char *const __tl_abi_hz __attribute__((used, unused)) = &__TL_HZ_SYMBOL;

#define jiffies		 __tl_jiffies()
#define get_jiffies_64() ((u64)__tl_jiffies())
#define jiffies_64	 get_jiffies_64()

/* Right across a wrap, as long as a and b are less than half the range apart. */
#define time_after(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((b) - (a)) < 0))
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) \
	(typecheck(unsigned long, a) && typecheck(unsigned long, b) && ((long)((a) - (b)) >= 0))
#define time_before_eq(a, b)	     time_after_eq(b, a)
/* Within b and c, c included; or not. */
#define time_in_range(a, b, c)	     (time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c)  (time_after_eq(a, b) && time_before(a, c))
#define time_is_before_jiffies(a)    time_after(jiffies, a)
#define time_is_after_jiffies(a)     time_before(jiffies, a)
#define time_is_before_eq_jiffies(a) time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)  time_before_eq(jiffies, a)

#define time_after64(a, b)	    (typecheck(u64, a) && typecheck(u64, b) && ((s64)((b) - (a)) < 0))
#define time_before64(a, b)	    time_after64(b, a)
#define time_after_eq64(a, b)	    (typecheck(u64, a) && typecheck(u64, b) && ((s64)((a) - (b)) >= 0))
#define time_before_eq64(a, b)	    time_after_eq64(b, a)
#define time_in_range64(a, b, c)    (time_after_eq64(a, b) && time_before_eq64(a, c))
#define time_is_before_jiffies64(a) time_after64(get_jiffies_64(), a)
#define time_is_after_jiffies64(a)  time_before64(get_jiffies_64(), a)

/* What is negative as an int is for ever. */
static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	if ((int)m < 0)
		return MAX_JIFFY_OFFSET;
	return ((unsigned long)m * HZ + 999) / 1000;
}
#define __msecs_to_jiffies(m) msecs_to_jiffies(m)

#define secs_to_jiffies(s) ((unsigned long)(s)*HZ)

static inline u64 nsecs_to_jiffies64(u64 n)
{
	return n / TICK_NSEC;
}

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return (unsigned long)nsecs_to_jiffies64(n);
}

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return (unsigned int)(j * (1000 / HZ));
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return (unsigned int)(j * (1000000 / HZ));
}

/* What comes near the end of the range is for ever. */
static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	if (u > jiffies_to_usecs(MAX_JIFFY_OFFSET))
		return MAX_JIFFY_OFFSET;
	return ((unsigned long)u * HZ + 999999) / 1000000;
}
#define __usecs_to_jiffies(u) usecs_to_jiffies(u)

static inline u64 jiffies64_to_nsecs(u64 j)
{
	return j * TICK_NSEC;
}

static inline u64 jiffies64_to_msecs(u64 j)
{
	return j * (1000 / HZ);
}

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return jiffies64_to_nsecs(j);
}

/* Of what is negative, 0. */
static inline unsigned int jiffies_delta_to_msecs(long delta)
{
	return jiffies_to_msecs(delta < 0 ? 0 : (unsigned long)delta);
}

static inline unsigned long timespec64_to_jiffies(const struct timespec64 *value)
{
	if (value->tv_sec >= MAX_JIFFY_OFFSET / HZ)
		return MAX_JIFFY_OFFSET;
	return (unsigned long)value->tv_sec * HZ +
	       ((unsigned long)value->tv_nsec + TICK_NSEC - 1) / TICK_NSEC;
}

static inline void jiffies_to_timespec64(const unsigned long j, struct timespec64 *value)
{
	value->tv_sec = (time64_t)(j / HZ);
	value->tv_nsec = (long)(j % HZ * TICK_NSEC);
}

/* Ticks of user space. */
static inline clock_t jiffies_to_clock_t(unsigned long j)
{
	return (clock_t)(jiffies_to_nsecs(j) / (1000000000UL / USER_HZ));
}

static inline clock_t jiffies_delta_to_clock_t(long delta)
{
	return jiffies_to_clock_t(delta < 0 ? 0 : (unsigned long)delta);
}

static inline u64 jiffies_64_to_clock_t(u64 j)
{
	return jiffies64_to_nsecs(j) / (1000000000UL / USER_HZ);
}

static inline u64 nsec_to_clock_t(u64 n)
{
	return n / (1000000000UL / USER_HZ);
}

static inline unsigned long clock_t_to_jiffies(unsigned long c)
{
	return c >= ~0UL / (HZ / USER_HZ + 1) ? ~0UL : c * HZ / USER_HZ;
}

#endif /* _LINUX_JIFFIES_H */
