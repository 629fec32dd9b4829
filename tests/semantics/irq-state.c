// SPDX-License-Identifier: MIT
/*
 * What else an interrupt and its chip can be told and asked: that it comes in, its state, whether it
 * wakes the system, what it is; and finding out which one a device has.
 */
#include "irq-notes.h"

#include <linux/sched.h>

/* --- injected --- */

static void injected_interrupt_comes_in_through_its_chip(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	preempt_disable();
	assert_int_equal(irq_inject_interrupt((unsigned int)dev.irq), 0);
	preempt_enable();
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(irq_inject_interrupt(900), -EINVAL);
}

static void injected_interrupt_comes_in_for_a_chip_that_cannot(void **state)
{
	make(&mask_chip, handle_edge_irq);
	/* Nobody has requested it. */
	assert_int_equal(irq_inject_interrupt(irq), -EINVAL);
	assert_int_equal(request(), 0);
	nr_noted = 0;
	preempt_disable();
	assert_int_equal(irq_inject_interrupt(irq), 0);
	preempt_enable();
	assert_noted("Ah");
	/* A level comes by itself. */
	assert_int_equal(irq_set_irq_type(irq, IRQ_TYPE_LEVEL_HIGH), 0);
	assert_int_equal(irq_inject_interrupt(irq), -EINVAL);
	free_and_unmake();
}

static void chip_may_forbid_handling_outside_of_hardirq(void **state)
{
	unsigned long flags;

	make_requested(&mask_chip, handle_simple_irq);
	irqd_set_handle_enforce_irqctx(irq_get_irq_data(irq));
	nr_noted = 0;
	local_irq_save(flags);
	assert_int_equal(generic_handle_irq(irq), -EPERM);
	local_irq_restore(flags);
	assert_noted("");
	assert_int_equal(reports(), 1);
	come_in();
	assert_noted("h");
	free_and_unmake();
}

static void what_chips_say_of_affinity_is_kept(void **state)
{
	struct irq_data *d;

	make(&mask_chip, handle_simple_irq);
	d = irq_get_irq_data(irq);
	assert_false(irqd_affinity_was_set(d) || irqd_is_single_target(d));
	irqd_mark_affinity_was_set(d);
	irqd_set_single_target(d);
	assert_true(irqd_affinity_was_set(d) && irqd_is_single_target(d));
	assert_false(irqd_is_setaffinity_pending(d) || irqd_affinity_is_managed(d) ||
		     irqd_is_wakeup_armed(d) || irqd_is_handle_enforce_irqctx(d));
	assert_false(irq_is_percpu(irq) || irq_is_percpu_devid(irq) || irq_balancing_disabled(irq));
	irq_set_status_flags(irq, IRQ_PER_CPU);
	assert_true(irq_is_percpu(irq) && irq_balancing_disabled(irq));
	irq_clear_status_flags(irq, IRQ_PER_CPU);
	irq_set_status_flags(irq, IRQ_NO_BALANCING);
	assert_true(!irq_is_percpu(irq) && irq_balancing_disabled(irq));
	assert_int_equal(irq_set_percpu_devid(irq), 0);
	assert_true(irq_is_percpu_devid(irq));
	unmake();
}

/* --- what else chips are told --- */

static int nr_wakes, wake_error;

static int count_wake(struct irq_data *d, unsigned int on)
{
	nr_wakes += on ? 1 : -1;
	return wake_error;
}

static void wakeup_nests(void **state)
{
	static const struct irq_chip chip = {.name = "wake", .irq_set_wake = count_wake};

	nr_wakes = wake_error = 0;
	make(&chip, handle_simple_irq);
	assert_int_equal(enable_irq_wake(irq), 0);
	assert_int_equal(enable_irq_wake(irq), 0);
	assert_int_equal(nr_wakes, 1);
	assert_true(irqd_is_wakeup_set(irq_get_irq_data(irq)));
	assert_int_equal(disable_irq_wake(irq), 0);
	assert_int_equal(disable_irq_wake(irq), 0);
	assert_int_equal(nr_wakes, 0);
	assert_int_equal(reports(), 0);
	(void)disable_irq_wake(irq);
	assert_int_equal(times_said("Unbalanced IRQ"), 1);
	assert_int_equal(reports(), 1);
	wake_error = -EIO;
	assert_int_equal(enable_irq_wake(irq), -EIO);
	assert_false(irqd_is_wakeup_set(irq_get_irq_data(irq)));
	irq_set_chip(irq, &mask_chip);
	assert_int_equal(enable_irq_wake(irq), -ENXIO);
	assert_int_equal(enable_irq_wake(900), -EINVAL);
	unmake();
}

static void line_of_the_host_lets_itself_be_waken_by(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(enable_irq_wake((unsigned int)dev.irq), 0);
	assert_int_equal(disable_irq_wake((unsigned int)dev.irq), 0);
}

static void pending_state_of_a_line_can_be_set_and_asked(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned int n = (unsigned int)dev.irq;
	bool pending = true;

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(irq_get_irqchip_state(n, IRQCHIP_STATE_PENDING, &pending), 0);
	assert_false(pending);
	preempt_disable();
	assert_int_equal(irq_set_irqchip_state(n, IRQCHIP_STATE_PENDING, true), 0);
	preempt_enable();
	assert_int_equal(dev.calls, 1);
	assert_int_equal(irq_get_irqchip_state(900, IRQCHIP_STATE_PENDING, &pending), -EINVAL);
	free_irq(n, &dev);
}

