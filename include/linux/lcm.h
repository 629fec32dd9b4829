/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_LCM_H
#define _LINUX_LCM_H

#include <linux/gcd.h>

/** lcm() - Context: any; Return: least common multiple; 0 if one is 0 */
static inline unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}

/** lcm_not_zero() - lcm(), or the one that is not 0 */
static inline unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	return a && b ? lcm(a, b) : a + b;
}

#endif /* _LINUX_LCM_H */
