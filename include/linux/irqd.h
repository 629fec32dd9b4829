/* SPDX-License-Identifier: MIT */
/*
 * The state of an interrupt, for its chip and its flow handler: irqd_*(). Included by
 * <linux/irq.h>, which is where Linux has it.
 *
 * Setters are for whoever holds the descriptor's lock, as a chip's functions do. Context: any.
 */
#ifndef _LINUX_IRQD_H
#define _LINUX_IRQD_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/irqdesc.h>
#include <linux/irqhandler.h>
#include <linux/types.h>

/* Bits of irq_common_data.state_use_accessors, beside IRQ_TYPE_SENSE_MASK. */
enum {
	IRQD_TRIGGER_MASK = 0xf,
	IRQD_SETAFFINITY_PENDING = BIT(8),
	IRQD_NO_BALANCING = BIT(10),
	IRQD_PER_CPU = BIT(11),
	IRQD_AFFINITY_SET = BIT(12),
	IRQD_LEVEL = BIT(13),
	IRQD_WAKEUP_STATE = BIT(14),
	IRQD_IRQ_DISABLED = BIT(16),
	IRQD_IRQ_MASKED = BIT(17),
	IRQD_IRQ_INPROGRESS = BIT(18),
	IRQD_WAKEUP_ARMED = BIT(19),
	IRQD_AFFINITY_MANAGED = BIT(21),
	IRQD_IRQ_STARTED = BIT(22),
	IRQD_SINGLE_TARGET = BIT(24),
	IRQD_DEFAULT_TRIGGER_SET = BIT(25),
	IRQD_HANDLE_ENFORCE_IRQCTX = BIT(27),
};

static inline unsigned int __irqd_state(const struct irq_data *d)
{
	return READ_ONCE(d->common->state_use_accessors);
}

/* What the state of an interrupt says. Context: any. */
static inline u32 irqd_get_trigger_type(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_TRIGGER_MASK;
}

/* For irq_set_type of a chip, which returns IRQ_SET_MASK_OK_NOCOPY then. */
static inline void irqd_set_trigger_type(struct irq_data *d, u32 type)
{
	d->common->state_use_accessors &= ~(unsigned int)IRQD_TRIGGER_MASK;
	d->common->state_use_accessors |= type & IRQD_TRIGGER_MASK;
}

static inline bool irqd_is_level_type(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_LEVEL;
}

static inline bool irqd_is_per_cpu(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_PER_CPU;
}

static inline bool irqd_can_balance(struct irq_data *d)
{
	return !(__irqd_state(d) & (IRQD_PER_CPU | IRQD_NO_BALANCING));
}

static inline bool irqd_affinity_was_set(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_AFFINITY_SET;
}

/* For chips that set it up by themselves. */
static inline void irqd_mark_affinity_was_set(struct irq_data *d)
{
	d->common->state_use_accessors |= IRQD_AFFINITY_SET;
}

/* It goes to one CPU at a time: for chips to say, and to ask. */
static inline void irqd_set_single_target(struct irq_data *d)
{
	d->common->state_use_accessors |= IRQD_SINGLE_TARGET;
}

static inline bool irqd_is_single_target(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_SINGLE_TARGET;
}

/* From then on generic_handle_irq() is refused outside of hardirq context. */
static inline void irqd_set_handle_enforce_irqctx(struct irq_data *d)
{
	d->common->state_use_accessors |= IRQD_HANDLE_ENFORCE_IRQCTX;
}

static inline bool irqd_is_handle_enforce_irqctx(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_HANDLE_ENFORCE_IRQCTX;
}

/* Of these there are none here: CPUs are set at once, and there is no suspend. */
static inline bool irqd_is_setaffinity_pending(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_SETAFFINITY_PENDING;
}

static inline bool irqd_affinity_is_managed(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_AFFINITY_MANAGED;
}

static inline bool irqd_is_wakeup_armed(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_WAKEUP_ARMED;
}

static inline bool irqd_is_wakeup_set(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_WAKEUP_STATE;
}

static inline bool irqd_irq_disabled(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_IRQ_DISABLED;
}

static inline bool irqd_irq_masked(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_IRQ_MASKED;
}

static inline bool irqd_irq_inprogress(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_IRQ_INPROGRESS;
}

static inline bool irqd_is_started(struct irq_data *d)
{
	return __irqd_state(d) & IRQD_IRQ_STARTED;
}

static inline irq_hw_number_t irqd_to_hwirq(struct irq_data *d)
{
	return d->hwirq;
}

#endif /* _LINUX_IRQD_H */
