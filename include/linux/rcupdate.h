/* SPDX-License-Identifier: MIT */
/*
 * RCU: readers that nobody waits for, and updaters that wait until all who may still see the old
 * version have gone.
 *
 *	reader					updater
 *	rcu_read_lock();			old = rcu_replace_pointer(gp, new, held);
 *	p = rcu_dereference(gp);		synchronize_rcu();
 *	use(p);					kfree(old);
 *	rcu_read_unlock();
 *
 *  - Read sections nest, and are legal in every context. They may be preempted; sleeping in one is
 *    a mistake that is reported.
 *  - Code with preemption, softirqs or interrupts off is a read section too, handlers and softirqs
 *    included, as on Linux since 5.0. Sections that overlap are one.
 *  - A grace period waits for the sections that were there when it began, and for no others.
 *  - Callbacks of call_rcu() run in softirq context (RCU_SOFTIRQ), those of one CPU in order.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/rcu.h>

__tl_api_begin

/* What the macros call. */
void __rcu_unlock_unbalanced(void);
void __rcu_suspicious(const char *file, int line, const char *what);
void __kfree_rcu_mightsleep(const void *ptr);
void __kvfree_call_rcu(struct rcu_head *head, unsigned long offset);

/**
 * synchronize_rcu() - wait until all read sections that there are have ended
 *
 * Called in a read section it reports "Illegal synchronize_rcu() in RCU read-side critical section"
 * and does not wait for that one (DIVERGES: there Linux waits for ever).
 * Context: task; sleeps. Follows Linux 6.12.
 */
void synchronize_rcu(void);

/**
 * call_rcu() - call a function when all read sections that there are have ended
 * @head: in the object; the caller's until then
 * @func: called with it, in softirq context
 *
 * The same head twice, before the callback was called: reports "Double-freed CB", and the second
 * call does nothing (found with high probability).
 * Context: any. Follows Linux 6.12.
 */
void call_rcu(struct rcu_head *head, rcu_callback_t func);

/**
 * rcu_barrier() - wait until all callbacks that were queued by call_rcu() have returned
 *
 * Context: task; sleeps. Follows Linux 6.12.
 */
void rcu_barrier(void);

/**
 * get_state_synchronize_rcu() - note where grace periods are now
 *
 * Return: a cookie for poll_state_synchronize_rcu() and cond_synchronize_rcu().
 * Context: any. Follows Linux 6.12.
 */
unsigned long get_state_synchronize_rcu(void);

/**
 * start_poll_synchronize_rcu() - the same, and begin a grace period if need be
 *
 * Return: a cookie. Context: any. Follows Linux 6.12.
 */
unsigned long start_poll_synchronize_rcu(void);

/**
 * poll_state_synchronize_rcu() - has a whole grace period gone by since the cookie was taken?
 * @cookie: of one of the above, or get_completed_synchronize_rcu()'s
 *
 * If so, with a full barrier. Return: true if so. Context: any. Follows Linux 6.12.
 */
bool poll_state_synchronize_rcu(unsigned long cookie);

/**
 * cond_synchronize_rcu() - synchronize_rcu(), unless a grace period has gone by since
 * @cookie: as for poll_state_synchronize_rcu()
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void cond_synchronize_rcu(unsigned long cookie);

__tl_api_end

/* Every grace period is as fast as it can be. */
#define synchronize_rcu_expedited()	       synchronize_rcu()
#define start_poll_synchronize_rcu_expedited() start_poll_synchronize_rcu()
#define cond_synchronize_rcu_expedited(cookie) cond_synchronize_rcu(cookie)
#define call_rcu_hurry(head, func)	       call_rcu(head, func)

/* A cookie whose grace period is over. */
static inline unsigned long get_completed_synchronize_rcu(void)
{
	return 0;
}

static inline bool same_state_synchronize_rcu(unsigned long cookie1, unsigned long cookie2)
{
	return cookie1 == cookie2;
}

/**
 * rcu_read_lock() - begin a read section
 *
 * Nests. Context: any. Follows Linux 6.12 with preemptible RCU.
 */
#define rcu_read_lock() arch_rcu_lock(__lock_site())

/**
 * rcu_read_unlock() - end a read section
 *
 * Without a lock before it reports "WARNING: bad unlock balance detected!".
 * Context: any. Follows Linux 6.12.
 */
