/* SPDX-License-Identifier: MIT */
/* Large blocks that need not be contiguous in physical memory: page-aligned, no size limit. */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/types.h>

#include <stddef.h>

struct vm_area_struct;

__tl_api_begin

/**
 * vmalloc() - allocate page-aligned memory
 * @size: bytes
 *
 * Context: task; reported elsewhere.
 * Return: the block, NULL for zero bytes or when there is no memory.
 */
void *vmalloc(unsigned long size) __attribute__((malloc, alloc_size(1)));
/** vzalloc() - vmalloc() with the block zeroed */
void *vzalloc(unsigned long size) __attribute__((malloc, alloc_size(1)));
/** __vmalloc() - vmalloc() with the flags of kmalloc() */
void *__vmalloc(unsigned long size, gfp_t gfp_mask) __attribute__((malloc, alloc_size(1)));
/** vfree() - give back what vmalloc() returned; NULL is fine */
void vfree(const void *addr);

/**
 * remap_vmalloc_range() - let the program have memory of vmalloc_user()
 * @vma: the mapping; all of it
 * @addr: the memory
 * @pgoff: page of it to begin with
 *
 * Context: task; may sleep. Return: 0, -EINVAL (there is not as much), as remap_pfn_range().
 * Follows Linux 6.12.
 */
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);

__tl_api_end

#define vmalloc_node(size, node) ((void)(node), vmalloc(size))
#define vzalloc_node(size, node) ((void)(node), vzalloc(size))
#define vmalloc_user(size)	 vzalloc(size)
#define vmalloc_32(size)	 vmalloc(size)
#define vmalloc_to_page(addr)	 virt_to_page(addr)
#define vmalloc_to_pfn(addr)	 page_to_pfn(virt_to_page(addr))

#endif /* _LINUX_VMALLOC_H */
