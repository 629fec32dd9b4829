// SPDX-License-Identifier: MIT
/* What time it is, and dates. */
#include <time.h>

#include <linux/timekeeping.h>

#include "arch/upcall.h"
#include "host/call.h"

u64 __tl_clock_ns(int id)
{
	return id == CLOCK_MONOTONIC ? arch_clock_ns() : arch_clock_read_ns(id);
}
EXPORT_SYMBOL(__tl_clock_ns);

ktime_t ktime_mono_to_any(ktime_t tmono, enum tk_offsets offs)
{
	static const int ids[] = {CLOCK_REALTIME, CLOCK_BOOTTIME, CLOCK_TAI};
	ktime_t ahead = (ktime_t)arch_clock_read_ns(ids[offs]);

	return tmono + ahead - (ktime_t)arch_clock_ns();
}
EXPORT_SYMBOL_GPL(ktime_mono_to_any);

/* Days since 1970 of the first of March of a year: leap days are the last of such years. */
static s64 days_to_march(s64 year)
{
	return 365 * year + year / 4 - year / 100 + year / 400 - 719468;
}

time64_t mktime64(unsigned int year, unsigned int mon, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec)
{
	unsigned int since_march = (mon + 9) % 12;
	s64 days = days_to_march(mon < 3 ? (s64)year - 1 : (s64)year) +
		   (153 * since_march + 2) / 5 + day - 1;

	return ((days * 24 + hour) * 60 + min) * 60 + sec;
}
EXPORT_SYMBOL(mktime64);

void time64_to_tm(time64_t totalsecs, int offset, struct tm *result)
{
	time_t secs = (time_t)(totalsecs + offset);
	unsigned long host;

	host = host_call_begin();
	(void)gmtime_r(&secs, result);
	host_call_end(host);
}
EXPORT_SYMBOL(time64_to_tm);
