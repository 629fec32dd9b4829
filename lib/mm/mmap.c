// SPDX-License-Identifier: MIT
/*
 * Mappings of a driver's files: see <tasklet/mmap.h>; how a page comes to be in this process twice is
 * in share.c.
 *
 * A mapping is address space in which there is nothing, into which the driver puts page after page.
 * Its books belong to whoever maps or unmaps it; the list of all is under a lock that is not held
 * while the driver runs. They are memory of the host's, which the explorer does not restore: what a
 * run leaves is given back after it (mm_upcall_run_over()).
 */
#include "mm/mmap.h"
#include "mm/share.h"

#include "arch/upcall.h"
#include "host/call.h"
#include "host/lock.h"
#include "host/subsys.h"

#include <asm/memory.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <tasklet/explore.h>
#include <tasklet/mmap.h>

#include <stdlib.h>
#include <sys/mman.h>

/**
 * struct mapping - one of them
 * @vma: the driver's view
 * @next: on the list
 * @pages: what is there, page by page; @shared is NULL if there is nothing
 */
struct mapping {
	struct vm_area_struct vma;
	struct mapping *next;
	struct {
		struct shared *shared;
		struct page *counted;
	} pages[];
};

static struct host_lock lock;
static struct mapping *mappings __tl_keep; /* lock */

static struct mapping *mapping_of(struct vm_area_struct *vma)
{
	return container_of(vma, struct mapping, vma);
}

static int prot_of(unsigned long vm_flags)
{
	return (vm_flags & VM_READ ? PROT_READ : 0) | (vm_flags & VM_WRITE ? PROT_WRITE : 0) |
	       (vm_flags & VM_EXEC ? PROT_EXEC : 0);
}

int mmap_room(struct vm_area_struct *vma, unsigned long addr, unsigned long size)
{
	unsigned long i, first = (addr - vma->vm_start) >> PAGE_SHIFT;

	if (addr < vma->vm_start || addr > vma->vm_end || size > vma->vm_end - addr)
		return -EFAULT;
	for (i = 0; i < size >> PAGE_SHIFT; i++)
		if (mapping_of(vma)->pages[first + i].shared)
			return -EBUSY;
	return 0;
}

int mmap_put(struct vm_area_struct *vma, unsigned long addr, struct page *page, bool counted)
{
	unsigned long i = (addr - vma->vm_start) >> PAGE_SHIFT;
	struct mapping *m = mapping_of(vma);
	struct shared *shared;
	int ret;

	ret = share_get((unsigned long)page_address(page), &shared);
	if (ret)
		return ret;
	ret = share_map(shared, addr, prot_of(vma->vm_flags),
			vma->vm_flags & VM_SHARED ? MAP_SHARED : MAP_PRIVATE);
	if (ret) {
		share_put(shared);
		return ret;
	}
	m->pages[i].shared = shared;
	m->pages[i].counted = counted ? page : NULL;
	return 0;
}

/* Ask for each page that is not there. What the answer is shows when it is touched. */
static void populate(struct vm_area_struct *vma)
{
	unsigned long addr;

	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE) {
		struct vm_fault vmf = {
			.vma = vma,
			.gfp_mask = GFP_KERNEL,
			.pgoff = vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT),
			.address = addr,
			.flags = FAULT_FLAG_USER |
				 (vma->vm_flags & VM_WRITE ? FAULT_FLAG_WRITE : 0),
		};

		if (mmap_room(vma, addr, PAGE_SIZE))
			continue;
		if (vma->vm_ops->fault(&vmf) & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY))
			continue;
		if (vmf.page && mmap_put(vma, addr, vmf.page, true))
			put_page(vmf.page);
	}
}

/* Everything of a mapping's that is the host's. @put: and the references to its pages */
static void unmap(struct mapping *m, bool put)
{
	unsigned long i;

	munmap((void *)m->vma.vm_start, m->vma.vm_end - m->vma.vm_start);
	for (i = 0; i < vma_pages(&m->vma); i++) {
		if (!m->pages[i].shared)
			continue;
		share_put(m->pages[i].shared);
		if (put && m->pages[i].counted)
			put_page(m->pages[i].counted);
	}
}

static void free_mapping(struct mapping *m)
{
	unsigned long host = host_call_begin();

	free(m);
	host_call_end(host);
	share_close();
	arch_host_memory(-1);
}

