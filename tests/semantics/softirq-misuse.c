// SPDX-License-Identifier: MIT
/*
 * What softirq code does wrong: said once per process, so each in a process of its own.
 */
#include "machine.h"

static unsigned int runs;

static void count(struct tasklet_struct *t)
{
	smp_store_release(&runs, runs + 1);
}

static void leak_preempt_count(struct tasklet_struct *t)
{
	preempt_disable();
	smp_store_release(&runs, runs + 1);
}

static void drop_preempt_count(struct tasklet_struct *t)
{
	preempt_enable();
	smp_store_release(&runs, runs + 1);
}

static void run_leaking(void *callback)
{
	struct tasklet_struct t, next;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, callback);
	tasklet_setup(&next, count);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	child_assert(runs == 1);
	/* It has been put right: nothing is held here, and the next one runs. */
	child_assert(preempt_count() == 0 && !irqs_disabled());
	local_bh_disable();
	tasklet_schedule(&next);
	local_bh_enable();
	child_assert(runs == 2);
	child_assert(tl_shutdown() == 0);
}

static void a_preempt_count_left_raised_is_reported_and_put_right(void **state)
{
	struct child c;

	child_run(&c, run_leaking, leak_preempt_count);
	assert_child_ok(&c);
	assert_child_said(&c, "huh, entered softirq 6 TASKLET ");
	assert_child_said(&c, "with preempt_count 00000101, exited with 00000102?");
}

static void a_preempt_count_left_lowered_is_reported_and_put_right(void **state)
{
	struct child c;

	child_run(&c, run_leaking, drop_preempt_count);
	assert_child_ok(&c);
	assert_child_said(&c, "with preempt_count 00000101, exited with 00000100?");
}

static void run_leaking_on_ksoftirqd(void *callback)
{
	struct tasklet_struct t;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, leak_preempt_count);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	child_assert(runs == 2);
	child_assert(tl_shutdown() == 0);
}

static void it_is_put_right_on_ksoftirqd_too(void **state)
{
	struct child c;

	child_run(&c, run_leaking_on_ksoftirqd, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "with preempt_count 00000100, exited with 00000101?");
}

static void bh_on_with_irqs_off(void *arg)
{
	struct tasklet_struct t;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, count);
	local_bh_disable();
	tasklet_schedule(&t);
	local_irq_disable();
	local_bh_enable();
	child_assert(preempt_count() == 0);
	child_assert(tl_report_count() == 1);
	local_irq_enable();
	/* What was raised is not lost. */
	WAIT_UNTIL(smp_load_acquire(&runs) == 1);
	tasklet_kill(&t);
	child_assert(tl_shutdown() == 0);
}

static void bh_enable_with_irqs_off_warns_and_loses_nothing(void **state)
{
	struct child c;

	child_run(&c, bh_on_with_irqs_off, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "WARNING: CPU: 0 PID: ");
}

static void bh_off_and_on(void *arg)
{
	local_bh_disable();
	local_bh_enable();
}

static void bh_on_in_a_handler(void *arg)
{
	machine_up(NULL);
	interrupt_here(bh_off_and_on, NULL);
	child_assert(tl_report_count() == 1);
	machine_down(NULL);
}

static void bh_enable_in_a_handler_warns(void **state)
{
	struct child c;

	child_run(&c, bh_on_in_a_handler, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "WARNING: CPU: 0 PID: ");
}

static void queued_by_hand(struct tasklet_struct *t)
{
	smp_store_release(&runs, runs + 1);
}

static void clear_sched_of_a_queued_one(void *arg)
{
	struct tasklet_struct t;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, queued_by_hand);
	local_bh_disable();
	tasklet_schedule(&t);
	clear_bit(TASKLET_STATE_SCHED, &t.state);
	local_bh_enable();
	child_assert(runs == 0);
	child_assert(tl_report_count() == 1);
	child_assert(tl_shutdown() == 0);
}

static void a_queued_one_without_sched_warns_and_does_not_run(void **state)
{
	struct child c;

	child_run(&c, clear_sched_of_a_queued_one, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "tasklet SCHED state not set: callback ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_preempt_count_left_raised_is_reported_and_put_right),
		cmocka_unit_test(a_preempt_count_left_lowered_is_reported_and_put_right),
		cmocka_unit_test(it_is_put_right_on_ksoftirqd_too),
		cmocka_unit_test(bh_enable_with_irqs_off_warns_and_loses_nothing),
		cmocka_unit_test(bh_enable_in_a_handler_warns),
		cmocka_unit_test(a_queued_one_without_sched_warns_and_does_not_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
