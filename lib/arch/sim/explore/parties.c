// SPDX-License-Identifier: MIT
/*
 * Parties of random strategies: who may make the next step.
 *
 * A task is a party, and so is each interrupt: from when it is first an option, pending or about to
 * be fired, to the end of its handler and of the softirqs behind it. Whoever goes on on a CPU with
 * handlers on the stack is the innermost interrupt.
 *
 * KEYS tell parties apart: the kind, the CPU and the irq of an interrupt, the id of a task. Of the
 * interrupts of one line at most one is pending; when it has come in, the next one is a new party
 * with the same key. An allocation that may fail is a party at that one choice.
 *
 * MEASURING. Strategies want to know how long a run and its parties are. If they learnt it from the
 * runs that their process has made, a run would hang on how many jobs there are. So a few runs are
 * made first, by nobody's count: the default one, in which nothing is delivered before it has to
 * be, and random ones. What they show is in memory shared with all workers, who only read it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/sim/explore/parties.h"
#include "arch/sim/sim.h"

struct parties *parties __tl_keep;

/* --- dice --- */

/* splitmix64 (Steele, Lea and Flood, 2014) */
static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint64_t dice(void)
{
	return mix(parties->dice += 0x9e3779b97f4a7c15u);
}

uint64_t dice_below(uint64_t n)
{
	return (uint64_t)((unsigned __int128)dice() * n >> 64);
}

/* --- which --- */

static bool is_interrupt(const struct ex_option *o)
{
	return o->kind == EX_DELIVER || o->kind == EX_FIRE;
}

static uint32_t key_of(const struct ex_option *o)
{
	if (o->kind == EX_GO || o->kind == EX_TAKE)
		return o->id;
	return (uint32_t)o->kind << 28 | (uint32_t)o->cpu << 16 | o->id;
}

/* How many interrupts are on the stack there. */
static unsigned int nesting(unsigned int cpu)
{
	const struct sim_task *task = sim.cpus[cpu].curr;

	return task ? task->ex.serving : 0;
}

static unsigned int find(uint32_t key)
{
	for (unsigned int i = 0; i < parties->nr; i++) {
		const struct party *p = &parties->all[i];

		if (p->live && !p->begun && p->key == key)
			return i;
	}
	return NO_PARTY;
}

static int find_measured(uint32_t key)
{
	struct random_measure *m = parties->bounds.measure;

	for (unsigned int i = 0; i < m->nr; i++)
		if (m->party[i].key == key)
			return (int)i;
	return -1;
}

static unsigned int make(uint32_t key)
{
	unsigned int i = 0;

	while (i < parties->nr && parties->all[i].live)
		i++;
	if (i == PARTIES_MAX)
		ex_truncated("more than 1024 tasks and interrupts in one run");
	if (i == parties->nr)
		parties->nr++;
	parties->nr_made++;
	parties->all[i] = (struct party){.key = key, .live = true, .measured = find_measured(key)};
	return i;
}

/* Interrupts of that CPU whose handlers have returned. */
static void forget_done(unsigned int cpu)
{
	for (unsigned int i = nesting(cpu); i < PARTIES_NESTING; i++) {
		uint16_t *slot = &parties->serving[cpu][i];

		if (*slot == NO_PARTY)
			break;
		parties->all[*slot].live = false;
		*slot = NO_PARTY;
	}
}

void parties_look(const struct ex_choice *c, void (*born)(struct party *p))
{
	for (unsigned int i = 0; i < c->n; i++) {
		const struct ex_option *o = &c->options[i];
		unsigned int depth = nesting(o->cpu), p;

		forget_done(o->cpu);
		if (o->kind == EX_GO && depth) {
			parties->of[i] = parties->serving[o->cpu][depth - 1];
			continue;
		}
		p = find(key_of(o));
		if (p == NO_PARTY) {
			p = make(key_of(o));
			born(&parties->all[p]);
		}
		parties->of[i] = p;
	}
}

static void count_offers(const struct ex_choice *c)
{
	for (unsigned int i = 0; i < c->n; i++) {
		struct party *p = party_of(i);

		if (c->options[i].kind == EX_FAIL)
			p->live = false; /* now or never */
		p->offers++;
		if (p->measured >= 0)
			parties->offered[p->measured]++;
	}
}

