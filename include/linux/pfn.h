/* SPDX-License-Identifier: MIT */
/*
 * Pages: 4096 bytes, whatever the host's are. Physical addresses of memory are the virtual ones,
 * so that a page's number is its address over its size.
 */
#ifndef _LINUX_PFN_H
#define _LINUX_PFN_H

#include <linux/types.h>

/* clang-format off: <sys/user.h> has the same, to the letter */
#define PAGE_SHIFT  12
#define PAGE_SIZE   (1UL << PAGE_SHIFT)
#define PAGE_MASK   (~(PAGE_SIZE - 1))
/* clang-format on */
#define PAGE_OFFSET 0UL

#define PFN_ALIGN(x) (((unsigned long)(x) + (PAGE_SIZE - 1)) & PAGE_MASK)
#define PFN_UP(x)    (((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)  ((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)  ((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x)  ((unsigned long)((x) >> PAGE_SHIFT))

#define __pa(x) ((unsigned long)(x))
#define __va(x) ((void *)(unsigned long)(x))

#endif /* _LINUX_PFN_H */
