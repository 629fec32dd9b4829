// SPDX-License-Identifier: MIT
/*
 * Failing allocations on order. One counter for the process: how many allocations still succeed
 * before the one that fails; negative when nothing is ordered. Each allocation takes one off,
 * and the one that took it from 0 fails, so exactly one does however many threads race.
 * Atomics are relaxed: the counter publishes nothing.
 */
#include <asm/memory.h>

#include "mm/mm.h"

#include <linux/export.h>
#include <tasklet/fault.h>

static long fail_left = -1;

bool mm_alloc_should_fail(gfp_t flags)
{
	if (flags & __GFP_NOFAIL)
		return false;
	if (arch_alloc_fails())
		return true;
	if (__atomic_load_n(&fail_left, __ATOMIC_RELAXED) < 0)
		return false;
	return __atomic_fetch_sub(&fail_left, 1, __ATOMIC_RELAXED) == 0;
}

void tl_fail_alloc_after(long n)
{
	__atomic_store_n(&fail_left, n < 0 ? -1 : n, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(tl_fail_alloc_after);

bool tl_fail_alloc_armed(void)
{
	return __atomic_load_n(&fail_left, __ATOMIC_RELAXED) >= 0;
}
EXPORT_SYMBOL(tl_fail_alloc_armed);
