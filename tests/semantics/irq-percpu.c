// SPDX-License-Identifier: MIT
/*
 * Interrupts that each CPU has for itself. What the chip is told is noted with its CPU: "U0" is an
 * unmask on CPU 0.
 */
#include "irq-notes.h"

#include <linux/percpu.h>

static const struct irq_chip chip = {
	.name = "percpu",
	.irq_mask = note_mask,
	.irq_unmask = note_unmask,
	.irq_ack = note_ack,
	.irq_eoi = note_eoi,
	.irq_set_type = note_type,
};

static DEFINE_PER_CPU(int, counts);
static irqreturn_t handler(int nr, void *cookie)
{
	assert_true(in_hardirq() && irqs_disabled());
	assert_int_equal(nr, irq);
	assert_ptr_equal(cookie, this_cpu_ptr(&counts));
	++*(int *)cookie;
	note('h');
	return IRQ_HANDLED;
}

static void make_percpu(void)
{
	make(&chip, handle_percpu_devid_irq);
	assert_int_equal(irq_set_percpu_devid(irq), 0);
	note_cpus = true;
	for (int cpu = 0; cpu < 2; cpu++)
		per_cpu(counts, cpu) = 0;
}

static int request_it(void)
{
	return request_percpu_irq(irq, handler, "percpu", &counts);
}

/* On CPU @cpu, which is this task's from here on. */
static void on(int cpu)
{
	assert_int_equal(tl_cpu_bind(cpu), 0);
}

static void switch_on(int cpu, unsigned int type)
{
	on(cpu);
	preempt_disable();
	enable_percpu_irq(irq, type);
	preempt_enable();
}

static void switch_off(int cpu)
{
	on(cpu);
	preempt_disable();
	disable_percpu_irq(irq);
	preempt_enable();
}

static bool is_on(int cpu)
{
	bool ret;

	on(cpu);
	preempt_disable();
	ret = irq_percpu_is_enabled(irq);
	preempt_enable();
	return ret;
}

static void come_in_on(int cpu)
{
	on(cpu);
	come_in();
}

static void each_cpu_has_its_own_cookie(void **state)
{
	make_percpu();
	assert_int_equal(request_it(), 0);
	come_in_on(0);
	come_in_on(1);
	come_in_on(1);
	assert_noted("A0h0E0A1h1E1A1h1E1");
	assert_int_equal(per_cpu(counts, 0), 1);
	assert_int_equal(per_cpu(counts, 1), 2);
	free_percpu_irq(irq, &counts);
	assert_int_equal(reports(), 0);
	irq_free_desc(irq);
}

static void each_cpu_switches_its_own_on_and_off(void **state)
{
	make_percpu();
	assert_int_equal(request_it(), 0);
	assert_false(is_on(0));
	assert_noted("");
	switch_on(1, IRQ_TYPE_NONE);
	assert_noted("U1");
	assert_true(is_on(1));
	assert_false(is_on(0));
	switch_on(0, IRQ_TYPE_NONE);
	/* It does not nest. */
	switch_on(0, IRQ_TYPE_NONE);
	switch_off(0);
	assert_noted("U0U0M0");
	assert_false(is_on(0));
	assert_true(is_on(1));
	switch_off(1);
	assert_noted("M1");
	free_percpu_irq(irq, &counts);
	assert_int_equal(reports(), 0);
	irq_free_desc(irq);
}

static void enabling_sets_the_trigger(void **state)
{
	make_percpu();
	assert_int_equal(request_it(), 0);
	switch_on(0, IRQ_TYPE_EDGE_RISING);
	assert_noted("T0U0");
	assert_int_equal(irq_get_trigger_type(irq), IRQ_TYPE_EDGE_RISING);
	/* None: as it is. */
	switch_on(1, IRQ_TYPE_NONE);
	assert_noted("T1U1");
	switch_off(0);
	switch_off(1);
	nr_noted = 0;
	switch_on(0, IRQ_TYPE_LEVEL_LOW);
	assert_noted("T0");
	assert_int_equal(times_said("failed to set type for IRQ"), 1);
	assert_false(is_on(0));
	free_percpu_irq(irq, &counts);
	irq_free_desc(irq);
}

