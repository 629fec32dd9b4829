/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/pfn.h>

/**
 * struct page - a page of memory: it is where the memory is, and so page + 1 is the next one
 *
 * DIVERGES: Linux has a description of each page elsewhere, with members that drivers may use.
 */
struct page {
	unsigned char __bytes[PAGE_SIZE];
};

#endif /* _LINUX_MM_TYPES_H */
