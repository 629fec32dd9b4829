/* SPDX-License-Identifier: MIT */
/* How far a search is: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_PROGRESS_H
#define LIB_ARCH_SIM_EXPLORE_PROGRESS_H

#include "arch/sim/explore/search.h"

void progress_begin(const char *scenario);
/* A line now and then, if it is wanted. */
void progress_tell(const struct ex_phase *phase, const struct ex_options *o,
		   const struct ex_totals *totals);
void progress_end(void);

/* The host's monotonic clock. */
uint64_t ex_host_ns(void);

/* "dfs p<=2 q<=1", "pct depth 3". */
void phase_describe(const struct ex_phase *phase, char *buf, size_t size);

#endif /* LIB_ARCH_SIM_EXPLORE_PROGRESS_H */
