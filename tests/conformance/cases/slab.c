// SPDX-License-Identifier: MIT
/* kmalloc() and its family, object caches. */
#include <linux/slab.h>

#include "case.h"

TC_CASE(kmalloc_of_nothing)
{
	void *p = kmalloc(0, GFP_KERNEL);

	tc_log("%lx %d", (unsigned long)p, ZERO_OR_NULL_PTR(p));
	kfree(p);
	kfree(NULL);
	p = kcalloc(0, 8, GFP_KERNEL);
	tc_log("%d", p == ZERO_SIZE_PTR);
	p = krealloc(p, 8, GFP_KERNEL);
	tc_log("%d", ZERO_OR_NULL_PTR(p));
	p = krealloc(p, 0, GFP_KERNEL);
	tc_log("%d", p == ZERO_SIZE_PTR);
	p = krealloc(NULL, 8, GFP_KERNEL);
	tc_log("%d", ZERO_OR_NULL_PTR(p));
	kfree(p);
}

TC_CASE(kmalloc_alignment)
{
	for (size_t size = 8; size <= 4096; size *= 2) {
		void *p = kmalloc(size, GFP_KERNEL);

		tc_log("%zu: aligned %d", size, !((unsigned long)p & (size - 1)));
		kfree(p);
	}
}

TC_CASE(kzalloc_zeroes_and_krealloc_keeps)
{
	volatile size_t huge = (size_t)-1;
	u8 *p = kzalloc(100, GFP_KERNEL), *q;

	tc_log("%d", memchr_inv(p, 0, 100) == NULL);
	memset(p, 5, 100);
	q = krealloc(p, 5000, GFP_KERNEL);
	tc_log("%d", memchr_inv(q, 5, 100) == NULL);
	kfree(q);
	tc_log("%d", !kmalloc_array(huge, 2, GFP_KERNEL | __GFP_NOWARN));
	tc_log("%d", !kcalloc(huge / 2 + 1, 2, GFP_KERNEL | __GFP_NOWARN));
}

TC_CASE(copies_of_strings_and_memory)
{
	char *p = kstrdup("text", GFP_KERNEL);

	tc_log("%s %d", p, !kstrdup(NULL, GFP_KERNEL));
	kfree(p);
	p = kstrndup("text", 2, GFP_KERNEL);
	tc_log("%s", p);
	kfree(p);
	p = kmemdup("text", 5, GFP_KERNEL);
	tc_log("%s", p);
	kfree(p);
	p = kmemdup_nul("text", 3, GFP_KERNEL);
	tc_log("%s", p);
	kfree(p);
	p = kasprintf(GFP_KERNEL, "%d-%s", 7, "x");
	tc_log("%s", p);
	kfree(p);
}

static int made;

static void ctor(void *object)
{
	made++;
	*(int *)object = 77;
}

TC_CASE(object_caches)
{
	struct kmem_cache *cache = kmem_cache_create("conformance", 40, 64, 0, ctor);
	int *a, *b;

	tc_log("size %u", kmem_cache_size(cache));
	a = kmem_cache_alloc(cache, GFP_KERNEL);
	b = kmem_cache_alloc(cache, GFP_KERNEL);
	tc_log("%d %d %d aligned %d %d made %d", *a, *b, a != b, !((unsigned long)a & 63),
	       !((unsigned long)b & 63), made >= 2);
	kmem_cache_free(cache, a);
	kmem_cache_free(cache, b);
	kmem_cache_destroy(cache);
	kmem_cache_destroy(NULL);
}
