// SPDX-License-Identifier: MIT
/*
 * Waiting for items, and for all of a queue.
 *
 * AN ITEM. Who waits for one puts a struct work_flusher beside it: until the item begins, in a list
 * of their own; then in that of the worker which runs it. An item that is cancelled hands its
 * flushers to who still runs it, or is done.
 *
 * A QUEUE. What is queued has a color, and each pwq counts what is in flight by color. A flush
 * begins a new color and waits until all older ones are gone. Colors are used again when they are
 * gone, so a flush may have to wait until it can begin one.
 */
#include <linux/bug.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "kernel/workqueue.h"

/* Of items that have not begun. */
static LIST_HEAD(pending_flushers);

/* --- an item --- */

void flushers_done(struct list_head *flushers)
{
	struct work_flusher *f, *next;

	list_for_each_entry_safe(f, next, flushers, node) {
		list_del(&f->node);
		f->done = true;
		/* Under the lock, which it takes before it goes: it is there. */
		wake_up_process(f->task);
	}
}

/* An item is not pending any more. @worker: who runs it from now on, or still; or NULL */
void flushers_follow(struct work_struct *work, struct worker *worker)
{
	struct work_flusher *f, *next;
	LIST_HEAD(done);

	list_for_each_entry_safe(f, next, &pending_flushers, node)
		if (f->work == work)
			list_move_tail(&f->node, worker ? &worker->flushers : &done);
	flushers_done(&done);
}

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	const struct work_flusher *f = waits_for;

	scnprintf(buf, size, "work %pS", (void *)f->func);
}

/* As the holder of wq_lock(). */
static void sleep_until_done(struct wq_section *s, struct work_flusher *f)
{
	current->waits_for = f;
	current->waits_describe = describe;
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (f->done)
			break;
		wq_unlock(s);
		schedule();
		wq_lock(s);
	}
	__set_current_state(TASK_RUNNING);
	current->waits_describe = NULL;
}

/*
 * A worker waits for its own item, or for the queue that this is of. DIVERGES: Linux reports this
 * where lockdep is configured, and waits for ever. Here it is reported, and not waited for.
 */
static void report_own(const char *what, const void *of)
{
	struct report report;

	report_begin(&report, KERN_WARNING, "WARNING: possible recursive locking detected");
	printk(KERN_WARNING "%s/%d is trying to acquire lock:\n", current->comm, current->pid);
	printk(KERN_WARNING "(%s)%pS, which it holds already\n", what, of);
	dump_stack();
	report_end(&report);
}

static bool must_get_on(const struct workqueue_struct *wq)
{
	return (wq->flags & (WQ_MEM_RECLAIM | __WQ_LEGACY)) == WQ_MEM_RECLAIM;
}

/* One that is to get on when memory is short waits for one that need not. */
static void check_dependency(struct worker *me, const struct workqueue_struct *target,
			     work_func_t func)
{
	if (!me || !me->current_pwq || !must_get_on(me->current_pwq->wq) ||
	    (target->flags & WQ_MEM_RECLAIM))
		return;
	WARN_ONCE(1, "workqueue: WQ_MEM_RECLAIM %s:%pS is flushing !WQ_MEM_RECLAIM %s:%pS\n",
		  me->current_pwq->wq->name, (void *)me->current_func, target->name, (void *)func);
}

/**
 * work_wait() - wait until an item is idle, unless somebody queues it again meanwhile
 * @work: the item
 * @from_cancel: its dependencies don't matter
 *
 * Return: false if it was idle.
 */
bool work_wait(struct work_struct *work, bool from_cancel)
{
	struct work_flusher f = {.work = work, .task = current, .func = work->func};
	struct worker *me = worker_current(), *runner;
	struct workqueue_struct *wq;
	struct wq_section s;
	struct pwq *pwq;

	wq_lock(&s);
	runner = work_runner(work);
	pwq = work_pwq(work);
	if ((!runner && !pwq) || unlikely(runner && runner == me)) {
		wq_unlock(&s);
		if (runner)
			report_own("work_completion", f.func);
		return false;
	}
	wq = pwq ? pwq->wq : runner->current_pwq->wq;
	list_add_tail(&f.node, pwq ? &pending_flushers : &runner->flushers);
	wq_unlock(&s);

	if (!from_cancel)
		check_dependency(me, wq, f.func);
	wq_lock(&s);
	sleep_until_done(&s, &f);
	wq_unlock(&s);
	return true;
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	arch_api_point(&work->data);
	return work_wait(work, false);
}
EXPORT_SYMBOL_GPL(flush_work);

