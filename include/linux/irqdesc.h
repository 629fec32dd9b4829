/* SPDX-License-Identifier: MIT */
/*
 * Interrupt descriptors: what there is of each interrupt number. Flow handlers and chained handlers
 * are given them; the rest of a driver goes by numbers, with the functions of <linux/irq.h>.
 */
#ifndef _LINUX_IRQDESC_H
#define _LINUX_IRQDESC_H

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/irqhandler.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>
#include <linux/wait.h>

struct irq_affinity_notify;
struct irq_chip;
struct irq_domain;
struct irqaction;
struct msi_desc;

/**
 * struct irq_common_data - what the chips of one interrupt share
 * @state_use_accessors: trigger, disabled, masked, ...: see irqd_*(); written under the
 *	descriptor's lock, atomically
 * @node: 0, the one memory node
 * @handler_data: see irq_set_handler_data()
 * @msi_desc: kept for sources that set it
 * @affinity: the CPUs that it may be delivered to
 */
struct irq_common_data {
	unsigned int state_use_accessors;
	unsigned int node;
	void *handler_data;
	struct msi_desc *msi_desc;
	cpumask_t affinity;
};

/**
 * struct irq_data - what chip functions are given
 * @irq: interrupt number
 * @hwirq: the number within @domain
 * @common: see there
 * @chip: functions that reach the hardware; never NULL
 * @domain: translates hardware numbers, or NULL
 * @chip_data: see irq_set_chip_data()
 */
struct irq_data {
	unsigned int irq;
	irq_hw_number_t hwirq;
	struct irq_common_data *common;
	struct irq_chip *chip;
	struct irq_domain *domain;
	void *chip_data;
};

/**
 * struct irq_desc - an interrupt
 * @irq_common_data: @irq_data: for chips
 * @handle_irq: the flow handler
 * @action: handlers, oldest first; read by handling without the lock
 * @status_use_accessors: settings, see irq_set_status_flags()
 * @depth: how often it is disabled
 * @wake_depth: enable_irq_wake() less disable_irq_wake()
 * @lock: protects what can change, but for what is atomic
 * @percpu_enabled: of an interrupt that each CPU has for itself: those where it is on; a CPU's bit
 *	is written by its owner, atomically
 * @affinity_hint: see irq_set_affinity_and_hint()
 * @affinity_notify: see irq_set_affinity_notifier()
 * @threads_oneshot: a bit for each thread that keeps the line masked
 * @threads_active: threads that were woken and are not through yet; atomic
 * @wait_for_threads: who waits for 0 of them
 * @threads_handled: interrupts that threads handled; atomic
 * @threads_handled_last: as it was at the last interrupt that was left to threads alone
 * @irq_count: @irqs_unhandled: @last_unhandled: spurious interrupt detection
 */
struct irq_desc {
	struct irq_common_data irq_common_data;
	struct irq_data irq_data;
	irq_flow_handler_t handle_irq;
	struct irqaction *action;
	unsigned int status_use_accessors;
	unsigned int depth;
	unsigned int wake_depth;
	raw_spinlock_t lock;
	cpumask_t percpu_enabled;
	const struct cpumask *affinity_hint;
	struct irq_affinity_notify *affinity_notify;
	unsigned long threads_oneshot;
	atomic_t threads_active;
	wait_queue_head_t wait_for_threads;
	atomic_t threads_handled;
	int threads_handled_last;
	unsigned int irq_count;
	unsigned int irqs_unhandled;
	unsigned long last_unhandled;
	/* private: lib/irq/internals.h says what is what */
	unsigned int line;
	struct irq_desc *next_pending;
	unsigned int cpu;
	unsigned int kind;
	unsigned int istate;
	unsigned int trigger;
	unsigned int binding;
	int bound_to;
	char line_name[32];
	unsigned long count[];
};

static inline unsigned int irq_desc_get_irq(struct irq_desc *desc)
{
	return desc->irq_data.irq;
}

static inline struct irq_data *irq_desc_get_irq_data(struct irq_desc *desc)
{
	return &desc->irq_data;
}

static inline struct irq_chip *irq_desc_get_chip(struct irq_desc *desc)
{
	return desc->irq_data.chip;
}

static inline void *irq_desc_get_chip_data(struct irq_desc *desc)
{
	return desc->irq_data.chip_data;
}

static inline void *irq_desc_get_handler_data(struct irq_desc *desc)
{
	return desc->irq_common_data.handler_data;
}

static inline struct irq_desc *irq_data_to_desc(struct irq_data *data)
{
	return container_of(data->common, struct irq_desc, irq_common_data);
}

__tl_api_begin
/**
 * irq_to_desc() - the descriptor of an interrupt number
 * @irq: the number
 *
 * Context: any. Return: NULL if there is none. Follows Linux 6.12.
 */
struct irq_desc *irq_to_desc(unsigned int irq);

/**
 * generic_handle_irq() - an interrupt has come in: run its flow handler
 * @irq: the number, of irq_create_mapping() or irq_alloc_descs()
 *
 * For drivers of interrupt controllers, from the handler of the interrupt that theirs come in by.
 *
 * Context: hardirq, interrupts off. Return: 0, -EINVAL if there is no such interrupt, -EPERM outside
 * of hardirq context, if its chip has forbidden that (irqd_set_handle_enforce_irqctx()).
 * Follows Linux 6.12.
 */
int generic_handle_irq(unsigned int irq);

/** generic_handle_irq_safe() - generic_handle_irq() that masks interrupts meanwhile; Context: any */
int generic_handle_irq_safe(unsigned int irq);

/** generic_handle_domain_irq() - generic_handle_irq() by hardware number of a domain */
int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq);

/** generic_handle_domain_irq_safe() - the same, masking interrupts meanwhile; Context: any */
int generic_handle_domain_irq_safe(struct irq_domain *domain, unsigned int hwirq);

/**
 * irq_has_action() - is there a handler on an interrupt?
 * @irq: the number
 *
 * Context: any. Return: true if so. Follows Linux 6.12.
 */
bool irq_has_action(unsigned int irq);
__tl_api_end

static inline bool irq_desc_has_action(struct irq_desc *desc)
{
	return desc && READ_ONCE(desc->action);
}

__tl_api_begin
/**
 * irq_check_status_bit() - has an interrupt one of those settings?
 * @irq: the number
 * @bitmask: IRQ_*
 *
 * Context: any. Follows Linux 6.12.
 */
bool irq_check_status_bit(unsigned int irq, unsigned int bitmask);
__tl_api_end

/*
 * Of which kind an interrupt is. Context: any. The settings are IRQ_NO_BALANCING_MASK, IRQ_PER_CPU
 * and IRQ_PER_CPU_DEVID of <linux/irq.h>.
 */
static inline bool irq_balancing_disabled(unsigned int irq)
{
	return irq_check_status_bit(irq, 1u << 9 | 1u << 13);
}

static inline bool irq_is_percpu(unsigned int irq)
{
	return irq_check_status_bit(irq, 1u << 9);
}

static inline bool irq_is_percpu_devid(unsigned int irq)
{
	return irq_check_status_bit(irq, 1u << 17);
}

/* Run an interrupt's flow handler. */
static inline void generic_handle_irq_desc(struct irq_desc *desc)
{
	desc->handle_irq(desc);
}

#endif /* _LINUX_IRQDESC_H */
