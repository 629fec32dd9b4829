// SPDX-License-Identifier: MIT
/* Bitmaps: every operation against one on an array of bools. */
#include "model.h"

#include <linux/bitmap.h>
#include <linux/slab.h>

#define MAX_BITS 200

struct model {
	bool bits[MAX_BITS + 8];
};

static unsigned int nbits;

static void randomize(unsigned long *map, struct model *m)
{
	u32 density = 1 + any_below(8);

	memset(m, 0, sizeof(*m));
	for (unsigned int i = 0; i < BITS_TO_LONGS(MAX_BITS); i++)
		map[i] = (unsigned long)prandom_u32_state(&model_state) << 32;
	for (unsigned int i = 0; i < nbits; i++) {
		m->bits[i] = !any_below(density);
		__assign_bit(i, map, m->bits[i]);
	}
}

static void assert_same(const unsigned long *map, const struct model *m)
{
	for (unsigned int i = 0; i < nbits; i++)
		assert_int_equal(test_bit(i, map), m->bits[i]);
}

#define NEXT(from, expr)                      \
	__extension__({                       \
		unsigned int i_ = (from);     \
		while (i_ < nbits && !(expr)) \
			i_++;                 \
		i_ < nbits ? i_ : nbits;      \
	})

static void looks(void)
{
	DECLARE_BITMAP(a, MAX_BITS);
	DECLARE_BITMAP(b, MAX_BITS);
	struct model m, n;
	unsigned int from = any_below(nbits), weight = 0, last = nbits, common = 0, bit, e;
	bool equal = true, subset = true;

	randomize(a, &m);
	randomize(b, &n);
	if (any_below(4) == 0) {
		bitmap_copy(b, a, nbits);
		n = m;
	}
	for (unsigned int i = 0; i < nbits; i++) {
		weight += m.bits[i];
		common += m.bits[i] && n.bits[i];
		equal &= m.bits[i] == n.bits[i];
		subset &= !m.bits[i] || n.bits[i];
		last = m.bits[i] ? i : last;
	}
	assert_int_equal(find_next_bit(a, nbits, from), NEXT(from, m.bits[i_]));
	assert_int_equal(find_next_zero_bit(a, nbits, from), NEXT(from, !m.bits[i_]));
	assert_int_equal(find_next_and_bit(a, b, nbits, from),
			 NEXT(from, m.bits[i_] && n.bits[i_]));
	assert_int_equal(find_next_andnot_bit(a, b, nbits, from),
			 NEXT(from, m.bits[i_] && !n.bits[i_]));
	assert_int_equal(find_next_or_bit(a, b, nbits, from), NEXT(from, m.bits[i_] || n.bits[i_]));
	assert_int_equal(find_last_bit(a, nbits), last);
	bit = NEXT(from, m.bits[i_]);
	if (bit == nbits)
		bit = NEXT(0, m.bits[i_]);
	assert_int_equal(find_next_bit_wrap(a, nbits, from), bit);
	assert_int_equal(bitmap_weight(a, nbits), weight);
	assert_int_equal(bitmap_weight_and(a, b, nbits), common);
	assert_int_equal(bitmap_weight_andnot(a, b, nbits), weight - common);
	assert_int_equal(bitmap_empty(a, nbits), weight == 0);
	assert_int_equal(bitmap_full(a, nbits), weight == nbits);
	assert_int_equal(bitmap_equal(a, b, nbits), equal);
	assert_int_equal(bitmap_subset(a, b, nbits), subset);
	assert_int_equal(bitmap_intersects(a, b, nbits), common > 0);
	if (weight)
		assert_int_equal(find_nth_bit(a, nbits, weight - 1), last);
	assert_int_equal(find_nth_bit(a, nbits, weight), nbits);

	for_each_set_bit(bit, a, nbits) {
		assert_true(m.bits[bit]);
		weight--;
	}
	assert_int_equal(weight, 0);
	for_each_clear_bitrange(bit, e, a, nbits) for (; bit < e; bit++, weight++)
		assert_false(m.bits[bit]);
	for_each_set_bitrange(bit, e, a, nbits) for (; bit < e; bit++, weight++)
		assert_true(m.bits[bit]);
	assert_int_equal(weight, nbits);
}

