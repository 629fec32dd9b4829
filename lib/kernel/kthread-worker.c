// SPDX-License-Identifier: MIT
/*
 * Kthread workers: a kthread that runs work items one after the other.
 *
 * worker->lock protects the lists, task, current_work, and of each item node, worker and canceling.
 * An item is pending while its node is in a list. It is taken off before its function is called,
 * and not touched after: the function may free it.
 */
#include <stdarg.h>

#include <linux/bug.h>
#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "kernel/kthread.h"

void kthread_init_worker(struct kthread_worker *worker)
{
	memset(worker, 0, sizeof(*worker));
	raw_spin_lock_init(&worker->lock);
	INIT_LIST_HEAD(&worker->work_list);
	INIT_LIST_HEAD(&worker->delayed_work_list);
}
EXPORT_SYMBOL_GPL(kthread_init_worker);

/* --- the worker --- */

static void describe_idle(const void *waits_for, char *buf, unsigned long size)
{
	(void)waits_for;
	scnprintf(buf, size, "kthread_queue_work()");
}

/* The next item, which becomes the current one; NULL if there is none. */
static struct kthread_work *next_work(struct kthread_worker *worker)
{
	struct kthread_work *work;

	raw_spin_lock_irq(&worker->lock);
	work = list_first_entry_or_null(&worker->work_list, struct kthread_work, node);
	if (work)
		list_del_init(&work->node);
	worker->current_work = work;
	raw_spin_unlock_irq(&worker->lock);
	return work;
}

static void sleep_idle(void)
{
	struct task_struct *me = current;

	me->waits_describe = describe_idle;
	schedule();
	me->waits_describe = NULL;
}

int kthread_worker_fn(void *worker_ptr)
{
	struct kthread_worker *worker = worker_ptr;

	/* Unset if somebody has started a kthread with this function by hand. */
	raw_spin_lock_irq(&worker->lock);
	if (!worker->task)
		arch_poke(worker->task, current);
	WARN_ON(worker->task != current);
	raw_spin_unlock_irq(&worker->lock);
	for (;;) {
		struct kthread_work *work;

		/* W1: before the list is looked at; pairs with W2 in kthread_insert_work(). */
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		work = next_work(worker);
		if (work) {
			__set_current_state(TASK_RUNNING);
			work->func(work);
		} else {
			sleep_idle();
		}
	}
	__set_current_state(TASK_RUNNING);
	raw_spin_lock_irq(&worker->lock);
	arch_poke(worker->task, NULL);
	raw_spin_unlock_irq(&worker->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(kthread_worker_fn);

/* A kthread for @worker, asleep; to be bound to @cpu if that is not negative. */
static struct task_struct *make_task(struct kthread_worker *worker, int cpu, const char *name)
{
	struct task_struct *task = kthread_create(kthread_worker_fn, worker, "%s", name);

	if (!IS_ERR(task) && cpu >= 0)
		kthread_bind(task, (unsigned int)cpu);
	return task;
}

static struct kthread_worker *make_worker(int cpu, unsigned int flags, const char *name)
{
	struct kthread_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	struct task_struct *task;

	if (!worker)
		return ERR_PTR(-ENOMEM);
	kthread_init_worker(worker);
	task = make_task(worker, cpu, name);
	if (IS_ERR(task)) {
		kfree(worker);
		return ERR_CAST(task);
	}
	worker->flags = flags;
	worker->task = task;
	return worker;
}

struct kthread_worker *__tl_kthread_make_worker(bool wake, int cpu, unsigned int flags,
						const char namefmt[], ...)
{
	struct kthread_worker *worker;
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, namefmt);
	vscnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	worker = make_worker(cpu, flags, name);
	if (wake && !IS_ERR(worker))
		wake_up_process(worker->task);
	return worker;
}
EXPORT_SYMBOL_GPL(__tl_kthread_make_worker);

void kthread_destroy_worker(struct kthread_worker *worker)
{
	struct task_struct *task = worker->task;

	if (WARN_ON(!task))
		return;
	kthread_flush_worker(worker);
	kthread_stop(task);
	WARN_ON(!list_empty(&worker->delayed_work_list));
	WARN_ON(!list_empty(&worker->work_list));
	kfree(worker);
}
EXPORT_SYMBOL(kthread_destroy_worker);

/* --- queueing --- */

void kthread_insert_work(struct kthread_worker *worker, struct kthread_work *work,
			 struct list_head *pos)
{
	WARN_ON_ONCE(work->worker && work->worker != worker);
	list_add_tail(&work->node, pos);
	WRITE_ONCE(work->worker, worker);
	if (!worker->current_work && worker->task)
		wake_up_process(worker->task);
}

/* Under the lock. */
static bool may_queue(const struct kthread_work *work)
{
	return list_empty(&work->node) && !work->canceling;
}

bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = may_queue(work);
	if (queued)
		kthread_insert_work(worker, work, &worker->work_list);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_work);

/* --- delayed items --- */

/* TIMER_IRQSAFE: interrupts are off. */
void kthread_delayed_work_timer_fn(struct timer_list *t)
{
	struct kthread_work *work = &container_of(t, struct kthread_delayed_work, timer)->work;
	struct kthread_worker *worker = READ_ONCE(work->worker);

	if (WARN_ON_ONCE(!worker))
		return;
	raw_spin_lock(&worker->lock);
	WARN_ON_ONCE(work->worker != worker);
	/* Who cancels it finds it where it was. */
	if (!work->canceling && !WARN_ON_ONCE(list_empty(&work->node))) {
		list_del_init(&work->node);
		kthread_insert_work(worker, work, &worker->work_list);
	}
	raw_spin_unlock(&worker->lock);
}
EXPORT_SYMBOL(kthread_delayed_work_timer_fn);

void kthread_insert_delayed(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			    unsigned long delay)
{
	if (!delay) {
		kthread_insert_work(worker, &dwork->work, &worker->work_list);
		return;
	}
	WARN_ON_ONCE(dwork->work.worker && dwork->work.worker != worker);
	list_add(&dwork->work.node, &worker->delayed_work_list);
	WRITE_ONCE(dwork->work.worker, worker);
	dwork->timer.expires = jiffies + delay;
	add_timer(&dwork->timer);
}

bool kthread_queue_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
				unsigned long delay)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = may_queue(&dwork->work);
	if (queued)
		kthread_insert_delayed(worker, dwork, delay);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}
EXPORT_SYMBOL_GPL(kthread_queue_delayed_work);
