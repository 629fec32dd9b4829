/* SPDX-License-Identifier: MIT */
/*
 * For drivers of interrupt controllers: chips, flow handlers, interrupt numbers.
 *
 * A controller gets numbers for its inputs (irq_alloc_descs() or a domain of <linux/irqdomain.h>),
 * gives each a chip and a flow handler, and calls generic_handle_irq() for the inputs that are
 * active when its own interrupt comes in. Lines of tl_irq_alloc() have a chip and a flow handler
 * from the beginning.
 */
#ifndef _LINUX_IRQ_H
#define _LINUX_IRQ_H

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/irqd.h>
#include <linux/irqdesc.h>
#include <linux/irqhandler.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

struct irq_domain;
struct module;
struct msi_msg;

/* Trigger types, and settings of an interrupt (irq_set_status_flags()). */
enum {
	IRQ_TYPE_NONE = 0x00000000,
	IRQ_TYPE_EDGE_RISING = 0x00000001,
	IRQ_TYPE_EDGE_FALLING = 0x00000002,
	IRQ_TYPE_EDGE_BOTH = IRQ_TYPE_EDGE_FALLING | IRQ_TYPE_EDGE_RISING,
	IRQ_TYPE_LEVEL_HIGH = 0x00000004,
	IRQ_TYPE_LEVEL_LOW = 0x00000008,
	IRQ_TYPE_LEVEL_MASK = IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_LEVEL_HIGH,
	IRQ_TYPE_SENSE_MASK = 0x0000000f,
	IRQ_TYPE_DEFAULT = IRQ_TYPE_SENSE_MASK,
	IRQ_TYPE_PROBE = 0x00000010,

	IRQ_LEVEL = 1 << 8,
	IRQ_PER_CPU = 1 << 9,
	IRQ_NOPROBE = 1 << 10,
	IRQ_NOREQUEST = 1 << 11, /* request_irq() is refused */
	IRQ_NOAUTOEN = 1 << 12, /* every request is as with IRQF_NO_AUTOEN */
	IRQ_NO_BALANCING = 1 << 13,
	IRQ_NESTED_THREAD = 1 << 15, /* see handle_nested_irq() */
	IRQ_NOTHREAD = 1 << 16, /* no handler is forced into a thread */
	IRQ_PER_CPU_DEVID = 1 << 17,
	IRQ_IS_POLLED = 1 << 18, /* not looked at by spurious interrupt detection */
	IRQ_DISABLE_UNLAZY = 1 << 19, /* disable_irq() masks at once */
};

#define IRQF_MODIFY_MASK                                                                         \
	(IRQ_TYPE_SENSE_MASK | IRQ_NOPROBE | IRQ_NOREQUEST | IRQ_NOAUTOEN | IRQ_LEVEL |          \
	 IRQ_NO_BALANCING | IRQ_PER_CPU | IRQ_NESTED_THREAD | IRQ_NOTHREAD | IRQ_PER_CPU_DEVID | \
	 IRQ_IS_POLLED | IRQ_DISABLE_UNLAZY)
#define IRQ_NO_BALANCING_MASK (IRQ_PER_CPU | IRQ_NO_BALANCING)

/* What irq_set_affinity of a chip returns when it worked. */
enum { IRQ_SET_MASK_OK = 0, IRQ_SET_MASK_OK_NOCOPY, IRQ_SET_MASK_OK_DONE };

/**
 * struct irq_chip - how to reach the hardware of an interrupt
 * @name: in tables
 * @irq_startup: first request; NULL: irq_enable
 * @irq_shutdown: last free; NULL: irq_disable
 * @irq_enable: NULL: irq_unmask
 * @irq_disable: NULL: nothing, until it fires (then irq_mask)
 * @irq_ack: an edge has been seen
 * @irq_mask: let it not fire
 * @irq_mask_ack: both; NULL: one after the other
 * @irq_unmask: let it fire
 * @irq_eoi: it has been handled
 * @irq_set_affinity: deliver to one of those CPUs; return IRQ_SET_MASK_* or -errno
 * @irq_retrigger: have it fire once more; return nonzero if that is done
 * @irq_set_type: IRQ_TYPE_*; return 0, IRQ_SET_MASK_OK_NOCOPY if the trigger was noted, -errno
 * @irq_set_wake: let it wake the system, or not
 * @irq_bus_lock: @irq_bus_sync_unlock: around changes, for chips on slow buses; may sleep
 * @irq_suspend: @irq_resume: @irq_pm_shutdown: not called, there is no suspend
 * @irq_request_resources: @irq_release_resources: at the first request, the last free; may sleep
 *	where the bus lock does
 * @irq_compose_msi_msg: @irq_write_msi_msg: not called by the library
 * @irq_get_irqchip_state: @irq_set_irqchip_state: see the functions of that name
 * @flags: IRQCHIP_*
 */
