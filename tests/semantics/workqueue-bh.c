// SPDX-License-Identifier: MIT
/*
 * Queues in softirq context: where their items run, and in which order with tasklets.
 */
#include "workqueue.h"

static void note_t(struct tasklet_struct *t)
{
	note('t');
}

static void it_runs_in_softirq_context_at_bh_enable(void **state)
{
	struct item a;

	item_init(&a, 'a');
	local_bh_disable();
	assert_true(queue_work(system_bh_wq, &a.work));
	assert_false(queue_work(system_bh_wq, &a.work));
	assert_int_equal(runs_of(&a), 0);
	local_bh_enable();
	assert_int_equal(runs_of(&a), 1);
	assert_int_equal(a.where.count & SOFTIRQ_MASK, SOFTIRQ_OFFSET);
	assert_int_equal(a.where.count & HARDIRQ_MASK, 0);
	assert_false(a.where.irqs_off);
	assert_ptr_equal(a.where.task, current);
}

static void highpri_ones_come_first_and_all_before_tasklets(void **state)
{
	DECLARE_TASKLET(tasklet, note_t);
	DECLARE_TASKLET(hi, note_t);
	struct item normal, high;

	item_init(&normal, 'n');
	item_init(&high, 'h');
	local_bh_disable();
	tasklet_schedule(&tasklet);
	tasklet_hi_schedule(&hi);
	queue_work(system_bh_wq, &normal.work);
	queue_work(system_bh_highpri_wq, &high.work);
	local_bh_enable();
	assert_string_equal(noted, "htnt");
}

static void queued_by_a_handler_it_runs_behind_it(void **state)
{
	struct item a;

	item_init(&a, 'a');
	interrupt_here(fn_queue_system, &a.work);
	flush_work(&a.work);
	item_init(&a, 'a');
	local_bh_disable();
	queue_work(system_bh_wq, &a.work);
	local_bh_enable();
	assert_int_equal(runs_of(&a), 1);
}

static void from_plain_task_context_ksoftirqd_runs_it(void **state)
{
	struct item a;

	item_init(&a, 'a');
	queue_work(system_bh_wq, &a.work);
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
	assert_int_equal(a.where.count & SOFTIRQ_MASK, SOFTIRQ_OFFSET);
}

static void on_another_cpu_it_runs_there(void **state)
{
	struct item a;

	item_init(&a, 'a');
	queue_work_on(1, system_bh_wq, &a.work);
	flush_work(&a.work);
	assert_int_equal(a.where.cpu, 1);
}

static void they_run_in_the_order_of_queueing(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("bh", WQ_BH, 0);
	struct item items[25];

	local_bh_disable();
	/* More than one pass. */
	for (unsigned int i = 0; i < 25; i++) {
		item_init(&items[i], (char)('a' + i));
		queue_work(wq, &items[i].work);
	}
	local_bh_enable();
	flush_workqueue(wq);
	assert_string_equal(noted, "abcdefghijklmnopqrstuvwxy");
	destroy_workqueue(wq);
}

static void it_may_queue_itself(void **state)
{
	struct item a;

	item_init(&a, 'a');
	a.again = system_bh_wq;
	a.more = 30;
	queue_work(system_bh_wq, &a.work);
	WAIT_UNTIL(runs_of(&a) == 31);
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 31);
}

static void cancelled_and_disabled_ones_do_not_run(void **state)
{
	struct item a, b;

	item_init(&a, 'a');
	item_init(&b, 'b');
	local_bh_disable();
	queue_work(system_bh_wq, &a.work);
	queue_work(system_bh_wq, &b.work);
	assert_true(cancel_work(&a.work));
	/* Of such an item in atomic context as well. */
	assert_true(cancel_work_sync(&b.work));
	assert_false(disable_work_sync(&b.work));
	assert_false(queue_work(system_bh_wq, &b.work));
	local_bh_enable();
	assert_true(enable_and_queue_work(system_bh_wq, &b.work));
	flush_work(&b.work);
	assert_string_equal(noted, "b");
}

static void destroy_lets_all_run(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("bh", WQ_BH | WQ_HIGHPRI, 0);
	struct item a, b;

	item_init(&a, 'a');
	a.again = wq;
	a.more = 3;
	item_init(&b, 'b');
	queue_work_on(0, wq, &a.work);
	queue_work_on(1, wq, &b.work);
	destroy_workqueue(wq);
	assert_int_equal(runs_of(&a), 4);
	assert_int_equal(runs_of(&b), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(it_runs_in_softirq_context_at_bh_enable),
		MACHINE_TEST(highpri_ones_come_first_and_all_before_tasklets),
		MACHINE_TEST(queued_by_a_handler_it_runs_behind_it),
		MACHINE_TEST(from_plain_task_context_ksoftirqd_runs_it),
		MACHINE_TEST(on_another_cpu_it_runs_there),
		MACHINE_TEST(they_run_in_the_order_of_queueing),
		MACHINE_TEST(it_may_queue_itself),
		MACHINE_TEST(cancelled_and_disabled_ones_do_not_run),
		MACHINE_TEST(destroy_lets_all_run),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
