// SPDX-License-Identifier: MIT
/* irq_work: flags, order, nesting. */
#include <linux/irqflags.h>

#include "case.h"

static struct irq_work w[4];
static int left;

static void flags_line(const char *where, struct irq_work *work)
{
	tc_log("%s: pending %d busy %d", where, irq_work_is_pending(work), irq_work_is_busy(work));
}

static void say(struct irq_work *work)
{
	tc_log("work %d", (int)(work - w));
}

static void show(struct irq_work *work)
{
	tc_context("work");
	flags_line("running", work);
}

static void settle(void)
{
	for (int i = 0; i < 4; i++)
		irq_work_sync(&w[i]);
}

static void setup(void (*fn)(struct irq_work *))
{
	for (int i = 0; i < 4; i++)
		init_irq_work(&w[i], fn);
}

TC_CASE(work_runs_at_once_with_interrupts_on)
{
	setup(show);
	flags_line("idle", &w[0]);
	tc_log("queue %d", irq_work_queue(&w[0]));
	settle();
	flags_line("done", &w[0]);
}

TC_CASE(work_waits_for_interrupts)
{
	setup(show);
	local_irq_disable();
	tc_log("queue %d", irq_work_queue(&w[0]));
	flags_line("queued", &w[0]);
	tc_log("queue again %d", irq_work_queue(&w[0]));
	local_irq_enable();
	settle();
	flags_line("done", &w[0]);
}

TC_CASE(works_queued_with_interrupts_off_run_in_one_interrupt)
{
	setup(say);
	local_irq_disable();
	for (int i = 0; i < 4; i++)
		irq_work_queue(&w[i]);
	tc_log("on");
	local_irq_enable();
	settle();
}

static void again(struct irq_work *work)
{
	tc_log("left %d", left);
	flags_line("begun", work);
	if (left-- > 0)
		tc_log("queue %d", irq_work_queue(work));
	flags_line("requeued", work);
}

TC_CASE(work_queues_itself)
{
	setup(again);
	left = 3;
	irq_work_queue(&w[0]);
	settle();
}

static void queues_next(struct irq_work *work)
{
	tc_log("work %d begins", (int)(work - w));
	irq_work_queue(work + 1);
	tc_log("work %d ends", (int)(work - w));
}

TC_CASE(work_queues_another)
{
	setup(queues_next);
	init_irq_work(&w[3], say);
	irq_work_queue(&w[0]);
	settle();
}

static struct tasklet_struct t;

static void tasklet_fn(struct tasklet_struct *self)
{
	tc_log("tasklet");
}

static void schedules(struct irq_work *work)
{
	say(work);
	tasklet_schedule(&t);
}

TC_CASE(softirqs_run_after_all_works_of_an_interrupt)
{
	setup(schedules);
	tasklet_setup(&t, tasklet_fn);
	local_irq_disable();
	for (int i = 0; i < 4; i++)
		irq_work_queue(&w[i]);
	local_irq_enable();
	settle();
	tc_settle(&t);
}

static void schedules_and_queues(struct irq_work *work)
{
	say(work);
	tasklet_schedule(&t);
	if (work == &w[0])
		irq_work_queue(&w[1]);
}

TC_CASE(a_work_queued_by_a_work_comes_before_the_softirq)
{
	setup(schedules_and_queues);
	tasklet_setup(&t, tasklet_fn);
	irq_work_queue(&w[0]);
	settle();
	tc_settle(&t);
}

/* What that CPU was at is not known: no more of the context than this. */
static void show_cpu(struct irq_work *work)
{
	tc_log("cpu %d, in_hardirq %d, irqs_disabled %d", smp_processor_id(), !!in_hardirq(),
	       !!irqs_disabled());
}

TC_CASE(work_on_another_cpu)
{
	setup(show_cpu);
	local_irq_disable();
	irq_work_queue_on(&w[0], 1);
	local_irq_enable();
	irq_work_sync(&w[0]);
	flags_line("done", &w[0]);
	irq_work_queue_on(&w[0], 0);
	irq_work_sync(&w[0]);
}

static DEFINE_IRQ_WORK(declared, show);
static struct irq_work hard = IRQ_WORK_INIT_HARD(show);

TC_CASE(declared_works)
{
	irq_work_queue(&declared);
	irq_work_sync(&declared);
	tc_log("hard %d %d", irq_work_is_hard(&declared), irq_work_is_hard(&hard));
	irq_work_queue(&hard);
	irq_work_sync(&hard);
}
