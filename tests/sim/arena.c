// SPDX-License-Identifier: MIT
/* Kernel memory of a run: what goes wrong with it is found, and a run leaves nothing behind. */
#include "../test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <asm/memory.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <tasklet/boot.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/fiber.h"

#define REGION (64UL << 20)

static jmp_buf failed;
static char said[300];
static const void *failed_at;

static __attribute__((noreturn, format(printf, 3, 4))) void
record_failure(enum tl_failure kind, const void *pc, const char *fmt, ...)
{
	va_list ap;

	assert_int_equal(kind, TL_FAIL_MEMORY);
	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	failed_at = pc;
	longjmp(failed, 1);
}

/* Ends in record_failure(), with this text. */
#define assert_fails(statement, text)            \
	do {                                     \
		said[0] = '\0';                  \
		if (!setjmp(failed))             \
			statement;               \
		assert_string_equal(said, text); \
	} while (0)

/* What the next block, and what it is about, is known of, for leaks and reports. */
static const void *const here = &said;

static void use_after_free_is_found(void **state)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	assert_fails(arena_check((uintptr_t)p + 8, 4, false, here),
		     "BUG: KASAN: slab-use-after-free: read of size 4, "
		     "8 bytes inside a freed block of 64 bytes");
	assert_ptr_equal(failed_at, here);
	assert_fails(ksize(p), "BUG: KASAN: slab-use-after-free: ksize() of size 1, "
			       "0 bytes inside a freed block of 64 bytes");
}

static void double_free_is_found(void **state)
{
	char *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	/* Who comes after it does not hide it. */
	kfree(kmalloc(64, GFP_KERNEL));
	assert_fails(kfree(p),
		     "BUG: KASAN: double-free: of 0 bytes inside a freed block of 64 bytes");
}

static void freeing_the_middle_of_a_block_is_found(void **state)
{
	char *p = kmalloc(64, GFP_KERNEL);

	assert_fails(kfree(p + 16),
		     "BUG: KASAN: invalid-free: of 16 bytes inside a block of 64 bytes");
	kfree(p);
}

static void out_of_bounds_is_found(void **state)
{
	char *p = kmalloc(30, GFP_KERNEL);
	char *q = kmalloc(100, GFP_KERNEL);

	arena_check((uintptr_t)p, 30, true, here);
	arena_check((uintptr_t)p + 29, 1, true, here);
	arena_check((uintptr_t)q + 96, 4, false, here);
	assert_fails(arena_check((uintptr_t)p + 30, 1, true, here),
		     "BUG: KASAN: slab-out-of-bounds: write of size 1, "
		     "0 bytes behind the end of a block of 30 bytes");
	assert_fails(arena_check((uintptr_t)p + 28, 4, true, here),
		     "BUG: KASAN: slab-out-of-bounds: write of size 4, "
		     "28 bytes inside a block of 30 bytes");
	assert_fails(arena_check((uintptr_t)q - 1, 1, false, here),
		     "BUG: KASAN: slab-out-of-bounds: read of size 1, "
		     "1 bytes before a block of 100 bytes");
	assert_fails(arena_check((uintptr_t)p - 1, 1, false, here),
		     "BUG: KASAN: slab-out-of-bounds: read of size 1, "
		     "1 bytes before a block of 30 bytes");
	/* Not ours. */
	arena_check((uintptr_t)said, 1, true, here);
	arena_check(0, 1, true, here);
}

static void stale_pointer_of_the_run_before_is_found(void **state)
{
	char *p = kmalloc(8, GFP_KERNEL);

	arena_reset();
	assert_fails(arena_check((uintptr_t)p, 8, false, here),
		     "BUG: KASAN: wild-memory-access: read of size 8, where this run has no block");
}

