/* SPDX-License-Identifier: MIT */
/* A search: options, phases, workers. Private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_SEARCH_H
#define LIB_ARCH_SIM_EXPLORE_SEARCH_H

#include "arch/sim/explore/dfs.h"
#include "arch/sim/explore/random.h"
#include "arch/sim/explore/run.h"

#define EX_MAX_JOBS 64

enum ex_strategy_kind {
	EX_PORTFOLIO,
	EX_DFS,
	EX_PCT,
	EX_POS,
	EX_WALK,
	EX_NR_STRATEGIES,
	EX_MEASURE = EX_NR_STRATEGIES, /* what goes before the last three; no option */
};

/**
 * struct ex_options - of tl_explore(), see there
 * @p, @q: -1: not given
 * @runs: 0: not given
 * @seconds: 0: no limit
 * @end_ns: when that is over, by the host's clock
 */
struct ex_options {
	enum ex_strategy_kind strategy;
	long p, q;
	bool reduce;
	uint64_t runs;
	unsigned int seconds;
	uint64_t end_ns;
	uint64_t points;
	unsigned int depth;
	uint64_t seed;
	unsigned int jobs;
	unsigned int shard, shards;
	unsigned int failures;
	bool warn_fails;
	bool resume;
	unsigned int alloc;
	char replay_dir[128];
	int progress;
	char boot[256];
};

/* options.c */
int ex_parse_options(struct ex_options *o, const char *text);

/**
 * struct ex_phase - a part of a search: one strategy with its bounds
 * @kind: DFS, PCT, POS, WALK or MEASURE
 * @bounds: of DFS
 * @random: of the others
 * @runs: at most
 */
struct ex_phase {
	enum ex_strategy_kind kind;
	struct dfs_bounds bounds;
	struct random_bounds random;
	uint64_t runs;
};

/**
 * struct ex_worker - a process that makes runs; shared with it
 * @runs, @schedules: made, and those among them that went to their end and are its own
 * @in_run: it has begun one, and not come to its end
 * @done: nothing is left to do
 * @size: what it has seen of the scenario, in random runs
 */
struct ex_worker {
	uint64_t runs;
	uint64_t schedules;
	bool in_run;
	bool done;
	bool pruned;
	unsigned int pid;
	struct random_size size;
	struct ex_outcome outcome;
};

/**
 * struct ex_totals - of a phase
 * @complete: all was run that its bounds allow
 * @pruned: the bounds left something out
 * @learned: it ended with that; see reached.c
 * @size: what was seen of the scenario, in random runs
 * @pct_choices: that PCT draws its change points from
 */
struct ex_totals {
	uint64_t runs;
	uint64_t schedules;
	uint64_t found_after;
	unsigned int failures;
	bool complete;
	bool pruned;
	bool out_of_time;
	bool learned;
	struct random_size size;
	uint64_t pct_choices;
};

/* Phases of one search. */
#define EX_MAX_PHASES	   64
/* Deviations, preemptions and chosen deliveries that the portfolio goes up to. */
#define EX_PORTFOLIO_LEVEL 2

/**
 * struct search - one call of tl_explore()
 * @o, @job: what is wanted, and what is run
 * @replay_of: the file, if it is the run of one
 * @phases, @nr_phases: planned
 * @totals: of all phases
 * @sampled: random runs
 * @pct: its totals; runs is 0 if there were none
 * @complete: nothing is left out, whatever the bounds
 * @bounded: the widest bounds whose search is complete, if any
 * @cut: what was cut short; "" if nothing
 * @outcome: of the failing run
 */
struct search {
	const char *name;
	const char *replay_of;
	struct ex_options o;
	struct ex_job job;
	struct ex_phase phases[EX_MAX_PHASES];
	unsigned int nr_phases;
	struct ex_totals totals;
	uint64_t sampled;
	struct ex_totals pct;
	bool complete;
	const struct ex_phase *bounded;
	char cut[120];
	struct ex_outcome outcome;
};

/* plan.c */
void plan_search(struct search *s);
/* Depth first with at most @d deviations. */
struct ex_phase plan_short(const struct search *s, unsigned int d);

/* reached.c */
int reached_by_default(struct search *s);
bool reached_by_search(struct search *s);

/* verdict.c: of a search in which no run failed */
void verdict_of_clean(const struct search *s, struct tl_explored *found);

/* found.c: of one in which one did. Return: 1, or -errno. */
int tell_found(struct search *s, struct tl_explored *found);
void forget_found(void);
/* The scheduling points in force, for reports. */
extern const char ex_points_in_force[];

/* workers.c: all of a phase. @first: the outcome that ended it, or the first failure. */
int ex_run_phase(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o,
		 struct ex_totals *totals, struct ex_outcome *first);
/* One run in a process of its own, by decisions. */
int ex_run_single(struct ex_job *job, const struct ex_decision *decisions, unsigned int n,
		  bool strict, struct ex_outcome *outcome);

#endif /* LIB_ARCH_SIM_EXPLORE_SEARCH_H */
