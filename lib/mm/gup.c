// SPDX-License-Identifier: MIT
/*
 * Pages of the program's memory, for who reads or writes them later: see <linux/mm.h>. A page is its
 * memory, so there is nothing to look up but whether it is there. The reference is one more than the
 * program's own, which nobody counts.
 */
#include "mm/uaccess.h"

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

static bool is_there(unsigned long addr, bool write)
{
	u64 byte;

	uaccess_prepare();
	return write ? uaccess_touch((void *)addr) : uaccess_load((const void *)addr, 1, &byte);
}

int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	int nr = 0;

	might_fault();
	start &= PAGE_MASK;
	if (nr_pages <= 0)
		return 0;
	if (!access_ok((void __user *)start, (unsigned long)nr_pages << PAGE_SHIFT))
		return -EFAULT;
	for (; nr < nr_pages && is_there(start, gup_flags & FOLL_WRITE); nr++) {
		pages[nr] = virt_to_page(start);
		get_page(pages[nr]);
		start += PAGE_SIZE;
	}
	return nr ? nr : -EFAULT;
}
EXPORT_SYMBOL(get_user_pages_fast);

int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	return get_user_pages_fast(start, nr_pages, gup_flags, pages);
}
EXPORT_SYMBOL(pin_user_pages_fast);

void unpin_user_page(struct page *page)
{
	put_page(page);
}
EXPORT_SYMBOL(unpin_user_page);

void unpin_user_pages(struct page **pages, unsigned long npages)
{
	while (npages)
		put_page(pages[--npages]);
}
EXPORT_SYMBOL(unpin_user_pages);
