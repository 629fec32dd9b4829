// SPDX-License-Identifier: MIT
/*
 * Taking items off their queues, and keeping them off.
 *
 * cancel_work_sync() disables the item while it waits, so that it can't be queued, by itself
 * either. An item whose timer has expired, and whose timer's function is on its way to queue it, is
 * waited for: a moment, since that function runs with interrupts off.
 */
#include <linux/bug.h>
#include <linux/might_sleep.h>

#include "arch/upcall.h"
#include "debug/stall.h"
#include "kernel/workqueue.h"

/**
 * work_lock_idle() - wq_lock(), with the item not pending
 * @s: the section
 * @work: the item, taken off its queue if need be
 *
 * Return: true if it was pending.
 */
bool work_lock_idle(struct wq_section *s, struct work_struct *work)
{
	bool was_pending = delayed_lock(s, work);

	if (work_data(work) & WORK_QUEUED) {
		work_take_off(s, work);
		was_pending = true;
	}
	return was_pending;
}

/* @by: how often more it is disabled. */
static bool cancel(struct work_struct *work, unsigned long by)
{
	struct wq_section s;
	bool was_pending, overflow;

	arch_api_point(&work->data);
	was_pending = work_lock_idle(&s, work);
	overflow = by && work_disabled(work) == WORK_DISABLE_MAX;
	if (by && !overflow)
		work_set_data(work, work_data(work) + (1ul << WORK_DISABLE_SHIFT));
	wq_unlock(&s);
	WARN_ONCE(overflow, "workqueue: work disable count overflowed\n");
	return was_pending;
}

bool enable_work(struct work_struct *work)
{
	struct wq_section s;
	bool underflow, enabled;

	arch_api_point(&work->data);
	wq_lock(&s);
	/* What is pending is not disabled. */
	underflow = (work_data(work) & WORK_STRUCT_PENDING) || !work_disabled(work);
	if (!underflow)
		work_set_data(work, work_data(work) - (1ul << WORK_DISABLE_SHIFT));
	enabled = underflow || !work_disabled(work);
	wq_unlock(&s);
	WARN_ONCE(underflow, "workqueue: work disable count underflowed\n");
	return enabled;
}
EXPORT_SYMBOL_GPL(enable_work);

static bool is_bh(const struct work_struct *work)
{
	struct wq_section s;
	struct worker_pool *pool;

	wq_lock(&s);
	pool = work_last_pool(work);
	wq_unlock(&s);
	return pool && pool->bh;
}

static bool is_running(struct work_struct *work)
{
	struct wq_section s;
	struct worker *runner;

	wq_lock(&s);
	runner = work_runner(work);
	wq_unlock(&s);
	return runner && runner != worker_current();
}

/* In atomic context: an item of a softirq ends without our help, on another CPU. */
static void spin_while_running(struct work_struct *work)
{
	struct stall stall = STALL_INIT;

	while (is_running(work))
		if (stall_turn(&stall))
			stall_report(&stall, "wait for work %pS", (void *)work->func);
}

static bool disable_sync(struct work_struct *work)
{
	bool was_pending = cancel(work, 1);

	if (is_bh(work) && (in_atomic() || irqs_disabled())) {
		WARN_ON_ONCE(in_hardirq());
		spin_while_running(work);
	} else {
		might_sleep();
		work_wait(work, true);
	}
	return was_pending;
}

bool cancel_work(struct work_struct *work)
{
	return cancel(work, 0);
}
EXPORT_SYMBOL(cancel_work);

bool cancel_work_sync(struct work_struct *work)
{
	bool was_pending = disable_sync(work);

	enable_work(work);
	return was_pending;
}
EXPORT_SYMBOL_GPL(cancel_work_sync);

bool disable_work(struct work_struct *work)
{
	return cancel(work, 1);
}
EXPORT_SYMBOL_GPL(disable_work);

bool disable_work_sync(struct work_struct *work)
{
	return disable_sync(work);
}
EXPORT_SYMBOL_GPL(disable_work_sync);

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel_work(&dwork->work);
}
EXPORT_SYMBOL(cancel_delayed_work);

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_work_sync(&dwork->work);
}
EXPORT_SYMBOL(cancel_delayed_work_sync);

bool disable_delayed_work(struct delayed_work *dwork)
{
	return disable_work(&dwork->work);
}
EXPORT_SYMBOL_GPL(disable_delayed_work);

bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	return disable_work_sync(&dwork->work);
}
EXPORT_SYMBOL_GPL(disable_delayed_work_sync);

bool enable_delayed_work(struct delayed_work *dwork)
{
	return enable_work(&dwork->work);
}
EXPORT_SYMBOL_GPL(enable_delayed_work);
