// SPDX-License-Identifier: MIT
/*
 * Completions. All is done under the lock of the wait queue: a waiter that returns has had it after
 * the complete() that let it go, which does not touch the completion any more; so one that lies on
 * the waiter's stack is good. Who only asks looks at @done without it first.
 */
#include <linux/completion.h>
#include <linux/limits.h>
#include <linux/sprintf.h>

#include "locking/locking.h"

void complete(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	if (x->done != UINT_MAX)
		arch_poke(x->done, x->done + 1);
	wake_up_locked(&x->wait);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete);

void complete_all(struct completion *x)
{
	unsigned long flags;

	spin_lock_irqsave(&x->wait.lock, flags);
	arch_poke(x->done, UINT_MAX);
	wake_up_all_locked(&x->wait);
	spin_unlock_irqrestore(&x->wait.lock, flags);
}
EXPORT_SYMBOL(complete_all);

static bool take(struct completion *x)
{
	if (!x->done)
		return false;
	if (x->done != UINT_MAX)
		arch_poke(x->done, x->done - 1);
	return true;
}

/*
 * Under the lock. The entry stays queued in between, so that waiters are woken in the order in
 * which they came.
 * Return: what is left of the time, 0 if it is up, -ERESTARTSYS.
 */
static long wait(struct completion *x, unsigned int state, long timeout)
{
	DECLARE_WAITQUEUE(wait, current);

	if (take(x))
		return timeout ? timeout : 1;
	wait.flags |= WQ_FLAG_EXCLUSIVE;
	__add_wait_queue_entry_tail(&x->wait, &wait);
	do {
		if (signal_pending_state(state, current)) {
			timeout = -ERESTARTSYS;
			break;
		}
		/* Who completes it holds the lock, as we do until here. */
		__set_current_state(state);
		spin_unlock_irq(&x->wait.lock);
		timeout = schedule_timeout(timeout);
		spin_lock_irq(&x->wait.lock);
	} while (!x->done && timeout);
	__remove_wait_queue(&x->wait, &wait);
	if (!take(x))
		return timeout;
	return timeout > 0 ? timeout : 1;
}

long __wait_for_completion(struct completion *x, unsigned int state, long timeout,
			   const struct lock_site *site)
{
	struct lock_waiter waiter = {.kind = "completion", .lock = x, .wanted = site};
	long ret;

	__might_sleep(site->file, (int)site->line);
	lock_waiter_begin(&waiter);
	spin_lock_irq(&x->wait.lock);
	ret = wait(x, state, timeout);
	spin_unlock_irq(&x->wait.lock);
	lock_waiter_end(&waiter);
	return ret;
}
EXPORT_SYMBOL(__wait_for_completion);

bool try_wait_for_completion(struct completion *x)
{
	unsigned long flags;
	bool done;

	/* Most often it is not. */
	if (!READ_ONCE(x->done))
		return false;
	spin_lock_irqsave(&x->wait.lock, flags);
	done = take(x);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return done;
}
EXPORT_SYMBOL(try_wait_for_completion);

bool completion_done(struct completion *x)
{
	unsigned long flags;

	if (!READ_ONCE(x->done))
		return false;
	/* Until the complete() that we saw the result of has let go of it. */
	spin_lock_irqsave(&x->wait.lock, flags);
	spin_unlock_irqrestore(&x->wait.lock, flags);
	return true;
}
EXPORT_SYMBOL(completion_done);
