// SPDX-License-Identifier: MIT
/*
 * Lines as hardware: what an edge and a level are, what is latched, and the host API that makes,
 * counts and shows them.
 */
#include "irq.h"

#define LINES_MAX 1023

static void edge_runs_the_handler_once(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	for (unsigned int i = 1; i <= 100; i++) {
		fire(dev.irq);
		tl_irq_lower(dev.irq);
		settle();
		assert_int_equal(dev.calls, i);
	}
	assert_int_equal(tl_irq_count(dev.irq), 100);
	free_irq((unsigned int)dev.irq, &dev);
}

static void edges_while_interrupts_are_off_are_latched_as_one(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned long flags;

	assert_int_equal(dev_request(&dev, 0), 0);
	local_irq_save(flags);
	for (int i = 0; i < 7; i++)
		tl_irq_raise(dev.irq);
	assert_int_equal(dev.calls, 0);
	local_irq_restore(flags);
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static irqreturn_t raising_handler(int irq, void *data)
{
	struct dev *dev = data;

	dev->calls++;
	if (dev->calls == 1)
		for (int i = 0; i < 3; i++)
			tl_irq_raise(irq);
	/* Not nested into this one. */
	if (dev->calls == 2 && dev->lower_at != 99)
		dev->irq = -1;
	if (dev->calls == 1)
		dev->lower_at = 99;
	return IRQ_HANDLED;
}

static void edges_while_the_handler_runs_are_latched_as_one(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	int irq = dev.irq;

	assert_int_equal(request_irq((unsigned int)irq, raising_handler, 0, "dev", &dev), 0);
	fire(irq);
	assert_int_equal(dev.calls, 2);
	assert_int_equal(dev.irq, irq);
	free_irq((unsigned int)irq, &dev);
}

static void level_fires_until_it_is_lowered(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	dev.lower_at = 5;
	assert_int_equal(dev_request(&dev, 0), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 5);
	settle();
	assert_int_equal(dev.calls, 5);
	free_irq((unsigned int)dev.irq, &dev);
}

static void level_that_is_lowered_in_time_is_not_latched(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	assert_int_equal(dev_request(&dev, IRQF_NO_AUTOEN), 0);
	tl_irq_raise(dev.irq);
	tl_irq_lower(dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 0);
	free_irq((unsigned int)dev.irq, &dev);
}

static void level_that_is_lowered_before_it_is_served_has_not_been(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	assert_int_equal(dev_request(&dev, 0), 0);
	local_irq_disable();
	tl_irq_raise(dev.irq);
	tl_irq_lower(dev.irq);
	local_irq_enable();
	assert_int_equal(dev.calls, 0);
	assert_int_equal(tl_irq_count(dev.irq), 0);
	dev.lower_at = 2;
	fire(dev.irq);
	assert_int_equal(dev.calls, 2);
	free_irq((unsigned int)dev.irq, &dev);
}

static irqreturn_t raise_at_3(int irq, void *data)
{
	struct dev *dev = data;

	if (++dev->calls == 3)
		tl_irq_raise(irq);
	return IRQ_HANDLED;
}

static void low_level_fires_from_lower_until_raise_and_starts_high(void **state)
{
	struct dev dev = make_dev(TL_IRQ_LOW);

	assert_int_equal(
		request_irq((unsigned int)dev.irq, raise_at_3, IRQF_TRIGGER_LOW, "dev", &dev), 0);
	settle();
	assert_int_equal(dev.calls, 0);
	preempt_disable();
	tl_irq_lower(dev.irq);
	preempt_enable();
	assert_int_equal(dev.calls, 3);
	free_irq((unsigned int)dev.irq, &dev);
}

static void falling_edge_fires_at_lower_only(void **state)
{
	struct dev dev = make_dev(TL_IRQ_FALLING);

	assert_int_equal(dev_request(&dev, IRQF_TRIGGER_FALLING), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 0);
	tl_irq_lower(dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void both_edges_fire_at_raise_and_at_lower(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING | TL_IRQ_FALLING);

	assert_int_equal(dev_request(&dev, IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	tl_irq_lower(dev.irq);
	settle();
	assert_int_equal(dev.calls, 2);
	free_irq((unsigned int)dev.irq, &dev);
}

static void line_without_a_handler_says_unexpected_trap_once(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	fire(dev.irq);
	fire(dev.irq);
	snprintf(text, sizeof(text), "unexpected IRQ trap at vector %02x", dev.irq);
	assert_int_equal(times_said(text), 1);
}

static void edge_before_the_request_is_delivered_at_the_request(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	fire(dev.irq);
	assert_int_equal(dev_request(&dev, 0), 0);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void level_without_a_handler_does_not_storm(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	fire(dev.irq);
	settle();
	assert_int_equal(tl_irq_count(dev.irq), 1);
	dev.lower_at = 1;
	assert_int_equal(dev_request(&dev, 0), 0);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void lines_of_one_cpu_are_served_in_the_order_of_their_raises(void **state)
{
	struct dev a = make_dev(TL_IRQ_RISING), b = make_dev(TL_IRQ_RISING);
	struct dev c = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&a, 0) | dev_request(&b, 0) | dev_request(&c, 0), 0);
	local_irq_disable();
	tl_irq_raise(b.irq);
	tl_irq_raise(a.irq);
	tl_irq_raise(c.irq);
	tl_irq_raise(b.irq);
	local_irq_enable();
	settle();
	assert_int_equal(nr_calls, 3);
	assert_ptr_equal(call_order[0], &b);
	assert_ptr_equal(call_order[1], &a);
	assert_ptr_equal(call_order[2], &c);
	free_irq((unsigned int)a.irq, &a);
	free_irq((unsigned int)b.irq, &b);
	free_irq((unsigned int)c.irq, &c);
}

static void bad_arguments_are_named(void **state)
{
	assert_int_equal(tl_irq_alloc(NULL, TL_IRQ_RISING, 0), -EINVAL);
	assert_int_equal(tl_irq_alloc("", TL_IRQ_RISING, 0), -EINVAL);
	assert_int_equal(times_said("tl_irq_alloc: name"), 2);
	assert_int_equal(tl_irq_alloc("x", 0, 0), -EINVAL);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_HIGH | TL_IRQ_LOW, 0), -EINVAL);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_HIGH | TL_IRQ_RISING, 0), -EINVAL);
	assert_int_equal(tl_irq_alloc("x", 0x10, 0), -EINVAL);
	assert_int_equal(times_said("tl_irq_alloc(x): trigger"), 4);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_RISING, 2), -EINVAL);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_RISING, -2), -EINVAL);
	assert_int_equal(times_said("tl_irq_alloc(x): cpu"), 2);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_RISING, 0), 1);
}

