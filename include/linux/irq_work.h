/* SPDX-License-Identifier: MIT */
/*
 * Work for hardirq context, queued from anywhere: an interrupt that a CPU sends to itself, or to
 * another one.
 *
 * It may be queued again from its own function, and runs again then. Queued while it is pending
 * it runs once. What was queued while interrupts were off runs in one interrupt.
 */
#ifndef _LINUX_IRQ_WORK_H
#define _LINUX_IRQ_WORK_H

#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/types.h>

#define IRQ_WORK_PENDING  0x01 /* queued, not begun */
#define IRQ_WORK_BUSY	  0x02 /* queued, or running */
#define IRQ_WORK_CLAIMED  (IRQ_WORK_PENDING | IRQ_WORK_BUSY)
#define IRQ_WORK_LAZY	  0x04 /* no hurry; here as soon as others */
#define IRQ_WORK_HARD_IRQ 0x08 /* in hardirq context on PREEMPT_RT too; here all are */

/**
 * struct irq_work - a function to be called in hardirq context
 * @node.next: link in the list of its CPU while pending
 * @node.a_flags: IRQ_WORK_*; who sets PENDING owns @node.next until the work is begun
 * @func: called with interrupts off
 */
struct irq_work {
	struct {
		struct irq_work *next;
		union {
			unsigned int u_flags;
			atomic_t a_flags;
		};
	} node;
	void (*func)(struct irq_work *work);
};

#define __IRQ_WORK_INIT(_func, _flags)                          \
	{                                                       \
		.node = {.u_flags = (_flags)}, .func = (_func), \
	}
#define IRQ_WORK_INIT(_func)	  __IRQ_WORK_INIT(_func, 0)
#define IRQ_WORK_INIT_LAZY(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_LAZY)
#define IRQ_WORK_INIT_HARD(_func) __IRQ_WORK_INIT(_func, IRQ_WORK_HARD_IRQ)

#define DEFINE_IRQ_WORK(name, _f) struct irq_work name = IRQ_WORK_INIT(_f)

/**
 * init_irq_work() - initialise
 * @work: must not be queued
 * @func: called in hardirq context, interrupts off; must not free @work
 */
static inline void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *))
{
	*work = (struct irq_work)IRQ_WORK_INIT(func);
}

/* Queued, and not begun yet? */
static inline bool irq_work_is_pending(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_PENDING;
}

/* Queued, or running? */
static inline bool irq_work_is_busy(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_BUSY;
}

static inline bool irq_work_is_hard(struct irq_work *work)
{
	return atomic_read(&work->node.a_flags) & IRQ_WORK_HARD_IRQ;
}

__tl_api_begin

/**
 * irq_work_queue() - interrupt this CPU
 * @work: what to call
 *
 * With interrupts on, @work has run when this returns, unless the CPU is in a handler.
 *
 * Return: false if it is pending already. Context: any. Follows Linux 6.12.
 */
bool irq_work_queue(struct irq_work *work);

/**
 * irq_work_queue_on() - interrupt a CPU
 * @work: what to call there
 * @cpu: its number
 *
 * Return: false if it is pending already, wherever, or, with a warning, if there is no such CPU.
 * Context: any. Follows Linux 6.12.
 */
bool irq_work_queue_on(struct irq_work *work, int cpu);

/**
 * irq_work_sync() - wait until a work is neither pending nor running
 * @work: may be freed afterwards, if nobody queues it any more
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void irq_work_sync(struct irq_work *work);

__tl_api_end

#endif /* _LINUX_IRQ_WORK_H */
