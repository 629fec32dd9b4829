/* SPDX-License-Identifier: MIT */
/*
 * What the sleeping locks share: a waiter in a lock's list, which is granted what it waits for by
 * who gives the lock back, and the reports, in the wording of Linux's lock checkers.
 *
 * A waiter lies on the stack of its task. Its list and its @granted are protected by the lock's
 * own spinlock (wait_lock); who grants it wakes it before letting go of that.
 */
#ifndef LIB_LOCKING_LOCKING_H
#define LIB_LOCKING_LOCKING_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/**
 * struct lock_waiter - a task that waits for a lock
 * @node: in the lock's list
 * @task: who
 * @granted: it has it; under the wait_lock
 * @writes: of a lock that has readers and writers
 * @kind: "mutex", for reports
 * @lock, @name: the lock, and its name if it has one
 * @owner: the lock's word that names the owner, bits 0 to 2 being something else; NULL: has none
 * @taken: where the owner took it
 * @wanted: where the task wants it
 */
struct lock_waiter {
	struct list_head node;
	struct task_struct *task;
	bool granted;
	bool writes;
	const char *kind;
	const void *lock;
	const char *name;
	const unsigned long *owner;
	const struct lock_site *const *taken;
	const struct lock_site *wanted;
};

#define LOCK_OWNER(word) ((struct task_struct *)((word) & ~7UL))

/* Reports say what the task waits for, between the two. */
void lock_waiter_begin(struct lock_waiter *waiter);
void lock_waiter_end(struct lock_waiter *waiter);

/**
 * lock_wait() - sleep until granted
 * @waiter: in the list; begun
 * @wait_lock: held, by raw_spin_lock_irq(); and so again at the return
 * @state: TASK_*
 * @timeout: jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Return: 0 when granted, -EINTR or -ETIME: still in the list.
 */
int lock_wait(struct lock_waiter *waiter, raw_spinlock_t *wait_lock, unsigned int state,
	      long timeout);

/* It has it, and is off the list: let it go on. Under the wait_lock. */
void lock_grant(struct lock_waiter *waiter);

/* "WARNING: possible recursive locking detected": the owner wants it once more. */
void lock_report_recursion(const struct lock_waiter *waiter);
/* "WARNING: bad unlock balance detected!": who unlocks it does not hold it. */
void lock_report_unlock(const char *kind, const void *lock, const char *name,
			struct task_struct *owner, const struct lock_site *site);
/* "DEBUG_LOCKS_WARN_ON(...)", and where. */
void lock_report_misuse(const char *what, const void *lock, const struct lock_site *site);

/* "BUG: rwlock lockup suspected on CPU#0, comm/pid" and who holds it. @kind: "spinlock" */
void lock_report_spin(const char *kind, const char *what, const void *lock,
		      struct task_struct *owner, unsigned int owner_cpu,
		      const struct lock_site *taken, const struct lock_site *wanted);

#endif /* LIB_LOCKING_LOCKING_H */
