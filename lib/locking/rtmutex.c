// SPDX-License-Identifier: MIT
/*
 * Mutexes whose waiters go by priority: a list in the order of their turns, and handover.c.
 */
#include <linux/rtmutex.h>
#include <linux/sched/rt.h>

#include "arch/upcall.h"
#include "locking/handover.h"

void __rt_mutex_init(struct rt_mutex *lock, const char *name, struct lock_class_key *key)
{
	__mutex_init(&lock->base, name, key);
	lock->boosted = false;
}
EXPORT_SYMBOL_GPL(__rt_mutex_init);

/* The smaller, the sooner. */
static int turn_of(const struct task_struct *task)
{
	return rt_task(task) ? -(int)arch_peek(task->rt_priority) : task_nice(task) - MIN_NICE;
}

/* Whom the owner keeps waiting lends it its niceness; the owner is there, and does not unlock. */
static void boost(struct rt_mutex *lock)
{
	struct task_struct *owner = LOCK_OWNER(arch_peek(lock->base.owner));
	const struct lock_waiter *first;
	int nice;

	first = list_first_entry_or_null(&lock->base.wait_list, struct lock_waiter, node);
	if (!first)
		return;
	nice = task_nice(first->task);
	if (nice >= task_nice(owner))
		return;
	lock->boosted = true;
	arch_set_nice(owner, nice);
}

static void queue(struct rt_mutex *lock, struct lock_waiter *waiter)
{
	struct lock_waiter *pos;

	list_for_each_entry(pos, &lock->base.wait_list, node)
		if (turn_of(waiter->task) < turn_of(pos->task))
			break;
	list_add_tail(&waiter->node, &pos->node);
}

static int wait(struct rt_mutex *lock, unsigned int state, const struct lock_site *site)
{
	struct lock_waiter waiter = {
		.kind = "rt_mutex",
		.lock = lock,
		.name = lock->base.name,
		.owner = &lock->base.owner,
		.taken = &lock->base.site,
		.wanted = site,
	};
	int ret;

	lock_waiter_begin(&waiter);
	if (unlikely(LOCK_OWNER(arch_peek(lock->base.owner)) == current))
		lock_report_recursion(&waiter);
	queue(lock, &waiter);
	boost(lock);
	ret = handover_wait(&lock->base, &waiter, state, NULL);
	lock_waiter_end(&waiter);
	return ret;
}

int __rt_mutex_lock(struct rt_mutex *lock, unsigned int state, const struct lock_site *site)
{
	int ret = 0;

	__might_sleep(site->file, (int)site->line);
	raw_spin_lock(&lock->base.wait_lock);
	if (!handover_take(&lock->base, site))
		ret = wait(lock, state, site);
	raw_spin_unlock(&lock->base.wait_lock);
	return ret;
}
EXPORT_SYMBOL_GPL(__rt_mutex_lock);

int __rt_mutex_trylock(struct rt_mutex *lock, const struct lock_site *site)
{
	bool taken;

	raw_spin_lock(&lock->base.wait_lock);
	taken = handover_take(&lock->base, site);
	raw_spin_unlock(&lock->base.wait_lock);
	return taken;
}
EXPORT_SYMBOL_GPL(__rt_mutex_trylock);

void __rt_mutex_unlock(struct rt_mutex *lock, const struct lock_site *site)
{
	struct task_struct *owner;
	bool boosted;

	raw_spin_lock(&lock->base.wait_lock);
	owner = LOCK_OWNER(arch_peek(lock->base.owner));
	boosted = lock->boosted;
	lock->boosted = false;
	if (handover_give(&lock->base))
		boost(lock);
	raw_spin_unlock(&lock->base.wait_lock);
	if (boosted)
		arch_set_nice(current, task_nice(current));
	if (unlikely(owner != current))
		lock_report_unlock("rt_mutex", lock, lock->base.name, owner, site);
}
EXPORT_SYMBOL_GPL(__rt_mutex_unlock);