static void address_tells_who_allocated_and_freed_it(void **state)
{
	char *p = arena_alloc(40, 0, "alloc"), *outside = malloc(1);
	const void *alloc_site, *free_site;
	char buf[100];

	assert_true(arena_describe((uintptr_t)p + 39, buf, sizeof(buf), &alloc_site, &free_site));
	assert_string_equal(buf, "39 bytes inside a block of 40 bytes");
	assert_string_equal(alloc_site, "alloc");
	assert_null(free_site);
	arena_free(p, "free");
	assert_true(arena_describe((uintptr_t)p + 41, buf, sizeof(buf), &alloc_site, &free_site));
	assert_string_equal(buf, "1 bytes behind the end of a freed block of 40 bytes");
	assert_string_equal(free_site, "free");
	assert_false(arena_describe((uintptr_t)outside, buf, sizeof(buf), &alloc_site, &free_site));
	free(outside);
}

static noinline void *allocate(void)
{
	void *p = kzalloc(24, GFP_KERNEL);

	__asm__ volatile("" : "+r"(p)); /* not a tail call: kzalloc() returns to here */
	return p;
}

static void leak_is_told_with_size_and_site(void **state)
{
	size_t nr, bytes;
	const void *site;
	void *p, *q;

	assert_false(arena_leak(&nr, &bytes, &site));
	kfree(kmalloc(8, GFP_KERNEL));
	p = allocate();
	q = kmalloc(100, GFP_KERNEL);
	assert_true(arena_leak(&nr, &bytes, &site));
	assert_int_equal(nr, 2);
	assert_int_equal(bytes, 24);
	assert_in_range((uintptr_t)site, (uintptr_t)&allocate, (uintptr_t)&allocate + 200);
	kfree(p);
	assert_true(arena_leak(&nr, &bytes, &site));
	assert_int_equal(nr, 1);
	assert_int_equal(bytes, 100);
	kfree(q);
	assert_false(arena_leak(&nr, &bytes, &site));
}

static void kmalloc_family_keeps_its_promises(void **state)
{
	unsigned char *p = kmalloc(100, GFP_KERNEL), *q;

	assert_true(arch_owns_memory(p));
	assert_int_equal(ksize(p), 100);
	memset(p, 0xff, 100);
	q = krealloc(p, 300, GFP_KERNEL | __GFP_ZERO);
	assert_ptr_not_equal(q, p);
	assert_int_equal(q[99], 0xff);
	assert_int_equal(q[100], 0);
	assert_int_equal(q[299], 0);
	kfree_sensitive(q);
	p = kcalloc(10, 10, GFP_KERNEL);
	for (int i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	kfree(p);
	p = kmalloc(256, GFP_KERNEL);
	assert_int_equal((uintptr_t)p % 256, 0);
	kfree(p);
	p = vzalloc(5000);
	assert_true(arch_owns_memory(p));
	assert_int_equal((uintptr_t)p % 4096, 0);
	assert_int_equal(p[4999], 0);
	vfree(p);
}

static void cache_objects_are_watched(void **state)
{
	struct kmem_cache *s = kmem_cache_create("thing", 24, 64, 0, NULL);
	char *object = kmem_cache_alloc(s, GFP_KERNEL);
	const void *site;
	size_t nr, bytes;

	assert_int_equal((uintptr_t)object % 64, 0);
	kmem_cache_free(s, object);
	assert_fails(kmem_cache_free(s, object),
		     "BUG: KASAN: double-free: of 0 bytes inside a freed block of 24 bytes");
	arena_reset();
	assert_false(arena_leak(&nr, &bytes, &site));
}

static void block_from_before_is_freed_as_ever(void **state)
{
	char *p, *q;

	arena_end();
	p = kmalloc(64, GFP_KERNEL);
	q = kzalloc(64, GFP_KERNEL);
	assert_false(arch_owns_memory(p));
	assert_int_equal(arena_init(REGION), 0);
	arena_begin();
	kfree(p);
	q = krealloc(q, 128, GFP_KERNEL);
	assert_true(arch_owns_memory(q));
	assert_int_equal(q[63], 0);
	kfree(q);
}

static void full_region_fails_the_allocation(void **state)
{
	void *p = vmalloc(REGION / 2 + 1);

	assert_non_null(p);
	/* Freed memory is not used again in the run. */
	vfree(p);
	assert_null(vmalloc(REGION / 2 + 1));
	assert_null(vmalloc(ULONG_MAX / 2));
	p = kmalloc(8, GFP_KERNEL);
	assert_non_null(p);
	arena_reset();
	p = vmalloc(REGION / 2 + 1);
	assert_non_null(p);
}

static void content_is_the_same_in_every_run(void **state)
{
	unsigned char *p = kmalloc(64, GFP_KERNEL), *q;

	memset(p, 1, 64);
	arena_reset();
	q = kmalloc(64, GFP_KERNEL);
	assert_ptr_equal(p, q);
	for (int i = 0; i < 64; i++)
		assert_int_equal(q[i], 0x5a);
}

static void freed_block_is_overwritten(void **state)
{
	unsigned char *p = kmalloc(64, GFP_KERNEL);

#ifdef FIBER_ASAN
	skip(); /* which catches who looks */
#endif
	kfree(p);
	__asm__ volatile("" : "+r"(p));
	for (int i = 0; i < 64; i++)
		assert_int_equal(p[i], 0x6b);
}

static long resident_pages(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size, resident;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &size, &resident), 2);
	fclose(f);
	return resident;
}

