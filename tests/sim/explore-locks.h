/* SPDX-License-Identifier: MIT */
/*
 * For explorations of locks: a counter that they protect, all interleavings of two CPUs.
 */
#ifndef TESTS_SIM_EXPLORE_LOCKS_H
#define TESTS_SIM_EXPLORE_LOCKS_H

#include "explore-help.h"

static int counter;

static inline void explore(const char *name, void (*scenario)(void *arg), struct tl_explored *found)
{
	(void)tl_explore(name, "progress=off strategy=dfs reduce=marked runs=2000000 nr_cpus=2",
			 scenario, NULL, found);
}

static inline void assert_exhausted(const char *name, void (*scenario)(void *arg))
{
	struct tl_explored found;

	explore(name, scenario, &found);
	if (found.verdict != TL_EXHAUSTED)
		fprintf(stderr, "%s: %s %s\n%s\n", name, found.text, found.message,
			found.report ? found.report : "");
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	/* Of all interleavings, not of those up to some bound. */
	assert_string_equal(found.text, "EXHAUSTED");
}

/* Not atomic as a whole. */
static inline void count(void)
{
	int old = READ_ONCE(counter);

	WRITE_ONCE(counter, old + 1);
}

#endif /* TESTS_SIM_EXPLORE_LOCKS_H */