static void a_request_is_refused(void **state)
{
	int plain = irq_alloc_desc(0);

	make_percpu();
	assert_int_equal(irq_set_percpu_devid(irq), -EINVAL);
	assert_int_equal(irq_set_percpu_devid(900), -EINVAL);
	assert_true(irq_check_status_bit(irq, IRQ_PER_CPU_DEVID));
	assert_false(irq_check_status_bit((unsigned int)plain, IRQ_PER_CPU_DEVID));
	assert_false(irq_check_status_bit(900, IRQ_PER_CPU_DEVID));
	assert_int_equal(request_percpu_irq(irq, handler, "percpu", NULL), -EINVAL);
	assert_int_equal(request_percpu_irq(900, handler, "percpu", &counts), -EINVAL);
	assert_int_equal(request_percpu_irq((unsigned int)plain, handler, "percpu", &counts),
			 -EINVAL);
	assert_int_equal(__request_percpu_irq(irq, handler, IRQF_SHARED, "percpu", &counts),
			 -EINVAL);
	assert_int_equal(__request_percpu_irq(irq, handler, IRQF_TIMER, "percpu", &counts), 0);
	assert_int_equal(request_it(), -EBUSY);
	assert_int_equal(reports(), 0);
	free_percpu_irq(irq, &counts);
	irq_free_desc((unsigned int)plain);
	irq_free_desc(irq);
}

static irqreturn_t never(int nr, void *data)
{
	fail();
	return IRQ_NONE;
}

static void the_calls_for_other_interrupts_leave_it_alone(void **state)
{
	make_percpu();
	assert_int_equal(request_it(), 0);
	disable_irq_nosync(irq);
	enable_irq(irq);
	enable_irq(irq);
	assert_int_equal(irq_set_irq_type(irq, IRQ_TYPE_EDGE_RISING), -EINVAL);
	assert_noted("");
	assert_int_equal(reports(), 0);
	assert_int_equal(request_irq(irq, never, 0, "plain", &irq), -EINVAL);
	assert_int_equal(reports(), 1);
	assert_null(free_irq(irq, &counts));
	assert_int_equal(reports(), 2);
	free_percpu_irq(irq, &counts);
	irq_free_desc(irq);
}

static void freeing_is_refused_while_a_cpu_has_it_on(void **state)
{
	make_percpu();
	assert_int_equal(request_it(), 0);
	switch_on(1, IRQ_TYPE_NONE);
	free_percpu_irq(irq, &counts);
	assert_int_equal(times_said("still enabled on CPU1!"), 1);
	nr_noted = 0;
	come_in_on(1);
	assert_noted("A1h1E1");
	switch_off(1);
	/* Somebody else's. */
	free_percpu_irq(irq, &irq);
	assert_int_equal(times_said("Trying to free already-free IRQ"), 1);
	free_percpu_irq(irq, &counts);
	free_percpu_irq(irq, &counts);
	assert_int_equal(times_said("Trying to free already-free IRQ"), 2);
	assert_int_equal(reports(), 3);
	irq_free_desc(irq);
}

static void one_without_a_handler_is_said_and_masked(void **state)
{
	char text[64];

	make_percpu();
	switch_on(0, IRQ_TYPE_NONE);
	nr_noted = 0;
	come_in_on(0);
	assert_noted("A0M0E0");
	assert_false(is_on(0));
	snprintf(text, sizeof(text), "Spurious and unmasked percpu IRQ%u on CPU0", irq);
	assert_int_equal(times_said(text), 1);
	come_in_on(0);
	assert_int_equal(times_said("Spurious"), 1);
	irq_free_desc(irq);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(each_cpu_has_its_own_cookie),
		irq_test(each_cpu_switches_its_own_on_and_off),
		irq_test(enabling_sets_the_trigger),
		irq_test(a_request_is_refused),
		irq_test(the_calls_for_other_interrupts_leave_it_alone),
		irq_test(freeing_is_refused_while_a_cpu_has_it_on),
		irq_test(one_without_a_handler_is_said_and_masked),
	};

	return cmocka_run_group_tests_name("irq-percpu", tests, NULL, NULL);
}
