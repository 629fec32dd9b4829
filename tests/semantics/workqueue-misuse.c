// SPDX-License-Identifier: MIT
/*
 * Misuse of workqueues is reported in the kernel's words, and never hangs. Each in a child, since
 * some is reported once in a process.
 */
#include "workqueue.h"

#include <linux/spinlock.h>

static void up(void)
{
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_cpu_bind(0) == 0);
}

static void down(void)
{
	child_assert(tl_shutdown() == 0);
}

#define MISUSE(fn)               \
	struct child c;          \
	child_run(&c, fn, NULL); \
	assert_child_ok(&c)

static void queues_on_destroyed(void *arg)
{
	struct workqueue_struct *wq;
	struct item a;

	up();
	wq = alloc_workqueue("was here", 0, 0);
	item_init(&a, 'a');
	destroy_workqueue(wq);
	child_assert(!queue_work(wq, &a.work));
	child_assert(!work_pending(&a.work));
	/* It is as good as it was. */
	child_assert(!cancel_work_sync(&a.work));
	child_assert(schedule_work(&a.work));
	flush_work(&a.work);
	down();
}

static void queueing_on_a_destroyed_queue_is_reported(void **state)
{
	MISUSE(queues_on_destroyed);
	assert_child_said(&c, "workqueue: cannot queue ");
	assert_child_said(&c, " on wq was here");
}

static struct workqueue_struct *draining;

static void drain_it(struct work_struct *work)
{
	drain_workqueue(draining);
}

static void queues_on_draining(void *arg)
{
	DECLARE_WORK(drainer, drain_it);
	struct item a, b;

	up();
	draining = alloc_workqueue("drained", 0, 0);
	gate_close();
	gated_init(&a, 'a');
	item_init(&b, 'b');
	queue_work(draining, &a.work);
	WAIT_AT_GATE(1);
	queue_work(system_unbound_wq, &drainer);
	while (queue_work(draining, &b.work))
		flush_work(&b.work);
	gate_open_up();
	flush_work(&drainer);
	child_assert(queue_work(draining, &b.work));
	destroy_workqueue(draining);
	down();
}

static void queueing_on_a_queue_that_is_drained_is_reported(void **state)
{
	MISUSE(queues_on_draining);
	assert_child_said(&c, "workqueue: cannot queue ");
}

static struct work_struct *own;

static void flush_own(struct work_struct *work)
{
	flush_work(own);
	note('f');
}

static void flushes_itself(void *arg)
{
	DECLARE_WORK(work, flush_own);

	up();
	own = &work;
	schedule_work(&work);
	flush_work(&work);
	child_assert(notes() == 1);
	down();
}

static void a_flush_of_itself_is_reported(void **state)
{
	MISUSE(flushes_itself);
	assert_child_said(&c, "WARNING: possible recursive locking detected");
	assert_child_said(&c, "(work_completion)");
}

static void flush_own_queue(struct work_struct *work)
{
	flush_scheduled_work();
	note('f');
}

static void flushes_its_queue(void *arg)
{
	DECLARE_WORK(work, flush_own_queue);

	up();
	schedule_work(&work);
	flush_work(&work);
	child_assert(notes() == 1);
	down();
}

static void a_flush_of_its_own_queue_is_reported(void **state)
{
	MISUSE(flushes_its_queue);
	assert_child_said(&c, "WARNING: possible recursive locking detected");
	assert_child_said(&c, "(wq_completion)");
}

static void flush_idle(struct work_struct *work)
{
	flush_work(own);
}

static void flushes_in_softirq(void *arg)
{
	DECLARE_WORK(work, flush_idle);
	struct item idle;

	up();
	item_init(&idle, 'i');
	own = &idle.work;
	queue_work(system_bh_wq, &work);
	flush_work(&work);
	down();
}

static void a_flush_in_softirq_context_is_reported(void **state)
{
	MISUSE(flushes_in_softirq);
	assert_child_said(&c, "BUG: sleeping function called from invalid context");
}

static DEFINE_SPINLOCK(leaked);

static void leak_lock(struct work_struct *work)
{
	spin_lock(&leaked);
}

static void leaks_a_lock(void *arg)
{
	DECLARE_WORK(work, leak_lock);
	struct item next;

	up();
	schedule_work(&work);
	flush_work(&work);
	/* The worker goes on. */
	item_init(&next, 'n');
	schedule_work(&next.work);
	flush_work(&next.work);
	child_assert(next.where.count == 0);
	down();
}

static void a_function_that_leaks_a_lock_is_reported(void **state)
{
	MISUSE(leaks_a_lock);
	assert_child_said(&c, "BUG: workqueue leaked lock or atomic: kworker/0:0/0x00000001/");
	assert_child_said(&c, "last function: ");
}

static void destroy_own_queue(struct work_struct *work)
{
	destroy_workqueue(draining);
	note('d');
}