struct irq_chip {
	const char *name;
	unsigned int (*irq_startup)(struct irq_data *data);
	void (*irq_shutdown)(struct irq_data *data);
	void (*irq_enable)(struct irq_data *data);
	void (*irq_disable)(struct irq_data *data);
	void (*irq_ack)(struct irq_data *data);
	void (*irq_mask)(struct irq_data *data);
	void (*irq_mask_ack)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_eoi)(struct irq_data *data);
	int (*irq_set_affinity)(struct irq_data *data, const struct cpumask *dest, bool force);
	int (*irq_retrigger)(struct irq_data *data);
	int (*irq_set_type)(struct irq_data *data, unsigned int flow_type);
	int (*irq_set_wake)(struct irq_data *data, unsigned int on);
	void (*irq_bus_lock)(struct irq_data *data);
	void (*irq_bus_sync_unlock)(struct irq_data *data);
	void (*irq_suspend)(struct irq_data *data);
	void (*irq_resume)(struct irq_data *data);
	void (*irq_pm_shutdown)(struct irq_data *data);
	int (*irq_request_resources)(struct irq_data *data);
	void (*irq_release_resources)(struct irq_data *data);
	void (*irq_compose_msi_msg)(struct irq_data *data, struct msi_msg *msg);
	void (*irq_write_msi_msg)(struct irq_data *data, struct msi_msg *msg);
	int (*irq_get_irqchip_state)(struct irq_data *data, enum irqchip_irq_state which,
				     bool *state);
	int (*irq_set_irqchip_state)(struct irq_data *data, enum irqchip_irq_state which,
				     bool state);
	unsigned long flags;
};

enum {
	IRQCHIP_SET_TYPE_MASKED = BIT(0), /* mask it for irq_set_type */
	IRQCHIP_EOI_IF_HANDLED = BIT(1), /* irq_eoi only after handlers ran */
	IRQCHIP_MASK_ON_SUSPEND = BIT(2),
	IRQCHIP_ONOFFLINE_ENABLED = BIT(3),
	IRQCHIP_SKIP_SET_WAKE = BIT(4), /* there is no irq_set_wake, and that is right */
	IRQCHIP_ONESHOT_SAFE = BIT(5), /* a thread without primary handler needs no IRQF_ONESHOT */
	IRQCHIP_EOI_THREADED = BIT(6), /* with IRQF_ONESHOT, irq_eoi when the thread is done */
	IRQCHIP_SUPPORTS_LEVEL_MSI = BIT(7),
	IRQCHIP_SUPPORTS_NMI = BIT(8),
	IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND = BIT(9),
	IRQCHIP_AFFINITY_PRE_STARTUP = BIT(10),
	IRQCHIP_IMMUTABLE = BIT(11),
};

__tl_api_begin

/* For numbers whose hardware needs nothing; for numbers that have none yet. */
extern struct irq_chip dummy_irq_chip;
extern struct irq_chip no_irq_chip;

/*
 * Flow handlers. All of them count, mask what is disabled or has no handler, and call the handlers.
 * Context: hardirq, interrupts off. Follow Linux 6.12.
 *
 * handle_edge_irq(): acknowledges, so that an edge which comes while the handlers run is seen; one
 * that comes to a disabled interrupt is kept, and resent when it is enabled.
 */
void handle_edge_irq(struct irq_desc *desc);
/** handle_level_irq() - masked while the handlers run, with IRQF_ONESHOT until the thread is done */
void handle_level_irq(struct irq_desc *desc);
/** handle_fasteoi_irq() - irq_eoi afterwards; with IRQF_ONESHOT masked until the thread is done */
void handle_fasteoi_irq(struct irq_desc *desc);
/** handle_simple_irq() - the handlers, nothing of the chip's */
void handle_simple_irq(struct irq_desc *desc);
/** handle_percpu_irq() - as simple, with irq_ack and irq_eoi, and on several CPUs at once */
void handle_percpu_irq(struct irq_desc *desc);
/**
 * handle_percpu_devid_irq() - as handle_percpu_irq(), each CPU with its own cookie
 *
 * Where there is no handler "Spurious percpu IRQ%u on CPU%u" is said once.
 */
