// SPDX-License-Identifier: MIT
/* Workqueues: order, what the calls return, flush, cancel, delays, who runs what where. */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "case.h"

struct item {
	struct work_struct work;
	struct delayed_work delayed;
	char name;
	int again;
	struct workqueue_struct *wq; /* that it queues itself on */
};

static struct item item[4];
static struct workqueue_struct *wq;
static DECLARE_WAIT_QUEUE_HEAD(head);
static int phase, ran;

static void set_phase(int to)
{
	WRITE_ONCE(phase, to);
	wake_up_all(&head);
}

static void say(struct work_struct *work)
{
	struct item *i = container_of(work, struct item, work);

	tc_log("work %c", i->name);
	if (i->again) {
		i->again--;
		tc_log("queue again: %d", queue_work(i->wq, work));
	}
	tc_count(&ran);
}

static void say_delayed(struct work_struct *work)
{
	struct delayed_work *delayed = to_delayed_work(work);

	tc_log("delayed %c", container_of(delayed, struct item, delayed)->name);
	tc_count(&ran);
}

static void blocks(struct work_struct *work)
{
	if (READ_ONCE(phase) == 2) {
		tc_log("once more");
		return;
	}
	tc_log("blocks");
	set_phase(1);
	wait_event(head, READ_ONCE(phase) == 2);
	tc_log("goes on");
}

static struct work_struct block;

static void set_up(void)
{
	ran = 0;
	phase = 0;
	INIT_WORK(&block, blocks);
	for (size_t i = 0; i < ARRAY_SIZE(item); i++) {
		item[i].name = 'a' + i;
		item[i].again = 0;
		INIT_WORK(&item[i].work, say);
		INIT_DELAYED_WORK(&item[i].delayed, say_delayed);
	}
}

static void ordered(void)
{
	set_up();
	wq = alloc_ordered_workqueue("tc-ordered", 0);
	for (size_t i = 0; i < ARRAY_SIZE(item); i++)
		item[i].wq = wq;
}

/* On an ordered queue: what is queued from here on waits until go(). */
static void hold(void)
{
	set_phase(0);
	queue_work(wq, &block);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
}

static void go(void)
{
	set_phase(2);
	flush_workqueue(wq);
	tc_log("flushed");
}

TC_CASE(an_ordered_queue_works_in_order)
{
	ordered();
	hold();
	tc_log("queue b %d", queue_work(wq, &item[1].work));
	tc_log("queue a %d", queue_work(wq, &item[0].work));
	tc_log("twice b %d", queue_work(wq, &item[1].work));
	tc_log("queue c on 1 %d", queue_work_on(1, wq, &item[2].work));
	tc_log("queue d %d", queue_work(wq, &item[3].work));
	go();
	destroy_workqueue(wq);
}

TC_CASE(works_of_a_cpu_are_done_in_the_order_of_their_queueing)
{
	set_up();
	wq = alloc_workqueue("tc-cpu", 0, 0);
	/* The worker says all of it: it may begin before the last one is queued. */
	preempt_disable();
	for (size_t i = 0; i < ARRAY_SIZE(item); i++)
		queue_work(wq, &item[i ^ 1].work);
	preempt_enable();
	destroy_workqueue(wq);
	tc_log("ran %d", ran);
}

TC_CASE(pending_and_busy)
{
	ordered();
	tc_log("idle: pending %d busy %x", work_pending(&item[0].work), work_busy(&item[0].work));
	hold();
	queue_work(wq, &item[0].work);
	tc_log("queued: pending %d busy %x", work_pending(&item[0].work), work_busy(&item[0].work));
	tc_log("running: pending %d busy %x", work_pending(&block), work_busy(&block));
	tc_log("queue the running one %d", queue_work(wq, &block));
	tc_log("both: pending %d busy %x", work_pending(&block), work_busy(&block));
	tc_log("cancel it %d", cancel_work(&block));
	go();
	tc_log("done: pending %d busy %x", work_pending(&item[0].work), work_busy(&item[0].work));
	destroy_workqueue(wq);
}

TC_CASE(queued_while_it_runs_it_runs_again)
{
	ordered();
	hold();
	tc_log("queue %d", queue_work(wq, &block));
	tc_log("queue a %d", queue_work(wq, &item[0].work));
	go();
	destroy_workqueue(wq);
}

