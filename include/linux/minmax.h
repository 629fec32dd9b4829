/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/build_bug.h>
#include <linux/compiler.h>

#define __cmp_op_min	<
#define __cmp_op_max	>
#define __cmp(op, x, y) ((x)__cmp_op_##op(y) ? (x) : (y))

/*
 * Comparing signed with unsigned is an error unless the signed one is a constant that is not
 * negative, or both are narrower than int and so are ints.
 */
#define __is_signed(x)                                                       \
	__builtin_choose_expr(__is_constexpr(is_signed_type(__typeof__(x))), \
			      is_signed_type(__typeof__(x)), 0)
#define __is_noneg_int(x) (__builtin_choose_expr(__is_constexpr(x) && __is_signed(x), x, -1) >= 0)
#define __types_ok(x, y)                                                                     \
	(__is_signed(x) == __is_signed(y) || __is_signed((x) + 0) == __is_signed((y) + 0) || \
	 __is_noneg_int(x) || __is_noneg_int(y))

#define __cmp_once_unique(op, type, x, y, ux, uy) \
	__extension__({                           \
		type ux = (x);                    \
		type uy = (y);                    \
		__cmp(op, ux, uy);                \
	})
#define __cmp_once(op, type, x, y) \
	__cmp_once_unique(op, type, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define __careful_cmp_unique(op, x, y, ux, uy)                                                     \
	__extension__({                                                                            \
		__auto_type ux = (x);                                                              \
		__auto_type uy = (y);                                                              \
		_Static_assert(__types_ok(x, y), #op                                               \
			       "(" #x ", " #y ") signedness error, fix types or use " #op "_t()"); \
		__cmp(op, ux, uy);                                                                 \
	})
#define __careful_cmp(op, x, y) __careful_cmp_unique(op, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

/* Each evaluates its arguments once. */
#define min(x, y)	  __careful_cmp(min, x, y)
#define max(x, y)	  __careful_cmp(max, x, y)
#define umin(x, y)	  __careful_cmp(min, (x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)
#define umax(x, y)	  __careful_cmp(max, (x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)
#define min_t(type, x, y) __cmp_once(min, type, x, y)
#define max_t(type, x, y) __cmp_once(max, type, x, y)
#define min3(x, y, z)	  min((__typeof__(x))min(x, y), z)
#define max3(x, y, z)	  max((__typeof__(x))max(x, y), z)

#define __min_not_zero(x, y, ux, uy)                           \
	__extension__({                                        \
		__typeof__(x) ux = (x);                        \
		__typeof__(y) uy = (y);                        \
		ux == 0 ? uy : ((uy == 0) ? ux : min(ux, uy)); \
	})
#define min_not_zero(x, y) __min_not_zero(x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_))

#define clamp(val, lo, hi)	   min((__typeof__(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)	   clamp_t(__typeof__(val), val, lo, hi)

#define in_range64(val, start, len) ((val) >= (start) && (val) - (start) < (len))
#define in_range32(val, start, len) in_range64(val, start, len)
#define in_range(val, start, len)                           \
	__extension__({                                     \
		__auto_type __val = (val);                  \
		__auto_type __start = (start);              \
		__val >= __start &&__val - __start < (len); \
	})

/* The lowest, the highest of an array's @len elements, of which there is one at least. */
#define __minmax_array(op, array, len)                       \
	__extension__({                                      \
		__typeof__(&(array)[0]) __a = (array);       \
		__typeof__(len) __n = (len);                 \
		__typeof__((array)[0] + 0) __m = __a[--__n]; \
		while (__n--)                                \
			__m = __cmp(op, __m, __a[__n]);      \
		__m;                                         \
	})
#define min_array(array, len) __minmax_array(min, array, len)
#define max_array(array, len) __minmax_array(max, array, len)

#define swap(a, b)                         \
	do {                               \
		__typeof__(a) __tmp = (a); \
		(a) = (b);                 \
		(b) = __tmp;               \
	} while (0)

/* For constants: array sizes, enumerators. <sys/param.h> has the same two. */
#undef MIN
#undef MAX
#define MIN(a, b)	  __cmp(min, a, b)
#define MAX(a, b)	  __cmp(max, a, b)
#define MIN_T(type, a, b) __cmp(min, (type)(a), (type)(b))
#define MAX_T(type, a, b) __cmp(max, (type)(a), (type)(b))

#endif /* _LINUX_MINMAX_H */