/* --- a queue --- */

/* Something may have gone that was the last of its color. */
void pwq_note_drained(struct pwq *pwq)
{
	u64 before = pwq->drained;

	while (pwq->drained < pwq->color && !pwq->nr_in_flight[pwq->drained % WORK_NR_COLORS])
		pwq->drained++;
	if (pwq->drained != before && pwq->wq->nr_flushers)
		wake_up_all(&pwq->wq->flush_wait);
}

/* The @n-th pwq of a queue, if there is one. */
static struct pwq *nth_pwq(struct workqueue_struct *wq, unsigned int n)
{
	struct wq_section s;
	struct pwq *pwq;

	wq_lock(&s);
	pwq = wq->pwqs ? wq->pwqs[n] : NULL;
	wq_unlock(&s);
	return pwq;
}

/* Return: false if all colors are in use. */
static bool begin_color(struct pwq *pwq, u64 *color)
{
	struct wq_section s;
	bool begun;

	wq_lock(&s);
	begun = pwq->color - pwq->drained < WORK_NR_COLORS - 1;
	if (begun) {
		*color = pwq->color++;
		pwq_note_drained(pwq);
	}
	wq_unlock(&s);
	return begun;
}

static bool color_is_gone(struct pwq *pwq, u64 color)
{
	struct wq_section s;
	bool gone;

	wq_lock(&s);
	gone = pwq->drained > color;
	wq_unlock(&s);
	return gone;
}

static void describe_queue(const void *waits_for, char *buf, unsigned long size)
{
	const struct workqueue_struct *wq = waits_for;

	scnprintf(buf, size, "workqueue %s to be flushed", wq->name);
}

static void flush_pwq(struct workqueue_struct *wq, struct pwq *pwq)
{
	u64 color;

	wait_event(wq->flush_wait, begin_color(pwq, &color));
	wait_event(wq->flush_wait, color_is_gone(pwq, color));
}

/* One more that waits; @by: one less. */
static void add_flushers(struct workqueue_struct *wq, int by)
{
	struct wq_section s;

	wq_lock(&s);
	wq->nr_flushers += (unsigned int)by;
	wq_unlock(&s);
}

static void flush_all(struct workqueue_struct *wq)
{
	struct pwq *pwq;

	add_flushers(wq, 1);
	current->waits_for = wq;
	current->waits_describe = describe_queue;
	for (unsigned int i = 0; i < wq_nr_pwqs(wq); i++) {
		pwq = nth_pwq(wq, i);
		if (pwq)
			flush_pwq(wq, pwq);
	}
	current->waits_describe = NULL;
	add_flushers(wq, -1);
}

/* Does the caller run an item of this queue, which it is about to wait for? Then it is reported. */
static bool is_own_queue(struct workqueue_struct *wq)
{
	struct worker *me = worker_current();

	if (likely(!me || !me->current_pwq || me->current_pwq->wq != wq))
		return false;
	report_own("wq_completion", me->current_func);
	return true;
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	if (is_own_queue(wq))
		return;
	check_dependency(worker_current(), wq, NULL);
	arch_api_point(wq);
	flush_all(wq);
}
EXPORT_SYMBOL(__flush_workqueue);

static bool is_empty(struct workqueue_struct *wq)
{
	struct wq_section s;
	bool empty = true;

	wq_lock(&s);
	for (unsigned int i = 0; wq->pwqs && i < wq->nr_pwqs; i++)
		if (wq->pwqs[i] && (wq->pwqs[i]->nr_active || !list_empty(&wq->pwqs[i]->inactive)))
			empty = false;
	wq_unlock(&s);
	return empty;
}

void drain_workqueue(struct workqueue_struct *wq)
{
	struct wq_section s;
	unsigned int tries = 0;

	might_sleep();
	if (is_own_queue(wq))
		return;
	arch_api_point(wq);
	wq_lock(&s);
	wq->nr_drainers++;
	wq_unlock(&s);
	for (;;) {
		flush_all(wq);
		if (is_empty(wq))
			break;
		if (++tries == 10 || (tries % 100 == 0 && tries <= 1000))
			pr_warn("workqueue %s: %s() isn't complete after %u tries\n", wq->name,
				"drain_workqueue", tries);
	}
	wq_lock(&s);
	wq->nr_drainers--;
	wq_unlock(&s);
}
EXPORT_SYMBOL_GPL(drain_workqueue);