TC_CASE(a_work_queues_itself)
{
	ordered();
	hold();
	item[0].again = 2;
	queue_work(wq, &item[0].work);
	queue_work(wq, &item[1].work);
	set_phase(2);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 4);
	flush_workqueue(wq);
	destroy_workqueue(wq);
}

TC_CASE(flush_of_a_work)
{
	ordered();
	tc_log("idle %d", flush_work(&item[0].work));
	hold();
	queue_work(wq, &item[0].work);
	queue_work(wq, &item[1].work);
	set_phase(2);
	flush_work(&item[0].work);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	tc_log("done %d", flush_work(&item[1].work));
	destroy_workqueue(wq);
}

static struct task_struct *waiter;

static bool waits(void)
{
	struct task_struct *task = READ_ONCE(waiter);

	return task && READ_ONCE(task->__state) & TASK_UNINTERRUPTIBLE;
}

static void flush_pending(void *unused)
{
	WRITE_ONCE(waiter, current);
	tc_log("pending %d", flush_work(&item[0].work));
}

TC_CASE(flush_waits_for_a_pending_work)
{
	struct tc_thread *thread;

	ordered();
	hold();
	queue_work(wq, &item[0].work);
	waiter = NULL;
	thread = tc_thread_start(flush_pending, NULL, 1);
	TC_WAIT_UNTIL(waits());
	set_phase(2);
	tc_thread_join(thread);
	destroy_workqueue(wq);
}

static int cancelled;

static void cancel_running(void *unused)
{
	WRITE_ONCE(waiter, current);
	cancelled = cancel_work_sync(&block);
}

TC_CASE(cancel_of_a_work)
{
	struct tc_thread *thread;

	ordered();
	tc_log("idle %d", cancel_work_sync(&item[0].work));
	hold();
	queue_work(wq, &item[0].work);
	queue_work(wq, &item[1].work);
	tc_log("pending %d", cancel_work_sync(&item[0].work));
	tc_log("again %d", cancel_work_sync(&item[0].work));
	tc_log("no sync, running %d", cancel_work(&block));
	waiter = NULL;
	thread = tc_thread_start(cancel_running, NULL, 1);
	TC_WAIT_UNTIL(waits());
	set_phase(2);
	tc_thread_join(thread);
	go();
	tc_log("running %d", cancelled);
	tc_log("done %d", cancel_work_sync(&item[1].work));
	destroy_workqueue(wq);
}

static bool requeued;

/* The canceller waits by then: what is being cancelled can't be queued. */
static void queues_itself_while_cancelled(struct work_struct *work)
{
	set_phase(1);
	wait_event(head, READ_ONCE(phase) == 2);
	requeued = queue_work(wq, work);
}

TC_CASE(a_work_that_queues_itself_is_cancelled)
{
	struct tc_thread *thread;

	ordered();
	INIT_WORK(&block, queues_itself_while_cancelled);
	hold();
	waiter = NULL;
	thread = tc_thread_start(cancel_running, NULL, 1);
	TC_WAIT_UNTIL(waits());
	set_phase(2);
	tc_thread_join(thread);
	tc_log("cancel %d, queued again %d, pending %d", cancelled, requeued, work_pending(&block));
	destroy_workqueue(wq);
}

TC_CASE(delayed_works_that_wait)
{
	struct delayed_work *d = &item[0].delayed;

	ordered();
	tc_log("idle: pending %d", delayed_work_pending(d));
	tc_log("cancel %d %d", cancel_delayed_work(d), cancel_delayed_work_sync(d));
	tc_log("queue %d", queue_delayed_work(wq, d, 100 * HZ));
	tc_log("pending %d timer %d busy %x", delayed_work_pending(d), timer_pending(&d->timer),
	       work_busy(&d->work));
	tc_log("twice %d", queue_delayed_work(wq, d, 0));
	tc_log("modify %d", mod_delayed_work(wq, d, 90 * HZ));
	tc_log("cancel %d", cancel_delayed_work(d));
	tc_log("cancel %d", cancel_delayed_work(d));
	tc_log("modify idle %d", mod_delayed_work(wq, d, 90 * HZ));
	tc_log("cancel, sync %d", cancel_delayed_work_sync(d));
	tc_log("cancel, sync %d", cancel_delayed_work_sync(d));
	destroy_workqueue(wq);
}

