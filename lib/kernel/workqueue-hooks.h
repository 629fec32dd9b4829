/* SPDX-License-Identifier: MIT */
/*
 * What the scheduler and the softirqs tell workqueues.
 */
#ifndef LIB_KERNEL_WORKQUEUE_HOOKS_H
#define LIB_KERNEL_WORKQUEUE_HOOKS_H

#include "kernel/softirq.h"

struct worker;

/* The current task, a worker, is about to sleep, with its state set; and has slept. */
void wq_worker_sleeping(struct worker *worker);
void wq_worker_running(struct worker *worker);

/* For call traces: what the current task runs, if it is a worker. */
void wq_print_current(const char *level);

/* Is there a queue whose items softirqs run? Set before the softirq is raised that would miss it. */
extern bool wq_bh_used;

void wq_serve_bh_pool(enum tasklet_prio prio);

/* In softirq context, before this CPU's tasklets of @prio: run what items wait for it. */
static inline void wq_serve_softirq(enum tasklet_prio prio)
{
	if (unlikely(READ_ONCE(wq_bh_used)))
		wq_serve_bh_pool(prio);
}

#endif /* LIB_KERNEL_WORKQUEUE_HOOKS_H */
