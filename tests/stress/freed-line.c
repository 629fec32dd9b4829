// SPDX-License-Identifier: MIT
/*
 * A line that is freed while it waits for its CPU.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>

static unsigned long handled;

static irqreturn_t count(int irq, void *dev_id)
{
	(void)irq;
	(void)dev_id;
	add(&handled, 1);
	return IRQ_HANDLED;
}

static int hold_step;

static void *hold_cpu_0(void *arg)
{
	(void)arg;
	tl_cpu_bind(0);
	local_irq_disable();
	set(&hold_step, 1);
	while (get(&hold_step) == 1)
		sched_yield();
	local_irq_enable();
	return NULL;
}

/* The free does not wait for the CPU, so another descriptor has to be used meanwhile. */
static void a_line_freed_while_queued_is_not_handed_out(void **state)
{
	pthread_t holder;
	int old, new;

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=2"), 0);
	old = tl_irq_alloc("old", TL_IRQ_RISING, 0);
	assert_int_equal(pthread_create(&holder, NULL, hold_cpu_0, NULL), 0);
	while (!get(&hold_step))
		sched_yield();
	assert_int_equal(tl_irq_raise(old), 0);
	assert_int_equal(tl_irq_free(old), 0);
	new = tl_irq_alloc("new", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)new, count, 0, "new", &handled), 0);
	assert_int_equal(tl_irq_raise(new), 0);
	set(&hold_step, 2);
	while (!get(&handled))
		sched_yield();
	pthread_join(holder, NULL);
	free_irq((unsigned int)new, &handled);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(handled, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_freed_while_queued_is_not_handed_out),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
