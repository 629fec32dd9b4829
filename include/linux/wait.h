/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: entries, queueing, waking; the wait_event() family is in <linux/wait_event.h>, which
 * this one includes. The ordering between a sleeper and a waker is the one of <linux/sched.h>:
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
#define WQ_FLAG_CUSTOM	  0x04
#define WQ_FLAG_DONE	  0x08
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

/**
 * struct wait_queue_head - a wait queue
 * @lock: protects @head and the flags of what is queued; wakes run under it
 * @head: the waiters, in the order in which they are woken
 */
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

/**
 * init_waitqueue_head() - initialise a wait queue
 * @wq_head: the queue; nobody uses it yet
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void init_waitqueue_head(struct wait_queue_head *wq_head)
{
	spin_lock_init(&wq_head->lock);
	INIT_LIST_HEAD(&wq_head->head);
}

#define __init_waitqueue_head(wq_head, name, key) init_waitqueue_head(wq_head)

/**
 * init_waitqueue_func_entry() - initialise an entry with a wake function of the caller's
 * @wq_entry: the entry, not queued
 * @func: called for each wake, with the queue's lock held and interrupts masked
 *
 * Context: any. Follows Linux 6.12.
 */
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
 * condition and this.
 *
 * Context: any. Return: nonzero if so. Follows Linux 6.12.
 */
static inline int waitqueue_active(struct wait_queue_head *wq_head)
{
	return READ_ONCE(wq_head->head.next) != &wq_head->head;
}

/**
 * wq_has_sleeper() - waitqueue_active() with the barrier that a waker needs before it
 * @wq_head: the queue
 *
 * Context: any. Return: true if somebody is queued. Follows Linux 6.12.
 */
static inline bool wq_has_sleeper(struct wait_queue_head *wq_head)
{
	/* W5: full barrier between the caller's condition and the look at the queue. Pairs with W1
	 * in prepare_to_wait(): either the sleeper sees the condition, or we see its entry. */
	smp_mb();
	return waitqueue_active(wq_head);
}

/**
 * wq_has_single_sleeper() - is exactly one queued? Without the lock: true may be old
 * @wq_head: the queue
 *
 * Context: any. Follows Linux 6.12.
 */
static inline bool wq_has_single_sleeper(struct wait_queue_head *wq_head)
{
	return list_is_singular(&wq_head->head);
}

__tl_api_begin
/**
 * default_wake_function() - wake the task of an entry, which stays queued
 * @wq_entry: the entry
 * @mode: TASK_*: which sleepers to wake
 * @flags: not used
 * @key: not used
 *
 * Context: any, with the queue's lock held. Return: 1 if it was asleep, else 0.
 * Follows Linux 6.12.
 */
int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			  void *key);
/**
 * autoremove_wake_function() - default_wake_function() that takes the entry off the queue
 * @wq_entry: the entry; stays if the task was not asleep
 * @mode: TASK_*: which sleepers to wake
 * @flags: not used
 * @key: not used
 *
 * Context: any, with the queue's lock held. Return: 1 if it was asleep, else 0.
 * Follows Linux 6.12.
 */
int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			     void *key);
/**
 * woken_wake_function() - the wake function of entries for wait_woken()
 * @wq_entry: the entry; WQ_FLAG_WOKEN is set in it
 * @mode: TASK_*: which sleepers to wake
 * @flags: not used
 * @key: not used
 *
 * Context: any, with the queue's lock held. Return: 1 if it was asleep, else 0.
 * Follows Linux 6.12.
 */
int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key);

/**
 * add_wait_queue() - queue an entry; does not change the task's state
 * @wq_head: the queue
 * @wq_entry: the entry, not queued; until remove_wait_queue()
 *
 * It comes before those that are queued, except those of priority. add_wait_queue_exclusive()
 * queues at the end, as exclusive: such a wake stops after @nr of them.
 * add_wait_queue_priority() queues before all.
 *
 * Context: any. Follows Linux 6.12.
 */
