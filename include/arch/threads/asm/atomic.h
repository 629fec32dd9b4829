/* SPDX-License-Identifier: MIT */
/*
 * The atomic operations that <linux/atomic.h> and <linux/bitops.h> are made of; @order is one
 * of the compiler's __ATOMIC_ constants.
 */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

#include <linux/compiler.h>
#include <asm/barrier.h>

#define arch_load(p, order)	    __atomic_load_n((p), order)
/* Where it must be no scheduling point of the other machine. */
#define arch_load_quietly(p, order) arch_load(p, order)
#define arch_store(p, v, order)	    __atomic_store_n((p), (v), order)
#define arch_xchg(p, v, order)	    __atomic_exchange_n((p), (v), order)
#define arch_fetch_add(p, v, order) __atomic_fetch_add((p), (v), order)
#define arch_fetch_sub(p, v, order) __atomic_fetch_sub((p), (v), order)
#define arch_fetch_and(p, v, order) __atomic_fetch_and((p), (v), order)
#define arch_fetch_or(p, v, order)  __atomic_fetch_or((p), (v), order)
#define arch_fetch_xor(p, v, order) __atomic_fetch_xor((p), (v), order)
/* On failure *@oldp receives what was found, with relaxed order. */
#define arch_try_cmpxchg(p, oldp, v, order) \
	__atomic_compare_exchange_n((p), (oldp), (v), 0, order, __ATOMIC_RELAXED)

/* Several accesses that are one operation to drivers: one scheduling point on the machine that has
 * such. */
#define arch_op_begin(p)	   ((void)(p))
#define arch_op_store(p, v, order) arch_store(p, v, order)

#endif /* _ASM_ATOMIC_H */