TC_CASE(a_delayed_work_is_flushed_at_once)
{
	struct delayed_work *d = &item[0].delayed;
	bool queued;

	ordered();
	tc_log("idle %d", flush_delayed_work(d));
	queue_delayed_work(wq, d, 1000 * HZ);
	/* What it returns depends on whether the work has run before it is waited for. */
	flush_delayed_work(d);
	tc_log("done %d", flush_delayed_work(d));
	queue_delayed_work(wq, d, 1000 * HZ);
	flush_workqueue(wq);
	tc_log("a flush of the queue does not wait for it: ran %d", READ_ONCE(ran));
	queued = mod_delayed_work(wq, d, 0);
	flush_workqueue(wq);
	tc_log("modify to now %d", queued);
	destroy_workqueue(wq);
}

TC_CASE(a_delayed_work_comes_by_itself)
{
	bool queued;

	ordered();
	queued = queue_delayed_work(wq, &item[0].delayed, 2);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 1);
	tc_log("queued %d", queued);
	queued = queue_delayed_work(wq, &item[0].delayed, 0);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 2);
	tc_log("without delay %d", queued);
	hold();
	tc_log("behind another %d", queue_delayed_work(wq, &item[0].delayed, 0));
	queue_work(wq, &item[1].work);
	go();
	destroy_workqueue(wq);
}

TC_CASE(delayed_works_come_in_their_order)
{
	ordered();
	/* Far apart: there may be a pause between the calls. */
	queue_delayed_work(wq, &item[0].delayed, HZ / 4);
	queue_delayed_work(wq, &item[1].delayed, 2);
	queue_delayed_work(wq, &item[2].delayed, HZ / 2);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 3);
	destroy_workqueue(wq);
}

static void context(struct work_struct *work)
{
	tc_log("task %d atomic %d irqs_off %d kworker %d current %d", !!in_task(), !!in_atomic(),
	       !!irqs_disabled(), !strncmp(current->comm, "kworker/", 8), current_work() == work);
	tc_log("kthread %d", !!(current->flags & PF_KTHREAD));
}

TC_CASE(context_of_a_work)
{
	static const unsigned int flags[] = {0, WQ_HIGHPRI, WQ_UNBOUND, WQ_UNBOUND | WQ_HIGHPRI,
					     WQ_MEM_RECLAIM};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		set_up();
		wq = alloc_workqueue("tc", flags[i], 0);
		INIT_WORK(&item[0].work, context);
		queue_work(wq, &item[0].work);
		destroy_workqueue(wq);
	}
	tc_log("no work %d", !current_work());
}

static void say_nice(struct work_struct *work)
{
	tc_log("nice %d", task_nice(current));
}

TC_CASE(works_of_high_priority_are_less_nice)
{
	static const unsigned int flags[] = {0, WQ_HIGHPRI, WQ_UNBOUND, WQ_UNBOUND | WQ_HIGHPRI};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		set_up();
		wq = alloc_workqueue("tc", flags[i], 0);
		INIT_WORK(&item[0].work, say_nice);
		queue_work(wq, &item[0].work);
		destroy_workqueue(wq);
	}
}

static void say_cpu(struct work_struct *work)
{
	tc_log("cpu %d comm %.10s", raw_smp_processor_id(), current->comm);
}

TC_CASE(a_work_runs_on_the_cpu_of_its_queueing)
{
	set_up();
	wq = alloc_workqueue("tc", 0, 0);
	INIT_WORK(&item[0].work, say_cpu);
	for (int cpu = 0; cpu < 2; cpu++) {
		bool queued = queue_work_on(cpu, wq, &item[0].work);

		flush_work(&item[0].work);
		tc_log("on %d: %d", cpu, queued);
		queued = schedule_work_on(cpu, &item[0].work);
		flush_work(&item[0].work);
		tc_log("schedule on %d: %d", cpu, queued);
	}
	queue_work(wq, &item[0].work);
	flush_work(&item[0].work);
	destroy_workqueue(wq);
}

static void queue_item(void *i)
{
	queue_work(wq, &((struct item *)i)->work);
}

TC_CASE(a_work_runs_where_the_interrupt_was_that_queued_it)
{
	set_up();
	wq = alloc_workqueue("tc", 0, 0);
	INIT_WORK(&item[0].work, say_cpu);
	for (int cpu = 0; cpu < 2; cpu++) {
		tc_hardirq_on(cpu, queue_item, &item[0]);
		flush_work(&item[0].work);
	}
	destroy_workqueue(wq);
}

TC_CASE(a_work_that_sleeps_does_not_stall_its_cpu)
{
	set_up();
	wq = alloc_workqueue("tc", 0, 0);
	queue_work(wq, &block);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	queue_work(wq, &item[0].work);
	flush_work(&item[0].work);
	set_phase(2);
	destroy_workqueue(wq);
}

