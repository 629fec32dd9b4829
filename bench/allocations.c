// SPDX-License-Identifier: MIT
/*
 * Counts allocations. In a library of its own: with an allocator in the program itself, which may
 * not be interrupted, interrupts would be served at API calls only.
 */
#include <stdlib.h>

#include "allocations.h"

/* Every allocation of the process comes by here; glibc has its own under these names. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

__thread unsigned long allocations;
unsigned long all_allocated;

void *malloc(size_t size)
{
	allocations++;
	__atomic_fetch_add(&all_allocated, size, __ATOMIC_RELAXED);
	return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	allocations++;
	__atomic_fetch_add(&all_allocated, n * size, __ATOMIC_RELAXED);
	return __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
	allocations++;
	__atomic_fetch_add(&all_allocated, size, __ATOMIC_RELAXED);
	return __libc_realloc(p, size);
}