void handle_percpu_devid_irq(struct irq_desc *desc);
/** handle_bad_irq() - nobody expects it: it is told of */
void handle_bad_irq(struct irq_desc *desc);
/**
 * handle_nested_irq() - call the thread functions of an interrupt
 * @irq: one with irq_set_nested_thread()
 *
 * For chips behind a slow bus, whose own handler is a thread.
 * Context: that thread; may sleep. Follows Linux 6.12.
 */
void handle_nested_irq(unsigned int irq);

/**
 * irq_set_chip() - the chip of an interrupt
 * @irq: the number
 * @chip: it; NULL for no_irq_chip
 *
 * Context: any. Return: 0, -EINVAL if there is no such interrupt. Follows Linux 6.12.
 */
int irq_set_chip(unsigned int irq, const struct irq_chip *chip);
/** irq_set_chip_data() - what irq_data_get_irq_chip_data() gives to the chip's functions */
int irq_set_chip_data(unsigned int irq, void *data);
/** irq_set_handler_data() - what irq_desc_get_handler_data() gives to a chained handler */
int irq_set_handler_data(unsigned int irq, void *data);
/**
 * irq_set_irq_type() - how an interrupt is triggered
 * @irq: the number
 * @type: IRQ_TYPE_*
 *
 * Context: any, for most chips. Return: 0, -EINVAL, or what the chip said (and the log).
 * Follows Linux 6.12.
 */
int irq_set_irq_type(unsigned int irq, unsigned int type);

/* What irq_set_handler() and its family call. */
void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle, int is_chained,
		       const char *name);
/** irq_set_chip_and_handler_name() - chip and flow handler at once; @name is not used */
void irq_set_chip_and_handler_name(unsigned int irq, const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name);
/** irq_set_chained_handler_and_data() - irq_set_chained_handler() and irq_set_handler_data() */
void irq_set_chained_handler_and_data(unsigned int irq, irq_flow_handler_t handle, void *data);
/**
 * irq_modify_status() - clear and set settings of an interrupt
 * @irq: the number
 * @clr: IRQ_* to clear
 * @set: IRQ_* to set, and a trigger to note
 *
 * Context: any. Follows Linux 6.12.
 */
void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set);

/**
 * irq_set_percpu_devid() - make an interrupt one that each CPU has for itself
 * @irq: the number
 *
 * It is for request_percpu_irq() then and its like; request_irq(), enable_irq(), disable_irq() and
 * irq_set_irq_type() are not for it any more.
 *
 * Context: any. Return: 0, -EINVAL if there is no such interrupt, or it is one.
 * Follows Linux 6.12.
 */
int irq_set_percpu_devid(unsigned int irq);

/** irq_get_irq_data() - what its chip's functions are given; NULL: no such interrupt */
struct irq_data *irq_get_irq_data(unsigned int irq);

/* What irq_alloc_descs() and its family call. @owner is not used; @affinity is
 * one for each, or NULL. */
int __irq_alloc_descs(int irq, unsigned int from, unsigned int cnt, int node, struct module *owner,
		      const struct irq_affinity_desc *affinity);
/* What devm_irq_alloc_descs() and its family call. */
int __devm_irq_alloc_descs(struct device *dev, int irq, unsigned int from, unsigned int cnt,
			   int node, struct module *owner,
			   const struct irq_affinity_desc *affinity);
/**
 * irq_free_descs() - give interrupt numbers back
 * @from: the first
 * @cnt: how many
 *
 * One that has a handler keeps it, and is told of. Context: task. Follows Linux 6.12.
 */
void irq_free_descs(unsigned int from, unsigned int cnt);

__tl_api_end

static inline void irq_set_chip_and_handler(unsigned int irq, const struct irq_chip *chip,
					    irq_flow_handler_t handle)
{
	irq_set_chip_and_handler_name(irq, chip, handle, NULL);
}

/** irq_set_handler() - the flow handler of an interrupt; Context: any */
static inline void irq_set_handler(unsigned int irq, irq_flow_handler_t handle)
{
	__irq_set_handler(irq, handle, 0, NULL);
}

/* From a chip's irq_set_type, under the descriptor's lock. */
static inline void irq_set_handler_locked(struct irq_data *data, irq_flow_handler_t handler)
{
	/* F1: release, pairs with desc_flow() in lib/irq/internals.h: its data is there. */
	__atomic_store_n(&irq_data_to_desc(data)->handle_irq, handler, __ATOMIC_RELEASE);
}

/** irq_set_chained_handler() - a flow handler that needs no request_irq(), which is refused;
 *  the interrupt is enabled. NULL: none any more, and it is off. Context: any */
