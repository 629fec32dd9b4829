/* SPDX-License-Identifier: MIT */
/* Powers of two. What is constant stays constant: all of these work in an initializer. */
#ifndef _LINUX_LOG2_H
#define _LINUX_LOG2_H

#include <linux/types.h>

/* Undefined for 0, as in the kernel. */
#define ilog2(n)       (63 - __builtin_clzll((unsigned long long)(n)))
#define const_ilog2(n) ilog2(n)

static inline __attribute__((__const__)) bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

#define roundup_pow_of_two(n)	((n) <= 1 ? 1UL : (1UL << (ilog2((n)-1) + 1)))
#define rounddown_pow_of_two(n) (1UL << ilog2(n))
/* The smallest order with 1 << order >= n. */
#define order_base_2(n)		((n) > 1 ? ilog2((n)-1) + 1 : 0)
#define bits_per(n)		((n) > 1 ? ilog2(n) + 1 : 1)

static inline int get_count_order(unsigned int count)
{
	return count ? order_base_2(count) : -1;
}

static inline int get_count_order_long(unsigned long count)
{
	return count ? order_base_2(count) : -1;
}

#endif /* _LINUX_LOG2_H */
