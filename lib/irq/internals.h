/* SPDX-License-Identifier: MIT */
/*
 * Interrupt descriptors: private to lib/irq/.
 *
 * Two kinds of interrupts have one: lines, which the host makes and raises (tl_irq_alloc()), and
 * numbers that drivers of interrupt controllers allocate (irq_alloc_descs()). Both are handled by
 * a flow handler (flow.c) through a chip. A line's chip (line_chip) is the library's.
 *
 * THE LINE WORD, desc->line. What the hardware does to a line is one atomic word, so that raising
 * takes no lock and may happen in a signal handler:
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
 * dropped, or kept and the line pushed again if it is deliverable once more. So QUEUED is what an
 * interrupt controller with an end-of-interrupt register keeps until that is written.
 *
 * Of the rest of a line's fields: next_pending is its link in its CPU's list, while QUEUED; cpu,
 * where it is delivered, is written under the lock and read by anyone; line_name and trigger, the
 * way it is wired, are constant while it is allocated. kind is atomic. binding and bound_to: the
 * signal number or file descriptor that raises it. count: interrupts per CPU, each written by its
 * CPU's owner.
 *
 * What drivers do to an interrupt (actions, disable depth, chip) is plain data under desc->lock;
 * istate, in it, is what Linux keeps to itself as well.
 */
#ifndef LIB_IRQ_INTERNALS_H
#define LIB_IRQ_INTERNALS_H

#include <linux/irq.h>
#include <linux/spinlock.h>

#define NR_IRQS 1024

#define LINE_LATCHED  0x1u
#define LINE_ASSERTED 0x2u
#define LINE_MASKED   0x4u
#define LINE_QUEUED   0x8u

/* desc->kind */
enum { DESC_FREE, DESC_LINE, DESC_DRIVERS };

/* desc->istate */
#define ISTATE_PENDING		 0x1u /* came while it could not be handled */
#define ISTATE_ONESHOT		 0x2u /* its actions have IRQF_ONESHOT */
#define ISTATE_SPURIOUS_DISABLED 0x4u /* nobody cared */
#define ISTATE_SAID		 0x8u /* that there is no handler */
#define ISTATE_DEFERRED		 0x10u /* whether the last one was handled is its threads' to say */
#define ISTATE_AUTODETECT	 0x20u /* see autoprobe.c */
#define ISTATE_WAITING		 0x40u

/* desc->binding */
enum irq_binding { BOUND_NOTHING, BOUND_SIGNAL, BOUND_FD };

/* By the wire, which is what the line word is about; not irqd_is_level_type(). */
static inline bool line_is_level(const struct irq_desc *desc)
{
	return desc->trigger & (IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW);
}

static inline bool state_has(const struct irq_desc *desc, unsigned int bits)
{
	return __irqd_state(&desc->irq_data) & bits;
}

/* With desc->lock held. */
static inline void state_set(struct irq_desc *desc, unsigned int bits)
{
	WRITE_ONCE(desc->irq_common_data.state_use_accessors,
		   desc->irq_common_data.state_use_accessors | bits);
}

/* With desc->lock held. H1: release, pairs with H2 in synchronize_hardirq(): who sees that no
 * handler is running sees what it did. */
static inline void state_clear(struct irq_desc *desc, unsigned int bits)
{
	smp_store_release(&desc->irq_common_data.state_use_accessors,
			  desc->irq_common_data.state_use_accessors & ~bits);
}

/* F1: acquire, pairs with irq_set_handler_locked(). */
static inline irq_flow_handler_t desc_flow(const struct irq_desc *desc)
{
	return arch_load_quietly(&desc->handle_irq, __ATOMIC_ACQUIRE);
}

/* Each CPU has one of its own under that number; see percpu.c. Set once. */
static inline bool is_percpu_devid(const struct irq_desc *desc)
{
	return READ_ONCE(desc->status_use_accessors) & IRQ_PER_CPU_DEVID;
}

