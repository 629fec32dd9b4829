// SPDX-License-Identifier: MIT
/*
 * The softirq worker of a CPU: its idle loop, host thread ksoftirqd/N.
 *
 * When nobody owns the CPU and something is pending, it takes the CPU and serves it, as the idle
 * task swapper/N; what is left over to it (raised from plain task context, or over the softirq
 * budget) it runs as ksoftirqd/N, one pass at a time, and gives the CPU back between passes, so
 * that waiters get theirs.
 *
 * It sleeps on the ownership word itself. The value it compares holds all that could concern it,
 * so whatever changed between its look and its sleep makes the host refuse the sleep.
 */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/threads/cpu.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "debug/stall.h"
#include "host/cmdline.h"
#include "host/thread.h"

static void report_stalled(struct cpu *cpu)
{
	struct task_struct owner;

	task_describe(word_owner(cpu_word(&cpu->a)), &owner);
	stall_report_cpu((int)cpu->a.nr, (unsigned int)(stall_watchdog_ns() / 1000000000),
			 owner.comm, owner.pid);
}

static void idle_wait(struct cpu *cpu, unsigned int w)
{
	unsigned int turns = 0;

	/* V2: acquire, pairs with V1 in rekick_check_stall(). A V1 that comes after this look is
	 * followed by a wake; when polling, the loop below looks at it. */
	if (unlikely(__atomic_exchange_n(&cpu->stalled, 0, __ATOMIC_ACQUIRE)))
		report_stalled(cpu);
	if (!boot_options.idle_poll) {
		(void)futex_wait(&cpu->a.word, w, NULL); /* W2, W3 */
		return;
	}
	while (cpu_word(&cpu->a) == w && !__atomic_load_n(&cpu->stalled, __ATOMIC_RELAXED))
		if (++turns % 4096 == 0 && word_owner(w))
			arch_relax(turns);
		else
			cpu_relax();
}

/* What the idle task has, from before it owns the CPU until it has given it back. */
#define IDLE_CTX (ARCH_CTX_IRQ_OFF | IDLE_PREEMPT_COUNT)

/* As owner, as the idle task, before and after. */
static void run(struct arch_self *self, struct cpu *cpu)
{
	if (cpu_word(&cpu->a) & CPU_PENDING)
		cpu_serve(self);

	WRITE_ONCE(self->ctx, ARCH_CTX_IRQ_OFF);
	self->task = &cpu->ksoftirqd;
	softirq_upcall_taken();
	if (cpu->a.softirq_pending)
		softirq_upcall_ksoftirqd();
	/* What is pending by now is served at give-back, and interrupts swapper/N. */
	self->task = &cpu->idle;
	WRITE_ONCE(self->ctx, IDLE_CTX);
	/* R1: so it is before the caller lets interrupts in. */
	barrier();
}

/* Become the owner of a CPU whose word was just @w. Return: false if it has changed. */
static bool take(struct arch_self *self, struct cpu *cpu, unsigned int w)
{
	bool got;

	/* R0, R1: between the worker and its own signal handler. ctx is set before the word says
	 * so, since a kick may land as soon as it does, and cleared after it is known not to. */
	WRITE_ONCE(self->ctx, IDLE_CTX);
	barrier();
	if (word_owner(w)) { /* W3 */
		got = cpu_wait(self, cpu);
		if (got)
			/* I2: seq_cst, before softirq_upcall_taken() looks; see arch_worker_post(). */
			__atomic_fetch_and(&cpu->a.word, ~CPU_WORK, __ATOMIC_SEQ_CST);
	} else { /* W1, I2 */
		got = cpu_word_cas(&cpu->a, &w, (w & ~CPU_WORK) | self->tid);
	}
	barrier();
	if (!got)
		WRITE_ONCE(self->ctx, 0);
	return got;
}

static void give(struct arch_self *self)
{
	cpu_release(self);
	/* R1: the CPU is not ours any more before ctx says so. */
	barrier();
	WRITE_ONCE(self->ctx, 0);
}

/* Is there something for the worker? The owner of a CPU serves PENDING itself. */
static bool wanted(unsigned int w)
{
	return (w & CPU_WORK) || ((w & CPU_PENDING) && !word_owner(w));
}

/*
 * Shutdown. After one more pass, and after all who queue for the CPU, nobody may take it again.
 * Return: false if something came in between.
 */
static bool retire(struct arch_self *self, struct cpu *cpu, unsigned int w)
{
	unsigned int last = self->tid | CPU_STOP;
	bool retired;

	if (!take(self, cpu, w))
		return false;
	run(self, cpu);
	/* Softirqs that still want to run, such as a tasklet that reschedules itself, don't. */
	__atomic_fetch_and(&cpu->a.word, ~CPU_WORK, __ATOMIC_RELAXED);
	/* G6: as G4, but for good; fails for whoever came in between: PENDING, WAITER. */
	retired = cpu_word_cas(&cpu->a, &last, CPU_WORD_DEAD);
	if (retired)
		WRITE_ONCE(self->ctx, 0);
	else
		give(self);
	return retired;
}

