/* SPDX-License-Identifier: MIT */
/*
 * READ_ONCE() and WRITE_ONCE(): one access, neither torn nor repeated nor merged. TSan takes
 * a volatile access for a plain one, so there they are relaxed atomics of the same size.
 */
#ifndef _ASM_RWONCE_H
#define _ASM_RWONCE_H

#ifndef __SANITIZE_THREAD__
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif
#endif

#ifndef __SANITIZE_THREAD__

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)                               \
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

#define READ_ONCE(x)                                     \
	__extension__({                                  \
		union {                                  \
			__typeof__(x) val;               \
			char c[sizeof(x)];               \
		} __ro;                                  \
		__tl_read_once(&(x), __ro.c, sizeof(x)); \
		__ro.val;                                \
	})
#define WRITE_ONCE(x, v)                                  \
	do {                                              \
		union {                                   \
			__typeof__(x) val;                \
			char c[sizeof(x)];                \
		} __wo = {.val = (v)};                    \
		__tl_write_once(&(x), __wo.c, sizeof(x)); \
	} while (0)

#endif /* __SANITIZE_THREAD__ */

/* The same for bookkeeping on which no driver's outcome depends: no scheduling point on the
 * machine that has such. */
#define arch_peek(x)	  READ_ONCE(x)
#define arch_poke(x, val) WRITE_ONCE(x, val)

#endif /* _ASM_RWONCE_H */
