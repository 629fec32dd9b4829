// SPDX-License-Identifier: MIT
/* Typed allocations, pages, object caches, and pools with a reserve. */
#include "../semantics/machine.h"

#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-hi-lo.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <tasklet/fault.h>

struct thing {
	int nr;
	u16 n;
	u32 tail[];
};

/* Not known to the compiler, which would complain. */
static volatile size_t too_many = SIZE_MAX / 4;

static void typed_allocations_have_the_size_of_the_type(void **state)
{
	struct thing *p = kmalloc_obj(*p), *q = kzalloc_obj(struct thing, GFP_ATOMIC), *f;
	u64 *array;

	assert_true(ksize(p) >= sizeof(*p));
	assert_int_equal(q->nr, 0);
	kfree(p);
	kfree(q);
	f = kzalloc_flex(*f, tail, 10);
	assert_true(ksize(f) >= sizeof(*f) + 40);
	assert_int_equal(f->tail[9], 0);
	kfree(f);
	f = kvmalloc_flex(struct thing, tail, 10, GFP_KERNEL);
	kvfree(f);
	array = kmalloc_objs(*array, 5, GFP_KERNEL);
	assert_true(ksize(array) >= 40);
	kfree(array);
	array = kvzalloc_objs(u64, 3);
	assert_true(array[2] == 0);
	kvfree(array);
	assert_null(kzalloc_objs(u64, too_many));
	tl_fail_alloc_after(0);
	assert_null(kmalloc_obj(u64));
}

static void block_grows_with_its_bytes(void **state)
{
	char *p = kvmalloc(8, GFP_KERNEL), *q;

	memcpy(p, "1234567", 8);
	p = kvrealloc(p, 100000, GFP_KERNEL);
	assert_string_equal(p, "1234567");
	/* As it was until 6.10. */
	p = kvrealloc(p, 100000, 8, GFP_KERNEL);
	assert_string_equal(p, "1234567");
	tl_fail_alloc_after(0);
	assert_null(kvrealloc(p, 16, GFP_KERNEL));
	assert_string_equal(p, "1234567");
	q = kvmemdup(p, 8, GFP_KERNEL);
	assert_string_equal(q, p);
	kvfree_sensitive(q, 8);
	kvfree_sensitive(NULL, 8);
	q = kmemdup_array(p, 2, 4, GFP_KERNEL);
	assert_string_equal(q, p);
	kfree(q);
	assert_null(kmemdup_array(p, too_many, 8, GFP_KERNEL | __GFP_NOWARN));
	kvfree(p);
}

static void freed_at_the_end_of_its_scope(void **state)
{
	void *kept;

	{
		void *gone __free(kfree) = kmalloc(8, GFP_KERNEL);
		void *stays __free(kvfree) = kvmalloc(8, GFP_KERNEL);
		void *none __free(kfree) = ERR_PTR(-EIO);

		assert_non_null(gone);
		(void)none;
		kept = no_free_ptr(stays);
	}
	kvfree(kept);
}

static int nr_made;

static void make(void *object)
{
	((struct thing *)object)->nr = 7;
	nr_made++;
}

static void cache_of_either_interface(void **state)
{
	struct kmem_cache_args args = {.align = 256, .ctor = make};
	struct kmem_cache *old = kmem_cache_create("old", 24, 128, SLAB_HWCACHE_ALIGN, make);
	struct kmem_cache *new = kmem_cache_create("new", 24, &args, SLAB_NO_MERGE);
	struct kmem_cache *bare = kmem_cache_create("bare", 24, NULL, 0);
	struct kmem_cache *typed = KMEM_CACHE(thing, SLAB_PANIC);
	struct thing *p = kmem_cache_alloc(old, GFP_KERNEL), *q = kmem_cache_alloc(new, GFP_ATOMIC);
	void *objects[3];

	assert_int_equal((uintptr_t)p % 128, 0);
	assert_int_equal((uintptr_t)q % 256, 0);
	assert_int_equal(p->nr + q->nr, 14);
	assert_int_equal(nr_made, 2);
	assert_int_equal(kmem_cache_size(bare), 24);
	assert_int_equal(kmem_cache_alloc_bulk(typed, GFP_KERNEL, 3, objects), 3);
	kmem_cache_free_bulk(typed, 3, objects);
	tl_fail_alloc_after(2);
	assert_int_equal(kmem_cache_alloc_bulk(typed, GFP_KERNEL, 3, objects), 0);
	kmem_cache_free(old, p);
	kmem_cache_free(new, q);
	kmem_cache_destroy(old);
	kmem_cache_destroy(new);
	kmem_cache_destroy(bare);
	kmem_cache_destroy(typed);
}

