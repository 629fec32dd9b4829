// SPDX-License-Identifier: MIT
/*
 * Object caches. There is no cache in them: each object is a block of its own from the C
 * library, so that a use after kmem_cache_free() is seen. What a cache has is a constructor, an
 * alignment, and a count of the objects that are out, which kmem_cache_destroy() checks.
 * The count is relaxed; who destroys a cache has ended its users by other means.
 */
#include "mm/mm.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define CACHE_LINE 64

struct kmem_cache {
	const char *name;
	size_t size;
	size_t align;
	void (*ctor)(void *object);
	long nr_out; /* written by all, see above */
};

struct kmem_cache *(kmem_cache_create)(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *))
{
	struct kmem_cache *s;

	if (!name || !size || (align & (align - 1))) {
		pr_err("kmem_cache_create(%s) integrity check failed\n", name ? name : "(null)");
		s = NULL;
		goto out;
	}
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		goto out;
	s->name = kstrdup(name, GFP_KERNEL);
	if (!s->name) {
		kfree(s);
		s = NULL;
		goto out;
	}
	s->size = size;
	s->align = (flags & SLAB_HWCACHE_ALIGN) && align < CACHE_LINE ? CACHE_LINE : align;
	s->ctor = ctor;
out:
	if (!s && (flags & SLAB_PANIC))
		panic("kmem_cache_create: Failed to create slab '%s'\n", name);
	return s;
}
EXPORT_SYMBOL(kmem_cache_create);

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size,
					    struct kmem_cache_args *args, slab_flags_t flags)
{
	return (kmem_cache_create)(name, size, args ? args->align : 0, flags,
				   args ? args->ctor : NULL);
}
EXPORT_SYMBOL(__kmem_cache_create_args);

void kmem_cache_destroy(struct kmem_cache *s)
{
	if (!s)
		return;
	might_sleep();
	if (WARN(__atomic_load_n(&s->nr_out, __ATOMIC_RELAXED),
		 "kmem_cache_destroy %s: Slab cache still has objects when called from %pS",
		 s->name, __builtin_return_address(0)))
		return;
	kfree(s->name);
	kfree(s);
}
EXPORT_SYMBOL(kmem_cache_destroy);

static void *cache_alloc(struct kmem_cache *s, gfp_t flags, const void *site)
{
	void *object = mm_alloc(s->size, s->align, flags, site);

	if (!object)
		return NULL;
	__atomic_fetch_add(&s->nr_out, 1, __ATOMIC_RELAXED);
	if (s->ctor)
		s->ctor(object);
	return object;
}

void *kmem_cache_alloc(struct kmem_cache *s, gfp_t flags)
{
	return cache_alloc(s, flags, MM_SITE);
}
EXPORT_SYMBOL(kmem_cache_alloc);

void *kmem_cache_zalloc(struct kmem_cache *s, gfp_t flags)
{
	return cache_alloc(s, flags | __GFP_ZERO, MM_SITE);
}
EXPORT_SYMBOL(kmem_cache_zalloc);

void kmem_cache_free(struct kmem_cache *s, void *objp)
{
	if (!objp)
		return;
	__atomic_fetch_sub(&s->nr_out, 1, __ATOMIC_RELAXED);
	mm_free(objp, MM_SITE);
}
EXPORT_SYMBOL(kmem_cache_free);

unsigned int kmem_cache_size(struct kmem_cache *s)
{
	return s->size;
}
EXPORT_SYMBOL(kmem_cache_size);

int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p)
{
	for (size_t i = 0; i < size; i++) {
		p[i] = cache_alloc(s, flags, MM_SITE);
		if (!p[i]) {
			kmem_cache_free_bulk(s, i, p);
			return 0;
		}
	}
	return (int)size;
}
EXPORT_SYMBOL(kmem_cache_alloc_bulk);

void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p)
{
	while (size)
		kmem_cache_free(s, p[--size]);
}
EXPORT_SYMBOL(kmem_cache_free_bulk);
