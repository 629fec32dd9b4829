/* SPDX-License-Identifier: MIT */
/*
 * What an allocation may do to be satisfied. The names and bits are Linux's; here two of them
 * matter: __GFP_DIRECT_RECLAIM ("may sleep") is what the atomic-sleep checker looks at, and
 * __GFP_NOFAIL keeps the injected failures of <tasklet/fault.h> away.
 */
#ifndef _LINUX_GFP_H
#define _LINUX_GFP_H

#include <linux/export.h>
#include <linux/pfn.h>
#include <linux/types.h>
#include <linux/version.h>

#define ___GFP_DMA	      0x01u
#define ___GFP_HIGHMEM	      0x02u
#define ___GFP_DMA32	      0x04u
#define ___GFP_MOVABLE	      0x08u
#define ___GFP_RECLAIMABLE    0x10u
#define ___GFP_HIGH	      0x20u
#define ___GFP_IO	      0x40u
#define ___GFP_FS	      0x80u
#define ___GFP_ZERO	      0x100u
#define ___GFP_DIRECT_RECLAIM 0x400u
#define ___GFP_KSWAPD_RECLAIM 0x800u
#define ___GFP_WRITE	      0x1000u
#define ___GFP_NOWARN	      0x2000u
#define ___GFP_RETRY_MAYFAIL  0x4000u
#define ___GFP_NOFAIL	      0x8000u
#define ___GFP_NORETRY	      0x10000u
#define ___GFP_MEMALLOC	      0x20000u
#define ___GFP_COMP	      0x40000u
#define ___GFP_NOMEMALLOC     0x80000u
#define ___GFP_HARDWALL	      0x100000u
#define ___GFP_THISNODE	      0x200000u
#define ___GFP_ACCOUNT	      0x400000u

#define __GFP_DMA	     ((gfp_t)___GFP_DMA)
#define __GFP_HIGHMEM	     ((gfp_t)___GFP_HIGHMEM)
#define __GFP_DMA32	     ((gfp_t)___GFP_DMA32)
#define __GFP_MOVABLE	     ((gfp_t)___GFP_MOVABLE)
#define __GFP_RECLAIMABLE    ((gfp_t)___GFP_RECLAIMABLE)
#define __GFP_HIGH	     ((gfp_t)___GFP_HIGH)
#define __GFP_IO	     ((gfp_t)___GFP_IO)
#define __GFP_FS	     ((gfp_t)___GFP_FS)
#define __GFP_ZERO	     ((gfp_t)___GFP_ZERO)
#define __GFP_DIRECT_RECLAIM ((gfp_t)___GFP_DIRECT_RECLAIM)
#define __GFP_KSWAPD_RECLAIM ((gfp_t)___GFP_KSWAPD_RECLAIM)
#define __GFP_RECLAIM	     ((gfp_t)(___GFP_DIRECT_RECLAIM | ___GFP_KSWAPD_RECLAIM))
#define __GFP_WRITE	     ((gfp_t)___GFP_WRITE)
#define __GFP_NOWARN	     ((gfp_t)___GFP_NOWARN)
#define __GFP_RETRY_MAYFAIL  ((gfp_t)___GFP_RETRY_MAYFAIL)
#define __GFP_NOFAIL	     ((gfp_t)___GFP_NOFAIL)
#define __GFP_NORETRY	     ((gfp_t)___GFP_NORETRY)
#define __GFP_MEMALLOC	     ((gfp_t)___GFP_MEMALLOC)
#define __GFP_COMP	     ((gfp_t)___GFP_COMP)
#define __GFP_NOMEMALLOC     ((gfp_t)___GFP_NOMEMALLOC)
#define __GFP_HARDWALL	     ((gfp_t)___GFP_HARDWALL)
#define __GFP_THISNODE	     ((gfp_t)___GFP_THISNODE)
#define __GFP_ACCOUNT	     ((gfp_t)___GFP_ACCOUNT)

#define GFP_ATOMIC	   (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL	   (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT	   (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO	   (__GFP_RECLAIM)
#define GFP_NOFS	   (__GFP_RECLAIM | __GFP_IO)
#define GFP_USER	   (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA		   __GFP_DMA
#define GFP_DMA32	   __GFP_DMA32
#define GFP_HIGHUSER	   (GFP_USER | __GFP_HIGHMEM)

#define MAX_PAGE_ORDER 10
#if TASKLET_LINUX_VERSION < KERNEL_VERSION(6, 4, 0)
#define MAX_ORDER (MAX_PAGE_ORDER + 1)
#else
#define MAX_ORDER MAX_PAGE_ORDER
#endif

/**
 * gfpflags_allow_blocking() - may an allocation with these flags sleep?
 * @gfp_flags: the flags
 *
 * Context: any.
 * Return: true for GFP_KERNEL and its like, false for GFP_ATOMIC and GFP_NOWAIT.
 */
static inline bool gfpflags_allow_blocking(const gfp_t gfp_flags)
{
	return !!(gfp_flags & __GFP_DIRECT_RECLAIM);
}

struct page;

__tl_api_begin

/**
 * alloc_pages() - memory of 1 << @order pages, aligned to its size
 * @gfp: as for kmalloc()
 * @order: up to MAX_PAGE_ORDER
 *
 * __get_free_pages() gives its address.
 * Context: as kmalloc(). Return: the first page, or NULL. Follows Linux 6.12.
 */
struct page *alloc_pages(gfp_t gfp, unsigned int order);
/** __free_pages() - give the caller's reference to alloc_pages() back; Context: as kfree() */
void __free_pages(struct page *page, unsigned int order);
/** __get_free_pages() - alloc_pages(); Return: an address as a number, or 0 */
unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order);
/** free_pages() - __free_pages() by address; 0 is fine */
void free_pages(unsigned long addr, unsigned int order);
/** alloc_pages_exact() - page-aligned memory of any size; Return: for free_pages_exact(), or NULL */
void *alloc_pages_exact(size_t size, gfp_t gfp_mask) __attribute__((malloc, alloc_size(1)));
/** free_pages_exact() - give it back */
void free_pages_exact(void *virt, size_t size);

__tl_api_end

#define alloc_page(gfp)			   alloc_pages((gfp), 0)
#define alloc_pages_node(node, gfp, order) ((void)(node), alloc_pages((gfp), (order)))
#define __free_page(page)		   __free_pages((page), 0)
#define __get_free_page(gfp)		   __get_free_pages((gfp), 0)
#define get_zeroed_page(gfp)		   __get_free_pages((gfp) | __GFP_ZERO, 0)
#define __get_dma_pages(gfp, order)	   __get_free_pages((gfp) | GFP_DMA, (order))
#define free_page(addr)			   free_pages((addr), 0)

#endif /* _LINUX_GFP_H */
