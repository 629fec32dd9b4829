// SPDX-License-Identifier: MIT
/*
 * Signals.
 *
 * A kthread gets none of the host's. It takes those that it has allowed, and they are only ever
 * pending: sig_pending is set by the sender, who then wakes it, and taken back by whoever flushes
 * or dequeues. Asked to stop, a kthread has one pending for good.
 *
 *	sender				kthread
 *	sig_pending |= sig		set_current_state(S)
 *	  full barrier (W2)		  full barrier (W1)
 *	if state & S: wake		schedule(): sleep unless signal_ends_sleep()
 *
 * Of the program's own tasks the host keeps what is pending; sigpending says that one has ended a
 * sleep.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/sched/signal.h>

#include "arch/upcall.h"
#include "kernel/sched.h"

#define NR_SIGNALS 64

static u64 bit_of(int sig)
{
	return 1ull << (sig - 1);
}

static bool has_lasting(const struct task_struct *p)
{
	return READ_ONCE(p->sig_pending) || READ_ONCE(p->stopping);
}

/*
 * DIVERGES: Linux takes the flag back when the signal is handled, on the way to user space. Here
 * the handler of a program's task has run already, and there is no such way; so who asks for itself
 * has been told.
 */
int signal_pending(struct task_struct *p)
{
	if (unlikely(READ_ONCE(p->sigpending))) {
		if (p == current)
			WRITE_ONCE(p->sigpending, 0);
		return 1;
	}
	return unlikely(has_lasting(p));
}
EXPORT_SYMBOL(signal_pending);

/* One that the host delivers ends the process; nobody is left to ask. */
int fatal_signal_pending(struct task_struct *p)
{
	return !!(READ_ONCE(p->sig_pending) & bit_of(SIGKILL));
}
EXPORT_SYMBOL(fatal_signal_pending);

int signal_pending_state(unsigned int state, struct task_struct *p)
{
	if (state & TASK_INTERRUPTIBLE)
		return signal_pending(p);
	return (state & TASK_WAKEKILL) && fatal_signal_pending(p);
}
EXPORT_SYMBOL(signal_pending_state);

bool signal_ends_sleep(unsigned int state, const struct task_struct *p)
{
	if (state & TASK_INTERRUPTIBLE)
		return has_lasting(p);
	return (state & TASK_WAKEKILL) && (READ_ONCE(p->sig_pending) & bit_of(SIGKILL));
}

int send_sig(int sig, struct task_struct *p, int priv)
{
	(void)priv;
	if (sig < 0 || sig > NR_SIGNALS)
		return -EINVAL;
	arch_api_point(p);
	if (!(p->flags & PF_KTHREAD))
		return arch_signal(p, sig);
	if (!sig || !(READ_ONCE(p->sig_allowed) & bit_of(sig)))
		return 0;
	/* The barrier between it and the look at the state is W2. */
	arch_fetch_or(&p->sig_pending, bit_of(sig), __ATOMIC_SEQ_CST);
	wake_up_state(p, TASK_INTERRUPTIBLE | (sig == SIGKILL ? TASK_WAKEKILL : 0));
	return 0;
}
EXPORT_SYMBOL(send_sig);

void flush_signals(struct task_struct *p)
{
	arch_fetch_and(&p->sig_pending, 0ull, __ATOMIC_SEQ_CST);
	WRITE_ONCE(p->sigpending, 0);
}
EXPORT_SYMBOL(flush_signals);

int kernel_dequeue_signal(void)
{
	u64 pending = READ_ONCE(current->sig_pending);
	int sig = __builtin_ffsll((long long)pending);

	if (sig)
		arch_fetch_and(&current->sig_pending, ~bit_of(sig), __ATOMIC_SEQ_CST);
	return sig;
}
EXPORT_SYMBOL(kernel_dequeue_signal);

void kernel_sigaction(int sig, __sighandler_t action)
{
	struct task_struct *me = current;

	if (sig < 1 || sig > NR_SIGNALS)
		return;
	if (action != SIG_IGN) {
		WRITE_ONCE(me->sig_allowed, me->sig_allowed | bit_of(sig));
	} else {
		WRITE_ONCE(me->sig_allowed, me->sig_allowed & ~bit_of(sig));
		arch_fetch_and(&me->sig_pending, ~bit_of(sig), __ATOMIC_SEQ_CST);
	}
}
EXPORT_SYMBOL(kernel_sigaction);
