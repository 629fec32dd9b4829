/* SPDX-License-Identifier: MIT */
/* While runs are explored kernel memory is the machine's (lib/arch/sim/explore/arena.c). */
#ifndef _ASM_MEMORY_H
#define _ASM_MEMORY_H

#include <linux/types.h>
#include <asm/point.h>

/* Does arch_alloc() give blocks now? */
bool arch_has_memory(void);
/* Is it one of them, or could have been? It goes to arch_free() and arch_alloc_size(). */
bool arch_owns_memory(const void *p);
/* @site: return address of the kernel API's caller */
void *arch_alloc(size_t size, size_t align, const void *site);
void arch_free(const void *p, const void *site);
size_t arch_alloc_size(const void *p);
/* Does an allocation that may fail do so here? Decided by who explores. */
bool arch_alloc_fails(void);
/* Memory was mapped by the host for the caller (1), or given back to it (-1): it is not in our hands,
 * and a run can't be taken up again in between. */
void arch_host_memory(int change);

/* @n bytes are about to be accessed for the caller of this function: a point, as for a plain access. */
static __always_inline void arch_access_point(const void *p, size_t n, bool write)
{
	if (n)
		arch_point_at(write ? ARCH_POINT_STORE : ARCH_POINT_LOAD, (unsigned long)p, n,
			      __builtin_return_address(0));
}

#endif /* _ASM_MEMORY_H */
