// SPDX-License-Identifier: MIT
/* Bit operations, atomics, small arithmetic. */
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/overflow.h>

#include "case.h"

/* One at a time: the order in which C evaluates arguments is not the same everywhere. */
#define SHOW(expr) tc_log("%s: %lld", #expr, (long long)(expr))

TC_CASE(bit_operations)
{
	unsigned long map[3] = {0};

	set_bit(1, map);
	set_bit(70, map);
	__set_bit(130, map);
	change_bit(2, map);
	tc_log("%lx %lx %lx", map[0], map[1], map[2]);
	SHOW(test_and_set_bit(1, map));
	SHOW(test_and_set_bit(3, map));
	SHOW(test_and_clear_bit(1, map));
	SHOW(test_and_clear_bit(1, map));
	SHOW(test_and_change_bit(70, map));
	SHOW(test_and_change_bit(70, map));
	SHOW(test_bit(70, map));
	SHOW(test_bit(71, map));
	assign_bit(5, map, true);
	assign_bit(2, map, false);
	tc_log("%lx %lx %lx", map[0], map[1], map[2]);
}

TC_CASE(bit_searches)
{
	unsigned long map[2] = {0x80000010UL, 0x8};
	unsigned int bit;

	tc_log("%lu %lu %lu %lu", find_first_bit(map, 128), find_next_bit(map, 128, 5),
	       find_next_bit(map, 128, 32), find_next_bit(map, 128, 68));
	tc_log("%lu %lu %lu", find_first_zero_bit(map, 128), find_next_zero_bit(map, 128, 4),
	       find_last_bit(map, 128));
	tc_log("short %lu %lu", find_first_bit(map, 4), find_next_bit(map, 3, 7));
	for_each_set_bit(bit, map, 128)
		tc_log("set %u", bit);
	tc_log("ffs %d %d fls %d %d %d __ffs %lu __fls %lu ffz %lu", ffs(0), ffs(0x10), fls(0),
	       fls(1), fls(0x80000000u), __ffs(0x100), __fls(0x180), ffz(0x7));
	tc_log("fls64 %d %d", fls64(0), fls64(1ULL << 63));
}

TC_CASE(bit_arithmetic)
{
	tc_log("%u %u %u %lu", (unsigned int)hweight8(0xff), (unsigned int)hweight16(0x0f0f),
	       (unsigned int)hweight32(0x80000001), (unsigned long)hweight64(~0ULL));
	tc_log("%x %x %d %d", rol32(0x80000001, 4), ror32(0x80000001, 4), sign_extend32(0x80, 7),
	       sign_extend32(0x7f, 7));
	tc_log("%lx %llx %lx", GENMASK(7, 4), GENMASK_ULL(40, 33), BIT(9));
	tc_log("%lx %lx", (unsigned long)FIELD_GET(GENMASK(15, 8), 0x12345678),
	       (unsigned long)FIELD_PREP(GENMASK(15, 8), 0xab));
	tc_log("%zu %zu", (size_t)BITS_TO_LONGS(65), (size_t)BITS_PER_TYPE(u16));
}

TC_CASE(logs_and_powers)
{
	for (volatile unsigned long n = 1; n < 10; n++)
		tc_log("%lu: ilog2 %d pow2 %d up %lu down %lu order %d", n, (int)ilog2(n),
		       is_power_of_2(n), roundup_pow_of_two(n), rounddown_pow_of_two(n),
		       (int)order_base_2(n));
	tc_log("%d %d %d", is_power_of_2(0), get_count_order(5), get_count_order(8));
}

TC_CASE(rounding)
{
	tc_log("%d %d %d %d", roundup(13, 5), rounddown(13, 5), round_up(13, 8), round_down(13, 8));
	tc_log("%d %d %d", DIV_ROUND_UP(13, 5), DIV_ROUND_CLOSEST(13, 5),
	       DIV_ROUND_CLOSEST(-13, 5));
	tc_log("%lu %lu %d", ALIGN(13UL, 8), ALIGN_DOWN(13UL, 8), IS_ALIGNED(16, 8));
	tc_log("%d %lu %lu %lu", mult_frac(100, 3, 7), int_sqrt(0), int_sqrt(99), int_sqrt(100));
	tc_log("%u %u", reciprocal_scale(0xffffffff, 10), reciprocal_scale(0x80000000, 10));
}

