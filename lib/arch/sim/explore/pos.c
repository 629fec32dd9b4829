// SPDX-License-Identifier: MIT
/*
 * Partial order sampling (Yuan, Yang and Gu, 2018): what each party does next has a random
 * priority, and the highest is done. Then the party's next one is drawn, and so are those again
 * that conflict with what was done: the order of two that conflict is then as good as drawn by
 * itself, and orders of those that don't are not drawn in vain.
 *
 * What a party does next is known when it stands at a point. Of one that starts or that slept it is
 * not: it conflicts with nothing, and keeps what was drawn for it. Drawing it again at each step
 * would have it start within a few.
 */
#include "arch/sim/explore/parties.h"
#include "arch/upcall.h"

static void born(struct party *p)
{
	p->priority = dice();
}

static unsigned int pick(const struct ex_choice *c)
{
	parties_look(c, born);
	return parties_take(c, parties_highest(c));
}

static struct ex_next next_of(const struct ex_choice *c, unsigned int i)
{
	const struct ex_option *o = &c->options[i];
	uintptr_t line;

	if (i < c->nr_tasks)
		return c->next[i];
	line = o->kind == EX_FAIL || o->kind == EX_TIMEOUT ?
		       0 :
		       (uintptr_t)irq_upcall_object((int)o->id) / 8;
	return (struct ex_next){line, line, true};
}

static bool conflicts(const struct ex_next *next, const struct ex_footprint *fp)
{
	if (!next->first)
		return false;
	if (fp->all)
		return true;
	for (unsigned int i = 0; i < fp->n; i++) {
		const struct ex_access *a = &fp->access[i];

		if (a->granule >= next->first && a->granule <= next->last &&
		    (a->write || next->write))
			return true;
	}
	return false;
}

/* The others' options of the last choice are still what they do next. */
static void stepped(const struct ex_option *o, const struct ex_footprint *fp)
{
	const struct ex_choice *c = &ex.choice;

	for (unsigned int i = 0; i < c->n; i++) {
		struct ex_next next = next_of(c, i);

		if (parties->of[i] != parties->taken && conflicts(&next, fp))
			party_of(i)->priority = dice();
	}
	parties->all[parties->taken].priority = dice();
	parties_stepped(o, fp);
}

const struct ex_strategy pos_strategy = {
	.begin = parties_begin,
	.pick = pick,
	.stepped = stepped,
	.end = parties_end,
	.foresees = true,
};
