/* SPDX-License-Identifier: MIT */
/*
 * Pools of addresses: the memory of a device, or numbers of any kind, given out in pieces. A pool
 * has chunks, each with a bit for every (1 << min_alloc_order) bytes; adding a chunk takes a lock,
 * giving out and taking back takes none and may be done in any context, handlers included.
 *
 * An address is what the chunk was added with; the pool never looks at what is there. So 0, which
 * stands for failure, can't be one.
 *
 * of_gen_pool_get() is missing: there is no device tree.
 */
#ifndef _LINUX_GENALLOC_H
#define _LINUX_GENALLOC_H

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

struct device;
struct gen_pool;

/**
 * typedef genpool_algo_t - chooses where a piece comes from
 * @map: a bit for each unit of a chunk, set if it is given out
 * @size: bits in it
 * @start: where to begin
 * @nr: how many are wanted
 * @data: what gen_pool_set_algo() or the caller of gen_pool_alloc_algo() gave
 * @pool: the pool
 * @start_addr: address of the chunk
 *
 * Called without a lock, in the context of who allocates: the map may change under it, and if what
 * it chose is gone it is called again, with @start at its choice.
 *
 * Return: the first bit, or @size or more if there is no room.
 */
typedef unsigned long (*genpool_algo_t)(unsigned long *map, unsigned long size, unsigned long start,
					unsigned int nr, void *data, struct gen_pool *pool,
					unsigned long start_addr);

/**
 * struct gen_pool - a pool
 * @lock: held to add a chunk
 * @chunks: struct gen_pool_chunk, the newest first
 * @min_alloc_order: of bytes in a unit
 * @algo: chooses
 * @data: for @algo
 * @name: of devm_gen_pool_create(), or NULL
 */
struct gen_pool {
	spinlock_t lock;
	struct list_head chunks;
	int min_alloc_order;
	genpool_algo_t algo;
	void *data;
	const char *name;
};

/**
 * struct gen_pool_chunk - some addresses of a pool
 * @next_chunk: in the pool
 * @avail: bytes; written by all who allocate and free, never less than what is free
 * @phys_addr: physical address of the first byte, -1 if it has none
 * @owner: of gen_pool_add_owner()
 * @start_addr: the first address
 * @end_addr: the last one
 * @bits: set if given out; written with atomic operations alone
 */
struct gen_pool_chunk {
	struct list_head next_chunk;
	atomic_long_t avail;
	phys_addr_t phys_addr;
	void *owner;
	unsigned long start_addr;
	unsigned long end_addr;
	unsigned long bits[];
};

/** struct genpool_data_align - for gen_pool_first_fit_align(): a power of two, in bytes */
struct genpool_data_align {
	int align;
};

/** struct genpool_data_fixed - for gen_pool_fixed_alloc(): bytes from the beginning of a chunk */
struct genpool_data_fixed {
	unsigned long offset;
};

__tl_api_begin

/**
 * gen_pool_create() - a pool without addresses
 * @min_alloc_order: each piece is a multiple of (1 << this) bytes
 * @nid: there is one memory node
 *
 * Context: task. Return: for gen_pool_destroy(), or NULL. Follows Linux 6.12.
 */
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
/** gen_pool_destroy() - end of a pool, all of whose pieces are back, else BUG(); Context: task */
void gen_pool_destroy(struct gen_pool *pool);

/**
 * gen_pool_add_owner() - addresses for a pool; gen_pool_add(), gen_pool_add_virt(): of nobody
 * @pool: the pool, which may be in use
 * @virt: the first address
 * @phys: its physical address, or -1
 * @size: bytes; what is over a whole number of units is not given out
 * @nid: there is one memory node
 * @owner: handed back with each piece of these
 *
 * Context: task. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size,
		       int nid, void *owner);
/** gen_pool_virt_to_phys() - Context: any; Return: the physical address, -1 if @addr is not of it */
phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr);

/**
 * gen_pool_alloc_algo_owner() - a piece; gen_pool_alloc() and so on: without some arguments
 * @pool: the pool
 * @size: bytes; 0 gives nothing
 * @algo: chooses
 * @data: for @algo
 * @owner: if not NULL: gets the owner of the chunk, NULL on failure
 *
 * Takes no lock: who is interrupted in here keeps nobody waiting.
 * Context: any. Return: its address, or 0. Follows Linux 6.12.
 */
unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size, genpool_algo_t algo,
					void *data, void **owner);
/** gen_pool_dma_alloc_algo() - gen_pool_alloc_algo() as a pointer; @dma, if any, gets the physical */
void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data);
/** gen_pool_dma_zalloc_algo() - likewise, zeroed */
void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data);
/** gen_pool_dma_alloc() - likewise, as the pool chooses */
void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
/** gen_pool_dma_zalloc() - likewise, zeroed */
void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma);
/** gen_pool_dma_alloc_align() - likewise, the first that is aligned to @align bytes */
void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);
/** gen_pool_dma_zalloc_align() - likewise, zeroed */
void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align);

/**
 * gen_pool_free_owner() - give a piece back; gen_pool_free(): whoever owns it
 * @pool: where it is from
 * @addr: its address
 * @size: as it was asked for
 * @owner: if not NULL: gets the owner of the chunk
 *
 * What is not of the pool, or not given out, is a BUG().
 * Context: any. Follows Linux 6.12.
 */
void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner);

/** gen_pool_for_each_chunk() - call @func for each chunk, the newest first; Context: any */
void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data);
/** gen_pool_has_addr() - Context: any; Return: do all @size bytes from @start on lie in a chunk? */
bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size);
/** gen_pool_avail() - Context: any; Return: bytes that are not given out */
size_t gen_pool_avail(struct gen_pool *pool);
/** gen_pool_size() - Context: any; Return: bytes of all chunks */
size_t gen_pool_size(struct gen_pool *pool);

/**
 * gen_pool_set_algo() - how a pool chooses from now on
 * @pool: the pool, from which nobody allocates meanwhile
 * @algo: chooses; NULL: gen_pool_first_fit()
 * @data: for @algo
 *
 * Context: any. Follows Linux 6.12.
 */
void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data);
/** gen_pool_first_fit() - the first that is large enough */
unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr);
/** gen_pool_first_fit_align() - the first whose address is aligned; @data: genpool_data_align */
unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr);
/** gen_pool_first_fit_order_align() - the first aligned in its chunk to its size, a power of two */
unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr);
/** gen_pool_best_fit() - the beginning of the smallest that is large enough */
unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr);
/** gen_pool_fixed_alloc() - at an offset of a chunk, or nowhere; @data: genpool_data_fixed */
unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr);

/**
 * devm_gen_pool_create() - a pool for as long as the driver is bound
 * @dev: the device
 * @min_alloc_order: as for gen_pool_create()
 * @nid: there is one memory node
 * @name: for gen_pool_get(), or NULL; a device has one pool of a name
 *
 * Context: task. Return: the pool, ERR_PTR(-EINVAL) if there is one of that name, or
 * ERR_PTR(-ENOMEM). Follows Linux 6.12.
 */
struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name);
/** gen_pool_get() - Context: any; Return: what devm_gen_pool_create() has made, or NULL */
struct gen_pool *gen_pool_get(struct device *dev, const char *name);

__tl_api_end

static inline int gen_pool_add_virt(struct gen_pool *pool, unsigned long virt, phys_addr_t phys,
				    size_t size, int nid)
{
	return gen_pool_add_owner(pool, virt, phys, size, nid, NULL);
}

static inline int gen_pool_add(struct gen_pool *pool, unsigned long addr, size_t size, int nid)
{
	return gen_pool_add_virt(pool, addr, (phys_addr_t)-1, size, nid);
}

static inline unsigned long gen_pool_alloc_owner(struct gen_pool *pool, size_t size, void **owner)
{
	return gen_pool_alloc_algo_owner(pool, size, pool->algo, pool->data, owner);
}

static inline unsigned long gen_pool_alloc_algo(struct gen_pool *pool, size_t size,
						genpool_algo_t algo, void *data)
{
	return gen_pool_alloc_algo_owner(pool, size, algo, data, NULL);
}

static inline unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size)
{
	return gen_pool_alloc_algo(pool, size, pool->algo, pool->data);
}

static inline void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size)
{
	gen_pool_free_owner(pool, addr, size, NULL);
}

#endif /* _LINUX_GENALLOC_H */
