/* SPDX-License-Identifier: MIT */
/*
 * Reference counts that cost nobody a shared cache line while the object lives: each CPU counts for
 * itself, until percpu_ref_kill() drops the initial reference and has all count together.
 *
 * States are PERCPU (each CPU counts), ATOMIC (one counter, which sees 0), and DEAD on top of that
 * (killed: percpu_ref_tryget_live() fails). lib/lib/percpu-refcount.c says how they change.
 */
#ifndef _LINUX_PERCPU_REFCOUNT_H
#define _LINUX_PERCPU_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct percpu_ref;
typedef void(percpu_ref_func_t)(struct percpu_ref *ref);

/* In the low bits of percpu_count_ptr. */
enum {
	__PERCPU_REF_ATOMIC = 1,
	__PERCPU_REF_DEAD = 2,
	__PERCPU_REF_ATOMIC_DEAD = __PERCPU_REF_ATOMIC | __PERCPU_REF_DEAD,
	__PERCPU_REF_FLAG_BITS = 2,
};

enum {
	PERCPU_REF_INIT_ATOMIC = 1, /* until percpu_ref_switch_to_percpu() */
	PERCPU_REF_INIT_DEAD = 2, /* with no reference; implies the other two */
	PERCPU_REF_ALLOW_REINIT = 4 /* percpu_ref_reinit(), percpu_ref_resurrect() may come */
};

/**
 * struct percpu_ref_data - what only the slow paths need
 * @count: of ATOMIC; biased while CPUs count for themselves, so that it is not 0
 * @release: called when it has got 0
 * @confirm_switch: called when a switch to ATOMIC is over; not NULL: one is under way
 * @force_atomic: ATOMIC by wish, not only because it is dead
 * @allow_reinit: the counters are kept after a kill
 * @rcu: for the switch
 * @ref: whose this is
 */
struct percpu_ref_data {
	atomic_long_t count;
	percpu_ref_func_t *release;
	percpu_ref_func_t *confirm_switch;
	bool force_atomic;
	bool allow_reinit;
	struct rcu_head rcu;
	struct percpu_ref *ref;
};

/**
 * struct percpu_ref - a reference count
 * @percpu_count_ptr: the counters, and flags; read under RCU
 * @data: the rest; NULL after percpu_ref_exit()
 */
struct percpu_ref {
	unsigned long percpu_count_ptr;
	struct percpu_ref_data *data;
};

__tl_api_begin
/**
 * percpu_ref_init() - initialise it, with one reference
 * @ref: it; ended by percpu_ref_exit()
 * @release: called when the last reference is gone, in the context of who put it
 * @flags: PERCPU_REF_*
 * @gfp: for its memory
 *
 * Context: task, or as @gfp says. Return: 0 or -ENOMEM. Follows Linux 6.12.
 */
int __must_check percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release,
				 unsigned int flags, gfp_t gfp);
/**
 * percpu_ref_exit() - give its memory back
 * @ref: it, not used any more; or one that is zeroed, or was exited before
 *
 * Context: any. Follows Linux 6.12.
 */
void percpu_ref_exit(struct percpu_ref *ref);

/**
 * percpu_ref_switch_to_atomic() - have all count together
 * @ref: it
 * @confirm_switch: called, in softirq context, when everybody does; or NULL
 *
 * It stays so until percpu_ref_switch_to_percpu(). _sync: returns when it is so. A switch that is
 * under way is waited for.
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch);
/** percpu_ref_switch_to_atomic_sync() - see percpu_ref_switch_to_atomic() */
void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref);
/**
 * percpu_ref_switch_to_percpu() - the reverse, at once; of one that is dead when it is alive again
 * @ref: it
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void percpu_ref_switch_to_percpu(struct percpu_ref *ref);
/**
 * percpu_ref_kill_and_confirm() - drop the initial reference
 * @ref: it
 * @confirm_kill: called, in softirq context, when percpu_ref_tryget_live() fails everywhere; or NULL
 *
 * Twice is reported, and does nothing. Context: any. Follows Linux 6.12.
 */
