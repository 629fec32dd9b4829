// SPDX-License-Identifier: MIT
/*
 * Bit operations on arrays of words, searches in them, and bits of a word.
 */
#include "../test.h"

#include <linux/bitops.h>

#define NBITS 200

static void bits_are_set_cleared_and_changed_in_their_word(void **state)
{
	unsigned long map[BITS_TO_LONGS(NBITS)] = {0};
	static const long places[] = {0, 1, 31, 32, 63, 64, 65, 127, 128, 199};

	assert_int_equal(BITS_TO_LONGS(NBITS), 4);
	for (unsigned int i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		long nr = places[i];

		set_bit(nr, map);
		assert_true(test_bit(nr, map) && test_bit_acquire(nr, map));
		assert_true(map[nr / 64] == 1UL << (nr % 64));
		clear_bit(nr, map);
		assert_false(test_bit(nr, map));
		change_bit(nr, map);
		assert_true(test_bit(nr, map));
		change_bit(nr, map);
		__set_bit(nr, map);
		__set_bit(nr, map);
		assert_true(map[nr / 64] == 1UL << (nr % 64));
		__change_bit(nr, map);
		assert_true(map[nr / 64] == 0);
		__set_bit(nr, map);
		__clear_bit(nr, map);
		for (unsigned int w = 0; w < 4; w++)
			assert_true(map[w] == 0);
	}
}

static void other_bits_are_left_alone(void **state)
{
	unsigned long map[2] = {0xa5a5a5a5a5a5a5a5UL, 0x5a5a5a5a5a5a5a5aUL};

	set_bit(1, map);
	clear_bit(64 + 1, map);
	change_bit(64 + 0, map);
	assert_true(map[0] == 0xa5a5a5a5a5a5a5a7UL);
	assert_true(map[1] == 0x5a5a5a5a5a5a5a59UL);
}

static void test_and_ones_return_the_old_bit(void **state)
{
	unsigned long map[2] = {0};

	assert_false(test_and_set_bit(70, map));
	assert_true(test_and_set_bit(70, map));
	assert_true(test_and_clear_bit(70, map));
	assert_false(test_and_clear_bit(70, map));
	assert_false(test_and_change_bit(70, map));
	assert_true(test_and_change_bit(70, map));
	assert_false(__test_and_set_bit(3, map));
	assert_true(__test_and_set_bit(3, map));
	assert_true(__test_and_clear_bit(3, map));
	assert_false(__test_and_clear_bit(3, map));
	assert_false(test_and_set_bit_lock(5, map));
	assert_true(test_and_set_bit_lock(5, map));
	assert_true(map[0] == 1UL << 5 && map[1] == 0);
}

static void assign_sets_or_clears(void **state)
{
	unsigned long map[2] = {0};

	assign_bit(66, map, true);
	__assign_bit(2, map, true);
	assert_true(map[0] == 4 && map[1] == 4);
	assign_bit(66, map, false);
	__assign_bit(2, map, false);
	assert_true(map[0] == 0 && map[1] == 0);
}

static void words_are_searched_from_both_ends(void **state)
{
	for (unsigned int i = 0; i < 64; i++) {
		unsigned long bit = 1UL << i;

		assert_int_equal(__ffs(bit), i);
		assert_int_equal(__ffs(bit | 1UL << 63), i);
		assert_int_equal(__fls(bit), i);
		assert_int_equal(__fls(bit | 1), i);
		assert_int_equal(ffz(~bit), i);
		assert_int_equal(fls64(bit), i + 1);
		assert_int_equal(fls_long(bit), i + 1);
		if (i < 32)
			assert_int_equal(fls((unsigned int)bit), i + 1);
	}
	assert_int_equal(fls(0), 0);
	assert_int_equal(fls64(0), 0);
	assert_int_equal(ffs(0), 0);
	assert_int_equal(ffs(0x50), 5);
}

