/* SPDX-License-Identifier: MIT */
/*
 * Interrupt descriptors: private to lib/irq/.
 *
 * THE LINE WORD. What the hardware does to a line is one atomic word, so that raising takes no
 * lock and may happen in a signal handler:
 *
 *	LATCHED		an edge came and has not been acknowledged
 *	ASSERTED	the level is active
 *	MASKED		nothing is delivered
 *	QUEUED		on the pending list of its CPU, or being handled there
 *
 *	deliverable = (LATCHED | ASSERTED) && !MASKED && !QUEUED
 *
 * Whoever makes a line deliverable sets QUEUED in the same compare-and-swap, and then owes the
 * push on the list and the kick. Handling acknowledges (clears LATCHED) before the handlers run,
 * so that an edge which comes meanwhile is latched: one, however many come. At the end QUEUED is
 * dropped, or kept and the line pushed again if it is deliverable once more.
 *
 * What drivers do to a line (actions, disable depth) is plain data under desc->lock.
 */
#ifndef LIB_IRQ_INTERNALS_H
#define LIB_IRQ_INTERNALS_H

#include <linux/interrupt.h>
#include <linux/spinlock.h>

#define NR_IRQS 1024

#define LINE_LATCHED  0x1u
#define LINE_ASSERTED 0x2u
#define LINE_MASKED   0x4u
#define LINE_QUEUED   0x8u

/**
 * struct irqaction - one handler of a line
 * @next: the following handler of a shared line; read by handling without the lock
 */
struct irqaction {
	irq_handler_t handler;
	void *dev_id;
	unsigned long flags;
	const char *name;
	struct irqaction *next;
};

enum irq_binding { BOUND_NOTHING, BOUND_SIGNAL, BOUND_FD };

/**
 * struct irq_desc - an interrupt line
 * @line: LINE_*; atomic
 * @next_pending: link in its CPU's list, while QUEUED
 * @irq: number; constant
 * @name: of the line; constant while allocated
 * @trigger: IRQF_TRIGGER_*; constant while allocated
 * @cpu: where it is delivered; constant while allocated
 * @allocated: between tl_irq_alloc() and tl_irq_free(); atomic
 * @lock: protects what follows
 * @action: handlers, oldest first
 * @depth: how often it is disabled
 * @in_progress: handlers are running
 * @bad: "no handler" has been said
 * @irq_count, @irqs_unhandled, @last_unhandled: spurious interrupt detection
 * @binding, @bound_to: signal number or file descriptor that raises it
 * @count: interrupts per CPU; each written by its CPU's owner
 */
struct irq_desc {
	unsigned int line;
	struct irq_desc *next_pending;
	unsigned int irq;
	char name[32];
	unsigned int trigger;
	unsigned int cpu;
	bool allocated;
	raw_spinlock_t lock;
	struct irqaction *action;
	unsigned int depth;
	bool in_progress;
	bool bad;
	unsigned int irq_count;
	unsigned int irqs_unhandled;
	unsigned long last_unhandled;
	enum irq_binding binding;
	int bound_to;
	unsigned long count[];
};

static inline bool irq_is_level(const struct irq_desc *desc)
{
	return desc->trigger & (IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW);
}

/* desc.c */
struct irq_desc *irq_to_desc(unsigned int irq);

/* line.c */
void line_signal(struct irq_desc *desc);
void line_clear(struct irq_desc *desc);
bool line_ack(struct irq_desc *desc);
void line_done(struct irq_desc *desc);
void line_park(struct irq_desc *desc);
void line_unmask(struct irq_desc *desc);
void lines_reset(void);

/* handle.c */
void handle_line(struct irq_desc *desc);

/* spurious.c */
void note_interrupt(struct irq_desc *desc, irqreturn_t ret);

/* bind.c */
int bind_signal(struct irq_desc *desc, int signo);
int bind_fd(struct irq_desc *desc, int fd);
void unbind(struct irq_desc *desc);
void bind_fd_rearm(struct irq_desc *desc);
void bind_exit(void);

#endif /* LIB_IRQ_INTERNALS_H */
