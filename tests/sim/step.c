// SPDX-License-Identifier: MIT
/*
 * A test drives the machine: point by point, until idle, with a line raised at an exact point.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/sim.h>

static int up(void **state)
{
	return tl_boot("nr_cpus=2") || tl_cpu_bind(0);
}

static int down(void **state)
{
	return tl_shutdown();
}

static int x;

static void writes_three_times(void *arg)
{
	WRITE_ONCE(x, 1);
	WRITE_ONCE(x, 2);
	WRITE_ONCE(x, 3);
}

static void a_step_ends_at_the_next_point(void **state)
{
	struct task_struct *t = tl_spawn("writer", writes_three_times, NULL);

	x = 0;
	/* The first one goes as far as the first point; nothing is written yet. */
	for (int i = 0; i < 4; i++) {
		assert_int_equal(tl_step(), 1);
		assert_int_equal(x, i);
	}
	assert_int_equal(tl_step(), 0);
	assert_int_equal(tl_join(t), 0);
}

static void nothing_to_step(void **state)
{
	assert_int_equal(tl_step(), 0);
	assert_int_equal(tl_run_until_idle(), 0);
}

static int seen = -1;

static irqreturn_t looks(int irq, void *dev)
{
	seen = x;
	return IRQ_HANDLED;
}

static void masked_between(void *arg)
{
	local_irq_disable();
	WRITE_ONCE(x, 1);
	WRITE_ONCE(x, 2);
	local_irq_enable();
	WRITE_ONCE(x, 3);
}

static void on_cpu1(void *fn)
{
	(void)tl_cpu_bind(1);
	((void (*)(void *))fn)(NULL);
}

/* The same line at every point: it comes in there, or when interrupts come on. */
static void a_line_at_an_exact_point(void **state)
{
	static const int expected[] = {0, 0, 2, 2, 2, 2, 3};
	int irq = tl_irq_alloc("exact", TL_IRQ_RISING, 1);

	assert_int_equal(request_irq((unsigned int)irq, looks, 0, "exact", &x), 0);
	for (int at = 0; at < 7; at++) {
		struct task_struct *t = tl_spawn("masked", on_cpu1, masked_between);

		x = 0;
		seen = -1;
		for (int i = 0; i < at; i++)
			assert_int_equal(tl_step(), 1);
		assert_int_equal(tl_irq_raise(irq), 0);
		assert_int_equal(seen, -1);
		assert_int_equal(tl_run_until_idle(), 0);
		assert_int_equal(x, 3);
		assert_int_equal(seen, expected[at]);
		assert_int_equal(tl_join(t), 0);
	}
	free_irq((unsigned int)irq, &x);
}

static DEFINE_SPINLOCK(lock);

static void holds_the_lock(void *arg)
{
	tl_cpu_bind(0);
	spin_lock(&lock);
	WRITE_ONCE(x, READ_ONCE(x) + 1);
	spin_unlock(&lock);
}

/* The driving task's own CPU is taken by who was left in the middle: it gets one when it is free. */
static void who_drives_waits_for_its_cpu(void **state)
{
	struct task_struct *t = tl_spawn("holder", holds_the_lock, NULL);

	x = 0;
	while (!spin_is_locked(&lock))
		assert_int_equal(tl_step(), 1);
	assert_int_equal(READ_ONCE(x), 0);
	spin_lock(&lock);
	assert_int_equal(READ_ONCE(x), 1);
	assert_int_equal(smp_processor_id(), 0);
	spin_unlock(&lock);
	assert_int_equal(tl_join(t), 0);
}

static struct wait_queue_head queue;
static bool go_on;
static atomic_t through;

static void waits(void *arg)
{
	wait_event(queue, READ_ONCE(go_on));
	atomic_inc(&through);
}

static void spins(void *arg)
{
	while (!READ_ONCE(go_on))
		cpu_relax();
	atomic_inc(&through);
}

static void idle_is_when_all_wait(void **state)
{
	struct task_struct *t[2];
	uint64_t now = tl_now_ns();

	init_waitqueue_head(&queue);
	t[0] = tl_spawn("waiter", waits, NULL);
	t[1] = tl_spawn("spinner", spins, NULL);
	assert_int_equal(tl_run_until_idle(), 0);
	assert_int_equal(atomic_read(&through), 0);
	assert_true(tl_now_ns() == now);
	WRITE_ONCE(go_on, true);
	wake_up(&queue);
	assert_int_equal(tl_run_until_idle(), 0);
	assert_int_equal(atomic_read(&through), 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(tl_join(t[i]), 0);
}

static bool told;

static void spins_on_cpu1(void *arg)
{
	tl_cpu_bind(1);
	while (!READ_ONCE(told))
		cpu_relax();
}

static void tells_on_cpu1(void *arg)
{
	tl_cpu_bind(1);
	WRITE_ONCE(told, true);
}

/* Each step is somebody else's, on the CPU of one who spins, too. */
static void steps_go_round(void **state)
{
	struct task_struct *t[2];
	int steps = 0;

	t[0] = tl_spawn("spinner", spins_on_cpu1, NULL);
	t[1] = tl_spawn("teller", tells_on_cpu1, NULL);
	while (tl_step() == 1)
		assert_in_range(++steps, 1, 20);
	assert_true(told);
	for (int i = 0; i < 2; i++)
		assert_int_equal(tl_join(t[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_step_ends_at_the_next_point, up, down),
		cmocka_unit_test_setup_teardown(nothing_to_step, up, down),
		cmocka_unit_test_setup_teardown(a_line_at_an_exact_point, up, down),
		cmocka_unit_test_setup_teardown(who_drives_waits_for_its_cpu, up, down),
		cmocka_unit_test_setup_teardown(steps_go_round, up, down),
		cmocka_unit_test_setup_teardown(idle_is_when_all_wait, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
