// SPDX-License-Identifier: MIT
/*
 * Interrupts of a controller that a driver drives: what its chip is told, when, and by which flow
 * handler.
 */
#include "irq-notes.h"

#include <linux/irqchip/chained_irq.h>
#include <linux/sched.h>

static const struct irq_chip mask_chip = {
	.name = "mask",
	.irq_mask = note_mask,
	.irq_unmask = note_unmask,
	.irq_ack = note_ack,
	.irq_set_type = note_type,
};

static const struct irq_chip eoi_chip = {
	.name = "eoi",
	.irq_mask = note_mask,
	.irq_unmask = note_unmask,
	.irq_eoi = note_eoi,
};

static const struct irq_chip full_chip = {
	.name = "full",
	.irq_startup = note_startup,
	.irq_shutdown = note_shutdown,
	.irq_mask = note_mask,
	.irq_unmask = note_unmask,
	.irq_ack = note_ack,
	.irq_retrigger = note_retrigger,
};

static irqreturn_t note_handler(int irq, void *dev)
{
	note(in_hardirq() && irqs_disabled() ? 'h' : '?');
	return IRQ_HANDLED;
}

static unsigned int irq;

static void make(const struct irq_chip *chip, irq_flow_handler_t flow)
{
	int nr = irq_alloc_desc(0);

	assert_true(nr > 0);
	irq = (unsigned int)nr;
	irq_set_chip_and_handler(irq, chip, flow);
	nr_noted = 0;
}

static void unmake(void)
{
	irq_free_desc(irq);
	assert_null(irq_get_irq_data(irq));
}

static int request(void)
{
	return request_irq(irq, note_handler, 0, "test", &irq);
}

static void make_requested(const struct irq_chip *chip, irq_flow_handler_t flow)
{
	make(chip, flow);
	assert_int_equal(request(), 0);
}

static void free_and_unmake(void)
{
	free_irq(irq, &irq);
	unmake();
}

/* The controller's own interrupt comes in. */
static void come_in(void)
{
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	assert_int_equal(generic_handle_irq(irq), 0);
	irq_exit();
	local_irq_restore(flags);
}

static void level_is_masked_while_its_handlers_run(void **state)
{
	make_requested(&mask_chip, handle_level_irq);
	assert_noted("U");
	come_in();
	assert_noted("MAhU");
	free_irq(irq, &irq);
	assert_noted("M");
	unmake();
}

static void edge_is_acknowledged_before_its_handlers_run(void **state)
{
	make_requested(&mask_chip, handle_edge_irq);
	nr_noted = 0;
	come_in();
	assert_noted("Ah");
	free_and_unmake();
}

static void fasteoi_ends_the_interrupt_after_its_handlers(void **state)
{
	make_requested(&eoi_chip, handle_fasteoi_irq);
	nr_noted = 0;
	come_in();
	assert_noted("hE");
	disable_irq(irq);
	come_in();
	assert_noted("ME");
	enable_irq(irq);
	free_and_unmake();
}

static void simple_leaves_the_chip_alone(void **state)
{
	make_requested(&mask_chip, handle_simple_irq);
	nr_noted = 0;
	come_in();
	assert_noted("h");
	free_and_unmake();
}

static void percpu_acknowledges_and_ends(void **state)
{
	static const struct irq_chip chip = {.irq_ack = note_ack, .irq_eoi = note_eoi};

	make_requested(&chip, handle_percpu_irq);
	come_in();
	assert_noted("AhE");
	free_and_unmake();
}

static void disabling_is_lazy_and_the_edge_is_resent(void **state)
{
	make_requested(&full_chip, handle_edge_irq);
	assert_noted("S");
	disable_irq(irq);
	assert_noted("");
	assert_true(irqd_irq_disabled(irq_get_irq_data(irq)));
	come_in();
	come_in();
	assert_noted("MAA");
	assert_true(irqd_irq_masked(irq_get_irq_data(irq)));
	enable_irq(irq);
	assert_noted("UR");
	disable_irq(irq);
	enable_irq(irq);
	assert_noted("");
	free_irq(irq, &irq);
	assert_noted("D");
	unmake();
}

