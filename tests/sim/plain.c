// SPDX-License-Identifier: MIT
/*
 * Mode plain: plain accesses are points, each of them once, and nothing else is.
 */
#include "points.h"

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct pair {
	long a, b;
};

struct big {
	char bytes[200];
};

static int counter;
static volatile int vol;
static struct pair pair[2];
static struct big big[2];
static char bytes[2][24];
static struct {
	unsigned int low : 3, high : 7;
} bits;
static struct __attribute__((packed)) {
	char c;
	int i;
	long l;
} packed;
static LIST_HEAD(list);
static size_t length = 24;

/* Known to others, as far as the compiler can tell. */
static void escapes(void *p)
{
	__asm__ volatile("" : : "r"(p) : "memory");
}

static void counts(void *arg)
{
	counter++;
}

static void counts_volatile(void *arg)
{
	vol = vol + 1;
}

static void counts_bits(void *arg)
{
	bits.high++;
}

static void counts_unaligned(void *arg)
{
	packed.i++;
	packed.l++;
}

static void counts_on_the_heap(void *arg)
{
	int *p = kmalloc(sizeof(*p), GFP_KERNEL);

	*p = 1;
	escapes(p);
	*p += 1;
	escapes(p);
	kfree(p);
}

static void allocates(void *arg)
{
	kfree(kmalloc(sizeof(int), GFP_KERNEL));
}

static void copies_a_pair(void *arg)
{
	pair[0] = pair[1];
}

static void copies_a_big_one(void *arg)
{
	big[0] = big[1];
}

static void copies_memory(void *arg)
{
	memcpy(bytes[0], bytes[1], 24);
}

static void copies_some_memory(void *arg)
{
	/* The one point besides is that of reading @length. */
	memcpy(bytes[0], bytes[1], length);
}

static void moves_memory(void *arg)
{
	memmove(bytes[0], &bytes[0][1], 23);
}

static void sets_memory(void *arg)
{
	memset(&big[0], 1, sizeof(big[0]));
}

static void copies_nothing(void *arg)
{
	volatile size_t none = 0;

	memcpy(bytes[0], bytes[1], none);
}

static void looks_at_a_list(void *arg)
{
	/* READ_ONCE() of list_empty(), one access of our own. */
	if (!list_empty(&list) || list.prev != &list)
		abort();
}

static void works_on_its_stack(void *arg)
{
	int local = 0, many[8];

	escapes(&local);
	escapes(many);
	for (int i = 0; i < 8; i++)
		many[i] = local++;
	escapes(many);
	local += many[3];
	escapes(&local);
}

static const int constants[] = {1, 2, 3};

static void reads_what_is_constant(void *arg)
{
	const int *p = constants;
	const char *s = "text";

	__asm__("" : "+r"(p), "+r"(s));
	if (p[1] != 2 || s[1] != 'e')
		abort();
}

static void uses_atomics(void *arg)
{
	int expected = 0;

	__atomic_store_n(&counter, 0, __ATOMIC_RELAXED);
	if (!__atomic_compare_exchange_n(&counter, &expected, 5, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED) ||
	    __atomic_compare_exchange_n(&counter, &expected, 6, false, __ATOMIC_SEQ_CST,
					__ATOMIC_RELAXED) ||
	    expected != 5 || __atomic_fetch_nand(&counter, 4, __ATOMIC_RELEASE) != 5 ||
	    __atomic_load_n(&counter, __ATOMIC_ACQUIRE) != ~4)
		abort();
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void a_read_and_a_write_are_two(void **state)
{
	assert_int_equal(points_of(counts), 2);
	assert_int_equal(counter, 1);
	assert_int_equal(points_of(counts_volatile), 2);
	/* Clang reads the word a second time if it does not optimise. */
	assert_in_range(points_of(counts_bits), 2, 3);
	assert_int_equal(points_of(counts_unaligned), 4);
	assert_int_equal(points_of(looks_at_a_list), 2);
	assert_int_equal(points_of(counts_on_the_heap) - points_of(allocates), 3);
}

static void a_copy_is_a_read_and_a_write(void **state)
{
	assert_int_equal(points_of(copies_a_pair), 2);
	assert_int_equal(points_of(copies_a_big_one), 2);
	assert_int_equal(points_of(copies_memory), 2);
	escapes(&length);
	assert_int_equal(points_of(copies_some_memory), 3);
	assert_int_equal(points_of(moves_memory), 2);
	assert_int_equal(points_of(sets_memory), 1);
	assert_int_equal(big[0].bytes[199], 1);
	assert_int_equal(points_of(copies_nothing), 0);
}

static void what_nobody_else_writes_is_no_point(void **state)
{
	assert_int_equal(points_of(works_on_its_stack), 0);
	assert_int_equal(points_of(reads_what_is_constant), 0);
}

static void an_atomic_builtin_is_no_point(void **state)
{
	assert_int_equal(points_of(uses_atomics), 0);
}

static int *shared;

static void writes_to_anothers_stack(void *arg)
{
	*shared = 1;
}

static void the_stack_of_another_is_shared(void **state)
{
	int local = 0;

	shared = &local;
	/* The pointer, and what it points to. */
	assert_int_equal(points_of(writes_to_anothers_stack), 2);
	assert_int_equal(local, 1);
}

/* Both read before either writes. */
static void a_lost_update(void **state)
{
	struct task_struct *one = tl_spawn("one", counts, NULL), *two;

	counter = 0;
	/* To the read, and past it to the write. */
	assert_int_equal(tl_step(), 1);
	assert_int_equal(tl_step(), 1);
	assert_int_equal(counter, 0);
	two = tl_spawn("two", counts, NULL);
	assert_int_equal(tl_run_until_idle(), 0);
	assert_int_equal(counter, 1);
	assert_int_equal(tl_join(one), 0);
	assert_int_equal(tl_join(two), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_read_and_a_write_are_two, points_up, points_down),
		cmocka_unit_test_setup_teardown(a_copy_is_a_read_and_a_write, points_up,
						points_down),
		cmocka_unit_test_setup_teardown(what_nobody_else_writes_is_no_point, points_up,
						points_down),
		cmocka_unit_test_setup_teardown(an_atomic_builtin_is_no_point, points_up,
						points_down),
		cmocka_unit_test_setup_teardown(the_stack_of_another_is_shared, points_up,
						points_down),
		cmocka_unit_test_setup_teardown(a_lost_update, points_up, points_down),
	};

	return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
