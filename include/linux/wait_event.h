/* SPDX-License-Identifier: MIT */
/*
 * The wait_event() family: sleeping until a condition holds. Included by <linux/wait.h>, which is
 * where Linux has it.
 */
#ifndef _LINUX_WAIT_EVENT_H
#define _LINUX_WAIT_EVENT_H

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

__tl_api_begin
/* For wait_event_hrtimeout(). @ns: from now on. Return: when that is, on the machine's clock. */
u64 __wait_deadline(s64 ns);
/* Return: false at once if the time is up, else true after schedule(), until then at most. */
bool __wait_schedule_until(u64 deadline);
__tl_api_end

#define ___wait_is_interruptible(state) (((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) != 0)

/* The loop under all of the wait_event family; @cmd sleeps. */
#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)                       \
	__extension__({                                                                     \
		__label__ __out;                                                            \
		struct wait_queue_entry __wq_entry;                                         \
		long __ret = ret;                                                           \
                                                                                            \
		arch_poke(current->waits_at, __lock_site());                                \
		init_wait_entry(&__wq_entry, (exclusive) ? WQ_FLAG_EXCLUSIVE : 0);          \
		for (;;) {                                                                  \
			long __int = prepare_to_wait_event(&(wq_head), &__wq_entry, state); \
                                                                                            \
			if (condition)                                                      \
				break;                                                      \
			if (___wait_is_interruptible(state) && __int) {                     \
				__ret = __int;                                              \
				goto __out;                                                 \
			}                                                                   \
			cmd;                                                                \
			if (condition)                                                      \
				break;                                                      \
		}                                                                           \
		finish_wait(&(wq_head), &__wq_entry);                                       \
__out:                                                                                      \
		arch_poke(current->waits_at, NULL);                                         \
		__ret;                                                                      \
	})

/* The condition, and in __ret what is left of the time; at least 1 when it holds. */
#define ___wait_cond_timeout(condition)    \
	__extension__({                    \
		bool __cond = (condition); \
                                           \
		if (__cond && !__ret)      \
			__ret = 1;         \
		__cond || !__ret;          \
	})

/**
 * wait_event() - sleep until a condition holds
 * @wq_head: the queue (not a pointer to it) that wakers of the condition wake
 * @condition: a C expression; evaluated before each sleep and after it
 *
 * What the waker did before it woke us is seen.
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define wait_event(wq_head, condition)                                                           \
	do {                                                                                     \
		might_sleep();                                                                   \
		if (condition)                                                                   \
			break;                                                                   \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, schedule()); \
	} while (0)

#define io_wait_event(wq_head, condition) wait_event(wq_head, condition)

#define __wait_event_state(wq_head, condition, state, exclusive)                                  \
	__extension__({                                                                           \
		long __r = 0;                                                                     \
		might_sleep();                                                                    \
		if (!(condition))                                                                 \
			__r = ___wait_event(wq_head, condition, state, exclusive, 0, schedule()); \
		(int)__r;                                                                         \
	})

/**
 * wait_event_interruptible() - sleep until a condition holds or a signal comes
 * @wq_head: the queue
 * @condition: a C expression
 *
 * The _killable and _idle kinds do not end for a signal: a fatal one ends the process. Those with
 * _exclusive are woken one by wake_up().
 *
 * Return: 0, or -ERESTARTSYS. Context: task; may sleep. Follows Linux 6.12.
 */
#define wait_event_interruptible(wq_head, condition) \
	__wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(wq_head, condition) \
	__wait_event_state(wq_head, condition, TASK_INTERRUPTIBLE, 1)
#define wait_event_killable(wq_head, condition) \
	__wait_event_state(wq_head, condition, TASK_KILLABLE, 0)
#define wait_event_killable_exclusive(wq_head, condition) \
	__wait_event_state(wq_head, condition, TASK_KILLABLE, 1)
