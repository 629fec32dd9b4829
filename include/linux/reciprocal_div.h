/* SPDX-License-Identifier: MIT */
/*
 * Division by a number that is the same for long: a multiplication and shifts, for those to whom
 * a division is too dear.
 */
#ifndef _LINUX_RECIPROCAL_DIV_H
#define _LINUX_RECIPROCAL_DIV_H

#include <linux/export.h>
#include <linux/types.h>

/** struct reciprocal_value - of reciprocal_value(), for reciprocal_divide() */
struct reciprocal_value {
	u32 m;
	u8 sh1, sh2;
};

__tl_api_begin

/** reciprocal_value() - Context: any; Return: for divisions by @d, which is not 0 */
struct reciprocal_value reciprocal_value(u32 d) __attribute__((const));

__tl_api_end

/** reciprocal_divide() - Context: any; Return: @a divided by the number that @R was made of */
static inline u32 reciprocal_divide(u32 a, struct reciprocal_value R)
{
	u32 t = (u32)((u64)a * R.m >> 32);

	return (t + ((a - t) >> R.sh1)) >> R.sh2;
}

#endif /* _LINUX_RECIPROCAL_DIV_H */
