// SPDX-License-Identifier: MIT
/*
 * Worker tasks, and the rescuers of queues with WQ_MEM_RECLAIM.
 *
 * A worker is made when items wait and nobody is there to take them, in any context; when that
 * fails, rescuers take those of their queues, and it is tried again. When it ends:
 * workqueue-cull.c.
 */
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/prio.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "debug/report.h"
#include "kernel/kthread.h"
#include "kernel/workqueue-hooks.h"
#include "kernel/workqueue.h"

void worker_init(struct worker *worker, struct worker_pool *pool)
{
	worker->pool = pool;
	/* A CPU's pool counts its workers, but for what is none. */
	worker->uncounted = !pool || pool->cpu < 0 || pool->kind == POOL_BH ||
			    pool->kind == POOL_BH_HIGHPRI;
	INIT_LIST_HEAD(&worker->node);
	INIT_LIST_HEAD(&worker->all);
	INIT_LIST_HEAD(&worker->scheduled);
	INIT_LIST_HEAD(&worker->flushers);
}

/* --- who runs --- */

static void count(struct worker *worker)
{
	if (worker->uncounted || worker->counted)
		return;
	worker->counted = true;
	worker->pool->nr_running++;
}

static void uncount(struct wq_section *s, struct worker *worker)
{
	if (!worker->counted)
		return;
	worker->counted = false;
	worker->pool->nr_running--;
	pool_kick(s, worker->pool);
}

void wq_worker_sleeping(struct worker *worker)
{
	struct wq_section s;

	if (!worker->counted)
		return;
	wq_lock(&s);
	worker->asleep = true;
	uncount(&s, worker);
	wq_unlock(&s);
}

void wq_worker_running(struct worker *worker)
{
	struct wq_section s;

	if (!worker->asleep)
		return;
	wq_lock(&s);
	worker->asleep = false;
	count(worker);
	wq_unlock(&s);
}

/* Whose context this is: a worker's, or that of a softirq which serves items; else NULL. */
struct worker *worker_current(void)
{
	if (in_task())
		return current->wq_worker;
	return in_hardirq() ? NULL : wq_bh_current();
}

/* --- an item --- */

static void report_leak(work_func_t func)
{
	struct report report;

	report_begin(&report, KERN_ERR, "BUG: workqueue leaked lock or atomic: %s/0x%08x/%d",
		     current->comm, (unsigned int)preempt_count(), current->pid);
	printk(KERN_ERR "     last function: %pS\n", (void *)func);
	dump_stack();
	report_end(&report);
	(void)arch_section_break();
}

/* As the holder of wq_lock(), which is dropped meanwhile. */
void worker_run_one(struct wq_section *s, struct worker *worker, struct work_struct *work)
{
	struct worker_pool *pool = worker->pool;
	work_func_t func = work->func;
	unsigned int color;
	struct pwq *pwq = work_begin(work, &color);
	bool intensive = (pwq->wq->flags & WQ_CPU_INTENSIVE) && !worker->uncounted;
	struct worker_ways ways = worker_ways(worker, pwq->wq);

	worker->current_work = work;
	worker->current_func = func;
	worker->current_pwq = pwq;
	pool->progress = jiffies;
	list_add(&worker->node, &pool->busy);
	flushers_follow(work, worker);
	if (intensive) {
		worker->uncounted = true;
		uncount(s, worker);
	}
	pool_kick(s, pool);
	wq_unlock(s);

	worker_take_on(&ways);
	func(work); /* from here on it may be gone */
	if (worker->task && unlikely(in_atomic() || irqs_disabled()))
		report_leak(func);

	wq_lock(s);
	list_del_init(&worker->node);
	worker->current_work = NULL;
	worker->current_func = NULL;
	worker->current_pwq = NULL;
	worker->desc[0] = '\0';
	if (intensive) {
		worker->uncounted = false;
		count(worker);
	}
	flushers_done(&worker->flushers);
	/* Whom it lets in we take ourselves. */
	work_left_pwq(pwq, color, true);
}

/* --- the task --- */

/* Idle, until there is something to do. Return: false to end. */
static bool sleep_idle(struct wq_section *s, struct worker *worker)
{
	bool stop;

	worker_becomes_idle(worker);
	kthread_set_idle(true);
	set_current_state(TASK_IDLE);
	stop = kthread_should_stop();
	wq_unlock(s);
	if (!stop)
		schedule();
	__set_current_state(TASK_RUNNING);
	wq_lock(s);
	kthread_set_idle(false);
	worker_leaves_idle(worker);
	return !stop;
}

