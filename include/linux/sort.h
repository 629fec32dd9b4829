/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/export.h>
#include <linux/types.h>

__tl_api_begin

/**
 * sort() - sort an array in place; sort_r(): @priv goes to the functions too
 * @base: the array
 * @num: elements
 * @size: bytes of one
 * @cmp_func: sign of the first less the second
 * @swap_func: swaps two elements; NULL: by their bytes
 *
 * Never slower than n log n, and without memory; equal elements end up in any order.
 * Context: any. Follows Linux 6.12.
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func);
/** sort_r() - see sort() */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv);

__tl_api_end

#endif /* _LINUX_SORT_H */
