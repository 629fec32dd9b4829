/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/ratelimit_types.h>
#include <linux/printk.h>
#include <linux/bug.h>

static inline void ratelimit_state_init(struct ratelimit_state *rs, int interval, int burst)
{
	*rs = (struct ratelimit_state)RATELIMIT_STATE_INIT(rs, interval, burst);
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs, unsigned long flags)
{
	rs->flags = flags;
}

/* The end of @rs: tells what it has suppressed, if it was asked to tell it then. */
static inline void ratelimit_state_exit(struct ratelimit_state *rs)
{
	if (!(rs->flags & RATELIMIT_MSG_ON_RELEASE) || !rs->missed)
		return;
	pr_warn("%d output lines suppressed due to ratelimiting\n", rs->missed);
	rs->missed = 0;
}

#define WARN_ON_RATELIMIT(condition, state)                   \
	__extension__({                                       \
		bool __rtn_cond = !!(condition);              \
		WARN_ON(__rtn_cond ? __ratelimit(state) : 0); \
		__rtn_cond;                                   \
	})

#define WARN_RATELIMIT(condition, format, ...)                                 \
	__extension__({                                                        \
		static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);        \
		int rtn = !!(condition);                                       \
		if (unlikely(rtn && __ratelimit(&_rs)))                        \
			WARN(rtn, format, ##__VA_ARGS__);                      \
		rtn;                                                           \
	})

#endif /* _LINUX_RATELIMIT_H */
