// SPDX-License-Identifier: MIT
/*
 * Queues in softirq context (WQ_BH): TASKLET_SOFTIRQ and HI_SOFTIRQ are the workers of two pools
 * of each CPU, and serve them before their tasklets. One pass ends after some items or some time,
 * as that of a softirq does.
 */
#include <linux/preempt.h>
#include <linux/smp.h>

#include "arch/upcall.h"
#include "kernel/workqueue-hooks.h"
#include "kernel/workqueue.h"

#define MAX_ITEMS   10
#define MAX_TIME_NS 2000000

/* On this CPU; NULL for none. */
static struct worker_pool *my_pool(enum pool_kind kind)
{
	return pool_find(kind, (int)arch_smp_processor_id());
}

/* Whose softirq this is; NULL if it serves no item, or if this is no softirq. */
struct worker *wq_bh_current(void)
{
	if (!in_serving_softirq())
		return NULL;
	for (enum pool_kind kind = POOL_BH; kind <= POOL_BH_HIGHPRI; kind++) {
		struct worker_pool *pool = my_pool(kind);

		/* Ours: nobody else runs softirqs here. */
		if (pool && pool->bh->current_work)
			return pool->bh;
	}
	return NULL;
}

static void serve(struct worker_pool *pool)
{
	u64 end = arch_clock_coarse_ns() + MAX_TIME_NS;
	unsigned int left = MAX_ITEMS;
	struct work_struct *work;
	struct wq_section s;

	wq_lock(&s);
	while (left-- && (work = pool_take(pool->bh))) {
		worker_run_one(&s, pool->bh, work);
		if (arch_clock_coarse_ns() >= end)
			break;
	}
	if (!list_empty(&pool->worklist) && !wq_down)
		s.raise = pool;
	wq_unlock(&s);
}

void wq_serve_bh_pool(enum tasklet_prio prio)
{
	struct worker_pool *pool = my_pool(prio == TASKLET_HI ? POOL_BH_HIGHPRI : POOL_BH);

	if (unlikely(pool) && !list_empty(&pool->worklist))
		serve(pool);
}
