/* SPDX-License-Identifier: MIT */
/* Following a list of decisions, and files of them. Private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_REPLAY_H
#define LIB_ARCH_SIM_EXPLORE_REPLAY_H

#include "arch/sim/explore/run.h"

extern const struct ex_strategy replay_strategy;

/* @strict: a decision that can't be followed ends the run; else it is left out. */
void replay_start(const struct ex_decision *decisions, unsigned int n, bool strict);

/**
 * struct replay_file - what a file of a failing schedule holds
 * @scenario, @boot_options, @points: to run it
 * @seed: of the search that found it
 * @reached: by CPU, what others send to it; see reached.c
 * @failure, @hash: what it came to
 */
struct replay_file {
	char scenario[64];
	char program[256];
	char boot_options[256];
	uint64_t points;
	uint64_t seed;
	bool warn_fails;
	unsigned int alloc;
	unsigned char reached[NR_CPUS];
	enum tl_failure failure;
	uint64_t hash;
	unsigned int nr_decisions;
	struct ex_decision decisions[EX_MAX_DECISIONS];
};

/* Return: 0 or -errno, with a message. */
int replay_write(const char *path, const struct replay_file *file);
int replay_read(const char *path, struct replay_file *file);

const char *failure_name(enum tl_failure kind);

#endif /* LIB_ARCH_SIM_EXPLORE_REPLAY_H */
