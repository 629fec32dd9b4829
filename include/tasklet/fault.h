/* SPDX-License-Identifier: MIT */
/* Failures on order, for tests of the paths that hardly ever run. */
#ifndef _TASKLET_FAULT_H
#define _TASKLET_FAULT_H

#include <linux/export.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_fail_alloc_after() - make one later allocation fail
 * @n: how many allocations of kmalloc(), vmalloc(), kmem_cache_alloc() and their families still
 *     succeed, in all threads together, before the one that fails; negative: none fails
 *
 * Allocations with __GFP_NOFAIL neither fail nor count. To try every failure of a piece of code:
 *
 *	for (n = 0, armed = false; !armed; n++) {
 *		tl_fail_alloc_after(n);
 *		piece_of_code();
 *		armed = tl_fail_alloc_armed();
 *		tl_fail_alloc_after(-1);
 *	}
 *
 * Context: any.
 */
void tl_fail_alloc_after(long n);

/**
 * tl_fail_alloc_armed() - is the ordered failure still to come?
 *
 * Context: any.
 * Return: true from tl_fail_alloc_after() until an allocation has failed.
 */
bool tl_fail_alloc_armed(void);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_FAULT_H */
