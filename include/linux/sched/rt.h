/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SCHED_RT_H
#define _LINUX_SCHED_RT_H

#include <linux/sched.h>
#include <linux/sched/prio.h>

/** rt_task() - has a task a real-time policy? */
static inline bool rt_task(const struct task_struct *p)
{
	/* P1: acquire, pairs with set_fifo() in lib/kernel/sched.c: then rt_priority is there. */
	unsigned int policy = arch_load_quietly(&p->policy, __ATOMIC_ACQUIRE);

	return policy == SCHED_FIFO || policy == SCHED_RR;
}

#endif /* _LINUX_SCHED_RT_H */
