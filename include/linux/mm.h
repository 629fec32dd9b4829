/* SPDX-License-Identifier: MIT */
/*
 * Pages of memory. Any memory has some, also that of kmalloc() and of the program; only those of
 * alloc_pages() are given back by the last put_page().
 */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/align.h>
#include <linux/errno.h>
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

/* --- Mappings of the program's. --- */

#define VM_NONE	      0x00000000UL
#define VM_READ	      0x00000001UL
#define VM_WRITE      0x00000002UL
#define VM_EXEC	      0x00000004UL
#define VM_SHARED     0x00000008UL
#define VM_MAYREAD    0x00000010UL
#define VM_MAYWRITE   0x00000020UL
#define VM_MAYEXEC    0x00000040UL
#define VM_MAYSHARE   0x00000080UL
#define VM_PFNMAP     0x00000400UL
#define VM_LOCKED     0x00002000UL
#define VM_IO	      0x00004000UL
#define VM_SEQ_READ   0x00008000UL
#define VM_RAND_READ  0x00010000UL
#define VM_DONTCOPY   0x00020000UL
#define VM_DONTEXPAND 0x00040000UL
#define VM_ACCOUNT    0x00100000UL
#define VM_NORESERVE  0x00200000UL
#define VM_DONTDUMP   0x04000000UL
#define VM_MIXEDMAP   0x10000000UL

static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags &= ~flags;
}

static inline void vm_flags_mod(struct vm_area_struct *vma, unsigned long set, unsigned long clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}

static inline void vm_flags_reset(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags = flags;
}

#define vm_flags_init(vma, flags) vm_flags_reset(vma, flags)

/** vma_pages() - Context: any; Return: pages of a mapping */
static inline unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

/* How a page is touched. */
#define FAULT_FLAG_WRITE       0x01u
#define FAULT_FLAG_MKWRITE     0x02u
#define FAULT_FLAG_ALLOW_RETRY 0x04u
#define FAULT_FLAG_USER	       0x40u

/**
 * struct vm_fault - a page that is wanted
 * @vma: of this mapping
 * @gfp_mask: how to allocate it
 * @pgoff: which one of the file
 * @address: where in the mapping
 * @flags: FAULT_FLAG_*
 * @page: the handler's answer, with a reference to it, if it returns 0
 */
struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	pgoff_t pgoff;
	unsigned long address;
	unsigned int flags;
	struct page *page;
};

/**
 * struct vm_operations_struct - what happens to a mapping
 * @open: it was copied, which does not happen here
 * @close: it is gone
 * @fault: a page is wanted that .mmap has not put there; see tl_mmap() for when
 * @map_pages: not called: it is a faster @fault
 * @page_mkwrite: not called: pages are writable from the start on if the mapping is
 */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*map_pages)(struct vm_fault *vmf, pgoff_t start_pgoff, pgoff_t end_pgoff);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
};

static inline vm_fault_t vmf_error(int err)
{
	return err == -ENOMEM ? VM_FAULT_OOM : VM_FAULT_SIGBUS;
}

__tl_api_begin

/**
 * remap_pfn_range() - let the program have memory, by number
 * @vma: the mapping
 * @addr: where in it, page-aligned
 * @pfn: the first page
 * @size: bytes, rounded up to pages
 * @prot: of no consequence here
 *
 * Any memory of this process will do, that of kmalloc() and a static variable's included, and so
 * will a simulated device's that tl_mmio_add_memory() added. No reference is taken: who frees the
 * memory leaves the program with a copy of what was there.
 *
 * DIVERGES: registers with callbacks can't be mapped, which has a message. A page that is in the
 * mapping already is -EBUSY, where Linux has a BUG().
 *
 * Context: task; may sleep.
 * Return: 0, -EINVAL (not in the mapping, or in part of a private one), -EBUSY, -ENXIO, -EFAULT (no
 * memory), -ENOMEM. Follows Linux 6.12.
 */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);
/**
 * vm_iomap_memory() - let the program have a device's memory, as much of it as the mapping says
 * @vma: the mapping; all of it, from page vm_pgoff of the memory on
 * @start: physical address
 * @len: bytes
 *
 * Context: task; may sleep. Return: 0, -EINVAL (there is not as much), as remap_pfn_range().
 * Follows Linux 6.12.
 */
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len);
/**
 * vm_insert_page() - let the program have a page, with a reference to it until it is unmapped
 * @vma: the mapping
 * @addr: where in it, page-aligned
 * @page: the page
 *
 * Context: task; may sleep.
 * Return: 0, -EFAULT (not in the mapping), -EBUSY (there is one), -ENOMEM. Follows Linux 6.12.
 */
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
/** vm_insert_pages() - vm_insert_page() of *@num pages, which says how many were left then */
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages,
		    unsigned long *num);
/**
 * vm_map_pages() - vm_insert_page() of pages from vm_pgoff on, for all of the mapping
 * @vma: the mapping
 * @pages: all that the driver has
 * @num: how many
 *
 * Context: task; may sleep. Return: 0, -ENXIO (too few), as vm_insert_page(). Follows Linux 6.12.
 */
int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num);
/** vm_map_pages_zero() - vm_map_pages() from the first page on, whatever vm_pgoff is */
int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num);
/**
 * vmf_insert_pfn() - remap_pfn_range() of one page, for fault handlers
 * @vma: the mapping; VM_PFNMAP or VM_MIXEDMAP
 * @addr: where in it
 * @pfn: the page
 *
 * Context: task; may sleep. Return: VM_FAULT_NOPAGE, also if there is one, or an error.
 * Follows Linux 6.12.
 */
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
/** vmf_insert_page() - vm_insert_page() for fault handlers; Return: as vmf_insert_pfn() */
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
/** vm_insert_pfn() - vmf_insert_pfn() that returns 0 or -errno; of Linux before 4.20 */
int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);

/**
 * pin_user_pages_fast() - get hold of pages of the program's memory
 * @start: its address
 * @nr_pages: how many
 * @gup_flags: FOLL_WRITE: they will be written
 * @pages: gets them
 *
 * unpin_user_page() gives each back. get_user_pages_fast() is the same with put_page().
 * DIVERGES: they stay what they are only as long as the program leaves its memory mapped.
 * Context: task; may sleep. Return: how many there are in one piece, or -EFAULT for none, -EINVAL.
 * Follows Linux 6.12.
 */
int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages);
/** get_user_pages_fast() - see pin_user_pages_fast() */
int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages);
/** unpin_user_page() - undo pin_user_pages_fast() for one page; Context: any */
void unpin_user_page(struct page *page);
/** unpin_user_pages() - unpin_user_page() for @npages of them */
void unpin_user_pages(struct page **pages, unsigned long npages);

__tl_api_end

#define FOLL_WRITE    0x01u
#define FOLL_FORCE    0x10u
#define FOLL_LONGTERM 0x10000u

#define unpin_user_pages_dirty_lock(pages, npages, make_dirty) \
	((void)(make_dirty), unpin_user_pages((pages), (npages)))
#define set_page_dirty(page)	  ((void)(page), 0)
#define set_page_dirty_lock(page) ((void)(page), 0)

#define io_remap_pfn_range(vma, addr, pfn, size, prot) \
	remap_pfn_range((vma), (addr), (pfn), (size), (prot))
#define vmf_insert_pfn_prot(vma, addr, pfn, prot) \
	((void)(prot), vmf_insert_pfn((vma), (addr), (pfn)))

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
