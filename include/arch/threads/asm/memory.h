/* SPDX-License-Identifier: MIT */
/* Kernel memory is the C library's: it has no other here, and nothing is asked at run time. */
#ifndef _ASM_MEMORY_H
#define _ASM_MEMORY_H

#include <linux/compiler.h>
#include <linux/types.h>

static __always_inline bool arch_has_memory(void)
{
	return false;
}

static __always_inline bool arch_owns_memory(const void *p)
{
	(void)p;
	return false;
}

static __always_inline void *arch_alloc(size_t size, size_t align, const void *site)
{
	(void)size;
	(void)align;
	(void)site;
	return NULL;
}

static __always_inline void arch_free(const void *p, const void *site)
{
	(void)p;
	(void)site;
}

static __always_inline size_t arch_alloc_size(const void *p)
{
	(void)p;
	return 0;
}

static __always_inline void arch_host_memory(int change)
{
	(void)change;
}

static __always_inline bool arch_alloc_fails(void)
{
	return false;
}

static __always_inline void arch_access_point(const void *p, size_t n, bool write)
{
	(void)p;
	(void)n;
	(void)write;
}

#endif /* _ASM_MEMORY_H */
