// SPDX-License-Identifier: MIT
/*
 * Grace periods of RCU: a host thread, rcu_preempt, that waits for readers. It is started by the
 * first grace period and joined at shutdown.
 *
 * A READER is a thread that is in a section of rcu_read_lock() (which liburcu knows, rcu_reader.c),
 * or owns a CPU: preemption, softirqs or interrupts off, a handler, a softirq. The latter cost
 * their owner nothing, as long as no grace period asks:
 *
 *	rcu_preempt				owner of the CPU
 *	word |= RCU, if it is owned (X1)	section
 *	sleep until RCU is gone (X4)		give back: fails, since the word is not what
 *						  was taken; the slow way drops RCU (X2),
 *						  and wakes rcu_preempt (X3)
 *
 * RCU is never set on a free word and is dropped whenever its owner changes, so a CPU without it
 * was free, or has changed hands, since X1.
 *
 * ORDERINGS. X1 is a read-modify-write of every word, also of a free one that it leaves as it is.
 * Who took the CPU before shows in it as the owner. Who takes it later (T0, T1: acquire) reads from
 * X1 or what follows it, and so sees what the updater did before. The end of a section (G0 to G4,
 * X2: release) is read by X4, an acquire; the words are changed by read-modify-writes only, so that
 * holds for whatever value X4 finds. Of a CPU with a bias it is what B4 read, who then changed the word.
 *
 * SECTIONS THAT OVERLAP are one: rcu_read_lock() p = ...; spin_lock(); rcu_read_unlock(); may use
 * p until spin_unlock(). Were CPUs and liburcu's readers looked at one after the other, a chain of
 * such sections would slip through in between. So
 *  - rcu_read_unlock() with the CPU owned tells liburcu only when the CPU is given back
 *    (rcu_deferred; RCU in the word makes that take the slow way). From rcu_read_lock() on,
 *    liburcu's section then reaches to the end of the whole chain.
 *  - a grace period looks at the CPUs first, waits for them, and then at liburcu's readers. A chain
 *    that began with an owned CPU has ended with it, or has entered liburcu's section before.
 * In handlers and softirqs nothing is put off: a section that began there ends there, within what
 * the CPU's owner is waited for anyway.
 */
#include <errno.h>

#include <linux/err.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/spinlock_types.h>
#include <linux/sprintf.h>
#include <asm/rcu.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/threads/rcu_reader.h"
#include "arch/upcall.h"
#include "debug/report.h"
#include "debug/stall.h"
#include "host/error.h"
#include "host/thread.h"

/* Nothing to do, a grace period, the end. */
enum { GP_NONE, GP_BEGIN, GP_STOP };

static pthread_t thread;
static bool started; /* under what makes grace periods one at a time */
/* What the thread is to do next; it sleeps on it. */
static unsigned int order;
/* It waits for CPUs; sections that ended meanwhile, and its futex. */
static unsigned int watching, ended;

/* --- readers --- */

void arch_rcu_enter(const struct lock_site *site)
{
	rcu_reader_enter();
	WRITE_ONCE(arch_self.rcu_site, site);
}
EXPORT_SYMBOL(arch_rcu_enter);

static bool outlives_section(unsigned long ctx)
{
	return ctx && !(ctx & (HARDIRQ_MASK | SOFTIRQ_OFFSET));
}

void arch_rcu_leave(void)
{
	struct arch_self *self = &arch_self;

	if (likely(!outlives_section(READ_ONCE(self->ctx))) || self->rcu_deferred ||
	    !cpu_owned(self)) {
		rcu_reader_leave();
		return;
	}
	self->rcu_deferred = 1;
	/* X0: between this thread and its own handlers, which keep the CPU: deferred before the
	 * word says so. Relaxed: it is for the own give-back. */
	barrier();
	__atomic_fetch_or(&self->cpu->word, CPU_RCU, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(arch_rcu_leave);

/* The CPU is about to be given back, interrupts flagged off. */
void rcu_section_ends(struct arch_self *self)
{
	self->rcu_deferred = 0;
	rcu_reader_leave();
}

/* It was, and RCU has been in the word. X2 is that change of the word, seq_cst. */
void rcu_section_ended(void)
{
	/* X3: seq_cst, after X2: either rcu_preempt finds the word changed (X4), or we find it
	 * watching. */
	if (!__atomic_load_n(&watching, __ATOMIC_SEQ_CST))
		return;
	__atomic_fetch_add(&ended, 1, __ATOMIC_SEQ_CST);
	futex_wake(&ended, 1);
}

/* --- the grace period --- */

/* X1; see the top of this file. */
static void mark_cpus(void)
{
	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		struct arch_cpu *a = &arch_cpus[i].a;
		unsigned int w;

		do {
			bias_revoke(&arch_cpus[i]);
			w = cpu_word(a);
		} while (!word_dead(w) && ((w & CPU_BIASED) ||
					   !cpu_word_cas(a, &w, word_owner(w) ? w | CPU_RCU : w)));
	}
}

/* A CPU whose section has not ended; -1 if there is none. */
static int marked_cpu(void)
{
	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		/* X4: acquire, pairs with X2 and G0; seq_cst, pairs with X3. */
		unsigned int w = __atomic_load_n(&arch_cpus[i].a.word, __ATOMIC_SEQ_CST);

		if (!word_dead(w) && (w & CPU_RCU))
			return (int)i;
	}
	return -1;
}

