/* SPDX-License-Identifier: MIT */
/*
 * Memory of the machine's own: tasks, CPUs, descriptors. The C library's, until the machine is
 * explored; then it is cut from one region whose fill level is among the data that is restored
 * between runs, so that what a run made is gone with it.
 */
#ifndef LIB_ARCH_SIM_MEMORY_H
#define LIB_ARCH_SIM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/sim/range.h"

/* Zeroed; NULL if there is none. */
void *sim_alloc(size_t size);
void sim_free(void *p);

/* Of kmalloc() at boot, before explore/arena.c takes over; remembers its size. */
void *memory_kernel_alloc(size_t size, size_t align);
size_t memory_kernel_size(const void *p);
/* None until memory_begin(). */
extern struct addr_range memory_region;

/* Is there a region, and is it from there? */
static inline bool memory_has_region(void)
{
	return memory_region.size;
}

static inline bool memory_owns(const void *p)
{
	return addr_within(memory_region, (uintptr_t)p);
}

/* From here on it comes from the region. Before boot. */
void memory_begin(void);
/* What was made up to now is part of the picture. */
void memory_watch(void);

/* What runs made from the region up to now lies between the two. */
void memory_of_run(uintptr_t *start, uintptr_t *end);

#endif /* LIB_ARCH_SIM_MEMORY_H */