void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
/** add_wait_queue_exclusive() - see add_wait_queue() */
void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
/** add_wait_queue_priority() - see add_wait_queue() */
void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
/**
 * remove_wait_queue() - take an entry off its queue
 * @wq_head: the queue
 * @wq_entry: the entry; queued by add_wait_queue()
 *
 * Context: any. Follows Linux 6.12.
 */
void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);

/**
 * prepare_to_wait() - queue an entry and set the task's state, before the condition is tested
 * @wq_head: the queue
 * @wq_entry: from DEFINE_WAIT(); queued unless it is
 * @state: TASK_*
 *
 * With a full barrier after the state (W1). finish_wait() ends it.
 * prepare_to_wait_exclusive() queues it as exclusive, at the end.
 *
 * Context: task. Return: prepare_to_wait_exclusive(): whether the queue was empty before.
 * Follows Linux 6.12.
 */
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state);
/** prepare_to_wait_exclusive() - see prepare_to_wait() */
bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			       int state);
/**
 * prepare_to_wait_event() - prepare_to_wait() that looks for a signal first
 * @wq_head: the queue
 * @wq_entry: from init_wait_entry()
 * @state: TASK_*
 *
 * Context: task. Return: 0, or -ERESTARTSYS for an interruptible @state with a signal pending;
 * the entry is off the queue then. Follows Linux 6.12.
 */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			   int state);
/**
 * init_wait_entry() - initialise an entry for the calling task
 * @wq_entry: the entry
 * @flags: 0 or WQ_FLAG_EXCLUSIVE
 *
 * Context: task. Follows Linux 6.12.
 */
void init_wait_entry(struct wait_queue_entry *wq_entry, int flags);
/**
 * finish_wait() - the task is running again, and its entry off the queue
 * @wq_head: the queue
 * @wq_entry: may be freed afterwards
 *
 * Context: task. Follows Linux 6.12.
 */
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
/**
 * wait_woken() - sleep until the entry's wake function has been called
 * @wq_entry: queued, with woken_wake_function()
 * @mode: TASK_*
 * @timeout: jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Returns at once if it was called since the last wait_woken(), so the condition needs no state
 * before it is tested. May return without a wake.
 *
 * Context: task; may sleep. Return: jiffies left, 0 if the time is up. Follows Linux 6.12.
 */
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout);

/**
 * __wake_up() - what the wake_up() family is made of
 * @wq_head: the queue
 * @mode: TASK_*: which sleepers to wake
 * @nr: at most so many exclusive ones; 0 for all
 * @key: for the wake functions
 *
 * The kinds with "locked" are called with the queue's lock held, __wake_up_locked_key() with one
 * exclusive one; __wake_up_sync() hints that the waker is about to sleep, which the host does
 * not take.
 *
 * Context: any. Return: how many exclusive ones were woken. Follows Linux 6.12.
 */
int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key);
/** __wake_up_locked() - see __wake_up() */
void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr);
/** __wake_up_locked_key() - see __wake_up() */
void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key);
/** __wake_up_sync() - see __wake_up() */
void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode);
/**
 * do_wait_intr() - one sleep of wait_event_interruptible_locked(); _irq: with interrupts masked
 * @wq_head: the queue, whose lock the caller holds; it is given up for the sleep
 * @wq_entry: from DEFINE_WAIT(); queued unless it is
 *
 * Context: task. Return: 0, or -ERESTARTSYS at once. Follows Linux 6.12.
 */
int do_wait_intr(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
/** do_wait_intr_irq() - see do_wait_intr() */
int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry);
__tl_api_end

/**
 * init_wait() - initialise an entry as DEFINE_WAIT() does; init_wait_func(): with a function
 * @wait: the entry, not queued
 *
 * Context: task. Follows Linux 6.12.
 */
