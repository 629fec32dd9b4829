// SPDX-License-Identifier: MIT
/*
 * Kernel memory of a run.
 *
 * Blocks are cut from one region from its start on, each behind a gap of ARENA_GAP bytes at least,
 * and none twice in a run. So addresses ascend in the order of allocation, the table of blocks is
 * sorted as it grows, and what an address is, or was, is a binary search. Forgetting a run is
 * setting the ends of both back. A new block is filled with FRESH, whatever the run before left
 * there: a driver that reads what it never wrote does so alike in every run.
 *
 * Region and table are mapped once and keep the pages that were ever touched. What changes hangs
 * on `arena`, out of the way of restoring; the statics here change between explorations only.
 *
 * ASan, if it is there, is told what is a block, and reports before we do.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <asm/memory.h>
#include <linux/errno.h>
#include <linux/printk.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/fiber.h"
#include "arch/sim/memory.h"
#include "arch/sim/sim.h"
#include "host/error.h"

#ifdef FIBER_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(addr, size)	((void)(addr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(addr, size) ((void)(addr), (void)(size))
#endif

/* Of a block, and the least distance of two. */
#define ARENA_ALIGN 16
#define ARENA_GAP   16

/* Linux's patterns for what was never written, and for what is freed. */
#define FRESH 0x5a
#define FREED 0x6b

/**
 * struct block - one allocation of this run
 * @start, @size: as the caller sees it
 * @alloc_site, @free_site: who made it, and who freed it
 * @freed: it is
 */
struct block {
	uintptr_t start;
	size_t size;
	const void *alloc_site;
	const void *free_site;
	bool freed;
};

/**
 * struct arena - the books
 * @mapped: bytes of this mapping
 * @end: where the last block ends
 * @live: blocks that are not freed
 * @full: it has been said that there is no room
 * @nr: blocks, freed ones included
 * @blocks: them
 */
struct arena {
	size_t mapped;
	uintptr_t end;
	size_t live;
	bool full;
	size_t nr;
	struct block blocks[];
};

static struct arena *arena __tl_keep;
struct addr_range arena_region __tl_keep;
static bool active __tl_keep;

arena_fail_fn arena_fail __tl_keep;

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

int arena_init(size_t bytes)
{
	/* No block takes less room than this, so the table never is too small. */
	size_t nr_max = bytes / (ARENA_ALIGN + ARENA_GAP) + 1;
	size_t mapped = sizeof(struct arena) + nr_max * sizeof(struct block);
	void *blocks = map(bytes);

	if (!blocks)
		return host_error(-ENOMEM, "mmap(%zu bytes for kernel memory)", bytes);
	arena = map(mapped);
	if (!arena) {
		munmap(blocks, bytes);
		return host_error(-ENOMEM, "mmap(%zu bytes for a table of blocks)", mapped);
	}
	arena->mapped = mapped;
	arena_region = (struct addr_range){(uintptr_t)blocks, bytes};
	arena->end = arena_region.start;
	ASAN_POISON_MEMORY_REGION(blocks, bytes);
	return 0;
}

void arena_begin(void)
{
	arena_reset();
	active = true;
}

void arena_end(void)
{
	if (!arena)
		return;
	active = false;
	ASAN_UNPOISON_MEMORY_REGION((void *)arena_region.start, arena_region.size);
	munmap((void *)arena_region.start, arena_region.size);
	munmap(arena, arena->mapped);
	arena = NULL;
	arena_region = (struct addr_range){0};
}

void arena_reset(void)
{
	ASAN_POISON_MEMORY_REGION((void *)arena_region.start, arena->end - arena_region.start);
	arena->end = arena_region.start;
	arena->live = 0;
	arena->full = false;
	arena->nr = 0;
}

void arena_each(void (*piece)(uintptr_t start, uintptr_t end))
{
	piece((uintptr_t)arena, (uintptr_t)&arena->blocks[arena->nr]);
	piece(arena_region.start, arena->end);
}

