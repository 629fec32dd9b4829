// SPDX-License-Identifier: MIT
/*
 * Biased ownership: a CPU that the same thread T took many times in a row is left to it. T then
 * takes it and gives it back with plain accesses: a store to its ctx, which says that it holds its
 * CPU, and a look at the word. Whoever else wants anything of such a CPU, be it the CPU or its
 * owner's attention, first revokes the bias. What is left is a CPU as any other, so all else
 * (waiters, kicks, RCU, shutdown) is as if there were no biases.
 *
 *	T|BIASED		T holds the CPU exactly if its ctx is not 0
 *	T|BIASED|REVOKING	somebody is finding out; PENDING and WORK may be set meanwhile
 *	T, 0			owned, free: as it was found; or as T said, if that was earlier
 *	T|REVOKING, 0|REVOKING	T was: the revoker is not through yet. A flag without a meaning to
 *				others, whoever has the CPU; no bias is made while it is set, so that
 *				nobody revokes a bias that is not the one it looked at
 *
 * THE LOOK. Store buffering, where T's side has no fence:
 *
 *	T takes				revoker
 *	ctx = nonzero	(R0)		word |= REVOKING		(B2)
 *	  compiler barrier		  membarrier(): a full barrier
 *	if word != T|BIASED:		  on every thread that runs	(B3)
 *	  the slow way	(T0)		if ctx is 0: word = 0, else T	(B4)
 *
 * T's look at the word is before or after the barrier that B3 makes T have. Before: so is T's store,
 * and B4 finds it. After: T finds the word changed. To give back is the same with ctx = 0 (G0): T
 * finds the word changed, or B4 finds that T has left. T finds the word changed where B4 found it
 * nonzero in three cases, and the slow ways know what they find:
 *
 *	taking, not yet looked		the CPU is T's: word says so (T1)
 *	holding				ordinary ownership from here on
 *	gave back, not yet looked	the CPU still is T's: it is given back again, by the word (G1)
 *
 * T itself may end the bias at any time by a compare-and-swap to T (holding, cpu_owned()), or to 0
 * (bias_drop()): whoever of the two is first decides; both are right, since T knows.
 *
 * KICKS. A raiser sets PENDING and REVOKING at once (K4). B4 then either frees the CPU and wakes the
 * worker, or makes T its owner and sends the signal as to any owner; what others made pending in
 * between is included. A signal that lands on T after it set ctx to 0 does nothing (kick_handler());
 * T is about to find PENDING in the word and serves, absorbing that signal, before it is through. A
 * raise by a signal handler of the program on T itself needs no membarrier: it sees T's ctx.
 *
 * ORDERINGS. What T did in a section it shows with G0 (release), which B4 acquires and passes on with
 * its change of the word. What others did before, T acquires with the compare-and-swap by which it
 * takes the CPU after a revocation.
 *
 * WHEN. After BIAS_AFTER takes that nobody came between; twice as many after each bias that did not last,
 * for as a rule a CPU that changed hands will do so again, and membarrier() takes microseconds. Where the
 * host has none, never; a thread to which it is forbidden later than at boot (seccomp) ends in a panic, as
 * it does in liburcu.
 */
#include <errno.h>

#include <linux/membarrier.h>
#include <linux/panic.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "debug/stall.h"

#define BIAS_AFTER     256
#define BIAS_AFTER_MAX 65536
/* One that lasted as long was worth it. */
#define BIAS_LONG_NS   (100 * 1000000ull)

static bool register_membarrier(void)
{
	return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

void bias_init(void)
{
	unsigned int after = register_membarrier() ? BIAS_AFTER : 0;

	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		arch_cpus[i].bias_after = after;
		arch_cpus[i].taker = 0;
		arch_cpus[i].streak = 0;
	}
}

/**
 * bias_earned() - count a section that nobody disturbed
 *
 * The caller owns the CPU. Return: leave the CPU to this thread (B1).
 */
bool bias_earned(struct arch_self *self)
{
	struct cpu *cpu = to_cpu(self->cpu);
	unsigned int after = __atomic_load_n(&cpu->bias_after, __ATOMIC_RELAXED);

	if (cpu->taker != self->tid) {
		cpu->taker = self->tid;
		cpu->streak = 0;
	}
	/* Without a word for it: not on the way out (bias_exit()). */
	if (!after || !word_owner(self->biased) || ++cpu->streak < after)
		return false;
	cpu->streak = 0;
	__atomic_store_n(&cpu->biased_to, self, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->biased_since, arch_clock_coarse_ns(), __ATOMIC_RELAXED);
	return true;
}

