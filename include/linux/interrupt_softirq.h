/* SPDX-License-Identifier: MIT */
/*
 * Softirqs and tasklets. Included by <linux/interrupt.h>, which is where Linux has them.
 */
#ifndef _LINUX_INTERRUPT_SOFTIRQ_H
#define _LINUX_INTERRUPT_SOFTIRQ_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>

/* Softirqs, in the order in which they are served. */
enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,
	NR_SOFTIRQS
};

/**
 * struct softirq_action - a softirq
 * @action: runs in softirq context with interrupts on; must not sleep
 */
struct softirq_action {
	/* Called with the struct itself; an action that takes no argument fits as well. */
	void (*action)(struct softirq_action *);
};

/* The pending bits of this CPU; for callers that own it. */
#define local_softirq_pending() (arch_softirq_pending)

__tl_api_begin
extern const char *const softirq_to_name[NR_SOFTIRQS];

/* What open_softirq() calls. */
void __open_softirq(int nr, void (*action)(struct softirq_action *));

/**
 * raise_softirq() - mark a softirq pending on this CPU
 * @nr: which
 *
 * Runs at the end of the interrupt or at the outermost local_bh_enable(); from plain task
 * context ksoftirqd is woken for it. Context: any. Follows Linux 6.12.
 */
void raise_softirq(unsigned int nr);

/**
 * raise_softirq_irqoff() - raise_softirq() for callers with interrupts masked
 * @nr: which
 *
 * Context: any, with interrupts masked. Follows Linux 6.12.
 */
void raise_softirq_irqoff(unsigned int nr);

/**
 * __raise_softirq_irqoff() - as raise_softirq_irqoff()
 * @nr: which
 *
 * Without a tick, somebody has to be woken (DIVERGES, softirq.c).
 * Context: any, with interrupts masked.
 */
void __raise_softirq_irqoff(unsigned int nr);
/**
 * do_softirq() - run what softirqs are pending on this CPU
 *
 * Does nothing in a softirq, a handler, or a section with bottom halves off.
 * Context: any. Follows Linux 6.12.
 */
void do_softirq(void);
__tl_api_end

/**
 * open_softirq() - set the function of a softirq
 * @nr: which
 * @action: void f(struct softirq_action *), or void f(void) as since Linux 6.12
 *
 * Context: any, before the first raise. Follows Linux 6.12.
 */
#define open_softirq(nr, action) __open_softirq(nr, (void (*)(struct softirq_action *))(action))

/*
 * Tasklets: deferred work in softirq context.
 *
 * - tasklet_schedule() on an idle one: the callback runs once some time later, on the CPU
 *   that scheduled it. Scheduled again before it has started: still once.
 * - Scheduled while it runs (from itself too): it runs again, in a later pass.
 * - One tasklet never runs on two CPUs at once; different ones do.
 * - Each CPU runs its tasklets in the order in which they were scheduled, all those of
 *   tasklet_hi_schedule() before the others.
 * - While disabled it keeps its place in the queue, and runs after the last enable.
 */

/**
 * struct tasklet_struct - a tasklet
 * @next: link in its CPU's queue, while TASKLET_STATE_SCHED; its owner's
 * @state: TASKLET_STATE_* bits; atomic
 * @count: how often it is disabled; atomic
 * @use_callback: @callback rather than @func
 * @func: old form, called with @data
 * @callback: called with the tasklet
 * @data: for @func
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

enum {
	TASKLET_STATE_SCHED, /* scheduled for execution */
	TASKLET_STATE_RUN /* running on some CPU */
};

#define __TASKLET_INIT(_callback, _count)                                                  \
	{                                                                                  \
		.count = ATOMIC_INIT(_count), .callback = _callback, .use_callback = true, \
	}
#define __TASKLET_INIT_OLD(_func, _data, _count)                            \
	{                                                                   \
		.count = ATOMIC_INIT(_count), .func = _func, .data = _data, \
	}

#define DECLARE_TASKLET_OLD(name, _func) \
	struct tasklet_struct name = __TASKLET_INIT_OLD(_func, 0, 0)
#define DECLARE_TASKLET_DISABLED_OLD(name, _func) \
	struct tasklet_struct name = __TASKLET_INIT_OLD(_func, 0, 1)

/* DECLARE_TASKLET(name, callback), and (name, func, data) as before Linux 5.9. */
#define __DECLARE_TASKLET2(name, count, _callback) \
	struct tasklet_struct name = __TASKLET_INIT(_callback, count)
#define __DECLARE_TASKLET3(name, count, _func, _data) \
	struct tasklet_struct name = __TASKLET_INIT_OLD(_func, _data, count)
#define __DECLARE_TASKLET_PICK(_1, _2, pick, ...) pick
#define __DECLARE_TASKLET(name, count, ...)                                           \
	__DECLARE_TASKLET_PICK(__VA_ARGS__, __DECLARE_TASKLET3, __DECLARE_TASKLET2, ) \
	(name, count, __VA_ARGS__)