/* The last block that starts at or below @addr; NULL if there is none. */
static struct block *find(uintptr_t addr)
{
	size_t low = 0, high = arena->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (arena->blocks[middle].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &arena->blocks[low - 1] : NULL;
}

/* Once a run: who tries again and again need not say so each time. */
static void *no_room(size_t size)
{
	if (!arena->full)
		pr_err("no room for %zu bytes: a run may use %zu bytes of kernel memory, freed ones included, and has used %zu\n",
		       size, arena_region.size, (size_t)(arena->end - arena_region.start));
	arena->full = true;
	return NULL;
}

void *arena_alloc(size_t size, size_t align, const void *site)
{
	uintptr_t mask = (align > ARENA_ALIGN ? align : ARENA_ALIGN) - 1;
	uintptr_t start = (arena->end + ARENA_GAP + mask) & ~mask;
	struct block *block = &arena->blocks[arena->nr];

	if (!addr_within(arena_region, start) ||
	    size > arena_region.start + arena_region.size - start)
		return no_room(size);
	*block = (struct block){.start = start, .size = size, .alloc_site = site};
	arena->nr++;
	/* A block of no bytes has an address of its own nevertheless. */
	arena->end = start + (size ? size : 1);
	arena->live++;
	ASAN_UNPOISON_MEMORY_REGION((void *)start, size);
	return memset((void *)start, FRESH, size);
}

static bool inside(const struct block *block, uintptr_t addr)
{
	return addr - block->start < block->size;
}

/* The block that @addr is in, or the nearer one of those around it; NULL if there are none. */
static const struct block *nearest(uintptr_t addr)
{
	const struct block *block = find(addr);
	const struct block *next = block ? block + 1 : arena->blocks;

	if (next == arena->blocks + arena->nr)
		return block;
	if (!block)
		return next;
	if (inside(block, addr))
		return block;
	return next->start - addr <= addr - (block->start + block->size) ? next : block;
}

/* "8 bytes inside a freed block of 64 bytes" */
static void describe(uintptr_t addr, const struct block *block, char *buf, size_t size)
{
	size_t offset;
	const char *where;

	if (!block) {
		snprintf(buf, size, "where this run has no block");
		return;
	}
	if (addr < block->start) {
		offset = block->start - addr;
		where = "before";
	} else if (inside(block, addr)) {
		offset = addr - block->start;
		where = "inside";
	} else {
		offset = addr - (block->start + block->size);
		where = "behind the end of";
	}
	snprintf(buf, size, "%zu bytes %s a %sblock of %zu bytes", offset, where,
		 block->freed ? "freed " : "", block->size);
}

bool arena_describe(uintptr_t addr, char *buf, size_t size, const void **alloc_site,
		    const void **free_site)
{
	const struct block *block;

	if (!addr_within(arena_region, addr))
		return false;
	block = nearest(addr);
	describe(addr, block, buf, size);
	*alloc_site = block ? block->alloc_site : NULL;
	*free_site = block ? block->free_site : NULL;
	return true;
}

bool arena_name(uintptr_t addr, char *buf, size_t size)
{
	const struct block *block = addr_within(arena_region, addr) ? find(addr) : NULL;

	if (!block || !inside(block, addr))
		return false;
	snprintf(buf, size, "block of %zu, +%zu", block->size, (size_t)(addr - block->start));
	return true;
}

#define DESCRIPTION 100

static void fail_free(const char *bug, uintptr_t addr, const void *site)
{
	char where[DESCRIPTION];

	describe(addr, nearest(addr), where, sizeof(where));
	arena_fail(TL_FAIL_MEMORY, site, "BUG: KASAN: %s: of %s", bug, where);
}

/* @what: "read", "write" */
static void fail_access(const char *what, uintptr_t addr, size_t size, const void *pc)
{
	const struct block *block = nearest(addr);
	char where[DESCRIPTION];
	const char *bug;

	if (!block)
		bug = "wild-memory-access";
	else if (block->freed && inside(block, addr))
		bug = "slab-use-after-free";
	else
		bug = "slab-out-of-bounds";
	describe(addr, block, where, sizeof(where));
	arena_fail(TL_FAIL_MEMORY, pc, "BUG: KASAN: %s: %s of size %zu, %s", bug, what, size,
		   where);
}

void arena_free(const void *p, const void *site)
{
	uintptr_t addr = (uintptr_t)p;
	struct block *block = addr_within(arena_region, addr) ? find(addr) : NULL;

	ex_freeing(p, block ? block->size : 1);
	if (!block || block->start != addr)
		fail_free("invalid-free", addr, site);
	if (block->freed)
		fail_free("double-free", addr, site);
	block->freed = true;
	block->free_site = site;
	arena->live--;
	memset((void *)addr, FREED, block->size);
	ASAN_POISON_MEMORY_REGION((void *)addr, block->size);
}

size_t arena_size(const void *p)
{
	uintptr_t addr = (uintptr_t)p;
	const struct block *block = find(addr);

	if (!block || block->start != addr || block->freed)
		fail_access("ksize()", addr, 1, NULL);
	return block->size;
}

void __arena_check(uintptr_t addr, size_t size, bool write, const void *pc)
{
	const struct block *block = find(addr);

	if (!block || block->freed || !inside(block, addr) ||
	    size > block->start + block->size - addr)
		fail_access(write ? "write" : "read", addr, size ? size : 8, pc);
}

bool arena_leak(size_t *nr_blocks, size_t *bytes, const void **site)
{
	const struct block *block = arena->blocks;

	if (!arena->live)
		return false;
	while (block->freed)
		block++;
	*nr_blocks = arena->live;
	*bytes = block->size;
	*site = block->alloc_site;
	return true;
}

/* --- the seam: include/arch/sim/asm/memory.h --- */

/* What is made at boot, before runs, is part of the picture that they begin with. */
bool arch_has_memory(void)
{
	return active || memory_has_region();
}

bool arch_owns_memory(const void *p)
{
	return addr_within(arena_region, (uintptr_t)p) || memory_owns(p);
}

void *arch_alloc(size_t size, size_t align, const void *site)
{
	return active ? arena_alloc(size, align, site) : memory_kernel_alloc(size, align);
}

void arch_free(const void *p, const void *site)
{
	if (memory_owns(p))
		return;
	arena_free(p, site);
}

size_t arch_alloc_size(const void *p)
{
	return memory_owns(p) ? memory_kernel_size(p) : arena_size(p);
}
