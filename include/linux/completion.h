/* SPDX-License-Identifier: MIT */
/*
 * Completions: one side waits until the other says that it is done.
 */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/**
 * struct completion - see complete()
 * @done: how many more waits need not sleep; UINT_MAX: none does, ever; under @wait.lock
 * @wait: those who wait, the oldest first
 */
struct completion {
	unsigned int done;
	struct wait_queue_head wait;
};

#define COMPLETION_INITIALIZER(work)                          \
	{                                                     \
		0, __WAIT_QUEUE_HEAD_INITIALIZER((work).wait) \
	}
#define COMPLETION_INITIALIZER_ONSTACK(work)	      COMPLETION_INITIALIZER(work)
#define COMPLETION_INITIALIZER_ONSTACK_MAP(work, map) COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION(work)		      struct completion work = COMPLETION_INITIALIZER(work)
#define DECLARE_COMPLETION_ONSTACK(work)	      DECLARE_COMPLETION(work)
#define DECLARE_COMPLETION_ONSTACK_MAP(work, map)     DECLARE_COMPLETION(work)

/**
 * init_completion() - initialise a completion, not done
 * @x: the completion; nobody uses it yet
 *
 * reinit_completion(): not done any more; nobody waits for it, nor completes it.
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void init_completion(struct completion *x)
{
	x->done = 0;
	init_waitqueue_head(&x->wait);
}
#define init_completion_map(x, m) init_completion(x)

static inline void reinit_completion(struct completion *x)
{
	arch_poke(x->done, 0);
}

__tl_api_begin
/**
 * complete() - one waiter goes on: one that waits, or the next that will
 * @x: the completion
 *
 * complete_all(): all of them, until reinit_completion(). complete_on_current_cpu() is complete().
 * The waiter may free it as soon as its wait returns.
 *
 * Context: any. What was done before is seen by who waited. Follows Linux 6.12.
 */
void complete(struct completion *x);
/** complete_all() - see complete() */
void complete_all(struct completion *x);

long __wait_for_completion(struct completion *x, unsigned int state, long timeout,
			   const struct lock_site *site);

/**
 * try_wait_for_completion() - a wait that does not sleep
 * @x: the completion
 *
 * Context: any. Return: true if it was done, and is now once less. Follows Linux 6.12.
 */
bool try_wait_for_completion(struct completion *x);
/**
 * completion_done() - would a wait return at once?
 * @x: the completion
 *
 * When it returns true, complete() does not touch it any more.
 *
 * Context: any. Return: true if so. Follows Linux 6.12.
 */
bool completion_done(struct completion *x);
__tl_api_end

#define complete_on_current_cpu(x) complete(x)

/**
 * wait_for_completion() - sleep until it is done; and the family
 * @x: pointer to the completion
 *
 *	_interruptible, _killable	a signal, a fatal one, ends it: -ERESTARTSYS
 *	_timeout			takes jiffies, and returns what is left of them, at least
 *					1, or 0 if it was not done in time
 *	wait_for_completion_state()	takes a TASK_ state
 *
 * The _io kinds count as waiting for input and output on Linux.
 *
 * Context: task; may sleep. Return: 0, or as above. Follows Linux 6.12.
 */
#define __wait_done(x, state, timeout) __wait_for_completion((x), (state), (timeout), __lock_site())
#define __wait_done_int(x, state)                                          \
	__extension__({                                                    \
		long __left = __wait_done(x, state, MAX_SCHEDULE_TIMEOUT); \
		__left < 0 ? (int)__left : 0;                              \
	})
#define wait_for_completion(x)		     ((void)__wait_done(x, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT))
#define wait_for_completion_io(x)	     wait_for_completion(x)
#define wait_for_completion_interruptible(x) __wait_done_int(x, TASK_INTERRUPTIBLE)
#define wait_for_completion_killable(x)	     __wait_done_int(x, TASK_KILLABLE)
#define wait_for_completion_state(x, state)  __wait_done_int(x, state)
#define wait_for_completion_timeout(x, timeout) \
	((unsigned long)__wait_done(x, TASK_UNINTERRUPTIBLE, (long)(timeout)))
#define wait_for_completion_io_timeout(x, timeout) wait_for_completion_timeout(x, timeout)
#define wait_for_completion_interruptible_timeout(x, timeout) \
	__wait_done(x, TASK_INTERRUPTIBLE, (long)(timeout))
#define wait_for_completion_killable_timeout(x, timeout) \
	__wait_done(x, TASK_KILLABLE, (long)(timeout))

#endif /* _LINUX_COMPLETION_H */
