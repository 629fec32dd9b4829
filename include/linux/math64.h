/* SPDX-License-Identifier: MIT */
/* 64-bit division, by the names that exist because some CPUs have none. */
#ifndef _LINUX_MATH64_H
#define _LINUX_MATH64_H

#include <linux/math.h>
#include <linux/types.h>

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = (u32)(dividend % divisor);
	return dividend / divisor;
}

static inline s64 div_s64_rem(s64 dividend, s32 divisor, s32 *remainder)
{
	*remainder = (s32)(dividend % divisor);
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div64_s64(s64 dividend, s64 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

#define div64_long(x, y) div64_s64((x), (y))
#define div64_ul(x, y)	 div64_u64((x), (y))

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u64_shr(u64 a, u64 mul, unsigned int shift)
{
	return (u64)(((unsigned __int128)a * mul) >> shift);
}

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	return (u64)((unsigned __int128)a * mul / divisor);
}

static inline u64 mul_u64_u64_div_u64(u64 a, u64 mul, u64 divisor)
{
	return (u64)((unsigned __int128)a * mul / divisor);
}

#define DIV64_U64_ROUND_UP(ll, d)               \
	__extension__({                         \
		u64 __d = (d);                  \
		div64_u64((ll) + __d - 1, __d); \
	})
#define DIV_U64_ROUND_UP(ll, d)               \
	__extension__({                       \
		u32 __d = (d);                \
		div_u64((ll) + __d - 1, __d); \
	})
#define DIV64_U64_ROUND_CLOSEST(dividend, divisor)    \
	__extension__({                               \
		u64 __d = (divisor);                  \
		div64_u64((dividend) + __d / 2, __d); \
	})
#define DIV_U64_ROUND_CLOSEST(dividend, divisor)         \
	__extension__({                                  \
		u32 __d = (divisor);                     \
		div_u64((u64)(dividend) + __d / 2, __d); \
	})

/* Divide @n, an lvalue, in place; the value is the remainder. */
#define do_div(n, base)                               \
	__extension__({                               \
		u32 __base = (base);                  \
		u32 __rem = (u32)((u64)(n) % __base); \
		(n) = (u64)(n) / __base;              \
		__rem;                                \
	})
#define sector_div(n, base) do_div(n, base)

#endif /* _LINUX_MATH64_H */