static __always_inline void rcu_read_unlock(void)
{
	if (unlikely(!arch_rcu_depth()))
		__rcu_unlock_unbalanced();
	else
		arch_rcu_unlock();
}

static __always_inline int rcu_preempt_depth(void)
{
	return (int)arch_rcu_depth();
}

/* With softirqs off. */
static __always_inline void rcu_read_lock_bh(void)
{
	local_bh_disable();
}

static __always_inline void rcu_read_unlock_bh(void)
{
	local_bh_enable();
}

/* With preemption off. */
static __always_inline void rcu_read_lock_sched(void)
{
	preempt_disable();
}

static __always_inline void rcu_read_unlock_sched(void)
{
	preempt_enable();
}

#define rcu_read_lock_sched_notrace()	rcu_read_lock_sched()
#define rcu_read_unlock_sched_notrace() rcu_read_unlock_sched()

static inline int rcu_read_lock_held(void)
{
	return arch_rcu_depth() != 0;
}

static inline int rcu_read_lock_bh_held(void)
{
	return in_softirq() || irqs_disabled();
}

static inline int rcu_read_lock_sched_held(void)
{
	return preempt_count() != 0 || irqs_disabled();
}

/* Any of them. */
static inline int rcu_read_lock_any_held(void)
{
	return rcu_read_lock_held() || rcu_read_lock_sched_held();
}

/**
 * RCU_LOCKDEP_WARN() - "WARNING: suspicious RCU usage", once at each place
 * @c: if it is so
 * @s: what is wrong
 *
 * Context: any. Follows Linux 6.12.
 */
#define RCU_LOCKDEP_WARN(c, s)                                   \
	do {                                                     \
		static unsigned char __warned;                   \
		if (unlikely(c) && !arch_peek(__warned)) {       \
			arch_poke(__warned, 1);                  \
			__rcu_suspicious(__FILE__, __LINE__, s); \
		}                                                \
	} while (0)

#define rcu_sleep_check()                      \
	RCU_LOCKDEP_WARN(rcu_read_lock_held(), \
			 "Illegal context switch in RCU read-side critical section")

/*
 * Pointers. Their accesses are single ones; what they point to is initialised before it is
 * published. The checked variants report "suspicious rcu_dereference_check() usage" where neither
 * a read section nor @c holds.
 */
#define RCU_INITIALIZER(v) (__typeof__(*(v)) __force __rcu *)(v)
#define unrcu_pointer(p)   ((__typeof__(*(p)) __force *)(p))

#define __rcu_dereference(p)                                  \
	__extension__({                                       \
		__typeof__(p) __rcu_value = arch_rcu_load(p); \
		__rcu_value;                                  \
	})
#define __rcu_dereference_check(p, c)                                               \
	__extension__({                                                             \
		RCU_LOCKDEP_WARN(!(c), "suspicious rcu_dereference_check() usage"); \
		__rcu_dereference(p);                                               \
	})

/**
 * rcu_dereference() - the pointer, in a read section
 * @p: an lvalue
 *
 * DIVERGES: it does not report a missing read section, as Linux without CONFIG_PROVE_RCU: drivers
 * call it in sections of the other kinds, too. rcu_dereference_check() does.
 * Context: in a read section.
 */
#define rcu_dereference(p)	       __rcu_dereference(p)
#define rcu_dereference_bh(p)	       __rcu_dereference(p)
#define rcu_dereference_sched(p)       __rcu_dereference(p)
#define rcu_dereference_raw(p)	       __rcu_dereference(p)
#define rcu_dereference_raw_check(p)   __rcu_dereference(p)
#define rcu_dereference_all(p)	       __rcu_dereference(p)
/* In a read section, or where @c is true: a lock is held, say. */
#define rcu_dereference_check(p, c)    __rcu_dereference_check(p, (c) || rcu_read_lock_held())
#define rcu_dereference_bh_check(p, c) __rcu_dereference_check(p, (c) || rcu_read_lock_bh_held())
#define rcu_dereference_sched_check(p, c) \
	__rcu_dereference_check(p, (c) || rcu_read_lock_sched_held())
#define rcu_dereference_all_check(p, c) __rcu_dereference_check(p, (c) || rcu_read_lock_any_held())

/* The updater's own look: @c says what keeps other updaters out. */
#define rcu_dereference_protected(p, c)                                                 \
	__extension__({                                                                 \
		RCU_LOCKDEP_WARN(!(c), "suspicious rcu_dereference_protected() usage"); \
		(p);                                                                    \
	})
