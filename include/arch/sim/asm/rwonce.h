/* SPDX-License-Identifier: MIT */
/*
 * READ_ONCE() and WRITE_ONCE(): a scheduling point and one access. For TSan, and in mode plain, the
 * access is a relaxed atomic, since a volatile one is instrumented as a plain one.
 */
#ifndef _ASM_RWONCE_H
#define _ASM_RWONCE_H

#include <asm/point.h>

/* Without a point: for bookkeeping on which no driver's outcome depends. */
#if !defined(__ARCH_TSAN) && !defined(TL_PLAIN)

#define arch_peek(x) (*(const volatile __typeof__(x) *)&(x))
#define arch_poke(x, val)                                \
	do {                                             \
		*(volatile __typeof__(x) *)&(x) = (val); \
	} while (0)

#else

static inline __attribute__((always_inline)) void __tl_read_once(const volatile void *p, void *to,
								 unsigned long size)
{
	switch (size) {
	case 1:
		*(unsigned char *)to = __atomic_load_n((const unsigned char *)p, 0);
		break;
	case 2:
		*(unsigned short *)to = __atomic_load_n((const unsigned short *)p, 0);
		break;
	case 4:
		*(unsigned int *)to = __atomic_load_n((const unsigned int *)p, 0);
		break;
	case 8:
		*(unsigned long *)to = __atomic_load_n((const unsigned long *)p, 0);
		break;
	default:
		__builtin_memcpy(to, (const void *)p, size);
	}
}

static inline __attribute__((always_inline)) void
__tl_write_once(volatile void *p, const void *from, unsigned long size)
{
	switch (size) {
	case 1:
		__atomic_store_n((unsigned char *)p, *(const unsigned char *)from, 0);
		break;
	case 2:
		__atomic_store_n((unsigned short *)p, *(const unsigned short *)from, 0);
		break;
	case 4:
		__atomic_store_n((unsigned int *)p, *(const unsigned int *)from, 0);
		break;
	case 8:
		__atomic_store_n((unsigned long *)p, *(const unsigned long *)from, 0);
		break;
	default:
		__builtin_memcpy((void *)p, from, size);
	}
}

#define arch_peek(x)                                     \
	__extension__({                                  \
		union {                                  \
			__typeof__(x) val;               \
			char c[sizeof(x)];               \
		} __ro;                                  \
		__tl_read_once(&(x), __ro.c, sizeof(x)); \
		__ro.val;                                \
	})
#define arch_poke(x, v)                                   \
	do {                                              \
		union {                                   \
			__typeof__(x) val;                \
			char c[sizeof(x)];                \
		} __wo = {.val = (v)};                    \
		__tl_write_once(&(x), __wo.c, sizeof(x)); \
	} while (0)

#endif /* !__ARCH_TSAN && !TL_PLAIN */

/* The operands are evaluated once, and before the point: the access is what comes after it. */
#define READ_ONCE(x)                                                   \
	__extension__({                                                \
		__typeof__(x) const volatile *__arch_ro = &(x);        \
		arch_point(ARCH_POINT_LOAD, (unsigned long)__arch_ro); \
		arch_peek(*__arch_ro);                                 \
	})
#define WRITE_ONCE(x, v)                                                      \
	do {                                                                  \
		__typeof__(x) volatile *__arch_wo = &(x);                     \
		__typeof__(x) __arch_wov = (v);                               \
		arch_point_write(ARCH_POINT_STORE, (unsigned long)__arch_wo); \
		arch_poke(*__arch_wo, __arch_wov);                            \
	} while (0)

#endif /* _ASM_RWONCE_H */