static int cpu_seen;

static irqreturn_t see_cpu(int line, void *dev)
{
	WRITE_ONCE(cpu_seen, smp_processor_id());
	return IRQ_HANDLED;
}

static void affinity_moves_a_line_to_another_cpu(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned int n = (unsigned int)dev.irq;
	struct cpumask none = {{0}};

	cpu_seen = -1;
	assert_int_equal(request_irq(n, see_cpu, 0, "test", &dev), 0);
	assert_true(cpumask_equal(irq_get_affinity_mask(dev.irq), cpumask_of(0)));
	fire(dev.irq);
	assert_int_equal(READ_ONCE(cpu_seen), 0);
	assert_int_equal(irq_can_set_affinity(n), 1);
	assert_int_equal(irq_set_affinity(n, cpumask_of(1)), 0);
	tl_irq_raise(dev.irq);
	while (READ_ONCE(cpu_seen) != 1)
		yield();
	synchronize_irq(n);
	assert_true(cpumask_equal(irq_get_affinity_mask(dev.irq), cpumask_of(1)));
	assert_int_equal(irq_set_affinity(n, &none), -EINVAL);
	assert_int_equal(irq_set_affinity(n, cpumask_of(7)), -EINVAL);
	assert_int_equal(irq_force_affinity(n, cpu_online_mask), 0);
	fire(dev.irq);
	assert_int_equal(READ_ONCE(cpu_seen), 0);
	assert_int_equal(irq_set_affinity(900, cpumask_of(0)), -EINVAL);
	free_irq(n, &dev);
}

static void affinity_hint_has_to_be_taken_back_before_free(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned int n = (unsigned int)dev.irq;

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(irq_set_affinity_hint(n, cpumask_of(1)), 0);
	assert_true(cpumask_test_cpu(1, irq_get_affinity_mask(dev.irq)));
	assert_int_equal(irq_set_affinity_hint(n, NULL), 0);
	free_irq(n, &dev);
	assert_int_equal(reports(), 0);

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(irq_update_affinity_hint(n, cpumask_of(0)), 0);
	assert_true(cpumask_equal(irq_get_affinity_mask(dev.irq), cpumask_of(1)));
	free_irq(n, &dev);
	assert_int_equal(reports(), 1);
	assert_int_equal(irq_set_affinity_and_hint(900, cpumask_of(0)), -EINVAL);
}

/* --- probing --- */

static void probing_finds_the_one_that_fires(void **state)
{
	struct dev used = make_dev(TL_IRQ_RISING), a = make_dev(TL_IRQ_RISING),
		   b = make_dev(TL_IRQ_HIGH), noisy = make_dev(TL_IRQ_HIGH);
	unsigned long mask;

	assert_int_equal(dev_request(&used, 0), 0);
	tl_irq_raise(noisy.irq);
	mask = probe_irq_on();
	assert_int_equal(mask & (1UL << used.irq | 1UL << noisy.irq), 0);
	assert_int_equal(mask >> a.irq & 1, 1);
	fire(used.irq);
	fire(a.irq);
	assert_int_equal(probe_irq_off(mask), a.irq);

	mask = probe_irq_on();
	fire(b.irq);
	tl_irq_lower(b.irq);
	assert_int_equal(probe_irq_off(mask), b.irq);

	mask = probe_irq_on();
	fire(a.irq);
	fire(b.irq);
	assert_int_equal(probe_irq_off(mask), -a.irq);
	tl_irq_lower(b.irq);

	irq_set_noprobe((unsigned int)a.irq);
	mask = probe_irq_on();
	fire(a.irq);
	assert_int_equal(probe_irq_off(mask), 0);
	irq_set_probe((unsigned int)a.irq);

	/* What was for the probe is not for who requests it then. */
	mask = probe_irq_on();
	fire(a.irq);
	assert_int_equal(probe_irq_off(mask), a.irq);
	assert_int_equal(dev_request(&a, 0), 0);
	settle();
	assert_int_equal(a.calls, 0);
	fire(a.irq);
	assert_int_equal(a.calls, 1);
	free_irq((unsigned int)a.irq, &a);
	assert_int_equal(used.calls, 1);
	free_irq((unsigned int)used.irq, &used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(injected_interrupt_comes_in_through_its_chip),
		irq_test(injected_interrupt_comes_in_for_a_chip_that_cannot),
		irq_test(chip_may_forbid_handling_outside_of_hardirq),
		irq_test(what_chips_say_of_affinity_is_kept),
		irq_test(wakeup_nests),
		irq_test(line_of_the_host_lets_itself_be_waken_by),
		irq_test(pending_state_of_a_line_can_be_set_and_asked),
		irq_test(affinity_moves_a_line_to_another_cpu),
		irq_test(probing_finds_the_one_that_fires),
		irq_test(affinity_hint_has_to_be_taken_back_before_free),
	};

	return cmocka_run_group_tests_name("irq-state", tests, NULL, NULL);
}
