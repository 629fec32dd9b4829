/* SPDX-License-Identifier: MIT */
/*
 * Interrupt handlers: requesting and freeing them, switching interrupts off and on, and where they
 * are delivered. Softirqs and tasklets, and interrupts that each CPU has for itself, are in headers
 * of their own, which this one includes.
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/hardirq.h>
#include <linux/interrupt_softirq.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>
#include <linux/workqueue_types.h>

/* Trigger of a line; request_irq() takes none (keep the line's own) or the line's. */
#define IRQF_TRIGGER_NONE    0x00000000
#define IRQF_TRIGGER_RISING  0x00000001
#define IRQF_TRIGGER_FALLING 0x00000002
#define IRQF_TRIGGER_HIGH    0x00000004
#define IRQF_TRIGGER_LOW     0x00000008
#define IRQF_TRIGGER_MASK \
	(IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)
#define IRQF_TRIGGER_PROBE 0x00000010

#define IRQF_SHARED	  0x00000080
#define IRQF_PROBE_SHARED 0x00000100
#define __IRQF_TIMER	  0x00000200
#define IRQF_PERCPU	  0x00000400
#define IRQF_NOBALANCING  0x00000800
#define IRQF_IRQPOLL	  0x00001000
#define IRQF_ONESHOT	  0x00002000
#define IRQF_NO_SUSPEND	  0x00004000
#define IRQF_FORCE_RESUME 0x00008000
#define IRQF_NO_THREAD	  0x00010000
#define IRQF_EARLY_RESUME 0x00020000
#define IRQF_COND_SUSPEND 0x00040000
#define IRQF_NO_AUTOEN	  0x00080000
#define IRQF_NO_DEBUG	  0x00100000
#define IRQF_COND_ONESHOT 0x00200000
#define IRQF_TIMER	  (__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

/* "Not connected": request_irq() on it fails with -ENOTCONN. */
#define IRQ_NOTCONNECTED (1U << 31)

struct device;
struct task_struct;

/**
 * struct irq_affinity_desc - where an interrupt may go, when it is made
 * @mask: to those CPUs
 * @is_managed: kept for sources that set it
 */
struct irq_affinity_desc {
	struct cpumask mask;
	unsigned int is_managed : 1;
};

/**
 * struct irq_affinity_notify - who is told of an interrupt's CPUs
 * @irq: @kref: @work: the library's, from irq_set_affinity_notifier() on
 * @notify: called in task context, may sleep
 * @release: nobody uses it any more: free it
 */
struct irq_affinity_notify {
	unsigned int irq;
	struct kref kref;
	struct work_struct work;
	void (*notify)(struct irq_affinity_notify *notify, const cpumask_t *mask);
	void (*release)(struct kref *ref);
};

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/**
 * struct irqaction - one handler of an interrupt
 * @handler: @dev_id: @thread_fn: @irq: @flags: @name: as requested
 * @percpu_dev_id: as requested, of an interrupt that each CPU has for itself
 * @next: the following handler of a shared interrupt; read by handling without a lock
 * @thread: runs @thread_fn; NULL without one
 * @secondary: `threadirqs`: stands for the thread function of a handler that became one itself
 * @thread_flags: what the thread is to do; atomic
 * @thread_mask: its bit in the descriptor's threads_oneshot; 0 without IRQF_ONESHOT
 */
struct irqaction {
	irq_handler_t handler;
	void *dev_id;
	void __percpu *percpu_dev_id;
	struct irqaction *next;
	irq_handler_t thread_fn;
	struct task_struct *thread;
	struct irqaction *secondary;
	unsigned int irq;
	unsigned long flags;
	unsigned long thread_flags;
	unsigned long thread_mask;
	const char *name;
};

/* What request_any_context_irq() returns: the context of the handler. */
enum { IRQC_IS_HARDIRQ = 0, IRQC_IS_NESTED };

