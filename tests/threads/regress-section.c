// SPDX-License-Identifier: MIT
/*
 * Once wrong: sections that end otherwise than by their enable, callbacks that sleep, and enables
 * that nothing was disabled for.
 */
#include "regress.h"

static unsigned long ran; /* atomic */
static struct task_struct *sleeper; /* atomic */

static void count_run(struct tasklet_struct *t)
{
	count(ran);
}

static DECLARE_TASKLET(counting, count_run);

static void *schedule_and_exit(void *arg)
{
	local_bh_disable();
	tasklet_schedule(&counting);
	return NULL;
}

static void softirqs_of_a_section_that_ends_by_exit_run(void **state)
{
	set(ran, 0);
	join(start(schedule_and_exit, NULL));
	yield_until(get(ran) == 1);
	assert_true(logged("BUG: exiting while atomic"));
	tasklet_kill(&counting);
	assert_int_equal(get(ran), 1);
}

static void wake_sleeper(struct tasklet_struct *t)
{
	count(ran);
	wake_up_process(get(sleeper));
}

static DECLARE_TASKLET(waking, wake_sleeper);

/* Woken by nothing but the tasklet that its own section holds off. */
static void softirqs_of_a_section_that_sleeps_run(void **state)
{
	set(ran, 0);
	set(sleeper, current);
	local_bh_disable();
	tasklet_schedule(&waking);
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	assert_int_equal(get(ran), 1);
	assert_int_equal(preempt_count(), SOFTIRQ_DISABLE_OFFSET);
	local_bh_enable();
	assert_true(logged("BUG: scheduling while atomic"));
	tasklet_kill(&waking);
}

static int cpu_before, cpu_after; /* after: atomic, -1 until it goes on */

static void sleep_in_callback(struct tasklet_struct *t)
{
	cpu_before = (int)smp_processor_id();
	set_current_state(TASK_UNINTERRUPTIBLE);
	set(sleeper, current);
	schedule();
	set(cpu_after, (int)smp_processor_id());
}

static DECLARE_TASKLET(sleeping, sleep_in_callback);

/* Takes the sleeper's CPU, wakes it, and keeps the CPU until the other waits for it or is on. */
static void *take_its_cpu(void *arg)
{
	struct task_struct *task;

	yield_until(get(sleeper) && is_asleep_on_host(get(sleeper)));
	task = get(sleeper);
	tl_cpu_bind(cpu_before);
	preempt_disable();
	wake_up_process(task);
	spin_until(get(cpu_after) >= 0 || host_sleeps(task->pid));
	preempt_enable();
	return NULL;
}

static void a_callback_that_sleeps_goes_on_on_its_cpu(void **state)
{
	pthread_t thread;

	set(sleeper, NULL);
	set(cpu_after, -1);
	thread = start(take_its_cpu, NULL);
	local_bh_disable();
	tasklet_schedule(&sleeping);
	local_bh_enable();
	/* With the softirq budget or a worker that was faster, it runs elsewhere. */
	yield_until(get(cpu_after) >= 0);
	join(thread);
	assert_int_equal(get(cpu_after), cpu_before);
	assert_true(logged("BUG: scheduling while atomic"));
	tasklet_kill(&sleeping);
}

static void assert_sane(void)
{
	assert_int_equal(preempt_count(), 0);
	assert_false(irqs_disabled());
	set(ran, 0);
	local_bh_disable();
	tasklet_schedule(&counting);
	assert_int_equal(get(ran), 0);
	local_bh_enable();
	yield_until(get(ran) == 1);
	tasklet_kill(&counting);
}

#define UNBALANCED "DEBUG_LOCKS_WARN_ON(val > preempt_count())"

static void an_unbalanced_preempt_enable_is_reported(void **state)
{
	preempt_enable();
	assert_true(logged(UNBALANCED));
	assert_int_equal(new_reports(), 1);
	assert_sane();
}

static void an_unbalanced_local_bh_enable_is_reported(void **state)
{
	local_bh_enable();
	assert_true(logged(UNBALANCED));
	assert_int_equal(new_reports(), 1);
	assert_sane();
}

/* The wrong enable within a section does not end the section. */
static void an_unbalanced_enable_leaves_interrupts_off(void **state)
{
	local_irq_disable();
	preempt_enable();
	assert_true(irqs_disabled());
	assert_int_equal(preempt_count(), 0);
	local_irq_enable();
	assert_true(logged(UNBALANCED));
	assert_int_equal(new_reports(), 1);
	assert_sane();
}

/* Nor does the wrong kind: there is less to give back than a local_bh_disable() takes. */
static void an_enable_of_the_wrong_kind_leaves_the_count(void **state)
{
	preempt_disable();
	local_bh_enable();
	assert_int_equal(preempt_count(), PREEMPT_OFFSET);
	preempt_enable();
	assert_true(logged(UNBALANCED));
	assert_int_equal(new_reports(), 1);
	assert_sane();
}

#define TEST(f)	    cmocka_unit_test_setup_teardown(f, boot_one_cpu, shut_down)
#define TEST_TWO(f) cmocka_unit_test_setup_teardown(f, boot_two_cpus, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_TWO(softirqs_of_a_section_that_ends_by_exit_run),
		TEST_TWO(softirqs_of_a_section_that_sleeps_run),
		TEST_TWO(a_callback_that_sleeps_goes_on_on_its_cpu),
		TEST(an_unbalanced_preempt_enable_is_reported),
		TEST(an_unbalanced_local_bh_enable_is_reported),
		TEST(an_unbalanced_enable_leaves_interrupts_off),
		TEST(an_enable_of_the_wrong_kind_leaves_the_count),
	};

	return cmocka_run_group_tests_name("regress-section", tests, NULL, NULL);
}
