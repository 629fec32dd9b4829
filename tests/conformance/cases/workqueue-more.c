// SPDX-License-Identifier: MIT
/* Workqueues: who runs beside whom, what is cancelled and changed when. */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "case.h"

#define NR 5

struct item {
	struct delayed_work work;
	char name;
};

static struct item item[NR];
static struct workqueue_struct *wq, *other;
static DECLARE_WAIT_QUEUE_HEAD(head);
static int open_gate, at_gate, ran;

static char name_of(struct work_struct *work)
{
	return container_of(to_delayed_work(work), struct item, work)->name;
}

static void gated(struct work_struct *work)
{
	tc_log("%c begins", name_of(work));
	tc_count(&at_gate);
	wait_event(head, READ_ONCE(open_gate));
	tc_count(&ran);
}

static void say(struct work_struct *work)
{
	tc_log("%c runs", name_of(work));
	tc_count(&ran);
}

static void set_up(work_func_t func)
{
	open_gate = at_gate = ran = 0;
	for (int i = 0; i < NR; i++) {
		item[i].name = (char)('a' + i);
		INIT_DELAYED_WORK(&item[i].work, func);
	}
}

static void let_go(void)
{
	WRITE_ONCE(open_gate, 1);
	wake_up_all(&head);
}

static struct work_struct *work_of(int i)
{
	return &item[i].work.work;
}

/* --- who runs beside whom --- */

static void begin(int n)
{
	for (int i = 0; i < n; i++)
		queue_work_on(0, wq, work_of(i));
}

TC_CASE(no_more_than_max_active_begin_on_a_cpu)
{
	set_up(gated);
	wq = alloc_workqueue("tc", 0, 3);
	begin(4);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 3);
	tc_nap();
	tc_log("%d began, congested %d", READ_ONCE(at_gate), workqueue_congested(0, wq));
	let_go();
	flush_workqueue(wq);
	tc_log("%d ran, congested %d", READ_ONCE(ran), workqueue_congested(0, wq));
	destroy_workqueue(wq);
}

TC_CASE(a_greater_max_active_lets_more_begin)
{
	set_up(gated);
	wq = alloc_workqueue("tc", 0, 1);
	begin(NR);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
	workqueue_set_max_active(wq, 4);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 4);
	tc_nap();
	tc_log("%d began", READ_ONCE(at_gate));
	let_go();
	destroy_workqueue(wq);
}

TC_CASE(one_that_waits_for_max_active_is_pending_and_can_be_cancelled)
{
	set_up(gated);
	wq = alloc_workqueue("tc", 0, 1);
	begin(NR);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
	tc_log("busy %x", work_busy(work_of(2)));
	tc_log("cancel %d", cancel_work(work_of(2)));
	tc_log("busy %x", work_busy(work_of(2)));
	tc_log("cancel, sync %d", cancel_work_sync(work_of(3)));
	let_go();
	destroy_workqueue(wq);
	tc_log("%d ran", READ_ONCE(ran));
}

TC_CASE(one_cancelled_in_the_middle_leaves_the_others_in_order)
{
	set_up(say);
	wq = alloc_ordered_workqueue("tc", 0);
	INIT_WORK(work_of(0), gated);
	begin(NR);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
	tc_log("cancel %d", cancel_work(work_of(2)));
	tc_log("queue %d", queue_work(wq, work_of(2)));
	let_go();
	destroy_workqueue(wq);
}

TC_CASE(two_queues_do_not_run_one_work_at_a_time_on_a_cpu)
{
	set_up(gated);
	wq = alloc_workqueue("tc", 0, 0);
	other = alloc_workqueue("tc-other", 0, 0);
	queue_work_on(0, wq, work_of(0));
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
	tc_log("queue %d", queue_work_on(0, other, work_of(0)));
	INIT_WORK(work_of(1), say);
	queue_work_on(0, other, work_of(1));
	flush_work(work_of(1));
	tc_log("%d began, busy %x", READ_ONCE(at_gate), work_busy(work_of(0)));
	let_go();
	flush_workqueue(wq);
	flush_workqueue(other);
	tc_log("%d began, busy %x", READ_ONCE(at_gate), work_busy(work_of(0)));
	destroy_workqueue(wq);
	destroy_workqueue(other);
}

static int again;

static void goes_on_elsewhere(struct work_struct *work)
{
	tc_log("on %d", raw_smp_processor_id());
	if (again) {
		again--;
		tc_log("queue on 1: %d", queue_work_on(1, wq, work));
		tc_log("twice: %d, busy %x", queue_work_on(1, wq, work), work_busy(work));
	}
	tc_count(&ran);
}

TC_CASE(a_work_that_queues_itself_elsewhere_stays_where_it_runs)
{
	set_up(goes_on_elsewhere);
	again = 2;
	wq = alloc_workqueue("tc", 0, 0);
	queue_work_on(0, wq, work_of(0));
	TC_WAIT_UNTIL(READ_ONCE(ran) == 3);
	destroy_workqueue(wq);
}