/* What irq_get_irqchip_state() and irq_set_irqchip_state() are about. */
enum irqchip_irq_state {
	IRQCHIP_STATE_PENDING, /* it has come in, and is not handled yet */
	IRQCHIP_STATE_ACTIVE, /* it is being handled */
	IRQCHIP_STATE_MASKED,
	IRQCHIP_STATE_LINE_LEVEL, /* the line is active */
};

__tl_api_begin

/**
 * request_threaded_irq() - install a handler, and a function that a thread of its own runs
 * @irq: interrupt number
 * @handler: called in hardirq context; IRQ_WAKE_THREAD has the thread function run. NULL: one
 *	that does only that, which demands IRQF_ONESHOT
 * @thread_fn: called in the thread irq/N-name; may sleep. A wake while it runs has it run again.
 *	NULL: request_irq()
 * @flags: IRQF_*; with IRQF_ONESHOT a level stays masked until the thread function has returned
 * @name: shown in the /proc/interrupts table; must outlive the request
 * @dev_id: cookie for both, and free_irq()
 *
 * With the boot option `threadirqs` handlers are made threads too, unless @flags has
 * IRQF_NO_THREAD, IRQF_PERCPU or IRQF_ONESHOT.
 *
 * Return: as request_irq(); also -EINVAL ("Threaded irq requested with handler=NULL and !ONESHOT"),
 * -EAGAIN if there can't be another thread. Context: task; may sleep. Follows Linux 6.12.
 */
int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler,
				      irq_handler_t thread_fn, unsigned long flags,
				      const char *name, void *dev_id);

/**
 * request_any_context_irq() - request_irq(), or a thread where the interrupt's chip needs one
 * @irq: as for request_irq(), and so @handler, @flags, @name and @dev_id
 *
 * Return: IRQC_IS_HARDIRQ, IRQC_IS_NESTED (the handler may sleep), or what request_irq() returns.
 * Context: task; may sleep. Follows Linux 6.12.
 */
int __must_check request_any_context_irq(unsigned int irq, irq_handler_t handler,
					 unsigned long flags, const char *name, void *dev_id);

/**
 * request_irq() - install a handler on an interrupt line
 * @irq: interrupt number
 * @handler: called in hardirq context, interrupts masked, each time the line fires
 * @flags: IRQF_*; a trigger, if given, must be the line's own
 * @name: shown in the /proc/interrupts table; must outlive the request
 * @dev_id: cookie for the handler and free_irq(); must not be NULL with IRQF_SHARED
 *
 * The line is enabled unless IRQF_NO_AUTOEN. An edge that it latched before is delivered.
 *
 * Return: 0, -EINVAL (no such line, no handler, shared without @dev_id, wrong trigger),
 * -EBUSY (taken, and not shared by both), -ENOTCONN, -ENOMEM.
 * Context: task; may sleep. Follows Linux 6.12.
 */
static inline int __must_check request_irq(unsigned int irq, irq_handler_t handler,
					   unsigned long flags, const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags | IRQF_COND_ONESHOT, name, dev_id);
}

/**
 * irq_wake_thread() - have a thread function run, as if the handler had asked for it
 * @irq: interrupt number
 * @dev_id: the cookie of request_threaded_irq()
 *
 * Nothing happens if there is no such thread. Context: any. Follows Linux 6.12.
 */
void irq_wake_thread(unsigned int irq, void *dev_id);

/**
 * free_irq() - remove a handler
 * @irq: interrupt number
 * @dev_id: the cookie of request_irq()
 *
 * The handler is not entered any more, and not running, once this has returned; so is its thread
 * function, which has run if the handler had asked for it.
 *
 * Return: the name given to request_irq(), or NULL with a warning "Trying to free
 * already-free IRQ". Context: task; may sleep. Follows Linux 6.12.
 */
const void *free_irq(unsigned int irq, void *dev_id);