#define wait_event_state(wq_head, condition, state) __wait_event_state(wq_head, condition, state, 0)
/* Nothing freezes tasks here. */
#define wait_event_freezable(wq_head, condition)    wait_event_interruptible(wq_head, condition)
#define wait_event_freezable_exclusive(wq_head, condition) \
	wait_event_interruptible_exclusive(wq_head, condition)
#define wait_event_idle(wq_head, condition) \
	((void)__wait_event_state(wq_head, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq_head, condition) \
	((void)__wait_event_state(wq_head, condition, TASK_IDLE, 1))

#define __wait_event_state_timeout(wq_head, condition, state, timeout) \
	__wait_event_timeout(wq_head, condition, state, 0, timeout)
#define __wait_event_timeout(wq_head, condition, state, exclusive, timeout)                    \
	__extension__({                                                                        \
		long __ret = (timeout);                                                        \
		might_sleep();                                                                 \
		if (!___wait_cond_timeout(condition))                                          \
			__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), state, \
					      exclusive, (timeout),                            \
					      __ret = schedule_timeout(__ret));                \
		__ret;                                                                         \
	})

/**
 * wait_event_timeout() - sleep until a condition holds, for a limited time
 * @wq_head: the queue
 * @condition: a C expression
 * @timeout: jiffies
 *
 * Return: 0 if the time ran out and the condition does not hold, else what is left of it, at
 * least 1. The interruptible kinds: or -ERESTARTSYS.
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define wait_event_timeout(wq_head, condition, timeout) \
	__wait_event_state_timeout(wq_head, condition, TASK_UNINTERRUPTIBLE, timeout)
#define wait_event_interruptible_timeout(wq_head, condition, timeout) \
	__wait_event_state_timeout(wq_head, condition, TASK_INTERRUPTIBLE, timeout)
#define wait_event_killable_timeout(wq_head, condition, timeout) \
	__wait_event_state_timeout(wq_head, condition, TASK_KILLABLE, timeout)
#define wait_event_idle_timeout(wq_head, condition, timeout) \
	__wait_event_state_timeout(wq_head, condition, TASK_IDLE, timeout)
#define wait_event_idle_exclusive_timeout(wq_head, condition, timeout) \
	__wait_event_timeout(wq_head, condition, TASK_IDLE, 1, timeout)
#define wait_event_freezable_timeout(wq_head, condition, timeout) \
	wait_event_interruptible_timeout(wq_head, condition, timeout)

#define __wait_event_hrtimeout(wq_head, condition, timeout, state)        \
	__extension__({                                                   \
		long __r = 0;                                             \
		might_sleep();                                            \
		if (!(condition)) {                                       \
			u64 __deadline = __wait_deadline(timeout);        \
			__r = ___wait_event(                              \
				wq_head, condition, state, 0, 0,          \
				if (!__wait_schedule_until(__deadline)) { \
					__ret = -ETIME;                   \
					break;                            \
				});                                       \
		}                                                         \
		(int)__r;                                                 \
	})

/**
 * wait_event_hrtimeout() - sleep until a condition holds, for a time in nanoseconds
 * @wq_head: the queue
 * @condition: a C expression
 * @timeout: a ktime_t, from now on
 *
 * Context: task; may sleep. Return: 0, -ETIME; wait_event_interruptible_hrtimeout(): or
 * -ERESTARTSYS. Follows Linux 6.12.
 */
