// SPDX-License-Identifier: MIT
/* The headers that are only macros: arithmetic, bits, byte order, scoped cleanup. */
#include "../test.h"

#include <linux/array_size.h>
#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/kconfig.h>
#include <linux/kdev_t.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/time64.h>
#include <linux/unaligned.h>
#include <linux/version.h>
#include <linux/wordpart.h>

static void arguments_are_evaluated_once(void **state)
{
	int i = 1, j = 5, dividend = 0;
	u16 wide = 257;

	assert_int_equal(min(i++, 3), 1);
	assert_int_equal(max(i++, 0), 2);
	assert_int_equal(clamp(i++, 0, 2), 2);
	assert_int_equal(min_t(u8, wide, 2), 1);
	assert_int_equal(i, 4);
	assert_int_equal(min_not_zero(0, 7), 7);
	assert_int_equal(min3(3, 2, 9), 2);
	swap(i, j);
	assert_int_equal(i, 5);
	assert_int_equal(DIV_ROUND_CLOSEST(dividend++ + 7, 2), 4);
	assert_int_equal(dividend, 1);
	assert_int_equal(DIV_ROUND_CLOSEST(-7, 2), -4);
}

static void constants_stay_constant(void **state)
{
	static const int array[ilog2(256) + MAX(2, 3)] = {0};

	assert_int_equal(ARRAY_SIZE(array), 11);
	assert_int_equal(roundup_pow_of_two(5), 8);
	assert_int_equal(rounddown_pow_of_two(5), 4);
	assert_int_equal(order_base_2(5), 3);
	assert_int_equal(get_count_order(0), -1);
	assert_true(is_power_of_2(64));
	assert_false(is_power_of_2(0));
	assert_int_equal(round_up(13, 8), 16);
	assert_int_equal(roundup(13, 6), 18);
	assert_int_equal(int_sqrt(99), 9);
	assert_int_equal(int_sqrt(100), 10);
}

static void division_in_place(void **state)
{
	u64 n = 1000000007ULL * 3 + 1;
	u32 rem;

	assert_int_equal(do_div(n, 1000000007), 1);
	assert_int_equal(n, 3);
	assert_int_equal(div_u64_rem(17, 5, &rem), 3);
	assert_int_equal(rem, 2);
	assert_true(mul_u64_u64_div_u64(U64_MAX, 6, 12) == U64_MAX / 2);
}

static void fields_go_in_and_come_out(void **state)
{
	u32 reg = FIELD_PREP(GENMASK(7, 4), 0xa) | BIT(31);

	assert_true(reg == 0x800000a0u);
	assert_int_equal(FIELD_GET(GENMASK(7, 4), reg), 0xa);
	assert_true(FIELD_FIT(GENMASK(7, 4), 15));
	assert_false(FIELD_FIT(GENMASK(7, 4), 16));
	assert_int_equal(FIELD_MAX(GENMASK(9, 4)), 63);
	FIELD_MODIFY(GENMASK(7, 4), &reg, 5);
	assert_true(reg == 0x80000050u);
	assert_int_equal(le32_get_bits(cpu_to_le32(0x120), GENMASK(8, 4)), 0x12);
	assert_true(GENMASK_ULL(63, 0) == U64_MAX);
	assert_true(upper_32_bits(0x123456789abcdef0ULL) == 0x12345678u);
}

static void bytes_in_the_order_that_is_asked_for(void **state)
{
	u8 b[8] = {1, 2, 3, 4, 5, 6, 7, 8};

	assert_int_equal(get_unaligned_be16(b + 1), 0x0203);
	assert_int_equal(get_unaligned_le32(b + 1), 0x05040302);
	assert_int_equal(get_unaligned_be24(b), 0x010203);
	put_unaligned_be32(0x11223344, b + 3);
	assert_int_equal(b[3], 0x11);
	assert_int_equal(be16_to_cpu(cpu_to_be16(0x1234)), 0x1234);
	assert_int_equal(htons(0x1234), cpu_to_be16(0x1234));
}

static void errors_in_pointers(void **state)
{
	int x;

	assert_true(IS_ERR(ERR_PTR(-ENOMEM)));
	assert_int_equal(PTR_ERR(ERR_PTR(-ENOMEM)), -ENOMEM);
	assert_false(IS_ERR(&x));
	assert_false(IS_ERR(NULL));
	assert_true(IS_ERR_OR_NULL(NULL));
	assert_int_equal(PTR_ERR_OR_ZERO(&x), 0);
	assert_int_equal(ERESTARTSYS, 512);
	assert_int_equal(EPROBE_DEFER, 517);
}