/**
 * devm_request_threaded_irq() - request_threaded_irq() for as long as the driver is bound
 * @dev: the device
 * @irq: as for request_threaded_irq(), and so @handler, @thread_fn, @irqflags and @dev_id
 * @handler: called in hardirq context
 * @thread_fn: called in a thread
 * @irqflags: IRQF_*
 * @devname: NULL for the device's name
 * @dev_id: cookie
 *
 * Context: task; may sleep.
 * Return: 0, -ENOMEM or what request_threaded_irq() returned. Follows Linux 6.12.
 */
int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq,
					   irq_handler_t handler, irq_handler_t thread_fn,
					   unsigned long irqflags, const char *devname,
					   void *dev_id);
/** devm_request_irq() - request_irq() for as long as the driver is bound; see above */
static inline int __must_check devm_request_irq(struct device *dev, unsigned int irq,
						irq_handler_t handler, unsigned long irqflags,
						const char *devname, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, irqflags | IRQF_COND_ONESHOT,
					 devname, dev_id);
}
/** devm_request_any_context_irq() - request_any_context_irq() for as long as the driver is bound */
int __must_check devm_request_any_context_irq(struct device *dev, unsigned int irq,
					      irq_handler_t handler, unsigned long irqflags,
					      const char *devname, void *dev_id);
/**
 * devm_free_irq() - free_irq() of a devm_request_irq() or family, before the driver is unbound
 * @dev: the device
 * @irq: interrupt number
 * @dev_id: the cookie; it is reported when the device has no such request
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

/**
 * disable_irq_nosync() - switch a line off without waiting for its handler
 * @irq: interrupt number
 *
 * Depth-counted. Edges that arrive meanwhile are latched (one), levels stay.
 * Context: any. Follows Linux 6.12.
 */
void disable_irq_nosync(unsigned int irq);

/**
 * disable_irq() - switch a line off and wait until its handler is not running
 * @irq: interrupt number
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void disable_irq(unsigned int irq);

/**
 * disable_hardirq() - as disable_irq(), by spinning
 * @irq: interrupt number
 *
 * Return: true. Context: any, as long as the caller holds nothing the handler needs.
 * Follows Linux 6.12.
 */
bool disable_hardirq(unsigned int irq);

/**
 * enable_irq() - undo one disable_irq()
 * @irq: interrupt number
 *
 * The last one resends what the line latched. One too many warns "Unbalanced enable for
 * IRQ". Context: any. Follows Linux 6.12.
 */
void enable_irq(unsigned int irq);

/**
 * can_request_irq() - would request_irq() be let have an interrupt?
 * @irq: interrupt number
 * @irqflags: IRQF_*
 *
 * Return: 1 if so, else 0. Context: any. Follows Linux 6.12.
 */
int can_request_irq(unsigned int irq, unsigned long irqflags);

/**
 * irq_set_affinity() - have an interrupt delivered to one of some CPUs
 * @irq: interrupt number
 * @cpumask: the CPUs; a line goes to the first of them, from its next interrupt on
 *
 * Return: 0, -EINVAL if there is no such interrupt, its chip can't, or none of the CPUs is there.
 * Context: any. Follows Linux 6.12.
 */
int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask);
/** irq_force_affinity() - irq_set_affinity(): there are no CPUs that are not online */
int irq_force_affinity(unsigned int irq, const struct cpumask *cpumask);
/**
 * irq_set_affinity_notifier() - have somebody told when an interrupt's CPUs are set
 * @irq: interrupt number
 * @notify: who; NULL: nobody any more, and a call that is under way has ended at the return
 *
 * Its notify is called from a work item, with the CPUs as they are then; release once it is not
 * used any more. To be taken back before free_irq(), which warns else.
 *
 * Return: 0, -EINVAL if there is no such interrupt. Context: task; may sleep.
 * Follows Linux 6.12.
 */
