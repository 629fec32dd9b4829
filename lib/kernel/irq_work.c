// SPDX-License-Identifier: MIT
/*
 * irq_work: functions called in hardirq context, on the CPU that queued them or another.
 *
 * A work is in at most one list, of the CPU that it was queued for: who turned PENDING from 0 to
 * 1 pushes it there and kicks, which is our interprocessor interrupt. Its life:
 *
 *	idle		0		queue: PENDING | BUSY, pushed
 *	pending		PENDING | BUSY	begun: PENDING cleared; from here on it may be queued again
 *	running		BUSY		done: BUSY cleared, if it was not queued meanwhile
 */
#include <linux/bug.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/wait_bit.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "kernel/irq_work.h"

/* Newest first; pushed by anyone, taken whole by the CPU's owner. */
static struct irq_work *queued[NR_CPUS];

/* C1: full barrier. What the caller wrote is seen by the function, whoever queued first. */
static bool claim(struct irq_work *work)
{
	return !(arch_fetch_or(&work->node.a_flags.counter, IRQ_WORK_CLAIMED, __ATOMIC_SEQ_CST) &
		 IRQ_WORK_PENDING);
}

/* With interrupts off, so that no function runs here while an owner waits for our kick. */
static void push(struct irq_work *work, unsigned int cpu)
{
	struct irq_work *first = arch_load(&queued[cpu], __ATOMIC_RELAXED);

	do
		WRITE_ONCE(work->node.next, first);
	/* K0: seq_cst; on the list before the kick looks at the CPU's word. */
	while (!arch_try_cmpxchg(&queued[cpu], &first, work, __ATOMIC_SEQ_CST));
	arch_kick_cpu(cpu);
}

bool irq_work_queue(struct irq_work *work)
{
	unsigned long flags;

	if (!claim(work))
		return false;
	/* The function sees that it interrupts this call, as on Linux: preemption is off. */
	preempt_disable();
	local_irq_save(flags);
	push(work, arch_smp_processor_id());
	local_irq_restore(flags);
	preempt_enable();
	return true;
}
EXPORT_SYMBOL_GPL(irq_work_queue);

bool irq_work_queue_on(struct irq_work *work, int cpu)
{
	unsigned long flags;
	bool claimed;

	/* The section boots, if nobody has. */
	preempt_disable();
	claimed = !WARN_ON_ONCE(cpu < 0 || (unsigned int)cpu >= arch_cpu_count()) && claim(work);
	if (claimed) {
		local_irq_save(flags);
		push(work, (unsigned int)cpu);
		local_irq_restore(flags);
	}
	preempt_enable();
	return claimed;
}
EXPORT_SYMBOL_GPL(irq_work_queue_on);

void irq_work_post(struct irq_work *work, unsigned int cpu)
{
	unsigned long host = host_call_begin();

	if (claim(work))
		push(work, cpu);
	host_call_end(host);
}

static void run(struct irq_work *work)
{
	int running;

	/* C2: full barrier, pairs with C1: who finds PENDING set has its data seen by func(). */
	running = arch_fetch_and(&work->node.a_flags.counter, ~IRQ_WORK_PENDING, __ATOMIC_SEQ_CST) &
		  ~IRQ_WORK_PENDING;
	work->func(work);
	/* C3: full barrier, before wake_up_var() looks for waiters. From here on the work may be
	 * freed, so only its address is used. */
	if (arch_try_cmpxchg(&work->node.a_flags.counter, &running, running & ~IRQ_WORK_BUSY,
			     __ATOMIC_SEQ_CST))
		wake_up_var(&work->node.a_flags);
}

void irq_work_serve(unsigned int cpu)
{
	struct irq_work *list;

	if (likely(!irq_work_queued(cpu)))
		return;
	/* S1: acquire, pairs with K0 in push(): the links are seen. */
	list = arch_xchg(&queued[cpu], NULL, __ATOMIC_SEQ_CST);
	while (list) {
		struct irq_work *work = list;

		/* Before it runs: it may be queued again. */
		list = READ_ONCE(work->node.next);
		run(work);
	}
}

bool irq_work_queued(unsigned int cpu)
{
	/* S3: seq_cst, after S2. Pairs with K0 in push(), see kick.c. */
	return arch_load(&queued[cpu], __ATOMIC_SEQ_CST) != NULL;
}

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	const struct irq_work *work = waits_for;

	scnprintf(buf, size, "irq_work %pS", (void *)work->func);
}

void irq_work_sync(struct irq_work *work)
{
	might_sleep();
	/* C4: acquire, here and below; pairs with C3: what the function did is seen. */
	if (!(atomic_read_acquire(&work->node.a_flags) & IRQ_WORK_BUSY))
		return;
	current->waits_for = work;
	current->waits_describe = describe;
	wait_var_event(&work->node.a_flags,
		       !(atomic_read_acquire(&work->node.a_flags) & IRQ_WORK_BUSY));
	current->waits_describe = NULL;
}
EXPORT_SYMBOL_GPL(irq_work_sync);

void irq_work_reset(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		arch_store(&queued[cpu], NULL, __ATOMIC_RELAXED);
}