static void *worker(void *arg)
{
	struct cpu *cpu = arg;
	struct arch_self *self = &arch_self;
	unsigned int tid = (unsigned int)syscall(SYS_gettid);

	cpu->idle.pid = 0;
	cpu->ksoftirqd.pid = (pid_t)tid;
	cpu->ksoftirqd.tgid = getpid();
	self->cpu = &cpu->a;
	self->tid = tid;
	self->biased = tid | CPU_BIASED;
	self->task = &cpu->idle;
	kick_open();
	/* V3: release, pairs with V4 in start_one(): the task structs are filled. */
	__atomic_store_n(&cpu->worker_tid, tid, __ATOMIC_RELEASE);

	for (;;) {
		unsigned int w = cpu_word(&cpu->a);

		if (w & CPU_STOP) {
			if (retire(self, cpu, w))
				break;
			continue;
		}
		if (!wanted(w)) {
			idle_wait(cpu, w);
			continue;
		}
		softirq_upcall_ahead(cpu->a.nr);
		if (take(self, cpu, w)) {
			run(self, cpu);
			give(self);
		}
	}
	rekick_destroy(&arch_rekick);
	return NULL;
}

/* The owner leaves softirqs to the worker, which give-back wakes. */
void arch_wake_softirqd(void)
{
	struct arch_self *self = &arch_self;

	if (cpu_owned(self) && !(cpu_word(self->cpu) & CPU_WORK)) {
		__atomic_fetch_or(&self->cpu->word, CPU_WORK, __ATOMIC_RELAXED);
		self->owes_wake = 1;
	}
}

/* Preemptible. The worker has the CPU, or WORK is set and it is about to. */
int arch_worker_cpu_slow(void)
{
	struct arch_cpu *a = arch_self.cpu;
	unsigned int w = cpu_word(a), owner = word_owner(w);

	if (word_dead(w) || (w & CPU_STOP))
		return -1;
	if (owner ? owner != __atomic_load_n(&to_cpu(a)->worker_tid, __ATOMIC_RELAXED) :
		    !a->polled && !(w & CPU_WORK))
		return -1;
	/* arch_worker_post() will write to it; what is posted can be linked in meanwhile. */
	if (!(w & CPU_WORK))
		__builtin_prefetch(&a->word, 1);
	return (int)a->nr;
}

/*
 * I1: seq_cst, after what was published. The worker clears WORK (I2), then looks: either it looks
 * after the publication, or WORK is set after it was cleared, and the worker looks again. It is woken
 * unless whoever set WORK before does it, or it is the owner, and looks at the word before it sleeps.
 */
void arch_worker_post(unsigned int nr)
{
	struct cpu *cpu = &arch_cpus[nr];
	unsigned int old;

	/* As good as setting it again: it is cleared later than this, and then the worker looks. */
	if (__atomic_load_n(&cpu->a.word, __ATOMIC_SEQ_CST) & CPU_WORK)
		return;
	old = __atomic_fetch_or(&cpu->a.word, CPU_WORK, __ATOMIC_SEQ_CST);
	if (!(old & CPU_WORK) &&
	    word_owner(old) != __atomic_load_n(&cpu->worker_tid, __ATOMIC_RELAXED))
		kick_wake_worker(cpu);
}

static void task_init_idle(struct task_struct *t, unsigned int flags, const char *name,
			   unsigned int nr)
{
	memset(t, 0, sizeof(*t));
	t->flags = flags;
	snprintf(t->comm, sizeof(t->comm), "%s/%u", name, nr);
}

static int start_one(struct cpu *cpu)
{
	int err;

	task_init_idle(&cpu->idle, PF_KTHREAD | PF_IDLE, "swapper", cpu->a.nr);
	task_init_idle(&cpu->ksoftirqd, PF_KTHREAD, "ksoftirqd", cpu->a.nr);
	err = host_thread_create(&cpu->thread, cpu->ksoftirqd.comm, worker, cpu);
	if (err)
		return err;
	/* V4: acquire. Who sees this CPU owned must be able to tell the worker from a task. */
	for (unsigned int turn = 1; !__atomic_load_n(&cpu->worker_tid, __ATOMIC_ACQUIRE); turn++)
		arch_relax(turn);
	return 0;
}

static void stop(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct cpu *cpu = &arch_cpus[i];

		/* W4: in the word before the wake. The host pairs it with W2: a worker that has
		 * looked before compares another value and does not sleep. */
		__atomic_fetch_or(&cpu->a.word, CPU_STOP, __ATOMIC_SEQ_CST);
		futex_wake(&cpu->a.word, 1);
	}
	for (unsigned int i = 0; i < n; i++) {
		pthread_join(arch_cpus[i].thread, NULL);
		__atomic_store_n(&arch_cpus[i].worker_tid, 0, __ATOMIC_RELAXED);
	}
}

int workers_start(void)
{
	for (unsigned int i = 0; i < arch_nr_cpus; i++) {
		int err = start_one(&arch_cpus[i]);

		if (err) {
			stop(i);
			return err;
		}
	}
	return 0;
}

void workers_stop(void)
{
	stop(arch_nr_cpus);
}
