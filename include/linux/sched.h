/* SPDX-License-Identifier: MIT */
/*
 * Tasks: a task is any thread that calls the API; it is registered on its first call.
 *
 * Sleeping follows Linux: set the state, test the condition, schedule(). The state is the
 * word that a waker and a sleeper agree on:
 *
 *	sleeper				waker
 *	set_current_state(S)		condition = true
 *	  full barrier (W1)		wake_up_state(): full barrier (W2)
 *	if (!condition)			if state & S: state = RUNNING
 *		schedule()
 *
 * Either the sleeper sees the condition, or the waker sees the state.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/current.h>

#define TASK_RUNNING	     0x00000000
#define TASK_INTERRUPTIBLE   0x00000001
#define TASK_UNINTERRUPTIBLE 0x00000002
#define TASK_PARKED	     0x00000040
#define TASK_WAKEKILL	     0x00000100
#define TASK_NOLOAD	     0x00000400
#define TASK_KILLABLE	     (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE	     (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL	     (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
/* Beside the state, by schedule(): it does not look at its condition any more. */
#define TASK__ASLEEP	     0x80000000u

#define TASK_COMM_LEN 16

/* The numbers and names of libc's <sched.h>. */
#define SCHED_NORMAL 0
#define SCHED_FIFO   1
#define SCHED_RR     2

#define MAX_SCHEDULE_TIMEOUT LONG_MAX

struct lock_site;
struct worker;

/**
 * struct task_struct - a thread that calls the API, a kthread, or the idle task of a CPU
 * @__state: TASK_*; written by the task itself and by who wakes it, atomically
 * @flags: PF_*, constant
 * @pid: the host's thread id
 * @tgid: the host's process id
 * @comm: name, as in /proc/self/task/TID/comm
 * @waits_at: the wait_event() that it sleeps in, for the hung-task report
 * @waits_describe: says what @waits_for is, for the hung-task report; the task's own
 * @waits_for: what it sleeps for, if that is known
 * @callback_frame: stack address of the innermost softirq or interrupt that it serves
 * @callback_caller: the function that calls that one
 * @sigpending: a host signal interrupted its sleep and has not been reported yet
 * @stopping: of a kthread: kthread_stop() was called, and a signal is pending for good
 * @sig_allowed: of a kthread, a bit per signal: those that it takes; its own
 * @sig_pending: those that have come; atomic
 * @policy: SCHED_*
 * @rt_priority: 1 to 99 of SCHED_FIFO and SCHED_RR
 * @__nice: -20 to 19; task_nice()
 * @pagefault_disabled: nested pagefault_disable()s; its own
 * @worker_private: of a kthread; lib/kernel/kthread.c's
 * @wq_worker: of a worker of workqueues; lib/kernel/workqueue-worker.c's
 */
struct task_struct {
	unsigned int __state;
	unsigned int flags;
	pid_t pid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	unsigned int sigpending;
	const struct lock_site *waits_at;
	void (*waits_describe)(const void *waits_for, char *buf, unsigned long size);
	const void *waits_for;
	void *callback_frame;
	void *callback_caller;
	bool stopping;
	u64 sig_allowed;
	u64 sig_pending;
	unsigned int policy;
	unsigned int rt_priority;
	int __nice;
	int pagefault_disabled;
	void *worker_private;
	struct worker *wq_worker;
};

/* The library's own kthread; see lib/kernel/kthread.h. */
#define PF__OURS   0x00000001
#define PF_IDLE	   0x00000002
#define PF_KTHREAD 0x00200000

#define get_current_state()		 READ_ONCE(current->__state)
#define task_state(tsk)			 READ_ONCE((tsk)->__state)
#define __set_current_state(state_value) WRITE_ONCE(current->__state, (state_value))
/*
 * To be called before the condition is tested; __set_current_state() is for callers that need no
 * order, as on the way back to TASK_RUNNING. W1: full barrier, see above. Pairs with W2 in
 * wake_up_state().
 */
#define set_current_state(state_value)	 smp_store_mb(current->__state, (state_value))

#define is_idle_task(p) (((p)->flags & PF_IDLE) != 0)

__tl_api_begin

/**
 * schedule() - sleep until woken, if the task's state says so
 *
 * Returns at once in TASK_RUNNING. Called with a CPU owned (a lock held, bottom halves,
 * preemption or interrupts off) it reports "BUG: scheduling while atomic", gives the CPU up
 * for the sleep, and takes one again.
 * Context: task. Follows Linux 6.12.
 */
void schedule(void);

/**
 * schedule_timeout() - schedule() with a limit
 * @timeout: jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Return: jiffies left, 0 if the time is up. Context: task. Follows Linux 6.12.
 */
long schedule_timeout(long timeout);
/**
 * schedule_timeout_interruptible() - set the state that the name says, and schedule_timeout()
 * @timeout: jiffies, or MAX_SCHEDULE_TIMEOUT
 *
 * Return: jiffies left, 0 if the time is up. Context: task; may sleep. Follows Linux 6.12.
 */
