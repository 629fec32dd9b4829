// SPDX-License-Identifier: MIT
/*
 * Items that are queued when a grace period of RCU is over. Until then such an item is PENDING and
 * nothing else: it can't be taken off, as RCU has its head, so who cancels it waits
 * (delayed_lock()) until RCU's callback has queued it.
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>

#include "arch/upcall.h"
#include "kernel/workqueue.h"

/* How many there are. Under wq_lock(). */
static unsigned int nr_waiting;

static void queue_it(struct rcu_head *head)
{
	struct rcu_work *rwork = container_of(head, struct rcu_work, rcu);
	struct workqueue_struct *wq = rwork->wq;
	struct work_struct *work = &rwork->work;
	work_func_t func = work->func;
	struct wq_section s;
	bool closed, down;

	wq_lock(&s);
	nr_waiting--;
	work_set_data(work, work_data(work) & ~WORK_STRUCT_PENDING);
	down = wq_down;
	closed = !down && wq_is_closed(wq);
	if (!closed && work_is_idle(work))
		work_insert(&s, WORK_CPU_UNBOUND, wq, work);
	wq_unlock(&s);
	if (unlikely(down))
		pr_notice("rcu work %pS is still pending at shutdown\n", (void *)func);
	if (unlikely(closed))
		wq_warn_closed(wq, func);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	struct work_struct *work = &rwork->work;
	struct wq_section s;
	bool disabled, queue;

	arch_api_point(&work->data);
	wq_lock(&s);
	disabled = work_disabled(work) && !(work_data(work) & WORK_STRUCT_PENDING);
	queue = work_is_idle(work);
	if (queue) {
		nr_waiting++;
		rwork->wq = wq;
		work_set_data(work, work_data(work) | WORK_STRUCT_PENDING);
	}
	wq_unlock(&s);
	if (queue)
		call_rcu(&rwork->rcu, queue_it);
	WARN_ONCE(disabled, "workqueue: rcu_work %pS is disabled\n",
		  disabled ? (void *)work->func : NULL);
	return queue;
}
EXPORT_SYMBOL(queue_rcu_work);

bool flush_rcu_work(struct rcu_work *rwork)
{
	if (!work_pending(&rwork->work))
		return flush_work(&rwork->work);
	rcu_barrier();
	flush_work(&rwork->work);
	return true;
}
EXPORT_SYMBOL(flush_rcu_work);

/* Shutdown: they won't be queued; but they can be in the next machine. */
void rcu_works_exit(void)
{
	struct wq_section s;
	bool wait;

	wq_lock(&s);
	wait = nr_waiting;
	wq_unlock(&s);
	if (wait)
		rcu_barrier();
}
