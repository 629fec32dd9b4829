/* SPDX-License-Identifier: MIT */
/*
 * What time it is.
 *
 *	ktime_get()		CLOCK_MONOTONIC
 *	ktime_get_real()	CLOCK_REALTIME: the time of day
 *	ktime_get_boottime()	CLOCK_BOOTTIME: with the time that the host was suspended
 *	ktime_get_clocktai()	CLOCK_TAI
 *	ktime_get_raw()		CLOCK_MONOTONIC_RAW
 *
 * and per clock _ns, _ts64 and _seconds; _coarse_ reads what is cheaper, and some milliseconds old.
 * They are the host's clocks; on the machine with virtual time all of them tell that.
 *
 * Context: any.
 */
#ifndef _LINUX_TIMEKEEPING_H
#define _LINUX_TIMEKEEPING_H

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/time.h>
#include <linux/types.h>

enum tk_offsets { TK_OFFS_REAL, TK_OFFS_BOOT, TK_OFFS_TAI, TK_OFFS_MAX };

__tl_api_begin
/* A clock in nanoseconds; @id is CLOCK_*. */
u64 __tl_clock_ns(int id);

/**
 * ktime_mono_to_any() - what another clock shows at an instant of CLOCK_MONOTONIC
 * @tmono: the instant
 * @offs: TK_OFFS_*: the other clock
 *
 * Return: it. Context: any. Follows Linux 6.12.
 */
ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs);

/**
 * mktime64() - seconds since 1970 of a date
 * @year: as it is written
 * @mon: 1 to 12
 * @day: of the month
 * @hour: 0 to 24
 * @min: minutes
 * @sec: seconds
 *
 * Return: seconds. Context: any. Follows Linux 6.12.
 */
time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec);

/**
 * time64_to_tm() - the date of a time
 * @totalsecs: seconds since 1970
 * @offset: seconds to add
 * @result: libc's struct tm, whose years are an int
 *
 * Context: any. Follows Linux 6.12.
 */
void time64_to_tm(time64_t totalsecs, int offset, struct tm *result);
__tl_api_end

/* The family of one clock, by the names' middle. */
#define __TL_CLOCK(name, id)                                             \
	static inline ktime_t ktime_get##name(void)                      \
	{                                                                \
		return (ktime_t)__tl_clock_ns(id);                       \
	}                                                                \
	static inline u64 ktime_get##name##_ns(void)                     \
	{                                                                \
		return __tl_clock_ns(id);                                \
	}                                                                \
	static inline void ktime_get##name##_ts64(struct timespec64 *ts) \
	{                                                                \
		*ts = ns_to_timespec64((s64)__tl_clock_ns(id));          \
	}                                                                \
	static inline time64_t ktime_get##name##_seconds(void)           \
	{                                                                \
		return (time64_t)(__tl_clock_ns(id) / NSEC_PER_SEC);     \
	}

__TL_CLOCK(, CLOCK_MONOTONIC)
__TL_CLOCK(_real, CLOCK_REALTIME)
__TL_CLOCK(_boottime, CLOCK_BOOTTIME)
__TL_CLOCK(_clocktai, CLOCK_TAI)
__TL_CLOCK(_raw, CLOCK_MONOTONIC_RAW)
__TL_CLOCK(_coarse, CLOCK_MONOTONIC_COARSE)
__TL_CLOCK(_coarse_real, CLOCK_REALTIME_COARSE)

#undef __TL_CLOCK

#define ktime_get_coarse_boottime()	   ktime_get_boottime()
#define ktime_get_coarse_boottime_ns()	   ktime_get_boottime_ns()
#define ktime_get_coarse_boottime_ts64(ts) ktime_get_boottime_ts64(ts)
#define ktime_get_coarse_clocktai()	   ktime_get_clocktai()
#define ktime_get_coarse_clocktai_ns()	   ktime_get_clocktai_ns()
#define ktime_get_coarse_clocktai_ts64(ts) ktime_get_clocktai_ts64(ts)
#define ktime_get_mono_fast_ns()	   ktime_get_ns()
#define ktime_get_raw_fast_ns()		   ktime_get_raw_ns()
#define ktime_get_boot_fast_ns()	   ktime_get_boottime_ns()
#define ktime_get_tai_fast_ns()		   ktime_get_clocktai_ns()
#define ktime_get_real_fast_ns()	   ktime_get_real_ns()

static inline u32 ktime_get_resolution_ns(void)
{
	return 1;
}

static inline ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return offs == TK_OFFS_REAL ? ktime_get_real() :
	       offs == TK_OFFS_BOOT ? ktime_get_boottime() :
				      ktime_get_clocktai();
}
#define ktime_get_coarse_with_offset(offs) ktime_get_with_offset(offs)

static inline ktime_t ktime_mono_to_real(ktime_t mono)
{
	return ktime_mono_to_any(mono, TK_OFFS_REAL);
}

/* Names until 4.20 or so. */
#define getnstimeofday64(ts)	     ktime_get_real_ts64(ts)
#define getnstimeofday(ts)	     __tl_getnstimeofday(ts)
#define do_gettimeofday(tv)	     __tl_do_gettimeofday(tv)
#define ktime_get_ts(ts)	     __tl_ktime_get_ts(ts)
#define get_seconds()		     ((unsigned long)ktime_get_real_seconds())
#define getrawmonotonic64(ts)	     ktime_get_raw_ts64(ts)
#define get_monotonic_boottime64(ts) ktime_get_boottime_ts64(ts)
#define current_kernel_time64()	     ns_to_timespec64((s64)ktime_get_coarse_real_ns())

static inline void __tl_do_gettimeofday(struct timeval *tv)
{
	*tv = ktime_to_timeval(ktime_get_real());
}

static inline void __tl_getnstimeofday(struct timespec *ts)
{
	u64 ns = ktime_get_real_ns();

	ts->tv_sec = (time_t)(ns / NSEC_PER_SEC);
	ts->tv_nsec = (long)(ns % NSEC_PER_SEC);
}

static inline void __tl_ktime_get_ts(struct timespec *ts)
{
	u64 ns = ktime_get_ns();

	ts->tv_sec = (time_t)(ns / NSEC_PER_SEC);
	ts->tv_nsec = (long)(ns % NSEC_PER_SEC);
}

#endif /* _LINUX_TIMEKEEPING_H */
