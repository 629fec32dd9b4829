// SPDX-License-Identifier: MIT
/* Conversions of time. */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/time.h>
#include <linux/time64.h>

#include "case.h"

TC_CASE(milliseconds_and_jiffies)
{
	static const unsigned int ms[] = {0,	      1,	  3,	      4,
					  5,	      7,	  8,	      9,
					  999,	      1000,	  1001,	      123456789,
					  0x7ffffffe, 0x7fffffff, 0x80000000, 0xffffffff};

	for (size_t i = 0; i < ARRAY_SIZE(ms); i++)
		tc_log("%u: %lu", ms[i], msecs_to_jiffies(ms[i]));
	tc_log("max %d", msecs_to_jiffies(~0U) == MAX_JIFFY_OFFSET);
	for (unsigned long j = 0; j < 5; j++)
		tc_log("%lu: %u ms %u us %llu ns %llu ns64", j, jiffies_to_msecs(j),
		       jiffies_to_usecs(j), (u64)jiffies_to_nsecs(j), jiffies64_to_nsecs(j));
	tc_log("%u %u", jiffies_to_msecs(12345678), jiffies_to_usecs(12345678));
}

TC_CASE(microseconds_nanoseconds_and_jiffies)
{
	static const unsigned int us[] = {0, 1, 3999, 4000, 4001, 8000, 1000000, 0xffffffff};
	static const u64 ns[] = {0, 1, 3999999, 4000000, 4000001, 1000000000, 86400000000000ULL};

	for (size_t i = 0; i < ARRAY_SIZE(us); i++)
		tc_log("%u us: %lu", us[i], usecs_to_jiffies(us[i]));
	for (size_t i = 0; i < ARRAY_SIZE(ns); i++)
		tc_log("%llu ns: %lu %llu", ns[i], nsecs_to_jiffies(ns[i]),
		       nsecs_to_jiffies64(ns[i]));
}

TC_CASE(jiffies_compare_across_the_wrap)
{
	unsigned long big = ~0UL;

	tc_log("%d %d %d %d", time_after(0UL, big), time_before(0UL, big), time_after(big, 0UL),
	       time_after(5UL, 5UL));
	tc_log("%d %d", time_after_eq(5UL, 5UL), time_before_eq(5UL, 5UL));
	tc_log("%d %d", time_in_range(1UL, big, 3UL), time_in_range(4UL, big, 3UL));
	tc_log("%d %d", time_in_range_open(3UL, 1UL, 3UL), time_in_range(3UL, 1UL, 3UL));
	tc_log("%d %d", time_after64(1ULL, ~0ULL), time_before64(1ULL, ~0ULL));
	tc_log("%d %d", time_is_before_jiffies(jiffies - 1), time_is_after_jiffies(jiffies + HZ));
}

TC_CASE(timespecs)
{
	struct timespec64 a, b;

	a = ns_to_timespec64(1500000000);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	a = ns_to_timespec64(-1);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	a = ns_to_timespec64(-1000000000);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	tc_log("%lld", timespec64_to_ns(&a));
	a = (struct timespec64){3, 999999999};
	b = (struct timespec64){1, 2};
	tc_log("%d %d", timespec64_compare(&a, &b), timespec64_equal(&a, &a));
	a = timespec64_add(a, b);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	a = timespec64_sub(b, a);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	set_normalized_timespec64(&a, 5, -1);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	tc_log("valid %d %d", timespec64_valid(&a), timespec64_valid(&(struct timespec64){-1, 0}));
	timespec64_add_ns(&a, 3000000001ULL);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	tc_log("jiffies %lu", timespec64_to_jiffies(&(struct timespec64){1, 1}));
	jiffies_to_timespec64(251, &a);
	tc_log("%lld.%09ld", (s64)a.tv_sec, a.tv_nsec);
	tc_log("ktime %lld", ktime_to_ns(timespec64_to_ktime(a)));
}

TC_CASE(ktime_arithmetic)
{
	ktime_t a = ktime_set(3, 500), b = ms_to_ktime(2500);

	tc_log("%lld %lld %lld %lld", ktime_to_ns(a), ktime_to_us(a), ktime_to_ms(a),
	       ktime_to_us(-a));
	tc_log("%lld %lld", ktime_add(a, b), ktime_sub(a, b));
	tc_log("%lld %lld %lld %lld", ktime_add_ns(a, 7), ktime_sub_ns(a, 7), ktime_add_us(a, 7),
	       ktime_sub_us(a, 7));
	tc_log("%lld %lld", ktime_add_ms(a, 7), ktime_sub_ms(a, 7));
	tc_log("%d %d %d", ktime_compare(a, b), ktime_compare(b, a), ktime_compare(a, a));
	tc_log("%d %d", ktime_after(a, b), ktime_before(a, b));
	tc_log("%lld %lld", ktime_us_delta(b, a), ktime_ms_delta(b, a));
	tc_log("%lld %lld", ktime_divns(a, 1000), ktime_divns(ns_to_ktime(-5001), 1000));
	tc_log("%d", ktime_set(KTIME_SEC_MAX, 1) == KTIME_MAX);
	tc_log("%d", ktime_add_safe(KTIME_MAX - 5, 10) == KTIME_MAX);
	tc_log("%lld", (s64)ns_to_ktime(3));
}

TC_CASE(calendar)
{
	struct tm tm;

	tc_log("%lld", (s64)mktime64(1970, 1, 1, 0, 0, 0));
	tc_log("%lld", (s64)mktime64(2024, 2, 29, 12, 34, 56));
	tc_log("%lld", (s64)mktime64(2100, 3, 1, 0, 0, 0));
	time64_to_tm(1709210096, 0, &tm);
	tc_log("%ld-%d-%d %d:%d:%d weekday %d day %d", (long)tm.tm_year + 1900, tm.tm_mon + 1,
	       tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
	time64_to_tm(-1, 3600, &tm);
	tc_log("%ld-%d-%d %d:%d:%d weekday %d day %d", (long)tm.tm_year + 1900, tm.tm_mon + 1,
	       tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday, tm.tm_yday);
}

TC_CASE(clocks_go_on)
{
	ktime_t a = ktime_get(), b = ktime_get();
	u64 ns = ktime_get_ns();

	tc_log("%d %d", ktime_compare(b, a) >= 0, ns >= (u64)ktime_to_ns(b));
	tc_log("%d", ktime_get_boottime_ns() >= ns);
	tc_log("%d", ktime_get_real_seconds() > 1500000000);
	tc_log("%d", time_after_eq((unsigned long)get_jiffies_64(), jiffies - 1));
}
