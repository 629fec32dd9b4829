/* SPDX-License-Identifier: MIT */
/*
 * mmap() of a driver's file: the driver's .mmap runs on a fresh mapping, and what it puts there is
 * in this process a second time, so that a store through it is seen by the driver and the other way
 * around.
 */
#ifndef _TASKLET_MMAP_H
#define _TASKLET_MMAP_H

#include <linux/export.h>

#include <stddef.h>

struct file;
struct vm_area_struct;

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_mmap() - map a file of a driver's
 * @mmap: the driver's .mmap
 * @file: given to it
 * @length: bytes, rounded up to pages
 * @prot: PROT_* of <sys/mman.h>
 * @flags: MAP_SHARED or MAP_PRIVATE
 * @pgoff: where in the file it begins, in pages
 *
 * A page that the driver has not put there is SIGBUS to touch, as on Linux.
 *
 * DIVERGES: .fault is called for each page that is not there when .mmap has returned, in their
 * order, as with MAP_POPULATE, and not when they are touched. It can't be then: the touch may be in
 * the middle of malloc(), whose locks the driver wants, or the host's, on behalf of a read(), which
 * does not wait for us.
 *
 * Context: task; may sleep.
 * Return: the address; or ERR_PTR() of what .mmap returned, -ENODEV (it is NULL), -EINVAL (length,
 * flags), -EOVERFLOW (pgoff), -ENOMEM, -EOPNOTSUPP (the host's pages are larger than 4096 bytes).
 */
void *tl_mmap(int (*mmap)(struct file *file, struct vm_area_struct *vma), struct file *file,
	      size_t length, int prot, int flags, unsigned long pgoff);

/**
 * tl_munmap() - undo tl_mmap(); calls the driver's .close
 * @addr: what it returned
 * @length: as it was given
 *
 * DIVERGES: a mapping goes as a whole. One that is left at tl_shutdown() goes then.
 *
 * Context: task; may sleep. Return: 0, or -EINVAL with a message if there is no such mapping.
 */
int tl_munmap(void *addr, size_t length);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_MMAP_H */
