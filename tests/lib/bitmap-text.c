// SPDX-License-Identifier: MIT
/*
 * Bitmaps from text and to text, and bits that are moved by maps of bits. What a real kernel says
 * to odd texts is in tests/conformance/cases/bitmap.c.
 */
#include "model.h"

#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#define BITS 100

static void words_in_hex(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *list;
	} cases[] = {
		{"0", 0, ""},
		{"5", 0, "0,2"},
		{"1,00000001", 0, "0,32"},
		{"1,1", 0, "0,32"},
		{"F,ffffffff,00000000,80000000\nxyz", 0, "31,64-99"},
		{" 1\t", 0, "0"},
		{"", 0, ""},
		{"g", -EINVAL, NULL},
		{"1-2", -EINVAL, NULL},
		{"123456789", -EOVERFLOW, NULL},
		{"10,0,0,0", -EOVERFLOW, NULL},
		{"0,0,0,0,0", -EOVERFLOW, NULL},
	};
	DECLARE_BITMAP(map, BITS);
	char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(map, 0xff, sizeof(map));
		assert_int_equal(bitmap_parse(cases[i].text, UINT_MAX, map, BITS), cases[i].err);
		if (cases[i].err)
			continue;
		scnprintf(text, sizeof(text), "%*pbl", BITS, map);
		assert_string_equal(text, cases[i].list);
	}
	/* Only so many bytes of it. */
	assert_int_equal(bitmap_parse("15xyz", 2, map, BITS), 0);
	assert_int_equal(map[0], 0x15);
}

static void lists_of_ranges(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *list;
	} cases[] = {
		{"", 0, ""},
		{"0", 0, "0"},
		{"0-3,7,99", 0, "0-3,7,99"},
		{" 1 , 2\n3", 0, "1-2"},
		{"0-99:1/25", 0, "0,25,50,75"},
		{"90-N", 0, "90-99"},
		{"N", 0, "99"},
		{"all", 0, "0-99"},
		{"0-7:4/4", 0, "0-7"},
		{"0-7:0/4", 0, ""},
		{"100", -ERANGE, NULL},
		{"3-100", -ERANGE, NULL},
		{"3-2", -EINVAL, NULL},
		{"3-", -EINVAL, NULL},
		{"-3", -EINVAL, NULL},
		{"a", -EINVAL, NULL},
		{"1;2", -EINVAL, NULL},
		{"0-7:5/4", -EINVAL, NULL},
		{"0-7:0/0", -EINVAL, NULL},
		{"0-7:2", -EINVAL, NULL},
		{"4294967296", -EOVERFLOW, NULL},
		{"99999999999999999999999", -EOVERFLOW, NULL},
		{"0-7:1/4294967295", 0, "0"},
	};
	DECLARE_BITMAP(map, BITS);
	char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(map, 0xff, sizeof(map));
		assert_int_equal(bitmap_parselist(cases[i].text, map, BITS), cases[i].err);
		if (cases[i].err)
			continue;
		scnprintf(text, sizeof(text), "%*pbl", BITS, map);
		assert_string_equal(text, cases[i].list);
	}
}

/* Any bitmap is read back as it was printed, in either form. */
static void text_and_back(void **state)
{
	DECLARE_BITMAP(map, 2 * BITS);
	DECLARE_BITMAP(back, 2 * BITS);
	char *page = (char *)__get_free_page(GFP_KERNEL);

	for (int turn = 0; turn < TEST_TURNS(2000); turn++) {
		unsigned int nbits = 1 + any_below(2 * BITS), from = any_below(nbits);
		int len;

		bitmap_zero(map, nbits);
		bitmap_set(map, from, any_below(nbits - from) + 1);
		for (int i = 0; i < 5; i++)
			__change_bit(any_below(nbits), map);
		len = bitmap_print_to_pagebuf(true, page, map, (int)nbits);
		assert_int_equal(len, strlen(page));
		assert_int_equal(page[len - 1], '\n');
		assert_int_equal(bitmap_parselist(page, back, (int)nbits), 0);
		assert_true(bitmap_equal(map, back, nbits));
		bitmap_print_to_pagebuf(false, page, map, (int)nbits);
		assert_int_equal(bitmap_parse(page, UINT_MAX, back, (int)nbits), 0);
		assert_true(bitmap_equal(map, back, nbits));
	}
	/* It ends where the page ends. */
	bitmap_fill(map, BITS);
	assert_int_equal(bitmap_print_to_pagebuf(true, page + PAGE_SIZE - 4, map, BITS), 3);
	assert_string_equal(page + PAGE_SIZE - 4, "0-9");
	free_page((unsigned long)page);
}

static void masks_of_cpus(void **state)
{
	cpumask_t mask;
	char text[40];

	assert_int_equal(cpulist_parse("0", &mask), 0);
	assert_int_equal(cpumask_weight(&mask), 1);
	assert_true(cpumask_test_cpu(0, &mask));
	scnprintf(text, sizeof(text), "%*pbl", cpumask_pr_args(&mask));
	assert_string_equal(text, "0");
	assert_int_equal(cpumask_parse("0", &mask), 0);
	assert_true(cpumask_empty(&mask));
	assert_int_equal(cpulist_parse("4096", &mask), -ERANGE);
}

