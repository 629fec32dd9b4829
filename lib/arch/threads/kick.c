// SPDX-License-Identifier: MIT
/*
 * The kick: how a pending interrupt reaches the thread that runs on a CPU.
 *
 * A raiser first puts its line on the CPU's list (a seq_cst read-modify-write), then kicks; the
 * owner first clears PENDING (S2), then looks at the list again (S3). Store buffering:
 *
 *	raiser				owner
 *	list |= line			word &= ~PENDING	(S2)
 *	  full barrier (K0)		  full barrier (S2)
 *	if word & PENDING: done		if list: kick itself	(S3)
 *
 * Either the raiser finds PENDING clear and kicks, or the owner finds the line.
 *
 * Only the raiser that turns PENDING from 0 to 1 acts. The signal goes to one thread by its id.
 * KICKING stays set until tgkill() has returned; the owner waits for that and then makes one
 * system call, on whose return a signal that is still under way is delivered (S2). So no kick
 * arrives after its section, or interrupts the thread's next host call, or goes to a thread id
 * that is somebody else's by then.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "arch/threads/cpu.h"
#include "arch/threads/pc.h"
#include "arch/threads/futex.h"
#include "arch/upcall.h"
#include "host/cmdline.h"
#include "host/error.h"

static int signo;
static struct sigaction old_action;

static void absorb(struct arch_self *self)
{
	struct arch_cpu *a = self->cpu;
	unsigned int turns = 0;

	/* S2: the kicker is in its tgkill(); it can't start another while PENDING is set. */
	while (cpu_word(a) & CPU_KICKING) {
		if (++turns % 64)
			cpu_relax();
		else
			sched_yield();
	}
	/* K6: acquire, pairs with K5: the kicker clears KICKING after its tgkill() has returned. */
	__atomic_load_n(&a->word, __ATOMIC_ACQUIRE);
	/* Even if the handler has run: it can't tell the kick's signal from another of the same
	 * number, and the two may have become one. */
	if (cpu_word(a) & CPU_SIGNALLED)
		(void)syscall(SYS_getppid);
	/* S2: seq_cst, pairs with K0: see the figure at the top of this file. */
	__atomic_fetch_and(&a->word, ~(CPU_PENDING | CPU_SIGNALLED), __ATOMIC_SEQ_CST);
}

/**
 * cpu_serve() - serve the interrupts that wait for this CPU
 *
 * The caller owns the CPU and has ARCH_CTX_IRQ_OFF set; softirqs at irq exit run with it clear
 * and may be interrupted in turn.
 */
void cpu_serve(struct arch_self *self)
{
	do {
		self->replay = 0; /* S1 */
		/* R3: between this thread and its own signal handler: a kick that lands after S1
		 * sets replay again, and the loop goes on; pairs with kick_handler(). */
		barrier();
		/* S1a: in this order. A stale replay must not lead to S2 without PENDING: a kick
		 * that starts meanwhile would have its SIGNALLED wiped before its signal is here. */
		if (!(cpu_word(self->cpu) & CPU_PENDING))
			continue;
		rekick_disarm(self);
		irq_upcall_serve(self->cpu->nr, IRQ_UPCALL_ALL);
		barrier();
	} while (self->replay);
}

/* Between the handlers of a batch and irq exit, called by irq_upcall_serve(). */
void arch_irq_ack(void)
{
	absorb(&arch_self);
}

/* Interrupts are on, and something was held off. */
void arch_replay(void)
{
	struct arch_self *self = &arch_self;
	unsigned long ctx = self->ctx;
	int saved_errno = errno;

	if (unlikely(!cpu_owned(self))) {
		self->replay = 0;
		return;
	}
	/* R0, R1: as in arch_take_slow(): flagged off while serving, then on, then replay is
	 * tested, so that a kick which landed meanwhile is not left. */
	do {
		WRITE_ONCE(self->ctx, ctx | ARCH_CTX_IRQ_OFF);
		barrier();
		cpu_serve(self);
		barrier();
		WRITE_ONCE(self->ctx, ctx);
		barrier();
	} while (self->replay);
	errno = saved_errno;
}

/*
 * The handler may itself be interrupted by the next kick, at any instruction, and what lies below
 * it on the stack may be libc. Until that is known, interrupts are flagged off; and for the few
 * instructions before and after, the whole function lies in a section of its own, in which
 * pc_interruptible() lets nothing land.
 */
static KICK_TEXT void kick_handler(int sig, siginfo_t *info, void *ucontext)
{
	struct arch_self *self = &arch_self;
	int saved_errno = errno;
	unsigned long ctx = READ_ONCE(self->ctx);
	bool pending, serve;

	(void)sig;
	if (info->si_code == SI_TIMER)
		self->rekick_armed = 0;
	/* Not the owner; or it is, but on its way to give the CPU back, and looks for PENDING. ctx stays
	 * 0, since who revokes a bias looks at it (B4). */
	if (!ctx)
		return;
	/* R0, R1: between this handler and the next one that lands on it: flagged off before
	 * anything is looked at, and as it was after replay is set. */
	WRITE_ONCE(self->ctx, ctx | ARCH_CTX_IRQ_OFF);
	barrier();
	/* Not so for a signal of that number from elsewhere: it must leave nothing behind. */
	pending = cpu_owned(self) && (cpu_word(self->cpu) & CPU_PENDING);
	if (pending)
		self->replay = 1;
	serve = pending && !(ctx & ARCH_CTX_MASKED) && pc_interruptible(ucontext);
	if (pending && !serve)
		rekick_check_stall(self);
	barrier();
	WRITE_ONCE(self->ctx, ctx);
	barrier();
	if (serve)
		arch_replay();
	else if (pending && !(ctx & ARCH_CTX_IRQ_OFF))
		/* With the flag as it was: a timer that fires before we return is put off in
		 * turn, and armed again. */
		rekick_arm(self, signo);
	errno = saved_errno;
}

