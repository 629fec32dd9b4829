/* SPDX-License-Identifier: MIT */
/*
 * Brackets around calls into the C library (malloc, stdio, pthread locks, file descriptors) by
 * code of ours. libc is not re-entrant, so no interrupt handler may land in there: between the
 * two calls interrupts are flagged off, if this thread owns a CPU at all. Preemptible code owns
 * none, so nothing can land in it and nothing is done.
 *
 * Whatever was held off is not served by host_call_end() but at the next point where interrupts
 * come back on, since raising a line and printk() never run a handler before they return.
 */
#ifndef LIB_HOST_CALL_H
#define LIB_HOST_CALL_H

#include <asm/irqflags.h>

/**
 * host_call_begin() - no handler lands on this thread from here on
 *
 * Nests: the inner pair leaves interrupts flagged off for the outer one.
 *
 * Context: any, signal handlers included.
 * Return: what host_call_end() wants back.
 */
static inline unsigned long host_call_begin(void)
{
	return arch_host_call_begin();
}

static inline void host_call_end(unsigned long state)
{
	arch_host_call_end(state);
}

/* A point where what was held off is served, if interrupts are on. */
static inline void host_irq_point(void)
{
	arch_irq_point();
}

#endif /* LIB_HOST_CALL_H */
