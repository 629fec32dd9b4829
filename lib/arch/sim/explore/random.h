/* SPDX-License-Identifier: MIT */
/* Random strategies: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_RANDOM_H
#define LIB_ARCH_SIM_EXPLORE_RANDOM_H

#include "arch/sim/explore/machine.h"

/* Runs that are made first, to measure. */
#define RANDOM_MEASURE_RUNS 8
#define RANDOM_MEASURED	    256

/**
 * struct random_measured - what was measured of a party
 * @key: a task, or the interrupts of a line; see parties.c
 * @instances: times that there was one
 * @steps: made by them
 * @waits: of interrupts, in the default run: how many there were
 * @offers: choices at which they might have come in
 */
struct random_measured {
	uint32_t key;
	uint32_t instances;
	uint64_t steps;
	uint64_t waits;
	uint64_t offers;
};

/**
 * struct random_size - of a scenario: what a worker has seen of it
 * @choices: of a run at most
 * @parties: of a run at most
 */
struct random_size {
	uint64_t choices;
	unsigned int parties;
};

/**
 * struct random_measure - what all workers know before their first run, so that a run does not
 * hang on which ones its worker made before; shared with them
 * @size: of the runs that were made to measure
 * @nr, @party: of parties; those that are too many are not known
 */
struct random_measure {
	struct random_size size;
	unsigned int nr;
	struct random_measured party[RANDOM_MEASURED];
};

/**
 * struct random_bounds - what random runs are made of
 * @seed: run N of a seed is the same whoever makes it
 * @first, @stride: the numbers of the runs that this worker makes
 * @depth: of PCT
 * @measure: written by measure_strategy, read by the others
 * @size: written by all
 */
struct random_bounds {
	uint64_t seed;
	uint64_t first, stride;
	unsigned int depth;
	struct random_measure *measure;
	struct random_size *size;
};

extern const struct ex_strategy measure_strategy, pct_strategy, pos_strategy, walk_strategy;

/* Return: 0, -ENOMEM. */
int random_start(const struct random_bounds *bounds);

/* Choices over which PCT draws its change points. */
uint64_t random_pct_choices(const struct random_measure *measure);
/* A bug of @depth is found by one run at least with this probability; see pct.c. */
double random_pct_bound(unsigned int parties, uint64_t choices, unsigned int depth);

#endif /* LIB_ARCH_SIM_EXPLORE_RANDOM_H */
