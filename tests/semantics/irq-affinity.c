// SPDX-License-Identifier: MIT
/*
 * Who is told when an interrupt's CPUs are set; numbers that end with their device's binding.
 */
#include "irq.h"

#include <linux/device.h>
#include <linux/irq.h>
#include <linux/sched.h>
#include <linux/workqueue.h>

struct told {
	struct irq_affinity_notify notify;
	unsigned int calls, releases;
	bool in_task;
	cpumask_t mask;
};

static void is_told(struct irq_affinity_notify *notify, const cpumask_t *mask)
{
	struct told *told = container_of(notify, struct told, notify);

	told->in_task = in_task() && !irqs_disabled();
	told->mask = *mask;
	smp_store_release(&told->calls, told->calls + 1);
}

static void is_released(struct kref *ref)
{
	struct told *told = container_of(ref, struct told, notify.kref);

	smp_store_release(&told->releases, told->releases + 1);
}

static struct told make_told(void)
{
	return (struct told){.notify = {.notify = is_told, .release = is_released}};
}

static void notifier_is_told_of_the_cpus(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned int n = (unsigned int)dev.irq;
	struct told told = make_told();

	assert_int_equal(irq_set_affinity_notifier(900, &told.notify), -EINVAL);
	assert_int_equal(irq_set_affinity_notifier(n, &told.notify), 0);
	assert_int_equal(irq_set_affinity(n, cpumask_of(1)), 0);
	flush_work(&told.notify.work);
	assert_int_equal(told.calls, 1);
	assert_true(told.in_task);
	assert_true(cpumask_equal(&told.mask, cpumask_of(1)));
	assert_int_equal(told.releases, 0);
	assert_int_equal(irq_set_affinity_notifier(n, NULL), 0);
	assert_int_equal(told.releases, 1);
	assert_int_equal(irq_set_affinity(n, cpumask_of(0)), 0);
	assert_int_equal(told.calls, 1);
	assert_int_equal(reports(), 0);
}

/* Whether the work has begun or not: the two references are given back once each. */
static void notifier_that_is_taken_back_is_released_once(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	unsigned int n = (unsigned int)dev.irq;
	struct told first = make_told(), second = make_told();

	assert_int_equal(irq_set_affinity_notifier(n, &first.notify), 0);
	for (unsigned int i = 0; i < 50; i++)
		assert_int_equal(irq_set_affinity(n, cpumask_of(i % 2)), 0);
	assert_int_equal(irq_set_affinity_notifier(n, &second.notify), 0);
	assert_int_equal(first.releases, 1);
	assert_int_equal(irq_set_affinity(n, cpumask_of(1)), 0);
	assert_int_equal(irq_set_affinity_notifier(n, NULL), 0);
	assert_int_equal(second.releases, 1);
	assert_true(first.calls <= 50 && second.calls <= 1);
	assert_int_equal(reports(), 0);
}

static void freeing_with_a_notifier_warns(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct told told = make_told();

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(irq_set_affinity_notifier((unsigned int)dev.irq, &told.notify), 0);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(reports(), 1);
	assert_int_equal(irq_set_affinity_notifier((unsigned int)dev.irq, NULL), 0);
	assert_int_equal(told.releases, 1);
}

static void numbers_have_the_affinity_that_they_are_made_with(void **state)
{
	const struct irq_affinity_desc affinity[2] = {{.mask = *cpumask_of(1)},
						      {.mask = *cpumask_of(0)}};
	int first = __irq_alloc_descs(-1, 1, 2, 0, NULL, affinity);

	assert_true(first > 0);
	assert_true(cpumask_equal(irq_get_affinity_mask(first), cpumask_of(1)));
	assert_true(cpumask_equal(irq_get_affinity_mask(first + 1), cpumask_of(0)));
	irq_free_descs((unsigned int)first, 2);
}

static void nothing_to_release(struct device *dev)
{
}

static void devm_numbers_end_with_their_device(void **state)
{
	static struct device dev;

	memset(&dev, 0, sizeof(dev));
	device_initialize(&dev);
	dev.release = nothing_to_release;
	assert_int_equal(dev_set_name(&dev, "thing"), 0);
	assert_int_equal(devm_irq_alloc_descs(&dev, -1, 400, 3, 0), 400);
	assert_int_equal(devm_irq_alloc_desc_at(&dev, 401, 0), -EEXIST);
	assert_int_equal(devm_irq_alloc_desc_from(&dev, 402, 0), 403);
	assert_non_null(irq_get_irq_data(402));
	put_device(&dev);
	for (unsigned int irq = 400; irq < 404; irq++)
		assert_null(irq_get_irq_data(irq));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(notifier_is_told_of_the_cpus),
		irq_test(notifier_that_is_taken_back_is_released_once),
		irq_test(freeing_with_a_notifier_warns),
		irq_test(numbers_have_the_affinity_that_they_are_made_with),
		irq_test(devm_numbers_end_with_their_device),
	};

	return cmocka_run_group_tests_name("irq-affinity", tests, NULL, NULL);
}
