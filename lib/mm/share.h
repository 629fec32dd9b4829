/* SPDX-License-Identifier: MIT */
/* Private to lib/mm: pages that are in this process a second time; see share.c. */
#ifndef _LIB_MM_SHARE_H
#define _LIB_MM_SHARE_H

#include <linux/compiler.h>

#include <stdbool.h>
#include <stddef.h>

struct shared;

/* From here on pages may be shared, until as many calls of the other one. Return: 0 or -errno. */
int share_open(void);
void share_close(void);

/* Address space in which there is nothing, SIGBUS to touch. Return: NULL if there is none. */
void *share_reserve(size_t length, int prot);

/* Share the page at @addr, which stays where it is. Return: 0, -EFAULT (it is no memory that can be
 * written), -ENOMEM. */
int share_get(unsigned long addr, struct shared **shared);
void share_put(struct shared *shared);
/* Have it at @at too, in what share_reserve() returned. @type: MAP_SHARED or MAP_PRIVATE */
int share_map(const struct shared *shared, unsigned long at, int prot, int type);

/* The pages of this memory are about to be no longer what they were: leave the others a copy. */
void share_forget(const void *p, size_t size);

extern unsigned int share_nr_pages;

/* Need share_forget() be called? Relaxed: who shares memory that is being freed is mistaken. */
static inline bool share_is_used(void)
{
	return __atomic_load_n(&share_nr_pages, __ATOMIC_RELAXED);
}

/* Was it that a page was being shared, which it now is? Signal handler. */
bool share_fault_is_over(const void *siginfo, const void *ucontext);

#endif /* _LIB_MM_SHARE_H */
