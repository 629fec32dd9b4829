/* SPDX-License-Identifier: MIT */
/*
 * Pools that keep some elements back, so that an allocation which may sleep never fails: it waits
 * until one is given back.
 */
#ifndef _LINUX_MEMPOOL_H
#define _LINUX_MEMPOOL_H

#include <linux/export.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

typedef void *(mempool_alloc_t)(gfp_t gfp_mask, void *pool_data);
typedef void(mempool_free_t)(void *element, void *pool_data);

/**
 * struct mempool - a pool
 * @lock: protects what follows
 * @min_nr: elements that are kept
 * @curr_nr: elements that are there
 * @elements: these
 * @pool_data: for @alloc and @free, which get and give back an element
 * @wait: of who waits for one
 */
typedef struct mempool {
	spinlock_t lock;
	int min_nr;
	int curr_nr;
	void **elements;
	void *pool_data;
	mempool_alloc_t *alloc;
	mempool_free_t *free;
	wait_queue_head_t wait;
} mempool_t;

__tl_api_begin

/**
 * mempool_create() - a pool; mempool_init(): one in the caller's memory
 * @min_nr: how many elements it keeps
 * @alloc_fn: gets one
 * @free_fn: gives one back
 * @pool_data: for these two
 *
 * Context: task. Return: the pool, or NULL. Follows Linux 6.12.
 */
mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data);
/** mempool_init() - see mempool_create(); Return: 0 or -ENOMEM */
int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data);
/** mempool_destroy() - end of a pool whose elements are all back; NULL is fine; Context: task */
void mempool_destroy(mempool_t *pool);
/** mempool_exit() - likewise, of mempool_init() */
void mempool_exit(mempool_t *pool);
/** mempool_resize() - keep another number; Context: task; Return: 0 or -ENOMEM */
int mempool_resize(mempool_t *pool, int new_min_nr);
/**
 * mempool_alloc() - an element
 * @pool: the pool
 * @gfp_mask: as for kmalloc()
 *
 * Context: as kmalloc().
 * Return: the element; NULL only if @gfp_mask does not allow to sleep. Follows Linux 6.12.
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask) __attribute__((malloc));
/** mempool_alloc_preallocated() - one of those that are kept, or NULL; Context: any */
void *mempool_alloc_preallocated(mempool_t *pool) __attribute__((malloc));
/** mempool_free() - give an element back, or to who waits; NULL is fine; Context: any */
void mempool_free(void *element, mempool_t *pool);

/* Functions for mempool_create(): elements of a kmem_cache, of so many bytes, of pages. */
void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data);
void mempool_free_slab(void *element, void *pool_data);
void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data);
void mempool_kfree(void *element, void *pool_data);
void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data);
void mempool_free_pages(void *element, void *pool_data);

__tl_api_end

#define mempool_create_slab_pool(min_nr, cache) \
	mempool_create((min_nr), mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_create_kmalloc_pool(min_nr, size) \
	mempool_create((min_nr), mempool_kmalloc, mempool_kfree, (void *)(size_t)(size))
#define mempool_create_page_pool(min_nr, order) \
	mempool_create((min_nr), mempool_alloc_pages, mempool_free_pages, (void *)(long)(order))
#define mempool_init_slab_pool(pool, min_nr, cache) \
	mempool_init((pool), (min_nr), mempool_alloc_slab, mempool_free_slab, (void *)(cache))
#define mempool_init_kmalloc_pool(pool, min_nr, size) \
	mempool_init((pool), (min_nr), mempool_kmalloc, mempool_kfree, (void *)(size_t)(size))
#define mempool_init_page_pool(pool, min_nr, order)                             \
	mempool_init((pool), (min_nr), mempool_alloc_pages, mempool_free_pages, \
		     (void *)(long)(order))

static inline bool mempool_initialized(mempool_t *pool)
{
	return pool->elements != NULL;
}

static inline bool mempool_is_saturated(mempool_t *pool)
{
	return READ_ONCE(pool->curr_nr) >= pool->min_nr;
}

#endif /* _LINUX_MEMPOOL_H */
