// SPDX-License-Identifier: MIT
/*
 * Readers with a fast way. `gp_state`, under gp_wait.lock:
 *
 *	IDLE	-> ENTER	the first writer, which waits for a grace period
 *	ENTER	-> PASSED	it is over: nobody is fast; the other writers go on
 *	PASSED	-> EXIT		the last writer leaves: a callback of RCU is queued
 *	EXIT	-> REPLAY	another came and left meanwhile: readers saw it in EXIT, so a grace
 *				period has to begin after it
 *	EXIT	-> PASSED	the callback: a writer is there
 *	EXIT	-> IDLE		the callback: nobody is
 *	REPLAY	-> EXIT		the callback: queued once more
 *
 * The way back takes a grace period, so that a reader that is fast again sees all that writers did.
 */
#include <linux/bug.h>
#include <linux/rcu_sync.h>

enum { GP_IDLE, GP_ENTER, GP_PASSED, GP_EXIT, GP_REPLAY };

void rcu_sync_init(struct rcu_sync *rsp)
{
	*rsp = (struct rcu_sync){.gp_state = GP_IDLE};
	init_waitqueue_head(&rsp->gp_wait);
}
EXPORT_SYMBOL_GPL(rcu_sync_init);

static void set_state(struct rcu_sync *rsp, int state)
{
	/* Y1: release, pairs with Y2: who sees GP_PASSED comes after the grace period, too. */
	smp_store_release(&rsp->gp_state, state);
}

static void exit_over(struct rcu_head *head)
{
	struct rcu_sync *rsp = container_of(head, struct rcu_sync, cb_head);
	bool again = false;
	unsigned long flags;

	spin_lock_irqsave(&rsp->gp_wait.lock, flags);
	if (rsp->gp_count) {
		set_state(rsp, GP_PASSED);
	} else if (rsp->gp_state == GP_REPLAY) {
		set_state(rsp, GP_EXIT);
		again = true;
	} else {
		set_state(rsp, GP_IDLE);
	}
	spin_unlock_irqrestore(&rsp->gp_wait.lock, flags);
	if (again)
		call_rcu(&rsp->cb_head, exit_over);
}

static bool has_passed(struct rcu_sync *rsp)
{
	/* Y2: acquire, pairs with Y1. */
	return smp_load_acquire(&rsp->gp_state) >= GP_PASSED;
}

void rcu_sync_enter(struct rcu_sync *rsp)
{
	bool first;

	spin_lock_irq(&rsp->gp_wait.lock);
	first = rsp->gp_state == GP_IDLE;
	if (first)
		set_state(rsp, GP_ENTER);
	rsp->gp_count++;
	spin_unlock_irq(&rsp->gp_wait.lock);
	if (!first) {
		wait_event(rsp->gp_wait, has_passed(rsp));
		return;
	}
	synchronize_rcu();
	spin_lock_irq(&rsp->gp_wait.lock);
	set_state(rsp, GP_PASSED);
	wake_up_all_locked(&rsp->gp_wait);
	spin_unlock_irq(&rsp->gp_wait.lock);
}
EXPORT_SYMBOL_GPL(rcu_sync_enter);

void rcu_sync_exit(struct rcu_sync *rsp)
{
	bool queue = false;

	WARN_ON_ONCE(READ_ONCE(rsp->gp_state) == GP_IDLE);
	spin_lock_irq(&rsp->gp_wait.lock);
	if (!WARN_ON_ONCE(!rsp->gp_count) && !--rsp->gp_count) {
		queue = rsp->gp_state == GP_PASSED;
		set_state(rsp, queue ? GP_EXIT : GP_REPLAY);
	}
	spin_unlock_irq(&rsp->gp_wait.lock);
	if (queue)
		call_rcu(&rsp->cb_head, exit_over);
}
EXPORT_SYMBOL_GPL(rcu_sync_exit);

void rcu_sync_dtor(struct rcu_sync *rsp)
{
	bool busy;

	WARN_ON_ONCE(READ_ONCE(rsp->gp_count));
	spin_lock_irq(&rsp->gp_wait.lock);
	if (rsp->gp_state == GP_REPLAY)
		set_state(rsp, GP_EXIT);
	busy = rsp->gp_state != GP_IDLE;
	spin_unlock_irq(&rsp->gp_wait.lock);
	if (!busy)
		return;
	rcu_barrier();
	WARN_ON_ONCE(READ_ONCE(rsp->gp_state) != GP_IDLE);
}
EXPORT_SYMBOL_GPL(rcu_sync_dtor);
