// SPDX-License-Identifier: MIT
/*
 * Pools of addresses: see <linux/genalloc.h>.
 *
 * A unit belongs to whoever has turned its bit from 0 to 1; there is no lock, so an interrupt
 * handler allocates from the pool in whose middle it has landed. A piece of several words is taken
 * word by word, in rising order. Who finds a bit of a later word taken gives back the words that it
 * has, and chooses again; so of those who want overlapping pieces the one that has got furthest
 * gets on, and nobody ever waits for another.
 *
 *	unit:	free --G0 (all bits of the word free, one compare-and-swap)--> taken
 *		taken --G1 (its bits are cleared at once)--> free
 *
 * @avail of a chunk only spares the search. It is lowered after the bits are taken and raised
 * before they are given back, so that it is never less than what is free, nor below zero.
 *
 * Chunks are added under the pool's lock, at the front, and stay until the end of the pool, which
 * is its user's to time; so who walks them needs no read-side section, just the order in which
 * list_add_rcu() makes a chunk known.
 */
#include <linux/bug.h>
#include <linux/genalloc.h>
#include <linux/minmax.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "lib/bitmap.h"

static size_t chunk_size(const struct gen_pool_chunk *chunk)
{
	return chunk->end_addr - chunk->start_addr + 1;
}

static unsigned long units(const struct gen_pool *pool, size_t bytes)
{
	return (bytes + (1UL << pool->min_alloc_order) - 1) >> pool->min_alloc_order;
}

static bool take_word(unsigned long *word, unsigned long mask)
{
	unsigned long old = arch_load(word, __ATOMIC_RELAXED);

	do {
		if (old & mask)
			return false;
		/* G0: acquire, pairs with G1: what the last owner did to the piece came before. */
	} while (!arch_try_cmpxchg(word, &old, old | mask, __ATOMIC_ACQUIRE));
	return true;
}

/* Return: were they all taken? */
static bool give_word(unsigned long *word, unsigned long mask)
{
	/*
	 * G1: release, pairs with G0: whoever takes these bits next, perhaps after others have
	 * changed the rest of the word, owns a piece that we have left.
	 */
	return (arch_fetch_and(word, ~mask, __ATOMIC_RELEASE) & mask) == mask;
}

static bool give_bits(unsigned long *map, unsigned long start, unsigned long end)
{
	bool taken = true;

	for (unsigned long i = start / BITS_PER_LONG; start < end && i * BITS_PER_LONG < end; i++)
		taken &= give_word(&map[i], part_of_word(i, start, end));
	return taken;
}

/* All of them or, if one is taken, none. */
static bool take_bits(unsigned long *map, unsigned long start, unsigned long end)
{
	for (unsigned long i = start / BITS_PER_LONG; i * BITS_PER_LONG < end; i++) {
		if (take_word(&map[i], part_of_word(i, start, end)))
			continue;
		give_bits(map, start, min(end, i * BITS_PER_LONG));
		return false;
	}
	return true;
}

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	struct gen_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->min_alloc_order = min_alloc_order;
	pool->algo = gen_pool_first_fit;
	return pool;
}
EXPORT_SYMBOL(gen_pool_create);

void gen_pool_destroy(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk, *next;

	list_for_each_entry_safe(chunk, next, &pool->chunks, next_chunk) {
		unsigned long nbits = chunk_size(chunk) >> pool->min_alloc_order;

		BUG_ON(find_first_bit(chunk->bits, nbits) < nbits);
		kvfree(chunk);
	}
	kfree_const(pool->name);
	kfree(pool);
}
EXPORT_SYMBOL(gen_pool_destroy);

int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size,
		       int nid, void *owner)
{
	size_t words = BITS_TO_LONGS(size >> pool->min_alloc_order);
	struct gen_pool_chunk *chunk;

	chunk = kvzalloc(sizeof(*chunk) + words * sizeof(chunk->bits[0]), GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;
	chunk->phys_addr = phys;
	chunk->start_addr = virt;
	chunk->end_addr = virt + size - 1;
	chunk->owner = owner;
	atomic_long_set(&chunk->avail, (long)size);

	spin_lock(&pool->lock);
	list_add_rcu(&chunk->next_chunk, &pool->chunks);
	spin_unlock(&pool->lock);
	return 0;
}
EXPORT_SYMBOL(gen_pool_add_owner);

/* Where @addr lies, or NULL. */
static struct gen_pool_chunk *chunk_of(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry_lockless(chunk, &pool->chunks,
				     next_chunk) if (addr >= chunk->start_addr &&
						     addr <= chunk->end_addr) return chunk;
	return NULL;
}

phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk = chunk_of(pool, addr);

	return chunk ? chunk->phys_addr + (addr - chunk->start_addr) : (phys_addr_t)-1;
}
EXPORT_SYMBOL(gen_pool_virt_to_phys);