static void changes(void)
{
	DECLARE_BITMAP(a, MAX_BITS);
	DECLARE_BITMAP(b, MAX_BITS);
	DECLARE_BITMAP(to, MAX_BITS);
	u32 words[BITS_TO_U32(MAX_BITS) + 1];
	struct model m, n, r;
	unsigned int from = any_below(nbits), len = any_below(nbits - from + 1), i;

	randomize(a, &m);
	randomize(b, &n);
#define CHECK_OP(call, expr)                \
	do {                                \
		call;                       \
		for (i = 0; i < nbits; i++) \
			r.bits[i] = (expr); \
		assert_same(to, &r);        \
	} while (0)
	CHECK_OP(bitmap_and(to, a, b, nbits), m.bits[i] && n.bits[i]);
	CHECK_OP(bitmap_or(to, a, b, nbits), m.bits[i] || n.bits[i]);
	assert_true(bitmap_or_equal(a, b, to, nbits));
	CHECK_OP(bitmap_xor(to, a, b, nbits), m.bits[i] != n.bits[i]);
	CHECK_OP(bitmap_andnot(to, a, b, nbits), m.bits[i] && !n.bits[i]);
	CHECK_OP(bitmap_complement(to, a, nbits), !m.bits[i]);
	CHECK_OP(bitmap_shift_right(to, a, len, nbits), i + len < nbits && m.bits[i + len]);
	CHECK_OP(bitmap_shift_left(to, a, len, nbits), i >= len && m.bits[i - len]);
	CHECK_OP(bitmap_cut(to, a, from, len, nbits),
		 i < from ? m.bits[i] : i + len < nbits && m.bits[i + len]);
	CHECK_OP(bitmap_replace(to, a, b, a, nbits), m.bits[i] && n.bits[i]);
	bitmap_copy(to, a, nbits);
	CHECK_OP(bitmap_set(to, from, len), m.bits[i] || (i >= from && i < from + len));
	bitmap_copy(to, a, nbits);
	CHECK_OP(bitmap_clear(to, from, len), m.bits[i] && !(i >= from && i < from + len));
	bitmap_copy(to, a, nbits);
	CHECK_OP(bitmap_shift_left(to, to, len, nbits), i >= len && m.bits[i - len]);
	bitmap_copy(to, a, nbits);
	CHECK_OP(bitmap_shift_right(to, to, len, nbits), i + len < nbits && m.bits[i + len]);
	memset(words, 0xff, sizeof(words));
	bitmap_to_arr32(words, a, nbits);
	assert_int_equal(words[BITS_TO_U32(nbits)], ~0u);
	CHECK_OP(bitmap_from_arr32(to, words, nbits), m.bits[i]);
	bitmap_copy(to, a, nbits);
	if (len > BITS_PER_LONG)
		len = BITS_PER_LONG;
	if (len) {
		unsigned long value = bitmap_read(b, from, len);

		CHECK_OP(bitmap_write(to, value, from, len),
			 i >= from && i < from + len ? n.bits[i] : m.bits[i]);
	}
}

static void agrees_with_a_model(void **state)
{
	for (int turn = 0; turn < TEST_TURNS(3000); turn++) {
		nbits = 1 + any_below(MAX_BITS);
		looks();
		changes();
	}
}

static void zero_area_is_the_first_that_fits(void **state)
{
	DECLARE_BITMAP(map, 128);

	bitmap_zero(map, 128);
	bitmap_set(map, 0, 3);
	bitmap_set(map, 10, 60);
	assert_int_equal(bitmap_find_next_zero_area(map, 128, 0, 7, 0), 3);
	assert_int_equal(bitmap_find_next_zero_area(map, 128, 0, 7, 7), 72);
	assert_int_equal(bitmap_find_next_zero_area_off(map, 128, 0, 6, 7, 4), 4);
	assert_int_equal(bitmap_find_next_zero_area(map, 128, 0, 58, 0), 70);
	assert_true(bitmap_find_next_zero_area(map, 128, 0, 59, 0) + 59 > 128);

	assert_int_equal(bitmap_find_free_region(map, 128, 2), 4);
	assert_int_equal(bitmap_find_free_region(map, 128, 3), 72);
	assert_int_equal(bitmap_allocate_region(map, 72, 1), -EBUSY);
	bitmap_release_region(map, 72, 3);
	assert_int_equal(bitmap_allocate_region(map, 72, 1), 0);
	assert_int_equal(bitmap_find_free_region(map, 128, 7), -ENOMEM);
}

static void allocated_and_filled(void **state)
{
	unsigned long *map = bitmap_zalloc(100, GFP_KERNEL), clump, start;
	int n = 0;

	assert_true(bitmap_empty(map, 100));
	bitmap_fill(map, 100);
	assert_true(bitmap_full(map, 100));
	bitmap_zero(map, 100);
	bitmap_set_value8(map, 0xa5, 60);
	assert_int_equal(bitmap_get_value8(map, 60), 0xa5);
	for_each_set_clump8(start, clump, map, 100)
	{
		assert_int_equal(start, n ? 64 : 56);
		assert_int_equal(clump, n ? 0xa : 0x50);
		n++;
	}
	assert_int_equal(n, 2);
	bitmap_free(map);
	bitmap_free(NULL);
}

static void single_words(void **state)
{
	assert_int_equal(rol8(0x81, 1), 3);
	assert_int_equal(ror16(1, 1), 0x8000);
	assert_true(ror64(rol64(0x123456789abcdef0, 13), 13) == 0x123456789abcdef0);
	assert_true(sign_extend64(0x80, 7) == -128);
	assert_int_equal(__ffs64(1ull << 40), 40);
	assert_int_equal(get_bitmask_order(8), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(agrees_with_a_model),
		cmocka_unit_test(zero_area_is_the_first_that_fits),
		cmocka_unit_test(allocated_and_filled),
		cmocka_unit_test(single_words),
	};

	return cmocka_run_group_tests_name("bitmap", tests, NULL, NULL);
}
