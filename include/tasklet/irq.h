/* SPDX-License-Identifier: MIT */
/*
 * Host API: interrupt lines, the wires between a simulated device and the CPUs.
 *
 * Raising and lowering are async-signal-safe, never block, never make a task of the calling
 * thread, and never run a handler before they return; so they are legal while the caller holds
 * locks of its own, and from any thread or signal handler of the process.
 */
#ifndef _TASKLET_IRQ_H
#define _TASKLET_IRQ_H

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Triggers, as IRQF_TRIGGER_* of <linux/interrupt.h>. */
enum tl_irq_trigger {
	TL_IRQ_RISING = 1, /* edge: each raise is one */
	TL_IRQ_FALLING = 2, /* edge: each lower is one */
	TL_IRQ_HIGH = 4, /* level: fires from raise until lower */
	TL_IRQ_LOW = 8, /* level: fires from lower until raise; starts high */
};

/* The CPU of a line, chosen by the library: lines are dealt out in turn. */
#define TL_CPU_ANY (-1)

__tl_api_begin

/**
 * tl_irq_alloc() - make an interrupt line
 * @name: of the line in tables and messages; copied, cut off at 31 characters
 * @trigger: an enum tl_irq_trigger; RISING | FALLING is both edges
 * @cpu: where it is delivered, or TL_CPU_ANY
 *
 * Return: its interrupt number (from 1) for request_irq(), -EINVAL with a message that names the
 * argument, -ENOSPC after 1,023 lines, -ENOMEM, or what booting failed with.
 * Context: task or host thread, preemptible. Boots if nobody has.
 */
int tl_irq_alloc(const char *name, unsigned int trigger, int cpu);

/**
 * tl_irq_free() - remove a line
 * @irq: its number
 *
 * Nobody may raise it meanwhile.
 *
 * Return: 0, -EINVAL if there is no such line, -EBUSY while a driver has a handler on it.
 * Context: task or host thread, preemptible.
 */
int tl_irq_free(int irq);

/**
 * tl_irq_raise() - raise a line
 * @irq: its number
 *
 * An edge that comes while the line is masked, disabled or in progress is latched: one, however
 * many come.
 *
 * Return: 0, -EINVAL if there is no such line.
 * Context: any; async-signal-safe.
 */
int tl_irq_raise(int irq);

/**
 * tl_irq_lower() - lower a line
 * @irq: its number
 *
 * Return: 0, -EINVAL if there is no such line.
 * Context: any; async-signal-safe.
 */
int tl_irq_lower(int irq);

/**
 * tl_irq_bind_signal() - raise an edge line whenever the process gets a signal
 * @irq: its number; RISING
 * @signo: such as SIGUSR1, so that kill -USR1 PID raises the line
 *
 * Its handler only raises, on whichever thread the signal lands. The disposition from before
 * comes back with tl_irq_unbind(), tl_irq_free() or shutdown.
 *
 * Return: 0, -EINVAL with a message (line, trigger, signal, or one that the library needs),
 * -EBUSY if the line or the signal is bound already.
 * Context: task or host thread, preemptible.
 */
int tl_irq_bind_signal(int irq, int signo);

/**
 * tl_irq_bind_fd() - raise a line when a file descriptor becomes readable
 * @irq: its number; HIGH: asserted while it is readable (the handler, or who it wakes, reads);
 *	RISING: raised each time it becomes readable
 * @fd: eventfd, timerfd, pipe, socket ...; stays the caller's, open until it is unbound
 *
 * Return: 0, -EINVAL with a message, -EBUSY if the line is bound already, -EPERM for a
 * descriptor that can't be waited for (a regular file), or the host's errno.
 * Context: task or host thread, preemptible.
 */
int tl_irq_bind_fd(int irq, int fd);

/**
 * tl_irq_unbind() - undo tl_irq_bind_signal() or tl_irq_bind_fd()
 * @irq: its number
 *
 * Return: 0, -EINVAL if there is no such line or it is not bound.
 * Context: task or host thread, preemptible.
 */
int tl_irq_unbind(int irq);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_IRQ_H */
