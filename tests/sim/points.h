/* SPDX-License-Identifier: MIT */
/*
 * Counting the points of a function: it runs in a task of its own, step by step.
 */
#ifndef TESTS_SIM_POINTS_H
#define TESTS_SIM_POINTS_H

#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/sim.h>

static int points_up(void **state)
{
	return tl_boot("nr_cpus=2") || tl_cpu_bind(0);
}

static int points_down(void **state)
{
	return tl_shutdown();
}

/* Points that everybody but the caller passes until all sleep or have ended. */
static inline int points_of(void (*fn)(void *arg))
{
	struct task_struct *t = tl_spawn("counted", fn, NULL);
	int steps = 0;

	assert_non_null(t);
	/* Each step but the last one ends at a point. */
	while (tl_step() == 1)
		steps++;
	assert_int_equal(tl_join(t), 0);
	return steps - 1;
}

#endif /* TESTS_SIM_POINTS_H */
