// SPDX-License-Identifier: MIT
/* Divisions, fractions, checksums, intervals, switches, and what is done once. */
#include "model.h"

#include <linux/crc64.h>
#include <linux/interval_tree.h>
#include <linux/interval_tree_generic.h>
#include <linux/interrupt.h>
#include <linux/once.h>
#include <linux/rational.h>
#include <linux/reciprocal_div.h>
#include <linux/static_key.h>

static void divides_by_a_reciprocal(void **state)
{
	static const u32 edges[] = {1,		2,	    3,		5,	    7,
				    0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

	for (int turn = 0; turn < TEST_TURNS(100000); turn++) {
		u32 a = prandom_u32_state(&model_state) >> any_below(32);
		u32 d = (prandom_u32_state(&model_state) >> any_below(32)) | 1u << any_below(32);

		if (turn < 10)
			d = edges[turn];
		assert_int_equal(reciprocal_divide(a, reciprocal_value(d)), a / d);
		assert_int_equal(reciprocal_divide(0xffffffff, reciprocal_value(d)),
				 0xffffffff / d);
	}
}

/* How far is a/b from n/d, in units that are the same for all a/b: |a d - n b| / b. */
static bool nearer(unsigned long a, unsigned long b, unsigned long c, unsigned long e,
		   unsigned long n, unsigned long d)
{
	unsigned long x = a * d > n * b ? a * d - n * b : n * b - a * d;
	unsigned long y = c * d > n * e ? c * d - n * e : n * e - c * d;

	return x * e < y * b;
}

static void the_nearest_fraction(void **state)
{
	unsigned long a, b;

	rational_best_approximation(31415, 10000, 1000, 100, &a, &b);
	assert_true(a == 311 && b == 99);
	rational_best_approximation(1230, 10, 100, 20, &a, &b);
	assert_true(a == 100 && b == 1);
	rational_best_approximation(50, 100, 1000, 1000, &a, &b);
	assert_true(a == 1 && b == 2);
	rational_best_approximation(1, 30, 100, 10, &a, &b);
	assert_true(a == 0 && b == 1);
	rational_best_approximation(1, 19, 100, 10, &a, &b);
	assert_true(a == 1 && b == 10);
	for (int turn = 0; turn < TEST_TURNS(300); turn++) {
		unsigned long n = 1 + any_below(5000), d = 1 + any_below(5000);
		unsigned long max_n = 1 + any_below(60), max_d = 1 + any_below(60);

		rational_best_approximation(n, d, max_n, max_d, &a, &b);
		assert_true(b > 0 && a <= max_n && b <= max_d);
		for (unsigned long c = 0; c <= max_n; c++)
			for (unsigned long e = 1; e <= max_d; e++)
				if (nearer(c, e, a, b, n, d))
					fail_msg("%lu/%lu is nearer to %lu/%lu than %lu/%lu", c, e,
						 n, d, a, b);
	}
}

static void checksums_of_64_bits(void **state)
{
	static const char text[] = "123456789";

	/* The check values of CRC-64/ECMA-182 and CRC-64/NVME. */
	assert_true(crc64_be(0, text, 9) == 0x6c40df5f0b497347ull);
	assert_true(crc64_rocksoft(text, 9) == 0xae8b14860a799888ull);
	assert_true(crc64_rocksoft_update(crc64_rocksoft(text, 4), text + 4, 5) ==
		    0xae8b14860a799888ull);
}

struct span {
	struct rb_node rb;
	int from, to, highest;
	bool in;
};

#define FROM(span) ((span)->from)
#define TO(span)   ((span)->to)
INTERVAL_TREE_DEFINE(struct span, rb, int, highest, FROM, TO, static, span)

static void intervals_that_overlap(void **state)
{
	enum { SPANS = 64 };
	static struct interval_tree_node nodes[SPANS];
	static struct span spans[SPANS];
	struct rb_root_cached root = RB_ROOT_CACHED, other = RB_ROOT_CACHED;

	for (int turn = 0; turn < TEST_TURNS(5000); turn++) {
		unsigned int i = any_below(SPANS), found = 0, expected = 0;
		unsigned long start = any_below(200), last = start + any_below(30), before = 0;
		struct interval_tree_node *node;
		struct span *span;

		if (spans[i].in) {
			interval_tree_remove(&nodes[i], &root);
			span_remove(&spans[i], &other);
		} else {
			nodes[i].start = any_below(200);
			nodes[i].last = nodes[i].start + any_below(any_below(4) ? 10 : 100);
			spans[i].from = (int)nodes[i].start - 100;
			spans[i].to = (int)nodes[i].last - 100;
			interval_tree_insert(&nodes[i], &root);
			span_insert(&spans[i], &other);
		}
		spans[i].in = !spans[i].in;
		for (i = 0; i < SPANS; i++)
			expected += spans[i].in && nodes[i].start <= last && nodes[i].last >= start;
		for (node = interval_tree_iter_first(&root, start, last); node;
		     node = interval_tree_iter_next(node, start, last)) {
			assert_true(node->start <= last && node->last >= start);
			assert_true(before <= node->start);
			before = node->start;
			found++;
		}
		assert_int_equal(found, expected);
		for (span = span_iter_first(&other, (int)start - 100, (int)last - 100); span;
		     span = span_iter_next(span, (int)start - 100, (int)last - 100))
			found--;
		assert_int_equal(found, 0);
	}
}

static unsigned int calls;

static void call(unsigned int n)
{
	calls += n + (irqs_disabled() ? 100 : 0);
}

static bool reach(void)
{
	return DO_ONCE(call, 1);
}

static bool reach_asleep(void)
{
	return DO_ONCE_SLEEPABLE(call, 10);
}

static void a_place_is_done_once(void **state)
{
	u32 a = 0, b = 0;
	int lite = 0;

	assert_true(reach());
	assert_false(reach());
	assert_int_equal(calls, 101);
	assert_true(reach_asleep());
	assert_false(reach_asleep());
	assert_int_equal(calls, 111);
	for (int i = 0; i < 3; i++) {
		get_random_once(&a, sizeof(a));
		if (i == 1)
			b = a;
		if (DO_ONCE_LITE_IF(i, call, 1000))
			lite++;
	}
	assert_int_equal(a, b);
	assert_int_equal(calls, 1111);
	assert_int_equal(lite, 2);
}

static DEFINE_STATIC_KEY_FALSE(off);
static DEFINE_STATIC_KEY_TRUE(on);
static DEFINE_STATIC_KEY_ARRAY_FALSE(keys, 3);

static void keys_are_switched(void **state)
{
	assert_false(static_branch_unlikely(&off));
	assert_true(static_branch_likely(&on));
	static_branch_enable(&off);
	static_branch_enable(&off);
	assert_true(static_branch_unlikely(&off));
	static_branch_disable(&off);
	assert_false(static_key_enabled(&off));
	static_branch_dec(&on);
	assert_false(static_branch_likely(&on));
	static_branch_inc(&keys[1]);
	static_branch_inc(&keys[1]);
	static_branch_dec(&keys[1]);
	assert_int_equal(static_key_count(&keys[1].key), 1);
	assert_true(static_key_false(&keys[1].key));
	assert_false(static_key_enabled(&keys[0]));
}

static void takes_too_often(void *arg)
{
	static_branch_dec(&off);
	child_assert(static_key_count(&off.key) == 0);
}

static void below_zero_is_reported(void **state)
{
	struct child c;

	child_run(&c, takes_too_often, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "jump label: negative count!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_zero_is_reported), MODEL_TEST(divides_by_a_reciprocal),
		MODEL_TEST(the_nearest_fraction),	  cmocka_unit_test(checksums_of_64_bits),
		MODEL_TEST(intervals_that_overlap),	  cmocka_unit_test(a_place_is_done_once),
		cmocka_unit_test(keys_are_switched),
	};

	return cmocka_run_group_tests_name("arithmetic", tests, NULL, NULL);
}