void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill);
/**
 * percpu_ref_resurrect() - from dead to alive, with one more reference
 * @ref: it, dead, not 0, with PERCPU_REF_ALLOW_REINIT; else it is reported
 *
 * percpu_ref_reinit(): from 0. Context: task; may sleep. Follows Linux 6.12.
 */
void percpu_ref_resurrect(struct percpu_ref *ref);
/** percpu_ref_reinit() - see percpu_ref_resurrect() */
void percpu_ref_reinit(struct percpu_ref *ref);
/** percpu_ref_is_zero() - has it got 0? Context: any. Follows Linux 6.12. */
bool percpu_ref_is_zero(struct percpu_ref *ref);
__tl_api_end

/** percpu_ref_kill() - percpu_ref_kill_and_confirm() without a function */
static inline void percpu_ref_kill(struct percpu_ref *ref)
{
	percpu_ref_kill_and_confirm(ref, NULL);
}

/* Under RCU: this CPU's counter in *@countp, if CPUs count for themselves. */
static inline bool __ref_is_percpu(struct percpu_ref *ref, unsigned long __percpu **countp)
{
	/* PR1: the counters' zeroes are seen by who sees the pointer without ATOMIC; pairs with
	 * PR2. */
	unsigned long ptr = smp_load_acquire(&ref->percpu_count_ptr);

	if (unlikely(ptr & __PERCPU_REF_ATOMIC_DEAD))
		return false;
	*countp = (unsigned long __percpu *)ptr;
	return true;
}

/**
 * percpu_ref_get() - one more reference, by who has one; and the family
 * @ref: it
 *
 *	percpu_ref_get(), _get_many(nr)			unconditionally
 *	percpu_ref_tryget(), _tryget_many(nr)		unless it has got 0
 *	percpu_ref_tryget_live()			unless it was killed, which need not be seen
 *							at once: see percpu_ref_kill_and_confirm()
 *	percpu_ref_tryget_live_rcu()			the same, by who is in a read section of RCU
 *	percpu_ref_put(), _put_many(nr)			one less; the last one calls release()
 *	percpu_ref_is_dying()				it was killed
 *
 * Context: any. Return: _tryget*: true if it was taken. Follows Linux 6.12.
 */
static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *count;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_add(*count, nr);
	else
		atomic_long_add((long)nr, &ref->data->count);
	rcu_read_unlock();
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

static inline bool percpu_ref_tryget_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *count;
	bool taken = true;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_add(*count, nr);
	else
		taken = atomic_long_add_unless(&ref->data->count, (long)nr, 0);
	rcu_read_unlock();
	return taken;
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return percpu_ref_tryget_many(ref, 1);
}

static inline bool percpu_ref_is_dying(struct percpu_ref *ref)
{
	return (READ_ONCE(ref->percpu_count_ptr) & __PERCPU_REF_DEAD) != 0;
}

static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	unsigned long __percpu *count;

	RCU_LOCKDEP_WARN(!rcu_read_lock_held(), "suspicious percpu_ref_tryget_live_rcu() usage");
	if (__ref_is_percpu(ref, &count)) {
		this_cpu_inc(*count);
		return true;
	}
	return !percpu_ref_is_dying(ref) && atomic_long_add_unless(&ref->data->count, 1, 0);
}

static inline bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	bool taken;

	rcu_read_lock();
	taken = percpu_ref_tryget_live_rcu(ref);
	rcu_read_unlock();
	return taken;
}

static inline void percpu_ref_put_many(struct percpu_ref *ref, unsigned long nr)
{
	unsigned long __percpu *count;

	rcu_read_lock();
	if (__ref_is_percpu(ref, &count))
		this_cpu_sub(*count, nr);
	else if (unlikely(atomic_long_sub_and_test((long)nr, &ref->data->count)))
		ref->data->release(ref);
	rcu_read_unlock();
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

#endif /* _LINUX_PERCPU_REFCOUNT_H */
