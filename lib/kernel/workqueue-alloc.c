// SPDX-License-Identifier: MIT
/*
 * Queues: making and ending them, the system's, and shutdown.
 *
 * A queue that has ended is kept for a while, so that who uses it nevertheless is told so.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/might_sleep.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "kernel/workqueue.h"

/* Under wq_lock(): queues in use, and ended ones, the oldest first. */
static LIST_HEAD(queues);
static LIST_HEAD(ended);
static unsigned int nr_ended;

#define MAX_ENDED 64

struct list_head *wq_queues(void)
{
	return &queues;
}

/* --- the system's --- */

#define SYSTEM_QUEUE(_wq, _name, _flags)                                             \
	static struct workqueue_struct _wq##_queue = {                               \
		.name = _name,                                                       \
		.flags = _flags,                                                     \
		.max_active = (_flags)&WQ_BH ? INT_MAX : WQ_DFL_ACTIVE,              \
		.flush_wait = __WAIT_QUEUE_HEAD_INITIALIZER(_wq##_queue.flush_wait), \
		.all = LIST_HEAD_INIT(_wq##_queue.all),                              \
		.is_system = true,                                                   \
	};                                                                           \
	struct workqueue_struct *_wq = &_wq##_queue;                                 \
	EXPORT_SYMBOL(_wq)

SYSTEM_QUEUE(system_wq, "events", 0);
SYSTEM_QUEUE(system_highpri_wq, "events_highpri", WQ_HIGHPRI);
SYSTEM_QUEUE(system_long_wq, "events_long", 0);
SYSTEM_QUEUE(system_unbound_wq, "events_unbound", WQ_UNBOUND);
SYSTEM_QUEUE(system_freezable_wq, "events_freezable", WQ_FREEZABLE);
SYSTEM_QUEUE(system_power_efficient_wq, "events_power_efficient", WQ_POWER_EFFICIENT);
SYSTEM_QUEUE(system_freezable_power_efficient_wq, "events_freezable_pwr_efficient",
	     WQ_FREEZABLE | WQ_POWER_EFFICIENT);
SYSTEM_QUEUE(system_bh_wq, "events_bh", WQ_BH);
SYSTEM_QUEUE(system_bh_highpri_wq, "events_bh_highpri", WQ_BH | WQ_HIGHPRI);

struct workqueue_struct *system_percpu_wq = &system_wq_queue;
EXPORT_SYMBOL(system_percpu_wq);
struct workqueue_struct *system_dfl_wq = &system_unbound_wq_queue;
EXPORT_SYMBOL(system_dfl_wq);

/* --- a queue in a pool --- */

static enum pool_kind kind_of(const struct workqueue_struct *wq)
{
	bool high = wq->flags & WQ_HIGHPRI;

	if (wq->flags & WQ_BH)
		return high ? POOL_BH_HIGHPRI : POOL_BH;
	if (wq->flags & WQ_UNBOUND)
		return high ? POOL_UNBOUND_HIGHPRI : POOL_UNBOUND;
	return high ? POOL_HIGHPRI : POOL_NORMAL;
}

static struct pwq *make_pwq(struct workqueue_struct *wq, int cpu)
{
	void *memory = arch_object_alloc(sizeof(struct pwq) + WORK_PWQ_ALIGN);
	struct pwq *pwq;

	if (!memory)
		panic("workqueue: no memory for workqueue %s\n", wq->name);
	/* An item's data has its address and flags in one word. */
	pwq = (struct pwq *)(((uintptr_t)memory + WORK_PWQ_ALIGN) & -(uintptr_t)WORK_PWQ_ALIGN);
	pwq->memory = memory;
	pwq->wq = wq;
	pwq->pool = pool_get(kind_of(wq), cpu);
	INIT_LIST_HEAD(&pwq->inactive);
	return pwq;
}

/* How many there may be. */
unsigned int wq_nr_pwqs(const struct workqueue_struct *wq)
{
	return wq->flags & WQ_UNBOUND ? 1 : arch_cpu_count();
}

/* As the holder of wq_lock(). @cpu: of no matter to an unbound queue */
struct pwq *wq_pwq(struct workqueue_struct *wq, int cpu)
{
	if (wq->flags & WQ_UNBOUND)
		cpu = 0;
	if (unlikely(!wq->pwqs)) {
		wq->nr_pwqs = wq_nr_pwqs(wq);
		wq->pwqs = arch_object_alloc(wq->nr_pwqs * sizeof(struct pwq *));
		if (!wq->pwqs)
			panic("workqueue: no memory for workqueue %s\n", wq->name);
		list_move_tail(&wq->all, &queues);
	}
	if (unlikely(!wq->pwqs[cpu]))
		wq->pwqs[cpu] = make_pwq(wq, cpu);
	return wq->pwqs[cpu];
}

static void free_parts(struct workqueue_struct *wq)
{
	for (unsigned int i = 0; i < wq->nr_pwqs; i++)
		if (wq->pwqs[i])
			arch_object_free(wq->pwqs[i]->memory);
	arch_object_free(wq->pwqs);
	wq->pwqs = NULL;
	wq->nr_pwqs = 0;
	arch_object_free(wq->attrs);
	wq->attrs = NULL;
	wq->attrs_number = 0;
}

/* --- making --- */

static int clamp_max_active(int max_active, unsigned int flags, const char *name)
{
	int clamped;

	if (flags & WQ_BH)
		return INT_MAX;
	if (!max_active)
		max_active = WQ_DFL_ACTIVE;
	clamped = max_active < 1 ? 1 : max_active > WQ_MAX_ACTIVE ? WQ_MAX_ACTIVE : max_active;
	if (clamped != max_active)
		pr_warn("workqueue: max_active %d requested for %s is out of range, clamping between %d and %d\n",
			max_active, name, 1, WQ_MAX_ACTIVE);
	return clamped;
}

static bool flags_are_wrong(unsigned int flags, int max_active)
{
	if (!(flags & WQ_BH))
		return false;
	return WARN_ON_ONCE(flags & ~(unsigned int)(WQ_BH | WQ_HIGHPRI | WQ_PERCPU)) ||
	       WARN_ON_ONCE(max_active);
}

struct workqueue_struct *alloc_workqueue(const char *fmt, unsigned int flags, int max_active, ...)
{
	struct workqueue_struct *wq;
	struct wq_section s;
	va_list args;

	might_sleep();
	if (flags_are_wrong(flags, max_active))
		return NULL;
	wq = arch_object_alloc(sizeof(*wq));
	if (!wq)
		return NULL;
	va_start(args, max_active);
	if (vsnprintf(wq->name, sizeof(wq->name), fmt, args) >= (int)sizeof(wq->name))
		pr_warn_once("workqueue: name exceeds WQ_NAME_LEN. Truncating to: %s\n", wq->name);
	va_end(args);
	wq->flags = flags;
	wq->max_active = clamp_max_active(max_active, flags, wq->name);
	init_waitqueue_head(&wq->flush_wait);
	wq_lock(&s);
	list_add_tail(&wq->all, &queues);
	wq_unlock(&s);
	if ((flags & WQ_MEM_RECLAIM) && rescuer_make(wq)) {
		pr_err("workqueue: Failed to create a rescuer kthread for wq \"%s\"\n", wq->name);
		wq_lock(&s);
		list_del(&wq->all);
		wq_unlock(&s);
		arch_object_free(wq);
		return NULL;
	}
	return wq;
}
EXPORT_SYMBOL_GPL(alloc_workqueue);

void workqueue_set_max_active(struct workqueue_struct *wq, int max_active)
{
	struct wq_section s;

	if (WARN_ON(wq->flags & (WQ_BH | __WQ_ORDERED)))
		return;
	max_active = clamp_max_active(max_active, wq->flags, wq->name);
	wq_lock(&s);
	wq->max_active = max_active;
	wq_unlock(&s);
	for (unsigned int i = 0; i < wq_nr_pwqs(wq); i++) {
		struct pwq *pwq;

		wq_lock(&s);
		pwq = wq->pwqs ? wq->pwqs[i] : NULL;
		if (pwq) {
			pwq_activate(pwq);
			pool_kick(&s, pwq->pool);
		}
		wq_unlock(&s);
	}
}
EXPORT_SYMBOL_GPL(workqueue_set_max_active);

/* What is under way in all is limited, so as many may wait for each other as that. */
void workqueue_set_min_active(struct workqueue_struct *wq, int min_active)
{
	(void)min_active;
	WARN_ON((wq->flags & (WQ_BH | WQ_UNBOUND | __WQ_ORDERED)) != WQ_UNBOUND);
}
EXPORT_SYMBOL_GPL(workqueue_set_min_active);

/* --- ending --- */

/* The oldest one that is more than are kept, off the list; @all: any. */
static struct workqueue_struct *take_ended(bool all)
{
	struct workqueue_struct *wq = NULL;
	struct wq_section s;

	wq_lock(&s);
	if (nr_ended > (all ? 0 : MAX_ENDED)) {
		wq = list_first_entry(&ended, struct workqueue_struct, all);
		list_del(&wq->all);
		nr_ended--;
	}
	wq_unlock(&s);
	return wq;
}

static bool has_ended(const struct workqueue_struct *wq)
{
	const struct workqueue_struct *other;
	struct wq_section s;
	bool found = false;

	wq_lock(&s);
	list_for_each_entry(other, &ended, all)
		found = found || other == wq;
	wq_unlock(&s);
	return found;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	struct worker *me = worker_current();
	struct wq_section s;

	if (WARN(has_ended(wq), "workqueue: %s is destroyed already\n", wq->name))
		return;
	/* DIVERGES: Linux waits for ever. */
	if (WARN(me && me->current_pwq && me->current_pwq->wq == wq,
		 "workqueue: %s is destroyed by its own work %pS\n", wq->name,
		 (void *)me->current_func))
		return;
	wq_lock(&s);
	wq->nr_drainers++;
	wq_unlock(&s);
	drain_workqueue(wq);
	rescuer_stop(wq);
	wq_lock(&s);
	free_parts(wq);
	list_move_tail(&wq->all, &ended);
	nr_ended++;
	wq_unlock(&s);
	arch_object_free(take_ended(false));
}
EXPORT_SYMBOL_GPL(destroy_workqueue);

/* --- boot and shutdown --- */

int workqueue_subsys_init(void)
{
	wq_down = false;
	return 0;
}

/* Items in @list won't run; but they can be queued again in the next machine. */
static void drop(struct wq_section *s, struct list_head *list)
{
	while (!list_empty(list)) {
		struct work_struct *work = list_first_entry(list, struct work_struct, entry);

		pr_notice("work %pS is still pending on workqueue %s at shutdown\n",
			  (void *)work->func, work_pwq(work)->wq->name);
		work_take_off(s, work);
	}
}

static void drop_all(void)
{
	struct workqueue_struct *wq;
	struct worker_pool *pool;
	struct wq_section s;

	wq_lock(&s);
	list_for_each_entry(wq, &queues, all)
		for (unsigned int i = 0; i < wq->nr_pwqs; i++)
			if (wq->pwqs[i])
				drop(&s, &wq->pwqs[i]->inactive);
	for (pool = pool_next(NULL); pool; pool = pool_next(pool))
		drop(&s, &pool->worklist);
	s.make = NULL;
	wq_unlock(&s);
}

/* Softirqs come to an end by themselves. */
static void wait_for_softirq(struct worker_pool *pool)
{
	struct wq_section s;
	bool busy = pool->bh;

	for (unsigned int turn = 1; busy; turn++) {
		wq_lock(&s);
		busy = !list_empty(&pool->busy);
		wq_unlock(&s);
		if (busy)
			arch_relax(turn);
	}
}

bool wq_upcall_queue_left(char *name, size_t size)
{
	struct workqueue_struct *wq;

	list_for_each_entry(wq, &queues, all) {
		if (wq->is_system)
			continue;
		scnprintf(name, size, "%s", wq->name);
		return true;
	}
	return false;
}

static void forget_queues(void)
{
	struct workqueue_struct *wq, *next;

	list_for_each_entry_safe(wq, next, &queues, all) {
		rescuer_stop(wq);
		free_parts(wq);
		list_del_init(&wq->all);
		if (wq->is_system)
			continue;
		pr_notice("workqueue %s was still there at shutdown\n", wq->name);
		arch_object_free(wq);
	}
	while ((wq = take_ended(true)))
		arch_object_free(wq);
}

/* Drivers have gone; who is left may call, but nothing is queued any more. */
void workqueue_subsys_exit(void)
{
	struct worker_pool *pool;
	struct wq_section s;

	wq_lock(&s);
	wq_down = true;
	wq_unlock(&s);
	delayed_exit();
	rcu_works_exit();
	for (pool = pool_next(NULL); pool; pool = pool_next(pool)) {
		workers_stop_all(pool);
		wait_for_softirq(pool);
	}
	drop_all();
	forget_queues();
	pool_free_all();
}
