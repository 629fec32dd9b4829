// SPDX-License-Identifier: MIT
/*
 * Interrupts of a controller that a driver drives: what its chip is told, when, and by which flow
 * handler.
 */
#include "irq-notes.h"

#include <linux/irqchip/chained_irq.h>
#include <linux/sched.h>

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
		irq_test(chained_handler_hands_an_edge_on),
		irq_test(chained_handler_hands_a_level_on),
	};

	return cmocka_run_group_tests_name("irq-chip", tests, NULL, NULL);
}
