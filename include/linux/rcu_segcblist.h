/* SPDX-License-Identifier: MIT */
/*
 * Callbacks that wait for grace periods: private to <linux/srcu.h> and the library. Zero is empty.
 */
#ifndef _LINUX_RCU_SEGCBLIST_H
#define _LINUX_RCU_SEGCBLIST_H

#include <linux/types.h>

struct rcu_waiter;

/* FIFO; @tail means nothing while @head is NULL. */
struct rcu_cblist {
	struct rcu_head *head;
	struct rcu_head *tail;
};

/**
 * struct rcu_segcblist - callbacks in the order of call_rcu()
 * @wait: those that wait for grace period @seq
 * @next: those behind them, for which none has been asked
 * @seq: a number of struct rcu_gp's
 * @queued: callbacks that ever were put in
 * @invoked: callbacks that have returned
 * @waiters: tasks that wait for @invoked
 */
struct rcu_segcblist {
	struct rcu_cblist wait;
	struct rcu_cblist next;
	unsigned long seq;
	unsigned long queued;
	unsigned long invoked;
	struct rcu_waiter *waiters;
};

/**
 * struct rcu_gp - numbers of grace periods, counted from 1
 * @started: the one that is under way, or the last
 * @completed: the last that is over
 * @wanted: the last that somebody has asked for
 * @running: one is under way, or about to be
 * @waiters: tasks that wait for @completed
 */
struct rcu_gp {
	unsigned long started;
	unsigned long completed;
	unsigned long wanted;
	bool running;
	struct rcu_waiter *waiters;
};

#endif /* _LINUX_RCU_SEGCBLIST_H */
