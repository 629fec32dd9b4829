/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU variables: one copy for each CPU, which belongs to that CPU's owner.
 *
 * A variable is an array, indexed by CPU, in the object that defines it. The array's elements lie
 * __TL_PERCPU_STRIDE bytes apart whatever their type, so that the copies of a member are found
 * like those of the whole. The array's symbol is __percpu_NAME; NAME itself is a declaration of
 * the type that was asked for, by which C code refers to the array's beginning. So, as on Linux,
 * NAME and &NAME are used through the accessors below only, and a `static` in front works.
 *
 * Memory is the host's, in pages that are there once they are touched: NR_CPUS pages at most for
 * each variable.
 *
 * DIVERGES: there is no initial value other than zero: DEFINE_PER_CPU(int, x) = 1 does not
 * assemble. A variable is at most a page long, stands at file scope, and is not for objects that
 * are built with link-time optimisation (the linker names it).
 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <asm/rwonce.h>

#define __TL_PERCPU_STRIDE 4096

#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name __asm__("__percpu_" #name)

#define DEFINE_PER_CPU(type, name)                                          \
	char __percpu_##name[NR_CPUS * __TL_PERCPU_STRIDE]                  \
		__attribute__((__used__, __aligned__(__TL_PERCPU_STRIDE))); \
	_Static_assert(sizeof(__typeof__(type)) <= __TL_PERCPU_STRIDE,      \
		       "per-CPU " #name " is too long");                    \
	DECLARE_PER_CPU(type, name)

/* Every copy is aligned to a page. */
#define DECLARE_PER_CPU_ALIGNED(type, name)	   DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_ALIGNED(type, name)	   DEFINE_PER_CPU(type, name)
#define DECLARE_PER_CPU_SHARED_ALIGNED(type, name) DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name)  DEFINE_PER_CPU(type, name)
#define DECLARE_PER_CPU_PAGE_ALIGNED(type, name)   DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name)	   DEFINE_PER_CPU(type, name)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name)	   DECLARE_PER_CPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name)	   DEFINE_PER_CPU(type, name)
#define EXPORT_PER_CPU_SYMBOL(name)		   extern __typeof__(name) name
#define EXPORT_PER_CPU_SYMBOL_GPL(name)		   extern __typeof__(name) name

/* The compiler must not conclude that this stays within what NAME was declared as. */
static __always_inline void *__tl_percpu_at(const volatile void *ptr, unsigned int cpu)
{
	unsigned long addr = (unsigned long)ptr;

	__asm__("" : "+r"(addr));
	return (void *)(addr + (unsigned long)cpu * __TL_PERCPU_STRIDE);
}

/**
 * per_cpu_ptr() - a CPU's copy
 * @ptr: address of a per-CPU variable or of a part of it, or what alloc_percpu() returned
 * @cpu: its number
 *
 * Context: any. Another CPU's copy may change at any time: READ_ONCE() it.
 */
#define per_cpu_ptr(ptr, cpu) ((__typeof__(*(ptr)) *)__tl_percpu_at((ptr), (unsigned int)(cpu)))
#define per_cpu(var, cpu)     (*per_cpu_ptr(&(var), cpu))

/* The copy of this CPU: the caller is on it as long as preemption, or more, is disabled. */
#define raw_cpu_ptr(ptr)  per_cpu_ptr(ptr, raw_smp_processor_id())
#define this_cpu_ptr(ptr) per_cpu_ptr(ptr, smp_processor_id())

/* Disables preemption until put_cpu_var(). */
#define get_cpu_var(var)              \
	(*({                          \
		preempt_disable();    \
		this_cpu_ptr(&(var)); \
	}))
#define put_cpu_var(var)          \
	do {                      \
		(void)&(var);     \
		preempt_enable(); \
	} while (0)
#define get_cpu_ptr(ptr)           \
	({                         \
		preempt_disable(); \
		this_cpu_ptr(ptr); \
	})
#define put_cpu_ptr(ptr)          \
	do {                      \
		(void)(ptr);      \
		preempt_enable(); \
	} while (0)

/*
 * raw_cpu_*: for callers that are on the CPU, and that know that no interrupt gets in between.
 * Single accesses, so that other CPUs may look.
 */
#define raw_cpu_read(pcp)	READ_ONCE(*raw_cpu_ptr(&(pcp)))
#define raw_cpu_write(pcp, val) WRITE_ONCE(*raw_cpu_ptr(&(pcp)), (val))

#define __raw_cpu_return(pcp, op, val)                                                      \
	({                                                                                  \
		__typeof__(&(pcp)) __raw_p = raw_cpu_ptr(&(pcp));                           \
		__typeof__(pcp) __raw_new = (__typeof__(pcp))(READ_ONCE(*__raw_p) op(val)); \
		WRITE_ONCE(*__raw_p, __raw_new);                                            \
		__raw_new;                                                                  \
	})
#define raw_cpu_add_return(pcp, val) __raw_cpu_return(pcp, +, val)
#define raw_cpu_sub_return(pcp, val) __raw_cpu_return(pcp, -, val)
#define raw_cpu_inc_return(pcp)	     raw_cpu_add_return(pcp, 1)
#define raw_cpu_dec_return(pcp)	     raw_cpu_sub_return(pcp, 1)
#define raw_cpu_add(pcp, val)	     ((void)raw_cpu_add_return(pcp, val))
#define raw_cpu_sub(pcp, val)	     ((void)raw_cpu_sub_return(pcp, val))
#define raw_cpu_inc(pcp)	     raw_cpu_add(pcp, 1)
#define raw_cpu_dec(pcp)	     raw_cpu_sub(pcp, 1)
#define raw_cpu_and(pcp, val)	     ((void)__raw_cpu_return(pcp, &, val))
#define raw_cpu_or(pcp, val)	     ((void)__raw_cpu_return(pcp, |, val))

#define raw_cpu_xchg(pcp, nval)                                   \
	({                                                        \
		__typeof__(&(pcp)) __raw_p = raw_cpu_ptr(&(pcp)); \
		__typeof__(pcp) __raw_old = READ_ONCE(*__raw_p);  \
		WRITE_ONCE(*__raw_p, (nval));                     \
		__raw_old;                                        \
	})
/* *@ovalp receives what was found, if that is not what it was. */
#define raw_cpu_try_cmpxchg(pcp, ovalp, nval)                        \
	({                                                           \
		__typeof__(&(pcp)) __raw_try = (ovalp);              \
		__typeof__(pcp) __raw_want = *__raw_try;             \
		*__raw_try = raw_cpu_cmpxchg(pcp, __raw_want, nval); \
		*__raw_try == __raw_want;                            \
	})
#define raw_cpu_cmpxchg(pcp, oval, nval)                          \
	({                                                        \
		__typeof__(&(pcp)) __raw_p = raw_cpu_ptr(&(pcp)); \
		__typeof__(pcp) __raw_old = READ_ONCE(*__raw_p);  \
		if (__raw_old == (oval))                          \
			WRITE_ONCE(*__raw_p, (nval));             \
		__raw_old;                                        \
	})

/* __this_cpu_*: the same; Linux checks preemption in them. */
#define __this_cpu_read(pcp)			 raw_cpu_read(pcp)
#define __this_cpu_write(pcp, val)		 raw_cpu_write(pcp, val)
#define __this_cpu_add(pcp, val)		 raw_cpu_add(pcp, val)
#define __this_cpu_sub(pcp, val)		 raw_cpu_sub(pcp, val)
#define __this_cpu_inc(pcp)			 raw_cpu_inc(pcp)
#define __this_cpu_dec(pcp)			 raw_cpu_dec(pcp)
#define __this_cpu_and(pcp, val)		 raw_cpu_and(pcp, val)
#define __this_cpu_or(pcp, val)			 raw_cpu_or(pcp, val)
#define __this_cpu_add_return(pcp, val)		 raw_cpu_add_return(pcp, val)
#define __this_cpu_sub_return(pcp, val)		 raw_cpu_sub_return(pcp, val)
#define __this_cpu_inc_return(pcp)		 raw_cpu_inc_return(pcp)
#define __this_cpu_dec_return(pcp)		 raw_cpu_dec_return(pcp)
#define __this_cpu_xchg(pcp, nval)		 raw_cpu_xchg(pcp, nval)
#define __this_cpu_cmpxchg(pcp, oval, nval)	 raw_cpu_cmpxchg(pcp, oval, nval)
#define __this_cpu_try_cmpxchg(pcp, ovalp, nval) raw_cpu_try_cmpxchg(pcp, ovalp, nval)

/*
 * this_cpu_*: one operation, whole with respect to preemption and interrupts, from any context. It
 * takes the CPU for its own length. Values are computed before, with interrupts as they were.
 */
#define __this_cpu_whole(type, op)               \
	({                                       \
		unsigned long __this_flags;      \
		type __this_ret;                 \
		local_irq_save(__this_flags);    \
		__this_ret = (op);               \
		local_irq_restore(__this_flags); \
		__this_ret;                      \
	})
#define __this_cpu_whole_val(pcp, op, val)                                                \
	({                                                                                \
		__typeof__(pcp) __this_val = (__typeof__(pcp))(val);                      \
		__this_cpu_whole(__typeof__(pcp), __raw_cpu_return(pcp, op, __this_val)); \
	})

#define this_cpu_read(pcp) __this_cpu_whole(__typeof__(pcp), raw_cpu_read(pcp))
#define this_cpu_write(pcp, val)                    \
	do {                                        \
		__typeof__(pcp) __this_val = (val); \
		unsigned long __this_flags;         \
		local_irq_save(__this_flags);       \
		raw_cpu_write(pcp, __this_val);     \
		local_irq_restore(__this_flags);    \
	} while (0)
#define this_cpu_add_return(pcp, val) __this_cpu_whole_val(pcp, +, val)
#define this_cpu_sub_return(pcp, val) __this_cpu_whole_val(pcp, -, val)
#define this_cpu_inc_return(pcp)      this_cpu_add_return(pcp, 1)
#define this_cpu_dec_return(pcp)      this_cpu_sub_return(pcp, 1)
#define this_cpu_add(pcp, val)	      ((void)this_cpu_add_return(pcp, val))
#define this_cpu_sub(pcp, val)	      ((void)this_cpu_sub_return(pcp, val))
#define this_cpu_inc(pcp)	      this_cpu_add(pcp, 1)
#define this_cpu_dec(pcp)	      this_cpu_sub(pcp, 1)
#define this_cpu_and(pcp, val)	      ((void)__this_cpu_whole_val(pcp, &, val))
#define this_cpu_or(pcp, val)	      ((void)__this_cpu_whole_val(pcp, |, val))
#define this_cpu_xchg(pcp, nval)                                                  \
	({                                                                        \
		__typeof__(pcp) __this_val = (nval);                              \
		__this_cpu_whole(__typeof__(pcp), raw_cpu_xchg(pcp, __this_val)); \
	})
#define this_cpu_cmpxchg(pcp, oval, nval)                                                        \
	({                                                                                       \
		__typeof__(pcp) __this_old = (oval), __this_new = (nval);                        \
		__this_cpu_whole(__typeof__(pcp), raw_cpu_cmpxchg(pcp, __this_old, __this_new)); \
	})
#define this_cpu_try_cmpxchg(pcp, ovalp, nval)                          \
	({                                                              \
		__typeof__(&(pcp)) __this_try = (ovalp);                \
		__typeof__(pcp) __this_want = *__this_try;              \
		*__this_try = this_cpu_cmpxchg(pcp, __this_want, nval); \
		*__this_try == __this_want;                             \
	})

#endif /* _LINUX_PERCPU_DEFS_H */
