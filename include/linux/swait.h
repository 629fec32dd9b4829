/* SPDX-License-Identifier: MIT */
/*
 * Simple wait queues: every waiter is exclusive, has no wake function, and is woken in the order in
 * which they came; a wake takes it off the queue. The ordering between a sleeper and a waker is
 * the one of <linux/sched.h>, as with <linux/wait.h>: W1 in prepare_to_swait_event(), W2 in the
 * wake.
 */
#ifndef _LINUX_SWAIT_H
#define _LINUX_SWAIT_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/**
 * struct swait_queue_head - a simple wait queue
 * @lock: protects @task_list
 * @task_list: those who wait, the oldest first
 */
struct swait_queue_head {
	raw_spinlock_t lock;
	struct list_head task_list;
};

/**
 * struct swait_queue - one waiter
 * @task: who waits
 * @task_list: in the queue; empty when it is not, or woken
 */
struct swait_queue {
	struct task_struct *task;
	struct list_head task_list;
};

#define __SWAITQUEUE_INITIALIZER(name)                                          \
	{                                                                       \
		.task = current, .task_list = LIST_HEAD_INIT((name).task_list), \
	}
#define DECLARE_SWAITQUEUE(name) struct swait_queue name = __SWAITQUEUE_INITIALIZER(name)

#define __SWAIT_QUEUE_HEAD_INITIALIZER(name)                   \
	{                                                      \
		.lock = __RAW_SPIN_LOCK_UNLOCKED((name).lock), \
		.task_list = LIST_HEAD_INIT((name).task_list), \
	}
#define DECLARE_SWAIT_QUEUE_HEAD(name) \
	struct swait_queue_head name = __SWAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_SWAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_SWAIT_QUEUE_HEAD(name)

/**
 * init_swait_queue_head() - initialise a simple wait queue
 * @q: it; nobody uses it yet
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void init_swait_queue_head(struct swait_queue_head *q)
{
	raw_spin_lock_init(&q->lock);
	INIT_LIST_HEAD(&q->task_list);
}

/**
 * swait_active() - is anybody queued? Without the lock: see waitqueue_active()
 * @wq: the queue
 *
 * Context: any. Follows Linux 6.12.
 */
static inline int swait_active(struct swait_queue_head *wq)
{
	return READ_ONCE(wq->task_list.next) != &wq->task_list;
}

/** swq_has_sleeper() - swait_active() with the barrier that a waker needs before it */
static inline bool swq_has_sleeper(struct swait_queue_head *wq)
{
	/* W5: full barrier between the caller's condition and the look at the queue. Pairs with W1
	 * in prepare_to_swait_event(). */
	smp_mb();
	return swait_active(wq);
}

__tl_api_begin
/**
 * swake_up_one() - wake the one that has waited longest; swake_up_all(): all of them
 * @q: the queue
 *
 * Context: any; swake_up_all() needs interrupts on.
 * Follows Linux 6.12.
 */
void swake_up_one(struct swait_queue_head *q);
/** swake_up_all() - see swake_up_one() */
void swake_up_all(struct swait_queue_head *q);
/** swake_up_locked() - swake_up_one() by who holds @q->lock; @wake_flags is no use here */
void swake_up_locked(struct swait_queue_head *q, int wake_flags);

/**
 * prepare_to_swait_exclusive() - queue, if it is not, and set the state
 * @q: the queue
 * @wait: the entry, of the calling task
 * @state: TASK_*
 *
 * prepare_to_swait_event(): unless a signal ends a wait in that state. Both with W1, before the
 * condition is to be tested.
 *
 * Context: task. Return: prepare_to_swait_event(): 0 or -ERESTARTSYS, off the queue.
 * Follows Linux 6.12.
 */
void prepare_to_swait_exclusive(struct swait_queue_head *q, struct swait_queue *wait, int state);
/** prepare_to_swait_event() - see prepare_to_swait_exclusive() */
long prepare_to_swait_event(struct swait_queue_head *q, struct swait_queue *wait, int state);
/**
 * finish_swait() - off the queue, and TASK_RUNNING
 * @q: the queue
 * @wait: the entry, which may go now
 *
 * Context: task. Follows Linux 6.12.
 */
void finish_swait(struct swait_queue_head *q, struct swait_queue *wait);
__tl_api_end

/* The loop under all of the family; @cmd sleeps. */
#define ___swait_event(wq, condition, state, ret, cmd)                              \
	__extension__({                                                             \
		__label__ __out;                                                    \
		DECLARE_SWAITQUEUE(__wait);                                         \
		long __ret = ret;                                                   \
                                                                                    \
		arch_poke(current->waits_at, __lock_site());                        \
		for (;;) {                                                          \
			long __int = prepare_to_swait_event(&(wq), &__wait, state); \
                                                                                    \
			if (condition)                                              \
				break;                                              \
			if (___wait_is_interruptible(state) && __int) {             \
				__ret = __int;                                      \
				goto __out;                                         \
			}                                                           \
			cmd;                                                        \
		}                                                                   \
		finish_swait(&(wq), &__wait);                                       \
__out:                                                                              \
		arch_poke(current->waits_at, NULL);                                 \
		__ret;                                                              \
	})

#define __swait_event_state(wq, condition, state)                                  \
	__extension__({                                                            \
		long __r = 0;                                                      \
		might_sleep();                                                     \
		if (!(condition))                                                  \
			__r = ___swait_event(wq, condition, state, 0, schedule()); \
		__r;                                                               \
	})
#define __swait_event_state_timeout(wq, condition, state, timeout)                         \
	__extension__({                                                                    \
		long __limit = (timeout), __ret = __limit;                                 \
		might_sleep();                                                             \
		if (!___wait_cond_timeout(condition))                                      \
			__ret = ___swait_event(wq, ___wait_cond_timeout(condition), state, \
					       __limit, __ret = schedule_timeout(__ret));  \
		__ret;                                                                     \
	})

/**
 * swait_event_exclusive() - sleep until a condition holds; and the family
 * @wq: the queue, an lvalue
 * @condition: a C expression
 *
 *	_interruptible		a signal ends it
 *	_idle			as the plain one: the load average is the host's
 *	_timeout		takes jiffies
 *
 * Context: task; may sleep. Return: _interruptible: 0 or -ERESTARTSYS; _timeout: jiffies left, at
 * least 1, or 0 if the time is up and the condition does not hold. Follows Linux 6.12.
 */
#define swait_event_exclusive(wq, condition) \
	((void)__swait_event_state(wq, condition, TASK_UNINTERRUPTIBLE))
#define swait_event_idle_exclusive(wq, condition) \
	((void)__swait_event_state(wq, condition, TASK_IDLE))
#define swait_event_interruptible_exclusive(wq, condition) \
	((int)__swait_event_state(wq, condition, TASK_INTERRUPTIBLE))
#define swait_event_timeout_exclusive(wq, condition, timeout) \
	__swait_event_state_timeout(wq, condition, TASK_UNINTERRUPTIBLE, timeout)
#define swait_event_idle_timeout_exclusive(wq, condition, timeout) \
	__swait_event_state_timeout(wq, condition, TASK_IDLE, timeout)
#define swait_event_interruptible_timeout_exclusive(wq, condition, timeout) \
	__swait_event_state_timeout(wq, condition, TASK_INTERRUPTIBLE, timeout)

#endif /* _LINUX_SWAIT_H */
