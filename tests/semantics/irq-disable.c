// SPDX-License-Identifier: MIT
/*
 * Switching lines off and on, and what a line does whose handlers misbehave.
 */
#include "irq.h"

#include <linux/irqdesc.h>
#include <linux/jiffies.h>

static void disabling_nests(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	disable_irq((unsigned int)dev.irq);
	disable_irq_nosync((unsigned int)dev.irq);
	assert_true(disable_hardirq((unsigned int)dev.irq));
	fire(dev.irq);
	enable_irq((unsigned int)dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 0);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(reports(), 0);
}

static void guard_keeps_it_off_until_the_end_of_the_scope(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	{
		guard(disable_irq)(&dev.irq);
		fire(dev.irq);
		assert_int_equal(dev.calls, 0);
	}
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(reports(), 0);
}

static void one_enable_too_many_warns_and_changes_nothing(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	assert_int_equal(dev_request(&dev, 0), 0);
	enable_irq((unsigned int)dev.irq);
	snprintf(text, sizeof(text), "Unbalanced enable for IRQ %d", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(reports(), 1);

	disable_irq((unsigned int)dev.irq);
	fire(dev.irq);
	assert_int_equal(dev.calls, 0);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	assert_int_equal(reports(), 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void unknown_lines_are_let_pass(void **state)
{
	disable_irq(900);
	disable_irq_nosync(900);
	enable_irq(900);
	synchronize_irq(900);
	assert_true(disable_hardirq(900));
	assert_int_equal(reports(), 0);
}

static void edges_of_a_disabled_line_are_latched_as_one(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	disable_irq((unsigned int)dev.irq);
	for (int i = 0; i < 5; i++)
		fire(dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	/* It was delivered, not left behind. */
	disable_irq((unsigned int)dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void level_of_a_disabled_line_fires_at_enable_only_if_it_is_still_up(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	dev.lower_at = 1;
	assert_int_equal(dev_request(&dev, 0), 0);
	disable_irq((unsigned int)dev.irq);
	fire(dev.irq);
	tl_irq_lower(dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 0);

	disable_irq((unsigned int)dev.irq);
	fire(dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static irqreturn_t disabling_handler(int irq, void *data)
{
	struct dev *dev = data;

	dev->calls++;
	disable_irq_nosync((unsigned int)irq);
	return IRQ_HANDLED;
}

/* The usual thing to do with a level that only a thread can quiet. */
static void handler_may_switch_its_own_level_line_off(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	assert_int_equal(request_irq((unsigned int)dev.irq, disabling_handler, 0, "dev", &dev), 0);
	fire(dev.irq);
	settle();
	assert_int_equal(dev.calls, 1);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 2);
	tl_irq_lower(dev.irq);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 2);
	free_irq((unsigned int)dev.irq, &dev);
}

static irqreturn_t enabling_handler(int irq, void *data)
{
	struct dev *dev = data;

	dev->calls++;
	local_irq_enable();
	return IRQ_HANDLED;
}

static irqreturn_t irqs_off_handler(int irq, void *data)
{
	struct dev *dev = data;

	dev->calls += irqs_disabled();
	return IRQ_HANDLED;
}

static void handler_that_enables_interrupts_is_reported_and_corrected(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct dev next = {.irq = dev.irq};
	char text[64];

	assert_int_equal(
		request_irq((unsigned int)dev.irq, enabling_handler, IRQF_SHARED, "a", &dev), 0);
	assert_int_equal(
		request_irq((unsigned int)dev.irq, irqs_off_handler, IRQF_SHARED, "b", &next), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	assert_int_equal(next.calls, 1);
	snprintf(text, sizeof(text), "irq %d handler ", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(times_said("enabled interrupts"), 1);
	assert_int_equal(reports(), 1);
	free_irq((unsigned int)dev.irq, &dev);
	free_irq((unsigned int)dev.irq, &next);
}

static void bogus_return_value_is_said(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	dev.ret = (irqreturn_t)42;
	assert_int_equal(dev_request(&dev, 0), 0);
	fire(dev.irq);
	snprintf(text, sizeof(text), "irq event %d: bogus return value 2a", dev.irq);
	assert_int_equal(times_said(text), 1);
	fire(dev.irq);
	assert_int_equal(dev.calls, 2);
	free_irq((unsigned int)dev.irq, &dev);
}

/* Unhandled interrupts that are 100 ms apart are not counted together. A host may pause us for as
 * long at any time: so the last one is always yet to come. */
static irqreturn_t unhandled_in_no_time(int irq, void *data)
{
	irq_to_desc((unsigned int)irq)->last_unhandled = jiffies + 1000000;
	return dev_handler(irq, data);
}

/* A level that nobody lowers would fire for ever: this returns because the line goes off. */
static void line_that_nobody_cares_for_is_switched_off(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);
	unsigned int calls;
	char text[64];

	dev.ret = IRQ_NONE;
	assert_int_equal(
		request_irq((unsigned int)dev.irq, unhandled_in_no_time, 0, dev.name, &dev), 0);
	fire(dev.irq);
	calls = dev.calls;
	/* Where the host pauses for 100 ms the next 100,000 are looked at. */
	assert_in_range(calls, 100000, INT_MAX);
	assert_int_equal(calls % 100000, 0);
	snprintf(text, sizeof(text),
		 "irq %d: nobody cared (try booting with the \"irqpoll\" option)", dev.irq);
	assert_int_equal(times_said(text), 1);
	snprintf(text, sizeof(text), "Disabling IRQ #%d", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(times_said("handlers:"), 1);
	assert_int_equal(reports(), 1);

	/* Off, until somebody enables it. */
	settle();
	fire(dev.irq);
	assert_int_equal(dev.calls, calls);
	dev.lower_at = calls + 1;
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, calls + 1);
	assert_int_equal(reports(), 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static irqreturn_t seldom_handled(int irq, void *data)
{
	struct dev *dev = data;

	/* 101 of 100,000 are handled: one more than a dead line would have. */
	if (++dev->calls == dev->lower_at)
		tl_irq_lower(irq);
	return dev->calls % 100000 <= 101 ? IRQ_HANDLED : IRQ_NONE;
}

static void line_with_a_few_handled_interrupts_stays_on(void **state)
{
	struct dev dev = make_dev(TL_IRQ_HIGH);

	dev.lower_at = 200500;
	assert_int_equal(request_irq((unsigned int)dev.irq, seldom_handled, 0, "dev", &dev), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 200500);
	assert_int_equal(reports(), 0);
	free_irq((unsigned int)dev.irq, &dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(disabling_nests),
		irq_test(guard_keeps_it_off_until_the_end_of_the_scope),
		irq_test(one_enable_too_many_warns_and_changes_nothing),
		irq_test(unknown_lines_are_let_pass),
		irq_test(edges_of_a_disabled_line_are_latched_as_one),
		irq_test(level_of_a_disabled_line_fires_at_enable_only_if_it_is_still_up),
		irq_test(handler_may_switch_its_own_level_line_off),
		irq_test(handler_that_enables_interrupts_is_reported_and_corrected),
		irq_test(bogus_return_value_is_said),
		irq_test(line_that_nobody_cares_for_is_switched_off),
		irq_test(line_with_a_few_handled_interrupts_stays_on),
	};

	return cmocka_run_group_tests_name("irq-disable", tests, NULL, NULL);
}
