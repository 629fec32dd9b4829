/* SPDX-License-Identifier: MIT */
/* libc owns struct timespec, struct timeval and struct tm, so uapi's header must not come in. */
#ifndef _TL_LINUX_TIME_H
#define _TL_LINUX_TIME_H

#include <sys/time.h>
#include <time.h>

#include <linux/time64.h>
#include <linux/types.h>

/* libc's structs, and the kernel's. */

static inline struct timespec timespec64_to_timespec(const struct timespec64 ts)
{
	return (struct timespec){.tv_sec = ts.tv_sec, .tv_nsec = ts.tv_nsec};
}

static inline struct timespec64 timespec_to_timespec64(const struct timespec ts)
{
	return (struct timespec64){.tv_sec = ts.tv_sec, .tv_nsec = ts.tv_nsec};
}

static inline s64 timespec_to_ns(const struct timespec *ts)
{
	return ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

static inline struct timespec ns_to_timespec(const s64 nsec)
{
	return timespec64_to_timespec(ns_to_timespec64(nsec));
}

static inline s64 timeval_to_ns(const struct timeval *tv)
{
	return tv->tv_sec * NSEC_PER_SEC + tv->tv_usec * NSEC_PER_USEC;
}

static inline struct timeval ns_to_timeval(const s64 nsec)
{
	struct timespec64 ts = ns_to_timespec64(nsec);

	return (struct timeval){.tv_sec = ts.tv_sec, .tv_usec = ts.tv_nsec / NSEC_PER_USEC};
}

static inline int timespec_compare(const struct timespec *a, const struct timespec *b)
{
	struct timespec64 x = timespec_to_timespec64(*a), y = timespec_to_timespec64(*b);

	return timespec64_compare(&x, &y);
}

#endif /* _TL_LINUX_TIME_H */
