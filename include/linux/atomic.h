/* SPDX-License-Identifier: MIT */
/*
 * atomic_t, atomic64_t and atomic_long_t, and cmpxchg()/xchg() on plain words.
 *
 * As in Linux: operations that return nothing are relaxed; those that return a value are fully
 * ordered, unless the name ends in _acquire, _release or _relaxed; a conditional operation
 * that fails orders nothing.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/barrier.h>
#include <asm/processor.h>
#include <asm/rwonce.h>

/**
 * atomic_read() - and its family, defined below for atomic_t, atomic64_t and atomic_long_t
 * @v: the atomic
 *
 *	atomic_read(), atomic_set()		one access, no order; _acquire, _release
 *	atomic_OP(i, v)				add sub and or xor andnot, inc dec; no order
 *	atomic_OP_return(), atomic_fetch_OP()	the value after, or before
 *	atomic_xchg(), _cmpxchg()		return the value before
 *	atomic_try_cmpxchg(v, &old, new)	true if it was *old, else *old is what it is
 *	atomic_OP_and_test()			sub, inc, dec: true if it is 0 now; add_negative()
 *	atomic_add_unless(), _inc_not_zero()	true if it was added
 *
 * Those that return a value are fully ordered, between CPUs, unless the name or the failure of a
 * condition says otherwise. Overflow wraps.
 *
 * Context: any, signal handlers too. Return: the value. Follows Linux 6.12.
 */

/* clang-format off */
#define ATOMIC_INIT(i)		{ (i) }
#define ATOMIC64_INIT(i)	{ (i) }
#define ATOMIC_LONG_INIT(i)	{ (i) }
/* clang-format on */

/*
 * One type's whole family. @A: prefix, @T: atomic type, @V: value type, @U: its unsigned twin,
 * in which the arithmetic is done since overflow wraps.
 */
#define __ATOMIC_VALUE_OPS(A, T, V, U, op, suffix, order)                 \
	static __always_inline V A##_fetch_##op##suffix(V i, T *v)        \
	{                                                                 \
		return (V)arch_fetch_##op((U *)&v->counter, (U)i, order); \
	}

#define __ATOMIC_FETCH_OPS(A, T, V, U, op)                                       \
	__ATOMIC_VALUE_OPS(A, T, V, U, op, , __ATOMIC_SEQ_CST)                   \
	__ATOMIC_VALUE_OPS(A, T, V, U, op, _relaxed, __ATOMIC_RELAXED)           \
	__ATOMIC_VALUE_OPS(A, T, V, U, op, _acquire, __ATOMIC_ACQUIRE)           \
	__ATOMIC_VALUE_OPS(A, T, V, U, op, _release, __ATOMIC_RELEASE)           \
	static __always_inline void A##_##op(V i, T *v)                          \
	{                                                                        \
		(void)arch_fetch_##op((U *)&v->counter, (U)i, __ATOMIC_RELAXED); \
	}

