// SPDX-License-Identifier: MIT
/*
 * Nested interrupts: lines behind a chip that is asked on a slow bus, whose thread handles them as
 * a call of its own.
 */
#include "../asleep.h"
#include "irq.h"

#include <linux/irq.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/wait.h>

/* What is behind the chip: its thread function waits until it may go on, if the test says so. */
struct sensor {
	unsigned int irq;
	unsigned int begun, done;
	bool hold, freed;
	char comm[TASK_COMM_LEN];
};

static DECLARE_WAIT_QUEUE_HEAD(go_on);

static irqreturn_t thread_fn(int irq, void *data)
{
	struct sensor *sensor = data;

	memcpy(sensor->comm, current->comm, sizeof(sensor->comm));
	smp_store_release(&sensor->begun, sensor->begun + 1);
	wait_event(go_on, !smp_load_acquire(&sensor->hold));
	smp_store_release(&sensor->done, sensor->done + 1);
	return IRQ_HANDLED;
}

static struct sensor make_sensor(void)
{
	int irq = irq_alloc_desc(0);

	assert_true(irq > 0);
	irq_set_chip_and_handler((unsigned int)irq, &dummy_irq_chip, handle_simple_irq);
	irq_set_nested_thread((unsigned int)irq, true);
	return (struct sensor){.irq = (unsigned int)irq};
}

static int request(struct sensor *sensor)
{
	return request_any_context_irq(sensor->irq, thread_fn, 0, "sensor", sensor);
}

static irqreturn_t in_hardirq_only(int irq, void *data)
{
	return IRQ_HANDLED;
}

static void handler_that_wants_hardirq_is_refused(void **state)
{
	struct sensor sensor = make_sensor();

	assert_int_equal(request_irq(sensor.irq, in_hardirq_only, 0, "sensor", &sensor), -EINVAL);
	irq_free_desc(sensor.irq);
	assert_int_equal(reports(), 0);
}

static void thread_function_runs_in_the_callers_task(void **state)
{
	struct sensor sensor = make_sensor();

	assert_int_equal(request(&sensor), IRQC_IS_NESTED);
	handle_nested_irq(sensor.irq);
	assert_int_equal(sensor.done, 1);
	assert_string_equal(sensor.comm, current->comm);
	free_irq(sensor.irq, &sensor);
	irq_free_desc(sensor.irq);
	assert_int_equal(reports(), 0);
}

static void while_disabled_it_is_counted_and_not_handled(void **state)
{
	struct sensor sensor = make_sensor();

	assert_int_equal(request(&sensor), IRQC_IS_NESTED);
	handle_nested_irq(sensor.irq);
	disable_irq(sensor.irq);
	handle_nested_irq(sensor.irq);
	enable_irq(sensor.irq);
	assert_int_equal(sensor.done, 1);
	assert_int_equal(tl_irq_count((int)sensor.irq), 2);
	free_irq(sensor.irq, &sensor);
	irq_free_desc(sensor.irq);
	assert_int_equal(reports(), 0);
}

static int handles_it(void *sensor)
{
	handle_nested_irq(((struct sensor *)sensor)->irq);
	return 0;
}

static int frees_it(void *data)
{
	struct sensor *sensor = data;

	free_irq(sensor->irq, sensor);
	smp_store_release(&sensor->freed, true);
	return 0;
}

static void free_irq_waits_for_who_handles_one(void **state)
{
	struct sensor sensor = make_sensor();
	struct task_struct *parent, *other;

	sensor.hold = true;
	assert_int_equal(request(&sensor), IRQC_IS_NESTED);
	parent = get_task_struct(kthread_run(handles_it, &sensor, "parent"));
	WAIT_UNTIL(smp_load_acquire(&sensor.begun) == 1);
	other = get_task_struct(kthread_run(frees_it, &sensor, "other"));
	WAIT_UNTIL(is_asleep(other) || smp_load_acquire(&sensor.freed));
	assert_false(smp_load_acquire(&sensor.freed));
	smp_store_release(&sensor.hold, false);
	wake_up_all(&go_on);
	WAIT_UNTIL(smp_load_acquire(&sensor.freed));
	assert_int_equal(smp_load_acquire(&sensor.done), 1);
	kthread_stop_put(other);
	kthread_stop_put(parent);
	irq_free_desc(sensor.irq);
	assert_int_equal(reports(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(handler_that_wants_hardirq_is_refused),
		irq_test(thread_function_runs_in_the_callers_task),
		irq_test(while_disabled_it_is_counted_and_not_handled),
		irq_test(free_irq_waits_for_who_handles_one),
	};

	return cmocka_run_group_tests_name("irq-nested", tests, NULL, NULL);
}