#define CONFIG_TEST_BUILTIN	    1
#define CONFIG_TEST_LOADABLE_MODULE 1

static void config_options(void **state)
{
	assert_true(IS_ENABLED(CONFIG_TEST_BUILTIN));
	assert_true(IS_ENABLED(CONFIG_TEST_LOADABLE));
	assert_true(IS_MODULE(CONFIG_TEST_LOADABLE));
	assert_false(IS_BUILTIN(CONFIG_TEST_LOADABLE));
	assert_false(IS_ENABLED(CONFIG_TEST_ABSENT));
	assert_true(LINUX_VERSION_CODE >= KERNEL_VERSION(5, 0, 0));
	assert_int_equal(MINOR(MKDEV(511, 1000000)), 1000000);
	assert_int_equal(MAJOR(MKDEV(511, 1000000)), 511);
}

struct flexible {
	u16 n;
	u64 elements[];
};

static void sizes_saturate(void **state)
{
	struct flexible *f = NULL;
	size_t huge = SIZE_MAX / 4;
	int sum;
	u8 shifted;

	assert_int_equal(struct_size(f, elements, 3), 8 + 24);
	assert_true(struct_size(f, elements, huge) == SIZE_MAX);
	assert_true(array_size(huge, 8) == SIZE_MAX);
	assert_true(size_sub(1, 2) == SIZE_MAX);
	assert_true(check_add_overflow(INT_MAX, 1, &sum));
	assert_false(check_mul_overflow(3, 4, &sum));
	assert_int_equal(sum, 12);
	assert_true(check_shl_overflow(1, 8, &shifted));
	assert_false(check_shl_overflow(1, 7, &shifted));
	assert_int_equal(shifted, 128);
	assert_int_equal(type_max(s8), 127);
	assert_int_equal(type_min(s8), -128);
}

static void time_is_normalized(void **state)
{
	struct timespec64 ts = ns_to_timespec64(-1);

	assert_int_equal(ts.tv_sec, -1);
	assert_int_equal(ts.tv_nsec, NSEC_PER_SEC - 1);
	assert_int_equal(timespec64_to_ns(&ts), -1);
	ts = timespec64_add(ts, ns_to_timespec64(2));
	assert_int_equal(timespec64_to_ns(&ts), 1);
}

static int held, frees;

struct toy {
	int flags;
};

DEFINE_FREE(toy, struct toy *, if (_T) frees++)
DEFINE_GUARD(toy, struct toy *, held++, held--)
DEFINE_GUARD_COND(toy, _try, !held && ++held)
DEFINE_LOCK_GUARD_1(toy_flags, struct toy, (held++, _T->flags = _T->lock->flags), held -= _T->flags,
		    int flags)
DEFINE_LOCK_GUARD_0(toy_global, held++, held--)

static struct toy *make_toy(struct toy *from, bool fail)
{
	struct toy *toy __free(toy) = from;

	if (fail)
		return NULL;
	return_ptr(toy);
}

static void guards_end_with_their_scope(void **state)
{
	struct toy toy = {.flags = 1};
	int turns = 0;

	{
		guard(toy)(&toy);
		guard(toy_flags)(&toy);
		guard(toy_global)();
		assert_int_equal(held, 3);
	}
	assert_int_equal(held, 0);
	scoped_guard(toy, &toy)
	{
		turns++;
		assert_int_equal(held, 1);
		scoped_cond_guard(toy_try, turns += 10, &toy) turns += 100;
	}
	assert_int_equal(turns, 11);
	assert_int_equal(held, 0);
	assert_null(make_toy(&toy, true));
	assert_int_equal(frees, 1);
	assert_ptr_equal(make_toy(&toy, false), &toy);
	assert_int_equal(frees, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_evaluated_once),
		cmocka_unit_test(constants_stay_constant),
		cmocka_unit_test(division_in_place),
		cmocka_unit_test(fields_go_in_and_come_out),
		cmocka_unit_test(bytes_in_the_order_that_is_asked_for),
		cmocka_unit_test(errors_in_pointers),
		cmocka_unit_test(config_options),
		cmocka_unit_test(sizes_saturate),
		cmocka_unit_test(time_is_normalized),
		cmocka_unit_test(guards_end_with_their_scope),
	};

	return cmocka_run_group_tests_name("macros", tests, NULL, NULL);
}