static void edge_is_resent_for_a_chip_that_cannot(void **state)
{
	make_requested(&mask_chip, handle_edge_irq);
	disable_irq(irq);
	come_in();
	nr_noted = 0;
	enable_irq(irq);
	settle();
	assert_noted("UAh");
	free_and_unmake();
}

static void level_is_not_resent(void **state)
{
	make(&mask_chip, handle_level_irq);
	assert_int_equal(irq_set_irq_type(irq, IRQ_TYPE_LEVEL_HIGH), 0);
	assert_true(irqd_is_level_type(irq_get_irq_data(irq)));
	assert_int_equal(request(), 0);
	disable_irq(irq);
	come_in();
	nr_noted = 0;
	enable_irq(irq);
	settle();
	assert_noted("U");
	free_and_unmake();
}

static void unlazy_masks_at_once(void **state)
{
	make(&mask_chip, handle_edge_irq);
	irq_set_status_flags(irq, IRQ_DISABLE_UNLAZY);
	assert_int_equal(request(), 0);
	nr_noted = 0;
	disable_irq(irq);
	assert_noted("M");
	enable_irq(irq);
	assert_noted("U");
	free_and_unmake();
}

static void request_sets_the_trigger(void **state)
{
	struct irq_data *d;

	make(&mask_chip, handle_edge_irq);
	d = irq_get_irq_data(irq);
	assert_int_equal(request_irq(irq, note_handler, IRQF_TRIGGER_FALLING, "test", &irq), 0);
	assert_noted("TU");
	assert_int_equal(irqd_get_trigger_type(d), IRQ_TYPE_EDGE_FALLING);
	assert_int_equal(irq_get_trigger_type(irq), IRQ_TYPE_EDGE_FALLING);
	assert_false(irqd_is_level_type(d));
	assert_int_equal(irq_set_irq_type(irq, IRQ_TYPE_LEVEL_LOW), -EINVAL);
	assert_int_equal(times_said("genirq: Setting trigger mode 8 for irq"), 1);
	assert_int_equal(irqd_get_trigger_type(d), IRQ_TYPE_EDGE_FALLING);
	free_irq(irq, &irq);
	assert_int_equal(irq_set_irq_type(900, IRQ_TYPE_EDGE_RISING), -EINVAL);
	unmake();
}

static void numbers_come_in_a_row(void **state)
{
	int first = irq_alloc_descs(-1, 100, 4, 0);

	assert_int_equal(first, 100);
	assert_int_equal(irq_alloc_desc_at(102, 0), -EEXIST);
	assert_int_equal(irq_alloc_descs(-1, 98, 3, 0), 104);
	assert_int_equal(irq_alloc_descs(-1, 100, 0, 0), -EINVAL);
	assert_int_equal(irq_alloc_descs(5, 6, 1, 0), -EINVAL);
	assert_int_equal(irq_alloc_descs(-1, 1, 2000, 0), -ENOSPC);
	irq_free_descs(101, 2);
	assert_null(irq_get_irq_data(101));
	assert_non_null(irq_get_irq_data(103));
	assert_int_equal(irq_alloc_descs_from(100, 2, 0), 101);
	irq_free_descs(100, 7);
	assert_null(irq_get_irq_data(106));
}

static void number_without_a_chip_is_enosys(void **state)
{
	irq = (unsigned int)irq_alloc_desc(0);
	assert_int_equal(request(), -ENOSYS);
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_set_status_flags(irq, IRQ_NOREQUEST);
	assert_int_equal(request(), -EINVAL);
	assert_int_equal(can_request_irq(irq, 0), 0);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	assert_int_equal(can_request_irq(irq, 0), 1);
	assert_int_equal(request(), 0);
	assert_true(irq_has_action(irq));
	assert_int_equal(can_request_irq(irq, IRQF_SHARED), 0);
	/* It has a handler: so it stays. */
	irq_free_desc(irq);
	assert_non_null(irq_get_irq_data(irq));
	assert_int_equal(times_said("still has a handler (test)"), 1);
	free_and_unmake();
	assert_int_equal(can_request_irq(irq, 0), 0);
	assert_int_equal(generic_handle_irq(irq), -EINVAL);
}

