// SPDX-License-Identifier: MIT
/*
 * What the hooks of mode plain tell the machine of an access. This program's arch_point_at() stands
 * in for the library's, and keeps what it is told of one object.
 */
#include "../test.h"

#include <asm/point.h>
#include <linux/string.h>
#include <tasklet/boot.h>

struct told {
	enum arch_point kind;
	unsigned long obj;
	unsigned long size;
	unsigned long pc;
};

static struct object {
	int i;
	long l;
	char bytes[40];
} object;

static struct told told[8];
static int nr_told;

__attribute__((no_sanitize("thread"))) void arch_point_at(enum arch_point kind, unsigned long obj,
							  unsigned long size, const void *pc)
{
	if (obj - (unsigned long)&object >= sizeof(object) || nr_told == 8)
		return;
	told[nr_told++] = (struct told){kind, obj, size, (unsigned long)pc};
}

static __attribute__((__noinline__)) void writes_an_int(void)
{
	object.i = 5;
	__asm__ volatile("" : : "r"(&object) : "memory");
}

static __attribute__((__noinline__)) long reads_a_long(void)
{
	long l = object.l;

	__asm__ volatile("" : : "r"(&object) : "memory");
	return l;
}

static __attribute__((__noinline__)) void copies(struct object *to)
{
	*to = object;
	__asm__ volatile("" : : "r"(&object) : "memory");
}

static __attribute__((__noinline__)) void sets(void)
{
	memset(object.bytes, 1, sizeof(object.bytes));
	__asm__ volatile("" : : "r"(&object) : "memory");
}

/* @fn: who made the access; such functions are short */
static void assert_told(enum arch_point kind, const void *obj, unsigned long size, const void *fn)
{
	assert_int_equal(nr_told, 1);
	assert_int_equal(told[0].kind, kind);
	assert_ptr_equal((void *)told[0].obj, obj);
	assert_int_equal(told[0].size, size);
	assert_in_range(told[0].pc, (unsigned long)fn + 1, (unsigned long)fn + 200);
	nr_told = 0;
}

static int up(void **state)
{
	nr_told = 0;
	return tl_boot("");
}

static int down(void **state)
{
	return tl_shutdown();
}

static void address_size_and_code_of_an_access(void **state)
{
	struct object to;

	writes_an_int();
	assert_told(ARCH_POINT_STORE, &object.i, sizeof(object.i), writes_an_int);
	assert_int_equal(reads_a_long(), 0);
	assert_told(ARCH_POINT_LOAD, &object.l, sizeof(object.l), reads_a_long);
	copies(&to);
	assert_told(ARCH_POINT_LOAD, &object, sizeof(object), copies);
	sets();
	assert_told(ARCH_POINT_STORE, &object.bytes, sizeof(object.bytes), sets);
	assert_int_equal(object.bytes[39], 1);
}

/* Some are called with options of the compiler only, or by others than gcc 12 and clang 14. */
void __tsan_read4_pc(void *addr, void *pc);
void __tsan_write_range_pc(void *addr, unsigned long size, void *pc);
void __tsan_unaligned_volatile_write8(void *addr);
void __tsan_read_write2(void *addr);
void __tsan_vptr_update(void *vptr, void *value);

static void hooks_that_are_seldom_called(void **state)
{
	const void *here = hooks_that_are_seldom_called;

	__tsan_read4_pc(&object, (char *)here + 7);
	assert_int_equal(told[0].pc, (unsigned long)here + 7);
	assert_told(ARCH_POINT_LOAD, &object, 4, here);
	__tsan_write_range_pc(&object, 40, (char *)here + 8);
	assert_int_equal(told[0].pc, (unsigned long)here + 8);
	assert_told(ARCH_POINT_STORE, &object, 40, here);
	__tsan_unaligned_volatile_write8(&object);
	assert_int_equal(told[0].size, 8);
	nr_told = 0;
	__tsan_read_write2(&object);
	assert_int_equal(told[0].kind, ARCH_POINT_RMW);
	nr_told = 0;
	__tsan_vptr_update(&object.l, NULL);
	assert_int_equal(told[0].kind, ARCH_POINT_STORE);
}

static void silent_on_threads_that_are_no_task(void **state)
{
	nr_told = 0;
	writes_an_int();
	assert_int_equal(nr_told, 0);
}

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 wide;

wide __tsan_atomic128_load(const volatile void *p, int order);
wide __tsan_atomic128_fetch_add(volatile void *p, wide v, int order);
void __tsan_atomic128_store(volatile void *p, wide v, int order);
bool __tsan_atomic128_compare_exchange_strong(volatile void *p, void *expected, wide v, int order,
					      int order_failed);

static void wide_atomics_do_what_they_say(void **state)
{
	wide x = ~0ul, expected = 1;

	assert_true(__tsan_atomic128_fetch_add(&x, 1, 0) == ~0ul);
	assert_true(x == (wide)1 << 64);
	assert_false(__tsan_atomic128_compare_exchange_strong(&x, &expected, 3, 0, 0));
	assert_true(expected == (wide)1 << 64);
	assert_true(__tsan_atomic128_compare_exchange_strong(&x, &expected, 3, 0, 0));
	assert_true(__tsan_atomic128_load(&x, 0) == 3);
	__tsan_atomic128_store(&x, 4, 0);
	assert_true(x == 4);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silent_on_threads_that_are_no_task),
		cmocka_unit_test_setup_teardown(address_size_and_code_of_an_access, up, down),
		cmocka_unit_test_setup_teardown(hooks_that_are_seldom_called, up, down),
#ifdef __SIZEOF_INT128__
		cmocka_unit_test(wide_atomics_do_what_they_say),
#endif
	};

	return cmocka_run_group_tests_name("plain-hooks", tests, NULL, NULL);
}