static void spins(struct work_struct *work)
{
	tc_count(&at_gate);
	while (!READ_ONCE(open_gate)) {
		cpu_relax();
		cond_resched();
	}
	tc_count(&ran);
}

/* @beside: it is to run nevertheless, however long that takes; else it is given a while. */
static void behind_one_that_spins(unsigned int flags, unsigned int other_flags, bool beside)
{
	int ran_beside;

	set_up(say);
	INIT_WORK(work_of(0), spins);
	wq = alloc_workqueue("tc", flags, 0);
	other = alloc_workqueue("tc-other", other_flags, 0);
	queue_work_on(1, wq, work_of(0));
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
	queue_work_on(1, other, work_of(1));
	if (beside)
		TC_WAIT_UNTIL(READ_ONCE(ran));
	for (int i = 0; i < 30 && !READ_ONCE(ran); i++)
		tc_nap();
	ran_beside = READ_ONCE(ran);
	let_go();
	flush_workqueue(wq);
	flush_workqueue(other);
	tc_log("flags %x and %x: beside it %d, in all %d", flags, other_flags, ran_beside,
	       READ_ONCE(ran));
	destroy_workqueue(wq);
	destroy_workqueue(other);
}

TC_CASE(behind_a_work_that_keeps_its_cpu)
{
	behind_one_that_spins(0, 0, false);
	behind_one_that_spins(0, WQ_HIGHPRI, true);
	behind_one_that_spins(WQ_CPU_INTENSIVE, 0, true);
	behind_one_that_spins(0, WQ_CPU_INTENSIVE, false);
	behind_one_that_spins(WQ_UNBOUND, 0, true);
	behind_one_that_spins(0, WQ_UNBOUND, true);
}

/* --- delayed ones that are not with their timer any more --- */

static void hold(void)
{
	set_up(say);
	wq = alloc_ordered_workqueue("tc", 0);
	INIT_DELAYED_WORK(&item[0].work, gated);
	queue_delayed_work(wq, &item[0].work, 0);
	TC_WAIT_UNTIL(READ_ONCE(at_gate) == 1);
}

static void go(void)
{
	let_go();
	flush_workqueue(wq);
	tc_log("%d ran", READ_ONCE(ran));
	destroy_workqueue(wq);
}

TC_CASE(delayed_works_that_are_queued_by_now)
{
	struct delayed_work *d = &item[1].work;

	hold();
	tc_log("queue %d", queue_delayed_work(wq, d, 0));
	tc_log("pending %d timer %d", delayed_work_pending(d), timer_pending(&d->timer));
	tc_log("cancel %d, again %d", cancel_delayed_work(d), cancel_delayed_work(d));
	queue_delayed_work(wq, d, 0);
	tc_log("cancel, sync %d", cancel_delayed_work_sync(d));
	queue_delayed_work(wq, d, 0);
	go();
}

TC_CASE(modified_from_queued_to_delayed_and_back)
{
	struct delayed_work *d = &item[1].work;

	hold();
	tc_log("idle, now %d", mod_delayed_work(wq, d, 0));
	tc_log("queued, later %d", mod_delayed_work(wq, d, 1000 * HZ));
	tc_log("pending %d timer %d", delayed_work_pending(d), timer_pending(&d->timer));
	tc_log("later, now %d", mod_delayed_work(wq, d, 0));
	tc_log("pending %d timer %d", delayed_work_pending(d), timer_pending(&d->timer));
	tc_log("queued, now %d", mod_delayed_work(wq, d, 0));
	go();
}

TC_CASE(modified_while_it_runs)
{
	struct delayed_work *d = &item[0].work;

	hold();
	tc_log("running, later %d", mod_delayed_work(wq, d, 1000 * HZ));
	tc_log("busy %x, pending %d", work_busy(&d->work), delayed_work_pending(d));
	tc_log("cancel %d", cancel_delayed_work(d));
	tc_log("busy %x", work_busy(&d->work));
	tc_log("cancel of a running one %d", cancel_delayed_work(d));
	go();
}

TC_CASE(modified_it_goes_behind_the_others)
{
	hold();
	queue_delayed_work(wq, &item[1].work, 0);
	queue_delayed_work(wq, &item[2].work, 0);
	tc_log("modify %d", mod_delayed_work(wq, &item[1].work, 0));
	go();
}

/* --- drain --- */

TC_CASE(a_drained_queue_can_be_used_again)
{
	set_up(say);
	wq = alloc_workqueue("tc", WQ_UNBOUND, 1);
	drain_workqueue(wq);
	queue_work(wq, work_of(0));
	drain_workqueue(wq);
	tc_log("%d ran", READ_ONCE(ran));
	queue_work(wq, work_of(0));
	drain_workqueue(wq);
	tc_log("%d ran", READ_ONCE(ran));
	destroy_workqueue(wq);
}