unsigned int parties_take(const struct ex_choice *c, unsigned int i)
{
	const struct ex_option *o = &c->options[i];
	unsigned int p = parties->of[i];

	count_offers(c);
	parties->taken = p;
	parties->choices += c->n > 1;
	if (is_interrupt(o)) {
		unsigned int depth = nesting(o->cpu);

		if (depth == PARTIES_NESTING)
			ex_truncated("more than 8 interrupts within each other");
		parties->serving[o->cpu][depth] = (uint16_t)p;
		parties->all[p].begun = true;
	}
	return i;
}

unsigned int parties_highest(const struct ex_choice *c)
{
	unsigned int best = 0;

	for (unsigned int i = 1; i < c->n; i++)
		if (party_of(i)->priority > party_of(best)->priority)
			best = i;
	return best;
}

void parties_stepped(const struct ex_option *o, const struct ex_footprint *fp)
{
	(void)o;
	(void)fp;
	parties->all[parties->taken].steps++;
}

/* --- runs --- */

static void note_size(void)
{
	struct random_size *size = parties->bounds.size;

	if (parties->choices > size->choices)
		size->choices = parties->choices;
	if (parties->nr_made > size->parties)
		size->parties = parties->nr_made;
}

void parties_begin(void)
{
	parties->dice = mix(parties->bounds.seed + mix(parties->number));
	parties->choices = 0;
	parties->nr_made = parties->nr = 0;
	memset(parties->offered, 0, sizeof(parties->offered));
	memset(parties->serving, 0xff, sim.nr_cpus * sizeof(parties->serving[0]));
}

bool parties_end(bool cut)
{
	(void)cut;
	note_size();
	parties->number += parties->bounds.stride;
	return true;
}

int random_start(const struct random_bounds *bounds)
{
	parties = calloc(1, sizeof(*parties));
	if (!parties)
		return -ENOMEM;
	parties->serving = calloc(sim.nr_cpus, sizeof(parties->serving[0]));
	if (!parties->serving)
		return -ENOMEM;
	parties->bounds = *bounds;
	parties->number = bounds->first;
	return 0;
}

/* --- measuring --- */

struct random_measured *party_measured(const struct party *p)
{
	return p->measured < 0 ? NULL : &parties->bounds.measure->party[p->measured];
}

static uint64_t left_of(const struct party *p)
{
	const struct random_measured *m = party_measured(p);
	uint64_t all = m ? (m->steps + m->instances - 1) / m->instances : 1;

	return all > p->steps ? all - p->steps : 1;
}

uint64_t parties_left(const struct ex_option *o, unsigned int i)
{
	uint64_t left = left_of(party_of(i));
	unsigned int depth = nesting(o->cpu), host;

	if (o->kind != EX_GO || !depth)
		return left;
	for (unsigned int level = 0; level + 1 < depth; level++)
		left += left_of(&parties->all[parties->serving[o->cpu][level]]);
	host = find(o->id);
	return host == NO_PARTY ? left : left + left_of(&parties->all[host]);
}

static void measure_born(struct party *p)
{
	struct random_measure *m = parties->bounds.measure;

	if (p->measured < 0 && m->nr < RANDOM_MEASURED) {
		p->measured = (int)m->nr;
		m->party[m->nr++] = (struct random_measured){.key = p->key};
	}
	if (p->measured < 0)
		return;
	party_measured(p)->instances++;
	party_measured(p)->waits += !parties->number;
}

/* Run 0 is the default one. */
static unsigned int measure_pick(const struct ex_choice *c)
{
	parties_look(c, measure_born);
	for (unsigned int i = 0; !parties->number && i < c->n; i++)
		if (party_of(i)->measured >= 0)
			party_measured(party_of(i))->offers++;
	return parties_take(c, parties->number ? (unsigned int)dice_below(c->n) : c->dflt);
}

static void measure_stepped(const struct ex_option *o, const struct ex_footprint *fp)
{
	struct random_measured *m = party_measured(&parties->all[parties->taken]);

	parties_stepped(o, fp);
	if (m)
		m->steps++;
	note_size(); /* the run may end its process */
}

const struct ex_strategy measure_strategy = {
	.begin = parties_begin,
	.pick = measure_pick,
	.stepped = measure_stepped,
	.end = parties_end,
};
