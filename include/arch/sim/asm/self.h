/* SPDX-License-Identifier: MIT */
/*
 * The outermost step into atomic code, and the last out of it. Who runs has its CPU already, so
 * both are a word written: nothing preempts who has ctx != 0, and interrupts come at points only.
 */
#ifndef _ASM_SELF_H
#define _ASM_SELF_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <asm/abi.h>
#include <asm/point.h>

#define ARCH_CTX_IRQ_OFF (1UL << 32)
/* In a call into the C library: masked as well, but not by the program; see host/call.h. */
#define ARCH_CTX_HOST	 (1UL << 33)
#define ARCH_CTX_MASKED	 (ARCH_CTX_IRQ_OFF | ARCH_CTX_HOST)

__tl_api_begin
void arch_take_slow(void);
void arch_spin(void);
void arch_rcu_look(void);
_Bool arch_raise_refused(void);
struct task_struct *arch_task_register(void);
/* The library has changed an object of the driver's, where there is no point. */
void arch_api_touch(const void *obj);
__tl_api_end

/* Who has the CPU sees what the former one did there: given by there being one fiber at a time,
 * and said to a race detector, which does not know the fibers' switches for synchronisation. */
#ifdef __ARCH_TSAN
#define __arch_cpu_acquire() ((void)__atomic_load_n(&arch_get(cpu)->sync, __ATOMIC_ACQUIRE))
#define __arch_cpu_release() ((void)__atomic_fetch_add(&arch_get(cpu)->sync, 1, __ATOMIC_RELEASE))
#else
#define __arch_cpu_acquire() ((void)0)
#define __arch_cpu_release() ((void)0)
#endif

/* A read section may be over that a grace period waits for. */
static __always_inline void __arch_rcu_look(void)
{
	if (unlikely(arch_get(rcu_awaited)))
		arch_rcu_look();
}

/* @ctx is the new value, @old what it was. */
static __always_inline void arch_ctx_raise(unsigned long old, unsigned long ctx)
{
	/* Something may come in before it; it leaves ctx as it found it. 0xff: preempt_count's own
	 * field. */
	arch_point((old ^ ctx) & ~0xffUL ? ARCH_POINT_MASK : ARCH_POINT_PREEMPT, 0);
	arch_set(ctx, ctx);
	barrier();
	if (!old) {
		if (unlikely(!arch_get(on_cpu)))
			arch_take_slow();
		__arch_cpu_acquire();
	}
}

/* The way back. Where interrupts are on afterwards, what was held off is served now. */
static __always_inline void arch_ctx_lower(unsigned long ctx)
{
	barrier();
	if (!ctx)
		__arch_cpu_release();
	arch_set(ctx, ctx);
	barrier();
	if (!ctx)
		__arch_rcu_look();
	if ((unlikely(__arch_use_budget() < 0) && !__arch_passes(0)) || unlikely(arch_get(pending)))
		arch_point_slow(ARCH_POINT_ENABLE | ARCH_POINT_WHERE, 0);
}

/* A point where what was held off is served, if interrupts are on. */
static __always_inline void arch_irq_point(void)
{
	arch_point(ARCH_POINT_ENABLE, 0);
}

/* Only the machine's own thread raises lines: another's could not be repeated. */
#define arch_may_raise() (likely(arch_get(tid)) || !arch_raise_refused())

#endif /* _ASM_SELF_H */