static void unknown_lines_can_be_neither_raised_nor_freed(void **state)
{
	const int irqs[] = {0, -1, 1, 1023, 1024, 4711, -2147483647};

	for (unsigned int i = 0; i < sizeof(irqs) / sizeof(irqs[0]); i++) {
		assert_int_equal(tl_irq_raise(irqs[i]), -EINVAL);
		assert_int_equal(tl_irq_lower(irqs[i]), -EINVAL);
		assert_int_equal(tl_irq_free(irqs[i]), -EINVAL);
		assert_int_equal(tl_irq_unbind(irqs[i]), -EINVAL);
		assert_int_equal(tl_irq_count(irqs[i]), 0);
	}
}

static void line_with_a_handler_can_not_be_freed(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(tl_irq_free(dev.irq), -EBUSY);
	assert_int_equal(times_said("still has a handler (dev)"), 1);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(tl_irq_free(dev.irq), 0);
	assert_int_equal(tl_irq_free(dev.irq), -EINVAL);
}

static void number_of_a_freed_line_is_used_again_with_nothing_left_over(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	int irq = dev.irq;

	assert_int_equal(dev_request(&dev, 0), 0);
	fire(irq);
	disable_irq((unsigned int)irq);
	fire(irq);
	free_irq((unsigned int)irq, &dev);
	assert_int_equal(tl_irq_free(irq), 0);

	dev = make_dev(TL_IRQ_HIGH);
	assert_int_equal(dev.irq, irq);
	assert_int_equal(tl_irq_count(irq), 0);
	assert_int_equal(dev_request(&dev, 0), 0);
	settle();
	assert_int_equal(dev.calls, 0);
	dev.lower_at = 2;
	fire(irq);
	assert_int_equal(dev.calls, 2);
	free_irq((unsigned int)irq, &dev);
}

