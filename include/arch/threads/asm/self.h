/* SPDX-License-Identifier: MIT */
/*
 * A thread's own view of the virtual CPU that it owns.
 *
 * `ctx` is the whole of what decides ownership: its low half is preempt_count in Linux's
 * layout, ARCH_CTX_IRQ_OFF says that interrupts are masked, and it is nonzero exactly while
 * the thread owns `cpu`, but for the way out of arch_give(). It is written by its thread and, on
 * the same thread, by the kick signal's handler, which leaves it as it found it; so the orderings
 * here are compiler barriers. Another thread looks at it only to revoke a bias (lib/arch/threads/bias.c).
 *
 * `cpu` is never NULL: before registration, and after a shutdown, it is a CPU that can't be
 * taken, so that the fast path needs no test of its own and ends in arch_take_slow().
 */
#ifndef _ASM_SELF_H
#define _ASM_SELF_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <asm/abi.h>
#include <asm/rwonce.h>

#define ARCH_CTX_IRQ_OFF (1UL << 32)
/* In a call into the C library: masked as well, but not by the program; see host/call.h. */
#define ARCH_CTX_HOST	 (1UL << 33)
#define ARCH_CTX_MASKED	 (ARCH_CTX_IRQ_OFF | ARCH_CTX_HOST)

struct lock_site;
struct task_struct;

/**
 * struct arch_cpu - what inline code needs of a virtual CPU
 * @word: ownership word (lib/arch/threads/cpu.h); shared by all threads, atomic
 * @nr: its number; constant
 * @softirq_pending: raised softirqs; plain, belongs to the CPU's owner
 * @polled: its worker looks at the word all the time while it is free (idle=poll); constant
 */
struct arch_cpu {
	unsigned int word;
	unsigned int nr;
	unsigned int softirq_pending;
	unsigned char polled;
};

struct arch_self {
	unsigned long ctx;
	struct arch_cpu *cpu;
	unsigned int tid;
	/* The word of its CPU, if that was left to this thread; no CPU's where it can't be. */
	unsigned int biased;
	/* Set by the kick handler (or a raise on the own CPU) when an interrupt could not be
	 * served on the spot; tested wherever interrupts come back on. */
	volatile unsigned char replay;
	/* This section set WORK itself, so its give-back owes the worker a wake. */
	unsigned char owes_wake;
	/* Handlers of ours that ran for signals of the program; wraps. */
	volatile unsigned char own_signals;
	/* The re-kick timer is armed. */
	volatile unsigned char rekick_armed;
	/* liburcu is told that this thread left its read section when the CPU is given back. */
	unsigned char rcu_deferred;
	struct task_struct *task;
	/* Nested rcu_read_lock()s, and where the outermost was called; written by this thread and its
	 * own handlers, read by who reports what a grace period waits for. */
	unsigned int rcu_depth;
	const struct lock_site *rcu_site;
};

__tl_api_begin
extern __thread struct arch_self arch_self __attribute__((tls_model("initial-exec")));

void arch_take_slow(void);
void arch_give_slow(void);
void arch_replay(void);
struct task_struct *arch_task_register(void);
__tl_api_end

/*
 * T0: plain accesses, if the CPU was left to this thread (lib/arch/threads/bias.c). ctx is set, and
 * says so to who revokes that; then the word is looked at: a compiler barrier is between (R0), which
 * pairs with B3, and the CPU's plain data is as this thread left it. Else the slow way.
 */
static __always_inline void arch_take(void)
{
	if (unlikely(__atomic_load_n(&arch_self.cpu->word, __ATOMIC_RELAXED) != arch_self.biased))
		arch_take_slow();
	/* R0: nothing of the section comes before. */
	barrier();
}

/*
 * G0: release, pairs with B4. The section is over before its end shows (R1), to our own handler as
 * well. A CPU that was left to this thread is given back with that, unless the word has changed;
 * a compiler barrier is between, which pairs with B3. Any other is given back now, by the word; a
 * kick which lands before that leaves it to us.
 */
static __always_inline void arch_give(void)
{
	barrier();
	__atomic_store_n(&arch_self.ctx, 0, __ATOMIC_RELEASE);
	barrier();
	if (unlikely(__atomic_load_n(&arch_self.cpu->word, __ATOMIC_RELAXED) != arch_self.biased))
		arch_give_slow();
}

/* The outermost change takes the CPU; @ctx is the new value, @old what it was. */
static __always_inline void arch_ctx_raise(unsigned long old, unsigned long ctx)
{
	WRITE_ONCE(arch_self.ctx, ctx);
	/* R0: between this thread and its own signal handler. What follows, the take and then
	 * the section, comes after ctx says so; pairs with kick_handler()'s look at ctx. */
	barrier();
	if (!old)
		arch_take();
}

/* The way back. Where interrupts are on afterwards, what was held off is served now. */
static __always_inline void arch_ctx_lower(unsigned long ctx)
{
	if (!ctx) {
		arch_give();
		return;
	}
	/* R1: nothing of the section comes after ctx lets a handler in. */
	barrier();
	WRITE_ONCE(arch_self.ctx, ctx);
	/* R1: between this thread and its own signal handler. A kick that landed before this
	 * point has set replay; one that lands after it is served by the handler. */
	barrier();
	if (unlikely(arch_self.replay) && !(ctx & ARCH_CTX_MASKED))
		arch_replay(); /* R2 */
}

/* A point where what was held off is served, if interrupts are on. */
static __always_inline void arch_irq_point(void)
{
	unsigned long ctx = READ_ONCE(arch_self.ctx);

	if (unlikely(arch_self.replay) && ctx && !(ctx & ARCH_CTX_MASKED))
		arch_replay();
}

/* Where the other machine has a scheduling point. */
#define arch_api_point(obj)	     ((void)(obj))
#define arch_api_point_from(obj, pc) ((void)(obj), (void)(pc))
#define arch_api_touch(obj)	     ((void)(obj))

/* Any thread and signal handler of the process may raise a line. */
#define arch_may_raise() true

#endif /* _ASM_SELF_H */
