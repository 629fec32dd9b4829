// SPDX-License-Identifier: MIT
/* kmalloc() and its family keep Linux's promises. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/fault.h>
#include <tasklet/report.h>

#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void power_of_two_is_aligned_to_its_size(void **state)
{
	size_t size;
	int i;

	for (size = 8; size <= 65536; size *= 2) {
		void *p[4];

		for (i = 0; i < 4; i++) {
			p[i] = kmalloc(size, GFP_KERNEL);
			assert_int_equal((uintptr_t)p[i] % size, 0);
		}
		for (i = 0; i < 4; i++)
			kfree(p[i]);
	}
}

static void other_sizes_have_the_minimum_alignment(void **state)
{
	size_t size;

	for (size = 1; size < 300; size += 7) {
		void *p = kmalloc(size, GFP_KERNEL);

		assert_int_equal((uintptr_t)p % (size < 8 ? 8 : ARCH_KMALLOC_MINALIGN), 0);
		assert_true(ksize(p) >= size);
		kfree(p);
	}
}

static void zero_bytes_give_the_zero_size_pointer(void **state)
{
	assert_ptr_equal(kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_ptr_equal(kcalloc(0, 8, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_true(ZERO_OR_NULL_PTR(kzalloc(0, GFP_ATOMIC)));
	assert_int_equal(ksize(ZERO_SIZE_PTR), 0);
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	kfree_sensitive(NULL);
}

static void zeroed_blocks_are_zero(void **state)
{
	unsigned char *p = kmalloc(1000, GFP_KERNEL), *q;
	int i;

	memset(p, 0xff, 1000);
	kfree(p);
	q = kzalloc(1000, GFP_KERNEL);
	for (i = 0; i < 1000; i++)
		assert_int_equal(q[i], 0);
	/* What is added is zero as well, also next to the old end. */
	q = krealloc(q, 5000, GFP_KERNEL | __GFP_ZERO);
	for (i = 0; i < 5000; i++)
		assert_int_equal(q[i], 0);
	kfree(q);
}

static void products_that_overflow_fail(void **state)
{
	volatile size_t many = SIZE_MAX / 4;

	assert_null(kmalloc_array(many, 8, GFP_KERNEL));
	assert_null(kcalloc(many, 8, GFP_KERNEL));
	assert_null(kvmalloc_array(many, 8, GFP_KERNEL));
}

static void krealloc_keeps_the_content(void **state)
{
	char *p = krealloc(NULL, 6, GFP_KERNEL);

	strcpy(p, "hello");
	p = krealloc(p, 100, GFP_KERNEL);
	assert_string_equal(p, "hello");
	p = krealloc(p, 3, GFP_KERNEL);
	assert_memory_equal(p, "hel", 3);
	assert_ptr_equal(krealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

static void too_large_for_kmalloc_is_fine_for_kvmalloc(void **state)
{
	volatile size_t size = KMALLOC_MAX_SIZE + 1;
	char *p;

	assert_null(kmalloc(size, GFP_KERNEL | __GFP_NOWARN));
	p = kvmalloc(size, GFP_KERNEL);
	assert_non_null(p);
	p[size - 1] = 1;
	kvfree(p);
	p = vzalloc(10000);
	assert_int_equal((uintptr_t)p % 4096, 0);
	assert_int_equal(p[9999], 0);
	vfree(p);
	assert_null(vmalloc(0));
}

static void strings_are_copied(void **state)
{
	char *s = kstrdup("tasklet", GFP_KERNEL);

	assert_string_equal(s, "tasklet");
	kfree(s);
	s = kstrndup("tasklet", 4, GFP_KERNEL);
	assert_string_equal(s, "task");
	kfree(s);
	s = kasprintf(GFP_KERNEL, "%s-%d", "irq", 42);
	assert_string_equal(s, "irq-42");
	kfree(s);
	s = kmemdup("abc", 4, GFP_KERNEL);
	assert_string_equal(s, "abc");
	kfree(s);
	assert_null(kstrdup(NULL, GFP_KERNEL));
}

static void the_ordered_allocation_fails(void **state)
{
	void *a, *b;

	tl_fail_alloc_after(1);
	a = kmalloc(8, GFP_KERNEL);
	assert_non_null(a);
	assert_true(tl_fail_alloc_armed());
	assert_null(kmalloc(8, GFP_KERNEL));
	assert_false(tl_fail_alloc_armed());
	b = kmalloc(8, GFP_KERNEL);
	assert_non_null(b);
	kfree(a);
	kfree(b);
}

static void nofail_does_not_fail_and_does_not_count(void **state)
{
	void *p;

	tl_fail_alloc_after(0);
	p = kmalloc(8, GFP_KERNEL | __GFP_NOFAIL);
	assert_non_null(p);
	kfree(p);
	assert_true(tl_fail_alloc_armed());
	tl_fail_alloc_after(-1);
	assert_false(tl_fail_alloc_armed());
}

static void sleeping_flags_in_atomic_context_are_reported(void **state)
{
	unsigned long before = tl_report_count();

	preempt_disable();
	kfree(kmalloc(8, GFP_ATOMIC));
	assert_int_equal(tl_report_count(), before);
	kfree(kmalloc(8, GFP_KERNEL));
	preempt_enable();
	assert_int_equal(tl_report_count(), before + 1);
}

static int constructed;

static void construct(void *object)
{
	constructed++;
	memset(object, 0x5a, 24);
}

static void cache_constructs_and_aligns(void **state)
{
	struct kmem_cache *s = kmem_cache_create("thing", 24, 64, 0, construct);
	unsigned char *object = kmem_cache_alloc(s, GFP_KERNEL);

	assert_int_equal(constructed, 1);
	assert_int_equal(object[23], 0x5a);
	assert_int_equal((uintptr_t)object % 64, 0);
	assert_int_equal(kmem_cache_size(s), 24);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	kmem_cache_destroy(NULL);
}

static void cache_with_objects_out_is_reported(void **state)
{
	struct kmem_cache *s = kmem_cache_create("leaky", 24, 0, 0, NULL);
	void *object = kmem_cache_alloc(s, GFP_KERNEL);
	unsigned long before = tl_report_count();

	kmem_cache_destroy(s);
	assert_int_equal(tl_report_count(), before + 1);
	kmem_cache_free(s, object);
	kmem_cache_destroy(s);
	assert_int_equal(tl_report_count(), before + 1);
}

static int boot(void **state)
{
	return tl_boot("nr_cpus=1 loglevel=0");
}

static int shutdown_machine(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_of_two_is_aligned_to_its_size),
		cmocka_unit_test(other_sizes_have_the_minimum_alignment),
		cmocka_unit_test(zero_bytes_give_the_zero_size_pointer),
		cmocka_unit_test(zeroed_blocks_are_zero),
		cmocka_unit_test(products_that_overflow_fail),
		cmocka_unit_test(krealloc_keeps_the_content),
		cmocka_unit_test(too_large_for_kmalloc_is_fine_for_kvmalloc),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(the_ordered_allocation_fails),
		cmocka_unit_test(nofail_does_not_fail_and_does_not_count),
		cmocka_unit_test(sleeping_flags_in_atomic_context_are_reported),
		cmocka_unit_test(cache_constructs_and_aligns),
		cmocka_unit_test(cache_with_objects_out_is_reported),
	};

	return cmocka_run_group_tests_name("slab", tests, boot, shutdown_machine);
}
