// SPDX-License-Identifier: MIT
/* What a driver puts into a mapping of the program's: see <linux/mm.h>. */
#include "mm/mm.h"
#include "mm/mmap.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

static bool is_cow_mapping(unsigned long flags)
{
	return (flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

/* Pages of memory that is in one piece. */
static int put_range(struct vm_area_struct *vma, unsigned long addr, void *memory,
		     unsigned long size)
{
	unsigned long done;
	int ret = 0;

	for (done = 0; done < size && !ret; done += PAGE_SIZE)
		ret = mmap_put(vma, addr + done, virt_to_page((char *)memory + done), false);
	return ret;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	void *memory;
	int ret;

	(void)prot;
	if (WARN_ON_ONCE(!PAGE_ALIGNED(addr)))
		return -EINVAL;
	size = PAGE_ALIGN(size);
	if (is_cow_mapping(vma->vm_flags)) {
		if (addr != vma->vm_start || size != vma->vm_end - addr)
			return -EINVAL;
		vma->vm_pgoff = pfn;
	}
	ret = mmap_room(vma, addr, size);
	if (ret)
		return ret == -EFAULT ? -EINVAL : ret;
	ret = mmio_memory(PFN_PHYS(pfn), size, &memory);
	if (ret)
		return ret;
	if (memory && !PAGE_ALIGNED(memory))
		return -EINVAL;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	return put_range(vma, addr, memory ? memory : __va(PFN_PHYS(pfn)), size);
}
EXPORT_SYMBOL(remap_pfn_range);

int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff)
{
	unsigned long size = vma->vm_end - vma->vm_start, offset;
	int ret;

	if (__builtin_mul_overflow(pgoff, PAGE_SIZE, &offset) || !PAGE_ALIGNED(addr) ||
	    offset > ksize(addr) || size > ksize(addr) - offset)
		return -EINVAL;
	ret = mmap_room(vma, vma->vm_start, size);
	if (ret)
		return ret;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	return put_range(vma, vma->vm_start, (char *)addr + offset, size);
}
EXPORT_SYMBOL(remap_vmalloc_range);

int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start, unsigned long len)
{
	unsigned long pages = PFN_UP(len + (start & ~PAGE_MASK));

	if (start + len < start || vma->vm_pgoff > pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	return io_remap_pfn_range(vma, vma->vm_start, PHYS_PFN(start) + vma->vm_pgoff,
				  vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
EXPORT_SYMBOL(vm_iomap_memory);

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	int ret = mmap_room(vma, addr, PAGE_SIZE);

	if (ret)
		return ret;
	vm_flags_set(vma, VM_MIXEDMAP);
	get_page(page);
	ret = mmap_put(vma, addr, page, true);
	if (ret)
		put_page(page);
	return ret;
}
EXPORT_SYMBOL(vm_insert_page);

int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr, struct page **pages,
		    unsigned long *num)
{
	int ret = *num > vma_pages(vma) ? -EFAULT : mmap_room(vma, addr, *num * PAGE_SIZE);

	while (!ret && *num) {
		ret = vm_insert_page(vma, addr, *pages++);
		addr += PAGE_SIZE;
		*num -= !ret;
	}
	return ret;
}
EXPORT_SYMBOL(vm_insert_pages);

static int map_pages_from(struct vm_area_struct *vma, struct page **pages, unsigned long num,
			  unsigned long offset)
{
	unsigned long count = vma_pages(vma);

	if (offset >= num || count > num - offset)
		return -ENXIO;
	return vm_insert_pages(vma, vma->vm_start, pages + offset, &count);
}

int vm_map_pages(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	return map_pages_from(vma, pages, num, vma->vm_pgoff);
}
EXPORT_SYMBOL(vm_map_pages);

int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages, unsigned long num)
{
	return map_pages_from(vma, pages, num, 0);
}
EXPORT_SYMBOL(vm_map_pages_zero);

int vm_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	int ret = mmap_room(vma, addr, PAGE_SIZE);
	void *memory;

	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	if (!ret)
		ret = mmio_memory(PFN_PHYS(pfn), PAGE_SIZE, &memory);
	if (ret)
		return ret;
	return put_range(vma, addr, memory ? memory : __va(PFN_PHYS(pfn)), PAGE_SIZE);
}
EXPORT_SYMBOL(vm_insert_pfn);

/* What is there already has been put there by a fault at the same time. */
static vm_fault_t fault_of(int err)
{
	return !err || err == -EBUSY ? VM_FAULT_NOPAGE : vmf_error(err);
}

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	return fault_of(vm_insert_pfn(vma, addr, pfn));
}
EXPORT_SYMBOL(vmf_insert_pfn);

vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	return fault_of(vm_insert_page(vma, addr, page));
}
EXPORT_SYMBOL(vmf_insert_page);
