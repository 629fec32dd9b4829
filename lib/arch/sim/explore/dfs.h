/* SPDX-License-Identifier: MIT */
/* Depth first search: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_DFS_H
#define LIB_ARCH_SIM_EXPLORE_DFS_H

#include <limits.h>

#include "arch/sim/explore/machine.h"

#define DFS_UNBOUNDED UINT_MAX

/**
 * struct dfs_bounds - what a search is bounded by
 * @p, @q, @d: preemptions, chosen deliveries, and deviations of a run at most
 * @reduce: leave out what only swaps independent steps; with @p and @d unbounded only
 * @split: depth at which shards split
 * @shard, @shards: this one's number, from 0; how many there are
 */
struct dfs_bounds {
	unsigned int p, q, d;
	bool reduce;
	unsigned int split;
	unsigned int shard, shards;
};

extern const struct ex_strategy dfs_strategy;

/* Memory for @n trees, shared with processes that are forked later. */
int dfs_setup(unsigned int n);
/* What follows is about tree @i. */
void dfs_use(unsigned int i);
void dfs_start(const struct dfs_bounds *bounds);
/* The process ended in the last run: go on behind that. Return: false if it was the last one. */
bool dfs_resume(unsigned int i);
/* Was anything left out because of the bounds? */
bool dfs_pruned(void);
/* Was the last run cut since it is another shard's? */
bool dfs_was_foreign(void);

#endif /* LIB_ARCH_SIM_EXPLORE_DFS_H */
