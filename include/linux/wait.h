/* SPDX-License-Identifier: MIT */
/*
 * Wait queues. The ordering between a sleeper and a waker is the one of <linux/sched.h>:
 * prepare_to_wait_event() queues the entry and then sets the state (W1) before the condition
 * is tested; a waker that finds the queue non-empty under its lock wakes through W2.
 */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/might_sleep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct wait_queue_entry;

typedef int (*wait_queue_func_t)(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE 0x01
#define WQ_FLAG_WOKEN	  0x02
#define WQ_FLAG_PRIORITY  0x10

/**
 * struct wait_queue_entry - one waiter
 * @flags: WQ_FLAG_*; protected by the head's lock
 * @private: the task that waits
 * @func: what a wake does; nonzero return: an exclusive wake is used up
 * @entry: link; empty when not queued
 */
struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};
typedef struct wait_queue_entry wait_queue_entry_t;

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

#define __WAITQUEUE_INITIALIZER(name, tsk)                                            \
	{                                                                             \
		.private = tsk, .func = default_wake_function, .entry = {NULL, NULL}, \
	}
#define DECLARE_WAITQUEUE(name, tsk) \
	struct wait_queue_entry name = __WAITQUEUE_INITIALIZER(name, tsk)

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)                                                     \
	{                                                                                       \
		.lock = __SPIN_LOCK_UNLOCKED((name).lock), .head = LIST_HEAD_INIT((name).head), \
	}
#define DECLARE_WAIT_QUEUE_HEAD(name) \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)

#define DEFINE_WAIT_FUNC(name, function)               \
	struct wait_queue_entry name = {               \
		.private = current,                    \
		.func = function,                      \
		.entry = LIST_HEAD_INIT((name).entry), \
	}
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)

static inline void init_waitqueue_head(struct wait_queue_head *wq_head)
{
	spin_lock_init(&wq_head->lock);
	INIT_LIST_HEAD(&wq_head->head);
}

static inline void init_waitqueue_func_entry(struct wait_queue_entry *wq_entry,
					     wait_queue_func_t func)
{
	wq_entry->flags = 0;
	wq_entry->private = NULL;
	wq_entry->func = func;
}

/**
 * waitqueue_active() - is anybody queued?
 * @wq_head: the queue
 *
 * Without the lock: a caller that skips a wake by it needs a full barrier between its
 * condition and this. Context: any.
 */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return READ_ONCE(wq_head->head.next) != &wq_head->head;
}

static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	smp_mb();
	return waitqueue_active(wq_head);
}

__tl_api_begin
int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			  void *key);
int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			     void *key);
int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);

void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			       int state);
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			   int state);
void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout);

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);
void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode);
__tl_api_end

static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry, struct task_struct *p)
{
	wq_entry->flags = 0;
	wq_entry->private = p;
	wq_entry->func = default_wake_function;
}

static inline void __add_wait_queue(struct wait_queue_head *wq_head,
				    struct wait_queue_entry *wq_entry)
{
	list_add(&wq_entry->entry, &wq_head->head);
}

static inline void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head,
					       struct wait_queue_entry *wq_entry)
{
	list_add_tail(&wq_entry->entry, &wq_head->head);
}

static inline void __remove_wait_queue(struct wait_queue_head *wq_head,
				       struct wait_queue_entry *wq_entry)
{
	(void)wq_head;
	list_del(&wq_entry->entry);
}

/**
 * wake_up() - wake what waits on a queue
 * @x: the queue
 *
 * All that are not exclusive, and one exclusive waiter; the others of the family wake @nr
 * exclusive ones or all, and those without "interruptible" sleepers of both kinds.
 * Context: any. Follows Linux 6.12.
 */
#define wake_up(x)			 __wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		 __wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			 __wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		 __wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		 __wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_sync(x)			 __wake_up_sync(x, TASK_NORMAL)
#define wake_up_interruptible(x)	 __wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr)	 __wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	 __wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	 __wake_up_sync((x), TASK_INTERRUPTIBLE)
#define wake_up_poll(x, m)		 __wake_up(x, TASK_NORMAL, 1, (void *)(uintptr_t)(m))
#define wake_up_interruptible_poll(x, m) __wake_up(x, TASK_INTERRUPTIBLE, 1, (void *)(uintptr_t)(m))

#define ___wait_is_interruptible(state) (((state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) != 0)

/* The loop under all of the wait_event family; @cmd sleeps. */
#define ___wait_event(wq_head, condition, state, exclusive, ret, cmd)                       \
	__extension__({                                                                     \
		__label__ __out;                                                            \
		struct wait_queue_entry __wq_entry;                                         \
		long __ret = ret;                                                           \
                                                                                            \
		current->waits_at = __lock_site();                                          \
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
		current->waits_at = NULL;                                                   \
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
 * @condition: a C expression; evaluated on each wake
 *
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
#define wait_event_idle(wq_head, condition) \
	((void)__wait_event_state(wq_head, condition, TASK_IDLE, 0))
#define wait_event_idle_exclusive(wq_head, condition) \
	((void)__wait_event_state(wq_head, condition, TASK_IDLE, 1))

#define __wait_event_state_timeout(wq_head, condition, state, timeout)                            \
	__extension__({                                                                           \
		long __ret = (timeout);                                                           \
		might_sleep();                                                                    \
		if (!___wait_cond_timeout(condition))                                             \
			__ret = ___wait_event(wq_head, ___wait_cond_timeout(condition), state, 0, \
					      (timeout), __ret = schedule_timeout(__ret));        \
		__ret;                                                                            \
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

/* The _cmd and _lock kinds run something around each sleep. */
#define wait_event_cmd(wq_head, condition, cmd1, cmd2)                                    \
	do {                                                                              \
		if (condition)                                                            \
			break;                                                            \
		(void)___wait_event(wq_head, condition, TASK_UNINTERRUPTIBLE, 0, 0, cmd1; \
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
#define wait_event_interruptible_lock_irq(wq_head, condition, lock)                       \
	__extension__({                                                                   \
		long __r = 0;                                                             \
		if (!(condition))                                                         \
			__r = ___wait_event(wq_head, condition, TASK_INTERRUPTIBLE, 0, 0, \
					    spin_unlock_irq(&(lock));                     \
					    schedule(); spin_lock_irq(&(lock)));          \
		(int)__r;                                                                 \
	})

#endif /* _LINUX_WAIT_H */