static void report_stall(int cpu, s64 ns)
{
	struct task_struct owner;
	struct report report;

	task_describe(word_owner(cpu_word(&arch_cpus[cpu].a)), &owner);
	report_begin(&report, KERN_ERR,
		     "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks: CPU#%d: %s/%d (%u s)",
		     cpu, owner.comm, owner.pid, (unsigned int)(ns / 1000000000));
	report_end(&report);
}

static void wait_for_cpus(void)
{
	s64 limit = (s64)stall_watchdog_ns(), waited = 0;

	__atomic_store_n(&watching, 1, __ATOMIC_SEQ_CST); /* X3 */
	for (;;) {
		struct timespec ts = {limit / 1000000000, limit % 1000000000};
		/* Before the look: what ends after it makes the host refuse the sleep. */
		unsigned int before = __atomic_load_n(&ended, __ATOMIC_SEQ_CST);
		int cpu = marked_cpu();

		if (cpu < 0)
			break;
		if (futex_wait(&ended, before, limit ? &ts : NULL) == 0 || errno != ETIMEDOUT)
			continue;
		waited += limit;
		limit *= 2; /* say it again, but less and less often */
		report_stall(cpu, waited);
	}
	__atomic_store_n(&watching, 0, __ATOMIC_SEQ_CST);
}

static void *rcu_preempt(void *unused)
{
	(void)unused;
	for (;;) {
		/* X6: acquire, pairs with X5. */
		unsigned int what = __atomic_exchange_n(&order, GP_NONE, __ATOMIC_ACQUIRE);

		if (what == GP_STOP)
			break;
		if (what == GP_NONE) {
			(void)futex_wait(&order, GP_NONE, NULL);
			continue;
		}
		mark_cpus();
		wait_for_cpus();
		rcu_readers_wait();
		rcu_upcall_gp_over();
	}
	return NULL;
}

/* X5: release, pairs with X6: what the updater did before is seen by the thread, and by way of it
 * by the readers that come. */
static void give_order(unsigned int what)
{
	__atomic_store_n(&order, what, __ATOMIC_RELEASE);
	futex_wake(&order, 1);
}

int arch_rcu_begin(void)
{
	/* In a forked child there is nobody else. */
	if (arch_state() != ARCH_UP)
		return 1;
	if (!started) {
		int err = host_thread_create(&thread, "rcu_preempt", rcu_preempt, NULL);

		if (err) {
			tl_report("BUG: rcu: no grace periods: %s: %pe", host_error_text(),
				  ERR_PTR(err));
			return err;
		}
		started = true;
	}
	give_order(GP_BEGIN);
	return 0;
}

int arch_rcu_describe(char *buf, size_t size)
{
	struct task_struct reader;
	const struct lock_site *site;

	if (!task_describe_reader(&reader, &site))
		return scnprintf(buf, size, "a CPU that somebody owns");
	return scnprintf(buf, size, "%s:%d, who reads since %s:%u", reader.comm, reader.pid,
			 site->file, site->line);
}

void arch_rcu_exit(void)
{
	if (!started)
		return;
	give_order(GP_STOP);
	pthread_join(thread, NULL);
	started = false;
	order = GP_NONE;
}

/* The child has no such thread; a handler's deferred end is the parent's matter too. */
void rcu_forked(void)
{
	started = false;
	order = GP_NONE;
	watching = 0;
	arch_self.rcu_deferred = 0;
}
