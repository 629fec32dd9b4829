// SPDX-License-Identifier: MIT
/*
 * Lines: the line word (see internals.h), the CPUs' pending lists, the entry from the machine, and
 * the chip through which flow handlers see all that.
 *
 * The edge is taken here, before the flow handler, and QUEUED is dropped after it: so the chip has
 * nothing to acknowledge, and only levels of file descriptors have an end of interrupt.
 */
#include <linux/bug.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "irq/internals.h"
#include "debug/callback.h"
#include "kernel/irq_work.h"
#include "kernel/softirq.h"
#include "time/time.h"

/* Newest first; pushed by anyone, taken whole by the CPU's owner. */
static struct irq_desc *pending[NR_CPUS] __arch_hot_cpus;

static bool deliverable(unsigned int line)
{
	return (line & (LINE_LATCHED | LINE_ASSERTED)) && !(line & (LINE_MASKED | LINE_QUEUED));
}

static void push(struct irq_desc *desc)
{
	unsigned int cpu = READ_ONCE(desc->cpu);
	struct irq_desc *first = arch_load(&pending[cpu], __ATOMIC_RELAXED);
	unsigned long state;

	do
		WRITE_ONCE(desc->next_pending, first);
	/* K0: seq_cst; the line is on the list before the kick looks at the CPU's word. */
	while (!arch_try_cmpxchg(&pending[cpu], &first, desc, __ATOMIC_SEQ_CST));

	/* No handler may run here while an owner waits for the end of our kick. */
	state = host_call_begin();
	arch_kick_cpu(cpu);
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
	change(desc, 0, line_is_level(desc) ? LINE_ASSERTED : LINE_LATCHED);
}

void line_clear(struct irq_desc *desc)
{
	change(desc, LINE_ASSERTED, 0);
}

/* Before the handlers run: the edge is taken. Return: false for a level that is gone already. */
static bool line_ack(struct irq_desc *desc)
{
	/* J2: acquire, pairs with J1, also with one that found the line QUEUED already; and done
	 * before the handlers look at the device, so that a later edge is latched anew. */
	return arch_fetch_and(&desc->line, ~LINE_LATCHED, __ATOMIC_SEQ_CST) &
	       (LINE_LATCHED | LINE_ASSERTED);
}

/* After them. */
static void line_done(struct irq_desc *desc)
{
	change(desc, LINE_QUEUED, 0);
}

static struct irq_desc *line_of(struct irq_data *data)
{
	return irq_data_to_desc(data);
}

static void line_mask(struct irq_data *data)
{
	change(line_of(data), 0, LINE_MASKED);
}

static void line_unmask(struct irq_data *data)
{
	struct irq_desc *desc = line_of(data);

	/* Somebody may have drained it. */
	bind_fd_rearm(desc);
	change(desc, LINE_MASKED, 0);
}

static void line_eoi(struct irq_data *data)
{
	struct irq_desc *desc = line_of(data);

	/* While it is masked, who reads may not be through. */
	if (!state_has(desc, IRQD_IRQ_MASKED))
		bind_fd_rearm(desc);
}

static int line_retrigger(struct irq_data *data)
{
	change(line_of(data), 0, LINE_LATCHED);
	return 1;
}

static int line_set_type(struct irq_data *data, unsigned int type)
{
	/* As it is wired. */
	return type == line_of(data)->trigger ? IRQ_SET_MASK_OK : -EINVAL;
}

static int line_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int cpu = cpumask_first(dest);

	(void)force;
	if (cpu >= nr_cpu_ids)
		return -EINVAL;
	WRITE_ONCE(line_of(data)->cpu, cpu);
	return IRQ_SET_MASK_OK;
}

static unsigned int bit_of(enum irqchip_irq_state which)
{
	return which == IRQCHIP_STATE_PENDING	 ? LINE_LATCHED :
	       which == IRQCHIP_STATE_MASKED	 ? LINE_MASKED :
	       which == IRQCHIP_STATE_ACTIVE	 ? LINE_QUEUED :
	       which == IRQCHIP_STATE_LINE_LEVEL ? LINE_ASSERTED :
						   0;
}

static int line_get_state(struct irq_data *data, enum irqchip_irq_state which, bool *state)
{
	*state = READ_ONCE(line_of(data)->line) & bit_of(which);
	return 0;
}

static int line_set_state(struct irq_data *data, enum irqchip_irq_state which, bool state)
{
	unsigned int bit = bit_of(which);

	if (bit & ~(LINE_LATCHED | LINE_MASKED))
		return -EINVAL;
	change(line_of(data), state ? 0 : bit, state ? bit : 0);
	return 0;
}

const struct irq_chip line_chip = {
	.name = "tasklet",
	.irq_mask = line_mask,
	.irq_unmask = line_unmask,
	.irq_eoi = line_eoi,
	.irq_retrigger = line_retrigger,
	.irq_set_type = line_set_type,
	.irq_set_affinity = line_set_affinity,
	.irq_get_irqchip_state = line_get_state,
	.irq_set_irqchip_state = line_set_state,
	.flags = IRQCHIP_SKIP_SET_WAKE,
};

/* If not, it is told of once, an edge is kept, and the line masked. */
static bool somebody_cares(struct irq_desc *desc)
{
	bool cares, say = false;

	if (likely(smp_load_acquire(&desc->action))) /* F2 */
		return true;
	raw_spin_lock(&desc->lock);
	cares = desc->action;
	if (!cares) {
		desc_count(desc);
		say = !desc_autodetect(desc) && !(desc->istate & ISTATE_SAID);
		if (say)
			desc->istate |= ISTATE_SAID;
		desc->istate |= ISTATE_PENDING;
		desc_mask(desc);
	}
	raw_spin_unlock(&desc->lock);
	if (say)
		say_no_handler(desc);
	return cares;
}

static void handle_line(struct irq_desc *desc)
{
	if (unlikely(!line_ack(desc))) {
		/* Lowered before anybody came: as on a wire, it has not been. */
		raw_spin_lock(&desc->lock);
		bind_fd_rearm(desc);
		raw_spin_unlock(&desc->lock);
	} else if (somebody_cares(desc)) {
		desc_flow(desc)(desc);
	}
	line_done(desc);
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

		if (list->irq_data.irq == irq) {
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
		irqs[n++] = (int)d->irq_data.irq;
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

	return desc && desc->action && !desc->depth && !line_is_level(desc) &&
	       !(desc->line & (LINE_LATCHED | LINE_MASKED | LINE_QUEUED));
}

int irq_upcall_edge_cpu(int irq)
{
	struct irq_desc *desc = irq_to_desc((unsigned int)irq);

	return desc && !line_is_level(desc) ? (int)desc->cpu : -1;
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

noinline void irq_upcall_serve(unsigned int cpu, int irq)
{
	struct callback former = callback_enter((void *)irq_upcall_serve);
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
