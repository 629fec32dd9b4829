// SPDX-License-Identifier: MIT
/*
 * request_irq() and free_irq(): who gets a line, who is refused with which errno and words, and in
 * what order handlers that share one are called.
 */
#include "irq.h"

#include <tasklet/fault.h>

static void unknown_line_is_einval(void **state)
{
	struct dev dev = {.name = "dev"};

	assert_int_equal(request_irq(4711, dev_handler, 0, "dev", &dev), -EINVAL);
	assert_int_equal(request_irq(17, dev_handler, 0, "dev", &dev), -EINVAL);
	assert_int_equal(request_irq(0, dev_handler, 0, "dev", &dev), -EINVAL);
	assert_int_equal(times_said("irq 4711: no such line"), 1);
}

static void line_that_is_not_connected_is_enotconn(void **state)
{
	struct dev dev = {.name = "dev"};

	assert_int_equal(request_irq(IRQ_NOTCONNECTED, dev_handler, 0, "dev", &dev), -ENOTCONN);
}

static void request_without_a_handler_is_einval(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(request_irq((unsigned int)dev.irq, NULL, 0, "dev", &dev), -EINVAL);
	assert_int_equal(times_said("without a handler"), 1);
}

static void shared_without_dev_id_is_einval(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(request_irq((unsigned int)dev.irq, dev_handler, IRQF_SHARED, "dev", NULL),
			 -EINVAL);
	assert_int_equal(times_said("IRQF_SHARED needs a dev_id"), 1);
}

static void shared_with_no_autoen_is_einval(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, IRQF_SHARED | IRQF_NO_AUTOEN), -EINVAL);
}

