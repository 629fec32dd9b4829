// SPDX-License-Identifier: MIT
/*
 * Pages: a struct page is the memory itself, so there is nothing to look up, and any memory has
 * pages. What has no room in them is how often get_page() was called: that is kept in an array,
 * by the page's number, for those where it is not 0.
 */
#include "mm/mm.h"

#include <linux/bug.h>
#include <linux/mm.h>
#include <linux/xarray.h>

/* References beyond the first one, as values. Its lock also orders the last ones. */
static DEFINE_XARRAY_FLAGS(extra, XA_FLAGS_LOCK_IRQ);

static unsigned long nr_extra(struct page *page)
{
	return xa_to_value(xa_load(&extra, page_to_pfn(page)));
}

void get_page(struct page *page)
{
	unsigned long flags;

	xa_lock_irqsave(&extra, flags);
	__xa_store(&extra, page_to_pfn(page), xa_mk_value(nr_extra(page) + 1),
		   GFP_ATOMIC | __GFP_NOFAIL);
	xa_unlock_irqrestore(&extra, flags);
}
EXPORT_SYMBOL(get_page);

int page_count(struct page *page)
{
	return (int)nr_extra(page) + 1;
}
EXPORT_SYMBOL(page_count);

/* Return: was it the last one? */
static bool drop_reference(struct page *page)
{
	unsigned long flags, n;

	xa_lock_irqsave(&extra, flags);
	n = nr_extra(page);
	if (n)
		__xa_store(&extra, page_to_pfn(page), n > 1 ? xa_mk_value(n - 1) : NULL,
			   GFP_ATOMIC);
	xa_unlock_irqrestore(&extra, flags);
	return !n;
}

static void put_page_at(struct page *page, const void *site)
{
	if (drop_reference(page))
		mm_free(page, site);
}

void put_page(struct page *page)
{
	put_page_at(page, MM_SITE);
}
EXPORT_SYMBOL(put_page);

/* Of former memory at this address, whose owner was mistaken, or has not outlived a machine. */
static void forget_references(struct page *page)
{
	unsigned long flags;

	if (xa_empty(&extra))
		return;
	xa_lock_irqsave(&extra, flags);
	__xa_erase(&extra, page_to_pfn(page));
	xa_unlock_irqrestore(&extra, flags);
}

static void *alloc_pages_at(gfp_t gfp, unsigned int order, const void *site)
{
	void *p;

	if (order > MAX_PAGE_ORDER) {
		WARN_ON_ONCE(!(gfp & __GFP_NOWARN));
		return NULL;
	}
	p = mm_alloc(PAGE_SIZE << order, PAGE_SIZE << order, gfp, site);
	if (p)
		forget_references(p);
	return p;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_at(gfp, order, MM_SITE);
}
EXPORT_SYMBOL(alloc_pages);

void __free_pages(struct page *page, unsigned int order)
{
	(void)order;
	put_page_at(page, MM_SITE);
}
EXPORT_SYMBOL(__free_pages);

unsigned long __get_free_pages(gfp_t gfp_mask, unsigned int order)
{
	return (unsigned long)alloc_pages_at(gfp_mask, order, MM_SITE);
}
EXPORT_SYMBOL(__get_free_pages);

void free_pages(unsigned long addr, unsigned int order)
{
	(void)order;
	if (addr)
		put_page_at((struct page *)addr, MM_SITE);
}
EXPORT_SYMBOL(free_pages);

void *alloc_pages_exact(size_t size, gfp_t gfp_mask)
{
	return mm_alloc(PAGE_ALIGN(size), PAGE_SIZE, gfp_mask, MM_SITE);
}
EXPORT_SYMBOL(alloc_pages_exact);

void free_pages_exact(void *virt, size_t size)
{
	(void)size;
	put_page_at(virt, MM_SITE);
}
EXPORT_SYMBOL(free_pages_exact);
