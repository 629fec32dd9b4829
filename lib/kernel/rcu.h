/* SPDX-License-Identifier: MIT */
/*
 * What RCU and SRCU share: who waits for a number to be reached, grace periods by number, and
 * queues of callbacks. All of it is changed under a lock of its owner's (struct host_lock), between
 * host_call_begin() and host_call_end(): no handler comes in between, and nothing in there is a
 * scheduling point of the deterministic machine. What it shares with readers that have no lock goes
 * through arch_load() and arch_store(), which tell the explorer of it.
 */
#ifndef LIB_KERNEL_RCU_H
#define LIB_KERNEL_RCU_H

#include <linux/rcu_segcblist.h>
#include <linux/types.h>
#include <asm/atomic.h>

#include "host/call.h"
#include "host/lock.h"

struct task_struct;

/**
 * struct rcu_waiter - a task that waits for a number; on its stack
 * @next: under the lock of what it waits for
 * @task: with a reference
 * @number: of the grace period, or of the callback
 * @done: set by the waker, which does not touch this afterwards
 */
struct rcu_waiter {
	struct rcu_waiter *next;
	struct task_struct *task;
	unsigned long number;
	bool done;
};

/* A number has been reached. They wrap. */
static inline bool rcu_reached(unsigned long now, unsigned long number)
{
	return (long)(now - number) >= 0;
}

/* rcu_segcblist.c. Take out those whose number is reached; under the lock. */
struct rcu_waiter *rcu_waiters_take(struct rcu_waiter **list, unsigned long now);
void rcu_waiters_add(struct rcu_waiter **list, struct rcu_waiter *waiter, unsigned long number);
/* Without it. */
void rcu_waiters_wake(struct rcu_waiter *list);
/* Sleep until woken so. @describe: as task_struct's waits_describe */
void rcu_wait(struct rcu_waiter *waiter,
	      void (*describe)(const void *what, char *buf, unsigned long size), const void *what);

/* Ask for a grace period that begins after now. Return: its number; @start is set if the caller is
 * to begin it. */
unsigned long rcu_gp_request(struct rcu_gp *gp, bool *start);
/* The current one is over. Return: whether another one has been begun. */
bool rcu_gp_next(struct rcu_gp *gp);

void rcu_cblist_append(struct rcu_cblist *list, struct rcu_head *head);
/* Call them. Return: how many they were. */
unsigned long rcu_cblist_invoke(struct rcu_cblist *list);
/* Those whose grace period is over; what is left asks for the next one through @gp if it has to. */
struct rcu_cblist rcu_segcblist_advance(struct rcu_segcblist *cbs, struct rcu_gp *gp, bool *start);
/* One more; the same. */
void rcu_segcblist_enqueue(struct rcu_segcblist *cbs, struct rcu_head *head, struct rcu_gp *gp,
			   bool *start);

/* debug/rcu.c. Return: false if the head is queued already, which has been reported. */
bool rcu_head_claim(struct rcu_head *head, rcu_callback_t func, const char *who);
void rcu_head_release(const struct rcu_head *head);
void rcu_heads_reset(void);

/* rcu.c: leave the caller's read section, after a report, so that waiting for all of them ends. */
unsigned int rcu_section_break(void);
void rcu_section_resume(unsigned int depth);

#endif /* LIB_KERNEL_RCU_H */
