// SPDX-License-Identifier: MIT
/*
 * How a pool of addresses chooses, and the pools of devices: see <linux/genalloc.h>. The map may
 * change while one looks at it; genalloc.c finds out whether what was chosen is still free.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data)
{
	pool->algo = algo ?: gen_pool_first_fit;
	pool->data = data;
}
EXPORT_SYMBOL(gen_pool_set_algo);

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, 0);
}
EXPORT_SYMBOL(gen_pool_first_fit);

unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr)
{
	unsigned long align = (unsigned long)((struct genpool_data_align *)data)->align;
	unsigned long unit = 1UL << pool->min_alloc_order;
	unsigned long mask = (align + unit - 1) / unit - 1;

	return bitmap_find_next_zero_area_off(map, size, start, nr, mask,
					      (start_addr & (align - 1)) / unit);
}
EXPORT_SYMBOL(gen_pool_first_fit_align);

unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, roundup_pow_of_two(nr) - 1);
}
EXPORT_SYMBOL(gen_pool_first_fit_order_align);

unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr)
{
	unsigned long best = size, best_len = size + 1;

	while ((start = bitmap_find_next_zero_area(map, size, start, nr, 0)) < size) {
		unsigned long end = find_next_bit(map, size, start + nr);

		if (end - start < best_len) {
			best = start;
			best_len = end - start;
		}
		start = end + 1;
	}
	return best;
}
EXPORT_SYMBOL(gen_pool_best_fit);

unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr)
{
	unsigned long offset = ((struct genpool_data_fixed *)data)->offset, wanted;

	if (WARN_ON(offset & ((1UL << pool->min_alloc_order) - 1)))
		return size;
	wanted = offset >> pool->min_alloc_order;
	/* Asked again, somebody else has taken it meanwhile. */
	if (start > wanted || bitmap_find_next_zero_area(map, size, wanted, nr, 0) != wanted)
		return size;
	return wanted;
}
EXPORT_SYMBOL(gen_pool_fixed_alloc);

/* --- pools of devices: an entry of theirs points to the pool --- */

static void release_pool(struct device *dev, void *res)
{
	gen_pool_destroy(*(struct gen_pool **)res);
}

static int has_name(struct device *dev, void *res, void *data)
{
	const char *name = (*(struct gen_pool **)res)->name, *wanted = data;

	return name && wanted ? !strcmp(name, wanted) : name == wanted;
}

struct gen_pool *gen_pool_get(struct device *dev, const char *name)
{
	struct gen_pool **entry = devres_find(dev, release_pool, has_name, (void *)name);

	return entry ? *entry : NULL;
}
EXPORT_SYMBOL_GPL(gen_pool_get);

struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name)
{
	struct gen_pool **entry, *pool;

	if (gen_pool_get(dev, name))
		return ERR_PTR(-EINVAL);
	entry = devres_alloc(release_pool, sizeof(*entry), GFP_KERNEL);
	pool = entry ? gen_pool_create(min_alloc_order, nid) : NULL;
	if (pool && name) {
		pool->name = kstrdup_const(name, GFP_KERNEL);
		if (!pool->name) {
			gen_pool_destroy(pool);
			pool = NULL;
		}
	}
	if (!pool) {
		devres_free(entry);
		return ERR_PTR(-ENOMEM);
	}
	*entry = pool;
	devres_add(dev, entry);
	return pool;
}
EXPORT_SYMBOL(devm_gen_pool_create);