long schedule_timeout_interruptible(long timeout);
/** schedule_timeout_killable() - see schedule_timeout_interruptible() */
long schedule_timeout_killable(long timeout);
/** schedule_timeout_uninterruptible() - see schedule_timeout_interruptible() */
long schedule_timeout_uninterruptible(long timeout);
/** schedule_timeout_idle() - see schedule_timeout_interruptible() */
long schedule_timeout_idle(long timeout);
/** io_schedule_timeout() - schedule_timeout(): waits for input and output are not counted */
long io_schedule_timeout(long timeout);
/** io_schedule() - schedule(), likewise */
void io_schedule(void);

/**
 * wake_up_process() - wake a sleeping task
 * @p: the task
 *
 * Return: 1 if it was asleep (or about to be), else 0. Context: any. Follows Linux 6.12.
 */
int wake_up_process(struct task_struct *p);
/**
 * wake_up_state() - wake a task that sleeps in one of some states
 * @p: the task
 * @state: TASK_*
 *
 * With a full barrier before the state is read (W2).
 * Return: 1 if it slept so (or was about to), else 0. Context: any. Follows Linux 6.12.
 */
int wake_up_state(struct task_struct *p, unsigned int state);

/**
 * _cond_resched() - a place to let others have the CPU; the host preempts anyway
 *
 * Return: 0. Context: task.
 */
int _cond_resched(void);

/**
 * yield() - give the host's scheduler a chance to run somebody else
 *
 * Context: task. Follows Linux 6.12.
 */
void yield(void);

/**
 * signal_pending() - has this task a signal pending, or has one interrupted its sleep?
 * @p: the task
 *
 * Of a kthread: one that it has allowed has come, or it is to stop. Of a task of the program's: set
 * when a host signal whose handler has no SA_RESTART ends an interruptible sleep; taken back when
 * the task asks for itself, as wait_event_interruptible() and the like do.
 *
 * Return: 1 if so, else 0. Context: any. Follows Linux 6.12, but for the taking back (DIVERGES,
 * signal.c).
 */
int signal_pending(struct task_struct *p);
/**
 * fatal_signal_pending() - has a kthread that allows SIGKILL got it?
 * @p: the task; one of the program's is not asked any more when the host has killed it
 *
 * Return: 1 if so, else 0. Context: any. Follows Linux 6.12.
 */
int fatal_signal_pending(struct task_struct *p);
/**
 * signal_pending_state() - signal_pending(), if the state is one that signals end
 * @state: TASK_*
 * @p: the task
 *
 * Return: 1 if so, else 0. Context: any. Follows Linux 6.12.
 */
int signal_pending_state(unsigned int state, struct task_struct *p);

/**
 * set_user_nice() - set a task's niceness
 * @p: the task
 * @nice: -20 to 19; anything else is ignored. The host is told, as far as it lets us
 *
 * task_nice() returns it. Context: task. Follows Linux 6.12.
 */
void set_user_nice(struct task_struct *p, long nice);
/**
 * sched_set_fifo() - give a task a real-time policy, with a priority in the middle of its range
 * @p: the task
 *
 * sched_set_fifo_low(): with the lowest; sched_set_normal(): the usual one, with that niceness.
 * DIVERGES: the policy is noted in the task, and the host is not told: a thread that spins there
 * with a real-time priority would keep out whom it waits for.
 *
 * Context: task. Follows Linux 6.12.
 */
void sched_set_fifo(struct task_struct *p);
/** sched_set_fifo_low() - see sched_set_fifo() */
void sched_set_fifo_low(struct task_struct *p);
/** sched_set_normal() - see sched_set_fifo() */
void sched_set_normal(struct task_struct *p, int nice);

/**
 * get_task_struct() - one more reference: the task_struct stays when its thread has exited
 * @p: the task
 *
 * Return: @p. Context: any. Follows Linux 6.12.
 */
struct task_struct *get_task_struct(struct task_struct *p);
/**
 * tryget_task_struct() - get_task_struct(), unless the last reference is gone
 * @p: the task; its memory is known to be there
 *
 * Return: @p, or NULL. Context: any. Follows Linux 6.12.
 */
struct task_struct *tryget_task_struct(struct task_struct *p);
/**
 * put_task_struct() - one reference less; the last one frees it
 * @p: the task
 *
 * Context: any. Follows Linux 6.12.
 */
void put_task_struct(struct task_struct *p);

__tl_api_end

static inline pid_t task_pid_nr(struct task_struct *p)
{
	return p->pid;
}

static inline pid_t task_tgid_nr(struct task_struct *p)
{
	return p->tgid;
}

static inline int task_nice(const struct task_struct *p)
{
	return arch_peek(p->__nice);
}

#define cond_resched()           \
	__extension__({          \
		might_sleep();   \
		_cond_resched(); \
	})
#define need_resched() (0)

#endif /* _LINUX_SCHED_H */
