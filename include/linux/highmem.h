/* SPDX-License-Identifier: MIT */
/* All memory has an address: mapping a page gives it. */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/preempt.h>

#define kmap(page)			 page_address(page)
#define kunmap(page)			 ((void)(page))
#define kmap_local_page(page)		 page_address(page)
#define kmap_local_page_prot(page, prot) page_address(page)
#define kunmap_local(addr)		 ((void)(addr))

/** kmap_atomic() - likewise, and preemption is off until kunmap_atomic() */
static inline void *kmap_atomic(struct page *page)
{
	preempt_disable();
	return page_address(page);
}

static inline void kunmap_atomic(const void *addr)
{
	(void)addr;
	preempt_enable();
}

static inline void clear_highpage(struct page *page)
{
	clear_page(page_address(page));
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	copy_page(page_address(to), page_address(from));
}

static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	memcpy(to, (char *)page_address(page) + offset, len);
}

static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)
{
	memcpy((char *)page_address(page) + offset, from, len);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	memset((char *)page_address(page) + offset, 0, len);
}

#endif /* _LINUX_HIGHMEM_H */
