// SPDX-License-Identifier: MIT
/*
 * Tasks: sleeping and waking. How a thread sleeps on the host is the machine's (arch_sleep()).
 */
#include <limits.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched/rt.h>
#include <linux/spinlock_types.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "arch/upcall.h"
#include "debug/callback.h"
#include "debug/report.h"
#include "debug/stall.h"
#include "kernel/sched.h"
#include "time/time.h"
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
	void (*describe)(const void *, char *, unsigned long) = arch_peek(me->waits_describe);
	const struct lock_site *at = me->waits_at;
	char what[192];
	int n = 0;

	if (describe) {
		describe(me->waits_for, what, sizeof(what));
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

static bool is_atomic(void)
{
	return unlikely(preempt_count() || irqs_disabled());
}

/* Returns what to give to arch_section_resume(): the CPU is given up for the sleep. */
static unsigned long leave_section(void)
{
	if (!is_atomic())
		return 0;
	callback_check_sleep();
	report_atomic("scheduling", (unsigned int)preempt_count());
	return arch_section_break();
}

void sched_sleep_for(s64 timeout_ns)
{
	struct task_struct *me = current;
	unsigned int state = READ_ONCE(me->__state);
	unsigned long section;

	if (state == TASK_RUNNING) {
		/* Nothing to wait for, or not any more: as wrong as if there were. */
		if (is_atomic())
			report_atomic("scheduling", (unsigned int)preempt_count());
		_cond_resched();
		return;
	}
	if (unlikely(signal_ends_sleep(state, me))) {
		__set_current_state(TASK_RUNNING);
		return;
	}
	WARN_ONCE(rcu_preempt_depth(),
		  "Voluntary context switch within RCU read-side critical section!");
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
	sched_sleep_for(-1);
}
EXPORT_SYMBOL(schedule);

u64 __wait_deadline(s64 ns)
{
	u64 now = arch_clock_ns();

	/* As KTIME_MAX: for ever. */
	return ns > 0 && (u64)ns > (u64)LLONG_MAX - now ? LLONG_MAX : now + (u64)(ns < 0 ? 0 : ns);
}
EXPORT_SYMBOL(__wait_deadline);

bool __wait_schedule_until(u64 deadline)
{
	s64 left = (s64)(deadline - arch_clock_ns());

	if (left <= 0)
		return false;
	sched_sleep_for(deadline == LLONG_MAX ? -1 : left);
	return true;
}
EXPORT_SYMBOL(__wait_schedule_until);

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

void set_user_nice(struct task_struct *p, long nice)
{
	int set;

	if (nice < MIN_NICE || nice > MAX_NICE || nice == task_nice(p))
		return;
	arch_poke(p->__nice, (int)nice);
	/* Of two that do this the one that told the host first may have been the last to store. */
	do {
		set = task_nice(p);
		arch_set_nice(p, set);
	} while (task_nice(p) != set);
}
EXPORT_SYMBOL(set_user_nice);

static void set_fifo(struct task_struct *p, unsigned int priority)
{
	arch_poke(p->rt_priority, priority);
	/* P1: release, pairs with rt_task(): a real-time task has its priority. */
	smp_store_release(&p->policy, SCHED_FIFO);
}

void sched_set_fifo(struct task_struct *p)
{
	set_fifo(p, MAX_RT_PRIO / 2);
}
EXPORT_SYMBOL_GPL(sched_set_fifo);

void sched_set_fifo_low(struct task_struct *p)
{
	set_fifo(p, 1);
}
EXPORT_SYMBOL_GPL(sched_set_fifo_low);

void sched_set_normal(struct task_struct *p, int nice)
{
	arch_poke(p->policy, SCHED_NORMAL);
	arch_poke(p->rt_priority, 0);
	set_user_nice(p, nice);
}
EXPORT_SYMBOL_GPL(sched_set_normal);

void yield(void)
{
	arch_yield();
}
EXPORT_SYMBOL(yield);
