/* SPDX-License-Identifier: MIT */
/*
 * Integer rounding and division.
 *
 * DIVERGES: abs() is libc's, for an int, since a macro of that name breaks <stdlib.h>. Both
 * compilers warn (-Wabsolute-value) where a wider argument would be cut.
 */
#ifndef _LINUX_MATH_H
#define _LINUX_MATH_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/types.h>

extern int abs(int x) __attribute_const__;

#define __round_mask(x, y) ((__typeof__(x))((y)-1))
/* @y is a power of two in these two, and anything in the next two. */
#define round_up(x, y)	   ((((x)-1) | __round_mask(x, y)) + 1)
#define round_down(x, y)   ((x) & ~__round_mask(x, y))

#undef roundup
#define roundup(x, y)                            \
	__extension__({                          \
		__typeof__(y) __y = y;           \
		(((x) + (__y - 1)) / __y) * __y; \
	})
#define rounddown(x, y)                  \
	__extension__({                  \
		__typeof__(x) __x = (x); \
		__x - (__x % (y));       \
	})

#define DIV_ROUND_UP(n, d)	     __KERNEL_DIV_ROUND_UP(n, d)
#define DIV_ROUND_UP_POW2(n, d)	     ((n) / (d) + !!((n) & ((d)-1)))
#define DIV_ROUND_DOWN_ULL(ll, d)    ((unsigned long long)(ll) / (d))
#define DIV_ROUND_UP_ULL(ll, d)	     DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d)-1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d) DIV_ROUND_UP_ULL(ll, d)

/* To the nearest; halves away from zero. */
#define DIV_ROUND_CLOSEST(x, divisor)                                                        \
	__extension__({                                                                      \
		__typeof__(x) __x = x;                                                       \
		__typeof__(divisor) __d = divisor;                                           \
		(is_unsigned_type(__typeof__(x)) || is_unsigned_type(__typeof__(divisor)) || \
		 ((__x > 0) == (__d > 0))) ?                                                 \
			((__x + (__d / 2)) / __d) :                                          \
			((__x - (__d / 2)) / __d);                                           \
	})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)                  \
	__extension__({                                    \
		__typeof__(divisor) __d = divisor;         \
		((unsigned long long)(x) + __d / 2) / __d; \
	})

/* x * n / d, without overflow of x * n as long as the result fits. */
#define mult_frac(x, n, d)                                   \
	__extension__({                                      \
		__typeof__(x) __x = (x);                     \
		__typeof__(n) __n = (n);                     \
		__typeof__(d) __d = (d);                     \
		(__x / __d) * __n + (__x % __d) * __n / __d; \
	})

#define abs_diff(a, b)                             \
	__extension__({                            \
		__typeof__(a) __a = (a);           \
		__typeof__(b) __b = (b);           \
		__a > __b ? __a - __b : __b - __a; \
	})

static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

/* Numbers of 64 bits are no longer than others. */
#define int_sqrt64(x) int_sqrt(x)

/* @base to the power of @exp, modulo 2^64. */
static inline u64 int_pow(u64 base, unsigned int exp)
{
	u64 result = 1;

	for (; exp; exp >>= 1, base *= base)
		if (exp & 1)
			result *= base;
	return result;
}

static inline unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0, bit = 1UL << (BITS_PER_LONG - 2);

	for (; bit; bit >>= 2) {
		unsigned long trial = root + bit;

		root >>= 1;
		if (x >= trial) {
			x -= trial;
			root += bit;
		}
	}
	return root;
}

#endif /* _LINUX_MATH_H */
