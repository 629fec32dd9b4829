// SPDX-License-Identifier: MIT
/*
 * Domains: inputs of an interrupt controller, and the interrupt numbers they are mapped to.
 */
#include "irq.h"

#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <tasklet/fault.h>

#define INPUTS 8

/* A controller behind a line: handled inputs are counted. */
struct controller {
	struct irq_domain *domain;
	struct dev parent;
	unsigned long active; /* a bit for each input */
	unsigned int mapped, unmapped;
	unsigned int handled[INPUTS];
	int map_error;
};

static int map_input(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw)
{
	struct controller *c = d->host_data;

	if (c->map_error)
		return c->map_error;
	irq_set_chip_data(virq, c);
	irq_set_chip_and_handler(virq, &dummy_irq_chip, handle_simple_irq);
	c->mapped++;
	return 0;
}

static void unmap_input(struct irq_domain *d, unsigned int virq)
{
	struct controller *c = d->host_data;

	c->unmapped++;
}

static const struct irq_domain_ops ops = {
	.map = map_input,
	.unmap = unmap_input,
	.xlate = irq_domain_xlate_onetwocell,
};

static irqreturn_t demultiplex(int irq, void *data)
{
	struct controller *c = data;
	unsigned long input;

	for_each_set_bit(input, &c->active, INPUTS)
		assert_int_equal(generic_handle_domain_irq(c->domain, (unsigned int)input), 0);
	return IRQ_HANDLED;
}

static irqreturn_t count_input(int virq, void *data)
{
	struct controller *c = data;

	c->handled[irqd_to_hwirq(irq_get_irq_data((unsigned int)virq))]++;
	return IRQ_HANDLED;
}

static void input_is_mapped_once_and_handled_by_its_number(void **state)
{
	struct controller c = {.parent = make_dev(TL_IRQ_RISING)};
	unsigned int virq;

	c.domain = irq_domain_add_linear(NULL, INPUTS, &ops, &c);
	assert_non_null(c.domain);
	assert_int_equal(irq_find_mapping(c.domain, 5), 0);
	virq = irq_create_mapping(c.domain, 5);
	assert_true(virq > 0);
	assert_int_equal(irq_create_mapping(c.domain, 5), virq);
	assert_int_equal(c.mapped, 1);
	assert_int_equal(irq_find_mapping(c.domain, 5), virq);
	assert_int_equal(irq_linear_revmap(c.domain, 5), virq);
	assert_ptr_equal(irq_get_chip_data(virq), &c);

	assert_int_equal(request_irq(virq, count_input, 0, "input", &c), 0);
	assert_int_equal(request_irq((unsigned int)c.parent.irq, demultiplex, 0, "controller", &c),
			 0);
	c.active = 1 << 5;
	fire(c.parent.irq);
	fire(c.parent.irq);
	assert_int_equal(c.handled[5], 2);
	assert_int_equal(tl_irq_count((int)virq), 2);

	free_irq((unsigned int)c.parent.irq, &c);
	free_irq(virq, &c);
	irq_dispose_mapping(virq);
	assert_int_equal(c.unmapped, 1);
	assert_int_equal(irq_find_mapping(c.domain, 5), 0);
	assert_null(irq_get_irq_data(virq));
	irq_domain_remove(c.domain);
	assert_int_equal(reports(), 0);
}

static void simple_domain_maps_all_inputs_to_numbers_in_a_row(void **state)
{
	struct controller c = {0};

	c.domain = irq_domain_create_simple(NULL, INPUTS, 200, &ops, &c);
	assert_int_equal(c.mapped, INPUTS);
	for (unsigned int i = 0; i < INPUTS; i++) {
		assert_int_equal(irq_find_mapping(c.domain, i), 200 + i);
		assert_int_equal(irqd_to_hwirq(irq_get_irq_data(200 + i)), i);
		irq_dispose_mapping(200 + i);
	}
	assert_int_equal(c.unmapped, INPUTS);
	irq_domain_remove(c.domain);
	assert_int_equal(reports(), 0);
}

static void legacy_domain_maps_numbers_that_there_are(void **state)
{
	struct controller c = {0};

	assert_int_equal(irq_alloc_descs(300, 300, 4, 0), 300);
	c.domain = irq_domain_add_legacy(NULL, 4, 300, 16, &ops, &c);
	assert_int_equal(c.mapped, 4);
	assert_int_equal(irq_find_mapping(c.domain, 15), 0);
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(irq_find_mapping(c.domain, 16 + i), 300 + i);
		assert_ptr_equal(irq_resolve_mapping(c.domain, 16 + i), irq_to_desc(300 + i));
		irq_dispose_mapping(300 + i);
		assert_null(irq_resolve_mapping(c.domain, 16 + i));
	}
	irq_domain_remove(c.domain);
	assert_int_equal(reports(), 0);
}

static void tree_domain_has_inputs_of_any_number(void **state)
{
	static const irq_hw_number_t inputs[] = {0, 7, 0x12345678, ~0UL - 1};
	struct controller c = {0};
	unsigned int virq[4];

	c.domain = irq_domain_add_tree(NULL, &ops, &c);
	assert_non_null(c.domain);
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(irq_find_mapping(c.domain, inputs[i]), 0);
		virq[i] = irq_create_mapping(c.domain, inputs[i]);
		assert_true(virq[i] > 0);
		assert_int_equal(irqd_to_hwirq(irq_get_irq_data(virq[i])), inputs[i]);
	}
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(irq_find_mapping(c.domain, inputs[i]), virq[i]);
		assert_int_equal(irq_create_mapping(c.domain, inputs[i]), virq[i]);
		irq_dispose_mapping(virq[i]);
		assert_int_equal(irq_find_mapping(c.domain, inputs[i]), 0);
	}
	assert_int_equal(c.mapped, 4);
	assert_int_equal(c.unmapped, 4);
	irq_domain_remove(c.domain);
	assert_int_equal(reports(), 0);
}

