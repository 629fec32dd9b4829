/* SPDX-License-Identifier: MIT */
/* The real kernel's side: what modules are not given, found by kprobe. */
#ifndef TESTS_CONFORMANCE_SIDE_H
#define TESTS_CONFORMANCE_SIDE_H

#include <linux/module.h>

void tc_open_softirq(int nr, void (*action)(struct softirq_action *));
void tc_raise_softirq(unsigned int nr);
void tc_raise_softirq_irqoff(unsigned int nr);
void tc_raise_softirq_only(unsigned int nr);
bool tc_irq_work_queue_on(struct irq_work *work, int cpu);
void tc_begin_case(const char *name);
extern struct mm_struct *tc_user_mm;

#define open_softirq	       tc_open_softirq
#define raise_softirq	       tc_raise_softirq
#define raise_softirq_irqoff   tc_raise_softirq_irqoff
#define __raise_softirq_irqoff tc_raise_softirq_only
#define irq_work_queue_on      tc_irq_work_queue_on

#endif /* TESTS_CONFORMANCE_SIDE_H */
