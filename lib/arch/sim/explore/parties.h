/* SPDX-License-Identifier: MIT */
/* Who may make the next step, as random strategies see it: private to them. See parties.c. */
#ifndef LIB_ARCH_SIM_EXPLORE_PARTIES_H
#define LIB_ARCH_SIM_EXPLORE_PARTIES_H

#include "arch/sim/explore/random.h"

#define PARTIES_MAX	1024
#define PARTIES_NESTING 8
#define NO_PARTY	0xffffu

/**
 * struct party - a task, or one interrupt
 * @key: which; see parties.c
 * @live: it may make another step
 * @begun: of an interrupt: it has come in
 * @measured: its place in the measure; -1: none
 * @priority: PCT and POS: the highest goes on
 * @steps: made by it
 * @offers: of an interrupt: choices at which it might have come in
 * @due: walk: it comes in after so many
 */
struct party {
	uint32_t key;
	bool live;
	bool begun;
	int measured;
	uint64_t priority;
	uint64_t steps;
	uint64_t offers;
	uint64_t due;
};

/**
 * struct parties - the state of a worker's random runs
 * @bounds: what they are made of
 * @number: of this run
 * @dice: state of the generator
 * @choices: with two options or more, made in this run
 * @nr_made: parties of this run up to now
 * @nr, @all: places for them
 * @of: of each option of the choice that is made
 * @taken: who makes the step
 * @offered: by place in the measure: choices at which interrupts of that line might have come in
 * @serving: by CPU: the interrupts in the middle, the innermost last
 */
struct parties {
	struct random_bounds bounds;
	uint64_t number;
	uint64_t dice;
	uint64_t choices;
	unsigned int nr_made;
	unsigned int nr;
	unsigned int of[EX_MAX_OPTIONS];
	unsigned int taken;
	uint64_t offered[RANDOM_MEASURED];
	struct party all[PARTIES_MAX];
	uint16_t (*serving)[PARTIES_NESTING];
};

extern struct parties *parties;

uint64_t dice(void);
/* 0 to @n - 1 */
uint64_t dice_below(uint64_t n);

/* The functions of a strategy that all of them have in common. @born: of each new party. */
void parties_begin(void);
void parties_look(const struct ex_choice *c, void (*born)(struct party *p));
unsigned int parties_take(const struct ex_choice *c, unsigned int i);
void parties_stepped(const struct ex_option *o, const struct ex_footprint *fp);
bool parties_end(bool cut);

/* Of option @i. */
static inline struct party *party_of(unsigned int i)
{
	return &parties->all[parties->of[i]];
}

/* The option with the highest priority. */
unsigned int parties_highest(const struct ex_choice *c);

/* Steps that who goes on by option @i has left, with those that it interrupted; at least 1. */
uint64_t parties_left(const struct ex_option *o, unsigned int i);
/* NULL: nothing is known. */
struct random_measured *party_measured(const struct party *p);

#endif /* LIB_ARCH_SIM_EXPLORE_PARTIES_H */
