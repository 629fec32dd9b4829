/* SPDX-License-Identifier: MIT */
/*
 * The algorithm as any description of tasklets has it: set SCHED, append, raise; then for each
 * queued one: try to set RUN, test the count, clear SCHED, call, clear RUN. Four locked operations.
 * No parking, no waiters, no accounting: the least that it can cost with the same primitives.
 */
#ifndef BENCH_TEXTBOOK_H
#define BENCH_TEXTBOOK_H

#include <linux/interrupt.h>

void textbook_schedule_slow(struct tasklet_struct *t);
void textbook_softirq(void);
extern unsigned int textbook_pending;

static inline void textbook_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		textbook_schedule_slow(t);
}

static inline void textbook_bh_enable(void)
{
	if (textbook_pending)
		textbook_softirq();
	local_bh_enable();
}

#endif /* BENCH_TEXTBOOK_H */
