// SPDX-License-Identifier: MIT
/*
 * Items with a timer. While it runs the item is PENDING and DELAYED, and in a list of such, so that
 * shutdown finds it. Arming and disarming are sections under wq_lock().
 *
 * The timer's function takes the lock as well, after the timer has ceased to be pending. So a
 * timer that is not pending while the item is DELAYED has its function on its way: whoever wants
 * the item waits for it (delayed_lock()), and nobody arms the timer meanwhile.
 */
#include <linux/bug.h>
#include <linux/printk.h>

#include "arch/upcall.h"
#include "debug/stall.h"
#include "kernel/workqueue.h"

static LIST_HEAD(delayed);

static void not_delayed(struct work_struct *work)
{
	list_del_init(&work->entry);
	work_set_data(work, work_data(work) & ~(WORK_STRUCT_PENDING | WORK_DELAYED));
}

/* Back to idle. Return: false if its timer's function is on its way. */
static bool disarm(struct work_struct *work)
{
	if (!timer_delete(&to_delayed_work(work)->timer))
		return false;
	not_delayed(work);
	return true;
}

/**
 * delayed_lock() - wq_lock(), with the item's timer not running, nor its function on its way; nor
 *	does it wait for a grace period (workqueue-rcu.c)
 * @s: the section
 * @work: the item
 *
 * Return: true if the timer ran; the item is idle then.
 */
bool delayed_lock(struct wq_section *s, struct work_struct *work)
{
	struct stall stall = STALL_INIT;
	bool delayed;

	wq_lock(s);
	while (work_is_on_its_way(work)) {
		delayed = work_data(work) & WORK_DELAYED;
		if (delayed && disarm(work))
			return true;
		wq_unlock(s);
		if (stall_turn(&stall))
			stall_report(&stall, "wait for the %s of work %pS",
				     delayed ? "timer" : "grace period", (void *)work->func);
		wq_lock(s);
	}
	return false;
}

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = timer_container_of(dwork, t, timer);
	struct workqueue_struct *wq = dwork->wq;
	work_func_t func = dwork->work.func;
	struct wq_section s;
	bool closed;

	wq_lock(&s);
	not_delayed(&dwork->work);
	closed = wq_is_closed(wq);
	if (!closed && work_is_idle(&dwork->work))
		work_insert(&s, dwork->cpu, wq, &dwork->work);
	wq_unlock(&s);
	if (unlikely(closed))
		wq_warn_closed(wq, func);
}
EXPORT_SYMBOL(delayed_work_timer_fn);

/* As INIT_DELAYED_WORK() does, and INIT_WORK() does not; and nobody has shut it down. */
static bool can_be_armed(const struct delayed_work *dwork)
{
	return (dwork->timer.state & __TIMER_MAGIC) == __TIMER_SET_UP && dwork->timer.function;
}

/* The item is idle. */
static void arm(struct wq_section *s, int cpu, struct workqueue_struct *wq,
		struct delayed_work *dwork, unsigned long delay)
{
	struct work_struct *work = &dwork->work;

	if (cpu != WORK_CPU_UNBOUND && (unsigned int)cpu >= arch_cpu_count()) {
		s->bad_cpu = true;
		cpu = WORK_CPU_UNBOUND;
	}
	dwork->wq = wq;
	dwork->cpu = cpu;
	work_set_data(work, work_data(work) | WORK_STRUCT_PENDING | WORK_DELAYED);
	list_add_tail(&work->entry, &delayed);
	dwork->timer.expires = jiffies + delay;
	if (cpu == WORK_CPU_UNBOUND)
		add_timer(&dwork->timer);
	else
		add_timer_on(&dwork->timer, cpu);
}

/* As the holder of wq_lock(), which is given back. Return: whether it was queued. */
static bool queue_or_arm(struct wq_section *s, int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	bool queue = work_is_idle(&dwork->work);
	bool closed = queue && !delay && wq_is_closed(wq);
	bool broken = queue && delay && !can_be_armed(dwork);

	queue = queue && !closed && !broken;
	if (queue && delay)
		arm(s, cpu, wq, dwork, delay);
	else if (queue)
		work_insert(s, cpu, wq, &dwork->work);
	wq_unlock(s);
	if (unlikely(closed))
		wq_warn_closed(wq, dwork->work.func);
	/* DIVERGES: Linux warns, and then uses the timer. */
	WARN_ONCE(broken, "workqueue: delayed work %pS has no timer (INIT_DELAYED_WORK())\n",
		  broken ? (void *)dwork->work.func : NULL);
	return queue;
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	struct wq_section s;

	arch_api_point(&dwork->work.data);
	wq_lock(&s);
	return queue_or_arm(&s, cpu, wq, dwork, delay);
}
EXPORT_SYMBOL(queue_delayed_work_on);

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay)
{
	struct wq_section s;
	bool was_pending;

	arch_api_point(&dwork->work.data);
	was_pending = work_lock_idle(&s, &dwork->work);
	(void)queue_or_arm(&s, cpu, wq, dwork, delay);
	return was_pending;
}
EXPORT_SYMBOL_GPL(mod_delayed_work_on);

bool flush_delayed_work(struct delayed_work *dwork)
{
	struct wq_section s;

	might_sleep();
	arch_api_point(&dwork->work.data);
	if (delayed_lock(&s, &dwork->work))
		(void)queue_or_arm(&s, dwork->cpu, dwork->wq, dwork, 0);
	else
		wq_unlock(&s);
	return work_wait(&dwork->work, false);
}
EXPORT_SYMBOL(flush_delayed_work);

/* Shutdown: what is left won't be queued; but it can be in the next machine. */
void delayed_exit(void)
{
	struct work_struct *work;
	struct wq_section s;
	bool disarmed;

	for (unsigned int turn = 1;; turn++) {
		wq_lock(&s);
		work = list_first_entry_or_null(&delayed, struct work_struct, entry);
		disarmed = work && disarm(work);
		wq_unlock(&s);
		if (!work)
			break;
		if (disarmed)
			pr_notice("delayed work %pS is still pending at shutdown\n",
				  (void *)work->func);
		else
			arch_relax(turn);
	}
}
