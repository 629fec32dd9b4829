// SPDX-License-Identifier: MIT
/*
 * What workers do, for people; and the watchdog. Items that wait behind one which keeps its CPU's
 * worker running (it spins, say) would wait without a word. So as long as some wait in a pool one
 * of whose workers runs, a timer looks whether the pool gets on.
 */
#include <linux/cpumask.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/prio.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "debug/stall.h"
#include "kernel/workqueue-hooks.h"
#include "kernel/workqueue.h"

/* Linux's flag of a pool without a CPU. */
#define FLAG_DISASSOCIATED 0x4

/* A line that is put together. */
struct text {
	char buf[240];
	int len;
};

#define append(t, ...) \
	((t)->len +=   \
	 scnprintf((t)->buf + (t)->len, sizeof((t)->buf) - (size_t)(t)->len, __VA_ARGS__))

void set_worker_desc(const char *fmt, ...)
{
	struct worker *me = in_task() ? worker_current() : NULL;
	va_list args;

	if (!me)
		return;
	va_start(args, fmt);
	vsnprintf(me->desc, sizeof(me->desc), fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(set_worker_desc);

void wq_print_current(const char *level)
{
	const struct task_struct *task = arch_current_or_null;
	const struct worker *me = task ? task->wq_worker : NULL;

	if (!me || !me->current_pwq)
		return;
	printk("%sWorkqueue: %s %ps%s%s%s\n", level, me->current_pwq->wq->name,
	       (void *)me->current_func, me->desc[0] ? " (" : "", me->desc, me->desc[0] ? ")" : "");
}

/* --- all of them; as the holder of wq_lock() --- */

static void append_pool(struct text *t, const struct worker_pool *pool)
{
	bool high = pool->kind == POOL_HIGHPRI || pool->kind == POOL_UNBOUND_HIGHPRI;

	if (pool->cpu >= 0)
		append(t, " cpus=%d", pool->cpu);
	else
		append(t, " cpus=0-%u", arch_cpu_count() - 1);
	if (pool->bh)
		append(t, " bh%s", pool->kind == POOL_BH_HIGHPRI ? "-hi" : "");
	else
		append(t, " node=0 flags=0x%x nice=%d", pool->cpu < 0 ? FLAG_DISASSOCIATED : 0,
		       high ? MIN_NICE : 0);
}

/* The items of @pwq in a list, after @what. */
static void show_list(const char *what, const struct list_head *list, const struct pwq *pwq)
{
	struct text t = {.len = 0};
	struct work_struct *work;

	list_for_each_entry(work, list, entry)
		if (work_pwq(work) == pwq)
			append(&t, "%s %ps", t.len ? "," : "", (void *)work->func);
	if (t.len)
		pr_info("    %s:%s\n", what, t.buf);
}

static void show_running(const struct pwq *pwq)
{
	struct text t = {.len = 0};
	struct worker *worker;

	list_for_each_entry(worker, &pwq->pool->busy, node)
		if (worker->current_pwq == pwq)
			append(&t, "%s %d%s:%ps", t.len ? "," : "",
			       worker->task ? worker->task->pid : 0,
			       worker == pwq->wq->rescuer ? "(RESCUER)" : "",
			       (void *)worker->current_func);
	if (t.len)
		pr_info("    in-flight:%s\n", t.buf);
}

static void show_pwq(const struct pwq *pwq)
{
	struct text t = {.len = 0};

	append(&t, "  pwq %u:", pool_id(pwq->pool));
	append_pool(&t, pwq->pool);
	pr_info("%s active=%u/%d\n", t.buf, pwq->nr_active, pwq->wq->max_active);
	show_running(pwq);
	show_list("pending", &pwq->pool->worklist, pwq);
	show_list("inactive", &pwq->inactive, pwq);
}

static void show_queue(const struct workqueue_struct *wq)
{
	bool said = false;

	for (unsigned int i = 0; i < wq->nr_pwqs; i++) {
		const struct pwq *pwq = wq->pwqs[i];

		if (!pwq || (!pwq->nr_active && list_empty(&pwq->inactive)))
			continue;
		if (!said)
			pr_info("workqueue %s: flags=0x%x\n", wq->name, wq->flags);
		said = true;
		show_pwq(pwq);
	}
}

static unsigned int stuck_seconds(const struct worker_pool *pool)
{
	return list_empty(&pool->worklist) ? 0 : (unsigned int)((jiffies - pool->progress) / HZ);
}

static void show_pool(const struct worker_pool *pool)
{
	struct text t = {.len = 0};
	struct worker *worker;

	if (list_empty(&pool->busy) && list_empty(&pool->worklist))
		return;
	append(&t, "pool %u:", pool_id(pool));
	append_pool(&t, pool);
	append(&t, " hung=%us workers=%u", stuck_seconds(pool), pool->nr_workers);
	list_for_each_entry(worker, &pool->idle, node)
		append(&t, "%s %d", worker->node.prev == &pool->idle ? " idle:" : "",
		       worker->task->pid);
	pr_info("%s\n", t.buf);
}

static void show_all(void)
{
	struct workqueue_struct *wq;
	struct worker_pool *pool;

	pr_info("Showing busy workqueues and worker pools:\n");
	list_for_each_entry(wq, wq_queues(), all)
		show_queue(wq);
	for (pool = pool_next(NULL); pool; pool = pool_next(pool))
		show_pool(pool);
}

void show_all_workqueues(void)
{
	struct wq_section s;

	wq_lock(&s);
	show_all();
	wq_unlock(&s);
}
EXPORT_SYMBOL_GPL(show_all_workqueues);

/* --- the watchdog --- */

static void watch_for(struct worker_pool *pool, unsigned long delay)
{
	mod_timer(&pool->watchdog, jiffies + delay);
}

void pool_watch(struct worker_pool *pool)
{
	u64 patience = stall_watchdog_ns();

	if (patience && !timer_pending(&pool->watchdog))
		watch_for(pool, nsecs_to_jiffies(patience));
}

static void report_lockup(const struct text *pool, unsigned int seconds)
{
	struct report report;

	report_begin(&report, KERN_EMERG, "BUG: workqueue lockup - pool%s stuck for %us!",
		     pool->buf, seconds);
	show_all_workqueues();
	report_end(&report);
}

void pool_watchdog(struct timer_list *t)
{
	struct worker_pool *pool = timer_container_of(pool, t, watchdog);
	unsigned long patience = nsecs_to_jiffies(stall_watchdog_ns()), stuck = 0;
	struct text which = {.len = 0};
	struct wq_section s;

	wq_lock(&s);
	if (!list_empty(&pool->worklist) && !wq_down && patience) {
		stuck = jiffies - pool->progress;
		watch_for(pool, stuck >= patience ? patience : patience - stuck);
		append_pool(&which, pool);
	}
	wq_unlock(&s);
	if (patience && stuck >= patience)
		report_lockup(&which, (unsigned int)(stuck / HZ));
}
