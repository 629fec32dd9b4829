// SPDX-License-Identifier: MIT
/*
 * Softirqs: per-CPU pending bits, served lowest first, with interrupts on.
 *
 * They run at irq exit, at the outermost local_bh_enable(), or by ksoftirqd: after raises from
 * plain task context, and when serving has gone on for 10 rounds or 2 ms.
 *
 * The pending bits belong to the CPU's owner. Another CPU asks for one through `remote`, and
 * kicks; that is served like an interrupt.
 */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "debug/callback.h"
#include "kernel/softirq.h"

#define MAX_SOFTIRQ_RESTART 10
#define MAX_SOFTIRQ_TIME_NS 2000000

struct softirq_cpu softirq_cpus[NR_CPUS];

static struct softirq_action softirq_vec[NR_SOFTIRQS];

const char *const softirq_to_name[NR_SOFTIRQS] = {"HI",	     "TIMER",	 "NET_TX",  "NET_RX",
						  "BLOCK",   "IRQ_POLL", "TASKLET", "SCHED",
						  "HRTIMER", "RCU"};
EXPORT_SYMBOL_GPL(softirq_to_name);

static void run_one(struct softirq_cpu *sc, unsigned int nr)
{
	int before = preempt_count();
	int after;

	arch_poke(sc->served[nr], sc->served[nr] + 1);
	if (unlikely(!softirq_vec[nr].action))
		return; /* raised, and nobody has opened it */
	softirq_vec[nr].action(&softirq_vec[nr]);
	after = preempt_count();
	if (unlikely(before != after)) {
		pr_err("huh, entered softirq %u %s %p with preempt_count %08x, exited with %08x?\n",
		       nr, softirq_to_name[nr], softirq_vec[nr].action, before, after);
		local_irq_disable();
		arch_preempt_count_set((unsigned int)before);
		local_irq_enable();
	}
}

/* With interrupts off, before and after; not from within a softirq or a handler. */
static noinline void handle_softirqs(void)
{
	struct softirq_cpu *sc = &softirq_cpus[arch_smp_processor_id()];
	unsigned int pending = arch_softirq_pending;
	struct callback former = callback_enter((void *)handle_softirqs);
	int rounds_left = MAX_SOFTIRQ_RESTART;
	u64 end = arch_clock_coarse_ns() + MAX_SOFTIRQ_TIME_NS;

	preempt_count_add(SOFTIRQ_OFFSET);
	for (;;) {
		arch_softirq_pending = 0;
		if (unlikely(tasklet_parked(sc)))
			pending |= tasklet_unpark(sc);
		local_irq_enable();
		for (; pending; pending &= pending - 1)
			run_one(sc, (unsigned int)__ffs(pending));
		local_irq_disable();

		pending = arch_softirq_pending;
		if (!pending)
			break;
		if (!--rounds_left || arch_clock_coarse_ns() >= end) {
			arch_wake_softirqd();
			break;
		}
	}
	/* Interrupts are off: not the outermost. */
	preempt_count_sub(SOFTIRQ_OFFSET);
	callback_leave(former);
}

static __always_inline void serve_pending(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (arch_softirq_pending)
		handle_softirqs();
	local_irq_restore(flags);
}

void do_softirq(void)
{
	if (!in_interrupt())
		serve_pending();
}
EXPORT_SYMBOL(do_softirq);

void softirq_upcall_ksoftirqd(void)
{
	if (arch_softirq_pending)
		handle_softirqs();
}

void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}
EXPORT_SYMBOL_GPL(irq_enter);

void irq_exit(void)
{
	/* Interrupts are off, so this is not the outermost either. */
	preempt_count_sub(HARDIRQ_OFFSET);
	/* With a parked queue too: what else interrupts meanwhile is seen to be in a softirq. */
	if (!in_interrupt() &&
	    (arch_softirq_pending || tasklet_parked(&softirq_cpus[arch_smp_processor_id()])))
		handle_softirqs();
}
EXPORT_SYMBOL_GPL(irq_exit);

/* Softirqs are pending, or interrupts are off, which is a mistake of the caller's. Preemption is
 * disabled, so that the CPU is kept while softirqs run. */
