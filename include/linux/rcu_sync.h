/* SPDX-License-Identifier: MIT */
/*
 * Readers that have a fast way as long as there are no writers: rcu_sync_enter() sends all who come
 * to the slow one, and returns when nobody is on the fast one any more.
 *
 *	reader					writer
 *	rcu_read_lock();			rcu_sync_enter(&s);
 *	if (rcu_sync_is_idle(&s))		...
 *		fast				rcu_sync_exit(&s);
 *	rcu_read_unlock();
 */
#ifndef _LINUX_RCU_SYNC_H
#define _LINUX_RCU_SYNC_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>

/**
 * struct rcu_sync - see lib/kernel/rcu_sync.c for its states
 * @gp_state: 0: readers may be fast; under @gp_wait.lock, and read by readers
 * @gp_count: writers between enter and exit; under @gp_wait.lock
 * @gp_wait: writers that wait for another one's grace period
 * @cb_head: for the way back
 */
struct rcu_sync {
	int gp_state;
	int gp_count;
	wait_queue_head_t gp_wait;
	struct rcu_head cb_head;
};

#define __RCU_SYNC_INITIALIZER(name)                                      \
	{                                                                 \
		.gp_state = 0, .gp_count = 0,                             \
		.gp_wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).gp_wait), \
	}
#define DEFINE_RCU_SYNC(name) struct rcu_sync name = __RCU_SYNC_INITIALIZER(name)

/**
 * rcu_sync_is_idle() - may a reader go the fast way?
 * @rsp: it
 *
 * Context: any, in a read section of RCU; else it is reported. Return: true if so.
 * Follows Linux 6.12.
 */
#define rcu_sync_is_idle(rsp)                                            \
	__extension__({                                                  \
		RCU_LOCKDEP_WARN(!rcu_read_lock_any_held(),              \
				 "suspicious rcu_sync_is_idle() usage"); \
		!READ_ONCE((rsp)->gp_state);                             \
	})

__tl_api_begin
/** rcu_sync_init() - initialise it: readers may be fast. Context: any. Follows Linux 6.12. */
void rcu_sync_init(struct rcu_sync *rsp);
/**
 * rcu_sync_enter() - send readers the slow way; rcu_sync_exit(): let them be fast again, soon
 * @rsp: it
 *
 * They nest, and several tasks may be in between. An exit without an enter is reported.
 *
 * Context: task; rcu_sync_enter() may sleep. Follows Linux 6.12.
 */
void rcu_sync_enter(struct rcu_sync *rsp);
/** rcu_sync_exit() - see rcu_sync_enter() */
void rcu_sync_exit(struct rcu_sync *rsp);
/**
 * rcu_sync_dtor() - wait until it is not used any more
 * @rsp: it; nobody is between enter and exit, or that is reported
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void rcu_sync_dtor(struct rcu_sync *rsp);
__tl_api_end

#endif /* _LINUX_RCU_SYNC_H */
