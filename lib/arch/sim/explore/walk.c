// SPDX-License-Identifier: MIT
/*
 * A random walk whose schedules are nearer to equally likely than those of fair dice. With fair
 * dice, a party of three steps is over at once beside one of two hundred.
 *
 * TASKS, and handlers in the middle with what they interrupted, go on with a probability in
 * proportion to the steps that they have left, as far as is known from measuring. (If n parties
 * never waited for each other, all their interleavings would be equally likely.)
 *
 * INTERRUPTS come in at a choice that is drawn when they are first an option, from as many as there
 * were in the default run, where they come in last. Of the N times that a line may still fire the
 * first one is the least of N draws; one that is behind the last choice does not happen, unless
 * nothing else can. Of the allocations of a task that may fail one does, on average.
 */
#include "arch/sim/explore/parties.h"

static uint64_t times_left(unsigned int irq)
{
	for (unsigned int i = 0; i < ex.nr_spontaneous; i++)
		if ((unsigned int)ex.spontaneous[i].irq == irq)
			return ex.spontaneous[i].left;
	return 0;
}

/* Choices at which it may come in. */
static uint64_t chances(const struct party *p, bool fires)
{
	const struct random_measured *m = party_measured(p);
	uint64_t choices = parties->bounds.measure->size.choices;

	if (!m || !m->waits)
		return choices > parties->choices ? choices - parties->choices : 1;
	if (!fires)
		return (m->offers + m->waits - 1) / m->waits;
	return m->offers > parties->offered[p->measured] ?
		       m->offers - parties->offered[p->measured] :
		       0;
}

static void born(struct party *p)
{
	enum ex_kind kind = (enum ex_kind)(p->key >> 28);
	bool fires = kind == EX_FIRE;
	uint64_t n = chances(p, fires), times = fires ? times_left(p->key & 0xffff) : 1;

	p->due = UINT64_MAX;
	if (kind == EX_FAIL) {
		const struct random_measured *m = party_measured(p);

		if (!dice_below(m && m->waits > 1 ? m->waits : 2))
			p->due = 0;
		return;
	}
	for (uint64_t i = 0; i < times; i++) {
		uint64_t at = dice_below(n + fires);

		if (at < p->due && !(fires && at == n))
			p->due = at;
	}
}

/* Does it come when it is due? */
static bool waits(const struct ex_option *o)
{
	return o->kind != EX_GO && o->kind != EX_TAKE;
}

/* The first that is due. Return: -1: none is. */
static int due(const struct ex_choice *c)
{
	for (unsigned int i = 0; i < c->n; i++)
		if (waits(&c->options[i]) && party_of(i)->offers >= party_of(i)->due)
			return (int)i;
	return -1;
}

/* Nobody can go on: the one that is due first. */
static unsigned int soonest(const struct ex_choice *c)
{
	unsigned int n = c->nr_sure ? c->nr_sure : c->n, best = 0;

	for (unsigned int i = 1; i < n; i++)
		if (party_of(i)->due - party_of(i)->offers <
		    party_of(best)->due - party_of(best)->offers)
			best = i;
	return best;
}

static unsigned int one_of_the_tasks(const struct ex_choice *c)
{
	uint64_t weight[EX_MAX_OPTIONS], all = 0, at;
	unsigned int i;

	for (i = 0; i < c->nr_tasks; i++)
		all += weight[i] = waits(&c->options[i]) ? 0 : parties_left(&c->options[i], i);
	at = dice_below(all);
	for (i = 0; at >= weight[i]; i++)
		at -= weight[i];
	return i;
}

static unsigned int pick(const struct ex_choice *c)
{
	int i;

	parties_look(c, born);
	i = due(c);
	if (i >= 0)
		return parties_take(c, (unsigned int)i);
	return parties_take(c, c->nr_tasks ? one_of_the_tasks(c) : soonest(c));
}

const struct ex_strategy walk_strategy = {
	.begin = parties_begin,
	.pick = pick,
	.stepped = parties_stepped,
	.end = parties_end,
};
