// SPDX-License-Identifier: MIT
/*
 * Items of work: queueing them, and their way out of a queue. See workqueue.h for their life.
 *
 * Ordering: queueing, beginning and ending are sections under one lock. So who finds an item
 * pending has what it did before seen by the function, which begins in a later section; and who has
 * waited for an item sees what its function did.
 */
#include <linux/bug.h>
#include <linux/interrupt.h>

#include "arch/upcall.h"
#include "kernel/softirq.h"
#include "kernel/workqueue.h"

static DEFINE_RAW_SPINLOCK(lock);

/* Between shutdown and the next boot nothing is queued. Under wq_lock(). */
bool wq_down;

void wq_lock(struct wq_section *s)
{
	raw_spin_lock_irqsave(&lock, s->flags);
	s->host = host_call_begin();
	s->make = NULL;
	s->raise = NULL;
	s->bad_cpu = false;
}

void wq_unlock(struct wq_section *s)
{
	host_call_end(s->host);
	raw_spin_unlock_irqrestore(&lock, s->flags);
	WARN_ONCE(s->bad_cpu, "workqueue: work is queued on a CPU that there is not\n");
	if (unlikely(s->make))
		worker_make(s->make);
	if (s->raise)
		softirq_raise_on((unsigned int)s->raise->cpu,
				 s->raise->kind == POOL_BH_HIGHPRI ? HI_SOFTIRQ : TASKLET_SOFTIRQ);
}

/* --- what an item's data says --- */

unsigned long work_pool_number(const struct worker_pool *pool)
{
	return (unsigned long)pool->kind * NR_CPUS + (pool->cpu < 0 ? 0 : (unsigned int)pool->cpu);
}

/* Data of an item that was last in @pool, and is not pending. */
static unsigned long idle_data(const struct worker_pool *pool)
{
	return (work_pool_number(pool) + 1) << WORK_POOL_SHIFT;
}

/* Where it is queued or was last; NULL if that was never, or in another machine. */
struct worker_pool *work_last_pool(const struct work_struct *work)
{
	struct pwq *pwq = work_pwq(work);
	unsigned long number = work_data(work) >> WORK_POOL_SHIFT;

	if (pwq)
		return pwq->pool;
	if (!number--)
		return NULL;
	return pool_find((enum pool_kind)(number / NR_CPUS), (int)(number % NR_CPUS));
}

/* Who runs it; NULL: nobody. */
struct worker *work_runner(const struct work_struct *work)
{
	struct worker_pool *pool = work_last_pool(work);

	return pool ? pool_runner(pool, work) : NULL;
}

/* --- in --- */

/* An item that runs elsewhere goes there: it must not run twice at a time. */
static struct pwq *choose_pwq(struct wq_section *s, struct workqueue_struct *wq, int cpu,
			      struct work_struct *work)
{
	struct worker_pool *last = work_last_pool(work);
	struct worker *runner;

	if (cpu != WORK_CPU_UNBOUND && (unsigned int)cpu >= arch_cpu_count())
		s->bad_cpu = true;
	if (cpu == WORK_CPU_UNBOUND || s->bad_cpu)
		cpu = (int)arch_smp_processor_id();
	runner = last ? pool_runner(last, work) : NULL;
	if (runner && runner->current_pwq->wq == wq)
		return runner->current_pwq;
	return wq_pwq(wq, cpu);
}

/* It is neither pending nor disabled. */
void work_insert(struct wq_section *s, int cpu, struct workqueue_struct *wq,
		 struct work_struct *work)
{
	struct pwq *pwq = choose_pwq(s, wq, cpu, work);
	unsigned int color = (unsigned int)(pwq->color % WORK_NR_COLORS);
	bool active = list_empty(&pwq->inactive) && pwq->nr_active < (unsigned int)wq->max_active;

	pwq->nr_in_flight[color]++;
	work_set_data(work, (unsigned long)pwq | (unsigned long)color << WORK_COLOR_SHIFT |
				    WORK_STRUCT_PENDING | WORK_QUEUED |
				    (active ? 0 : WORK_INACTIVE));
	if (!active) {
		list_add_tail(&work->entry, &pwq->inactive);
		return;
	}
	pwq->nr_active++;
	if (list_empty(&pwq->pool->worklist))
		pwq->pool->progress = jiffies;
	list_add_tail(&work->entry, &pwq->pool->worklist);
	pool_kick(s, pwq->pool);
}

