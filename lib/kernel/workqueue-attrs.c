// SPDX-License-Identifier: MIT
/*
 * How nice the workers of an unbound queue are, and where they run.
 *
 * All unbound queues share the workers of two pools. So a queue's attributes are its items': a
 * worker that takes one takes them on first, if it has not those already, which a number tells
 * that each application of attributes gets. 0 stands for what the pool has by itself.
 *
 * DIVERGES: what is queued already, and has not begun, runs with new attributes; on Linux with those
 * that the queue had. Of a mask of several CPUs, but not all, a worker gets one.
 */
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/sched.h>
#include <linux/sched/prio.h>
#include <linux/slab.h>

#include "arch/upcall.h"
#include "kernel/workqueue.h"

/* Of the last application. Under wq_lock(). */
static u64 last_number;

struct workqueue_attrs *__tl_alloc_workqueue_attrs(void)
{
	struct workqueue_attrs *attrs = kzalloc(sizeof(*attrs), GFP_KERNEL);

	if (attrs)
		cpumask_copy(attrs->cpumask, cpu_possible_mask);
	return attrs;
}
EXPORT_SYMBOL_GPL(__tl_alloc_workqueue_attrs);

void free_workqueue_attrs(struct workqueue_attrs *attrs)
{
	kfree(attrs);
}
EXPORT_SYMBOL_GPL(free_workqueue_attrs);

int apply_workqueue_attrs(struct workqueue_struct *wq, const struct workqueue_attrs *attrs)
{
	struct workqueue_attrs *mine, *old;
	struct wq_section s;

	if (WARN_ON(!(wq->flags & WQ_UNBOUND)))
		return -EINVAL;
	mine = arch_object_alloc(sizeof(*mine));
	if (!mine)
		return -ENOMEM;
	mine->nice = attrs->nice;
	if (!cpumask_and(mine->cpumask, attrs->cpumask, cpu_possible_mask))
		cpumask_copy(mine->cpumask, cpu_possible_mask);
	wq_lock(&s);
	old = wq->attrs;
	wq->attrs = mine;
	wq->attrs_number = ++last_number;
	/* Where shutdown looks. */
	list_move_tail(&wq->all, wq_queues());
	wq_unlock(&s);
	arch_object_free(old);
	return 0;
}
EXPORT_SYMBOL_GPL(apply_workqueue_attrs);

/* The @n-th of a mask, counting round; -1: any. */
static int pick_cpu(const struct cpumask *mask, unsigned int n)
{
	unsigned int cpu;

	if (cpumask_equal(mask, cpu_possible_mask))
		return -1;
	n %= cpumask_weight(mask);
	for_each_cpu(cpu, mask)
		if (!n--)
			break;
	return (int)cpu;
}

/* As the holder of wq_lock(). What @worker has to be for an item of @wq, to be made so without it. */
struct worker_ways worker_ways(struct worker *worker, const struct workqueue_struct *wq)
{
	struct worker_ways ways = {.change = worker->attrs_number != wq->attrs_number, .cpu = -1};

	if (likely(!ways.change))
		return ways;
	worker->attrs_number = wq->attrs_number;
	if (wq->attrs) {
		ways.nice = wq->attrs->nice;
		ways.cpu = pick_cpu(wq->attrs->cpumask, worker->id);
	} else if (worker->pool->kind == POOL_UNBOUND_HIGHPRI) {
		ways.nice = MIN_NICE;
	}
	return ways;
}

void worker_take_on(const struct worker_ways *ways)
{
	if (likely(!ways->change))
		return;
	set_user_nice(current, ways->nice);
	(void)arch_bind(ways->cpu);
}