#define init_wait(wait) init_wait_func(wait, autoremove_wake_function)
#define init_wait_func(wait, function)          \
	do {                                    \
		(wait)->flags = 0;              \
		(wait)->private = current;      \
		(wait)->func = function;        \
		INIT_LIST_HEAD(&(wait)->entry); \
	} while (0)

/**
 * init_waitqueue_entry() - initialise an entry that wakes a task
 * @wq_entry: the entry, not queued
 * @p: the task
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void init_waitqueue_entry(struct wait_queue_entry *wq_entry, struct task_struct *p)
{
	wq_entry->flags = 0;
	wq_entry->private = p;
	wq_entry->func = default_wake_function;
}

/**
 * __add_wait_queue() - add_wait_queue() for callers that hold the queue's lock
 * @wq_head: the queue
 * @wq_entry: the entry; goes to the very front. __add_wait_queue_entry_tail(): to the end
 *
 * Context: any, with the lock held. Follows Linux 6.12.
 */
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

static inline void __add_wait_queue_exclusive(struct wait_queue_head *wq_head,
					      struct wait_queue_entry *wq_entry)
{
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue(wq_head, wq_entry);
}

static inline void __add_wait_queue_entry_tail_exclusive(struct wait_queue_head *wq_head,
							 struct wait_queue_entry *wq_entry)
{
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue_entry_tail(wq_head, wq_entry);
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
 * exclusive ones or all, and those without "interruptible" sleepers of both kinds. A wake of a
 * task is a full barrier before its state is read (W2).
 * Context: any. Follows Linux 6.12.
 */
#define wake_up(x)			__wake_up(x, TASK_NORMAL, 1, NULL)
#define wake_up_nr(x, nr)		__wake_up(x, TASK_NORMAL, nr, NULL)
#define wake_up_all(x)			__wake_up(x, TASK_NORMAL, 0, NULL)
#define wake_up_locked(x)		__wake_up_locked((x), TASK_NORMAL, 1)
#define wake_up_all_locked(x)		__wake_up_locked((x), TASK_NORMAL, 0)
#define wake_up_sync(x)			__wake_up_sync(x, TASK_NORMAL)
#define wake_up_interruptible(x)	__wake_up(x, TASK_INTERRUPTIBLE, 1, NULL)
#define wake_up_interruptible_nr(x, nr) __wake_up(x, TASK_INTERRUPTIBLE, nr, NULL)
#define wake_up_interruptible_all(x)	__wake_up(x, TASK_INTERRUPTIBLE, 0, NULL)
#define wake_up_interruptible_sync(x)	__wake_up_sync((x), TASK_INTERRUPTIBLE)

/* Poll events as the wake functions' key, and back. */
#define poll_to_key(m)				((void *)(uintptr_t)(m))
#define key_to_poll(m)				((__poll_t)(uintptr_t)(void *)(m))
#define wake_up_poll(x, m)			__wake_up(x, TASK_NORMAL, 1, poll_to_key(m))
#define wake_up_locked_poll(x, m)		__wake_up_locked_key((x), TASK_NORMAL, poll_to_key(m))
#define wake_up_interruptible_poll(x, m)	__wake_up(x, TASK_INTERRUPTIBLE, 1, poll_to_key(m))
#define __wake_up_sync_key(x, mode, key)	((void)__wake_up(x, mode, 1, key))
#define __wake_up_locked_sync_key(x, mode, key) __wake_up_locked_key(x, mode, key)
#define wake_up_interruptible_sync_poll(x, m) \
	__wake_up_sync_key((x), TASK_INTERRUPTIBLE, poll_to_key(m))
#define wake_up_interruptible_sync_poll_locked(x, m) \
	__wake_up_locked_sync_key((x), TASK_INTERRUPTIBLE, poll_to_key(m))

#include <linux/wait_event.h>

#endif /* _LINUX_WAIT_H */