static void mapping_with_an_affinity_has_it(void **state)
{
	struct irq_affinity_desc affinity = {.mask = *cpumask_of(1)};
	struct controller c = {0};
	unsigned int virq;

	c.domain = irq_domain_create_linear(NULL, INPUTS, &ops, &c);
	virq = irq_create_mapping_affinity(c.domain, 2, &affinity);
	assert_true(virq > 0);
	assert_true(cpumask_equal(irq_get_affinity_mask((int)virq), cpumask_of(1)));
	irq_dispose_mapping(virq);
	irq_domain_remove(c.domain);
}

static void input_without_memory_has_no_number(void **state)
{
	struct controller c = {0};

	c.domain = irq_domain_create_tree(NULL, &ops, &c);
	tl_fail_alloc_after(0);
	assert_int_equal(irq_create_mapping(c.domain, 4711), 0);
	tl_fail_alloc_after(-1);
	assert_int_equal(c.mapped, c.unmapped);
	assert_int_equal(irq_find_mapping(c.domain, 4711), 0);
	irq_domain_remove(c.domain);
}

static void input_that_there_is_not_has_no_number(void **state)
{
	struct controller c = {0};

	c.domain = irq_domain_add_linear(NULL, INPUTS, &ops, &c);
	assert_int_equal(irq_create_mapping(c.domain, INPUTS), 0);
	assert_int_equal(times_said("error: hwirq 0x8 is too large"), 1);
	assert_int_equal(irq_find_mapping(c.domain, INPUTS), 0);
	assert_int_equal(generic_handle_domain_irq(c.domain, INPUTS), -EINVAL);
	assert_int_equal(generic_handle_domain_irq_safe(c.domain, 0), -EINVAL);
	assert_int_equal(irq_create_mapping(NULL, 0), 0);
	assert_int_equal(times_said("called with NULL domain"), 1);
	assert_int_equal(irq_find_mapping(NULL, 0), 0);
	irq_dispose_mapping(0);
	assert_int_equal(reports(), 2);
	irq_domain_remove(c.domain);
}

static void input_that_its_driver_refuses_has_no_number(void **state)
{
	struct controller c = {.map_error = -EBUSY};
	int free_before = irq_alloc_desc(0);

	irq_free_desc((unsigned int)free_before);
	c.domain = irq_domain_add_linear(NULL, INPUTS, &ops, &c);
	assert_int_equal(irq_create_mapping(c.domain, 3), 0);
	assert_int_equal(times_said("didn't like hwirq-0x3 to VIRQ"), 1);
	c.map_error = 0;
	assert_true(irq_create_mapping(c.domain, 3) > 0);
	irq_dispose_mapping(irq_find_mapping(c.domain, 3));
	/* Nothing was left behind. */
	assert_int_equal(irq_alloc_desc(0), free_before);
	irq_domain_remove(c.domain);
}

static void domain_with_mappings_left_is_reported(void **state)
{
	struct controller c = {0};
	unsigned int virq;

	c.domain = irq_domain_add_simple(NULL, INPUTS, 0, &ops, &c);
	virq = irq_create_mapping(c.domain, 1);
	irq_domain_remove(c.domain);
	assert_int_equal(reports(), 1);
	irq_free_desc(virq);
}

static void cells_of_a_device_tree_are_number_and_trigger(void **state)
{
	const u32 spec[] = {6, IRQ_TYPE_EDGE_FALLING};
	unsigned long hwirq = 0;
	unsigned int type = 0;

	assert_int_equal(irq_domain_xlate_twocell(NULL, NULL, spec, 2, &hwirq, &type), 0);
	assert_int_equal(hwirq, 6);
	assert_int_equal(type, IRQ_TYPE_EDGE_FALLING);
	assert_int_equal(irq_domain_simple_ops.xlate(NULL, NULL, spec, 1, &hwirq, &type), 0);
	assert_int_equal(type, IRQ_TYPE_NONE);
	assert_int_equal(reports(), 0);
	assert_int_equal(irq_domain_xlate_twocell(NULL, NULL, spec, 1, &hwirq, &type), -EINVAL);
	assert_int_equal(reports(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(input_is_mapped_once_and_handled_by_its_number),
		irq_test(simple_domain_maps_all_inputs_to_numbers_in_a_row),
		irq_test(legacy_domain_maps_numbers_that_there_are),
		irq_test(tree_domain_has_inputs_of_any_number),
		irq_test(mapping_with_an_affinity_has_it),
		irq_test(input_without_memory_has_no_number),
		irq_test(input_that_there_is_not_has_no_number),
		irq_test(input_that_its_driver_refuses_has_no_number),
		irq_test(domain_with_mappings_left_is_reported),
		irq_test(cells_of_a_device_tree_are_number_and_trigger),
	};

	return cmocka_run_group_tests_name("irq-domain", tests, NULL, NULL);
}