static void pages_and_their_addresses_belong_together(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	u8 *p = page_address(page), *mapped;
	unsigned long addr;

	assert_int_equal((uintptr_t)p % (4 * PAGE_SIZE), 0);
	assert_ptr_equal(virt_to_page(p + 5000), page + 1);
	assert_ptr_equal(nth_page(page, 3), virt_to_page(p + 3 * PAGE_SIZE));
	assert_ptr_equal(pfn_to_page(page_to_pfn(page)), page);
	assert_true(pfn_valid(page_to_pfn(page)));
	assert_false(pfn_valid(0));
	assert_int_equal(offset_in_page(p + 5000), 5000 - PAGE_SIZE);
	assert_ptr_equal(phys_to_virt(virt_to_phys(p)), p);
	mapped = kmap_local_page(page + 1);
	assert_ptr_equal(mapped, p + PAGE_SIZE);
	kunmap_local(mapped);
	mapped = kmap_atomic(page);
	assert_true(in_atomic());
	kunmap_atomic(mapped);
	__free_pages(page, 2);

	addr = get_zeroed_page(GFP_ATOMIC);
	assert_null(memchr_inv((void *)addr, 0, PAGE_SIZE));
	free_page(addr);
	free_page(0);
	tl_fail_alloc_after(0);
	assert_int_equal(__get_free_pages(GFP_KERNEL, 1), 0);
	assert_null(alloc_pages(GFP_KERNEL | __GFP_NOWARN, MAX_PAGE_ORDER + 1));
	p = alloc_pages_exact(5000, GFP_KERNEL | __GFP_ZERO);
	assert_int_equal(p[4999], 0);
	assert_ptr_equal(vmalloc_to_page(p + 4100), virt_to_page(p) + 1);
	free_pages_exact(p, 5000);
	assert_int_equal(get_order(1), 0);
	assert_int_equal(get_order(PAGE_SIZE), 0);
	assert_int_equal(get_order(PAGE_SIZE + 1), 1);
	assert_int_equal(get_order(5 * PAGE_SIZE), 3);
	assert_int_equal(PAGE_ALIGN(5000), 8192);
	assert_int_equal(PFN_UP(5000) * 10 + PFN_DOWN(5000), 21);
}

static void page_stays_until_its_last_reference(void **state)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *p = page_address(page);

	assert_int_equal(page_count(page), 1);
	get_page(page);
	get_page(page);
	assert_int_equal(page_count(page), 3);
	__free_page(page);
	strcpy(p, "still there");
	put_page(page);
	assert_int_equal(page_count(page), 1);
	assert_string_equal(p, "still there");
	put_page(page);
}

static void pool_never_fails_who_may_sleep(void **state)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 100);
	void *p[3];

	assert_true(mempool_is_saturated(pool));
	for (int i = 0; i < 2; i++) {
		tl_fail_alloc_after(0);
		p[i] = mempool_alloc(pool, GFP_KERNEL);
		assert_non_null(p[i]);
	}
	tl_fail_alloc_after(0);
	assert_null(mempool_alloc(pool, GFP_ATOMIC));
	assert_null(mempool_alloc_preallocated(pool));
	p[2] = mempool_alloc(pool, GFP_ATOMIC);
	assert_non_null(p[2]);
	for (int i = 0; i < 3; i++)
		mempool_free(p[i], pool);
	mempool_free(NULL, pool);
	assert_int_equal(mempool_resize(pool, 5), 0);
	assert_int_equal(pool->curr_nr, 5);
	assert_int_equal(mempool_resize(pool, 1), 0);
	assert_int_equal(pool->curr_nr, 1);
	mempool_destroy(pool);
	mempool_destroy(NULL);
	for (int n = 0; n < 4; n++) {
		tl_fail_alloc_after(n);
		assert_null(mempool_create_page_pool(2, 0));
	}
}

static mempool_t *waited_for;
static void *given_back;

static void give_back(void *arg)
{
	mempool_free(given_back, waited_for);
}

static void give_back_later(struct tasklet_struct *t)
{
	give_back(NULL);
}

static DECLARE_TASKLET(giver, give_back_later);

static void who_waits_gets_what_is_given_back(void **state)
{
	struct kmem_cache *cache = kmem_cache_create("pool", 32, 0, 0, NULL);

	waited_for = mempool_create_slab_pool(1, cache);
	for (int i = 0; i < TEST_TURNS(200); i++) {
		tl_fail_alloc_after(0);
		given_back = mempool_alloc(waited_for, GFP_KERNEL);
		tl_fail_alloc_after(0);
		interrupt_cpu1(fn_schedule, &giver);
		assert_ptr_equal(mempool_alloc(waited_for, GFP_KERNEL), given_back);
		mempool_free(given_back, waited_for);
	}
	tasklet_kill(&giver);
	mempool_destroy(waited_for);
	kmem_cache_destroy(cache);
}

static void wide_registers_in_two_halves(void **state)
{
	u32 reg[2] = {1, 2};

	assert_true(lo_hi_readq(reg) == 0x200000001);
	assert_true(hi_lo_readq_relaxed(reg) == 0x200000001);
	hi_lo_writeq(0x300000004, reg);
	assert_int_equal(reg[0], 4);
	lo_hi_writeq_relaxed(0x500000006, reg);
	assert_int_equal(reg[1], 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(typed_allocations_have_the_size_of_the_type),
		MACHINE_TEST(block_grows_with_its_bytes),
		MACHINE_TEST(freed_at_the_end_of_its_scope),
		MACHINE_TEST(cache_of_either_interface),
		MACHINE_TEST(pages_and_their_addresses_belong_together),
		MACHINE_TEST(page_stays_until_its_last_reference),
		MACHINE_TEST(pool_never_fails_who_may_sleep),
		MACHINE_TEST(who_waits_gets_what_is_given_back),
		MACHINE_TEST(wide_registers_in_two_halves),
	};

	return cmocka_run_group_tests_name("memory", tests, machine_up, machine_down);
}