static int worker_main(void *arg)
{
	struct worker *worker = arg;
	struct work_struct *work;
	struct wq_section s;

	current->wq_worker = worker;
	wq_lock(&s);
	worker->pool->making = false;
	do {
		count(worker);
		while ((work = pool_take(worker)))
			worker_run_one(&s, worker, work);
		uncount(&s, worker);
		workers_reap(&s, worker);
	} while (sleep_idle(&s, worker));
	wq_unlock(&s);
	/* It may be gone before we are. */
	current->wq_worker = NULL;
	return 0;
}

/* The lowest that is free. */
static unsigned int free_id(struct worker_pool *pool)
{
	struct worker *worker;
	unsigned int id = 0;

	/* In the order of their ids. */
	list_for_each_entry(worker, &pool->workers, all) {
		if (worker->id != id)
			break;
		id++;
	}
	return id;
}

static void name_worker(const struct worker *worker, char *name, size_t size)
{
	const struct worker_pool *pool = worker->pool;

	if (pool->cpu < 0)
		scnprintf(name, size, "kworker/u%u:%u", pool_id(pool), worker->id);
	else
		scnprintf(name, size, "kworker/%d:%u%s", pool->cpu, worker->id,
			  pool->kind == POOL_HIGHPRI ? "H" : "");
}

/* Return: 0, or why not. */
static int start(struct worker *worker)
{
	char name[TASK_COMM_LEN];
	struct task_struct *task;

	name_worker(worker, name, sizeof(name));
	task = kthread_create_anywhere(worker_main, worker, name);
	if (IS_ERR(task))
		return (int)PTR_ERR(task);
	if (worker->pool->cpu >= 0)
		kthread_bind(task, (unsigned int)worker->pool->cpu);
	if (worker->pool->kind == POOL_HIGHPRI || worker->pool->kind == POOL_UNBOUND_HIGHPRI)
		set_user_nice(task, MIN_NICE);
	worker->task = task;
	wake_up_process(task);
	return 0;
}

static void failed(struct worker_pool *pool, struct worker *worker, int err)
{
	struct wq_section s;

	pr_err_once("workqueue: Failed to create a worker thread: %pe\n", ERR_PTR(err));
	wq_lock(&s);
	if (worker) {
		list_del(&worker->all);
		pool->nr_workers--;
	}
	rescuers_call(pool);
	pool_retry(pool);
	/* From here on the pool may be gone. */
	pool->making = false;
	wq_unlock(&s);
	arch_object_free(worker);
}

/* Any context, without the lock; who set @pool->making. */
void worker_make(struct worker_pool *pool)
{
	struct worker *worker = arch_object_alloc(sizeof(*worker));
	struct worker *other;
	struct wq_section s;
	int err = -ENOMEM;

	if (worker) {
		worker_init(worker, pool);
		wq_lock(&s);
		worker->id = free_id(pool);
		list_for_each_entry(other, &pool->workers, all)
			if (other->id > worker->id)
				break;
		list_add_tail(&worker->all, &other->all);
		pool->nr_workers++;
		wq_unlock(&s);
		err = start(worker);
	}
	if (err)
		failed(pool, worker, err);
}

static void wait_for_maker(struct worker_pool *pool)
{
	struct wq_section s;
	bool making = true;

	for (unsigned int turn = 1; making; turn++) {
		wq_lock(&s);
		making = pool->making;
		wq_unlock(&s);
		if (making)
			arch_relax(turn);
	}
}

/* One of a pool's, and the caller's from here on; NULL: there is none. */
static struct worker *take_worker(struct worker_pool *pool)
{
	struct worker *worker;
	struct wq_section s;

	wq_lock(&s);
	worker = list_first_entry_or_null(
		list_empty(&pool->workers) ? &pool->culled : &pool->workers, struct worker, all);
	if (worker)
		list_del_init(&worker->all);
	wq_unlock(&s);
	return worker;
}

/* Shutdown: all of a pool. Running items come to their end; no worker is made any more. */
void workers_stop_all(struct worker_pool *pool)
{
	struct worker *worker;

	wait_for_maker(pool);
	while ((worker = take_worker(pool)))
		worker_end(worker);
}