TC_CASE(min_max_clamp)
{
	int a = 3, b = -4;

	tc_log("%d %d %d %d", min(a, b), max(a, b), min3(a, b, 0), max3(a, b, 7));
	tc_log("%d %d %d", clamp(a, 5, 9), clamp(b, -2, 2), clamp_val(a, 0, 2));
	tc_log("%u %d", min_t(unsigned int, a, b), max_t(int, a, b));
	tc_log("%d %d", min_not_zero(0, 5), min_not_zero(3, 5));
	swap(a, b);
	tc_log("%d %d %d", a, b, abs(b - 10));
}

TC_CASE(overflow_checks)
{
	int i = 0;
	u8 c = 0;

	SHOW(check_add_overflow(0x7fffffff, 1, &i));
	SHOW(i);
	SHOW(check_add_overflow(0x7ffffffe, 1, &i));
	SHOW(i);
	SHOW(check_sub_overflow(5, 7, &i));
	SHOW(i);
	SHOW(check_mul_overflow((u8)16, (u8)16, &c));
	SHOW(c);
	SHOW(check_shl_overflow(1, 31, &i));
	SHOW(check_shl_overflow(1, 4, &i));
	SHOW(i);
	SHOW(array_size(3, 4));
	SHOW(array_size((size_t)-1, 2));
	SHOW(size_add((size_t)-1, 1));
	SHOW(size_mul((size_t)-1, 2));
}

TC_CASE(atomic_operations)
{
	atomic_t v = ATOMIC_INIT(5);
	int old = 6;

	SHOW(atomic_read(&v));
	SHOW(atomic_add_return(2, &v));
	SHOW(atomic_sub_return(1, &v));
	SHOW(atomic_fetch_add(10, &v));
	SHOW(atomic_inc_return(&v));
	SHOW(atomic_dec_return(&v));
	SHOW(atomic_cmpxchg(&v, 1, 2));
	SHOW(atomic_cmpxchg(&v, 16, 2));
	SHOW(atomic_try_cmpxchg(&v, &old, 9));
	SHOW(old);
	SHOW(atomic_try_cmpxchg(&v, &old, 9));
	SHOW(atomic_read(&v));
	SHOW(atomic_xchg(&v, 1));
	SHOW(atomic_dec_and_test(&v));
	SHOW(atomic_inc_not_zero(&v));
	SHOW(atomic_add_unless(&v, 4, 7));
	SHOW(atomic_add_unless(&v, 1, 4));
	SHOW(atomic_inc_not_zero(&v));
	SHOW(atomic_read(&v));
	SHOW(atomic_dec_if_positive(&v));
	atomic_set(&v, 0);
	SHOW(atomic_dec_if_positive(&v));
	SHOW(atomic_read(&v));
	SHOW(atomic_add_negative(-1, &v));
	SHOW(atomic_inc_and_test(&v));
	atomic_set(&v, 0xff);
	atomic_and(0x3c, &v);
	atomic_or(0x100, &v);
	atomic_xor(0x4, &v);
	atomic_andnot(0x8, &v);
	SHOW(atomic_read(&v));
	SHOW(atomic_fetch_or(1, &v));
	SHOW(atomic_fetch_and(0xf0, &v));
	SHOW(atomic_fetch_xor(0xff, &v));
	SHOW(atomic_fetch_andnot(0xf, &v));
	SHOW(atomic_read(&v));
	SHOW(atomic_sub_and_test(0xc0, &v));
	SHOW(atomic_fetch_add_unless(&v, 3, 0));
	SHOW(atomic_fetch_inc(&v));
	SHOW(atomic_fetch_dec(&v));
	SHOW(atomic_inc_unless_negative(&v));
	SHOW(atomic_dec_unless_positive(&v));
	SHOW(atomic_read(&v));
}

TC_CASE(atomic64_operations)
{
	atomic64_t v = ATOMIC64_INIT(1LL << 40);

	SHOW(atomic64_add_return(1, &v));
	SHOW(atomic64_fetch_sub(1, &v));
	SHOW(atomic64_xchg(&v, 7));
	SHOW(atomic64_cmpxchg(&v, 7, -1));
	SHOW(atomic64_read(&v));
	SHOW(atomic64_inc_and_test(&v));
	SHOW(atomic64_fetch_or(1LL << 50, &v));
	SHOW(atomic64_read(&v));
}

TC_CASE(plain_exchange)
{
	unsigned long v = 5;
	void *p = NULL;

	SHOW(xchg(&v, 6));
	SHOW(cmpxchg(&v, 5, 7));
	SHOW(cmpxchg(&v, 6, 7));
	SHOW(v);
	SHOW(!cmpxchg(&p, NULL, &v));
	SHOW(p == &v);
}
