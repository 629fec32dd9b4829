/* SPDX-License-Identifier: MIT */
/*
 * Waiting for any variable, by its address: a hashed set of wait queues that many variables
 * share, so that a structure needs no queue of its own.
 */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/wait.h>

__tl_api_begin
/* The queue that an address hashes to; never NULL. */
struct wait_queue_head *__var_waitqueue(void *p);

/**
 * wake_up_var() - wake those who wait_var_event() on an address
 * @var: the address
 *
 * The caller has made the condition true before, with a full barrier in between.
 * Context: any. Follows Linux 6.12.
 */
void wake_up_var(void *var);
__tl_api_end

/* A woken waiter tests its own condition, so that sharing a queue costs a test and no more. */
#define ___wait_var_event(var, condition, state, ret, cmd) \
	___wait_event(*__var_waitqueue(var), condition, state, 0, ret, cmd)

/**
 * wait_var_event() - sleep until a condition on a variable holds
 * @var: its address, which wakers give to wake_up_var()
 * @condition: a C expression
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define wait_var_event(var, condition)                                                        \
	do {                                                                                  \
		might_sleep();                                                                \
		if (condition)                                                                \
			break;                                                                \
		(void)___wait_var_event(var, condition, TASK_UNINTERRUPTIBLE, 0, schedule()); \
	} while (0)

#endif /* _LINUX_WAIT_BIT_H */
