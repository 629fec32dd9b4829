// SPDX-License-Identifier: MIT
/*
 * Pools: which worker takes what.
 *
 * A CPU's pool lets one worker run at a time. It is counted (nr_running) while it is neither idle
 * nor asleep; when the last one falls asleep in its item while more are waiting, an idle worker is
 * woken, or one is made. An unbound pool has a worker for each item that may run.
 *
 * Whoever takes an item sees to it that somebody comes for the next one (pool_kick()), so one wake
 * at a time is enough. All under wq_lock().
 */
#include <linux/panic.h>
#include <linux/timer.h>

#include "arch/upcall.h"
#include "kernel/workqueue-hooks.h"
#include "kernel/workqueue.h"

/* Those of unbound queues in place 0. Written under wq_lock(); the softirq looks without. */
static struct worker_pool *pools[NR_POOLS][NR_CPUS];

bool wq_bh_used;

/* As long as a worker could not be made it is tried again so often. */
#define RETRY_JIFFIES HZ

struct worker_pool *pool_find(enum pool_kind kind, int cpu)
{
	/* P2: acquire, pairs with P1: the pool is filled in. */
	return kind < NR_POOLS ? arch_load_quietly(&pools[kind][cpu], __ATOMIC_ACQUIRE) : NULL;
}

static void retry(struct timer_list *t)
{
	struct worker_pool *pool = container_of(t, struct worker_pool, retry);
	struct wq_section s;

	wq_lock(&s);
	pool_kick(&s, pool);
	wq_unlock(&s);
}

void pool_retry(struct worker_pool *pool)
{
	mod_timer(&pool->retry, jiffies + RETRY_JIFFIES);
}

static struct worker_pool *make(enum pool_kind kind, int cpu)
{
	bool bh = kind == POOL_BH || kind == POOL_BH_HIGHPRI;
	struct worker_pool *pool = arch_object_alloc(sizeof(*pool));

	if (!pool)
		panic("workqueue: no memory for a pool\n");
	pool->kind = kind;
	pool->cpu = kind < NR_CPU_POOLS ? cpu : -1;
	INIT_LIST_HEAD(&pool->worklist);
	INIT_LIST_HEAD(&pool->idle);
	INIT_LIST_HEAD(&pool->busy);
	INIT_LIST_HEAD(&pool->workers);
	INIT_LIST_HEAD(&pool->culled);
	timer_setup(&pool->retry, retry, 0);
	timer_setup(&pool->cull, pool_cull, 0);
	timer_setup(&pool->watchdog, pool_watchdog, 0);
	if (bh) {
		WRITE_ONCE(wq_bh_used, true);
		pool->bh = arch_object_alloc(sizeof(*pool->bh));
		if (!pool->bh)
			panic("workqueue: no memory for a pool\n");
		worker_init(pool->bh, pool);
	}
	return pool;
}

/* As Linux would number them: those of unbound queues are behind those of the CPUs. */
unsigned int pool_id(const struct worker_pool *pool)
{
	if (pool->cpu < 0)
		return NR_CPU_POOLS * arch_cpu_count() + (pool->kind == POOL_UNBOUND_HIGHPRI);
	return NR_CPU_POOLS * (unsigned int)pool->cpu + pool->kind;
}

/* @cpu: of an unbound pool 0 */
struct worker_pool *pool_get(enum pool_kind kind, int cpu)
{
	struct worker_pool *pool = pool_find(kind, cpu);

	if (unlikely(!pool)) {
		pool = make(kind, cpu);
		/* P1: release, pairs with P2. */
		arch_store(&pools[kind][cpu], pool, __ATOMIC_RELEASE);
	}
	return pool;
}

/* The pool after @pool, NULL for the first; NULL if there is none. */
struct worker_pool *pool_next(struct worker_pool *pool)
{
	unsigned long i = pool ? work_pool_number(pool) + 1 : 0;

	for (; i < (unsigned long)NR_POOLS * NR_CPUS; i++)
		if (pools[i / NR_CPUS][i % NR_CPUS])
			return pools[i / NR_CPUS][i % NR_CPUS];
	return NULL;
}

/* Shutdown: nothing is in them any more. */
void pool_free_all(void)
{
	struct worker_pool *pool, *next;

	for (pool = pool_next(NULL); pool; pool = next) {
		next = pool_next(pool);
		arch_store(&pools[pool->kind][pool->cpu < 0 ? 0 : pool->cpu], NULL,
			   __ATOMIC_RELAXED);
		timer_shutdown_sync(&pool->retry);
		timer_shutdown_sync(&pool->cull);
		timer_shutdown_sync(&pool->watchdog);
		arch_object_free(pool->bh);
		arch_object_free(pool);
	}
	WRITE_ONCE(wq_bh_used, false);
}

/* Somebody has to come for what is in the worklist, unless somebody will anyway. */
void pool_kick(struct wq_section *s, struct worker_pool *pool)
{
	if (list_empty(&pool->worklist) || wq_down)
		return;
	if (pool->nr_running)
		pool_watch(pool);
	else if (pool->bh)
		s->raise = pool;
	else if (!list_empty(&pool->idle))
		wake_up_process(list_first_entry(&pool->idle, struct worker, node)->task);
	else if (!pool->making) {
		pool->making = true;
		s->make = pool;
	}
}

/* An item that was freed in its function may be another one by now, with another function. */
struct worker *pool_runner(struct worker_pool *pool, const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &pool->busy, node)
		if (worker->current_work == work && worker->current_func == work->func)
			return worker;
	return NULL;
}

/* What @worker should do next; NULL: sleep. */
struct work_struct *pool_take(struct worker *worker)
{
	struct worker_pool *pool = worker->pool;

	if (wq_down)
		return NULL;
	if (!list_empty(&worker->scheduled))
		return list_first_entry(&worker->scheduled, struct work_struct, entry);
	while (!list_empty(&pool->worklist) && pool->nr_running <= worker->counted) {
		struct work_struct *work =
			list_first_entry(&pool->worklist, struct work_struct, entry);
		struct worker *runner = pool_runner(pool, work);

		if (!runner)
			return work;
		list_move_tail(&work->entry, &runner->scheduled);
	}
	return NULL;
}