/* Its handlers run in the thread of another interrupt. */
static inline bool is_nested(const struct irq_desc *desc)
{
	return READ_ONCE(desc->status_use_accessors) & IRQ_NESTED_THREAD;
}

static inline const char *action_name(const struct irqaction *action)
{
	return action->name ? action->name : "?";
}

/*
 * A descriptor for changing it, with its lock held, and before that its chip's bus. @flags are
 * those of the lock. NULL: there is no such interrupt, and nothing is held. desc_get_global() does
 * not find those that each CPU has for itself.
 */
struct irq_desc *desc_get(unsigned int irq, unsigned long *flags);
struct irq_desc *desc_get_bus(unsigned int irq, unsigned long *flags);
struct irq_desc *desc_get_global(unsigned int irq, unsigned long *flags);
void desc_put(struct irq_desc *desc, unsigned long flags);
void desc_put_bus(struct irq_desc *desc, unsigned long flags);
void bus_lock(struct irq_desc *desc);
void bus_unlock(struct irq_desc *desc);

/* desc.c */
struct irq_desc *desc_first_free(int *err);
void desc_publish(struct irq_desc *desc, unsigned int kind);
struct irq_desc *desc_next(unsigned int *irq);
void desc_alloc_lock(void);
void desc_alloc_unlock(void);
/* Give one back that has no handler, under the alloc lock; @who is told that there is one. */
int desc_release(struct irq_desc *desc, const char *who);

/* line.c */
extern const struct irq_chip line_chip;
void line_signal(struct irq_desc *desc);
void line_clear(struct irq_desc *desc);
void lines_reset(void);

/* host.c */
void lines_exit(void);

/* thread.c */
irqreturn_t wake_thread_only(int irq, void *dev_id);
void wake_action_thread(struct irq_desc *desc, struct irqaction *action);
void threads_follow_affinity(struct irq_desc *desc);
int threads_make(struct irq_desc *desc, struct irqaction *action);
void threads_start(struct irq_desc *desc, struct irqaction *action);
void threads_end(struct irqaction *action);

/* enable.c */
bool desc_synchronize_hardirq(struct irq_desc *desc);
/* manage.c: @action is unlinked: wait for its handler, if it @runs, and threads, and give it back. */
void end_action(struct irq_desc *desc, struct irqaction *action, bool runs);

/* flow.c */
void desc_count(struct irq_desc *desc);

/* handle.c: the handlers of an interrupt; the lock is held, and let go of meanwhile. */
void handle_actions(struct irq_desc *desc);
irqreturn_t call_action(unsigned int irq, const struct irqaction *action, void *cookie);
irqreturn_t call_actions(struct irq_desc *desc, struct irqaction *action);
void say_no_handler(struct irq_desc *desc);

/* chip.c: with desc->lock held. */
void desc_mask(struct irq_desc *desc);
void desc_mask_ack(struct irq_desc *desc);
void desc_unmask(struct irq_desc *desc);
void desc_startup(struct irq_desc *desc);
void desc_shutdown(struct irq_desc *desc);
void desc_enable(struct irq_desc *desc);
void desc_disable(struct irq_desc *desc);
int desc_set_type(struct irq_desc *desc, unsigned int type);
extern struct irqaction chained_action;

/* resend.c: what came meanwhile comes now; with desc->lock held. */
void desc_resend(struct irq_desc *desc);
void resend_reset(void);

/* autoprobe.c: it has fired, and nobody handles it. With desc->lock held. Return: is that meant? */
bool desc_autodetect(struct irq_desc *desc);

/* spurious.c */
void note_interrupt(struct irq_desc *desc, irqreturn_t ret);

/* bind.c */
int bind_signal(struct irq_desc *desc, int signo);
int bind_fd(struct irq_desc *desc, int fd);
void unbind(struct irq_desc *desc);
void bind_fd_rearm(struct irq_desc *desc);
void bind_exit(void);

#endif /* LIB_IRQ_INTERNALS_H */
