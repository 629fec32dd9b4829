// SPDX-License-Identifier: MIT
/*
 * The end of idle workers. A pool keeps two idle ones, and more of them while they are fewer than a
 * quarter of those at work; who is one too many ends when it has been idle for five minutes, the
 * longest idle first.
 *
 * A timer takes them out of the pool, so that nobody counts on them any more, and wakes an idle
 * worker, which ends them (workers_reap()): that takes a task. One that has been woken for an item
 * just before takes that item, and whatever is behind it, as any other would, and does not become
 * idle again. So no wake is lost.
 */
#include <linux/kthread.h>
#include <linux/sched.h>

#include "arch/upcall.h"
#include "kernel/workqueue.h"

#define IDLE_MIN   2
#define IDLE_RATIO 4

/* Constant; tests set less. */
unsigned long wq_idle_jiffies = 300UL * HZ;

static bool too_many(const struct worker_pool *pool)
{
	unsigned int busy = pool->nr_workers - pool->nr_idle;

	return pool->nr_idle > IDLE_MIN && (pool->nr_idle - IDLE_MIN) * IDLE_RATIO >= busy;
}

/* As the holder of wq_lock(), as all but workers_reap(). */
void worker_becomes_idle(struct worker *worker)
{
	struct worker_pool *pool = worker->pool;

	if (unlikely(worker->culled))
		return;
	list_add(&worker->node, &pool->idle);
	pool->nr_idle++;
	worker->idle_since = jiffies;
	if (unlikely(too_many(pool)) && !timer_pending(&pool->cull))
		mod_timer(&pool->cull, worker->idle_since + wq_idle_jiffies);
}

void worker_leaves_idle(struct worker *worker)
{
	if (unlikely(worker->culled))
		return;
	list_del_init(&worker->node);
	worker->pool->nr_idle--;
}

static void take_out(struct worker *worker)
{
	struct worker_pool *pool = worker->pool;

	worker_leaves_idle(worker);
	worker->culled = true;
	pool->nr_workers--;
	list_move_tail(&worker->all, &pool->culled);
}

void pool_cull(struct timer_list *t)
{
	struct worker_pool *pool = timer_container_of(pool, t, cull);
	struct worker *oldest;
	struct wq_section s;

	wq_lock(&s);
	while (!wq_down && too_many(pool)) {
		oldest = list_last_entry(&pool->idle, struct worker, node);
		if (time_before(jiffies, oldest->idle_since + wq_idle_jiffies)) {
			mod_timer(&pool->cull, oldest->idle_since + wq_idle_jiffies);
			break;
		}
		take_out(oldest);
	}
	if (!wq_down && !list_empty(&pool->culled) && !list_empty(&pool->idle))
		wake_up_process(list_first_entry(&pool->idle, struct worker, node)->task);
	wq_unlock(&s);
}

/**
 * worker_end() - end the task of a worker that nobody else knows of, and forget it
 * @worker: in none of its pool's lists
 *
 * What it had to do itself goes back to its pool. Context: task; sleeps.
 */
void worker_end(struct worker *worker)
{
	struct wq_section s;

	kthread_stop(worker->task);
	wq_lock(&s);
	list_splice_init(&worker->scheduled, &worker->pool->worklist);
	pool_kick(&s, worker->pool);
	wq_unlock(&s);
	arch_object_free(worker);
}

/* One that is culled, and the caller's from here on; NULL: there is none. */
static struct worker *take_culled(struct wq_section *s, struct worker_pool *pool)
{
	struct worker *worker = list_first_entry_or_null(&pool->culled, struct worker, all);

	if (worker)
		list_del_init(&worker->all);
	return worker;
}

/* A worker of the pool's, with nothing else to do. The lock is dropped meanwhile. */
void workers_reap(struct wq_section *s, struct worker *me)
{
	struct worker *worker;

	/* One that is culled may be in that list itself. */
	while (!me->culled && (worker = take_culled(s, me->pool))) {
		wq_unlock(s);
		worker_end(worker);
		wq_lock(s);
	}
}
