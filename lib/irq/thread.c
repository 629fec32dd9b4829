// SPDX-License-Identifier: MIT
/*
 * Threaded handlers: a kthread for each, named irq/N-name, that runs the thread function whenever
 * the primary handler has returned IRQ_WAKE_THREAD.
 *
 *	hardirq, desc->lock held		thread
 *	RUNTHREAD set; if it was not:		RUNTHREAD cleared
 *	  threads_oneshot |= its bit		thread_fn()
 *	  threads_active++			desc->lock: its bit cleared, but if RUNTHREAD is
 *	  wake it				  set again; the last bit unmasks
 *						threads_active--; who waits for 0 is woken
 *
 * A wake while the thread function runs has it run once more. A thread that is told to stop first
 * does the run that it owes: free_irq() has the last handler over before it tells.
 *
 * With `threadirqs` on the command line a primary handler is made a thread function, too, unless
 * it says that it can't be (IRQF_NO_THREAD, IRQF_PERCPU, IRQF_ONESHOT); the thread function of
 * such a one becomes a second thread, irq/N-s-name.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/might_sleep.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/wait.h>

#include "arch/upcall.h"
#include "host/cmdline.h"
#include "irq/internals.h"
#include "kernel/kthread.h"

/* Bits of thread_flags. */
#define RUNTHREAD     0 /* the thread function is to run */
#define WARNED	      1 /* that there is no thread function */
#define AFFINITY      2 /* the interrupt's CPUs have changed */
#define FORCED_THREAD 3 /* the thread function expects to be in an interrupt */
#define READY	      4 /* the thread has begun */

irqreturn_t wake_thread_only(int irq, void *dev_id)
{
	(void)irq;
	(void)dev_id;
	return IRQ_WAKE_THREAD;
}

static irqreturn_t never_called_nested(int irq, void *dev_id)
{
	(void)dev_id;
	WARN(1, "Primary handler called for nested irq %d\n", irq);
	return IRQ_NONE;
}

/* --- waking --- */

static void wake_locked(struct irq_desc *desc, struct irqaction *action)
{
	if (test_and_set_bit(RUNTHREAD, &action->thread_flags))
		return;
	desc->threads_oneshot |= action->thread_mask;
	atomic_inc(&desc->threads_active);
	wake_up_process(action->thread);
}