static void destroys_its_queue(void *arg)
{
	DECLARE_WORK(work, destroy_own_queue);

	up();
	draining = alloc_workqueue("own", 0, 0);
	queue_work(draining, &work);
	flush_work(&work);
	child_assert(notes() == 1);
	destroy_workqueue(draining);
	down();
}

static void destroying_its_own_queue_is_reported(void **state)
{
	MISUSE(destroys_its_queue);
	assert_child_said(&c, "workqueue: own is destroyed by its own work ");
}

static void reclaims_from_others(void *arg)
{
	struct workqueue_struct *wq;
	DECLARE_WORK(work, flush_idle);
	struct item other;

	up();
	wq = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);
	gate_close();
	gated_init(&other, 'o');
	own = &other.work;
	schedule_work_on(1, &other.work);
	WAIT_AT_GATE(1);
	queue_work_on(0, wq, &work);
	while (!tl_report_count())
		yield();
	gate_open_up();
	destroy_workqueue(wq);
	down();
}

static void waiting_for_one_that_may_want_memory_is_reported(void **state)
{
	MISUSE(reclaims_from_others);
	assert_child_said(&c, "workqueue: WQ_MEM_RECLAIM reclaim:");
	assert_child_said(&c, " is flushing !WQ_MEM_RECLAIM events:");
}

static void leaves_things(void *arg)
{
	struct workqueue_struct *wq;
	struct item plug, waits;

	up();
	wq = alloc_ordered_workqueue("left", 0);
	gate_close();
	gated_init(&plug, 'p');
	item_init(&waits, 'w');
	queue_work(wq, &plug.work);
	WAIT_AT_GATE(1);
	queue_work(wq, &waits.work);
	gate_open_up();
	down();
	child_assert(!work_pending(&waits.work));
	child_assert(logged("workqueue left was still there at shutdown") == 1);
}

static void a_queue_that_is_left_at_shutdown_is_said(void **state)
{
	MISUSE(leaves_things);
}

static void asks_for_cpu_7(void *arg)
{
	struct delayed_work later;
	struct item a;

	up();
	item_init(&a, 'a');
	child_assert(schedule_work_on(7, &a.work));
	flush_work(&a.work);
	child_assert(runs_of(&a) == 1);
	INIT_DELAYED_WORK(&later, item_fn);
	child_assert(schedule_delayed_work_on(7, &later, 1000));
	child_assert(cancel_delayed_work_sync(&later));
	down();
}

static void delays_a_plain_one(void *arg)
{
	struct delayed_work dwork;

	up();
	memset(&dwork, 0, sizeof(dwork));
	INIT_WORK(&dwork.work, flush_own);
	child_assert(!schedule_delayed_work(&dwork, 1));
	child_assert(!cancel_delayed_work_sync(&dwork));
	down();
}

static void a_delayed_work_without_its_timer_is_reported(void **state)
{
	MISUSE(delays_a_plain_one);
	assert_child_said(&c, "has no timer (INIT_DELAYED_WORK())");
}

static void a_cpu_that_there_is_not_is_reported(void **state)
{
	MISUSE(asks_for_cpu_7);
	assert_child_said(&c, "workqueue: work is queued on a CPU that there is not");
}

static void drain_own_queue(struct work_struct *work)
{
	drain_workqueue(system_wq);
	note('d');
}

static void drains_its_queue(void *arg)
{
	DECLARE_WORK(work, drain_own_queue);

	up();
	schedule_work(&work);
	flush_work(&work);
	child_assert(notes() == 1);
	down();
}

static void draining_its_own_queue_is_reported(void **state)
{
	MISUSE(drains_its_queue);
	assert_child_said(&c, "WARNING: possible recursive locking detected");
}

static void mixes_flags(void *arg)
{
	up();
	child_assert(!alloc_workqueue("bh", WQ_BH | WQ_UNBOUND, 0));
	child_assert(!alloc_workqueue("bh", WQ_BH, 3));
	down();
}

static void flags_that_do_not_go_together_are_refused(void **state)
{
	MISUSE(mixes_flags);
	assert_child_said(&c, "WARNING: ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queueing_on_a_destroyed_queue_is_reported),
		cmocka_unit_test(queueing_on_a_queue_that_is_drained_is_reported),
		cmocka_unit_test(a_flush_of_itself_is_reported),
		cmocka_unit_test(a_flush_of_its_own_queue_is_reported),
		cmocka_unit_test(a_flush_in_softirq_context_is_reported),
		cmocka_unit_test(a_function_that_leaks_a_lock_is_reported),
		cmocka_unit_test(destroying_its_own_queue_is_reported),
		cmocka_unit_test(waiting_for_one_that_may_want_memory_is_reported),
		cmocka_unit_test(a_delayed_work_without_its_timer_is_reported),
		cmocka_unit_test(a_cpu_that_there_is_not_is_reported),
		cmocka_unit_test(draining_its_own_queue_is_reported),
		cmocka_unit_test(a_queue_that_is_left_at_shutdown_is_said),
		cmocka_unit_test(flags_that_do_not_go_together_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
