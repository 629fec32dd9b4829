// SPDX-License-Identifier: MIT
/*
 * Pools with a reserve: see <linux/mempool.h>. Elements come from the pool's own allocator as
 * long as that has any, and go back to the reserve first.
 */
#include <linux/mempool.h>
#include <linux/mm.h>

/* Under the lock, if others may use it; mempool_is_saturated() looks without. There is one. */
static void *take(mempool_t *pool)
{
	arch_poke(pool->curr_nr, pool->curr_nr - 1);
	return pool->elements[pool->curr_nr];
}

/* Likewise; there is room. */
static void put(mempool_t *pool, void *element)
{
	pool->elements[pool->curr_nr] = element;
	arch_poke(pool->curr_nr, pool->curr_nr + 1);
}

static void free_elements(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(take(pool), pool->pool_data);
	kfree(pool->elements);
	pool->elements = NULL;
}

/* Until it has its reserve. */
static int fill(mempool_t *pool)
{
	while (pool->curr_nr < pool->min_nr) {
		void *element = pool->alloc(GFP_KERNEL, pool->pool_data);

		if (!element)
			return -ENOMEM;
		put(pool, element);
	}
	return 0;
}

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data)
{
	int err;

	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->min_nr = min_nr;
	pool->curr_nr = 0;
	pool->pool_data = pool_data;
	pool->alloc = alloc_fn;
	pool->free = free_fn;
	/* Not ZERO_SIZE_PTR: whether there is an array says whether there is a pool. */
	pool->elements = kmalloc_array(min_nr ? (size_t)min_nr : 1, sizeof(void *), GFP_KERNEL);
	if (!pool->elements)
		return -ENOMEM;
	err = fill(pool);
	if (err)
		free_elements(pool);
	return err;
}
EXPORT_SYMBOL(mempool_init);

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data)
{
	mempool_t *pool = kmalloc(sizeof(*pool), GFP_KERNEL);

	if (pool && mempool_init(pool, min_nr, alloc_fn, free_fn, pool_data)) {
		kfree(pool);
		pool = NULL;
	}
	return pool;
}
EXPORT_SYMBOL(mempool_create);

void mempool_exit(mempool_t *pool)
{
	free_elements(pool);
}
EXPORT_SYMBOL(mempool_exit);

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}
EXPORT_SYMBOL(mempool_destroy);

void *mempool_alloc_preallocated(mempool_t *pool)
{
	unsigned long flags;
	void *element = NULL;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->curr_nr)
		element = take(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}
EXPORT_SYMBOL(mempool_alloc_preallocated);

void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	void *element;

	might_sleep_if(gfpflags_allow_blocking(gfp_mask));
	element = pool->alloc((gfp_mask & ~__GFP_DIRECT_RECLAIM) | __GFP_NOWARN, pool->pool_data);
	if (!element)
		element = mempool_alloc_preallocated(pool);
	if (!element && gfpflags_allow_blocking(gfp_mask))
		wait_event(pool->wait, (element = mempool_alloc_preallocated(pool)));
	return element;
}
EXPORT_SYMBOL(mempool_alloc);

/* Return: was there room in the reserve? */
static bool keep(mempool_t *pool, void *element)
{
	unsigned long flags;
	bool room;

	spin_lock_irqsave(&pool->lock, flags);
	room = pool->curr_nr < pool->min_nr;
	if (room)
		put(pool, element);
	spin_unlock_irqrestore(&pool->lock, flags);
	return room;
}

void mempool_free(void *element, mempool_t *pool)
{
	if (!element)
		return;
	if (keep(pool, element))
		wake_up(&pool->wait);
	else
		pool->free(element, pool->pool_data);
}
EXPORT_SYMBOL(mempool_free);

int mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **larger, **old, *element;
	unsigned long flags;

	larger = kmalloc_array((size_t)new_min_nr, sizeof(void *), GFP_KERNEL);
	if (!larger)
		return -ENOMEM;
	/* What is too much, while others go on. */
	spin_lock_irqsave(&pool->lock, flags);
	while (pool->curr_nr > new_min_nr) {
		element = take(pool);
		spin_unlock_irqrestore(&pool->lock, flags);
		pool->free(element, pool->pool_data);
		spin_lock_irqsave(&pool->lock, flags);
	}
	old = pool->elements;
	memcpy(larger, old, (size_t)pool->curr_nr * sizeof(void *));
	pool->elements = larger;
	pool->min_nr = new_min_nr;
	spin_unlock_irqrestore(&pool->lock, flags);
	kfree(old);
	/* Best effort, as on Linux: what lacks comes back in time. */
	while (!mempool_is_saturated(pool)) {
		element = pool->alloc(GFP_KERNEL, pool->pool_data);
		if (!element)
			break;
		mempool_free(element, pool);
	}
	return 0;
}
EXPORT_SYMBOL(mempool_resize);

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_alloc_slab);

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}
EXPORT_SYMBOL(mempool_free_slab);

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kmalloc);

void mempool_kfree(void *element, void *pool_data)
{
	(void)pool_data;
	kfree(element);
}
EXPORT_SYMBOL(mempool_kfree);

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (unsigned int)(long)pool_data);
}
EXPORT_SYMBOL(mempool_alloc_pages);

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (unsigned int)(long)pool_data);
}
EXPORT_SYMBOL(mempool_free_pages);
