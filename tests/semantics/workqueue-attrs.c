// SPDX-License-Identifier: MIT
/*
 * Attributes of unbound queues; functions that are called in workers.
 */
#include "workqueue.h"

#include <linux/sched/prio.h>

static int seen_nice, seen_cpu;

static void look(struct work_struct *work)
{
	WRITE_ONCE(seen_nice, task_nice(current));
	WRITE_ONCE(seen_cpu, smp_processor_id());
}

static DECLARE_WORK(looker, look);

static void look_in(struct workqueue_struct *wq)
{
	queue_work(wq, &looker);
	flush_work(&looker);
}

static void new_attributes_have_the_defaults(void **state)
{
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	assert_non_null(attrs);
	assert_int_equal(attrs->nice, 0);
	assert_true(cpumask_equal(attrs->cpumask, cpu_possible_mask));
	free_workqueue_attrs(attrs);
	free_workqueue_attrs(NULL);
	/* As before Linux 5.3. */
	free_workqueue_attrs(alloc_workqueue_attrs(GFP_KERNEL));
}

static void items_run_as_nice_as_their_queue_says(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("nice", WQ_UNBOUND, 0);
	struct workqueue_struct *other = alloc_workqueue("other", WQ_UNBOUND, 0);
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	look_in(wq);
	assert_int_equal(seen_nice, 0);
	attrs->nice = 7;
	assert_int_equal(apply_workqueue_attrs(wq, attrs), 0);
	look_in(wq);
	assert_int_equal(seen_nice, 7);
	/* Copied, and its workers are nobody else's. */
	attrs->nice = 9;
	look_in(wq);
	assert_int_equal(seen_nice, 7);
	look_in(other);
	assert_int_equal(seen_nice, 0);
	look_in(wq);
	assert_int_equal(seen_nice, 7);
	free_workqueue_attrs(attrs);
	destroy_workqueue(wq);
	look_in(other);
	assert_int_equal(seen_nice, 0);
	destroy_workqueue(other);
}

static void of_high_priority_they_replace_that(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("high", WQ_UNBOUND | WQ_HIGHPRI, 0);
	struct workqueue_struct *other = alloc_workqueue("other", WQ_UNBOUND | WQ_HIGHPRI, 0);
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	look_in(wq);
	assert_int_equal(seen_nice, MIN_NICE);
	attrs->nice = 3;
	assert_int_equal(apply_workqueue_attrs(wq, attrs), 0);
	look_in(wq);
	assert_int_equal(seen_nice, 3);
	look_in(other);
	assert_int_equal(seen_nice, MIN_NICE);
	free_workqueue_attrs(attrs);
	destroy_workqueue(other);
	destroy_workqueue(wq);
}

static void items_run_on_the_cpus_of_their_queue(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("pinned", 0);
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	for (int turn = 0; turn < 6; turn++) {
		cpumask_clear(attrs->cpumask);
		cpumask_set_cpu((unsigned int)turn % 2, attrs->cpumask);
		assert_int_equal(apply_workqueue_attrs(wq, attrs), 0);
		look_in(wq);
		assert_int_equal(seen_cpu, turn % 2);
	}
	/* None of the machine's: as if there were no mask. */
	cpumask_clear(attrs->cpumask);
	cpumask_set_cpu(NR_CPUS - 1, attrs->cpumask);
	assert_int_equal(apply_workqueue_attrs(wq, attrs), 0);
	look_in(wq);
	free_workqueue_attrs(attrs);
	destroy_workqueue(wq);
}

static void an_item_under_way_may_be_there_meanwhile(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("busy", WQ_UNBOUND, 0);
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();
	struct item a;

	gate_close();
	gated_init(&a, 'a');
	queue_work(wq, &a.work);
	WAIT_AT_GATE(1);
	attrs->nice = 2;
	assert_int_equal(apply_workqueue_attrs(wq, attrs), 0);
	look_in(wq);
	assert_int_equal(seen_nice, 2);
	gate_open_up();
	destroy_workqueue(wq);
	free_workqueue_attrs(attrs);
	assert_string_equal(noted, "aA");
}

static void queues_of_cpus_have_none(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("percpu", 0, 0);
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	assert_int_equal(apply_workqueue_attrs(wq, attrs), -EINVAL);
	reports_expected = 1;
	free_workqueue_attrs(attrs);
	destroy_workqueue(wq);
}