/* Return: the first unit, or as many as the chunk has. */
static unsigned long take_from(struct gen_pool *pool, struct gen_pool_chunk *chunk,
			       unsigned long nr, genpool_algo_t algo, void *data)
{
	unsigned long end = chunk_size(chunk) >> pool->min_alloc_order, start = 0;

	do {
		start = algo(chunk->bits, end, start, (unsigned int)nr, data, pool,
			     chunk->start_addr);
		if (start >= end)
			return end;
	} while (!take_bits(chunk->bits, start, start + nr));
	return start;
}

unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size, genpool_algo_t algo,
					void *data, void **owner)
{
	unsigned long nr = units(pool, size);
	struct gen_pool_chunk *chunk;

	if (owner)
		*owner = NULL;
	if (!size)
		return 0;
	list_for_each_entry_lockless(chunk, &pool->chunks, next_chunk)
	{
		unsigned long at;

		if (size > (size_t)atomic_long_read(&chunk->avail))
			continue;
		at = take_from(pool, chunk, nr, algo, data);
		if (at >= chunk_size(chunk) >> pool->min_alloc_order)
			continue;
		atomic_long_sub((long)(nr << pool->min_alloc_order), &chunk->avail);
		if (owner)
			*owner = chunk->owner;
		return chunk->start_addr + (at << pool->min_alloc_order);
	}
	return 0;
}
EXPORT_SYMBOL(gen_pool_alloc_algo_owner);

void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner)
{
	struct gen_pool_chunk *chunk = chunk_of(pool, addr);
	unsigned long nr = units(pool, size), at;

	if (owner)
		*owner = NULL;
	BUG_ON(!chunk || addr + size - 1 > chunk->end_addr);
	at = (addr - chunk->start_addr) >> pool->min_alloc_order;
	atomic_long_add((long)(nr << pool->min_alloc_order), &chunk->avail);
	BUG_ON(!give_bits(chunk->bits, at, at + nr));
	if (owner)
		*owner = chunk->owner;
}
EXPORT_SYMBOL(gen_pool_free_owner);

void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data)
{
	unsigned long addr = pool ? gen_pool_alloc_algo(pool, size, algo, data) : 0;

	if (addr && dma)
		*dma = gen_pool_virt_to_phys(pool, addr);
	return (void *)addr;
}
EXPORT_SYMBOL(gen_pool_dma_alloc_algo);

void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data)
{
	void *piece = gen_pool_dma_alloc_algo(pool, size, dma, algo, data);

	if (piece)
		memset(piece, 0, size);
	return piece;
}
EXPORT_SYMBOL(gen_pool_dma_zalloc_algo);

void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return gen_pool_dma_alloc_algo(pool, size, dma, pool->algo, pool->data);
}
EXPORT_SYMBOL(gen_pool_dma_alloc);

void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return gen_pool_dma_zalloc_algo(pool, size, dma, pool->algo, pool->data);
}
EXPORT_SYMBOL(gen_pool_dma_zalloc);

void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	struct genpool_data_align data = {.align = align};

	return gen_pool_dma_alloc_algo(pool, size, dma, gen_pool_first_fit_align, &data);
}
EXPORT_SYMBOL(gen_pool_dma_alloc_align);

void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	struct genpool_data_align data = {.align = align};

	return gen_pool_dma_zalloc_algo(pool, size, dma, gen_pool_first_fit_align, &data);
}
EXPORT_SYMBOL(gen_pool_dma_zalloc_align);

void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry_lockless(chunk, &pool->chunks, next_chunk) func(pool, chunk, data);
}
EXPORT_SYMBOL(gen_pool_for_each_chunk);

bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size)
{
	struct gen_pool_chunk *chunk = chunk_of(pool, start);

	return chunk && start + size - 1 <= chunk->end_addr;
}
EXPORT_SYMBOL(gen_pool_has_addr);

size_t gen_pool_avail(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t avail = 0;

	list_for_each_entry_lockless(chunk, &pool->chunks, next_chunk)
		avail += (size_t)atomic_long_read(&chunk->avail);
	return avail;
}
EXPORT_SYMBOL(gen_pool_avail);

size_t gen_pool_size(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t size = 0;

	list_for_each_entry_lockless(chunk, &pool->chunks, next_chunk) size += chunk_size(chunk);
	return size;
}
EXPORT_SYMBOL(gen_pool_size);
