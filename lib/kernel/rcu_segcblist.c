// SPDX-License-Identifier: MIT
/*
 * Queues of callbacks, numbers of grace periods, and who waits for them; see rcu.h.
 *
 * CALLBACKS stand in two batches: `wait` has the number of a grace period that was asked for after
 * its last one was queued; `next` collects what comes meanwhile. When that grace period is over the
 * former is taken out, and the latter takes its place with a number of its own. So a callback waits
 * for two grace periods at most, and they are called in their order.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "kernel/rcu.h"

void rcu_waiters_add(struct rcu_waiter **list, struct rcu_waiter *waiter, unsigned long number)
{
	get_task_struct(current);
	*waiter = (struct rcu_waiter){.next = *list, .task = current, .number = number};
	*list = waiter;
}

struct rcu_waiter *rcu_waiters_take(struct rcu_waiter **list, unsigned long now)
{
	struct rcu_waiter *taken = NULL, **at = list;

	while (*at) {
		struct rcu_waiter *waiter = *at;

		if (!rcu_reached(now, waiter->number)) {
			at = &waiter->next;
			continue;
		}
		*at = waiter->next;
		waiter->next = taken;
		taken = waiter;
	}
	return taken;
}

void rcu_waiters_wake(struct rcu_waiter *list)
{
	while (list) {
		struct rcu_waiter *waiter = list;
		struct task_struct *task = waiter->task;

		list = waiter->next;
		/* V1: release, pairs with V2: who has waited sees all that came before. From here
		 * on the waiter may be gone. */
		arch_store(&waiter->done, true, __ATOMIC_RELEASE);
		wake_up_state(task, TASK_NORMAL);
		put_task_struct(task);
	}
}

void rcu_wait(struct rcu_waiter *waiter,
	      void (*describe)(const void *what, char *buf, unsigned long size), const void *what)
{
	struct task_struct *me = current;

	me->waits_for = what;
	me->waits_describe = describe;
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		/* V2: acquire, pairs with V1. */
		if (arch_load(&waiter->done, __ATOMIC_ACQUIRE))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	me->waits_describe = NULL;
}

unsigned long rcu_gp_request(struct rcu_gp *gp, bool *start)
{
	unsigned long number = arch_load(&gp->started, __ATOMIC_RELAXED) + 1;

	if (rcu_reached(number, gp->wanted))
		arch_store(&gp->wanted, number, __ATOMIC_RELAXED);
	if (!gp->running) {
		gp->running = true;
		arch_store(&gp->started, number, __ATOMIC_RELAXED);
		*start = true;
	}
	return number;
}

bool rcu_gp_next(struct rcu_gp *gp)
{
	unsigned long number = arch_load(&gp->started, __ATOMIC_RELAXED);

	/* V3: release, pairs with V4 in poll_state_synchronize_rcu(). */
	arch_store(&gp->completed, number, __ATOMIC_RELEASE);
	gp->running = number != arch_load(&gp->wanted, __ATOMIC_RELAXED);
	if (gp->running)
		arch_store(&gp->started, number + 1, __ATOMIC_RELAXED);
	return gp->running;
}

void rcu_cblist_append(struct rcu_cblist *list, struct rcu_head *head)
{
	head->next = NULL;
	if (list->head)
		list->tail->next = head;
	else
		list->head = head;
	list->tail = head;
}

unsigned long rcu_cblist_invoke(struct rcu_cblist *list)
{
	struct rcu_head *head = list->head;
	unsigned long n = 0;

	while (head) {
		struct rcu_head *next = head->next;
		rcu_callback_t func = head->func;

		/* Before the call: it may free the head, or queue it again. */
		rcu_head_release(head);
		if (__is_kvfree_rcu_offset((unsigned long)func))
			kvfree((char *)head - (unsigned long)func);
		else
			func(head);
		head = next;
		n++;
	}
	return n;
}

/* The batch behind gets its number. */
static void shift(struct rcu_segcblist *cbs, struct rcu_gp *gp, bool *start)
{
	if (cbs->wait.head || !cbs->next.head)
		return;
	cbs->wait = cbs->next;
	cbs->next.head = NULL;
	cbs->seq = rcu_gp_request(gp, start);
}

struct rcu_cblist rcu_segcblist_advance(struct rcu_segcblist *cbs, struct rcu_gp *gp, bool *start)
{
	struct rcu_cblist ready = {NULL, NULL};

	if (cbs->wait.head && rcu_reached(arch_load(&gp->completed, __ATOMIC_ACQUIRE), cbs->seq)) {
		ready = cbs->wait;
		cbs->wait.head = NULL;
	}
	shift(cbs, gp, start);
	return ready;
}

void rcu_segcblist_enqueue(struct rcu_segcblist *cbs, struct rcu_head *head, struct rcu_gp *gp,
			   bool *start)
{
	cbs->queued++;
	rcu_cblist_append(&cbs->next, head);
	shift(cbs, gp, start);
}