void kick_wake_worker(struct cpu *cpu)
{
	if (!boot_options.idle_poll)
		futex_wake(&cpu->a.word, 1);
}

/* K4; KICKING and SIGNALLED are set. */
void kick_signal(struct cpu *cpu, unsigned int owner)
{
	int saved_errno = errno;

	/* Fails only for a real-time signal and a full queue: then the owner serves it when its section
	 * ends. */
	(void)syscall(SYS_tgkill, getpid(), owner, signo);
	/* K5: release, pairs with K6 in absorb(). */
	__atomic_fetch_and(&cpu->a.word, ~CPU_KICKING, __ATOMIC_SEQ_CST);
	errno = saved_errno;
}

/* Of the own CPU, and not before the raiser has returned. If interrupts are on, the timer sees to
 * it that a section which calls nothing more gets it too. */
static void replay_later(struct arch_self *self)
{
	self->replay = 1;
	if (!(self->ctx & ARCH_CTX_IRQ_OFF))
		rekick_arm(self, signo);
}

/**
 * arch_kick_cpu() - make a CPU look at its pending interrupts
 * @nr: which
 *
 * The caller has published what is pending (K0) and keeps its own interrupts flagged off, so
 * that no handler runs on it while an owner waits for KICKING. Async-signal-safe.
 */
void arch_kick_cpu(unsigned int nr)
{
	struct cpu *cpu = &arch_cpus[nr];
	struct arch_self *self = &arch_self;
	/* K0: seq_cst, see the top of this file. */
	unsigned int w = __atomic_load_n(&cpu->a.word, __ATOMIC_SEQ_CST);
	unsigned int owner, new;

	do {
		unsigned int known = bias_known(self, w);

		owner = word_owner(known);
		if (word_dead(w) || ((w & CPU_PENDING) && known == w)) { /* K1 */
			/* Of the own CPU: whoever set PENDING may be in its tgkill() still, and
			 * our line is to be served when our interrupts come on, not later. (A
			 * thread that is no task has no id, as a free CPU has no owner.) */
			if (owner && owner == self->tid)
				replay_later(self);
			return;
		}
		new = known | CPU_PENDING;
		if (owner && owner != self->tid)
			new |= (w & CPU_BIASED) ? CPU_REVOKING : CPU_KICKING | CPU_SIGNALLED;
	} while (!cpu_word_cas(&cpu->a, &w, new));

	if (!owner) { /* K2 */
		if (!(w & CPU_WORK))
			kick_wake_worker(cpu);
	} else if (owner == self->tid) { /* K3 */
		replay_later(self);
	} else if (!(w & CPU_BIASED)) {
		kick_signal(cpu, owner);
	} else if (!(w & CPU_REVOKING)) { /* B2; else whoever revokes sees to it */
		bias_resolve(cpu);
	}
}

/* A handler of ours for some other signal raised a line on the CPU that its thread owns: have
 * the kick delivered as soon as that handler returns. The kick signal is in its sa_mask. */
void arch_kick_self_after_signal(void)
{
	struct arch_self *self = &arch_self;

	self->own_signals++;
	if (self->replay && self->ctx && cpu_owned(self))
		(void)syscall(SYS_tgkill, getpid(), self->tid, signo);
}

int arch_kick_signal(void)
{
	return signo;
}

static void kick_set(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signo);
	pthread_sigmask(how, &set, NULL);
}

/* For the workers, which start with every signal blocked. */
void kick_open(void)
{
	kick_set(SIG_UNBLOCK);
}

void kick_unblock(struct thread_task *task)
{
	sigset_t set;

	pthread_sigmask(SIG_BLOCK, NULL, &set);
	if (sigismember(&set, signo) == 1) {
		task->unblocked = true;
		kick_set(SIG_UNBLOCK);
	}
}

void kick_reblock(const struct thread_task *task)
{
	if (task->unblocked)
		kick_set(SIG_BLOCK);
}

static bool is_ours(const struct sigaction *sa)
{
	return (sa->sa_flags & SA_SIGINFO) && sa->sa_sigaction == kick_handler;
}

int kick_init(int wanted)
{
	struct sigaction sa = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART};

	signo = wanted;
	if (sigaction(signo, NULL, &old_action) < 0)
		return host_error(-errno, "sigaction(%d)", signo);
	if (old_action.sa_flags & SA_SIGINFO ?
		    !is_ours(&old_action) :
		    old_action.sa_handler != SIG_DFL && old_action.sa_handler != SIG_IGN)
		return host_error(-EBUSY,
				  "kick signal %d (%s) has a handler already; choose another "
				  "with tl.kick_signal=",
				  signo, strsignal(signo));
	sa.sa_sigaction = kick_handler;
	sigemptyset(&sa.sa_mask);
	if (sigaction(signo, &sa, NULL) < 0)
		return host_error(-errno, "sigaction(%d)", signo);
	return 0;
}

void kick_exit(void)
{
	(void)sigaction(signo, &old_action, NULL);
}
