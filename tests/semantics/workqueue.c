// SPDX-License-Identifier: MIT
/*
 * Workqueues: queued items run, once, in order, in a worker; what they find there.
 */
#include "workqueue.h"

#include <linux/slab.h>

static void a_queued_item_runs_once(void **state)
{
	struct item a;

	item_init(&a, 'a');
	assert_true(schedule_work(&a.work));
	(void)flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
	assert_false(flush_work(&a.work));
}

static void queued_twice_before_it_has_begun_it_runs_once(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("twice", 0);
	struct item first, a;

	gate_close();
	gated_init(&first, 'f');
	item_init(&a, 'a');
	queue_work(wq, &first.work);
	WAIT_AT_GATE(1);
	assert_true(queue_work(wq, &a.work));
	assert_true(work_pending(&a.work));
	assert_false(queue_work(wq, &a.work));
	assert_false(schedule_work(&a.work));
	gate_open_up();
	flush_workqueue(wq);
	assert_int_equal(runs_of(&a), 1);
	assert_false(work_pending(&a.work));
	destroy_workqueue(wq);
}

static void queued_while_it_runs_it_runs_again(void **state)
{
	struct item a;

	gate_close();
	gated_init(&a, 'a');
	schedule_work(&a.work);
	WAIT_AT_GATE(1);
	assert_false(work_pending(&a.work));
	assert_true(schedule_work(&a.work));
	assert_int_equal(work_busy(&a.work), WORK_BUSY_PENDING | WORK_BUSY_RUNNING);
	gate_open_up();
	flush_work(&a.work);
	assert_string_equal(noted, "aAaA");
}

static void it_may_queue_itself(void **state)
{
	struct item a;

	item_init(&a, 'a');
	a.again = system_wq;
	a.more = 4;
	schedule_work(&a.work);
	WAIT_UNTIL(runs_of(&a) == 5);
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 5);
}

static void free_itself(struct work_struct *work)
{
	note_among_others('f');
	kfree(work);
}

static void it_may_free_itself(void **state)
{
	for (int i = 0; i < 20; i++) {
		struct work_struct *work = kmalloc(sizeof(*work), GFP_KERNEL);

		INIT_WORK(work, free_itself);
		schedule_work(work);
	}
	flush_scheduled_work();
	assert_int_equal(notes(), 20);
}

static void items_of_a_cpu_begin_in_the_order_of_queueing(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("order", 0, 0);
	struct item items[26];

	for (unsigned int i = 0; i < 26; i++) {
		item_init(&items[i], (char)('a' + i));
		queue_work_on(1, wq, &items[i].work);
	}
	flush_workqueue(wq);
	assert_string_equal(noted, "abcdefghijklmnopqrstuvwxyz");
	destroy_workqueue(wq);
}

static void the_worker_is_a_task_of_its_cpu(void **state)
{
	struct item a;

	for (int cpu = 0; cpu < 2; cpu++) {
		item_init(&a, 'a');
		schedule_work_on(cpu, &a.work);
		flush_work(&a.work);
		assert_int_equal(a.where.cpu, cpu);
		assert_int_equal(a.where.count, 0);
		assert_false(a.where.irqs_off);
		assert_ptr_not_equal(a.where.task, current);
		assert_memory_equal(a.where.comm, cpu ? "kworker/1:" : "kworker/0:", 10);
	}
}

static void unqualified_it_runs_on_the_cpu_that_queued_it(void **state)
{
	struct item a;

	item_init(&a, 'a');
	interrupt_cpu1(fn_queue_system, &a.work);
	flush_work(&a.work);
	assert_int_equal(a.where.cpu, 1);
	item_init(&a, 'a');
	interrupt_here(fn_queue_system, &a.work);
	flush_work(&a.work);
	assert_int_equal(a.where.cpu, 0);
}

static void queue_first(struct workqueue_struct *wq, struct item *a)
{
	item_init(a, 'a');
	queue_work_on(0, wq, &a->work);
	flush_work(&a->work);
}

static void workers_have_the_names_of_linux(void **state)
{
	struct item a;

	assert_int_equal(machine_down(state), 0);
	assert_int_equal(machine_up(state), 0);
	queue_first(system_highpri_wq, &a);
	assert_string_equal(a.where.comm, "kworker/0:0H");
	/* Pools are numbered, eight of two CPUs first. */
	queue_first(system_unbound_wq, &a);
	assert_string_equal(a.where.comm, "kworker/u8:0");
}

static void every_system_queue_runs_items(void **state)
{
	struct workqueue_struct *queues[] = {
		system_wq,	   system_highpri_wq,	 system_long_wq,
		system_unbound_wq, system_freezable_wq,	 system_power_efficient_wq,
		system_dfl_wq,	   system_percpu_wq,	 system_freezable_power_efficient_wq,
		system_bh_wq,	   system_bh_highpri_wq,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(queues); i++) {
		struct item a;

		item_init(&a, 'a');
		assert_true(queue_work(queues[i], &a.work));
		flush_work(&a.work);
		assert_int_equal(runs_of(&a), 1);
	}
	assert_ptr_equal(system_percpu_wq, system_wq);
	assert_ptr_equal(system_dfl_wq, system_unbound_wq);
}

