// SPDX-License-Identifier: MIT
/*
 * jiffies: computed from the machine's clock, from the value that Linux boots with on.
 */
#include <linux/jiffies.h>
#include <asm/atomic.h>

#include "arch/upcall.h"
#include "time/time.h"

#define NSEC_PER_JIFFY (1000000000ul / HZ)

/* When the machine was booted, or the count first looked at; 0: not yet. Any thread, atomic. */
static u64 start_ns;

static u64 start(void)
{
	u64 start = arch_load_quietly(&start_ns, __ATOMIC_RELAXED);
	u64 now;

	if (likely(start))
		return start;
	now = arch_clock_ns();
	/* The first one counts, on whichever thread; nothing else is published by it. */
	if (__atomic_compare_exchange_n(&start_ns, &start, now, false, __ATOMIC_RELAXED,
					__ATOMIC_RELAXED))
		start = now;
	return start;
}

unsigned long __tl_jiffies(void)
{
	u64 from = start();

	return INITIAL_JIFFIES + (arch_clock_ns() - from) / NSEC_PER_JIFFY;
}
EXPORT_SYMBOL(__tl_jiffies);

u64 jiffies_begin_ns(unsigned long jiffy)
{
	return start() + (jiffy - INITIAL_JIFFIES) * NSEC_PER_JIFFY;
}

void jiffies_start(void)
{
	__atomic_store_n(&start_ns, arch_clock_ns(), __ATOMIC_RELAXED);
}

void jiffies_stop(void)
{
	__atomic_store_n(&start_ns, 0, __ATOMIC_RELAXED);
}