TC_CASE(max_active_of_one_runs_one_at_a_time)
{
	set_up();
	wq = alloc_workqueue("tc", 0, 1);
	queue_work_on(0, wq, &block);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	queue_work_on(0, wq, &item[2].work);
	queue_work_on(0, wq, &item[1].work);
	tc_log("congested %d", workqueue_congested(0, wq));
	tc_nap();
	tc_log("ran %d", READ_ONCE(ran));
	set_phase(2);
	flush_workqueue(wq);
	destroy_workqueue(wq);
}

TC_CASE(a_running_work_queued_elsewhere_runs_after_it_here)
{
	set_up();
	wq = alloc_workqueue("tc", 0, 0);
	queue_work_on(0, wq, &block);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	INIT_WORK(&item[0].work, say_cpu);
	tc_log("queue on 1: %d", queue_work_on(1, wq, &block));
	tc_nap();
	tc_log("phase %d", READ_ONCE(phase));
	set_phase(2);
	flush_workqueue(wq);
	destroy_workqueue(wq);
}

TC_CASE(drain_runs_what_works_queue)
{
	ordered();
	hold();
	item[0].again = 3;
	queue_work(wq, &item[0].work);
	set_phase(2);
	drain_workqueue(wq);
	tc_log("drained");
	destroy_workqueue(wq);
}

TC_CASE(destroy_finishes_what_is_queued)
{
	ordered();
	hold();
	item[0].again = 1;
	queue_work(wq, &item[0].work);
	queue_work(wq, &item[1].work);
	set_phase(2);
	destroy_workqueue(wq);
	tc_log("destroyed");
}

static void frees_itself(struct work_struct *work)
{
	struct item *i = container_of(work, struct item, work);

	tc_log("work %c", i->name);
	memset(i, 0x5a, sizeof(*i));
	tc_count(&ran);
}

TC_CASE(a_work_may_be_gone_when_it_returns)
{
	ordered();
	INIT_WORK(&item[0].work, frees_itself);
	hold();
	queue_work(wq, &item[0].work);
	queue_work(wq, &item[1].work);
	go();
	destroy_workqueue(wq);
}

static void on_queue(const char *name, struct workqueue_struct *queue)
{
	bool queued = queue_work(queue, &item[0].work);

	flush_work(&item[0].work);
	tc_log("%s %d", name, queued);
}

TC_CASE(system_queues)
{
	bool queued;

	set_up();
	on_queue("system", system_wq);
	on_queue("highpri", system_highpri_wq);
	on_queue("long", system_long_wq);
	on_queue("unbound", system_unbound_wq);
	on_queue("freezable", system_freezable_wq);
	on_queue("power efficient", system_power_efficient_wq);
	queued = schedule_work(&item[0].work);
	flush_work(&item[0].work);
	tc_log("schedule %d", queued);
	queued = schedule_delayed_work(&item[1].delayed, 1);
	TC_WAIT_UNTIL(READ_ONCE(ran) == 8);
	tc_log("schedule, delayed %d", queued);
	queued = schedule_delayed_work_on(1, &item[1].delayed, 0);
	flush_delayed_work(&item[1].delayed);
	tc_log("on 1 %d", queued);
}

static void say_static(struct work_struct *work);
static DECLARE_WORK(declared, say_static);
static DECLARE_DELAYED_WORK(declared_delayed, say_static);

static void say_static(struct work_struct *work)
{
	tc_log("declared %d, delayed %d", work == &declared, work == &declared_delayed.work);
}

TC_CASE(declared_works_of_a_queue)
{
	struct work_struct on_stack;

	schedule_work(&declared);
	flush_work(&declared);
	tc_log("%d", schedule_delayed_work(&declared_delayed, 1000 * HZ));
	flush_delayed_work(&declared_delayed);
	INIT_WORK_ONSTACK(&on_stack, say_static);
	schedule_work(&on_stack);
	flush_work(&on_stack);
	destroy_work_on_stack(&on_stack);
}

TC_CASE(two_flushes_and_a_work_between)
{
	ordered();
	flush_workqueue(wq);
	tc_log("an empty queue is flushed at once");
	queue_work(wq, &item[0].work);
	flush_workqueue(wq);
	tc_log("ran %d", READ_ONCE(ran));
	destroy_workqueue(wq);
}