/* Return: 0, or what is wrong. */
static int check(size_t length, int flags, unsigned long pgoff, unsigned long *vm_flags)
{
	int type = flags & (MAP_SHARED | MAP_PRIVATE);

	if (!length || (type != MAP_SHARED && type != MAP_PRIVATE))
		return -EINVAL;
	if (length > TASK_SIZE_MAX)
		return -ENOMEM;
	if (pgoff + (PAGE_ALIGN(length) >> PAGE_SHIFT) < pgoff)
		return -EOVERFLOW;
	*vm_flags = VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	if (type == MAP_SHARED)
		*vm_flags |= VM_SHARED | VM_MAYSHARE;
	return 0;
}

static struct mapping *new_mapping(size_t length, int prot, unsigned long vm_flags)
{
	unsigned long host = host_call_begin();
	struct mapping *m;
	void *start = NULL;

	m = calloc(1, sizeof(*m) + (length >> PAGE_SHIFT) * sizeof(m->pages[0]));
	if (m)
		start = share_reserve(length, prot);
	if (!start) {
		free(m);
		m = NULL;
	} else {
		arch_host_memory(1);
		m->vma.vm_start = (unsigned long)start;
		m->vma.vm_end = (unsigned long)start + length;
		m->vma.vm_flags = vm_flags | (prot & PROT_READ ? VM_READ : 0) |
				  (prot & PROT_WRITE ? VM_WRITE : 0) |
				  (prot & PROT_EXEC ? VM_EXEC : 0);
	}
	host_call_end(host);
	return m;
}

static void add_to_list(struct mapping *m)
{
	unsigned long host = host_call_begin();

	host_lock(&lock);
	m->next = mappings;
	mappings = m;
	host_unlock(&lock);
	host_call_end(host);
}

/* Any of them if @addr is 0. */
static struct mapping *take_off_list(unsigned long addr, size_t length)
{
	unsigned long host = host_call_begin();
	struct mapping **link = &mappings, *m;

	host_lock(&lock);
	while ((m = *link) && addr &&
	       (m->vma.vm_start != addr || m->vma.vm_end - m->vma.vm_start != length))
		link = &m->next;
	if (m)
		*link = m->next;
	host_unlock(&lock);
	host_call_end(host);
	return m;
}

void *tl_mmap(int (*mmap)(struct file *file, struct vm_area_struct *vma), struct file *file,
	      size_t length, int prot, int flags, unsigned long pgoff)
{
	unsigned long vm_flags;
	struct mapping *m;
	int ret;

	might_sleep();
	if (!mmap)
		return ERR_PTR(-ENODEV);
	ret = check(length, flags, pgoff, &vm_flags);
	if (ret)
		return ERR_PTR(ret);
	ret = share_open();
	if (ret)
		return ERR_PTR(ret);
	m = new_mapping(PAGE_ALIGN(length), prot, vm_flags);
	if (!m) {
		share_close();
		return ERR_PTR(-ENOMEM);
	}
	m->vma.vm_pgoff = pgoff;
	m->vma.vm_file = file;
	/* So that it is found if the driver does not return. */
	add_to_list(m);
	ret = mmap(file, &m->vma);
	if (ret) {
		take_off_list(m->vma.vm_start, PAGE_ALIGN(length));
		unmap(m, true);
		free_mapping(m);
		return ERR_PTR(ret);
	}
	if (m->vma.vm_ops && m->vma.vm_ops->fault)
		populate(&m->vma);
	return (void *)m->vma.vm_start;
}
EXPORT_SYMBOL(tl_mmap);

/* It is on no list. */
static void end_mapping(struct mapping *m)
{
	unmap(m, true);
	if (m->vma.vm_ops && m->vma.vm_ops->close)
		m->vma.vm_ops->close(&m->vma);
	free_mapping(m);
}

int tl_munmap(void *addr, size_t length)
{
	struct mapping *m = NULL;

	might_sleep();
	if (addr)
		m = take_off_list((unsigned long)addr, PAGE_ALIGN(length));
	if (!m) {
		pr_err("tl_munmap: tl_mmap() did not make a mapping of %zu bytes at %px\n", length,
		       addr);
		return -EINVAL;
	}
	end_mapping(m);
	return 0;
}
EXPORT_SYMBOL(tl_munmap);

int mmap_subsys_init(void)
{
	return 0;
}

/* As the end of a process ends its mappings. */
void mmap_subsys_exit(void)
{
	struct mapping *m;

	while ((m = take_off_list(0, 0))) {
		pr_notice("a mapping of %lu bytes was still there at shutdown\n",
			  m->vma.vm_end - m->vma.vm_start);
		end_mapping(m);
	}
}

void mm_upcall_run_over(void)
{
	struct mapping *m;

	while (mappings && (m = take_off_list(0, 0))) {
		unmap(m, false);
		free_mapping(m);
	}
}