void wake_action_thread(struct irq_desc *desc, struct irqaction *action)
{
	unsigned long flags;

	if (unlikely(!action->thread)) {
		if (!test_and_set_bit(WARNED, &action->thread_flags))
			printk(KERN_WARNING
			       "IRQ %u device %s returned IRQ_WAKE_THREAD but no thread function available.\n",
			       desc->irq_data.irq, action_name(action));
		return;
	}
	raw_spin_lock_irqsave(&desc->lock, flags);
	wake_locked(desc, action);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

void irq_wake_thread(unsigned int irq, void *dev_id)
{
	unsigned long flags;
	struct irq_desc *desc = desc_get(irq, &flags);

	if (!desc)
		return;
	for (struct irqaction *action = desc->action; action; action = action->next)
		if (action->dev_id == dev_id && action->thread) {
			wake_locked(desc, action);
			break;
		}
	desc_put(desc, flags);
}
EXPORT_SYMBOL_GPL(irq_wake_thread);

/* With desc->lock held. */
void threads_follow_affinity(struct irq_desc *desc)
{
	for (struct irqaction *action = desc->action; action; action = action->next) {
		set_bit(AFFINITY, &action->thread_flags);
		if (action->secondary)
			set_bit(AFFINITY, &action->secondary->thread_flags);
	}
}

/* --- the thread's own side --- */

/* Where the interrupt goes if there is one CPU that it may go to, else anywhere. */
static void follow_affinity(struct irq_desc *desc)
{
	const struct cpumask *mask = &desc->irq_common_data.affinity;
	unsigned long flags;
	int cpu = -1;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (cpumask_weight(mask) == 1)
		cpu = (int)cpumask_first(mask);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	(void)arch_bind(cpu);
}

static void describe_idle(const void *waits_for, char *buf, unsigned long size)
{
	const struct irqaction *action = waits_for;

	scnprintf(buf, size, "IRQ_WAKE_THREAD of irq %u (%s)", action->irq, action_name(action));
}

/* Return: false when it is to end, and owes no run. */
static bool wait_for_run(struct irqaction *action)
{
	bool stop, run;

	current->waits_for = action;
	current->waits_describe = describe_idle;
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		/* In this order: once it is to stop, nobody sets RUNTHREAD. */
		stop = kthread_should_stop();
		run = test_and_clear_bit(RUNTHREAD, &action->thread_flags);
		if (run || stop)
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	current->waits_describe = NULL;
	return run;
}

/* IRQF_ONESHOT: unmask, if no thread is to run any more. If handlers are still running, who runs
 * them does it. */
static void end_oneshot(struct irq_desc *desc, struct irqaction *action)
{
	struct irq_chip *chip = desc->irq_data.chip;
	unsigned long flags;

	if (!action->thread_mask)
		return;
	bus_lock(desc);
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (!test_bit(RUNTHREAD, &action->thread_flags))
		desc->threads_oneshot &= ~action->thread_mask;
	if (!desc->threads_oneshot && !state_has(desc, IRQD_IRQ_DISABLED | IRQD_IRQ_INPROGRESS) &&
	    state_has(desc, IRQD_IRQ_MASKED)) {
		if ((chip->flags & IRQCHIP_EOI_THREADED) && chip->irq_eoi)
			chip->irq_eoi(&desc->irq_data);
		desc_unmask(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	bus_unlock(desc);
}

static irqreturn_t run_thread_fn(struct irq_desc *desc, struct irqaction *action)
{
	bool forced = test_bit(FORCED_THREAD, &action->thread_flags);
	irqreturn_t ret;

	if (forced) {
		local_bh_disable();
		local_irq_disable();
	}
	ret = action->thread_fn((int)action->irq, action->dev_id);
	end_oneshot(desc, action);
	if (forced) {
		local_irq_enable();
		local_bh_enable();
	}
	return ret;
}

static void leave(struct irq_desc *desc)
{
	/* T1: full barrier, pairs with T2 in synchronize_irq(): what the thread function did is
	 * seen by who finds 0. */
	if (atomic_dec_and_test(&desc->threads_active))
		wake_up(&desc->wait_for_threads);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = irq_to_desc(action->irq);

	sched_set_fifo(current);
	set_bit(AFFINITY, &action->thread_flags);
	set_bit(READY, &action->thread_flags);
	wake_up(&desc->wait_for_threads);
	while (wait_for_run(action)) {
		irqreturn_t ret;

		if (test_and_clear_bit(AFFINITY, &action->thread_flags))
			follow_affinity(desc);
		ret = run_thread_fn(desc, action);
		if (ret == IRQ_HANDLED)
			atomic_inc(&desc->threads_handled);
		else if (ret == IRQ_WAKE_THREAD && action->secondary)
			wake_action_thread(desc, action->secondary);
		leave(desc);
	}
	return 0;
}

void handle_nested_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	irqreturn_t ret = IRQ_NONE;
	struct irqaction *action;
	unsigned long flags;

	might_sleep();
	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc_count(desc);
	action = state_has(desc, IRQD_IRQ_DISABLED) ? NULL : desc->action;
	if (action)
		atomic_inc(&desc->threads_active);
	else
		desc->istate |= ISTATE_PENDING;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	if (!action)
		return;

	/* H3: acquire, as in call_actions(). */
	for (; action; action = arch_load_quietly(&action->next, __ATOMIC_ACQUIRE))
		ret |= action->thread_fn((int)irq, action->dev_id);

	raw_spin_lock_irqsave(&desc->lock, flags);
	note_interrupt(desc, ret);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	leave(desc);
}
EXPORT_SYMBOL_GPL(handle_nested_irq);

/* --- made and ended with the request --- */

/* `threadirqs`: handler and thread function move on by one. */
static int force_thread(struct irqaction *action)
{
	struct irqaction *second;

	if (!boot_options.threadirqs || action->handler == wake_thread_only ||
	    (action->flags & (IRQF_NO_THREAD | IRQF_PERCPU | IRQF_ONESHOT)))
		return 0;
	if (action->thread_fn) {
		second = kzalloc(sizeof(*second), GFP_KERNEL);
		if (!second)
			return -ENOMEM;
		second->irq = action->irq;
		second->name = action->name;
		second->dev_id = action->dev_id;
		second->thread_fn = action->thread_fn;
		action->secondary = second;
	}
	action->flags |= IRQF_ONESHOT;
	action->thread_fn = action->handler;
	action->handler = wake_thread_only;
	set_bit(FORCED_THREAD, &action->thread_flags);
	return 0;
}

static int make_thread(struct irqaction *action, bool secondary)
{
	struct task_struct *thread;

	thread = kthread_create(irq_thread, action, secondary ? "irq/%u-s-%s" : "irq/%u-%s",
				action->irq, action_name(action));
	if (IS_ERR(thread))
		return (int)PTR_ERR(thread);
	kthread_set_ours(thread);
	action->thread = get_task_struct(thread);
	return 0;
}

int threads_make(struct irq_desc *desc, struct irqaction *action)
{
	int err = 0;

	if (is_nested(desc)) {
		if (!action->thread_fn)
			return -EINVAL;
		action->handler = never_called_nested;
		return 0;
	}
	if (!(desc->status_use_accessors & IRQ_NOTHREAD))
		err = force_thread(action);
	if (!err && action->thread_fn)
		err = make_thread(action, false);
	if (!err && action->secondary)
		err = make_thread(action->secondary, true);
	if (err)
		threads_end(action);
	return err;
}

static void describe_start(const void *waits_for, char *buf, unsigned long size)
{
	const struct irqaction *action = waits_for;

	scnprintf(buf, size, "the thread of irq %u (%s) to begin", action->irq,
		  action_name(action));
}

/* Once it has begun, no run is lost that it owes when it is told to stop. */
static void start_thread(struct irq_desc *desc, struct irqaction *action)
{
	wake_up_process(action->thread);
	current->waits_for = action;
	current->waits_describe = describe_start;
	wait_event(desc->wait_for_threads, test_bit(READY, &action->thread_flags));
	current->waits_describe = NULL;
}

void threads_start(struct irq_desc *desc, struct irqaction *action)
{
	if (action->thread)
		start_thread(desc, action);
	if (action->secondary)
		start_thread(desc, action->secondary);
}

/* The first may still wake the second. */
void threads_end(struct irqaction *action)
{
	if (action->thread)
		(void)kthread_stop_put(action->thread);
	if (action->secondary) {
		threads_end(action->secondary);
		kfree(action->secondary);
	}
}
