/* SPDX-License-Identifier: MIT */
/*
 * What the tests of interrupt lines share: a machine of two CPUs with the test on CPU 0, and ways
 * to have everything that is pending there served before the next line of the test.
 */
#ifndef TESTS_SEMANTICS_IRQ_H
#define TESTS_SEMANTICS_IRQ_H

#include "../test.h"

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/report.h>
#include <tasklet/stat.h>

static unsigned long reports_before;

static inline int machine_up(void **state)
{
	(void)state;
	tl_log_clear();
	reports_before = tl_report_count();
	return tl_boot("nr_cpus=2 loglevel=0") || tl_cpu_bind(0);
}

static inline int machine_down(void **state)
{
	(void)state;
	return tl_shutdown();
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

/* A device with one line. Its handler runs on CPU 0, so it and the test never run at once. */
struct dev {
	const char *name;
	int irq;
	unsigned int calls;
	unsigned int lower_at; /* the call that lowers its level line; 0: none */
	irqreturn_t ret;
};

static struct dev *call_order[16];
static unsigned int nr_calls;

static inline irqreturn_t dev_handler(int irq, void *data)
{
	struct dev *dev = data;

	dev->calls++;
	if (nr_calls < 16)
		call_order[nr_calls] = dev;
	nr_calls++;
	if (irq != dev->irq || !in_hardirq() || !irqs_disabled())
		dev->irq = -1;
	if (dev->calls == dev->lower_at)
		tl_irq_lower(irq);
	return dev->ret;
}

static inline struct dev make_dev(unsigned int trigger)
{
	struct dev dev = {.name = "dev", .ret = IRQ_HANDLED};

	dev.irq = tl_irq_alloc("line", trigger, 0);
	assert_true(dev.irq > 0);
	nr_calls = 0;
	return dev;
}

static inline int dev_request(struct dev *dev, unsigned long flags)
{
	return request_irq((unsigned int)dev->irq, dev_handler, flags, dev->name, dev);
}

/* Nobody gives a CPU back, or takes one, with something pending: after this, all of CPU 0's is
 * served, whether by this task or by the worker. */
static inline void settle(void)
{
	preempt_disable();
	preempt_enable();
}

static inline void fire(int irq)
{
	preempt_disable();
	(void)tl_irq_raise(irq);
	preempt_enable();
}

static inline unsigned int times_said(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;
	unsigned int n = 0;

	while (tl_log_read(&reader, &entry) == 1)
		n += strstr(entry.text, text) != NULL;
	return n;
}

static inline unsigned long reports(void)
{
	return tl_report_count() - reports_before;
}

#endif /* TESTS_SEMANTICS_IRQ_H */