#define wait_event_hrtimeout(wq_head, condition, timeout) \
	__wait_event_hrtimeout(wq_head, condition, timeout, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_hrtimeout(wq_head, condition, timeout) \
	__wait_event_hrtimeout(wq_head, condition, timeout, TASK_INTERRUPTIBLE)

/**
 * wait_event_interruptible_locked() - wait_event_interruptible() under the queue's own lock
 * @wq_head: the queue, whose lock the caller holds; it is given up for each sleep
 * @condition: a C expression
 *
 * The _irq kinds are for a lock taken by spin_lock_irq(). Wakers use wake_up_locked().
 *
 * Context: task; may sleep. Return: 0, or -ERESTARTSYS. Follows Linux 6.12.
 */
#define __wait_event_interruptible_locked(wq_head, condition, exclusive, fn) \
	__extension__({                                                      \
		int __r = 0;                                                 \
                                                                             \
		if (!(condition)) {                                          \
			DEFINE_WAIT(__wait);                                 \
                                                                             \
			__wait.flags |= (exclusive) ? WQ_FLAG_EXCLUSIVE : 0; \
			do {                                                 \
				__r = fn(&(wq_head), &__wait);               \
			} while (!__r && !(condition));                      \
			__remove_wait_queue(&(wq_head), &__wait);            \
			__set_current_state(TASK_RUNNING);                   \
		}                                                            \
		__r;                                                         \
	})
#define wait_event_interruptible_locked(wq_head, condition) \
	__wait_event_interruptible_locked(wq_head, condition, 0, do_wait_intr)
#define wait_event_interruptible_locked_irq(wq_head, condition) \
	__wait_event_interruptible_locked(wq_head, condition, 0, do_wait_intr_irq)
#define wait_event_interruptible_exclusive_locked(wq_head, condition) \
	__wait_event_interruptible_locked(wq_head, condition, 1, do_wait_intr)
#define wait_event_interruptible_exclusive_locked_irq(wq_head, condition) \
	__wait_event_interruptible_locked(wq_head, condition, 1, do_wait_intr_irq)

/**
 * wait_event_cmd() - wait_event() that runs something around each sleep
 * @wq_head: the queue
 * @condition: a C expression
 * @cmd1: before each sleep
 * @cmd2: after it
 *
 * The _lock_irq kinds are called with a spinlock held and interrupts masked, test the condition
 * so, and let go of both for each sleep.
 *
 * Context: task; may sleep. Return: wait_event_interruptible_lock_irq(): 0 or -ERESTARTSYS.
 * Follows Linux 6.12.
 */
#define wait_event_cmd(wq_head, condition, cmd1, cmd2)                                    \
	do {                                                                              \
		if (condition)                                                            \
			break;                                                            \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, cmd1; \
				    schedule(); cmd2);                                    \
	} while (0)
#define wait_event_exclusive_cmd(wq_head, condition, cmd1, cmd2)                          \
	do {                                                                              \
		if (condition)                                                            \
			break;                                                            \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 1, 0, cmd1; \
				    schedule(); cmd2);                                    \
	} while (0)
#define wait_event_lock_irq_cmd(wq_head, condition, lock, cmd)                      \
	do {                                                                        \
		if (condition)                                                      \
			break;                                                      \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, \
				    spin_unlock_irq(&(lock));                       \
				    cmd; schedule(); spin_lock_irq(&(lock)));       \
	} while (0)
#define wait_event_lock_irq(wq_head, condition, lock) \
	wait_event_lock_irq_cmd(wq_head, condition, lock, )
#define wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, cmd)              \
	__extension__({                                                                   \
		long __r = 0;                                                             \
		if (!(condition))                                                         \
			__r = ___wait_event(wq_head, condition, TASK_INTERRUPTIBLE, 0, 0, \
					    spin_unlock_irq(&(lock));                     \
					    cmd; schedule(); spin_lock_irq(&(lock)));     \
		(int)__r;                                                                 \
	})
#define wait_event_interruptible_lock_irq(wq_head, condition, lock) \
	wait_event_interruptible_lock_irq_cmd(wq_head, condition, lock, )
#define __wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, state)                   \
	__extension__({                                                                           \
		long __ret = (timeout);                                                           \
		if (!___wait_cond_timeout(condition))                                             \
			__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), state, 0, \
					      (timeout), spin_unlock_irq(&(lock));                \
					      __ret = schedule_timeout(__ret);                    \
					      spin_lock_irq(&(lock)));                            \
		__ret;                                                                            \
	})
#define wait_event_lock_irq_timeout(wq_head, condition, lock, timeout) \
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_lock_irq_timeout(wq_head, condition, lock, timeout) \
	__wait_event_lock_irq_timeout(wq_head, condition, lock, timeout, TASK_INTERRUPTIBLE)

#endif /* _LINUX_WAIT_EVENT_H */
