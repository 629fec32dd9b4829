// SPDX-License-Identifier: MIT
/*
 * Sizes: a thousand CPUs, ten thousand tasks, and what a boot costs.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/sim.h>

#include <time.h>

/* TSan's fibers, each a thread to it, are few. */
#define TASKS (TEST_TSAN ? 500 : 10000)
#define CPUS  (TEST_TSAN ? 200 : 1024)

static unsigned int ran[1024];

static void runs_here(struct tasklet_struct *t)
{
	ran[smp_processor_id()]++;
}

static irqreturn_t schedules(int irq, void *t)
{
	tasklet_schedule(t);
	return IRQ_HANDLED;
}

static void a_thousand_cpus(void **state)
{
	static struct tasklet_struct tasklets[1024];
	static int irqs[1024];
	char cmdline[32];
	int lines = CPUS < 1000 ? CPUS : 1000; /* there can be 1,023 */

	snprintf(cmdline, sizeof(cmdline), "nr_cpus=%d", CPUS);
	assert_int_equal(tl_boot(cmdline), 0);
	assert_int_equal(tl_nr_cpus(), CPUS);
	for (int i = 0; i < lines; i++) {
		tasklet_setup(&tasklets[i], runs_here);
		irqs[i] = tl_irq_alloc("cpu", TL_IRQ_RISING, i);
		assert_true(irqs[i] > 0);
		assert_int_equal(
			request_irq((unsigned int)irqs[i], schedules, 0, "cpu", &tasklets[i]), 0);
		assert_int_equal(tl_irq_raise(irqs[i]), 0);
	}
	assert_int_equal(tl_run_until_idle(), 0);
	for (int i = 0; i < lines; i++) {
		assert_int_equal(ran[i], 1);
		free_irq((unsigned int)irqs[i], &tasklets[i]);
	}
	assert_int_equal(tl_shutdown(), 0);
}

static struct wait_queue_head queue;
static bool open_now;
static atomic_t through;

static void waits(void *arg)
{
	wait_event(queue, READ_ONCE(open_now));
	atomic_inc(&through);
}

static void ten_thousand_tasks(void **state)
{
	static struct task_struct *tasks[10000];

	init_waitqueue_head(&queue);
	assert_int_equal(tl_boot("nr_cpus=8"), 0);
	for (int i = 0; i < TASKS; i++) {
		tasks[i] = tl_spawn("waiter", waits, NULL);
		assert_non_null(tasks[i]);
	}
	assert_int_equal(tl_run_until_idle(), 0);
	assert_int_equal(atomic_read(&through), 0);
	WRITE_ONCE(open_now, true);
	wake_up_all(&queue);
	for (int i = 0; i < TASKS; i++)
		assert_int_equal(tl_join(tasks[i]), 0);
	assert_int_equal(atomic_read(&through), TASKS);
	assert_int_equal(tl_shutdown(), 0);
}

static unsigned long resident(void)
{
	unsigned long size, pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu %lu", &size, &pages), 2);
	fclose(f);
	return pages;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void boots_cost_little_and_leave_nothing(void **state)
{
	int n = TEST_TURNS(10000);
	unsigned long before = 0;
	double start = 0;

	for (int i = 0; i < n + 100; i++) {
		if (i == 100) {
			before = resident();
			start = now();
		}
		assert_int_equal(tl_boot("nr_cpus=2"), 0);
		assert_int_equal(tl_shutdown(), 0);
	}
	print_message("# boot and shutdown: %.0f ns\n", (now() - start) / n);
	if (!TEST_ASAN && !TEST_TSAN)
		assert_in_range(resident(), 0, before + 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_cpus),
		cmocka_unit_test(ten_thousand_tasks),
		cmocka_unit_test(boots_cost_little_and_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