#define DECLARE_TASKLET(name, ...)	    __DECLARE_TASKLET(name, 0, __VA_ARGS__)
#define DECLARE_TASKLET_DISABLED(name, ...) __DECLARE_TASKLET(name, 1, __VA_ARGS__)

/**
 * from_tasklet() - the structure that a tasklet is part of
 * @var: pointer variable of the structure's type
 * @callback_tasklet: what the callback was given
 * @tasklet_fieldname: name of the member
 *
 * Context: any. Return: pointer to the structure. Follows Linux 6.12.
 */
#define from_tasklet(var, callback_tasklet, tasklet_fieldname) \
	container_of(callback_tasklet, __typeof__(*var), tasklet_fieldname)

__tl_api_begin

/**
 * tasklet_setup() - initialise a tasklet
 * @t: the tasklet; must not be scheduled
 * @callback: runs in softirq context with interrupts on; must not sleep
 *
 * Context: any. Follows Linux 6.12.
 */
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *));

/**
 * tasklet_init() - initialise a tasklet, old form
 * @t: the tasklet; must not be scheduled
 * @func: as the callback of tasklet_setup(), called with @data
 * @data: argument
 *
 * Context: any. Follows Linux 6.12.
 */
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long), unsigned long data);

/**
 * tasklet_kill() - wait until a tasklet is neither scheduled nor running
 * @t: the tasklet
 *
 * A pending run is let happen. It does not forbid a later schedule: the caller sees to it
 * that there is none. On a disabled, scheduled tasklet it waits for ever, as on Linux.
 * Context: task; may sleep. Follows Linux 6.12.
 */
void tasklet_kill(struct tasklet_struct *t);

/**
 * tasklet_unlock_spin_wait() - spin until no CPU runs a tasklet
 * @t: the tasklet; a run that begins meanwhile is waited for as well
 *
 * Context: any but the tasklet's own callback. Follows Linux 6.12.
 */
void tasklet_unlock_spin_wait(struct tasklet_struct *t);
/**
 * tasklet_unlock_wait() - sleep until no CPU runs a tasklet
 * @t: the tasklet
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void tasklet_unlock_wait(struct tasklet_struct *t);
/**
 * tasklet_unlock() - undo tasklet_trylock(), and wake who waits for it
 * @t: the tasklet
 *
 * Context: any. Follows Linux 6.12.
 */
void tasklet_unlock(struct tasklet_struct *t);

void __tasklet_schedule(struct tasklet_struct *t);
void __tasklet_hi_schedule(struct tasklet_struct *t);
void __tasklet_enable_parked(struct tasklet_struct *t);
__tl_api_end

/**
 * tasklet_trylock() - mark a tasklet as running, if no CPU runs it
 * @t: the tasklet
 *
 * A1: acquire; pairs with A2, the release in tasklet_unlock(). What the last run wrote is seen.
 * Context: any. Return: true if it is the caller's now. Follows Linux 6.12.
 */
static inline int tasklet_trylock(struct tasklet_struct *t)
{
	return !test_and_set_bit(TASKLET_STATE_RUN, &t->state);
}

/**
 * tasklet_schedule() - have a tasklet run on this CPU, at normal priority
 * @t: the tasklet
 *
 * Nothing happens if it is scheduled already. No allocation, no lock.
 * Context: any, before boot too (it boots). Follows Linux 6.12.
 */
static inline void tasklet_schedule(struct tasklet_struct *t)
{
	/* F2: full barrier, also where SCHED was set already. Pairs with F1 in run(): what the
	 * caller did before is seen by the callback. */
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
}

/**
 * tasklet_hi_schedule() - as tasklet_schedule(), before all of normal priority
 * @t: the tasklet
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_hi_schedule(t);
}

/**
 * tasklet_disable_nosync() - keep a tasklet from starting
 * @t: the tasklet
 *
 * Nests. A run that is under way goes on. Context: any. Follows Linux 6.12.
 */
static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	/* D1: full barrier. Pairs with the count test under RUN in tasklet_action(): either
	 * that sees the count, or the caller's wait sees RUN. */
	atomic_inc_return(&t->count);
}

/**
 * tasklet_disable_in_atomic() - tasklet_disable() that spins
 * @t: the tasklet
 *
 * Context: any but the tasklet's own callback. Follows Linux 6.12.
 */
static inline void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_spin_wait(t);
}

/**
 * tasklet_disable() - keep a tasklet from starting, and wait until it does not run
 * @t: the tasklet
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
static inline void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_wait(t);
}

/**
 * tasklet_enable() - undo one tasklet_disable()
 * @t: the tasklet
 *
 * The last one lets a pending run happen, on the CPU that had scheduled it.
 * Context: any. Follows Linux 6.12.
 */
static inline void tasklet_enable(struct tasklet_struct *t)
{
	/* E1: full barrier. Pairs with P1 in park(): either the CPU that parks its
	 * queue sees the new count, or __tasklet_enable_parked() sees it parked. */
	if (atomic_dec_and_test(&t->count) && test_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_enable_parked(t);
}

#endif /* _LINUX_INTERRUPT_SOFTIRQ_H */
