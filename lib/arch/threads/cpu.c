// SPDX-License-Identifier: MIT
/*
 * Taking a virtual CPU and giving it back: the slow sides of arch_take() and arch_give().
 *
 * A task is free-floating while it is preemptible. It asks for the CPU that it had last. If
 * another task owns that one, it moves to a free CPU; if the worker does, it waits, so that
 * consecutive schedules of one task do not scatter. Waiters queue in order, and give-back hands
 * the CPU to the first of them: with barging, a worker waited 29 ms on average behind an owner
 * that looped with short holds.
 *
 * Everything here runs with ARCH_CTX_IRQ_OFF set, so that a kick which lands only sets replay.
 */
#include <errno.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "debug/stall.h"

struct cpu arch_cpus[NR_CPUS];
unsigned int arch_nr_cpus;
struct arch_cpu arch_no_cpu = {.word = CPU_WORD_DEAD};

__thread struct arch_self arch_self __attribute__((tls_model("initial-exec"))) = {
	.cpu = &arch_no_cpu,
	.biased = CPU_BIASED,
};

/* How many pauses a waiter spins for its turn before it sleeps. */
#define WAITER_SPINS 200

enum { WAITER_SPINNING, WAITER_GRANTED, WAITER_SLEEPING };

/**
 * struct cpu_waiter - one who queues for a CPU; lives on its stack
 * @tid: becomes the owner
 * @granted: WAITER_*; the waiter sleeps on it
 * @next: under the CPU's queue_lock
 */
struct cpu_waiter {
	unsigned int tid;
	unsigned int granted;
	struct cpu_waiter *next;
};

/*
 * Does this thread own its CPU, as its ctx has to say as well? What follows leans on the word, so a CPU that is
 * biased to it is owned the ordinary way from here on.
 */
bool cpu_owned(struct arch_self *self)
{
	unsigned int w = cpu_word(self->cpu);

	if (!READ_ONCE(self->ctx))
		return false;
	do {
		if (!self->tid || word_owner(w) != self->tid)
			return false;
	} while ((w & CPU_BIASED) && !cpu_word_cas(self->cpu, &w, w & ~CPU_BIASED));
	return true;
}

static void queue_push(struct cpu *cpu, struct cpu_waiter *me)
{
	me->next = NULL;
	if (cpu->last)
		cpu->last->next = me;
	else
		cpu->first = me;
	cpu->last = me;
}

static void queue_pop(struct cpu *cpu)
{
	cpu->first = cpu->first->next;
	if (!cpu->first)
		cpu->last = NULL;
}

/*
 * T4: each look at @granted acquires, and so does the step to sleeping when it fails; pairs with
 * G5. What the former owner left on the CPU is seen. The sleep itself is the host's: it refuses
 * when @granted is not WAITER_SLEEPING any more.
 */
