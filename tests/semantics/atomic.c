// SPDX-License-Identifier: MIT
/*
 * atomic_t, atomic64_t, atomic_long_t and cmpxchg(): values and wrapping. The three families are
 * the same operations on other types, so the tests are written once.
 */
#include "../test.h"

#include <linux/atomic.h>
#include <linux/limits.h>

/* @A: prefix, @T: atomic type, @V: value type, @MAX: largest value. */
#define FAMILY_TESTS(A, T, V, MAX)                                                          \
	static void A##_reads_what_was_set(void **state)                                    \
	{                                                                                   \
		T v = {7};                                                                  \
                                                                                            \
		assert_true(A##_read(&v) == 7);                                             \
		A##_set(&v, -8);                                                            \
		assert_true(A##_read(&v) == -8 && A##_read_acquire(&v) == -8);              \
		A##_set_release(&v, 9);                                                     \
		assert_true(A##_read(&v) == 9);                                             \
	}                                                                                   \
                                                                                            \
	static void A##_arithmetic_gives_new_values_and_fetch_gives_old(void **state)       \
	{                                                                                   \
		T v = {10};                                                                 \
                                                                                            \
		A##_add(5, &v);                                                             \
		assert_true(A##_read(&v) == 15);                                            \
		A##_sub(20, &v);                                                            \
		assert_true(A##_read(&v) == -5);                                            \
		A##_inc(&v);                                                                \
		A##_inc(&v);                                                                \
		A##_dec(&v);                                                                \
		assert_true(A##_read(&v) == -4);                                            \
		assert_true(A##_add_return(6, &v) == 2 && A##_fetch_add(6, &v) == 2);       \
		assert_true(A##_sub_return(3, &v) == 5 && A##_fetch_sub(3, &v) == 5);       \
		assert_true(A##_inc_return(&v) == 3 && A##_fetch_inc(&v) == 3);             \
		assert_true(A##_dec_return(&v) == 3 && A##_fetch_dec(&v) == 3);             \
		assert_true(A##_add_return_relaxed(1, &v) == 3);                            \
		assert_true(A##_fetch_add_acquire(1, &v) == 3);                             \
		assert_true(A##_sub_return_release(1, &v) == 3);                            \
		assert_true(A##_fetch_sub_relaxed(1, &v) == 3);                             \
		assert_true(A##_read(&v) == 2);                                             \
	}                                                                                   \
                                                                                            \
	static void A##_bits(void **state)                                                  \
	{                                                                                   \
		T v = {0x0f};                                                               \
                                                                                            \
		A##_and(0x3c, &v);                                                          \
		assert_true(A##_read(&v) == 0x0c);                                          \
		A##_or(0x11, &v);                                                           \
		assert_true(A##_read(&v) == 0x1d);                                          \
		A##_xor(0x0f, &v);                                                          \
		assert_true(A##_read(&v) == 0x12);                                          \
		A##_andnot(0x02, &v);                                                       \
		assert_true(A##_read(&v) == 0x10);                                          \
		assert_true(A##_fetch_or(0x01, &v) == 0x10);                                \
		assert_true(A##_fetch_and(0x01, &v) == 0x11);                               \
		assert_true(A##_fetch_xor(0x03, &v) == 0x01);                               \
		assert_true(A##_fetch_andnot(0x02, &v) == 0x02);                            \
		assert_true(A##_read(&v) == 0);                                             \
	}                                                                                   \
                                                                                            \
	static void A##_wraps(void **state)                                                 \
	{                                                                                   \
		const V max = MAX, min = -max - 1;                                          \
		T v = {max};                                                                \
                                                                                            \
		assert_true(A##_inc_return(&v) == min);                                     \
		assert_true(A##_fetch_dec(&v) == min && A##_read(&v) == max);               \
		assert_true(A##_add_return(max, &v) == -2);                                 \
		A##_set(&v, min);                                                           \
		A##_dec(&v);                                                                \
		assert_true(A##_read(&v) == max);                                           \
		assert_true(A##_sub_return(min, &v) == -1);                                 \
		A##_set(&v, max);                                                           \
		assert_true(A##_add_unless(&v, 1, 0) && A##_read(&v) == min);               \
	}                                                                                   \
                                                                                            \
	static void A##_tests(void **state)                                                 \
	{                                                                                   \
		T v = {2};                                                                  \
                                                                                            \
		assert_false(A##_dec_and_test(&v));                                         \
		assert_true(A##_dec_and_test(&v));                                          \
		assert_false(A##_dec_and_test(&v));                                         \
		assert_true(A##_inc_and_test(&v));                                          \
		assert_false(A##_inc_and_test(&v));                                         \
		assert_true(A##_sub_and_test(1, &v));                                       \
		assert_false(A##_sub_and_test(1, &v));                                      \
		assert_true(A##_add_negative(0, &v));                                       \
		assert_false(A##_add_negative(1, &v));                                      \
		assert_true(A##_add_negative(-1, &v));                                      \
	}                                                                                   \
                                                                                            \
	static void A##_conditional_ones_leave_the_value_when_they_fail(void **state)       \
	{                                                                                   \
		T v = {0};                                                                  \
                                                                                            \
		assert_false(A##_inc_not_zero(&v));                                         \
		assert_true(A##_read(&v) == 0);                                             \
		assert_true(A##_dec_if_positive(&v) == -1 && A##_read(&v) == 0);            \
		assert_true(A##_add_unless(&v, 5, 4) && A##_read(&v) == 5);                 \
		assert_false(A##_add_unless(&v, 1, 5));                                     \
		assert_true(A##_fetch_add_unless(&v, 1, 5) == 5 && A##_read(&v) == 5);      \
		assert_true(A##_fetch_add_unless(&v, 1, 6) == 5 && A##_read(&v) == 6);      \
		assert_true(A##_inc_not_zero(&v) && A##_read(&v) == 7);                     \
		assert_true(A##_dec_if_positive(&v) == 6 && A##_read(&v) == 6);             \
		assert_false(A##_dec_unless_positive(&v));                                  \
		assert_true(A##_inc_unless_negative(&v) && A##_read(&v) == 7);              \
		A##_set(&v, -3);                                                            \
		assert_false(A##_inc_unless_negative(&v));                                  \
		assert_true(A##_dec_unless_positive(&v) && A##_read(&v) == -4);             \
	}                                                                                   \
                                                                                            \
	static void A##_exchanges(void **state)                                             \
	{                                                                                   \
		T v = {1};                                                                  \
		V old = 7;                                                                  \
                                                                                            \
		assert_true(A##_xchg(&v, 2) == 1 && A##_xchg_acquire(&v, 3) == 2);          \
		assert_true(A##_cmpxchg(&v, 3, 4) == 3 && A##_read(&v) == 4);               \
		assert_true(A##_cmpxchg(&v, 3, 5) == 4 && A##_read(&v) == 4);               \
		assert_true(A##_cmpxchg_relaxed(&v, 4, 6) == 4);                            \
		assert_false(A##_try_cmpxchg(&v, &old, 8));                                 \
		assert_true(old == 6 && A##_read(&v) == 6);                                 \
		assert_true(A##_try_cmpxchg(&v, &old, 8) && A##_read(&v) == 8 && old == 6); \
	}

FAMILY_TESTS(atomic, atomic_t, int, INT_MAX)
FAMILY_TESTS(atomic64, atomic64_t, s64, S64_MAX)
FAMILY_TESTS(atomic_long, atomic_long_t, long, LONG_MAX)

static void initialisers_set_the_value(void **state)
{
	static atomic_t a = ATOMIC_INIT(-5);
	static atomic64_t b = ATOMIC64_INIT(S64_MIN);
	static atomic_long_t c = ATOMIC_LONG_INIT(6);

	assert_int_equal(atomic_read(&a), -5);
	assert_true(atomic64_read(&b) == S64_MIN);
	assert_int_equal(atomic_long_read(&c), 6);
	assert_int_equal(sizeof(a), 4);
	assert_int_equal(sizeof(b), 8);
}

static void plain_exchanges_work_on_every_size(void **state)
{
	u8 a = 1;
	u16 b = 1;
	u32 c = 1;
	u64 d = 1;
	char *p = NULL, text[] = "x";

	assert_true(xchg(&a, 255) == 1 && a == 255);
	assert_true(cmpxchg(&a, 255, 3) == 255 && a == 3);
	assert_true(xchg(&b, 0xfffe) == 1 && cmpxchg(&b, 1, 2) == 0xfffe && b == 0xfffe);
	assert_true(xchg_relaxed(&c, 2) == 1 && cmpxchg_acquire(&c, 2, 3) == 2 && c == 3);
	assert_true(xchg_release(&d, U64_MAX) == 1 && cmpxchg64(&d, U64_MAX, 5) == U64_MAX);
	assert_true(d == 5);
	assert_null(xchg(&p, text));
	assert_ptr_equal(cmpxchg(&p, text, NULL), text);
	assert_null(p);
}

static void try_cmpxchg_stores_what_it_found(void **state)
{
	u32 v = 5, old = 4;

	assert_false(try_cmpxchg(&v, &old, 6));
	assert_int_equal(old, 5);
	assert_int_equal(v, 5);
	assert_true(try_cmpxchg_release(&v, &old, 6));
	assert_int_equal(old, 5);
	assert_int_equal(v, 6);
}

static void waiting_for_a_value_returns_it(void **state)
{
	atomic_t a = ATOMIC_INIT(5);
	u64 word = 7;

	assert_int_equal(atomic_cond_read_acquire(&a, VAL > 4), 5);
	assert_int_equal(atomic_cond_read_relaxed(&a, VAL == 5), 5);
	assert_true(smp_cond_load_acquire(&word, VAL & 1) == 7);
	assert_true(smp_cond_load_relaxed(&word, VAL) == 7);
}

static void ordered_kinds_give_the_same_values(void **state)
{
	atomic_t a = ATOMIC_INIT(0x0f);

	assert_int_equal(atomic_fetch_andnot_acquire(0x01, &a), 0x0f);
	assert_int_equal(atomic_fetch_andnot_release(0x02, &a), 0x0e);
	assert_int_equal(atomic_fetch_andnot_relaxed(0x04, &a), 0x0c);
	assert_false(atomic_add_negative_relaxed(-8, &a));
	assert_true(atomic_add_negative_acquire(-1, &a));
	assert_false(atomic_add_negative_release(1, &a));
}

#define FAMILY(A)                                                                      \
	cmocka_unit_test(A##_reads_what_was_set),                                      \
		cmocka_unit_test(A##_arithmetic_gives_new_values_and_fetch_gives_old), \
		cmocka_unit_test(A##_bits), cmocka_unit_test(A##_wraps),               \
		cmocka_unit_test(A##_tests),                                           \
		cmocka_unit_test(A##_conditional_ones_leave_the_value_when_they_fail), \
		cmocka_unit_test(A##_exchanges)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAMILY(atomic),
		FAMILY(atomic64),
		FAMILY(atomic_long),
		cmocka_unit_test(initialisers_set_the_value),
		cmocka_unit_test(plain_exchanges_work_on_every_size),
		cmocka_unit_test(try_cmpxchg_stores_what_it_found),
		cmocka_unit_test(waiting_for_a_value_returns_it),
		cmocka_unit_test(ordered_kinds_give_the_same_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
