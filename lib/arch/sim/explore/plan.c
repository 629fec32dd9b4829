// SPDX-License-Identifier: MIT
/*
 * The phases of a search.
 *
 * THE PORTFOLIO: depth first with at most one deviation from the default schedule, then two, so
 * that what is found is short; with no preemption and chosen delivery, with at most one of each, two
 * of each; random runs of three kinds; depth first without bounds, reduced where that is sound. It ends with the first
 * phase that fails, or that has shown all there is.
 */
#include "arch/sim/explore/search.h"

#define DFS_RUNS       200000
#define RANDOM_RUNS    20000
/* Of the portfolio, for each of its bounded and random phases. */
#define PORTFOLIO_RUNS 20000

static void add_dfs(struct search *s, unsigned int p, unsigned int q, uint64_t runs)
{
	struct ex_phase *phase = &s->phases[s->nr_phases++];

	phase->kind = EX_DFS;
	phase->runs = runs;
	phase->bounds.p = p;
	phase->bounds.q = q;
	phase->bounds.d = DFS_UNBOUNDED;
	phase->bounds.reduce = s->o.reduce && p == DFS_UNBOUNDED;
}

struct ex_phase plan_short(const struct search *s, unsigned int d)
{
	return (struct ex_phase){
		.kind = EX_DFS,
		.runs = PORTFOLIO_RUNS,
		.bounds = {.p = s->o.p < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.p,
			   .q = s->o.q < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.q,
			   .d = d},
	};
}

static void add_random(struct search *s, enum ex_strategy_kind kind, uint64_t runs)
{
	struct ex_phase *phase = &s->phases[s->nr_phases++];

	phase->kind = kind;
	phase->runs = runs;
	phase->random.seed = s->o.seed;
	phase->random.depth = s->o.depth;
}

static unsigned int at_most(long bound, unsigned int level)
{
	return bound >= 0 && (unsigned long)bound < level ? (unsigned int)bound : level;
}

/* Bounds from nothing up to those that were given; without, up to none. */
static void plan_dfs(struct search *s, uint64_t runs)
{
	unsigned int p = s->o.p < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.p;
	unsigned int q = s->o.q < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.q;
	unsigned int levels = p > q ? p : q;

	if (levels > EX_MAX_PHASES - 2)
		levels = p == DFS_UNBOUNDED || q == DFS_UNBOUNDED ? EX_PORTFOLIO_LEVEL + 1 :
								    EX_MAX_PHASES - 2;
	for (unsigned int level = 0; level < levels; level++)
		add_dfs(s, at_most(p, level), at_most(q, level), runs);
	add_dfs(s, p, q, runs);
}

void plan_search(struct search *s)
{
	uint64_t runs = s->o.runs;

	if (s->o.strategy == EX_DFS) {
		plan_dfs(s, runs ? runs : DFS_RUNS);
		return;
	}
	if (s->o.strategy != EX_PORTFOLIO) {
		add_random(s, s->o.strategy, runs ? runs : RANDOM_RUNS);
		return;
	}
	for (unsigned int d = 1; d <= EX_PORTFOLIO_LEVEL; d++)
		s->phases[s->nr_phases++] = plan_short(s, d);
	for (unsigned int level = 0; level <= EX_PORTFOLIO_LEVEL; level++)
		add_dfs(s, at_most(s->o.p, level), at_most(s->o.q, level), PORTFOLIO_RUNS);
	add_random(s, EX_PCT, PORTFOLIO_RUNS / 10);
	add_random(s, EX_POS, PORTFOLIO_RUNS / 10);
	add_random(s, EX_WALK, PORTFOLIO_RUNS / 10);
	add_dfs(s, s->o.p < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.p,
		s->o.q < 0 ? DFS_UNBOUNDED : (unsigned int)s->o.q, runs ? runs : DFS_RUNS);
}
