// SPDX-License-Identifier: MIT
/*
 * The log, and helpers that both sides share. Kernel API only.
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include "case.h"

struct tc_log tc_the_log;

void tc_log_raw(const char *text, size_t len)
{
	struct tc_log *log = &tc_the_log;

	if (len > log->size - log->len) {
		log->lost += len;
		return;
	}
	memcpy(log->buf + log->len, text, len);
	log->len += len;
}

void tc_log(const char *fmt, ...)
{
	char line[256];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	line[n] = '\n';
	tc_log_raw(line, n + 1);
}

void tc_context(const char *where)
{
	int cpu = raw_smp_processor_id();
	int count = preempt_count();

	tc_log("%s: cpu=%d task=%d softirq=%d serving=%d hardirq=%d interrupt=%d irqs_off=%d "
	       "preempt=%lx bh=%lx hard=%lx nmi=%lx",
	       where, cpu, !!in_task(), !!in_softirq(), !!in_serving_softirq(), !!in_hardirq(),
	       !!in_interrupt(), !!irqs_disabled(), count & PREEMPT_MASK,
	       (count & SOFTIRQ_MASK) >> SOFTIRQ_SHIFT, (count & HARDIRQ_MASK) >> HARDIRQ_SHIFT,
	       (count & NMI_MASK) >> NMI_SHIFT);
}

/* Of the context what does not depend on who serves the softirqs. */
void tc_tasklet(const char *where, struct tasklet_struct *t)
{
	unsigned long state = READ_ONCE(t->state);
	int count = preempt_count();

	tc_log("%s: sched=%d run=%d other=%lx count=%d; cpu=%d task=%d serving=%d hardirq=%d "
	       "irqs_off=%d bh=%lx hard=%lx",
	       where, !!(state & (1UL << TASKLET_STATE_SCHED)),
	       !!(state & (1UL << TASKLET_STATE_RUN)),
	       state & ~((1UL << TASKLET_STATE_SCHED) | (1UL << TASKLET_STATE_RUN)),
	       atomic_read(&t->count), raw_smp_processor_id(), !!in_task(), !!in_serving_softirq(),
	       !!in_hardirq(), !!irqs_disabled(), (count & SOFTIRQ_MASK) >> SOFTIRQ_SHIFT,
	       (count & HARDIRQ_MASK) >> HARDIRQ_SHIFT);
}

void tc_schedule(struct tasklet_struct *t)
{
	tc_tasklet("before", t);
	tasklet_schedule(t);
	tc_tasklet("scheduled", t);
}

void tc_hi_schedule(struct tasklet_struct *t)
{
	tc_tasklet("before", t);
	tasklet_hi_schedule(t);
	tc_tasklet("scheduled", t);
}

struct call {
	struct irq_work work;
	void (*fn)(void *arg);
	void *arg;
};

static void call_it(struct irq_work *work)
{
	struct call *call = container_of(work, struct call, work);

	call->fn(call->arg);
}

void tc_hardirq_on(int cpu, void (*fn)(void *arg), void *arg)
{
	struct call call = {.fn = fn, .arg = arg};

	init_irq_work(&call.work, call_it);
	if (cpu < 0)
		irq_work_queue(&call.work);
	else
		irq_work_queue_on(&call.work, cpu);
	/* With interrupts off on the own CPU this would wait for ever. */
	TC_SPIN_UNTIL(!irq_work_is_busy(&call.work));
}

void tc_hardirq(void (*fn)(void *arg), void *arg)
{
	tc_hardirq_on(-1, fn, arg);
}

static bool settled(struct tasklet_struct *t)
{
	unsigned long state = READ_ONCE(t->state);

	if (state & (1UL << TASKLET_STATE_RUN))
		return false;
	return !(state & (1UL << TASKLET_STATE_SCHED)) || atomic_read(&t->count);
}

void tc_free_irq(int irq, void *dev_id)
{
	const char *name = free_irq(irq, dev_id);

	tc_log("freed %s", name ? name : "nothing");
}

void tc_line_end(int irq, void *dev_id)
{
	tc_free_irq(irq, dev_id);
	tc_line_free(irq);
}

void tc_settle(struct tasklet_struct *t)
{
	TC_WAIT_UNTIL(({
		local_bh_disable();
		local_bh_enable();
		settled(t);
	}));
	local_bh_disable();
	tc_tasklet("settled", t);
	local_bh_enable();
}

void tc_run_cases(void)
{
	for (unsigned int i = 0; i < tc_nr_cases; i++) {
		tc_log("== %s", tc_cases[i].name);
		tc_begin_case(tc_cases[i].name);
		tc_cases[i].fn();
		if (preempt_count() || irqs_disabled())
			tc_context("left behind");
	}
}
