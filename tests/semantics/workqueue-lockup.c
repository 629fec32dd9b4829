// SPDX-License-Identifier: MIT
/*
 * What people are told of workqueues that don't get on. (When: tests/sim/workqueue-time.c.)
 */
#include "workqueue.h"

#include "debug/stall.h"

static int begin(void **state)
{
	gate_close();
	return test_begin(state);
}

/* On a busy host others may be found waiting for as long; so for no longer than it has to be. */
static int begin_impatient(void **state)
{
	stall_set_thresholds(50, 0);
	return begin(state);
}

static int end_impatient(void **state)
{
	stall_set_thresholds(0, 0);
	return 0;
}

static bool spin;

/* Known by name in reports. */
void keep_the_cpu(struct work_struct *work);
void keep_the_cpu(struct work_struct *work)
{
	note_among_others('k');
	while (smp_load_acquire(&spin))
		yield();
}

static void items_behind_one_that_keeps_its_cpu_are_reported(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("spins", 0, 0);
	DECLARE_WORK(spinner, keep_the_cpu);
	struct item a;

	item_init(&a, 'a');
	smp_store_release(&spin, true);
	queue_work_on(0, wq, &spinner);
	WAIT_UNTIL(notes() == 1);
	schedule_work_on(0, &a.work);
	/* The last line: what is shown before is there, and was so while it spun. */
	WAIT_UNTIL(logged(" hung="));
	smp_store_release(&spin, false);
	flush_work(&a.work);
	flush_work(&spinner);
	assert_true(logged("Showing busy workqueues and worker pools:"));
	assert_true(logged("workqueue spins: flags=0x0"));
	assert_true(logged("  pwq 0: cpus=0 node=0 flags=0x0 nice=0 active=1/256"));
	assert_true(logged("    in-flight: "));
	assert_true(logged(":keep_the_cpu"));
	assert_true(logged("    pending: "));
	assert_true(
		logged("BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for "));
	WAIT_UNTIL(tl_report_count() > reports_before);
	destroy_workqueue(wq);
	assert_string_equal(noted, "ka");
}

static void what_waits_and_runs_is_shown(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("shown", 0);
	struct workqueue_struct *idle = alloc_workqueue("idle", 0, 0);
	struct item a, b;

	gated_init(&a, 'a');
	gated_init(&b, 'b');
	queue_work(wq, &a.work);
	WAIT_AT_GATE(1);
	queue_work(wq, &b.work);
	show_all_workqueues();
	assert_int_equal(logged("workqueue shown: flags=0x20002"), 1);
	assert_int_equal(logged(" cpus=0-1 node=0 flags=0x4 nice=0 active=1/1"), 1);
	assert_int_equal(logged("    in-flight: "), 1);
	assert_int_equal(logged("    inactive: "), 1);
	assert_int_equal(logged("workqueue idle"), 0);
	gate_open_up();
	destroy_workqueue(wq);
	destroy_workqueue(idle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_waits_and_runs_is_shown, begin, test_end),
		cmocka_unit_test_setup_teardown(items_behind_one_that_keeps_its_cpu_are_reported,
						begin_impatient, end_impatient),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
