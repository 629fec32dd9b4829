// SPDX-License-Identifier: MIT
/*
 * Tasks: sleeping and waking. How a thread sleeps on the host is the machine's (arch_sleep()).
 */
#include <limits.h>

#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "arch/upcall.h"
#include "debug/callback.h"
#include "debug/report.h"
#include "debug/stall.h"
#include "kernel/workqueue-hooks.h"

static void report_atomic(const char *what, unsigned int count)
{
	struct report report;

	report_begin(&report, KERN_ERR, "BUG: %s while atomic: %s/%d/0x%08x", what, current->comm,
		     current->pid, count);
	dump_stack();
	report_end(&report);
}

void sched_upcall_hung(u64 ns)
{
	struct task_struct *me = current;
	const struct lock_site *at = me->waits_at;
	char what[192];
	int n = 0;

	if (me->waits_describe) {
		me->waits_describe(me->waits_for, what, sizeof(what));
		n = (int)strlen(what);
	}
	if (at)
		scnprintf(what + n, sizeof(what) - (size_t)n, "%swait_event() at %s:%u (%s)",
			  n ? ", in a " : "", at->file, at->line, at->func);
	stall_report_task(me->comm, me->pid, (unsigned int)(ns / 1000000000),
			  n || at ? what : NULL);
}

void sched_upcall_atomic_exit(void)
{
	callback_check_exit();
	report_atomic("exiting", (unsigned int)preempt_count());
}

void __preempt_count_unbalanced(unsigned int val)
{
	struct report report;

	report_begin(&report, KERN_WARNING, "DEBUG_LOCKS_WARN_ON(val > preempt_count()): %x > %x",
		     val, (unsigned int)preempt_count());
	dump_stack();
	report_end(&report);
}
EXPORT_SYMBOL(__preempt_count_unbalanced);

/* Returns what to give to arch_section_resume(): the CPU is given up for the sleep. */
static unsigned long leave_section(void)
{
	if (likely(!preempt_count() && !irqs_disabled()))
		return 0;
	callback_check_sleep();
	report_atomic("scheduling", (unsigned int)preempt_count());
	return arch_section_break();
}

static void sleep_for(s64 timeout_ns)
{
	unsigned long section;

	if (READ_ONCE(current->__state) == TASK_RUNNING) {
		_cond_resched();
		return;
	}
	section = leave_section();
	if (unlikely(current->wq_worker))
		wq_worker_sleeping(current->wq_worker);
	arch_sleep(timeout_ns);
	if (unlikely(current->wq_worker))
		wq_worker_running(current->wq_worker);
	arch_section_resume(section);
}

void schedule(void)
{
	sleep_for(-1);
}
EXPORT_SYMBOL(schedule);

long schedule_timeout(long timeout)
{
	unsigned long end;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		sleep_for(-1);
		return timeout;
	}
	if (timeout < 0) {
		pr_err("%s: wrong timeout value %lx\n", __func__, timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	end = jiffies + (unsigned long)timeout;
	sleep_for(timeout > LONG_MAX / (1000000000L / HZ) ? LONG_MAX :
							    timeout * (1000000000L / HZ));
	left = (long)(end - jiffies);
	return left < 0 ? 0 : left;
}
EXPORT_SYMBOL(schedule_timeout);

static long schedule_timeout_as(unsigned int state, long timeout)
{
	__set_current_state(state);
	return schedule_timeout(timeout);
}

long schedule_timeout_interruptible(long timeout)
{
	return schedule_timeout_as(TASK_INTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	return schedule_timeout_as(TASK_KILLABLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	return schedule_timeout_as(TASK_UNINTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	return schedule_timeout_as(TASK_IDLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_idle);

/* Nobody counts who waits for input and output. */
void io_schedule(void)
{
	schedule();
}
EXPORT_SYMBOL(io_schedule);

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}
EXPORT_SYMBOL(io_schedule_timeout);

/*
 * W2: full barrier before the state is read. Pairs with W1 in set_current_state(): either the
 * sleeper sees the waker's condition, or we see its state.
 *
 * Z2: on success also a release, pairs with Z1 in arch_sleep(): the woken task sees what we did
 * before.
 */
int wake_up_state(struct task_struct *p, unsigned int state)
{
	unsigned int old;

	smp_mb();
	old = READ_ONCE(p->__state);
	do {
		if (!(old & state))
			return 0;
	} while (
		!arch_try_cmpxchg(&p->__state, &old, (unsigned int)TASK_RUNNING, __ATOMIC_SEQ_CST));
	arch_wake(p, old);
	return 1;
}
EXPORT_SYMBOL(wake_up_state);

int wake_up_process(struct task_struct *p)
{
	return wake_up_state(p, TASK_NORMAL);
}
EXPORT_SYMBOL(wake_up_process);

/* The host preempts; there is nothing to wait for. */
int _cond_resched(void)
{
	return 0;
}
EXPORT_SYMBOL(_cond_resched);

void yield(void)
{
	arch_yield();
}
EXPORT_SYMBOL(yield);

/*
 * DIVERGES: Linux takes the flag back when the signal is handled, on the way to user space. Here
 * the handler has run already, and there is no such way; so who asks for itself has been told.
 */
int signal_pending(struct task_struct *p)
{
	if (likely(!READ_ONCE(p->sigpending)))
		return 0;
	if (p == current)
		WRITE_ONCE(p->sigpending, 0);
	return 1;
}
EXPORT_SYMBOL(signal_pending);

/* A fatal host signal ends the process; nobody is left to ask. */
int fatal_signal_pending(struct task_struct *p)
{
	(void)p;
	return 0;
}
EXPORT_SYMBOL(fatal_signal_pending);

int signal_pending_state(unsigned int state, struct task_struct *p)
{
	return (state & TASK_INTERRUPTIBLE) && signal_pending(p);
}
EXPORT_SYMBOL(signal_pending_state);
