// SPDX-License-Identifier: MIT
/*
 * Tasklets: what a callback sees, and on which CPU and task it runs.
 */
#include "machine.h"

/* What a callback sees. */
struct probe {
	struct tasklet_struct t;
	struct where where;
	unsigned long state;
	int trylock;
	bool serving, softirq, interrupt, hardirq, task, atomic;
	unsigned int ran;
};

static void probe_fn(struct tasklet_struct *t)
{
	struct probe *p = from_tasklet(p, t, t);

	where_am_i(&p->where);
	p->state = READ_ONCE(t->state);
	p->trylock = tasklet_trylock(t);
	p->serving = in_serving_softirq();
	p->softirq = in_softirq();
	p->interrupt = in_interrupt();
	p->hardirq = in_hardirq();
	p->task = in_task();
	p->atomic = in_atomic();
	smp_store_release(&p->ran, p->ran + 1);
}

static void probe_init(struct probe *p)
{
	memset(p, 0, sizeof(*p));
	tasklet_setup(&p->t, probe_fn);
}

static void callback_sees_sched_clear_and_run_set(void **state)
{
	struct probe p;

	probe_init(&p);
	local_bh_disable();
	tasklet_schedule(&p.t);
	local_bh_enable();
	assert_int_equal(p.ran, 1);
	assert_int_equal(p.state, 1 << TASKLET_STATE_RUN);
	assert_int_equal(p.trylock, 0);
	assert_int_equal(p.t.state, 0);
}

static void callback_serves_a_softirq_with_interrupts_on(void **state)
{
	struct probe p;

	probe_init(&p);
	local_bh_disable();
	tasklet_schedule(&p.t);
	local_bh_enable();
	assert_int_equal(p.ran, 1);
	assert_false(p.where.irqs_off);
	assert_true(p.serving && p.softirq && p.interrupt && p.atomic);
	assert_false(p.hardirq || p.task);
}

static void at_bh_enable_it_runs_on_the_enabling_task(void **state)
{
	struct probe p;

	probe_init(&p);
	local_bh_disable();
	tasklet_schedule(&p.t);
	local_bh_enable();
	assert_ptr_equal(p.where.task, current);
	assert_int_equal(p.where.cpu, 0);
	assert_int_equal(p.where.count, 0x101);
}

static void from_preemptible_code_it_runs_on_ksoftirqd(void **state)
{
	struct probe p;

	for (unsigned int i = 1; i <= 100; i++) {
		probe_init(&p);
		tasklet_schedule(&p.t);
		tasklet_kill(&p.t);
		assert_int_equal(smp_load_acquire(&p.ran), 1);
		assert_string_equal(p.where.comm, "ksoftirqd/0");
		assert_int_equal(p.where.cpu, 0);
		assert_int_equal(p.where.count, 0x100);
	}
}

static void from_a_handler_it_runs_at_irq_exit_on_the_interrupted_task(void **state)
{
	struct probe p;

	probe_init(&p);
	interrupt_here(fn_schedule, &p.t);
	assert_int_equal(p.ran, 1);
	assert_ptr_equal(p.where.task, current);
	assert_int_equal(p.where.cpu, 0);
	assert_int_equal(p.where.count, 0x100);
	assert_false(p.where.irqs_off);
}

static void from_a_handler_within_bh_off_it_waits_for_bh_on(void **state)
{
	struct probe p;

	probe_init(&p);
	local_bh_disable();
	interrupt_here(fn_schedule, &p.t);
	assert_int_equal(p.ran, 0);
	assert_true(test_bit(TASKLET_STATE_SCHED, &p.t.state));
	local_bh_enable();
	assert_int_equal(p.ran, 1);
	assert_ptr_equal(p.where.task, current);
}

static void from_a_handler_within_preempt_off_it_runs_at_irq_exit(void **state)
{
	struct probe p;

	probe_init(&p);
	preempt_disable();
	interrupt_here(fn_schedule, &p.t);
	preempt_enable();
	assert_int_equal(p.ran, 1);
	assert_int_equal(p.where.count, 0x101);
}

static void on_an_idle_cpu_it_runs_on_its_idle_task(void **state)
{
	struct probe p;

	probe_init(&p);
	settle_cpu1();
	interrupt_cpu1(fn_schedule, &p.t);
	WAIT_UNTIL(smp_load_acquire(&p.ran) == 1);
	assert_string_equal(p.where.comm, "swapper/1");
	assert_int_equal(p.where.cpu, 1);
	WAIT_UNTIL(idle(&p.t));
}

static void it_runs_on_the_cpu_that_scheduled_it(void **state)
{
	struct probe p;

	for (int i = 0; i < 50; i++) {
		int cpu = i % 2;

		probe_init(&p);
		assert_int_equal(tl_cpu_bind(cpu), 0);
		tasklet_schedule(&p.t);
		assert_int_equal(tl_cpu_bind(!cpu), 0);
		tasklet_kill(&p.t);
		assert_int_equal(smp_load_acquire(&p.ran), 1);
		assert_int_equal(p.where.cpu, cpu);
	}
	tl_cpu_bind(0);
}

static void scheduled_by_a_device_s_line_runs_once_for_each_handled(void **state)
{
	struct probe p;

	probe_init(&p);
	for (unsigned int i = 1; i <= 200; i++) {
		interrupt_cpu1(fn_schedule, &p.t);
		WAIT_UNTIL(smp_load_acquire(&p.ran) == i);
	}
	WAIT_UNTIL(idle(&p.t));
	assert_int_equal(p.ran, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(callback_sees_sched_clear_and_run_set),
		MACHINE_TEST(callback_serves_a_softirq_with_interrupts_on),
		MACHINE_TEST(at_bh_enable_it_runs_on_the_enabling_task),
		MACHINE_TEST(from_preemptible_code_it_runs_on_ksoftirqd),
		MACHINE_TEST(from_a_handler_it_runs_at_irq_exit_on_the_interrupted_task),
		MACHINE_TEST(from_a_handler_within_bh_off_it_waits_for_bh_on),
		MACHINE_TEST(from_a_handler_within_preempt_off_it_runs_at_irq_exit),
		MACHINE_TEST(on_an_idle_cpu_it_runs_on_its_idle_task),
		MACHINE_TEST(it_runs_on_the_cpu_that_scheduled_it),
		MACHINE_TEST(scheduled_by_a_device_s_line_runs_once_for_each_handled),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
