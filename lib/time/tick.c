// SPDX-License-Identifier: MIT
/*
 * The timer interrupt: what is due on a CPU, from the machine's clock to the softirqs.
 */
#include <linux/interrupt.h>
#include <asm/atomic.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/subsys.h"
#include "time/time.h"

/* Per CPU a bit for each of its clock events that is due; atomic. */
static unsigned int due[NR_CPUS];

void time_upcall_due(unsigned int cpu, enum arch_event event)
{
	unsigned long state;

	/* K0: seq_cst; before the kick looks at the CPU's word. */
	arch_fetch_or(&due[cpu], 1u << event, __ATOMIC_SEQ_CST);
	/* No handler may run here while an owner waits for the end of our kick. */
	state = host_call_begin();
	arch_kick_cpu(cpu);
	host_call_end(state);
}

bool tick_pending(unsigned int cpu)
{
	/* S3: seq_cst, after S2. Pairs with K0 in time_upcall_due(), see kick.c. */
	return arch_load(&due[cpu], __ATOMIC_SEQ_CST) != 0;
}

void tick_serve(unsigned int cpu)
{
	unsigned int events;

	if (likely(!tick_pending(cpu)))
		return;
	/* S1: acquire, pairs with K0. */
	events = arch_xchg(&due[cpu], 0u, __ATOMIC_SEQ_CST);
	if (events & 1u << ARCH_EVENT_WHEEL)
		raise_softirq_irqoff(TIMER_SOFTIRQ);
}

void tick_reset(void)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		__atomic_store_n(&due[cpu], 0, __ATOMIC_RELAXED);
}

int time_subsys_init(void)
{
	tick_reset();
	jiffies_start();
	timers_init();
	return 0;
}

void time_subsys_exit(void)
{
	timers_exit();
	jiffies_stop();
}
