/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/export.h>
#include <linux/param.h>

#define DEFAULT_RATELIMIT_INTERVAL (5 * HZ)
#define DEFAULT_RATELIMIT_BURST	   10

/* Say how many were suppressed when the state is let go, not at the next message. */
#define RATELIMIT_MSG_ON_RELEASE (1UL << 0)

/**
 * struct ratelimit_state - at most @burst events in @interval
 * @lock: taken by ___ratelimit() for its own length; protects the rest
 * @interval: in jiffies; 0 lets everything pass
 * @burst: events that pass in one interval
 * @printed: events that passed in the current one
 * @missed: events that did not
 * @begin: when the current interval began, in jiffies; 0: not yet
 * @flags: RATELIMIT_MSG_ON_RELEASE or 0
 */
struct ratelimit_state {
	int lock;
	int interval;
	int burst;
	int printed;
	int missed;
	unsigned long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, flags_init)      \
	{                                                                            \
		.interval = interval_init, .burst = burst_init, .flags = flags_init, \
	}

#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)

#define RATELIMIT_STATE_INIT_DISABLED \
	RATELIMIT_STATE_INIT(ratelimit_state, 0, DEFAULT_RATELIMIT_BURST)

#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_init, burst_init)

__tl_api_begin

/**
 * ___ratelimit() - may this event pass?
 * @rs: the state that counts it
 * @func: who asks; named in "%s: %d callbacks suppressed" when an interval ends
 *
 * Context: any. Waits for nobody: while another thread is in here with @rs, the event is held
 * back.
 * Return: nonzero when it may.
 */
int ___ratelimit(struct ratelimit_state *rs, const char *func);

__tl_api_end

#define __ratelimit(state) ___ratelimit(state, __func__)

#endif /* _LINUX_RATELIMIT_TYPES_H */