static void chip_and_handler_data_are_kept(void **state)
{
	int a, b;

	make(&mask_chip, handle_simple_irq);
	assert_int_equal(irq_set_chip_data(irq, &a), 0);
	assert_int_equal(irq_set_handler_data(irq, &b), 0);
	assert_ptr_equal(irq_get_chip_data(irq), &a);
	assert_ptr_equal(irq_get_handler_data(irq), &b);
	assert_ptr_equal(irq_data_get_irq_chip_data(irq_get_irq_data(irq)), &a);
	assert_ptr_equal(irq_get_chip(irq), &mask_chip);
	assert_int_equal(irq_get_irq_data(irq)->irq, irq);
	assert_int_equal(irq_set_chip_data(900, &a), -EINVAL);
	assert_null(irq_get_chip(900));
	unmake();
}

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

/* --- chained --- */

static void demultiplex(struct irq_desc *desc)
{
	struct irq_chip *chip = irq_desc_get_chip(desc);
	unsigned int *child = irq_desc_get_handler_data(desc);

	chained_irq_enter(chip, desc);
	generic_handle_irq(*child);
	chained_irq_exit(chip, desc);
}

static void chained_handler_hands_an_edge_on(void **state)
{
	struct dev parent = make_dev(TL_IRQ_RISING);

	make_requested(&mask_chip, handle_level_irq);
	irq_set_chained_handler_and_data((unsigned int)parent.irq, demultiplex, &irq);
	assert_int_equal(dev_request(&parent, 0), -EINVAL);
	assert_int_equal(can_request_irq((unsigned int)parent.irq, 0), 0);
	nr_noted = 0;
	fire(parent.irq);
	assert_noted("MAhU");
	/* None any more: off. */
	irq_set_chained_handler((unsigned int)parent.irq, NULL);
	fire(parent.irq);
	assert_noted("");
	free_and_unmake();
	assert_int_equal(tl_irq_free(parent.irq), 0);
}

static irqreturn_t lower_parent(int child, void *dev)
{
	struct dev *parent = dev;

	note('h');
	tl_irq_lower(parent->irq);
	return IRQ_HANDLED;
}

static void chained_handler_hands_a_level_on(void **state)
{
	struct dev parent = make_dev(TL_IRQ_HIGH);

	make(&mask_chip, handle_level_irq);
	assert_int_equal(request_irq(irq, lower_parent, 0, "test", &parent), 0);
	irq_set_chained_handler_and_data((unsigned int)parent.irq, demultiplex, &irq);
	nr_noted = 0;
	fire(parent.irq);
	fire(parent.irq);
	assert_noted("MAhUMAhU");
	irq_set_chained_handler((unsigned int)parent.irq, NULL);
	free_irq(irq, &parent);
	unmake();
	assert_int_equal(tl_irq_free(parent.irq), 0);
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
		irq_test(level_is_masked_while_its_handlers_run),
		irq_test(edge_is_acknowledged_before_its_handlers_run),
		irq_test(fasteoi_ends_the_interrupt_after_its_handlers),
		irq_test(simple_leaves_the_chip_alone),
		irq_test(percpu_acknowledges_and_ends),
		irq_test(disabling_is_lazy_and_the_edge_is_resent),
		irq_test(edge_is_resent_for_a_chip_that_cannot),
		irq_test(level_is_not_resent),
		irq_test(unlazy_masks_at_once),
		irq_test(request_sets_the_trigger),
		irq_test(numbers_come_in_a_row),
		irq_test(number_without_a_chip_is_enosys),
		irq_test(chip_and_handler_data_are_kept),
		irq_test(injected_interrupt_comes_in_through_its_chip),
		irq_test(injected_interrupt_comes_in_for_a_chip_that_cannot),
		irq_test(chip_may_forbid_handling_outside_of_hardirq),
		irq_test(what_chips_say_of_affinity_is_kept),
		irq_test(chained_handler_hands_an_edge_on),
		irq_test(chained_handler_hands_a_level_on),
		irq_test(wakeup_nests),
		irq_test(line_of_the_host_lets_itself_be_waken_by),
		irq_test(pending_state_of_a_line_can_be_set_and_asked),
		irq_test(affinity_moves_a_line_to_another_cpu),
		irq_test(probing_finds_the_one_that_fires),
		irq_test(affinity_hint_has_to_be_taken_back_before_free),
	};

	return cmocka_run_group_tests_name("irq-chip", tests, NULL, NULL);
}