static void another_trigger_than_the_line_has_is_einval(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	assert_int_equal(dev_request(&dev, IRQF_TRIGGER_FALLING), -EINVAL);
	snprintf(text, sizeof(text), "Setting trigger mode 2 for irq %d failed", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(dev_request(&dev, IRQF_TRIGGER_HIGH), -EINVAL);
	assert_int_equal(dev_request(&dev, IRQF_TRIGGER_RISING), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

static void taken_line_is_ebusy_and_both_names_are_said(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct dev other = {.name = "other", .irq = dev.irq};
	char text[96];

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(dev_request(&other, IRQF_SHARED), -EBUSY);
	snprintf(text, sizeof(text), "genirq: Flags mismatch irq %d. ", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(times_said("(other) vs. "), 1);
	assert_int_equal(times_said("(dev)"), 1);

	/* The one who has it keeps it. */
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	assert_int_equal(other.calls, 0);
	free_irq((unsigned int)dev.irq, &dev);
}

static void shared_by_the_first_only_is_ebusy(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct dev other = {.name = "other", .irq = dev.irq};

	assert_int_equal(dev_request(&dev, IRQF_SHARED), 0);
	assert_int_equal(dev_request(&other, 0), -EBUSY);
	assert_int_equal(dev_request(&other, IRQF_SHARED | IRQF_ONESHOT), -EBUSY);
	assert_int_equal(dev_request(&other, IRQF_SHARED | IRQF_PERCPU), -EBUSY);
	assert_int_equal(times_said("Flags mismatch irq"), 3);
	free_irq((unsigned int)dev.irq, &dev);
}

static void probe_shared_is_refused_in_silence(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct dev other = {.name = "other", .irq = dev.irq};

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_int_equal(dev_request(&other, IRQF_SHARED | IRQF_PROBE_SHARED), -EBUSY);
	assert_int_equal(times_said("Flags mismatch"), 0);
	free_irq((unsigned int)dev.irq, &dev);
}

static void sharing_handlers_run_in_the_order_of_their_requests(void **state)
{
	struct dev a = make_dev(TL_IRQ_RISING);
	struct dev b = a, c = a;

	/* Whoever says "handled", the others are asked as well. */
	b.ret = IRQ_NONE;
	assert_int_equal(dev_request(&a, IRQF_SHARED), 0);
	assert_int_equal(dev_request(&b, IRQF_SHARED), 0);
	assert_int_equal(dev_request(&c, IRQF_SHARED), 0);
	fire(a.irq);
	assert_int_equal(nr_calls, 3);
	assert_ptr_equal(call_order[0], &a);
	assert_ptr_equal(call_order[1], &b);
	assert_ptr_equal(call_order[2], &c);
	/* The handler marks a call with a wrong number or context. */
	assert_true(a.irq > 0 && b.irq > 0 && c.irq > 0);
	/* One interrupt, however many handlers. */
	assert_int_equal(tl_irq_count(a.irq), 1);

	assert_non_null(free_irq((unsigned int)a.irq, &b));
	fire(a.irq);
	assert_int_equal(nr_calls, 5);
	assert_ptr_equal(call_order[3], &a);
	assert_ptr_equal(call_order[4], &c);

	assert_non_null(free_irq((unsigned int)a.irq, &a));
	fire(a.irq);
	assert_int_equal(nr_calls, 6);
	assert_ptr_equal(call_order[5], &c);
	assert_non_null(free_irq((unsigned int)a.irq, &c));
	assert_int_equal(reports(), 0);
}

static void free_irq_returns_the_name_of_the_request(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	static const char name[] = "eth0-rx";

	assert_int_equal(request_irq((unsigned int)dev.irq, dev_handler, 0, name, &dev), 0);
	assert_ptr_equal(free_irq((unsigned int)dev.irq, &dev), name);
}

static void double_free_warns_and_returns_null(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	assert_int_equal(dev_request(&dev, 0), 0);
	assert_non_null(free_irq((unsigned int)dev.irq, &dev));
	assert_int_equal(reports(), 0);
	assert_null(free_irq((unsigned int)dev.irq, &dev));
	snprintf(text, sizeof(text), "Trying to free already-free IRQ %d", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(times_said("WARNING: CPU: "), 1);
	assert_int_equal(reports(), 1);
}

static void freeing_an_unknown_line_warns(void **state)
{
	assert_null(free_irq(900, state));
	assert_int_equal(times_said("Trying to free already-free IRQ 900"), 1);
	assert_int_equal(reports(), 1);
}

static void freeing_with_anothers_dev_id_warns_and_frees_nothing(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	struct dev other = dev;

	assert_int_equal(dev_request(&dev, IRQF_SHARED), 0);
	assert_null(free_irq((unsigned int)dev.irq, &other));
	assert_int_equal(times_said("Trying to free already-free IRQ"), 1);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	assert_non_null(free_irq((unsigned int)dev.irq, &dev));
}

static void free_in_tasklet(struct tasklet_struct *t);
static DECLARE_TASKLET(freeing_tasklet, free_in_tasklet);
static struct dev *to_free;

static void free_in_tasklet(struct tasklet_struct *t)
{
	free_irq((unsigned int)to_free->irq, to_free);
}

static void freeing_in_softirq_context_warns(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);
	char text[64];

	assert_int_equal(dev_request(&dev, 0), 0);
	to_free = &dev;
	local_bh_disable();
	tasklet_schedule(&freeing_tasklet);
	local_bh_enable();
	tasklet_kill(&freeing_tasklet);
	snprintf(text, sizeof(text), "Trying to free IRQ %d from IRQ context!", dev.irq);
	assert_int_equal(times_said(text), 1);
	assert_int_equal(times_said("sleeping function called from invalid context"), 1);
	assert_int_equal(reports(), 2);
}

static void no_memory_leaves_the_line_free(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	tl_fail_alloc_after(0);
	assert_int_equal(dev_request(&dev, 0), -ENOMEM);
	assert_false(tl_fail_alloc_armed());
	tl_fail_alloc_after(-1);
	assert_int_equal(dev_request(&dev, 0), 0);
	free_irq((unsigned int)dev.irq, &dev);
}

static void no_autoen_stays_off_until_enable_irq(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, IRQF_NO_AUTOEN), 0);
	fire(dev.irq);
	fire(dev.irq);
	assert_int_equal(dev.calls, 0);
	enable_irq((unsigned int)dev.irq);
	settle();
	assert_int_equal(dev.calls, 1); /* the edge that was latched: one */
	fire(dev.irq);
	assert_int_equal(dev.calls, 2);
	assert_int_equal(reports(), 0); /* that enable was balanced */
	free_irq((unsigned int)dev.irq, &dev);
}

static void line_works_again_after_free_and_request(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	for (unsigned int turn = 1; turn <= 3; turn++) {
		assert_int_equal(dev_request(&dev, 0), 0);
		fire(dev.irq);
		assert_int_equal(dev.calls, turn);
		free_irq((unsigned int)dev.irq, &dev);
	}
}

static void disable_depth_does_not_survive_free(void **state)
{
	struct dev dev = make_dev(TL_IRQ_RISING);

	assert_int_equal(dev_request(&dev, 0), 0);
	disable_irq((unsigned int)dev.irq);
	disable_irq((unsigned int)dev.irq);
	free_irq((unsigned int)dev.irq, &dev);
	assert_int_equal(dev_request(&dev, 0), 0);
	fire(dev.irq);
	assert_int_equal(dev.calls, 1);
	free_irq((unsigned int)dev.irq, &dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(unknown_line_is_einval),
		irq_test(line_that_is_not_connected_is_enotconn),
		irq_test(request_without_a_handler_is_einval),
		irq_test(shared_without_dev_id_is_einval),
		irq_test(shared_with_no_autoen_is_einval),
		irq_test(another_trigger_than_the_line_has_is_einval),
		irq_test(taken_line_is_ebusy_and_both_names_are_said),
		irq_test(shared_by_the_first_only_is_ebusy),
		irq_test(probe_shared_is_refused_in_silence),
		irq_test(sharing_handlers_run_in_the_order_of_their_requests),
		irq_test(free_irq_returns_the_name_of_the_request),
		irq_test(double_free_warns_and_returns_null),
		irq_test(freeing_an_unknown_line_warns),
		irq_test(freeing_with_anothers_dev_id_warns_and_frees_nothing),
		irq_test(freeing_in_softirq_context_warns),
		irq_test(no_memory_leaves_the_line_free),
		irq_test(no_autoen_stays_off_until_enable_irq),
		irq_test(line_works_again_after_free_and_request),
		irq_test(disable_depth_does_not_survive_free),
	};

	return cmocka_run_group_tests_name("irq-request", tests, NULL, NULL);
}
