/* SPDX-License-Identifier: MIT */
/*
 * Sleepable RCU: read sections that may sleep, each domain with grace periods of its own.
 *
 *	idx = srcu_read_lock(&domain);
 *	p = srcu_dereference(gp, &domain);
 *	...
 *	srcu_read_unlock(&domain, idx);
 */
#ifndef _LINUX_SRCU_H
#define _LINUX_SRCU_H

#include <linux/cleanup.h>
#include <linux/interrupt.h>
#include <linux/rcu_segcblist.h>
#include <linux/rcupdate.h>

/**
 * struct srcu_struct - a domain; lib/kernel/srcu.c says how it works
 * @cur: which of @readers new sections count in; atomic
 * @readers: sections, counted in twos; 1: a grace period waits for them; atomic
 * @flipped: the grace period that is under way is in its second half
 * @gp: grace periods
 * @cbs: callbacks; @ready: those whose grace period is over
 * @invoke: calls these
 * @finishing: who have yet to schedule it; atomic
 */
struct srcu_struct {
	unsigned int cur;
	unsigned int readers[2];
	bool flipped;
	struct rcu_gp gp;
	struct rcu_segcblist cbs;
	struct rcu_cblist ready;
	struct tasklet_struct invoke;
	unsigned int finishing;
};

__tl_api_begin

/* For __SRCU_STRUCT_INIT(). */
void __srcu_invoke(struct tasklet_struct *t);

/**
 * init_srcu_struct() - make a domain
 * @ssp: the domain
 *
 * Return: 0. Context: any. Follows Linux 6.12.
 */
int init_srcu_struct(struct srcu_struct *ssp);

/**
 * cleanup_srcu_struct() - the end of a domain
 * @ssp: without readers, callbacks (srcu_barrier() before) and waiters; a warning otherwise
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void cleanup_srcu_struct(struct srcu_struct *ssp);

/**
 * srcu_read_lock() - begin a read section, which may sleep
 * @ssp: the domain
 *
 * Nests. Return: what srcu_read_unlock() wants. Context: any. Follows Linux 6.12.
 */
int srcu_read_lock(struct srcu_struct *ssp);
/**
 * srcu_read_unlock() - end a read section
 * @ssp: the domain
 * @idx: what srcu_read_lock() returned; anything else than 0 and 1 is a warning
 *
 * Without a lock before it is a warning, too. Context: any. Follows Linux 6.12.
 */
void srcu_read_unlock(struct srcu_struct *ssp, int idx);

/**
 * synchronize_srcu() - wait until all read sections of a domain that there are have ended
 * @ssp: the domain
 *
 * Context: task, in no read section of this domain; sleeps. Follows Linux 6.12.
 */
void synchronize_srcu(struct srcu_struct *ssp);
/**
 * call_srcu() - call a function when all read sections of a domain that there are have ended
 * @ssp: the domain
 * @head: in the object
 * @func: called with it, in softirq context
 *
 * Context: any. Follows Linux 6.12.
 */
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func);
/**
 * srcu_barrier() - wait until all callbacks that were queued by call_srcu() have returned
 * @ssp: the domain
 *
 * Context: task; sleeps. Follows Linux 6.12.
 */
void srcu_barrier(struct srcu_struct *ssp);

/** get_state_synchronize_srcu() - as get_state_synchronize_rcu() */
unsigned long get_state_synchronize_srcu(struct srcu_struct *ssp);
/** start_poll_synchronize_srcu() - as start_poll_synchronize_rcu() */
unsigned long start_poll_synchronize_srcu(struct srcu_struct *ssp);
/** poll_state_synchronize_srcu() - as poll_state_synchronize_rcu() */
bool poll_state_synchronize_srcu(struct srcu_struct *ssp, unsigned long cookie);

__tl_api_end

/* clang-format off: it takes an initializer for a block */
#define __SRCU_STRUCT_INIT                                                   \
	{                                                                    \
		.invoke = {.use_callback = true, .callback = __srcu_invoke } \
	}
/* clang-format on */
#define DEFINE_SRCU(name)	 struct srcu_struct name = __SRCU_STRUCT_INIT
#define DEFINE_STATIC_SRCU(name) static struct srcu_struct name = __SRCU_STRUCT_INIT

#define synchronize_srcu_expedited(ssp) synchronize_srcu(ssp)

static inline unsigned long get_completed_synchronize_srcu(void)
{
	return 0;
}

static inline bool same_state_synchronize_srcu(unsigned long cookie1, unsigned long cookie2)
{
	return cookie1 == cookie2;
}

/* In any context anyway. */
#define srcu_read_lock_nmisafe(ssp)	   srcu_read_lock(ssp)
#define srcu_read_unlock_nmisafe(ssp, idx) srcu_read_unlock(ssp, idx)
#define srcu_read_lock_notrace(ssp)	   srcu_read_lock(ssp)
#define srcu_read_unlock_notrace(ssp, idx) srcu_read_unlock(ssp, idx)
/* Begun by one task and ended by another, which is all the same. */
#define srcu_down_read(ssp)		   srcu_read_lock(ssp)
#define srcu_up_read(ssp, idx)		   srcu_read_unlock(ssp, idx)

/* Is there a reader of this domain at all? Whose it is is not known. */
static inline int srcu_read_lock_held(const struct srcu_struct *ssp)
{
	return READ_ONCE(ssp->readers[0]) > 1 || READ_ONCE(ssp->readers[1]) > 1;
}

#define srcu_dereference_check(p, ssp, c) \
	__rcu_dereference_check(p, (c) || srcu_read_lock_held(ssp))
#define srcu_dereference(p, ssp)	 srcu_dereference_check(p, ssp, 0)
#define srcu_dereference_notrace(p, ssp) __rcu_dereference(p)

/* What was done before srcu_read_unlock() is done; that is a full barrier here. */
#define smp_mb__after_srcu_read_unlock() ((void)0)
#define smp_mb__after_srcu_read_lock()	 ((void)0)

DEFINE_LOCK_GUARD_1(srcu, struct srcu_struct, _T->idx = srcu_read_lock(_T->lock),
		    srcu_read_unlock(_T->lock, _T->idx), int idx)

#endif /* _LINUX_SRCU_H */
