/* SPDX-License-Identifier: MIT */
/* For tests of loops that end by themselves: who polls, and who is waited for. */
#ifndef TESTS_SIM_EXPLORE_POLL_H
#define TESTS_SIM_EXPLORE_POLL_H

#include "explore-ways.h"

#include <linux/delay.h>
#include <linux/ktime.h>

#define TURNS  100
#define LEVELS 4

static int flag, level;
static int came_to; /* in this run */

/* --- who is waited for --- */

static inline void rises(void *arg)
{
	for (int i = 1; i < LEVELS; i++)
		WRITE_ONCE(level, i);
	WRITE_ONCE(flag, 1);
}

/* --- what became of it: the level when the loop ended, and LEVELS if it was not in vain --- */

static inline void tell(bool done)
{
	came_to = done ? LEVELS : READ_ONCE(level);
	seen[came_to] = 1;
}

/* --- who polls --- */

static inline void counts_delays(void *arg)
{
	int i;

	for (i = 0; i < TURNS && !READ_ONCE(flag); i++)
		udelay(10);
	tell(i < TURNS);
}

static inline bool poll_clock(u64 ns)
{
	u64 end = ktime_get_ns() + ns;

	while (!READ_ONCE(flag)) {
		if (ktime_get_ns() >= end)
			return false;
		cpu_relax();
	}
	return true;
}

static inline void polls_for_100_us(void *arg)
{
	tell(poll_clock(100 * NSEC_PER_USEC));
}

#endif /* TESTS_SIM_EXPLORE_POLL_H */
