// SPDX-License-Identifier: MIT
/*
 * The line word (see internals.h), the CPUs' pending lists, and the entry from the machine.
 */
#include "arch/upcall.h"
#include "host/call.h"
#include "irq/internals.h"
#include "debug/callback.h"
#include "kernel/irq_work.h"
#include "kernel/softirq.h"
#include "time/time.h"

/* Newest first; pushed by anyone, taken whole by the CPU's owner. */
static struct irq_desc *pending[NR_CPUS];

static bool deliverable(unsigned int line)
{
	return (line & (LINE_LATCHED | LINE_ASSERTED)) && !(line & (LINE_MASKED | LINE_QUEUED));
}

static void push(struct irq_desc *desc)
{
	struct irq_desc *first = arch_load(&pending[desc->cpu], __ATOMIC_RELAXED);
	unsigned long state;

	do
		WRITE_ONCE(desc->next_pending, first);
	/* K0: seq_cst; the line is on the list before the kick looks at the CPU's word. */
	while (!arch_try_cmpxchg(&pending[desc->cpu], &first, desc, __ATOMIC_SEQ_CST));

	/* No handler may run here while an owner waits for the end of our kick. */
	state = host_call_begin();
	arch_kick_cpu(desc->cpu);
	host_call_end(state);
}

/*
 * Clear some bits, set others, and if that makes the line deliverable, deliver it.
 *
 * J1: seq_cst. Releases what the device did before it raised, for the handlers (J2); acquires, so
 * that who turns QUEUED on is alone with next_pending until the push.
 */
static void change(struct irq_desc *desc, unsigned int clear, unsigned int set)
{
	unsigned int old = READ_ONCE(desc->line), new;

	do {
		new = (old & ~clear) | set;
		if (deliverable(new))
			new |= LINE_QUEUED;
	} while (!arch_try_cmpxchg(&desc->line, &old, new, __ATOMIC_SEQ_CST));
	if ((new &LINE_QUEUED) && (!(old & LINE_QUEUED) || (clear & LINE_QUEUED)))
		push(desc);
}

/* The device signals: an edge, or the active level. Async-signal-safe. */
void line_signal(struct irq_desc *desc)
{
	change(desc, 0, irq_is_level(desc) ? LINE_ASSERTED : LINE_LATCHED);
}

void line_clear(struct irq_desc *desc)
{
	change(desc, LINE_ASSERTED, 0);
}

/* Before the handlers run: the edge is taken. Return: false for a level that is gone already. */
bool line_ack(struct irq_desc *desc)
{
	/* J2: acquire, pairs with J1, also with one that found the line QUEUED already; and done
	 * before the handlers look at the device, so that a later edge is latched anew. */
	return arch_fetch_and(&desc->line, ~LINE_LATCHED, __ATOMIC_SEQ_CST) &
	       (LINE_LATCHED | LINE_ASSERTED);
}

/* After them. */
void line_done(struct irq_desc *desc)
{
	change(desc, LINE_QUEUED, 0);
}

/* Delivered, but nobody may have it now: keep an edge for later, and mask. */
void line_park(struct irq_desc *desc)
{
	change(desc, LINE_QUEUED, LINE_MASKED | (irq_is_level(desc) ? 0 : LINE_LATCHED));
}

void line_unmask(struct irq_desc *desc)
{
	change(desc, LINE_MASKED, 0);
}

/* At boot: what the last machine did not get to is gone with it. */
void lines_reset(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		arch_store(&pending[cpu], NULL, __ATOMIC_RELAXED);
}

/* The oldest first. */
static struct irq_desc *take_pending(unsigned int cpu)
{
	/* S1: acquire, pairs with K0 in push(): the links are seen. */
	struct irq_desc *list = arch_xchg(&pending[cpu], NULL, __ATOMIC_SEQ_CST);
	struct irq_desc *reversed = NULL;

	while (list) {
		struct irq_desc *next = READ_ONCE(list->next_pending);

		WRITE_ONCE(list->next_pending, reversed);
		reversed = list;
		list = next;
	}
	return reversed;
}

/* Only one of them; the others wait on, in their order. */
static struct irq_desc *pick_one(unsigned int cpu, struct irq_desc *list, unsigned int irq)
{
	struct irq_desc *picked = NULL;

	while (list) {
		struct irq_desc *next = list->next_pending;

		if (list->irq == irq) {
			picked = list;
			picked->next_pending = NULL;
		} else {
			list->next_pending = arch_load(&pending[cpu], __ATOMIC_RELAXED);
			arch_store(&pending[cpu], list, __ATOMIC_RELAXED);
		}
		list = next;
	}
	return picked;
}

unsigned int irq_upcall_waiting(unsigned int cpu, int *irqs, unsigned int max)
{
	unsigned int n = 0, first;

	for (struct irq_desc *d = pending[cpu]; d && n < max; d = d->next_pending)
		irqs[n++] = (int)d->irq;
	for (first = 0; first + 1 + first < n; first++) {
		int irq = irqs[first];

		irqs[first] = irqs[n - 1 - first];
		irqs[n - 1 - first] = irq;
	}
	if (n < max && (irq_work_queued(cpu) || softirq_remote_pending(cpu)))
		irqs[n++] = IRQ_UPCALL_OTHERS;
	if (n < max && tick_pending(cpu))
		irqs[n++] = IRQ_UPCALL_TICK;
	return n;
}

bool irq_upcall_can_fire(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);

	return desc && desc->action && !desc->depth && !irq_is_level(desc) &&
	       !(desc->line & (LINE_LATCHED | LINE_MASKED | LINE_QUEUED));
}

int irq_upcall_edge_cpu(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);

	return desc && !irq_is_level(desc) ? (int)desc->cpu : -1;
}

const void *irq_upcall_object(int irq)
{
	return irq_to_desc((unsigned int)irq);
}

static bool anything_pending(unsigned int cpu)
{
	/* S3: seq_cst, after S2 in absorb(). Pairs with K0, see kick.c. */
	return arch_load(&pending[cpu], __ATOMIC_SEQ_CST) || irq_work_queued(cpu) ||
	       softirq_remote_pending(cpu) || tick_pending(cpu);
}

void irq_upcall_serve(unsigned int cpu, int irq)
{
	struct callback former = callback_enter(__builtin_frame_address(0));
	struct irq_desc *batch;

	irq_enter();
	batch = take_pending(cpu); /* S1 */
	if (irq >= 0)
		batch = pick_one(cpu, batch, (unsigned int)irq);
	while (batch) {
		struct irq_desc *desc = batch;

		batch = READ_ONCE(desc->next_pending);
		handle_line(desc);
	}
	if (irq <= 0) {
		irq_work_serve(cpu);
		softirq_take_remote(cpu);
	}
	if (irq == IRQ_UPCALL_ALL || irq == IRQ_UPCALL_TICK)
		tick_serve(cpu);
	arch_irq_ack(); /* S2 */
	if (anything_pending(cpu))
		arch_kick_cpu(cpu); /* S3 */
	irq_exit(); /* S4 */
	callback_leave(former);
}
