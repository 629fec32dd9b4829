/* SPDX-License-Identifier: MIT */
/*
 * Counting semaphores. Without waiters down() and up() are one atomic operation each; the rest
 * is in lib/locking/semaphore.c.
 */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/args.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/**
 * struct semaphore - a counting semaphore
 * @lock: protects @wait_list
 * @count: how many more may have it; with __SEM_WAITERS it is none; atomic
 * @wait_list: those who wait, the oldest first
 */
struct semaphore {
	raw_spinlock_t lock;
	unsigned int count;
	struct list_head wait_list;
};

#define __SEM_WAITERS 0x80000000u

#define __SEMAPHORE_INITIALIZER(name, n)                                   \
	{                                                                  \
		.lock = __RAW_SPIN_LOCK_UNLOCKED((name).lock), .count = n, \
		.wait_list = LIST_HEAD_INIT((name).wait_list),             \
	}
/* With a count; without one, as before Linux 6.4, of 1. */
#define __DEFINE_SEMAPHORE_1(name)    __DEFINE_SEMAPHORE_2(name, 1)
#define __DEFINE_SEMAPHORE_2(name, n) struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)
#define DEFINE_SEMAPHORE(args...)     CONCATENATE(__DEFINE_SEMAPHORE_, COUNT_ARGS(args))(args)

/**
 * sema_init() - initialise a semaphore
 * @sem: the semaphore; nobody uses it yet
 * @val: how many may have it at once
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void sema_init(struct semaphore *sem, int val)
{
	*sem = (struct semaphore){.count = (unsigned int)val};
	raw_spin_lock_init(&sem->lock);
	INIT_LIST_HEAD(&sem->wait_list);
}

__tl_api_begin
int __down(struct semaphore *sem, unsigned int state, long timeout, const struct lock_site *site);

/**
 * down_trylock() - take one if there is one
 * @sem: the semaphore
 *
 * Context: any. Return: 0 if taken, else 1; the opposite of mutex_trylock(). Follows Linux 6.12.
 */
int down_trylock(struct semaphore *sem);
/**
 * up() - give one back, or one more
 * @sem: the semaphore
 *
 * Anybody may, whether or not it called down(). The oldest waiter gets it. Release (SE2).
 *
 * Context: any. Follows Linux 6.12.
 */
void up(struct semaphore *sem);
__tl_api_end

/**
 * down() - take one, sleeping until there is one
 * @sem: pointer to the semaphore
 *
 * Acquire (SE1): what was done before the up() that gave it is seen. The _interruptible kind is
 * ended by a signal, _killable by a fatal one, down_timeout() by the time.
 *
 * Context: task; may sleep.
 * Return: 0 when taken, -EINTR; down_timeout(): or -ETIME. Follows Linux 6.12.
 */
#define down(sem) ((void)__down((sem), TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT, __lock_site()))
#define down_interruptible(sem) \
	__down((sem), TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT, __lock_site())
#define down_killable(sem)	   __down((sem), TASK_KILLABLE, MAX_SCHEDULE_TIMEOUT, __lock_site())
#define down_timeout(sem, timeout) __down((sem), TASK_UNINTERRUPTIBLE, (timeout), __lock_site())

#endif /* _LINUX_SEMAPHORE_H */