/* The value, which is not followed. */
#define rcu_access_pointer(p)  READ_ONCE(p)
/* From here on something else than RCU protects it: a reference that was taken. */
#define rcu_pointer_handoff(p) (p)

/**
 * rcu_assign_pointer() - publish
 * @p: the pointer, an lvalue
 * @v: its new value
 *
 * P0: release, pairs with D0: who follows the pointer sees what was written before.
 * Context: any; other updaters are kept out by the caller. Follows Linux 6.12.
 */
#define rcu_assign_pointer(p, v)                    \
	do {                                        \
		__typeof__(p) __rcu_new = (v);      \
		smp_store_release(&(p), __rcu_new); \
	} while (0)
/* NULL, or what readers can't reach yet, or have seen already. */
#define RCU_INIT_POINTER(p, v)	      WRITE_ONCE(p, (__typeof__(p))(v))
#define RCU_POINTER_INITIALIZER(p, v) .p = RCU_INITIALIZER(v)

/* Return: the former value. @c as for rcu_dereference_protected(). */
#define rcu_replace_pointer(rcu_ptr, ptr, c)                                           \
	__extension__({                                                                \
		__typeof__(ptr) __rcu_old = rcu_dereference_protected((rcu_ptr), (c)); \
		rcu_assign_pointer((rcu_ptr), (ptr));                                  \
		__rcu_old;                                                             \
	})

#define __is_kvfree_rcu_offset(offset) ((offset) < 4096)

#define __kfree_rcu_2(ptr, rhf)                                                                \
	do {                                                                                   \
		__typeof__(ptr) __rcu_ptr = (ptr);                                             \
		_Static_assert(__is_kvfree_rcu_offset(offsetof(__typeof__(*(ptr)), rhf)),      \
			       "the rcu_head lies too far behind");                            \
		if (__rcu_ptr)                                                                 \
			__kvfree_call_rcu(&__rcu_ptr->rhf, offsetof(__typeof__(*(ptr)), rhf)); \
	} while (0)
#define __kfree_rcu_1(ptr)		    __kfree_rcu_mightsleep(ptr)
#define __kfree_rcu_pick(_1, _2, name, ...) name

/**
 * kfree_rcu() - kvfree() a block when all read sections that there are have ended
 * @ptr: the block, or NULL
 * @rhf: name of the struct rcu_head in it; without it, kfree_rcu_mightsleep()
 *
 * Context: any with two arguments; with one, task, and it may sleep. Follows Linux 6.12, and 6.1
 * for one argument.
 */
#define kfree_rcu(...)		   __kfree_rcu_pick(__VA_ARGS__, __kfree_rcu_2, __kfree_rcu_1, )(__VA_ARGS__)
#define kvfree_rcu(...)		   kfree_rcu(__VA_ARGS__)
/**
 * kfree_rcu_mightsleep() - wait until all read sections that there are have ended, and kvfree()
 * @ptr: the block, or NULL
 *
 * Context: task; sleeps. Follows Linux 6.12.
 */
#define kfree_rcu_mightsleep(ptr)  __kfree_rcu_mightsleep(ptr)
#define kvfree_rcu_mightsleep(ptr) __kfree_rcu_mightsleep(ptr)
#define kvfree_call_rcu(head, ptr) \
	__kvfree_call_rcu(head, (unsigned long)(head) - (unsigned long)(ptr))

/* What is queued goes its way by itself. */
#define kvfree_rcu_barrier() rcu_barrier()

/* For debugging objects, which nobody does. */
static inline void init_rcu_head(struct rcu_head *head)
{
	(void)head;
}

static inline void destroy_rcu_head(struct rcu_head *head)
{
	(void)head;
}

static inline void init_rcu_head_on_stack(struct rcu_head *head)
{
	(void)head;
}

static inline void destroy_rcu_head_on_stack(struct rcu_head *head)
{
	(void)head;
}

/* Of a head in an object that may have been given to call_rcu(). */
static inline void rcu_head_init(struct rcu_head *head)
{
	head->func = (rcu_callback_t)~0UL;
}

static inline bool rcu_head_after_call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	return READ_ONCE(head->func) == func;
}

/* cond_resched() is all that there is to it: a task that owns no CPU is no reader. */
#define cond_resched_tasks_rcu_qs() cond_resched()

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif /* _LINUX_RCUPDATE_H */
