/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers between CPUs. This machine is sequentially consistent; they are scheduling
 * points, and the host's barriers are kept for the library's data that other host threads share.
 * TSan refuses a stand-alone fence, so there a full barrier is a read-modify-write of one shared
 * word.
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <asm/processor.h>
#include <asm/abi.h>

#ifdef __ARCH_TSAN
__tl_api_begin
extern unsigned int arch_tsan_fence;
__tl_api_end
#define __arch_host_fence(order) ((void)__atomic_fetch_add(&arch_tsan_fence, 0, order))
#else
#define __arch_host_fence(order) __atomic_thread_fence(order)
#endif

#define __arch_fence(order)                      \
	do {                                     \
		arch_point(ARCH_POINT_FENCE, 0); \
		__arch_host_fence(order);        \
	} while (0)

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

#define smp_load_acquire(p)                                           \
	__extension__({                                               \
		__typeof__(p) __arch_p = (p);                         \
		arch_point(ARCH_POINT_LOAD, (unsigned long)__arch_p); \
		__atomic_load_n(__arch_p, __ATOMIC_ACQUIRE);          \
	})
#define smp_store_release(p, v)                                              \
	do {                                                                 \
		__typeof__(p) __arch_p = (p);                                \
		__typeof__(*__arch_p) __arch_v = (v);                        \
		arch_point_write(ARCH_POINT_STORE, (unsigned long)__arch_p); \
		__atomic_store_n(__arch_p, __arch_v, __ATOMIC_RELEASE);      \
	} while (0)
#define smp_store_mb(var, v)                                                     \
	do {                                                                     \
		__typeof__(&(var)) __arch_p = &(var);                            \
		__typeof__(*__arch_p) __arch_v = (v);                            \
		arch_point_write(ARCH_POINT_RMW, (unsigned long)__arch_p);       \
		(void)__atomic_exchange_n(__arch_p, __arch_v, __ATOMIC_SEQ_CST); \
	} while (0)

#endif /* _ASM_BARRIER_H */
