/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/types.h>

/**
 * struct page - a page of memory: it is where the memory is, and so page + 1 is the next one
 *
 * DIVERGES: Linux has a description of each page elsewhere, with members that drivers may use.
 */
struct page {
	unsigned char __bytes[PAGE_SIZE];
};

struct file;
struct vm_operations_struct;

/**
 * struct vm_area_struct - a mapping of the program's, as the driver's .mmap gets it
 * @vm_start: its first address
 * @vm_end: the address behind it
 * @vm_page_prot: its attributes
 * @vm_flags: VM_*
 * @vm_pgoff: where in the file it begins, in pages
 * @vm_file: the file
 * @vm_private_data: the driver's
 * @vm_ops: the driver's, NULL at first
 *
 * Made by tl_mmap(), gone after tl_munmap(); meanwhile the driver's.
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	pgprot_t vm_page_prot;
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	const struct vm_operations_struct *vm_ops;
};

/** typedef vm_fault_t - what a fault handler returns: VM_FAULT_*, 0: the page is in vmf->page */
typedef unsigned int vm_fault_t;

#define VM_FAULT_OOM	   ((vm_fault_t)0x000001)
#define VM_FAULT_SIGBUS	   ((vm_fault_t)0x000002)
#define VM_FAULT_MAJOR	   ((vm_fault_t)0x000004)
#define VM_FAULT_HWPOISON  ((vm_fault_t)0x000010)
#define VM_FAULT_SIGSEGV   ((vm_fault_t)0x000040)
#define VM_FAULT_NOPAGE	   ((vm_fault_t)0x000100)
#define VM_FAULT_LOCKED	   ((vm_fault_t)0x000200)
#define VM_FAULT_RETRY	   ((vm_fault_t)0x000400)
#define VM_FAULT_FALLBACK  ((vm_fault_t)0x000800)
#define VM_FAULT_DONE_COW  ((vm_fault_t)0x001000)
#define VM_FAULT_NEEDDSYNC ((vm_fault_t)0x002000)
#define VM_FAULT_ERROR \
	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | VM_FAULT_HWPOISON | VM_FAULT_FALLBACK)

#endif /* _LINUX_MM_TYPES_H */