/* While a queue is emptied only its own items may queue more. */
bool wq_is_closed(const struct workqueue_struct *wq)
{
	struct worker *me;

	if (likely(!wq->nr_drainers))
		return false;
	me = worker_current();
	return !me || !me->current_pwq || me->current_pwq->wq != wq;
}

bool work_is_idle(const struct work_struct *work)
{
	return !(work_data(work) & WORK_STRUCT_PENDING) && !work_disabled(work) && !wq_down;
}

/* DIVERGES: Linux leaves it pending for ever, so that whoever cancels it spins. */
void wq_warn_closed(const struct workqueue_struct *wq, work_func_t func)
{
	WARN_ONCE(1, "workqueue: cannot queue %pS on wq %s\n", (void *)func, wq->name);
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	struct wq_section s;
	bool closed, queued;

	arch_api_point(&work->data);
	/* DIVERGES: Linux calls NULL. */
	if (WARN_ONCE(!work->func, "workqueue: work %pS has no function (INIT_WORK())\n",
		      (void *)work))
		return false;
	wq_lock(&s);
	queued = work_is_idle(work);
	closed = queued && wq_is_closed(wq);
	if (queued && !closed)
		work_insert(&s, cpu, wq, work);
	wq_unlock(&s);
	if (unlikely(closed))
		wq_warn_closed(wq, work->func);
	return queued && !closed;
}
EXPORT_SYMBOL(queue_work_on);

/* --- out --- */

/* As many of its waiting items as its queue allows now. Somebody has to come for them. */
void pwq_activate(struct pwq *pwq)
{
	while (!list_empty(&pwq->inactive) && pwq->nr_active < (unsigned int)pwq->wq->max_active) {
		struct work_struct *work =
			list_first_entry(&pwq->inactive, struct work_struct, entry);

		list_move_tail(&work->entry, &pwq->pool->worklist);
		work_set_data(work, work_data(work) & ~WORK_INACTIVE);
		pwq->nr_active++;
	}
}

/* An item is done with, or off. @active: it counted as under way. */
void work_left_pwq(struct pwq *pwq, unsigned int color, bool active)
{
	if (active) {
		pwq->nr_active--;
		pwq_activate(pwq);
	}
	pwq->nr_in_flight[color]--;
	pwq_note_drained(pwq);
}

/* From pending to idle. */
void work_take_off(struct wq_section *s, struct work_struct *work)
{
	struct pwq *pwq = work_pwq(work);
	bool active = !(work_data(work) & WORK_INACTIVE);
	unsigned int color = work_color(work);

	list_del_init(&work->entry);
	work_set_data(work, idle_data(pwq->pool));
	flushers_follow(work, work_runner(work));
	work_left_pwq(pwq, color, active);
	pool_kick(s, pwq->pool);
}

/* From pending to running. Return: through which pwq it had come, and in @color. */
struct pwq *work_begin(struct work_struct *work, unsigned int *color)
{
	struct pwq *pwq = work_pwq(work);

	*color = work_color(work);
	list_del_init(&work->entry);
	work_set_data(work, idle_data(pwq->pool));
	return pwq;
}

/* --- looking --- */

unsigned int work_busy(struct work_struct *work)
{
	struct wq_section s;
	unsigned int busy = 0;

	arch_api_point(&work->data);
	wq_lock(&s);
	if (work_data(work) & WORK_STRUCT_PENDING)
		busy |= WORK_BUSY_PENDING;
	if (work_runner(work))
		busy |= WORK_BUSY_RUNNING;
	wq_unlock(&s);
	return busy;
}
EXPORT_SYMBOL_GPL(work_busy);

bool workqueue_congested(int cpu, struct workqueue_struct *wq)
{
	struct wq_section s;
	bool congested;

	wq_lock(&s);
	congested = !list_empty(
		&wq_pwq(wq, cpu == WORK_CPU_UNBOUND ? (int)arch_smp_processor_id() : cpu)->inactive);
	wq_unlock(&s);
	return congested;
}
EXPORT_SYMBOL_GPL(workqueue_congested);

struct work_struct *current_work(void)
{
	struct worker *me = in_task() ? worker_current() : NULL;

	return me ? me->current_work : NULL;
}
EXPORT_SYMBOL(current_work);