static void a_system_queue_has_its_own_again_in_the_next_machine(void **state)
{
	struct workqueue_attrs *attrs = alloc_workqueue_attrs();

	attrs->nice = 5;
	assert_int_equal(apply_workqueue_attrs(system_unbound_wq, attrs), 0);
	free_workqueue_attrs(attrs);
	look_in(system_unbound_wq);
	assert_int_equal(seen_nice, 5);
	assert_int_equal(machine_down(state), 0);
	assert_int_equal(machine_up(state), 0);
	look_in(system_unbound_wq);
	assert_int_equal(seen_nice, 0);
}

static void min_active_is_accepted_for_unbound_queues_only(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("min", WQ_UNBOUND, 16);

	workqueue_set_min_active(wq, 4);
	assert_int_equal(tl_report_count(), reports_before);
	destroy_workqueue(wq);
	workqueue_set_min_active(system_wq, 4);
	reports_expected = 1;
}

/* --- functions that are called in workers --- */

static long cpu_and(void *arg)
{
	return smp_processor_id() + *(int *)arg;
}

static void work_on_cpu_safe_refuses_a_cpu_that_there_is_not(void **state)
{
	int more = 40;

	assert_int_equal(work_on_cpu_safe(1, cpu_and, &more), 41);
	assert_int_equal(work_on_cpu_safe(2, cpu_and, &more), -ENODEV);
}

static struct execute_work executed;
static struct where where_executed;
static int execute_said;

static void execute(struct work_struct *work)
{
	where_am_i(&where_executed);
	note_among_others(work == &executed.work ? 'x' : '?');
}

static void execute_it(void *arg)
{
	execute_said = execute_in_process_context(execute, &executed);
}

static void in_process_context_it_is_called_at_once(void **state)
{
	execute_it(NULL);
	assert_int_equal(execute_said, 0);
	assert_string_equal(noted, "x");
	assert_ptr_equal(where_executed.task, current);
}

static void in_an_interrupt_it_is_queued(void **state)
{
	interrupt_here(execute_it, NULL);
	assert_int_equal(execute_said, 1);
	flush_work(&executed.work);
	assert_string_equal(noted, "x");
	assert_memory_equal(where_executed.comm, "kworker/", 8);
	assert_int_equal(where_executed.count, 0);

	/* Where softirqs are off, too. */
	local_bh_disable();
	execute_it(NULL);
	local_bh_enable();
	assert_int_equal(execute_said, 1);
	flush_work(&executed.work);
}

static void say_and_trace(struct work_struct *work)
{
	set_worker_desc("card %d", 4);
	dump_stack();
}

static void trace(struct work_struct *work)
{
	dump_stack();
}

static void call_traces_say_what_the_worker_does(void **state)
{
	DECLARE_WORK(said, say_and_trace);
	DECLARE_WORK(unsaid, trace);

	schedule_work_on(0, &said);
	flush_work(&said);
	assert_int_equal(logged("Workqueue: events "), 1);
	assert_int_equal(logged(" (card 4)"), 1);
	/* The next item's is its own. */
	schedule_work_on(0, &unsaid);
	flush_work(&unsaid);
	assert_int_equal(logged("Workqueue: events "), 2);
	assert_int_equal(logged(" (card 4)"), 1);
	set_worker_desc("nobody's");
	dump_stack();
	assert_int_equal(logged("Workqueue: "), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(new_attributes_have_the_defaults),
		MACHINE_TEST(items_run_as_nice_as_their_queue_says),
		MACHINE_TEST(of_high_priority_they_replace_that),
		MACHINE_TEST(items_run_on_the_cpus_of_their_queue),
		MACHINE_TEST(an_item_under_way_may_be_there_meanwhile),
		MACHINE_TEST(queues_of_cpus_have_none),
		MACHINE_TEST(a_system_queue_has_its_own_again_in_the_next_machine),
		MACHINE_TEST(min_active_is_accepted_for_unbound_queues_only),
		MACHINE_TEST(work_on_cpu_safe_refuses_a_cpu_that_there_is_not),
		MACHINE_TEST(in_process_context_it_is_called_at_once),
		MACHINE_TEST(in_an_interrupt_it_is_queued),
		MACHINE_TEST(call_traces_say_what_the_worker_does),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
