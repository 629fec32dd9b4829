// SPDX-License-Identifier: MIT
/*
 * See <linux/once.h>. One lock for all places, held while the function is called: whoever comes
 * meanwhile waits for it, and finds it done.
 */
#include <linux/mutex.h>
#include <linux/once.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(once_lock);
static DEFINE_MUTEX(once_mutex);

bool __do_once_start(bool *done, unsigned long *flags)
{
	spin_lock_irqsave(&once_lock, *flags);
	if (!*done)
		return true;
	spin_unlock_irqrestore(&once_lock, *flags);
	return false;
}
EXPORT_SYMBOL(__do_once_start);

void __do_once_done(bool *done, unsigned long *flags)
{
	/* O1: release, pairs with O0 in DO_ONCE(): who sees it done sees what was done. */
	smp_store_release(done, true);
	spin_unlock_irqrestore(&once_lock, *flags);
}
EXPORT_SYMBOL(__do_once_done);

bool __do_once_sleepable_start(bool *done)
{
	mutex_lock(&once_mutex);
	if (!*done)
		return true;
	mutex_unlock(&once_mutex);
	return false;
}
EXPORT_SYMBOL(__do_once_sleepable_start);

void __do_once_sleepable_done(bool *done)
{
	/* O1: release, pairs with O0 in DO_ONCE_SLEEPABLE(). */
	smp_store_release(done, true);
	mutex_unlock(&once_mutex);
}
EXPORT_SYMBOL(__do_once_sleepable_done);