static void wait_for_grant(struct cpu *cpu, struct cpu_waiter *me)
{
	unsigned int state = WAITER_SPINNING;
	s64 limit = (s64)stall_watchdog_ns(), waited = 0;

	for (int turns = 0; turns < WAITER_SPINS; turns++) {
		if (__atomic_load_n(&me->granted, __ATOMIC_ACQUIRE) == WAITER_GRANTED)
			return;
		cpu_relax();
	}
	if (!__atomic_compare_exchange_n(&me->granted, &state, WAITER_SLEEPING, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		return;
	while (__atomic_load_n(&me->granted, __ATOMIC_ACQUIRE) != WAITER_GRANTED) {
		struct timespec ts = {limit / 1000000000, limit % 1000000000};
		struct task_struct owner;

		if (futex_wait(&me->granted, WAITER_SLEEPING, limit ? &ts : NULL) == 0 ||
		    errno != ETIMEDOUT)
			continue;
		waited += limit;
		limit *= 2; /* say it again, but less and less often */
		task_describe(word_owner(cpu_word(&cpu->a)), &owner);
		stall_report_cpu((int)cpu->a.nr, (unsigned int)(waited / 1000000000), owner.comm,
				 owner.pid);
	}
}

/**
 * cpu_wait() - queue for a CPU
 *
 * Return: true as its owner; false if it became free, or was left to somebody, before we could queue.
 */
bool cpu_wait(struct arch_self *self, struct cpu *cpu)
{
	struct cpu_waiter me = {.tid = self->tid};
	unsigned int w;

	bias_revoke(cpu);
	host_lock(&cpu->queue_lock);
	w = cpu_word(&cpu->a);
	do {
		if (!word_owner(w) || (w & CPU_BIASED) || word_dead(w)) {
			host_unlock(&cpu->queue_lock);
			return false;
		}
		/* T3: WAITER is set on an owned word only, and its give-back needs the queue's
		 * lock to act on it, so it finds us. */
	} while (!cpu_word_cas(&cpu->a, &w, w | CPU_WAITER));
	queue_push(cpu, &me);
	host_unlock(&cpu->queue_lock);

	wait_for_grant(cpu, &me);
	self->cpu = &cpu->a;
	if (cpu_word(&cpu->a) & CPU_PENDING)
		self->replay = 1;
	return true;
}

/* T2 */
static bool move_to(struct arch_self *self, struct arch_cpu *a)
{
	unsigned int expected = 0;

	if (cpu_word(a) || !cpu_word_cas(a, &expected, self->tid))
		return false;
	self->cpu = a;
	/* R0: a kick that landed in between found no owner in us, so PENDING is looked at after cpu
	 * is set; one that lands from here on sets replay. */
	barrier();
	if (cpu_word(a) & CPU_PENDING)
		self->replay = 1;
	return true;
}

/* A CPU that nobody uses and nothing waits for; last, one that is left to somebody. */
static bool take_any_free(struct arch_self *self)
{
	unsigned int start = self->cpu->nr + 1, nr = arch_nr_cpus;

	for (unsigned int i = 0; i < nr; i++)
		if (move_to(self, &arch_cpus[(start + i) % nr].a))
			return true;
	for (unsigned int i = 0; i < nr; i++) {
		struct cpu *cpu = &arch_cpus[(start + i) % nr];

		if (!(cpu_word(&cpu->a) & CPU_BIASED))
			continue;
		bias_revoke(cpu);
		if (move_to(self, &cpu->a))
			return true;
	}
	return false;
}

static bool may_move(const struct arch_self *self, unsigned int owner)
{
	struct cpu *cpu = to_cpu(self->cpu);

	if (owner == __atomic_load_n(&cpu->worker_tid, __ATOMIC_RELAXED) || !self->task ||
	    (self->task->flags & PF_IDLE))
		return false;
	return __atomic_load_n(&task_of(self->task)->bound, __ATOMIC_RELAXED) < 0;
}

/* Return: false if self->cpu is another's; else it is ours now, unless the machine is gone. */
static bool take_if_free(struct arch_self *self)
{
	struct arch_cpu *a = self->cpu;
	unsigned int w = cpu_word(a);

	do {
		if (word_dead(w))
			return true; /* it went down under us; tl_shutdown() forbids that */
		if (word_owner(w) && word_owner(w) != self->tid)
			return false;
		/* T1: acquire. PENDING and WORK stay: the first is ours to serve now, the second the
		 * worker's. The word names us already if the CPU is biased to us, or was while ctx
		 * said that we hold it. */
	} while (!cpu_word_cas(a, &w, (w & ~CPU_BIASED) | self->tid));
	if (w & CPU_PENDING)
		self->replay = 1;
	return true;
}

/* Own self->cpu, and no other. */
void cpu_reacquire(struct arch_self *self)
{
	while (!take_if_free(self) && !cpu_wait(self, to_cpu(self->cpu)))
		;
}

/* Own self->cpu, or another one. */
void cpu_acquire(struct arch_self *self)
{
	for (;;) {
		if (take_if_free(self))
			return;
		if (may_move(self, word_owner(cpu_word(self->cpu))) && take_any_free(self))
			return;
		if (cpu_wait(self, to_cpu(self->cpu)))
			return;
	}
}

/* What a word keeps when its CPU changes hands. */
#define WORD_STAYS (CPU_WORK | CPU_STOP | CPU_REVOKING)

/* G2. Return: false if the word changed meanwhile. */
static bool hand_over(struct cpu *cpu, unsigned int w)
{
	struct cpu_waiter *next;
	unsigned int new;

	host_lock(&cpu->queue_lock);
	next = cpu->first;
	new = next->tid | (w & WORD_STAYS) | (next->next ? CPU_WAITER : 0);
	/* G2: release, pairs with T4. */
	if (!cpu_word_cas(&cpu->a, &w, new)) {
		host_unlock(&cpu->queue_lock);
		return false;
	}
	queue_pop(cpu);
	host_unlock(&cpu->queue_lock);

	/* G5: release, pairs with T4; and acquire, for the look at the state that it replaces.
	 * From here on @next may return from its frame; a wake of that address is harmless. */
	if (__atomic_exchange_n(&next->granted, WAITER_GRANTED, __ATOMIC_SEQ_CST) ==
	    WAITER_SLEEPING)
		futex_wake(&next->granted, 1);
	return true;
}

/* Give the CPU back, with nothing left in ctx but ARCH_CTX_IRQ_OFF, and what the idle task has. */
void cpu_release(struct arch_self *self)
{
	struct cpu *cpu = to_cpu(self->cpu);
	unsigned int w;
	bool wake;

	cpu->streak = 0;
	for (;;) {
		w = cpu_word(&cpu->a);

		if (w & CPU_PENDING) { /* G1 */
			cpu_serve(self);
			continue;
		}
		if (unlikely(self->rcu_deferred))
			rcu_section_ends(self);
		wake = (w & CPU_WORK) && self->owes_wake;
		if (w & CPU_WAITER) { /* G2 */
			if (!hand_over(cpu, w))
				continue;
			/* It finds an owner, and queues. */
			wake = w & CPU_WORK;
			break;
		}
		/* G3, G4: release, pairs with T0, T1. */
		if (cpu_word_cas(&cpu->a, &w, w & WORD_STAYS))
			break;
	}
	self->owes_wake = 0;
	if (w & CPU_RCU)
		rcu_section_ended();
	if (wake)
		kick_wake_worker(cpu);
}

void arch_take_slow(void)
{
	struct arch_self *self = &arch_self;
	unsigned long ctx = self->ctx;
	int saved_errno = errno;
	unsigned int free = 0;

	/* T0: acquire, pairs with G0 and G2-G4. The CPU's plain data (softirq_pending, per-CPU
	 * lists) as the previous owner left it is visible from here on. */
	if (likely(__atomic_compare_exchange_n(&self->cpu->word, &free, self->tid, false,
					       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)))
		return;
	if (unlikely(word_dead(cpu_word(self->cpu)))) {
		/* No task yet, or its machine is gone. Registering, and booting, is done as the
		 * preemptible code that we still are. */
		WRITE_ONCE(self->ctx, 0);
		if (!arch_register_self()) {
			WRITE_ONCE(self->ctx, ctx);
			return;
		}
	}
	/* R0, R1: between this thread and its own signal handler. Flagged off before the word can
	 * be ours, on again after it is, and replay is tested after that: a kick that landed
	 * before has set it, one that lands later is served by the handler. */
	WRITE_ONCE(self->ctx, ctx | ARCH_CTX_IRQ_OFF);
	barrier();
	cpu_acquire(self);
	/* What we posted ourselves is among this CPU's softirqs, if the worker was not here yet. */
	if (likely(cpu_owned(self)))
		softirq_upcall_taken();
	barrier();
	WRITE_ONCE(self->ctx, ctx);
	barrier();
	if (self->replay && !(ctx & ARCH_CTX_MASKED))
		arch_replay();
	errno = saved_errno;
}

void arch_give_slow(void)
{
	struct arch_self *self = &arch_self;
	unsigned int w = self->tid;
	int saved_errno = errno;

	/* G0: release, pairs with T0, T1, B2. It fails while PENDING, WORK or WAITER is set, so that
	 * nothing pending is left on a free CPU. B1: to the word's BIASED belongs ctx, which is 0. B6: acquire,
	 * pairs with B4: who revoked the last bias is through with it. */
	if (likely(__atomic_load_n(&self->cpu->word, __ATOMIC_ACQUIRE) == w) &&
	    likely(__atomic_compare_exchange_n(&self->cpu->word, &w,
					       bias_earned(self) ? self->biased : 0, false,
					       __ATOMIC_RELEASE, __ATOMIC_RELAXED)))
		return;
	/* R0, R1: a kick that lands while the CPU is given back only sets replay, which
	 * cpu_release() has served by way of PENDING when the word lets go. One that landed since
	 * ctx became 0 left nothing but PENDING. */
	WRITE_ONCE(self->ctx, ARCH_CTX_IRQ_OFF);
	barrier();
	if (likely(cpu_owned(self)))
		cpu_release(self);
	barrier();
	WRITE_ONCE(self->ctx, 0);
	errno = saved_errno;
}
