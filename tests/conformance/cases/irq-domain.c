// SPDX-License-Identifier: MIT
/* Interrupt domains: who is asked when an input gets its number, and when it loses it. */
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>

#include "case.h"

static int refusal; /* of map() */

static int map(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw)
{
	tc_log("map %lu: %s", hw, d->host_data ? (const char *)d->host_data : "-");
	tc_log("in map: found %d", irq_find_mapping(d, hw) == virq);
	if (refusal)
		return refusal;
	irq_set_chip_and_handler(virq, &dummy_irq_chip, handle_simple_irq);
	return 0;
}

static void unmap(struct irq_domain *d, unsigned int virq)
{
	tc_log("unmap %lu", irqd_to_hwirq(irq_get_irq_data(virq)));
}

static const struct irq_domain_ops ops = {.map = map, .unmap = unmap};

static char data[] = "data";

static void look(struct irq_domain *d, irq_hw_number_t hw)
{
	unsigned int virq = irq_find_mapping(d, hw);

	if (virq)
		tc_log("%lu has a number, and is %lu", hw, irqd_to_hwirq(irq_get_irq_data(virq)));
	else
		tc_log("%lu has no number", hw);
}

static irqreturn_t handler(int irq, void *dev_id)
{
	tc_log("input %lu comes in", irqd_to_hwirq(irq_get_irq_data(irq)));
	return IRQ_HANDLED;
}

struct input {
	struct irq_domain *domain;
	unsigned int hwirq;
};

static void come_in(void *arg)
{
	struct input *input = arg;

	tc_log("handled: %d", generic_handle_domain_irq(input->domain, input->hwirq));
}

TC_CASE(an_input_is_mapped_once_and_handled_until_it_is_disposed_of)
{
	struct irq_domain *d = irq_domain_create_linear(NULL, 8, &ops, data);
	struct input input = {d, 5};
	unsigned int virq;

	look(d, 5);
	virq = irq_create_mapping(d, 5);
	tc_log("again the same: %d", irq_create_mapping(d, 5) == virq);
	look(d, 5);
	tc_log("request: %d", request_irq(virq, handler, 0, "input", &input));
	tc_hardirq(come_in, &input);
	input.hwirq = 6;
	tc_hardirq(come_in, &input);
	free_irq(virq, &input);
	irq_dispose_mapping(virq);
	look(d, 5);
	tc_log("the number is gone: %d", !irq_get_irq_data(virq));
	irq_domain_remove(d);
}

TC_CASE(an_input_whose_map_is_refused_has_no_number)
{
	static const int refusals[] = {-EBUSY, -EPERM};
	struct irq_domain *d = irq_domain_create_linear(NULL, 8, &ops, NULL);

	for (int i = 0; i < 2; i++) {
		refusal = refusals[i];
		tc_log("mapped: %d", !!irq_create_mapping(d, 3));
		look(d, 3);
	}
	refusal = 0;
	tc_log("mapped: %d", !!irq_create_mapping(d, 3));
	irq_dispose_mapping(irq_find_mapping(d, 3));
	irq_domain_remove(d);
}

TC_CASE(a_legacy_domain_maps_numbers_that_there_are)
{
	int first = irq_alloc_descs(-1, 200, 3, 0);
	struct irq_domain *d = irq_domain_create_legacy(NULL, 3, first, 16, &ops, data);

	for (int i = -1; i < 4; i++)
		look(d, 16 + i);
	for (int i = 0; i < 3; i++) {
		tc_log("in a row: %d", irq_find_mapping(d, 16 + i) == (unsigned int)(first + i));
		irq_dispose_mapping(first + i);
	}
	look(d, 16);
	irq_domain_remove(d);
}

TC_CASE(a_tree_domain_has_inputs_of_any_number)
{
	static const irq_hw_number_t inputs[] = {0, 77, 0x12345678};
	struct irq_domain *d = irq_domain_create_tree(NULL, &ops, data);

	for (int i = 0; i < 3; i++)
		tc_log("mapped: %d", !!irq_create_mapping(d, inputs[i]));
	for (int i = 0; i < 3; i++) {
		look(d, inputs[i]);
		irq_dispose_mapping(irq_find_mapping(d, inputs[i]));
		look(d, inputs[i]);
	}
	irq_domain_remove(d);
}

TC_CASE(a_simple_domain_with_a_first_number_maps_all_at_once)
{
	struct irq_domain *d = irq_domain_create_simple(NULL, 3, 300, &ops, data);

	for (int i = 0; i < 4; i++)
		look(d, i);
	for (int i = 0; i < 3; i++)
		irq_dispose_mapping(irq_find_mapping(d, i));
	irq_domain_remove(d);
}