/* The word as the calling thread sees it, which knows whether it holds the CPU. */
unsigned int bias_known(const struct arch_self *self, unsigned int w)
{
	if (!(w & CPU_BIASED) || word_owner(w) != self->tid)
		return w;
	return w & ~(READ_ONCE(self->ctx) ? CPU_BIASED : CPU_BIASED | CPU_TID_MASK);
}

static void back_off(struct cpu *cpu)
{
	unsigned int after = __atomic_load_n(&cpu->bias_after, __ATOMIC_RELAXED);
	u64 since = __atomic_load_n(&cpu->biased_since, __ATOMIC_RELAXED);

	if (arch_clock_coarse_ns() - since >= BIAS_LONG_NS)
		after = BIAS_AFTER;
	else if (after < BIAS_AFTER_MAX)
		after *= 2;
	__atomic_store_n(&cpu->bias_after, after, __ATOMIC_RELAXED);
}

/**
 * bias_resolve() - find out who owns a CPU whose bias the caller has revoked
 *
 * The caller has set REVOKING (B2). Async-signal-safe.
 */
void bias_resolve(struct cpu *cpu)
{
	const struct arch_self *to;
	unsigned int w, new;
	bool held;

	back_off(cpu);
	/* B3: pairs with the compiler barriers at T0 and G0; see the top of this file. */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) < 0)
		panic("membarrier(): %d, but the host had it when the machine was booted; "
		      "install filters of system calls before tl_boot()",
		      errno);
	/* B4: acquire, pairs with G0. It can't exit meanwhile: see bias_exit(). */
	to = __atomic_load_n(&cpu->biased_to, __ATOMIC_RELAXED);
	held = __atomic_load_n(&to->ctx, __ATOMIC_ACQUIRE) != 0;
	w = cpu_word(&cpu->a);
	do {
		new = w & ~CPU_REVOKING;
		if (!(w & CPU_BIASED))
			continue; /* T was here first, and minds what is pending */
		new &= ~(held ? CPU_BIASED : CPU_BIASED | CPU_TID_MASK);
		if (held && (w & CPU_PENDING))
			new |= CPU_KICKING | CPU_SIGNALLED;
	} while (!cpu_word_cas(&cpu->a, &w, new));

	if (!(w & CPU_BIASED))
		return;
	if (held && (w & CPU_PENDING))
		kick_signal(cpu, word_owner(w)); /* K4 */
	else if (!held && (w & (CPU_PENDING | CPU_WORK)))
		kick_wake_worker(cpu); /* K2 */
}

/* One turn. It is in a system call, or the host does not let it run. */
static void wait_for_revoker(const struct cpu *cpu, struct stall *stall)
{
	if (stall_turn(stall))
		stall_report(stall, "wait for who revokes that CPU %u is left to a thread",
			     cpu->a.nr);
}

/* Afterwards the CPU was without a bias. Not for signal handlers. */
void bias_revoke(struct cpu *cpu)
{
	struct stall stall = STALL_INIT;
	unsigned int w = cpu_word(&cpu->a);

	while (w & CPU_BIASED) {
		if (w & CPU_REVOKING) {
			wait_for_revoker(cpu, &stall);
			w = cpu_word(&cpu->a);
		} else if (cpu_word_cas(&cpu->a, &w, w | CPU_REVOKING)) { /* B2 */
			bias_resolve(cpu);
			return;
		}
	}
}

/* This preemptible thread leaves its CPU. */
void bias_drop(struct arch_self *self)
{
	struct cpu *cpu = to_cpu(self->cpu);
	unsigned int w = cpu_word(&cpu->a);

	while ((w & CPU_BIASED) && word_owner(w) == self->tid) {
		if (!cpu_word_cas(&cpu->a, &w, w & ~(CPU_BIASED | CPU_TID_MASK)))
			continue;
		if (w & (CPU_PENDING | CPU_WORK))
			kick_wake_worker(cpu);
		break;
	}
}

/**
 * bias_exit() - no CPU is left to this preemptible thread any more
 *
 * B5: who revokes a bias looks at the thread's ctx (B4) until REVOKING is gone; also on a CPU that the
 * thread has left meanwhile. While REVOKING is set, biased_to stays as it is (B1).
 */
void bias_exit(struct arch_self *self)
{
	self->biased = CPU_BIASED;
	/* Before its own handlers may take a CPU again: none is left to it from here on. */
	barrier();
	bias_drop(self);
	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		struct cpu *cpu = &arch_cpus[i];
		struct stall stall = STALL_INIT;

		/* B5: acquire, pairs with the revoker's change of the word: it has looked. */
		while ((__atomic_load_n(&cpu->a.word, __ATOMIC_ACQUIRE) & CPU_REVOKING) &&
		       __atomic_load_n(&cpu->biased_to, __ATOMIC_RELAXED) == self)
			wait_for_revoker(cpu, &stall);
	}
}
