// SPDX-License-Identifier: MIT
/*
 * PCT (Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010): each party has a random priority, and
 * of those that can the highest goes on; at d - 1 choices, drawn before the run, the highest gets a
 * lower priority than all had at first. A bug of depth d, one that d orderings of two steps are
 * enough for, is found by a run with a probability of at least 1 / (n k^(d-1)), where n is the
 * number of parties and k that of the choices that change points are drawn from.
 *
 * In the paper k counts steps. A change point at a step that was the only option does what one at
 * the next choice with that party as the highest does, so it is enough to draw from choices.
 *
 * k has to be known before: it is what was measured, and a quarter. Of runs with more choices the
 * above holds for the part up to k. And it holds for schedules that the machine explores: none in
 * which somebody makes more than SIM_SLICE steps in a row while others wait.
 *
 * FAIR. Behind k, the highest gets the lowest priority again and again: it may be waiting for others
 * in a way that we don't see.
 */
#include "arch/sim/explore/parties.h"

#define MAX_CHANGES 1000

/* Choices between two changes behind k. */
#define FAIR_CHOICES 100

/* Priorities: at first; of change point i; behind k, the latest is the lowest. */
#define AT_FIRST   (1ull << 63)
#define CHANGED(i) ((1ull << 32) + (i))
#define BEHIND	   (1ull << 32)

static uint64_t changes[MAX_CHANGES] __tl_keep;
static unsigned int nr_changes __tl_keep;
static uint64_t lowest __tl_keep;
static uint64_t k __tl_keep;

uint64_t random_pct_choices(const struct random_measure *measure)
{
	return measure->size.choices + measure->size.choices / 4 + 1;
}

double random_pct_bound(unsigned int parties, uint64_t choices, unsigned int depth)
{
	double bound = 1.0 / (parties ? parties : 1);

	for (unsigned int i = 1; i < depth; i++)
		bound /= (double)choices;
	return bound;
}

static void begin(void)
{
	parties_begin();
	k = random_pct_choices(parties->bounds.measure);
	nr_changes = parties->bounds.depth - 1;
	for (unsigned int i = 0; i < nr_changes; i++)
		changes[i] = dice_below(k);
	lowest = BEHIND;
}

static void born(struct party *p)
{
	p->priority = AT_FIRST | dice();
}

static unsigned int pick(const struct ex_choice *c)
{
	parties_look(c, born);
	if (c->n == 1)
		return parties_take(c, 0);
	for (unsigned int i = 0; i < nr_changes; i++)
		if (changes[i] == parties->choices)
			party_of(parties_highest(c))->priority = CHANGED(i);
	if (parties->choices >= k && (parties->choices - k) % FAIR_CHOICES == 0)
		party_of(parties_highest(c))->priority = --lowest;
	return parties_take(c, parties_highest(c));
}

const struct ex_strategy pct_strategy = {
	.begin = begin,
	.pick = pick,
	.stepped = parties_stepped,
	.end = parties_end,
};
