/* SPDX-License-Identifier: MIT */
/* Private to lib/mm: the mappings of tl_mmap(). */
#ifndef _LIB_MM_MMAP_H
#define _LIB_MM_MMAP_H

#include <linux/mm.h>

/* Is it in the mapping, and no page there? @addr and @size are whole pages.
 * Return: 0, -EFAULT, -EBUSY. */
int mmap_room(struct vm_area_struct *vma, unsigned long addr, unsigned long size);

/* Put a page there, for which there is room. @counted: the mapping keeps a reference, which it is
 * given if 0 is returned. Return: as share_get(). */
int mmap_put(struct vm_area_struct *vma, unsigned long addr, struct page *page, bool counted);

#endif /* _LIB_MM_MMAP_H */
