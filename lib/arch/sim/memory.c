// SPDX-License-Identifier: MIT
/* See memory.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <asm/smp.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/memory.h"
#include "arch/upcall.h"

#define REGION_BYTES (256u << 20)
#define ALIGN	     16u /* as malloc() has it; what is small is soon copied */
#define KERNEL_ALIGN 64u
#define PAGE	     4096u

struct addr_range memory_region;
static size_t used __arch_hot, watched;

void *sim_alloc(size_t size)
{
	void *p;

	if (!memory_has_region())
		return calloc(1, size);
	size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (size > memory_region.size - used)
		return NULL;
	p = (void *)(memory_region.start + used);
	used += size;
	/* A former run may have been here. */
	return memset(p, 0, size);
}

void sim_free(void *p)
{
	if (!memory_owns(p))
		free(p);
}

void *memory_kernel_alloc(size_t size, size_t align)
{
	size_t *p;

	if (align < KERNEL_ALIGN)
		align = KERNEL_ALIGN;
	p = sim_alloc(size + 2 * align);
	if (!p)
		return NULL;
	p = (size_t *)(((uintptr_t)p + 2 * align - 1) & ~(align - 1));
	p[-1] = size;
	return p;
}

size_t memory_kernel_size(const void *p)
{
	return ((const size_t *)p)[-1];
}

void *arch_object_alloc(size_t size)
{
	return sim_alloc(size);
}

void arch_object_free(void *p)
{
	sim_free(p);
}

void memory_begin(void)
{
	void *p = mmap(NULL, REGION_BYTES, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return;
	memory_region = (struct addr_range){(uintptr_t)p, REGION_BYTES};
	used = 0;
}

void memory_watch(void)
{
	if (memory_has_region() && restore_add((void *)memory_region.start, used) < 0)
		abort();
	/* What runs make begins on a page of its own. */
	used = (used + PAGE - 1) & ~(size_t)(PAGE - 1);
	watched = used;
}

void memory_of_run(uintptr_t *start, uintptr_t *end)
{
	*start = memory_region.start + watched;
	*end = memory_region.start + used;
}
