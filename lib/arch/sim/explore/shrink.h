/* SPDX-License-Identifier: MIT */
/* The shortest failing schedule: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_SHRINK_H
#define LIB_ARCH_SIM_EXPLORE_SHRINK_H

#include "arch/sim/explore/search.h"

/**
 * shrink() - leave out deviations of a failing schedule
 * @job: what is run
 * @outcome: of the failing run; becomes that of the shrunk one, in which no single deviation can
 *	be left out
 *
 * Return: 0, 1 if a run of it does not repeat, or -errno.
 */
int shrink(struct ex_job *job, struct ex_outcome *outcome);

/**
 * failing_frame() - where a run has failed: the innermost frame outside of this library, the C
 *	library and cmocka that has a line; else the innermost outside of this library
 * @out: of the run
 * @symbol: its function
 *
 * Return: the frame, or NULL if there is none.
 */
const void *failing_frame(const struct ex_outcome *out, struct ex_symbol *symbol);

/* Do both fail in the same way, at the same place? */
bool same_failure(const struct ex_outcome *a, const struct ex_outcome *b);

#endif /* LIB_ARCH_SIM_EXPLORE_SHRINK_H */
