// SPDX-License-Identifier: MIT
/*
 * Disabled tasklets that wait in the queue of another CPU than the one that enables them.
 */
#include "machine.h"

/* Disabled, scheduled, and looked at once by this CPU. */
static void park(struct tasklet_struct *t)
{
	tasklet_disable(t);
	local_bh_disable();
	tasklet_schedule(t);
	local_bh_enable();
}

struct remote {
	struct tasklet_struct t;
	int cpu;
	unsigned int ran;
};

static void remote_fn(struct tasklet_struct *t)
{
	struct remote *r = from_tasklet(r, t, t);

	r->cpu = smp_processor_id();
	smp_store_release(&r->ran, r->ran + 1);
}

static void enabled_from_elsewhere_runs_where_it_was_scheduled(void **state)
{
	for (unsigned int turn = 0; turn < 50; turn++) {
		struct remote r = {.cpu = -1};

		tasklet_setup(&r.t, remote_fn);
		tasklet_disable(&r.t);
		interrupt_cpu1(turn % 2 ? fn_schedule : fn_hi_schedule, &r.t);
		settle_cpu1();
		assert_int_equal(smp_load_acquire(&r.ran), 0);
		/* RUN comes and goes while a pass looks at it. */
		assert_true(test_bit(TASKLET_STATE_SCHED, &r.t.state));
		tasklet_enable(&r.t);
		WAIT_UNTIL(smp_load_acquire(&r.ran));
		WAIT_UNTIL(idle(&r.t));
		assert_int_equal(r.cpu, 1);
		assert_int_equal(r.ran, 1);
	}
}

static void fn_enable(void *tasklet)
{
	tasklet_enable(tasklet);
}

static void enabled_in_a_handler_on_another_cpu_runs_here(void **state)
{
	struct remote r = {.cpu = -1};

	tasklet_setup(&r.t, remote_fn);
	park(&r.t);
	interrupt_cpu1(fn_enable, &r.t);
	WAIT_UNTIL(smp_load_acquire(&r.ran));
	WAIT_UNTIL(idle(&r.t));
	assert_int_equal(r.cpu, 0);
}

static void parked_on_two_cpus_both_run(void **state)
{
	struct remote here = {.cpu = -1}, there = {.cpu = -1};

	tasklet_setup(&here.t, remote_fn);
	tasklet_setup(&there.t, remote_fn);
	tasklet_disable(&there.t);
	park(&here.t);
	interrupt_cpu1(fn_schedule, &there.t);
	settle_cpu1();
	tasklet_enable(&here.t);
	tasklet_enable(&there.t);
	tasklet_kill(&here.t);
	tasklet_kill(&there.t);
	assert_int_equal(here.ran, 1);
	assert_int_equal(there.ran, 1);
	assert_int_equal(here.cpu, 0);
	assert_int_equal(there.cpu, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(enabled_from_elsewhere_runs_where_it_was_scheduled),
		MACHINE_TEST(enabled_in_a_handler_on_another_cpu_runs_here),
		MACHINE_TEST(parked_on_two_cpus_both_run),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
