/* SPDX-License-Identifier: MIT */
/* Private to lib/mm: what its files share. */
#ifndef _LIB_MM_MM_H
#define _LIB_MM_MM_H

#include <linux/gfp.h>
#include <linux/types.h>

#include <stdbool.h>
#include <stddef.h>

/* slab.c: one block, or NULL; all of lib/mm allocates through this. @site: where in the program
 * the kernel API was called, for what a checker says of the block. */
void *mm_alloc(size_t size, size_t align, gfp_t flags, const void *site);
void mm_free(const void *p, const void *site);
#define MM_SITE __builtin_return_address(0)

/* fault.c: is this the allocation that tl_fail_alloc_after() ordered to fail? */
bool mm_alloc_should_fail(gfp_t flags);

#define MMIO_NAME_LEN 32

/* Where an address stands among the windows, whether it may be accessed or not. */
struct mmio_place {
	char name[MMIO_NAME_LEN]; /* of the window, also of one that was removed; or "" */
	u64 offset;
	bool live;
};

/* mmio.c: takes no lock, so the fault handler may ask. */
void mmio_find_place(unsigned long addr, struct mmio_place *place);

/* iofault.c: have the handler of faults, until as many calls of the other one. Any context.
 * Return: 0 or -errno. */
int iofault_get(void);
void iofault_put(void);
/* Between the two, before a fault that is to be handled. Any context. */
void iofault_come_on_top(void);

/* iofault-<machine>.c: which address did the instruction at fault want? 0 if unknown. */
unsigned long iofault_address(const void *siginfo, const void *ucontext);

/* iofault-<machine>.c: could it have been a write to iofault_address(), which is mapped? */
bool iofault_is_write(const void *siginfo, const void *ucontext);

/* mmio.c: the memory behind a physical address; NULL if it is no window's. Return: 0, -EINVAL if
 * the window is smaller, -ENXIO for registers that are callbacks, which has been reported. */
int mmio_memory(phys_addr_t phys, size_t size, void **mem);

/* uaccess-<machine>.c: is it a fault of an access that may fault? It fails when the handler returns. */
bool uaccess_fixup(const void *siginfo, void *ucontext);
/* At shutdown. */
void uaccess_exit(void);

#endif /* _LIB_MM_MM_H */