#define __ATOMIC_RETURN_OPS(A, T, V, U, op, c, suffix)                \
	static __always_inline V A##_##op##_return##suffix(V i, T *v) \
	{                                                             \
		return (V)((U)A##_fetch_##op##suffix(i, v) c(U) i);   \
	}

#define __ATOMIC_STEP_OPS(A, T, V, U, step, op, c, suffix)         \
	static __always_inline V A##_fetch_##step##suffix(T *v)    \
	{                                                          \
		return A##_fetch_##op##suffix(1, v);               \
	}                                                          \
	static __always_inline V A##_##step##_return##suffix(T *v) \
	{                                                          \
		return (V)((U)A##_fetch_##op##suffix(1, v) c 1);   \
	}

#define __ATOMIC_XCHG_OPS(A, T, V, suffix, order)                              \
	static __always_inline V A##_xchg##suffix(T *v, V n)                   \
	{                                                                      \
		return arch_xchg(&v->counter, n, order);                       \
	}                                                                      \
	static __always_inline V A##_cmpxchg##suffix(T *v, V old, V n)         \
	{                                                                      \
		(void)arch_try_cmpxchg(&v->counter, &old, n, order);           \
		return old;                                                    \
	}                                                                      \
	static __always_inline bool A##_try_cmpxchg##suffix(T *v, V *old, V n) \
	{                                                                      \
		return arch_try_cmpxchg(&v->counter, old, n, order);           \
	}

#define __ATOMIC_ANDNOT_OPS(A, T, V, suffix)                         \
	static __always_inline V A##_fetch_andnot##suffix(V i, T *v) \
	{                                                            \
		return A##_fetch_and##suffix(~i, v);                 \
	}
#define __ATOMIC_NEGATIVE_OPS(A, T, V, suffix)                          \
	static __always_inline bool A##_add_negative##suffix(V i, T *v) \
	{                                                               \
		return A##_add_return##suffix(i, v) < 0;                \
	}

#define __ATOMIC_FAMILY(A, T, V, U)                                   \
	static __always_inline V A##_read(const T *v)                 \
	{                                                             \
		return READ_ONCE(v->counter);                         \
	}                                                             \
	static __always_inline V A##_read_acquire(const T *v)         \
	{                                                             \
		return smp_load_acquire(&v->counter);                 \
	}                                                             \
	static __always_inline void A##_set(T *v, V i)                \
	{                                                             \
		WRITE_ONCE(v->counter, i);                            \
	}                                                             \
	static __always_inline void A##_set_release(T *v, V i)        \
	{                                                             \
		smp_store_release(&v->counter, i);                    \
	}                                                             \
	__ATOMIC_FETCH_OPS(A, T, V, U, add)                           \
	__ATOMIC_FETCH_OPS(A, T, V, U, sub)                           \
	__ATOMIC_FETCH_OPS(A, T, V, U, and)                           \
	__ATOMIC_FETCH_OPS(A, T, V, U, or)                            \
	__ATOMIC_FETCH_OPS(A, T, V, U, xor)                           \
	__ATOMIC_RETURN_OPS(A, T, V, U, add, +, )                     \
	__ATOMIC_RETURN_OPS(A, T, V, U, add, +, _relaxed)             \
	__ATOMIC_RETURN_OPS(A, T, V, U, add, +, _acquire)             \
	__ATOMIC_RETURN_OPS(A, T, V, U, add, +, _release)             \
	__ATOMIC_RETURN_OPS(A, T, V, U, sub, -, )                     \
	__ATOMIC_RETURN_OPS(A, T, V, U, sub, -, _relaxed)             \
	__ATOMIC_RETURN_OPS(A, T, V, U, sub, -, _acquire)             \
	__ATOMIC_RETURN_OPS(A, T, V, U, sub, -, _release)             \
	__ATOMIC_STEP_OPS(A, T, V, U, inc, add, +, )                  \
	__ATOMIC_STEP_OPS(A, T, V, U, inc, add, +, _relaxed)          \
	__ATOMIC_STEP_OPS(A, T, V, U, inc, add, +, _acquire)          \
	__ATOMIC_STEP_OPS(A, T, V, U, inc, add, +, _release)          \
	__ATOMIC_STEP_OPS(A, T, V, U, dec, sub, -, )                  \
	__ATOMIC_STEP_OPS(A, T, V, U, dec, sub, -, _relaxed)          \
	__ATOMIC_STEP_OPS(A, T, V, U, dec, sub, -, _acquire)          \
	__ATOMIC_STEP_OPS(A, T, V, U, dec, sub, -, _release)          \
	__ATOMIC_XCHG_OPS(A, T, V, , __ATOMIC_SEQ_CST)                \
	__ATOMIC_XCHG_OPS(A, T, V, _relaxed, __ATOMIC_RELAXED)        \
	__ATOMIC_XCHG_OPS(A, T, V, _acquire, __ATOMIC_ACQUIRE)        \
	__ATOMIC_XCHG_OPS(A, T, V, _release, __ATOMIC_RELEASE)        \
	static __always_inline void A##_inc(T *v)                     \
	{                                                             \
		A##_add(1, v);                                        \
	}                                                             \
	static __always_inline void A##_dec(T *v)                     \
	{                                                             \
		A##_sub(1, v);                                        \
	}                                                             \
	__ATOMIC_ANDNOT_OPS(A, T, V, )                                \
	__ATOMIC_ANDNOT_OPS(A, T, V, _relaxed)                        \
	__ATOMIC_ANDNOT_OPS(A, T, V, _acquire)                        \
	__ATOMIC_ANDNOT_OPS(A, T, V, _release)                        \
	__ATOMIC_NEGATIVE_OPS(A, T, V, )                              \
	__ATOMIC_NEGATIVE_OPS(A, T, V, _relaxed)                      \
	__ATOMIC_NEGATIVE_OPS(A, T, V, _acquire)                      \
	__ATOMIC_NEGATIVE_OPS(A, T, V, _release)                      \
	static __always_inline void A##_andnot(V i, T *v)             \
	{                                                             \
		A##_and(~i, v);                                       \
	}                                                             \
	static __always_inline bool A##_sub_and_test(V i, T *v)       \
	{                                                             \
		return A##_sub_return(i, v) == 0;                     \
	}                                                             \
	static __always_inline bool A##_dec_and_test(T *v)            \
	{                                                             \
		return A##_fetch_sub(1, v) == 1;                      \
	}                                                             \
	static __always_inline bool A##_inc_and_test(T *v)            \
	{                                                             \
		return A##_fetch_add(1, v) == -1;                     \
	}                                                             \
	static __always_inline V A##_fetch_add_unless(T *v, V a, V u) \
	{                                                             \
		V c = A##_read(v);                                    \
                                                                      \
		do {                                                  \
			if (c == u)                                   \
				break;                                \
		} while (!A##_try_cmpxchg(v, &c, (V)((U)c + (U)a)));  \
		return c;                                             \
	}                                                             \
	static __always_inline bool A##_add_unless(T *v, V a, V u)    \
	{                                                             \
		return A##_fetch_add_unless(v, a, u) != u;            \
	}                                                             \
	static __always_inline bool A##_inc_not_zero(T *v)            \
	{                                                             \
		return A##_add_unless(v, 1, 0);                       \
	}                                                             \
	static __always_inline bool A##_inc_unless_negative(T *v)     \
	{                                                             \
		V c = A##_read(v);                                    \
                                                                      \
		do {                                                  \
			if (c < 0)                                    \
				return false;                         \
		} while (!A##_try_cmpxchg(v, &c, c + 1));             \
		return true;                                          \
	}                                                             \
	static __always_inline bool A##_dec_unless_positive(T *v)     \
	{                                                             \
		V c = A##_read(v);                                    \
                                                                      \
		do {                                                  \
			if (c > 0)                                    \
				return false;                         \
		} while (!A##_try_cmpxchg(v, &c, c - 1));             \
		return true;                                          \
	}                                                             \
	static __always_inline V A##_dec_if_positive(T *v)            \
	{                                                             \
		V c = A##_read(v);                                    \
                                                                      \
		do {                                                  \
			if (c - 1 < 0)                                \
				break;                                \
		} while (!A##_try_cmpxchg(v, &c, c - 1));             \
		return c - 1;                                         \
	}

__ATOMIC_FAMILY(atomic, atomic_t, int, unsigned int)
__ATOMIC_FAMILY(atomic64, atomic64_t, s64, u64)
__ATOMIC_FAMILY(atomic_long, atomic_long_t, long, unsigned long)

#define atomic_inc_not_zero_hint(v, hint) atomic_inc_not_zero(v)

/**
 * smp_cond_load_acquire() - spin until a word has a value that is waited for
 * @ptr: pointer to the word
 * @cond_expr: of VAL, which is what the word was found to be
 *
 * smp_cond_load_relaxed() orders nothing. atomic_cond_read_acquire(v, c), _relaxed: of an atomic.
 *
 * Context: any. Return: the value. Follows Linux 6.12.
 */
#define __smp_cond_load(ptr, load, cond_expr)            \
	__extension__({                                  \
		__typeof__(__atomic_load_n(ptr, 0)) VAL; \
                                                         \
		while (VAL = (load), !(cond_expr))       \
			cpu_relax();                     \
		VAL;                                     \
	})
#define smp_cond_load_relaxed(ptr, cond_expr) __smp_cond_load(ptr, READ_ONCE(*(ptr)), cond_expr)
#define smp_cond_load_acquire(ptr, cond_expr) __smp_cond_load(ptr, smp_load_acquire(ptr), cond_expr)
#define atomic_cond_read_relaxed(v, c)	      smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_cond_read_acquire(v, c)	      smp_cond_load_acquire(&(v)->counter, (c))
#define atomic64_cond_read_relaxed(v, c)      atomic_cond_read_relaxed(v, c)
#define atomic64_cond_read_acquire(v, c)      atomic_cond_read_acquire(v, c)
#define atomic_long_cond_read_relaxed(v, c)   atomic_cond_read_relaxed(v, c)
#define atomic_long_cond_read_acquire(v, c)   atomic_cond_read_acquire(v, c)

/* A branch on what was loaded orders the stores behind it; this, the loads too. */
#define smp_acquire__after_ctrl_dep() smp_rmb()
/* Between the release of one lock and the acquisition of another. */
#define smp_mb__after_unlock_lock()   smp_mb()
/* Dependent loads are in order on all hosts. */
#define smp_read_barrier_depends()    ((void)0)
#define read_barrier_depends()	      ((void)0)
#define virt_mb()		      smp_mb()
#define virt_rmb()		      smp_rmb()
#define virt_wmb()		      smp_wmb()
#define virt_store_mb(var, v)	      smp_store_mb(var, v)
#define virt_load_acquire(p)	      smp_load_acquire(p)
#define virt_store_release(p, v)      smp_store_release(p, v)

/**
 * xchg() - store to a plain scalar; cmpxchg(), try_cmpxchg(): if it has the value expected
 * @p: pointer to a scalar of 1, 2, 4 or 8 bytes
 * @v: what to store
 *
 * Fully ordered, or as the name says. cmpxchg64() and cmpxchg_local() are cmpxchg().
 * Context: any. Return: the value before. Follows Linux 6.12.
 */
#define __xchg(p, v, order)                 \
	({                                  \
		__typeof__(*(p)) __x = (v); \
		arch_xchg((p), __x, order); \
	})
#define xchg(p, v)	   __xchg(p, v, __ATOMIC_SEQ_CST)
#define xchg_relaxed(p, v) __xchg(p, v, __ATOMIC_RELAXED)
#define xchg_acquire(p, v) __xchg(p, v, __ATOMIC_ACQUIRE)
#define xchg_release(p, v) __xchg(p, v, __ATOMIC_RELEASE)

#define __cmpxchg(p, o, n, order)                                  \
	({                                                         \
		__typeof__(*(p)) __old = (o), __new = (n);         \
		(void)arch_try_cmpxchg((p), &__old, __new, order); \
		__old;                                             \
	})
#define cmpxchg(p, o, n)	   __cmpxchg(p, o, n, __ATOMIC_SEQ_CST)
#define cmpxchg_relaxed(p, o, n)   __cmpxchg(p, o, n, __ATOMIC_RELAXED)
#define cmpxchg_acquire(p, o, n)   __cmpxchg(p, o, n, __ATOMIC_ACQUIRE)
#define cmpxchg_release(p, o, n)   __cmpxchg(p, o, n, __ATOMIC_RELEASE)
#define cmpxchg64(p, o, n)	   cmpxchg(p, o, n)
#define cmpxchg64_relaxed(p, o, n) cmpxchg_relaxed(p, o, n)
#define cmpxchg64_acquire(p, o, n) cmpxchg_acquire(p, o, n)
#define cmpxchg64_release(p, o, n) cmpxchg_release(p, o, n)
#define cmpxchg64_local(p, o, n)   cmpxchg(p, o, n)
#define cmpxchg_local(p, o, n)	   cmpxchg(p, o, n)
#define sync_cmpxchg(p, o, n)	   cmpxchg(p, o, n)

#define try_cmpxchg(p, po, n)	      ((bool)arch_try_cmpxchg((p), (po), (n), __ATOMIC_SEQ_CST))
#define try_cmpxchg_relaxed(p, po, n) ((bool)arch_try_cmpxchg((p), (po), (n), __ATOMIC_RELAXED))
#define try_cmpxchg_acquire(p, po, n) ((bool)arch_try_cmpxchg((p), (po), (n), __ATOMIC_ACQUIRE))
#define try_cmpxchg_release(p, po, n) ((bool)arch_try_cmpxchg((p), (po), (n), __ATOMIC_RELEASE))
#define try_cmpxchg64(p, po, n)	      try_cmpxchg(p, po, n)
#define try_cmpxchg_local(p, po, n)   try_cmpxchg(p, po, n)
#define try_cmpxchg64_local(p, po, n) try_cmpxchg(p, po, n)

#endif /* _LINUX_ATOMIC_H */