static void hweight_counts(void **state)
{
	assert_int_equal(hweight8(0x1ff), 8);
	assert_int_equal(hweight16(0x18001), 2);
	assert_int_equal(hweight32(0xf0f0f0f0), 16);
	assert_int_equal(hweight64(~0ULL), 64);
	assert_int_equal(hweight_long(0x8000000000000001UL), 2);
}

static void rotations_and_sign(void **state)
{
	assert_int_equal(rol32(0x80000001, 1), 3);
	assert_int_equal(ror32(3, 1), 0x80000001);
	assert_int_equal(rol32(0x12345678, 0), 0x12345678);
	assert_int_equal(ror32(0x12345678, 32), 0x12345678);
	assert_int_equal(sign_extend32(0x80, 7), -128);
	assert_int_equal(sign_extend32(0x17f, 7), 127);
}

static void find_gives_the_next_bit_or_the_size(void **state)
{
	unsigned long map[BITS_TO_LONGS(NBITS)] = {0};
	unsigned long full[BITS_TO_LONGS(NBITS)];

	memset(full, 0xff, sizeof(full));
	assert_int_equal(find_first_bit(map, NBITS), NBITS);
	assert_int_equal(find_first_zero_bit(full, NBITS), NBITS);
	assert_int_equal(find_last_bit(map, NBITS), NBITS);
	set_bit(63, map);
	set_bit(64, map);
	set_bit(199, map);
	assert_int_equal(find_first_bit(map, NBITS), 63);
	assert_int_equal(find_next_bit(map, NBITS, 63), 63);
	assert_int_equal(find_next_bit(map, NBITS, 64), 64);
	assert_int_equal(find_next_bit(map, NBITS, 65), 199);
	assert_int_equal(find_next_bit(map, NBITS, 200), NBITS);
	assert_int_equal(find_next_bit(map, NBITS, 5000), NBITS);
	assert_int_equal(find_last_bit(map, NBITS), 199);
	assert_int_equal(find_last_bit(map, 199), 64);
	/* Bits past the size do not count, though they are in the last word. */
	assert_int_equal(find_next_bit(map, 199, 65), 199);
	assert_int_equal(find_first_bit(map, 63), 63);
	assert_int_equal(find_first_bit(map, 0), 0);

	clear_bit(130, full);
	assert_int_equal(find_first_zero_bit(full, NBITS), 130);
	assert_int_equal(find_next_zero_bit(full, NBITS, 131), NBITS);
	assert_int_equal(find_next_zero_bit(map, NBITS, 63), 65);
}

static void for_each_visits_every_bit_in_order(void **state)
{
	unsigned long map[BITS_TO_LONGS(NBITS)] = {0};
	static const unsigned int places[] = {0, 3, 63, 64, 128, 199};
	unsigned int n = 0;
	unsigned long bit;

	for (unsigned int i = 0; i < 6; i++)
		set_bit(places[i], map);
	for_each_set_bit(bit, map, NBITS)
		assert_int_equal(bit, places[n++]);
	assert_int_equal(n, 6);
	n = 2;
	bit = 4;
	for_each_set_bit_from(bit, map, NBITS) assert_int_equal(bit, places[n++]);
	assert_int_equal(n, 6);
	n = 0;
	for_each_clear_bit(bit, map, NBITS) {
		assert_false(test_bit((long)bit, map));
		n++;
	}
	assert_int_equal(n, NBITS - 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_are_set_cleared_and_changed_in_their_word),
		cmocka_unit_test(other_bits_are_left_alone),
		cmocka_unit_test(test_and_ones_return_the_old_bit),
		cmocka_unit_test(assign_sets_or_clears),
		cmocka_unit_test(words_are_searched_from_both_ends),
		cmocka_unit_test(hweight_counts),
		cmocka_unit_test(rotations_and_sign),
		cmocka_unit_test(find_gives_the_next_bit_or_the_size),
		cmocka_unit_test(for_each_visits_every_bit_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
