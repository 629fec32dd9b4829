/* SPDX-License-Identifier: MIT */
/*
 * Signals of tasks. signal_pending() and its family are in <linux/sched.h>.
 */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/sched.h>
#include <linux/signal.h>

__tl_api_begin

/**
 * send_sig() - send a signal to a task
 * @sig: its number; 0: none, only the arguments are checked
 * @p: a kthread, which gets it if it has called allow_signal(); or one of the program's tasks, whose
 *	host thread gets it (on the deterministic machine, which has no such threads, it ends an
 *	interruptible sleep)
 * @priv: who sends; makes no difference
 *
 * It wakes a kthread that sleeps interruptibly, and SIGKILL one in TASK_KILLABLE.
 *
 * Context: any. Return: 0, -EINVAL for a number that there is not, or what the host says.
 * Follows Linux 6.12.
 */
int send_sig(int sig, struct task_struct *p, int priv);
/**
 * flush_signals() - forget what is pending
 * @p: a kthread, as a rule the calling one
 *
 * What kthread_stop() has set stays. Context: any. Follows Linux 6.12.
 */
void flush_signals(struct task_struct *p);
/**
 * kernel_dequeue_signal() - take one of the pending signals
 *
 * Context: a kthread. Return: its number, the lowest first; 0 if there is none.
 * Follows Linux 6.12.
 */
int kernel_dequeue_signal(void);

__tl_api_end

#endif /* _LINUX_SCHED_SIGNAL_H */