/* Whatever number of CPUs there is. */
static void walks_of_cpus(void **state)
{
	unsigned int n = nr_cpu_ids, cpu, seen = 0;
	cpumask_t all, odd, none = {{0}}, x;

	cpumask_setall(&all);
	cpumask_clear(&odd);
	for (cpu = 1; cpu < n; cpu += 2)
		cpumask_set_cpu(cpu, &odd);
	assert_true(cpumask_full(&all));
	assert_false(cpumask_full(&none));
	assert_int_equal(cpumask_last(&all), n - 1);
	assert_true(cpumask_last(&none) >= n);
	assert_int_equal(cpumask_first_zero(&odd), 0);
	assert_true(cpumask_first_zero(&all) >= n);
	assert_int_equal(cpumask_next_zero(-1, &none), 0);
	assert_int_equal(cpumask_next_and(-1, &all, &odd), n > 1 ? 1 : n);
	assert_int_equal(cpumask_nth(n - 1, &all), n - 1);
	assert_true(cpumask_nth(n, &all) >= n);
	assert_int_equal(cpumask_weight_and(&all, &odd), n / 2);
	assert_int_equal(cpumask_any_but(&all, 0), n > 1 ? 1 : n);
	cpumask_xor(&x, &all, &odd);
	assert_int_equal(cpumask_weight(&x), n - n / 2);
	for_each_cpu_and(cpu, &all, &odd) seen++;
	for_each_cpu_andnot(cpu, &all, &odd) seen++;
	assert_int_equal(seen, n);
	for_each_cpu_or(cpu, &x, &odd) seen--;
	assert_int_equal(seen, 0);
	for (unsigned int start = 0; start < n; start++) {
		for_each_cpu_wrap(cpu, &all, start) assert_int_equal(cpu, (start + seen++) % n);
		assert_int_equal(seen, n);
		seen = 0;
	}
}

static void walks_go_round(void **state)
{
	DECLARE_BITMAP(map, BITS);

	for (int turn = 0; turn < TEST_TURNS(500); turn++) {
		unsigned int start = any_below(BITS), bit, steps = 0, last = 0;

		bitmap_zero(map, BITS);
		for (unsigned int i = any_below(8); i; i--)
			__set_bit(any_below(BITS), map);
		for_each_set_bit_wrap(bit, map, BITS, start)
		{
			unsigned int way = (bit + BITS - start) % BITS;

			assert_true(test_bit(bit, map));
			assert_true(!steps++ || way > last);
			last = way;
		}
		assert_int_equal(steps, bitmap_weight(map, BITS));
	}
}

/* The n-th set bit of @map, or BITS. */
static unsigned int nth(const unsigned long *map, unsigned int n)
{
	unsigned int bit = 0;

	while (bit < BITS && !(test_bit(bit, map) && n-- == 0))
		bit++;
	return bit;
}

static void bits_are_moved_by_maps(void **state)
{
	DECLARE_BITMAP(src, BITS);
	DECLARE_BITMAP(old, BITS);
	DECLARE_BITMAP(new, BITS);
	DECLARE_BITMAP(dst, BITS);
	DECLARE_BITMAP(back, BITS);

	for (int turn = 0; turn < TEST_TURNS(300); turn++) {
		unsigned int w, size = 1 + any_below(BITS);

		bitmap_zero(src, BITS);
		bitmap_zero(old, BITS);
		bitmap_zero(new, BITS);
		for (unsigned int i = 0; i < BITS; i++) {
			__assign_bit(i, src, any_below(2));
			__assign_bit(i, old, any_below(3) == 0);
			__assign_bit(i, new, turn && any_below(5) == 0);
		}
		w = bitmap_weight(new, BITS);
		bitmap_zero(back, BITS);
		for (unsigned int i = 0, n = 0; i < BITS; i++) {
			unsigned int to = test_bit(i, old) && w ? nth(new, n % w) : i;

			n += test_bit(i, old);
			assert_int_equal(bitmap_bitremap((int)i, old, new, BITS), to);
			if (test_bit(i, src))
				__set_bit(to, back);
		}
		bitmap_remap(dst, src, old, new, BITS);
		assert_true(bitmap_equal(dst, back, BITS));

		bitmap_onto(dst, src, old, BITS);
		for (unsigned int i = 0; i < BITS; i++)
			assert_int_equal(test_bit(i, dst),
					 test_bit(i, old) && test_bit(bitmap_weight(old, i), src));
		bitmap_fold(dst, src, size, BITS);
		for (unsigned int i = 0; i < BITS; i++) {
			bool any = false;

			for (unsigned int bit = i; i < size && bit < BITS; bit += size)
				any |= test_bit(bit, src);
			assert_int_equal(test_bit(i, dst), any);
		}
		/* The one undoes the other. */
		bitmap_gather(dst, src, old, BITS);
		assert_int_equal(bitmap_weight(dst, BITS), bitmap_weight_and(src, old, BITS));
		bitmap_scatter(back, dst, old, BITS);
		bitmap_and(dst, src, old, BITS);
		assert_true(bitmap_equal(back, dst, BITS));
		assert_int_equal(find_nth_and_bit(src, old, BITS, 3), nth(dst, 3));
		bitmap_andnot(dst, src, old, BITS);
		assert_int_equal(find_nth_andnot_bit(src, old, BITS, 7), nth(dst, 7));
	}
	assert_int_equal(bitmap_bitremap(BITS, old, new, BITS), BITS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_hex),	    cmocka_unit_test(lists_of_ranges),
		MODEL_TEST(text_and_back),	    cmocka_unit_test(masks_of_cpus),
		cmocka_unit_test(walks_of_cpus),    MODEL_TEST(walks_go_round),
		MODEL_TEST(bits_are_moved_by_maps),
	};

	return cmocka_run_group_tests_name("bitmap-text", tests, NULL, NULL);
}