static void there_are_1023_lines(void **state)
{
	for (int i = 1; i <= LINES_MAX; i++)
		assert_int_equal(tl_irq_alloc("many", TL_IRQ_RISING, TL_CPU_ANY), i);
	assert_int_equal(tl_irq_alloc("many", TL_IRQ_RISING, TL_CPU_ANY), -ENOSPC);
	assert_int_equal(tl_irq_free(500), 0);
	assert_int_equal(tl_irq_alloc("many", TL_IRQ_RISING, TL_CPU_ANY), 500);
	assert_int_equal(tl_irq_alloc("many", TL_IRQ_RISING, 0), -ENOSPC);
}

static void name_is_copied_and_cut_off(void **state)
{
	char name[] = "0123456789012345678901234567890123456789";
	int irq = tl_irq_alloc(name, TL_IRQ_RISING, 0);

	assert_true(irq > 0);
	memset(name, 'x', 5);
	fire(irq);
	assert_int_equal(times_said("(0123456789012345678901234567890 has no handler)"), 1);
}

static void table_has_the_form_of_proc_interrupts(void **state)
{
	struct dev a = make_dev(TL_IRQ_RISING), b = make_dev(TL_IRQ_HIGH), c;
	char *text = NULL;
	size_t size;
	FILE *file;

	a.name = "uart";
	c = a;
	c.name = "uart-dma";
	b.lower_at = 3;
	assert_int_equal(dev_request(&a, IRQF_SHARED) | dev_request(&c, IRQF_SHARED), 0);
	assert_int_equal(request_irq((unsigned int)b.irq, dev_handler, 0, "disk", &b), 0);
	fire(a.irq);
	fire(b.irq);

	file = open_memstream(&text, &size);
	assert_int_equal(tl_show_interrupts(file), 0);
	fclose(file);
	assert_string_equal(text, "            CPU0       CPU1       \n"
				  "   1:          1          0  tasklet  1-edge   uart, uart-dma\n"
				  "   2:          3          0  tasklet  2-level  disk\n");
	free(text);
	free_irq((unsigned int)a.irq, &a);
	free_irq((unsigned int)a.irq, &c);
	free_irq((unsigned int)b.irq, &b);
}

static void table_needs_a_machine(void **state)
{
	assert_int_equal(tl_show_interrupts(stderr), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(edge_runs_the_handler_once),
		irq_test(edges_while_interrupts_are_off_are_latched_as_one),
		irq_test(edges_while_the_handler_runs_are_latched_as_one),
		irq_test(level_fires_until_it_is_lowered),
		irq_test(level_that_is_lowered_in_time_is_not_latched),
		irq_test(level_that_is_lowered_before_it_is_served_has_not_been),
		irq_test(low_level_fires_from_lower_until_raise_and_starts_high),
		irq_test(falling_edge_fires_at_lower_only),
		irq_test(both_edges_fire_at_raise_and_at_lower),
		irq_test(line_without_a_handler_says_unexpected_trap_once),
		irq_test(edge_before_the_request_is_delivered_at_the_request),
		irq_test(level_without_a_handler_does_not_storm),
		irq_test(lines_of_one_cpu_are_served_in_the_order_of_their_raises),
		irq_test(bad_arguments_are_named),
		irq_test(unknown_lines_can_be_neither_raised_nor_freed),
		irq_test(line_with_a_handler_can_not_be_freed),
		irq_test(number_of_a_freed_line_is_used_again_with_nothing_left_over),
		irq_test(there_are_1023_lines),
		irq_test(name_is_copied_and_cut_off),
		irq_test(table_has_the_form_of_proc_interrupts),
		cmocka_unit_test(table_needs_a_machine),
	};

	return cmocka_run_group_tests_name("irq-line", tests, NULL, NULL);
}
