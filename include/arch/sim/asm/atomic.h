/* SPDX-License-Identifier: MIT */
/*
 * The atomic operations that <linux/atomic.h> and <linux/bitops.h> are made of: a scheduling point
 * and the operation. They are the host's atomics, so that what the library shares with other host
 * threads (the log) and race detectors work. An operation that changes nothing is no progress.
 */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

#include <linux/compiler.h>
#include <asm/barrier.h>

#define arch_load(p, order)                                           \
	__extension__({                                               \
		__typeof__(p) __arch_p = (p);                         \
		arch_point(ARCH_POINT_LOAD, (unsigned long)__arch_p); \
		__atomic_load_n(__arch_p, order);                     \
	})
/* The same without a point: of what is no driver's to see. */
#define arch_load_quietly(p, order) __atomic_load_n(p, order)
#define arch_store(p, v, order)                                              \
	do {                                                                 \
		__typeof__(p) __arch_p = (p);                                \
		__typeof__(*__arch_p) __arch_v = (v);                        \
		arch_point_write(ARCH_POINT_STORE, (unsigned long)__arch_p); \
		__atomic_store_n(__arch_p, __arch_v, order);                 \
	} while (0)

#define __arch_rmw(op, p, v, order, changes)                                         \
	__extension__({                                                              \
		__typeof__(p) __arch_p = (p);                                        \
		__typeof__(__atomic_load_n(__arch_p, 0)) __arch_v = (v), __arch_old; \
		arch_point(ARCH_POINT_RMW, (unsigned long)__arch_p);                 \
		__arch_old = op(__arch_p, __arch_v, order);                          \
		if (changes)                                                         \
			arch_set(progress, 1);                                       \
		__arch_old;                                                          \
	})

#define arch_xchg(p, v, order)	    __arch_rmw(__atomic_exchange_n, p, v, order, __arch_old != __arch_v)
#define arch_fetch_add(p, v, order) __arch_rmw(__atomic_fetch_add, p, v, order, __arch_v != 0)
#define arch_fetch_sub(p, v, order) __arch_rmw(__atomic_fetch_sub, p, v, order, __arch_v != 0)
#define arch_fetch_and(p, v, order) \
	__arch_rmw(__atomic_fetch_and, p, v, order, (__arch_old & __arch_v) != __arch_old)
#define arch_fetch_or(p, v, order) \
	__arch_rmw(__atomic_fetch_or, p, v, order, (__arch_old | __arch_v) != __arch_old)
#define arch_fetch_xor(p, v, order) __arch_rmw(__atomic_fetch_xor, p, v, order, __arch_v != 0)
/* On failure *@oldp receives what was found, with relaxed order. */
#define arch_try_cmpxchg(p, oldp, v, order)                                                   \
	__extension__({                                                                       \
		__typeof__(p) __arch_p = (p);                                                 \
		__typeof__(oldp) __arch_oldp = (oldp);                                        \
		__typeof__(__atomic_load_n(__arch_p, 0)) __arch_v = (v);                      \
		_Bool __arch_done;                                                            \
		arch_point(ARCH_POINT_RMW, (unsigned long)__arch_p);                          \
		__arch_done = __atomic_compare_exchange_n(__arch_p, __arch_oldp, __arch_v, 0, \
							  order, __ATOMIC_RELAXED);           \
		if (__arch_done)                                                              \
			arch_set(progress, 1);                                                \
		__arch_done;                                                                  \
	})

/* Several accesses that are one operation to drivers: one scheduling point. */
#define arch_op_begin(p)	   arch_point_write(ARCH_POINT_STORE, (unsigned long)(p))
#define arch_op_store(p, v, order) __atomic_store_n((p), (v), order)

#endif /* _ASM_ATOMIC_H */