static void million_runs_do_not_grow_memory(void **state)
{
	long before = 0;

	for (int run = 0; run < 1000000; run++) {
		void *p[5];

		if (run == 1000)
			before = resident_pages();
		for (int i = 0; i < 5; i++)
			p[i] = kmalloc(32 + 8 * (size_t)i, GFP_KERNEL);
		kfree(p[run % 5]);
		arena_reset();
	}
	assert_in_range(resident_pages(), 0, before + 50);
}

#ifdef FIBER_ASAN
static void reads_freed(void *arg)
{
	volatile char *p = kmalloc(64, GFP_KERNEL);

	kfree((void *)p);
	(void)p[8];
}

static void reads_a_block_of_the_run_before(void *arg)
{
	volatile char *p = kmalloc(64, GFP_KERNEL);

	arena_reset();
	(void)p[8];
}

static void reads_behind(void *arg)
{
	volatile char *p = kmalloc(60, GFP_KERNEL);

	__asm__ volatile("" : "+r"(p)); /* the compiler would know better */
	(void)p[60];
}
#endif

static void asan_sees_blocks(void **state)
{
#ifdef FIBER_ASAN
	struct child c;

	child_run(&c, reads_freed, NULL);
	assert_child_said(&c, "use-after-poison");
	child_run(&c, reads_a_block_of_the_run_before, NULL);
	assert_child_said(&c, "use-after-poison");
	child_run(&c, reads_behind, NULL);
	assert_child_said(&c, "use-after-poison");
#else
	skip();
#endif
}

static int begin(void **state)
{
	arena_reset();
	return 0;
}

static int boot(void **state)
{
	int err = tl_boot("nr_cpus=1 loglevel=0") || arena_init(REGION);

	arena_fail = record_failure;
	arena_begin();
	return err;
}

static int shutdown_machine(void **state)
{
	arena_end();
	return tl_shutdown();
}

#define in_fresh_run(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_fresh_run(use_after_free_is_found),
		in_fresh_run(double_free_is_found),
		in_fresh_run(freeing_the_middle_of_a_block_is_found),
		in_fresh_run(out_of_bounds_is_found),
		in_fresh_run(stale_pointer_of_the_run_before_is_found),
		in_fresh_run(address_tells_who_allocated_and_freed_it),
		in_fresh_run(leak_is_told_with_size_and_site),
		in_fresh_run(kmalloc_family_keeps_its_promises),
		in_fresh_run(cache_objects_are_watched),
		in_fresh_run(block_from_before_is_freed_as_ever),
		in_fresh_run(full_region_fails_the_allocation),
		in_fresh_run(content_is_the_same_in_every_run),
		in_fresh_run(freed_block_is_overwritten),
		in_fresh_run(million_runs_do_not_grow_memory),
		in_fresh_run(asan_sees_blocks),
	};

	return cmocka_run_group_tests_name("arena", tests, boot, shutdown_machine);
}
