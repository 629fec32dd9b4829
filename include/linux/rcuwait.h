/* SPDX-License-Identifier: MIT */
/*
 * A wait queue for one waiter at a time, whose waker takes no lock unless somebody waits.
 *
 *	waiter				waker
 *	@task = itself			condition = true
 *	its state, full barrier (W1)	full barrier (W5)
 *	condition?			@task?
 *
 * One of the two sees what the other did.
 */
#ifndef _LINUX_RCUWAIT_H
#define _LINUX_RCUWAIT_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/**
 * struct rcuwait - the waiter, if there is one
 * @task: who waits, or NULL; written by the waiter, under @lock
 * @lock: a waiter does not leave while it is being woken
 */
struct rcuwait {
	struct task_struct *task;
	raw_spinlock_t lock;
};

#define __RCUWAIT_INITIALIZER(name)                                          \
	{                                                                    \
		.task = NULL, .lock = __RAW_SPIN_LOCK_UNLOCKED((name).lock), \
	}

/** rcuwait_init() - initialise it: nobody waits. Context: any. Follows Linux 6.12. */
static inline void rcuwait_init(struct rcuwait *w)
{
	w->task = NULL;
	raw_spin_lock_init(&w->lock);
}

/** rcuwait_active() - does anybody wait? Orders nothing. Context: any. Follows Linux 6.12. */
static inline int rcuwait_active(struct rcuwait *w)
{
	return READ_ONCE(w->task) != NULL;
}

__tl_api_begin
/**
 * rcuwait_wake_up() - wake who waits
 * @w: what for; the caller has made the condition true before
 *
 * Context: any. Return: 1 if it was asleep, else 0. Follows Linux 6.12.
 */
int rcuwait_wake_up(struct rcuwait *w);
/**
 * prepare_to_rcuwait() - the caller waits, from here to finish_rcuwait()
 * @w: what for; nobody else does: callers keep each other out
 *
 * A state is to be set by set_current_state() before the condition is tested.
 *
 * Context: task. Follows Linux 6.12.
 */
void prepare_to_rcuwait(struct rcuwait *w);
/** finish_rcuwait() - the caller waits no more, and is TASK_RUNNING. Context: task. */
void finish_rcuwait(struct rcuwait *w);
__tl_api_end

/**
 * rcuwait_wait_event() - sleep until a condition holds
 * @w: pointer to what is waited for
 * @condition: a C expression
 * @state: TASK_*
 *
 * ___rcuwait_wait_event() takes what it returns at first, and what to sleep by.
 *
 * Context: task; may sleep. Return: 0, or -EINTR if the state is one that signals end.
 * Follows Linux 6.12.
 */
#define ___rcuwait_wait_event(w, condition, state, ret, cmd)        \
	__extension__({                                             \
		long __ret = ret;                                   \
                                                                    \
		prepare_to_rcuwait(w);                              \
		arch_poke(current->waits_at, __lock_site());        \
		for (;;) {                                          \
			set_current_state(state); /* W1 */          \
			if (condition)                              \
				break;                              \
			if (signal_pending_state(state, current)) { \
				__ret = -EINTR;                     \
				break;                              \
			}                                           \
			cmd;                                        \
		}                                                   \
		finish_rcuwait(w);                                  \
		arch_poke(current->waits_at, NULL);                 \
		__ret;                                              \
	})
#define rcuwait_wait_event(w, condition, state)                                 \
	__extension__({                                                         \
		might_sleep();                                                  \
		(int)___rcuwait_wait_event(w, condition, state, 0, schedule()); \
	})

#endif /* _LINUX_RCUWAIT_H */
