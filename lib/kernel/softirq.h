/* SPDX-License-Identifier: MIT */
/*
 * What the softirq core, the tasklets and the interrupt entry share.
 */
#ifndef LIB_KERNEL_SOFTIRQ_H
#define LIB_KERNEL_SOFTIRQ_H

#include <linux/interrupt.h>
#include <asm/smp.h>

#include "arch/upcall.h"

struct tasklet_struct;

enum tasklet_prio { TASKLET_HI, TASKLET_NORMAL, TASKLET_PRIOS };

/* FIFO by `next`; @tail points to where the next one is linked. */
struct tasklet_queue {
	struct tasklet_struct *head;
	struct tasklet_struct **tail;
};

/**
 * struct softirq_cpu - softirq state of one CPU
 * @remote: requests of other CPUs, see ask() in softirq.c; atomic, shared
 * @parked: per priority, "all that is queued is disabled, and the softirq is not pending";
 *	written by the owner, read by tasklet_enable() on any CPU
 * @queue: scheduled tasklets; plain, the owner's, with interrupts off
 * @posted: the newest first, by preemptible code that did not wait for the CPU; atomic, shared
 * @served: calls of each softirq; the owner's, read by tl_show_softirqs()
 */
struct softirq_cpu {
	unsigned int remote;
	unsigned int parked[TASKLET_PRIOS];
	struct tasklet_queue queue[TASKLET_PRIOS];
	struct tasklet_struct *posted[TASKLET_PRIOS];
	unsigned long served[NR_SOFTIRQS];
} __attribute__((aligned(128)));

extern struct softirq_cpu softirq_cpus[NR_CPUS];

void softirq_raise_on(unsigned int cpu, unsigned int nr);
void softirq_wake_parked_on(unsigned int cpu, unsigned int prio);
void softirq_take_remote(unsigned int cpu);
bool softirq_remote_pending(unsigned int cpu);

unsigned int tasklet_unpark(struct softirq_cpu *sc);
void tasklet_init_cpus(void);
void tasklet_exit_cpus(void);

/* On this CPU, with interrupts off. */
static inline void softirq_raise_here(unsigned int nr)
{
	arch_softirq_pending |= 1U << nr;
	/* Otherwise irq exit or local_bh_enable() comes by. */
	if (!in_interrupt())
		arch_wake_softirqd();
}

/* Its softirq, if the queue of that priority is parked; else 0. For the CPU's owner. */
static inline unsigned int tasklet_parked_softirq(const struct softirq_cpu *sc, unsigned int prio)
{
	if (!READ_ONCE(sc->parked[prio]))
		return 0;
	return 1U << (prio == TASKLET_HI ? HI_SOFTIRQ : TASKLET_SOFTIRQ);
}

/* Is a queue parked? For the CPU's owner. */
static inline bool tasklet_parked(const struct softirq_cpu *sc)
{
	return READ_ONCE(sc->parked[TASKLET_HI]) || READ_ONCE(sc->parked[TASKLET_NORMAL]);
}

#endif /* LIB_KERNEL_SOFTIRQ_H */
