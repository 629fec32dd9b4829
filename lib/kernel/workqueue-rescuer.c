// SPDX-License-Identifier: MIT
/*
 * Rescuers: the workers of queues with WQ_MEM_RECLAIM, one each, made with the queue. They take the
 * queue's items from pools in which no worker can be made, one pool after the other, as a worker
 * of that pool.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "kernel/kthread.h"
#include "kernel/workqueue.h"

/**
 * struct rescuer - of a queue
 * @worker: what it is in the pool where it helps
 * @wq: the queue
 */
struct rescuer {
	struct worker worker;
	struct workqueue_struct *wq;
};

/* The first item of the queue in the pool of the @i-th pwq, if nobody else will take it. */
static struct work_struct *item_in_need(struct workqueue_struct *wq, unsigned int i)
{
	struct pwq *pwq = wq->pwqs[i];
	struct work_struct *work;

	if (!pwq || !list_empty(&pwq->pool->idle) || pwq->pool->making)
		return NULL;
	list_for_each_entry(work, &pwq->pool->worklist, entry)
		if (work_pwq(work) == pwq && !pool_runner(pwq->pool, work))
			return work;
	return NULL;
}

/* Where is help needed? NULL: nowhere. */
static struct worker_pool *pool_in_need(struct workqueue_struct *wq)
{
	struct wq_section s;
	struct worker_pool *pool = NULL;

	wq_lock(&s);
	for (unsigned int i = 0; wq->pwqs && i < wq->nr_pwqs && !pool; i++)
		if (!wq_down && item_in_need(wq, i))
			pool = wq->pwqs[i]->pool;
	wq_unlock(&s);
	return pool;
}

static void help(struct rescuer *rescuer, struct worker_pool *pool)
{
	struct workqueue_struct *wq = rescuer->wq;
	unsigned int i = pool->cpu < 0 ? 0 : (unsigned int)pool->cpu;
	struct work_struct *work;
	struct wq_section s;

	(void)arch_bind(pool->cpu);
	wq_lock(&s);
	rescuer->worker.pool = pool;
	rescuer->worker.attrs_number = 0;
	while (!wq_down && (work = item_in_need(wq, i))) {
		worker_run_one(&s, &rescuer->worker, work);
		/* What it was given because it ran it already. */
		while (!list_empty(&rescuer->worker.scheduled))
			worker_run_one(&s, &rescuer->worker,
				       list_first_entry(&rescuer->worker.scheduled,
							struct work_struct, entry));
	}
	wq_unlock(&s);
}

static int rescuer_main(void *arg)
{
	struct rescuer *rescuer = arg;
	struct worker_pool *pool;

	current->wq_worker = &rescuer->worker;
	for (;;) {
		kthread_set_idle(true);
		set_current_state(TASK_IDLE);
		pool = pool_in_need(rescuer->wq);
		if (!pool && kthread_should_stop())
			break;
		if (!pool)
			schedule();
		__set_current_state(TASK_RUNNING);
		kthread_set_idle(false);
		if (pool)
			help(rescuer, pool);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Return: 0, or why not. */
int rescuer_make(struct workqueue_struct *wq)
{
	struct rescuer *rescuer = arch_object_alloc(sizeof(*rescuer));
	char name[TASK_COMM_LEN];
	struct task_struct *task;

	if (!rescuer)
		return -ENOMEM;
	worker_init(&rescuer->worker, NULL);
	rescuer->wq = wq;
	scnprintf(name, sizeof(name), "kworker/R-%s", wq->name);
	task = kthread_create_anywhere(rescuer_main, rescuer, name);
	if (IS_ERR(task)) {
		arch_object_free(rescuer);
		return (int)PTR_ERR(task);
	}
	rescuer->worker.task = task;
	wq->rescuer = &rescuer->worker;
	wake_up_process(task);
	return 0;
}

void rescuer_stop(struct workqueue_struct *wq)
{
	struct worker *worker = wq->rescuer;

	if (!worker)
		return;
	wq->rescuer = NULL;
	kthread_stop(worker->task);
	arch_object_free(container_of(worker, struct rescuer, worker));
}

/* Under wq_lock(): of all queues that have items in a pool. */
void rescuers_call(struct worker_pool *pool)
{
	struct work_struct *work;

	list_for_each_entry(work, &pool->worklist, entry)
		if (work_pwq(work)->wq->rescuer)
			wake_up_process(work_pwq(work)->wq->rescuer->task);
}
