/* SPDX-License-Identifier: MIT */
/*
 * 64-bit statistics that are written by one and read by others. Where a long has 64 bits, as
 * everywhere here, a counter is never seen half written, so nothing has to be synchronised and
 * nothing is retried, as on Linux. Counters of one struct may be seen at different moments.
 */
#ifndef _LINUX_U64_STATS_SYNC_H
#define _LINUX_U64_STATS_SYNC_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

_Static_assert(sizeof(long) == 8, "a u64 would be torn");

struct u64_stats_sync {
};

typedef struct {
	u64 v;
} u64_stats_t;

static inline u64 u64_stats_read(const u64_stats_t *p)
{
	return READ_ONCE(p->v);
}

static inline void u64_stats_set(u64_stats_t *p, u64 val)
{
	WRITE_ONCE(p->v, val);
}

/* One writer at a time; handlers on its own CPU are kept out by it, if they write too. */
static inline void u64_stats_add(u64_stats_t *p, unsigned long val)
{
	WRITE_ONCE(p->v, READ_ONCE(p->v) + val);
}

static inline void u64_stats_sub(u64_stats_t *p, s64 val)
{
	WRITE_ONCE(p->v, READ_ONCE(p->v) - (u64)val);
}

static inline void u64_stats_inc(u64_stats_t *p)
{
	u64_stats_add(p, 1);
}

static inline void u64_stats_init(struct u64_stats_sync *syncp)
{
	(void)syncp;
}

static inline void u64_stats_update_begin(struct u64_stats_sync *syncp)
{
	(void)syncp;
}

static inline void u64_stats_update_end(struct u64_stats_sync *syncp)
{
	(void)syncp;
}

static inline unsigned long u64_stats_update_begin_irqsave(struct u64_stats_sync *syncp)
{
	(void)syncp;
	return 0;
}

static inline void u64_stats_update_end_irqrestore(struct u64_stats_sync *syncp,
						   unsigned long flags)
{
	(void)syncp;
	(void)flags;
}

static inline unsigned int u64_stats_fetch_begin(const struct u64_stats_sync *syncp)
{
	(void)syncp;
	return 0;
}

static inline bool u64_stats_fetch_retry(const struct u64_stats_sync *syncp, unsigned int start)
{
	(void)syncp;
	(void)start;
	return false;
}

/* Names of before 6.3. */
#define u64_stats_fetch_begin_irq(syncp)	u64_stats_fetch_begin(syncp)
#define u64_stats_fetch_retry_irq(syncp, start) u64_stats_fetch_retry(syncp, start)

#endif /* _LINUX_U64_STATS_SYNC_H */