void __local_bh_enable_slow(unsigned long ip)
{
	(void)ip;
	WARN_ON_ONCE(in_hardirq() || irqs_disabled());

	if (in_interrupt() || !arch_softirq_pending)
		return;
	/* DIVERGES: Linux runs them with interrupts on, inside what the caller takes for a section
	 * with interrupts off. They are left to ksoftirqd instead. */
	if (irqs_disabled())
		arch_wake_softirqd();
	else
		serve_pending();
}
EXPORT_SYMBOL(__local_bh_enable_slow);

void __open_softirq(int nr, void (*action)(struct softirq_action *))
{
	softirq_vec[nr].action = action;
}
EXPORT_SYMBOL_GPL(__open_softirq);

/*
 * DIVERGES: on Linux this only marks, and the next tick serves what nobody else does. There is no
 * tick here, so plain task context leaves the softirq to ksoftirqd as raise_softirq_irqoff() does.
 */
void __raise_softirq_irqoff(unsigned int nr)
{
	raise_softirq_irqoff(nr);
}
EXPORT_SYMBOL_GPL(__raise_softirq_irqoff);

void raise_softirq_irqoff(unsigned int nr)
{
	softirq_raise_here(nr);
}
EXPORT_SYMBOL_GPL(raise_softirq_irqoff);

void raise_softirq(unsigned int nr)
{
	unsigned long flags;

	local_irq_save(flags);
	raise_softirq_irqoff(nr);
	local_irq_restore(flags);
}
EXPORT_SYMBOL_GPL(raise_softirq);

/* Above the softirqs in a request: the softirq of that priority, if its queue is parked still. */
#define WAKE_PARKED(prio) (1U << (16 + (prio)))

/* Of this CPU, with interrupts off. Return: the softirqs that are meant. */
static unsigned int softirqs_of(const struct softirq_cpu *sc, unsigned int request)
{
	unsigned int softirqs = request & ((1U << NR_SOFTIRQS) - 1);

	for (unsigned int prio = 0; prio < TASKLET_PRIOS; prio++)
		if (request & WAKE_PARKED(prio))
			softirqs |= tasklet_parked_softirq(sc, prio);
	return softirqs;
}

static void ask(unsigned int cpu, unsigned int request)
{
	unsigned long flags;
	unsigned int softirqs;

	local_irq_save(flags);
	if (cpu == arch_smp_processor_id()) {
		softirqs = softirqs_of(&softirq_cpus[cpu], request);
		arch_softirq_pending |= softirqs;
		if (softirqs && !in_interrupt())
			arch_wake_softirqd();
	} else {
		/* K0: published before the kick. */
		arch_fetch_or(&softirq_cpus[cpu].remote, request, __ATOMIC_SEQ_CST);
		arch_kick_cpu(cpu);
	}
	local_irq_restore(flags);
}

void softirq_raise_on(unsigned int cpu, unsigned int nr)
{
	ask(cpu, 1U << nr);
}

/* A pass that is ahead of this has served the queue. Another would have a softirq served that was
 * raised in the one before it, and with that sooner than on Linux. */
void softirq_wake_parked_on(unsigned int cpu, unsigned int prio)
{
	ask(cpu, WAKE_PARKED(prio));
}

/* In hardirq context: what other CPUs asked for. */
void softirq_take_remote(unsigned int cpu)
{
	struct softirq_cpu *sc = &softirq_cpus[cpu];

	/* S1: acquire, pairs with K0 in ask(). */
	if (READ_ONCE(sc->remote))
		arch_softirq_pending |=
			softirqs_of(sc, arch_xchg(&sc->remote, 0U, __ATOMIC_SEQ_CST));
}

bool softirq_remote_pending(unsigned int cpu)
{
	/* S3: seq_cst, after S2. Pairs with K0 in ask(), see kick.c. */
	return arch_load(&softirq_cpus[cpu].remote, __ATOMIC_SEQ_CST) != 0;
}

int softirq_subsys_init(void)
{
	for (unsigned int i = 0; i < NR_CPUS; i++)
		softirq_cpus[i] = (struct softirq_cpu){0};
	tasklet_init_cpus();
	return 0;
}

void softirq_subsys_exit(void)
{
	tasklet_exit_cpus();
}
