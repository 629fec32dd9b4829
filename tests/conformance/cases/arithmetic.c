// SPDX-License-Identifier: MIT
/* Reciprocals, 64-bit checksums, intervals, static keys, what is done once. */
#include <linux/crc64.h>
#include <linux/interval_tree.h>
#include <linux/once.h>
#include <linux/reciprocal_div.h>
#include <linux/static_key.h>

#include "case.h"

TC_CASE(reciprocals)
{
	static const u32 divisors[] = {1,	   2,	       3,	   4,
				       5,	   7,	       10,	   255,
				       256,	   641,	       65537,	   0x7fffffff,
				       0x80000000, 0x80000001, 0xfffffffe, 0xffffffff};

	for (size_t i = 0; i < ARRAY_SIZE(divisors); i++) {
		struct reciprocal_value r = reciprocal_value(divisors[i]);

		tc_log("%u: %x %u %u", divisors[i], r.m, r.sh1, r.sh2);
		tc_log("%u %u %u", reciprocal_divide(0, r), reciprocal_divide(123456789, r),
		       reciprocal_divide(0xffffffff, r));
	}
}

TC_CASE(checksums_of_64_bits)
{
	static const char text[] = "123456789";

	for (size_t len = 0; len < sizeof(text); len++) {
		tc_log("%zu: %llx %llx", len, crc64_be(0, text, len), crc64_be(~0ull, text, len));
		tc_log("%llx %llx", crc64_rocksoft_generic(0, text, len),
		       crc64_rocksoft_generic(~0ull, text, len));
	}
}

TC_CASE(intervals_in_order)
{
	static const unsigned long starts[] = {5, 0, 5, 9, 2, 20, 7, 0},
				   lasts[] = {6, 100, 5, 9, 4, 30, 25, 0};
	static struct interval_tree_node nodes[ARRAY_SIZE(starts)];
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct interval_tree_node *node;

	for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
		nodes[i].start = starts[i];
		nodes[i].last = lasts[i];
		interval_tree_insert(&nodes[i], &root);
	}
	for (unsigned long start = 0; start < 32; start += 3) {
		tc_log("from %lu", start);
		for (node = interval_tree_iter_first(&root, start, start + 2); node;
		     node = interval_tree_iter_next(node, start, start + 2))
			tc_log("%d: %lu to %lu", (int)(node - nodes), node->start, node->last);
		if (start % 2)
			continue;
		interval_tree_remove(&nodes[start / 6], &root);
		nodes[start / 6].last += 20;
		interval_tree_insert(&nodes[start / 6], &root);
	}
}

static DEFINE_STATIC_KEY_FALSE(key_off);
static DEFINE_STATIC_KEY_TRUE(key_on);

static void show_keys(const char *when)
{
	int off = 0, on = 0;

	if (static_branch_unlikely(&key_off))
		off = 1;
	if (static_branch_likely(&key_on))
		on = 1;
	tc_log("%s: %d %d, %d %d, %d %d", when, off, on, static_key_enabled(&key_off),
	       static_key_enabled(&key_on), static_key_count(&key_off.key),
	       static_key_count(&key_on.key));
}

TC_CASE(static_keys)
{
	show_keys("declared");
	static_branch_enable(&key_off);
	static_branch_disable(&key_on);
	show_keys("switched");
	static_branch_enable(&key_off);
	static_branch_disable(&key_on);
	show_keys("again");
	static_branch_inc(&key_off);
	static_branch_inc(&key_on);
	show_keys("counted");
	static_branch_dec(&key_off);
	static_branch_dec(&key_off);
	static_branch_inc(&key_on);
	static_branch_dec(&key_on);
	show_keys("back");
}

static int calls;

static void call(int n)
{
	calls += n;
	tc_log("called with %d, interrupts off %d", n, irqs_disabled());
}

static bool reach(int n)
{
	return DO_ONCE(call, n);
}

TC_CASE(a_place_is_done_once)
{
	bool first = reach(1), second = reach(2);

	tc_log("%d %d, %d", first, second, calls);
}