int irq_set_affinity_notifier(unsigned int irq, struct irq_affinity_notify *notify);
/** irq_can_set_affinity() - has it a chip that can, and is it not bound? Return: 1 or 0. */
int irq_can_set_affinity(unsigned int irq);

/* What irq_set_affinity_and_hint() and its family call. */
int __irq_apply_affinity_hint(unsigned int irq, const struct cpumask *m, bool setaffinity);

/**
 * irq_set_irq_wake() - may an interrupt wake the system?
 * @irq: interrupt number
 * @on: 1 or 0; they nest
 *
 * There is no suspend, so this is only told to the chip.
 *
 * Return: 0, -ENXIO if the chip can't, or what it said. Context: any. Follows Linux 6.12.
 */
int irq_set_irq_wake(unsigned int irq, unsigned int on);

/**
 * irq_get_irqchip_state() - what the hardware says of an interrupt
 * @irq: interrupt number
 * @which: what to ask for
 * @state: the answer
 *
 * Return: 0, -EINVAL if there is no such interrupt, or its chip can't. Context: any.
 * Follows Linux 6.12.
 */
int irq_get_irqchip_state(unsigned int irq, enum irqchip_irq_state which, bool *state);
/** irq_set_irqchip_state() - have the hardware change it to @state; see there */
int irq_set_irqchip_state(unsigned int irq, enum irqchip_irq_state which, bool state);

/**
 * irq_inject_interrupt() - have an interrupt come in, for tests of drivers
 * @irq: interrupt number
 *
 * Through its chip (IRQCHIP_STATE_PENDING) if that can, else as one that is resent.
 *
 * Return: 0, -EINVAL if there is no such interrupt, it is not requested, or it is one that comes
 * again by itself (a level). Context: any. Follows Linux 6.12.
 */
int irq_inject_interrupt(unsigned int irq);

/**
 * probe_irq_on() - let all interrupts fire that nobody has requested, to see which one does
 *
 * The device is to be made to fire then, and probe_irq_off() called. Takes a tenth of a second.
 *
 * Return: a mask of those that may, for probe_irq_off(); numbers up to 31.
 * Context: task; may sleep. Follows Linux 6.12.
 */
unsigned long probe_irq_on(void);
/**
 * probe_irq_off() - which interrupt has fired since probe_irq_on()?
 * @mask: what that returned
 *
 * Return: its number, 0 if none has; the first, negative, if several have.
 * Context: the task that called probe_irq_on(). Follows Linux 6.12.
 */
int probe_irq_off(unsigned long mask);

__tl_api_end

/**
 * irq_set_affinity_and_hint() - irq_set_affinity(), and keep the mask as a hint
 * @irq: interrupt number
 * @m: stays the caller's, and there until the hint is taken back with NULL, before free_irq()
 *
 * Return: 0, -EINVAL if there is no such interrupt. Context: any. Follows Linux 6.12.
 */
static inline int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *m)
{
	return __irq_apply_affinity_hint(irq, m, true);
}

/** irq_update_affinity_hint() - only the hint */
static inline int irq_update_affinity_hint(unsigned int irq, const struct cpumask *m)
{
	return __irq_apply_affinity_hint(irq, m, false);
}

/** irq_set_affinity_hint() - irq_set_affinity_and_hint() by its old name */
static inline int irq_set_affinity_hint(unsigned int irq, const struct cpumask *m)
{
	return irq_set_affinity_and_hint(irq, m);
}

/* guard(disable_irq)(&irq): disable_irq(), and enable_irq() at the end of the scope. */
DEFINE_LOCK_GUARD_1(disable_irq, int, disable_irq((unsigned int)*_T->lock),
		    enable_irq((unsigned int)*_T->lock))

/** enable_irq_wake() - see irq_set_irq_wake() */
static inline int enable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 1);
}

/** disable_irq_wake() - undo one enable_irq_wake(); one too many warns */
static inline int disable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 0);
}

#include <linux/interrupt_percpu.h>

#endif /* _LINUX_INTERRUPT_H */
