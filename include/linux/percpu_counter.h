/* SPDX-License-Identifier: MIT */
/*
 * Counters that are changed often and read rarely: each CPU keeps a small part of its own, and
 * adds it to the common count when it gets as large as the batch. A read of the count alone is off
 * by a batch for each CPU at most; a sum is not.
 */
#ifndef _LINUX_PERCPU_COUNTER_H
#define _LINUX_PERCPU_COUNTER_H

#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct percpu_counter - a counter
 * @lock: protects @count against other writers
 * @count: the common part
 * @counters: the CPUs' parts; NULL: not initialised
 */
struct percpu_counter {
	raw_spinlock_t lock;
	s64 count;
	s32 __percpu *counters;
};

/* From here on a CPU's part is added to the common one. */
#define percpu_counter_batch max_t(s32, 32, (s32)num_online_cpus() * 2)

__tl_api_begin
/**
 * percpu_counter_init() - initialise one; and the family
 * @fbc: it
 * @amount: its value
 * @gfp: for its memory
 *
 *	percpu_counter_init_many(), destroy_many()	an array of @nr_counters
 *	percpu_counter_destroy()			fine, too, if it is zeroed or destroyed
 *	percpu_counter_initialized()
 *
 * Context: task, or as @gfp says. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
#define percpu_counter_init(fbc, amount, gfp) percpu_counter_init_many(fbc, amount, gfp, 1)
int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr_counters);
void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr_counters);

/**
 * percpu_counter_add() - add to it; and the family
 * @fbc: it
 * @amount: may be negative
 *
 *	percpu_counter_add(), _sub(), _inc(), _dec()
 *	percpu_counter_add_batch()	with a batch of the caller's
 *	percpu_counter_add_local(), _sub_local()	common only when it is summed up
 *	percpu_counter_limited_add()	unless it passes @limit, upwards or, with a negative
 *					amount, downwards; exact
 *	percpu_counter_set()		to a value
 *	percpu_counter_sync()		this CPU's part to the common one
 *	percpu_counter_read()		the common part
 *	percpu_counter_read_positive()	the same, or 0 if it is negative
 *	percpu_counter_sum(), _sum_positive()	exact, and slow
 *	percpu_counter_compare()	with @rhs: -1, 0, 1; exact where it matters
 *
 * Context: any. Return: as above; _limited_add(): true if it was added. Follows Linux 6.12.
 */
void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch);
bool percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount);
void percpu_counter_set(struct percpu_counter *fbc, s64 amount);
void percpu_counter_sync(struct percpu_counter *fbc);
s64 __percpu_counter_sum(struct percpu_counter *fbc);
int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch);
__tl_api_end

static inline void percpu_counter_destroy(struct percpu_counter *fbc)
{
	percpu_counter_destroy_many(fbc, 1);
}

static inline bool percpu_counter_initialized(struct percpu_counter *fbc)
{
	return fbc->counters != NULL;
}

static inline void percpu_counter_add(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, percpu_counter_batch);
}

static inline void percpu_counter_add_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_batch(fbc, amount, INT_MAX);
}

static inline void percpu_counter_sub(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add(fbc, -amount);
}

static inline void percpu_counter_sub_local(struct percpu_counter *fbc, s64 amount)
{
	percpu_counter_add_local(fbc, -amount);
}

static inline void percpu_counter_inc(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, 1);
}

static inline void percpu_counter_dec(struct percpu_counter *fbc)
{
	percpu_counter_add(fbc, -1);
}

static inline s64 percpu_counter_read(struct percpu_counter *fbc)
{
	return READ_ONCE(fbc->count);
}

static inline s64 percpu_counter_read_positive(struct percpu_counter *fbc)
{
	s64 count = percpu_counter_read(fbc);

	return count > 0 ? count : 0;
}

static inline s64 percpu_counter_sum(struct percpu_counter *fbc)
{
	return __percpu_counter_sum(fbc);
}

static inline s64 percpu_counter_sum_positive(struct percpu_counter *fbc)
{
	s64 sum = __percpu_counter_sum(fbc);

	return sum > 0 ? sum : 0;
}

static inline int percpu_counter_compare(struct percpu_counter *fbc, s64 rhs)
{
	return __percpu_counter_compare(fbc, rhs, percpu_counter_batch);
}

#endif /* _LINUX_PERCPU_COUNTER_H */
