// SPDX-License-Identifier: MIT
/*
 * At most so many events in so much time. The state's lock is only ever tried: an event that
 * meets another one in here is held back, so a handler never waits for what it interrupted.
 */
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	/* Drivers change these at any time. */
	int interval = arch_peek(rs->interval), burst = arch_peek(rs->burst);
	int missed = 0, pass;

	if (!interval)
		return 1;
	/* L1: acquire, pairs with L2: the fields as the last holder left them. */
	if (__atomic_exchange_n(&rs->lock, 1, __ATOMIC_ACQUIRE))
		return 0;
	if (!rs->begin)
		rs->begin = jiffies | 1;
	if (time_after(jiffies, rs->begin + (unsigned long)interval)) {
		if (!(rs->flags & RATELIMIT_MSG_ON_RELEASE)) {
			missed = rs->missed;
			rs->missed = 0;
		}
		rs->begin = jiffies | 1;
		rs->printed = 0;
	}
	pass = rs->printed < burst;
	if (pass)
		rs->printed++;
	else
		rs->missed++;
	/* L2: release, pairs with L1. */
	__atomic_store_n(&rs->lock, 0, __ATOMIC_RELEASE);

	if (missed)
		pr_warn("%s: %d callbacks suppressed\n", func, missed);
	return pass;
}
EXPORT_SYMBOL(___ratelimit);

int __printk_ratelimit(const char *func)
{
	static DEFINE_RATELIMIT_STATE(printk_state, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);

	return ___ratelimit(&printk_state, func);
}
EXPORT_SYMBOL(__printk_ratelimit);
