/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers between CPUs. TSan refuses a stand-alone fence, so there a full barrier is
 * a read-modify-write of one shared word.
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <asm/processor.h>
#include <asm/abi.h>

#ifdef __SANITIZE_THREAD__
__tl_api_begin
extern unsigned int arch_tsan_fence;
__tl_api_end
#define __arch_fence(order) ((void)__atomic_fetch_add(&arch_tsan_fence, 0, order))
#else
#define __arch_fence(order) __atomic_thread_fence(order)
#endif

#define smp_mb()   __arch_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()  __arch_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()  __arch_fence(__ATOMIC_RELEASE)
#define mb()	   smp_mb()
#define rmb()	   smp_rmb()
#define wmb()	   smp_wmb()
#define dma_mb()   smp_mb()
#define dma_rmb()  smp_rmb()
#define dma_wmb()  smp_wmb()
#define __smp_mb() smp_mb()

/* Every atomic read-modify-write without a return value is followed by a barrier only here. */
#define smp_mb__before_atomic()	 smp_mb()
#define smp_mb__after_atomic()	 smp_mb()
#define smp_mb__after_spinlock() smp_mb()

#define smp_load_acquire(p)	__atomic_load_n((p), __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
/* Elsewhere than on x86 a seq_cst exchange does not order what follows it. */
#if defined(__x86_64__)
#define smp_store_mb(var, v) ((void)__atomic_exchange_n(&(var), (v), __ATOMIC_SEQ_CST))
#else
#define smp_store_mb(var, v)                                     \
	do {                                                     \
		__atomic_store_n(&(var), (v), __ATOMIC_RELAXED); \
		smp_mb();                                        \
	} while (0)
#endif

#endif /* _ASM_BARRIER_H */
