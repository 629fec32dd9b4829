/* SPDX-License-Identifier: MIT */
/* Arithmetic that says when it overflowed, and sizes that saturate at SIZE_MAX. */
#ifndef _LINUX_OVERFLOW_H
#define _LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define __type_half_max(type) ((type)1 << (8 * sizeof(type) - 1 - is_signed_type(type)))
#define type_max(T) \
	((__typeof__(T))((__type_half_max(__typeof__(T)) - 1) + __type_half_max(__typeof__(T))))
#define type_min(T) ((__typeof__(T))((__typeof__(T))-type_max(T) - (__typeof__(T))1))

static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

/* True: *@d is what is left of the result after truncation. */
#define check_add_overflow(a, b, d) __must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d) __must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d) __must_check_overflow(__builtin_mul_overflow(a, b, d))

#define wrapping_add(type, a, b)                            \
	__extension__({                                     \
		type __val;                                 \
		(void)__builtin_add_overflow(a, b, &__val); \
		__val;                                      \
	})
#define wrapping_sub(type, a, b)                            \
	__extension__({                                     \
		type __val;                                 \
		(void)__builtin_sub_overflow(a, b, &__val); \
		__val;                                      \
	})
#define wrapping_mul(type, a, b)                            \
	__extension__({                                     \
		type __val;                                 \
		(void)__builtin_mul_overflow(a, b, &__val); \
		__val;                                      \
	})

/* *@d = @a << @s, unless that loses a bit or changes the sign. */
#define check_shl_overflow(a, s, d)                                                       \
	__must_check_overflow(__extension__({                                             \
		__typeof__(a) __a = (a);                                                  \
		__typeof__(s) __s = (s);                                                  \
		__typeof__(d) __d = (d);                                                  \
		unsigned long long __full = (unsigned long long)__a;                      \
		unsigned int __shift = __s >= 0 && __s < 8 * (int)sizeof(*__d) ? __s : 0; \
		*__d = (__typeof__(*__d))(__full << __shift);                             \
		(__shift != (unsigned int)__s || *__d < 0 || __a < 0 ||                   \
		 (__typeof__(__a))(*__d >> __shift) != __a);                              \
	}))

#define overflows_type(n, T)                          \
	__extension__({                               \
		__typeof__(T) __t;                    \
		__builtin_add_overflow((n), 0, &__t); \
	})

static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	return check_mul_overflow(factor1, factor2, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	return check_add_overflow(addend1, addend2, &bytes) ? SIZE_MAX : bytes;
}

/* SIZE_MAX in means SIZE_MAX out. */
static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	size_t bytes;

	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX ||
	    check_sub_overflow(minuend, subtrahend, &bytes))
		return SIZE_MAX;
	return bytes;
}

#define array_size(a, b)     size_mul(a, b)
#define array3_size(a, b, c) size_mul(size_mul(a, b), c)
/* Bytes of @count elements of p->member, an array at the end; and of *p with them. */
#define flex_array_size(p, member, count)                                            \
	__builtin_choose_expr(__is_constexpr(count), (count) * sizeof(*(p)->member), \
			      size_mul(count, sizeof(*(p)->member)))
#define struct_size(p, member, count)                                           \
	__builtin_choose_expr(__is_constexpr(count),                            \
			      sizeof(*(p)) + flex_array_size(p, member, count), \
			      size_add(sizeof(*(p)), flex_array_size(p, member, count)))
#define struct_size_t(type, member, count) struct_size((type *)NULL, member, count)

#define DEFINE_RAW_FLEX(type, name, member, count)                       \
	union {                                                          \
		u8 bytes[struct_size_t(type, member, count)];            \
		type obj;                                                \
	} name##_u __attribute__((__aligned__(_Alignof(type)))) = {{0}}; \
	type *name = (type *)&name##_u

#define DEFINE_FLEX(type, name, member, counter, count) \
	DEFINE_RAW_FLEX(type, name, member, count);     \
	name->counter = (count)

#endif /* _LINUX_OVERFLOW_H */