static struct work_struct *current_in_work;

static void note_current(struct work_struct *work)
{
	current_in_work = current_work();
}

static void current_work_is_the_item_in_its_worker_only(void **state)
{
	DECLARE_WORK(work, note_current);

	assert_null(current_work());
	schedule_work(&work);
	flush_work(&work);
	assert_ptr_equal(current_in_work, &work);
	queue_work(system_bh_wq, &work);
	flush_work(&work);
	assert_null(current_in_work);
}

static struct item declared = {.work = __WORK_INITIALIZER(declared.work, item_fn), .name = 'd'};

static void a_declared_item_needs_no_init(void **state)
{
	atomic_set(&declared.runs, 0);
	schedule_work(&declared.work);
	flush_work(&declared.work);
	assert_int_equal(runs_of(&declared), 1);
}

static void what_the_caller_did_is_seen_where_it_was_pending(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("seen", 0);
	struct item first, a;

	gate_close();
	gated_init(&first, 'f');
	item_init(&a, 'a');
	queue_work(wq, &first.work);
	queue_work(wq, &a.work);
	a.name = 'b';
	assert_false(queue_work(wq, &a.work));
	gate_open_up();
	flush_workqueue(wq);
	assert_string_equal(noted, "fFb");
	destroy_workqueue(wq);
}

static void create_workqueue_and_create_singlethread_workqueue_make_queues(void **state)
{
	struct workqueue_struct *many = create_workqueue("many");
	struct workqueue_struct *one = create_singlethread_workqueue("one");
	struct item a, b;

	item_init(&a, 'a');
	item_init(&b, 'b');
	queue_work(many, &a.work);
	queue_work(one, &b.work);
	flush_workqueue(many);
	flush_workqueue(one);
	assert_int_equal(runs_of(&a), 1);
	assert_int_equal(runs_of(&b), 1);
	assert_memory_equal(b.where.comm, "kworker/u", 9);
	destroy_workqueue(one);
	destroy_workqueue(many);
}

static void flags_that_mean_nothing_here_are_accepted(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue(
		"flags-%d", WQ_FREEZABLE | WQ_SYSFS | WQ_POWER_EFFICIENT | WQ_PERCPU, 3, 7);
	struct item a;

	assert_non_null(wq);
	item_init(&a, 'a');
	queue_work(wq, &a.work);
	destroy_workqueue(wq);
	assert_int_equal(runs_of(&a), 1);
}

static void max_active_out_of_range_is_clamped_and_said(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("big-%d", 0, 100000, 7);

	assert_int_equal(
		logged("workqueue: max_active 100000 requested for big-7 is out of range, clamping between 1 and 512"),
		1);
	destroy_workqueue(wq);
}

static atomic_t each_cpu[2];

static void count_cpu(struct work_struct *work)
{
	atomic_inc(&each_cpu[smp_processor_id()]);
}

static long cpu_and(void *arg)
{
	return smp_processor_id() + *(int *)arg;
}

static void functions_are_called_on_cpus(void **state)
{
	int more = 40;

	assert_int_equal(schedule_on_each_cpu(count_cpu), 0);
	assert_int_equal(atomic_read(&each_cpu[0]), 1);
	assert_int_equal(atomic_read(&each_cpu[1]), 1);
	assert_int_equal(work_on_cpu(1, cpu_and, &more), 41);
	assert_int_equal(work_on_cpu(0, cpu_and, &more), 40);
}

static void a_machine_that_is_booted_again_has_workqueues_again(void **state)
{
	struct item a;

	item_init(&a, 'a');
	for (int i = 0; i < 3; i++) {
		schedule_work(&a.work);
		flush_work(&a.work);
		assert_int_equal(machine_down(state), 0);
		assert_int_equal(machine_up(state), 0);
	}
	assert_int_equal(runs_of(&a), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(a_queued_item_runs_once),
		MACHINE_TEST(queued_twice_before_it_has_begun_it_runs_once),
		MACHINE_TEST(queued_while_it_runs_it_runs_again),
		MACHINE_TEST(it_may_queue_itself),
		MACHINE_TEST(it_may_free_itself),
		MACHINE_TEST(items_of_a_cpu_begin_in_the_order_of_queueing),
		MACHINE_TEST(the_worker_is_a_task_of_its_cpu),
		MACHINE_TEST(unqualified_it_runs_on_the_cpu_that_queued_it),
		MACHINE_TEST(workers_have_the_names_of_linux),
		MACHINE_TEST(every_system_queue_runs_items),
		MACHINE_TEST(current_work_is_the_item_in_its_worker_only),
		MACHINE_TEST(a_declared_item_needs_no_init),
		MACHINE_TEST(what_the_caller_did_is_seen_where_it_was_pending),
		MACHINE_TEST(create_workqueue_and_create_singlethread_workqueue_make_queues),
		MACHINE_TEST(flags_that_mean_nothing_here_are_accepted),
		MACHINE_TEST(max_active_out_of_range_is_clamped_and_said),
		MACHINE_TEST(functions_are_called_on_cpus),
		MACHINE_TEST(a_machine_that_is_booted_again_has_workqueues_again),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
