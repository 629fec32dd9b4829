/* SPDX-License-Identifier: MIT */
/*
 * Reference counts: atomic counters that warn instead of wrapping. One that went wrong is
 * saturated: it stays far below 0, and what it counts is never freed.
 *
 * Getting a reference orders nothing; putting one is a release, and the last one an acquire too.
 */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/refcount_types.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

struct mutex;

#define REFCOUNT_INIT(n)                \
	{                               \
		.refs = ATOMIC_INIT(n), \
	}
#define REFCOUNT_MAX	   INT_MAX
#define REFCOUNT_SATURATED (INT_MIN / 2)

enum refcount_saturation_type {
	REFCOUNT_ADD_NOT_ZERO_OVF,
	REFCOUNT_ADD_OVF,
	REFCOUNT_ADD_UAF,
	REFCOUNT_SUB_UAF,
	REFCOUNT_DEC_LEAK,
};

__tl_api_begin
/* Saturates it and warns, once for each kind. Context: any. */
void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t);

/**
 * refcount_dec_if_one() - decrement if that gives 0; refcount_dec_not_one(): unless it does
 * @r: the count
 *
 * Context: any. Return: true if it was decremented. Follows Linux 6.12.
 */
bool refcount_dec_if_one(refcount_t *r);
/** refcount_dec_not_one() - see refcount_dec_if_one() */
bool refcount_dec_not_one(refcount_t *r);
/**
 * refcount_dec_and_lock() - decrement, and if it gets 0 return with a lock taken
 * @r: the count
 * @lock: the spinlock; refcount_dec_and_mutex_lock(): a mutex
 *
 * refcount_dec_and_lock_irqsave(): interrupts are masked then, and @flags says what they were.
 *
 * Context: as for the lock. Return: true with the lock taken if it is 0 now. Follows Linux 6.12.
 */
bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);
/** refcount_dec_and_lock_irqsave() - see refcount_dec_and_lock() */
bool refcount_dec_and_lock_irqsave(refcount_t *r, spinlock_t *lock, unsigned long *flags);
/** refcount_dec_and_mutex_lock() - see refcount_dec_and_lock() */
bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock);
__tl_api_end

/**
 * refcount_set() - initialise the count; and the family
 * @r: the count
 * @n: what it is from now on
 *
 *	refcount_read()				its value
 *	refcount_inc(), refcount_add(i, r)	warns if it is 0: "addition on 0; use-after-free"
 *	refcount_inc_not_zero(), _add_not_zero() true if it was not 0
 *	refcount_dec()				warns if it gets 0: "decrement hit 0; leaking memory"
 *	refcount_dec_and_test(), _sub_and_test() true if it is 0 now; warns if it was 0 before
 *
 * The kinds that begin with __ store the value before in @oldp, unless that is NULL.
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline void refcount_set_release(refcount_t *r, int n)
{
	atomic_set_release(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return (unsigned int)atomic_read(&r->refs);
}

static inline void __refcount_old(int *oldp, int old)
{
	if (oldp)
		*oldp = old;
}

/* Does adding @i to @old leave what a count may be? */
static inline bool __refcount_wraps(int i, int old)
{
	return old < 0 || (int)((unsigned int)old + (unsigned int)i) < 0;
}

static inline void __refcount_add(int i, refcount_t *r, int *oldp)
{
	int old = atomic_fetch_add_relaxed(i, &r->refs);

	__refcount_old(oldp, old);
	if (unlikely(!old))
		refcount_warn_saturate(r, REFCOUNT_ADD_UAF);
	else if (unlikely(__refcount_wraps(i, old)))
		refcount_warn_saturate(r, REFCOUNT_ADD_OVF);
}

#define __REFCOUNT_ADD_NOT_ZERO(suffix, order)                                                    \
	static inline __must_check bool __refcount_add_not_zero##suffix(int i, refcount_t *r,     \
									int *oldp)                \
	{                                                                                         \
		int old = refcount_read(r);                                                       \
                                                                                                  \
		do {                                                                              \
			if (!old)                                                                 \
				break;                                                            \
		} while (!atomic_try_cmpxchg##order(&r->refs, &old,                               \
						    (int)((unsigned int)old + (unsigned int)i))); \
		__refcount_old(oldp, old);                                                        \
		if (unlikely(__refcount_wraps(i, old)))                                           \
			refcount_warn_saturate(r, REFCOUNT_ADD_NOT_ZERO_OVF);                     \
		return old != 0;                                                                  \
	}                                                                                         \
	static inline __must_check bool refcount_add_not_zero##suffix(int i, refcount_t *r)       \
	{                                                                                         \
		return __refcount_add_not_zero##suffix(i, r, NULL);                               \
	}                                                                                         \
	static inline __must_check bool __refcount_inc_not_zero##suffix(refcount_t *r, int *oldp) \
	{                                                                                         \
		return __refcount_add_not_zero##suffix(1, r, oldp);                               \
	}                                                                                         \
	static inline __must_check bool refcount_inc_not_zero##suffix(refcount_t *r)              \
	{                                                                                         \
		return __refcount_add_not_zero##suffix(1, r, NULL);                               \
	}
__REFCOUNT_ADD_NOT_ZERO(, _relaxed)
__REFCOUNT_ADD_NOT_ZERO(_acquire, _acquire)

static inline void refcount_add(int i, refcount_t *r)
{
	__refcount_add(i, r, NULL);
}

static inline void __refcount_inc(refcount_t *r, int *oldp)
{
	__refcount_add(1, r, oldp);
}

static inline void refcount_inc(refcount_t *r)
{
	__refcount_add(1, r, NULL);
}

static inline __must_check bool __refcount_sub_and_test(int i, refcount_t *r, int *oldp)
{
	/* RF1: release what was done with the object, and RF2: acquire what the others did: who
	 * frees it does so after all of them. */
	int old = (int)arch_fetch_sub((unsigned int *)&r->refs.counter, (unsigned int)i,
				      __ATOMIC_ACQ_REL);

	__refcount_old(oldp, old);
	if (old > 0 && old == i)
		return true;
	if (unlikely(old <= 0 || old - i < 0))
		refcount_warn_saturate(r, REFCOUNT_SUB_UAF);
	return false;
}

static inline __must_check bool refcount_sub_and_test(int i, refcount_t *r)
{
	return __refcount_sub_and_test(i, r, NULL);
}

static inline __must_check bool __refcount_dec_and_test(refcount_t *r, int *oldp)
{
	return __refcount_sub_and_test(1, r, oldp);
}

static inline __must_check bool refcount_dec_and_test(refcount_t *r)
{
	return __refcount_sub_and_test(1, r, NULL);
}

static inline void __refcount_dec(refcount_t *r, int *oldp)
{
	int old = atomic_fetch_sub_release(1, &r->refs);

	__refcount_old(oldp, old);
	if (unlikely(old <= 1))
		refcount_warn_saturate(r, REFCOUNT_DEC_LEAK);
}

static inline void refcount_dec(refcount_t *r)
{
	__refcount_dec(r, NULL);
}

#endif /* _LINUX_REFCOUNT_H */
