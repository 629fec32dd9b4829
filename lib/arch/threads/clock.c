// SPDX-License-Identifier: MIT
/*
 * Clocks, and the source of clock events: one thread for all CPUs, which sleeps until the earliest
 * of them and interrupts its CPU. It is started by the first event that is set, so a program
 * without timers has none. (A timer of the host per CPU would do without the thread, but signals
 * one that may be in its host calls or on its way out; a thread can raise as any other does.)
 *
 * Setting an event is a store. The thread has to be woken only if it would sleep too long. Store
 * buffering:
 *
 *	who sets an event			the thread
 *	event = at			(E1)	sleeps_until = earliest event	(E3)
 *	  full barrier				  full barrier
 *	if at < sleeps_until: ring	(E2)	if earliest event < that: again	(E4)
 *
 * Either it is rung for, or the thread sees the event. Awake it has sleeps_until = 0.
 */
#include <errno.h>
#include <sys/prctl.h>

#include <linux/err.h>
#include <linux/printk.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "host/call.h"
#include "host/error.h"
#include "host/thread.h"

enum source { SOURCE_CLOSED, SOURCE_NONE, SOURCE_STARTING, SOURCE_RUNS };

/* Any thread; atomic, as all that follows. */
static enum source source;
static u64 events[NR_CPUS][ARCH_NR_EVENTS]; /* ARCH_EVENT_NEVER: not set */
static u64 sleeps_until;
static unsigned int bell; /* what the thread sleeps on */
static unsigned int stop;
static pthread_t thread; /* once SOURCE_RUNS; the closer's */

static u64 clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
}

u64 arch_clock_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

u64 arch_clock_coarse_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC_COARSE);
}

static void ring(void)
{
	/* B1: before the wake; the host pairs it with its compare in futex_wait(). */
	__atomic_fetch_add(&bell, 1, __ATOMIC_SEQ_CST);
	futex_wake(&bell, 1);
}

/* Interrupt the CPUs whose events have come. Return: the earliest of the others. */
static u64 fire(void)
{
	u64 now = arch_clock_ns(), earliest = ARCH_EVENT_NEVER;

	for (unsigned int cpu = 0; cpu < arch_nr_cpus; cpu++) {
		for (unsigned int event = 0; event < ARCH_NR_EVENTS; event++) {
			/* E4: seq_cst, when it is the second look. */
			u64 at = __atomic_load_n(&events[cpu][event], __ATOMIC_SEQ_CST);

			if (at > now)
				earliest = at < earliest ? at : earliest;
			/* Unless it was just set anew; then E2 rings, if need be. */
			else if (__atomic_compare_exchange_n(&events[cpu][event], &at,
							     ARCH_EVENT_NEVER, false,
							     __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
				time_upcall_due(cpu, event);
		}
	}
	return earliest;
}

static void sleep_until(u64 until, unsigned int rung)
{
	u64 now = arch_clock_ns(), left = until > now ? until - now : 0;
	struct timespec ts = {(time_t)(left / 1000000000), (long)(left % 1000000000)};

	(void)futex_wait(&bell, rung, until == ARCH_EVENT_NEVER ? NULL : &ts);
}

static void *source_main(void *arg)
{
	unsigned int rung;
	u64 until;

	(void)arg;
	/* The host may be that late on purpose: by default 50 us. */
	prctl(PR_SET_TIMERSLACK, 1);
	for (;;) {
		rung = __atomic_load_n(&bell, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
			return NULL;
		until = fire();
		__atomic_store_n(&sleeps_until, until, __ATOMIC_SEQ_CST); /* E3 */
		if (fire() >= until) /* E4 */
			sleep_until(until, rung);
		__atomic_store_n(&sleeps_until, 0, __ATOMIC_SEQ_CST);
	}
}

/* With interrupts off, in any context; once. */
static void start(void)
{
	enum source none = SOURCE_NONE;
	unsigned long state;
	int err;

	if (!__atomic_compare_exchange_n(&source, &none, SOURCE_STARTING, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED))
		return;
	state = host_call_begin();
	err = host_thread_create(&thread, "tl-clock", source_main, NULL);
	if (err)
		pr_err("timers don't fire: can't start the clock's thread: %s: %pe\n",
		       host_error_text(), ERR_PTR(err));
	host_call_end(state);
	/* C1: release, pairs with C2 in clock_close(): the thread is known. Another event tries
	 * again. */
	__atomic_store_n(&source, err ? SOURCE_NONE : SOURCE_RUNS, __ATOMIC_SEQ_CST);
}

void arch_clock_event(unsigned int cpu, enum arch_event event, u64 at_ns)
{
	u64 until;

	__atomic_store_n(&events[cpu][event], at_ns, __ATOMIC_SEQ_CST); /* E1 */
	if (at_ns == ARCH_EVENT_NEVER)
		return;
	if (unlikely(__atomic_load_n(&source, __ATOMIC_RELAXED) == SOURCE_NONE))
		start();
	until = __atomic_load_n(&sleeps_until, __ATOMIC_SEQ_CST); /* E2 */
	while (at_ns < until) {
		/* Who is later than we are need not ring again. */
		if (__atomic_compare_exchange_n(&sleeps_until, &until, at_ns, false,
						__ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
			ring();
			break;
		}
	}
}

void clock_open(void)
{
	for (unsigned int cpu = 0; cpu < arch_nr_cpus; cpu++)
		for (unsigned int event = 0; event < ARCH_NR_EVENTS; event++)
			__atomic_store_n(&events[cpu][event], ARCH_EVENT_NEVER, __ATOMIC_RELAXED);
	__atomic_store_n(&sleeps_until, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&stop, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&source, SOURCE_NONE, __ATOMIC_SEQ_CST);
}

/* No event comes any more. */
void clock_close(void)
{
	enum source was;

	/* C2: acquire, pairs with C1. One that is being started by a handler is waited for. */
	for (unsigned int turn = 1;; turn++) {
		was = __atomic_load_n(&source, __ATOMIC_SEQ_CST);
		if (was != SOURCE_STARTING &&
		    __atomic_compare_exchange_n(&source, &was, SOURCE_CLOSED, false,
						__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			break;
		arch_relax(turn);
	}
	if (was != SOURCE_RUNS)
		return;
	__atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
	ring();
	pthread_join(thread, NULL);
}
