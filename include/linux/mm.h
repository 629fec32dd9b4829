/* SPDX-License-Identifier: MIT */
/*
 * Pages of memory. Any memory has some, also that of kmalloc() and of the program; only those of
 * alloc_pages() are given back by the last put_page().
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/align.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#define PAGE_ALIGN(addr)      ALIGN(addr, PAGE_SIZE)
#define PAGE_ALIGN_DOWN(addr) ALIGN_DOWN(addr, PAGE_SIZE)
#define PAGE_ALIGNED(addr)    IS_ALIGNED((unsigned long)(addr), PAGE_SIZE)
#define offset_in_page(p)     ((unsigned long)(p) & ~PAGE_MASK)

#define virt_to_page(addr) ((struct page *)((unsigned long)(addr)&PAGE_MASK))
#define page_address(page) ((void *)(page))
#define page_to_virt(page) page_address(page)
#define page_to_pfn(page)  ((unsigned long)(page) >> PAGE_SHIFT)
#define pfn_to_page(pfn)   ((struct page *)((unsigned long)(pfn) << PAGE_SHIFT))
#define page_to_phys(page) ((phys_addr_t)(unsigned long)(page))
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
#define virt_to_pfn(addr)  PFN_DOWN((unsigned long)(addr))
#define pfn_to_kaddr(pfn)  page_address(pfn_to_page(pfn))
#define nth_page(page, n)  ((page) + (n))
#define page_to_nid(page)  ((void)(page), 0)
#define PageHighMem(page)  ((void)(page), 0)

/* Could there be memory? Addresses of programs have 47 bits. */
#define pfn_valid(pfn)	      ((pfn) != 0 && (unsigned long)(pfn) >> (47 - PAGE_SHIFT) == 0)
#define virt_addr_valid(addr) pfn_valid(virt_to_pfn(addr))

/* Nobody swaps them out. */
#define SetPageReserved(page)	((void)(page))
#define ClearPageReserved(page) ((void)(page))

__tl_api_begin

/**
 * get_page() - one more reference; put_page(): one less
 * @page: the first page of what alloc_pages() returned
 *
 * alloc_pages() gives the first one; the last one gives the memory back, whether by put_page() or
 * by __free_pages().
 * Context: any. Follows Linux 6.12.
 */
void get_page(struct page *page);
/** put_page() - see get_page() */
void put_page(struct page *page);
/** page_count() - Context: any; Return: how many there are */
int page_count(struct page *page);

__tl_api_end

/** get_order() - Context: any; Return: the order of pages that @size bytes want */
static inline int get_order(unsigned long size)
{
	return size > PAGE_SIZE ?
		       (int)(8 * sizeof(long)) - __builtin_clzl((size - 1) >> PAGE_SHIFT) :
		       0;
}

static inline void clear_page(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

static inline void copy_page(void *to, const void *from)
{
	memcpy(to, from, PAGE_SIZE);
}

#endif /* _LINUX_MM_H */