static inline void irq_set_chained_handler(unsigned int irq, irq_flow_handler_t handle)
{
	__irq_set_handler(irq, handle, 1, NULL);
}

static inline void irq_set_status_flags(unsigned int irq, unsigned long set)
{
	irq_modify_status(irq, 0, set);
}

static inline void irq_clear_status_flags(unsigned int irq, unsigned long clr)
{
	irq_modify_status(irq, clr, 0);
}

static inline void irq_set_noprobe(unsigned int irq)
{
	irq_modify_status(irq, 0, IRQ_NOPROBE);
}

static inline void irq_set_probe(unsigned int irq)
{
	irq_modify_status(irq, IRQ_NOPROBE, 0);
}

static inline void irq_set_nothread(unsigned int irq)
{
	irq_modify_status(irq, 0, IRQ_NOTHREAD);
}

static inline void irq_set_nested_thread(unsigned int irq, bool nest)
{
	irq_modify_status(irq, nest ? 0 : IRQ_NESTED_THREAD, nest ? IRQ_NESTED_THREAD : 0);
}

static inline struct irq_chip *irq_get_chip(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? d->chip : NULL;
}

static inline struct irq_chip *irq_data_get_irq_chip(struct irq_data *d)
{
	return d->chip;
}

static inline void *irq_get_chip_data(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? d->chip_data : NULL;
}

static inline void *irq_data_get_irq_chip_data(struct irq_data *d)
{
	return d->chip_data;
}

static inline void *irq_get_handler_data(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? d->common->handler_data : NULL;
}

static inline void *irq_data_get_irq_handler_data(struct irq_data *d)
{
	return d->common->handler_data;
}

static inline u32 irq_get_trigger_type(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? irqd_get_trigger_type(d) : 0;
}

static inline const struct cpumask *irq_data_get_affinity_mask(struct irq_data *d)
{
	return &d->common->affinity;
}

/* The CPU that an interrupt goes to is the first of its mask. */
static inline const struct cpumask *irq_data_get_effective_affinity_mask(struct irq_data *d)
{
	return cpumask_of(arch_peek(irq_data_to_desc(d)->cpu));
}

static inline const struct cpumask *irq_get_affinity_mask(int irq)
{
	struct irq_data *d = irq_get_irq_data((unsigned int)irq);

	return d ? irq_data_get_affinity_mask(d) : NULL;
}

/**
 * irq_alloc_descs() - interrupt numbers in a row
 * @irq: this one and those above, or -1 for any
 * @from: from here on, where @irq is -1
 * @cnt: how many
 * @node: not used
 *
 * They have no_irq_chip, handle_bad_irq(), and no request until both are set.
 *
 * Context: task. Return: the first, -EINVAL, -EEXIST if one of those asked for is taken, -ENOSPC,
 * -ENOMEM. Follows Linux 6.12.
 */
#define irq_alloc_descs(irq, from, cnt, node) \
	__irq_alloc_descs((irq), (from), (cnt), (node), NULL, NULL)
#define irq_alloc_desc(node)		      irq_alloc_descs(-1, 1, 1, (node))
#define irq_alloc_desc_at(at, node)	      irq_alloc_descs((at), (at), 1, (node))
#define irq_alloc_desc_from(from, node)	      irq_alloc_descs(-1, (from), 1, (node))
#define irq_alloc_descs_from(from, cnt, node) irq_alloc_descs(-1, (from), (cnt), (node))

/*
 * The same for as long as the driver of @dev is bound. Context: task; may sleep. Return: as
 * irq_alloc_descs(). Follow Linux 6.12.
 */
#define devm_irq_alloc_descs(dev, irq, from, cnt, node) \
	__devm_irq_alloc_descs((dev), (irq), (from), (cnt), (node), NULL, NULL)
#define devm_irq_alloc_desc(dev, node)		  devm_irq_alloc_descs(dev, -1, 1, 1, node)
#define devm_irq_alloc_desc_at(dev, at, node)	  devm_irq_alloc_descs(dev, at, at, 1, node)
#define devm_irq_alloc_desc_from(dev, from, node) devm_irq_alloc_descs(dev, -1, from, 1, node)
#define devm_irq_alloc_descs_from(dev, from, cnt, node) \
	devm_irq_alloc_descs(dev, -1, from, cnt, node)

/** irq_free_desc() - irq_free_descs() of one */
static inline void irq_free_desc(unsigned int irq)
{
	irq_free_descs(irq, 1);
}

#endif /* _LINUX_IRQ_H */
