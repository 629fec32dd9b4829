// SPDX-License-Identifier: MIT
/*
 * Choices: the one place where the machine asks what happens next.
 *
 * Without a chooser the answer is the default, and nothing is asked at points that have only the
 * default schedule to follow. With one (the explorer, a replay) every point asks. What was not the
 * default is kept: a run is its list of deviations.
 *
 * The event hash tells runs apart: who was switched to, what was delivered, slept, woken, chosen,
 * and when.
 */
#include <stdlib.h>

#include "arch/sim/sim.h"
#include <tasklet/sim.h>

static sim_chooser_fn chooser;
static void *chooser_arg;

static struct sim_deviation *deviations;
static unsigned int nr_deviations, room;
static uint64_t nr_choices;

static uint64_t hash;

void sim_note(enum sim_event what, uint64_t detail)
{
	const uint64_t words[] = {what, detail, sim.active ? sim.active->a.nr : 0, sim_now()};

	for (unsigned int i = 0; i < 4; i++) {
		hash ^= words[i];
		hash *= 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
}

uint64_t tl_event_hash(void)
{
	return hash;
}
EXPORT_SYMBOL(tl_event_hash);

/* For arrays of the machine's own. The C library's side of it is watched by race detectors. */
void *sim_realloc(void *p, size_t size)
{
	static int sync;

	fiber_acquire(&sync);
	p = realloc(p, size);
	fiber_release(&sync);
	return p;
}

static void record(unsigned int taken)
{
	if (nr_deviations == room) {
		unsigned int more = room ? 2 * room : 64;
		struct sim_deviation *list = sim_realloc(deviations, more * sizeof(*list));

		if (!list)
			return;
		deviations = list;
		room = more;
	}
	deviations[nr_deviations++] = (struct sim_deviation){nr_choices, taken};
}

/**
 * sim_choose() - ask what happens next
 * @kind: what is chosen among
 * @n: how many there are
 * @dflt: what the default schedule takes
 *
 * Return: 0 to @n - 1.
 */
unsigned int sim_choose(enum sim_choice kind, unsigned int n, unsigned int dflt)
{
	unsigned int taken = dflt;

	if (n < 2)
		return 0;
	if (chooser && !sim.dying)
		taken = chooser(kind, n, dflt, chooser_arg);
	if (taken >= n)
		taken = dflt;
	if (taken != dflt) {
		record(taken);
		sim_note(SIM_EVENT_CHOICE, taken);
	}
	nr_choices++;
	return taken;
}

/* @fn is asked from the next point on; NULL: nobody. It must not call the kernel API. */
void sim_set_chooser(sim_chooser_fn fn, void *arg)
{
	chooser = fn;
	chooser_arg = arg;
	if (sim.up)
		sim_refresh();
}

bool sim_is_asked(void)
{
	return chooser != NULL;
}

/* What was not the default since boot, in order. */
unsigned int sim_deviations(const struct sim_deviation **list)
{
	*list = deviations;
	return nr_deviations;
}

uint64_t sim_choices(void)
{
	return nr_choices;
}

/* At boot. The last run's list is kept until then. */
void sim_choose_reset(void)
{
	free(deviations);
	deviations = NULL;
	nr_deviations = room = 0;
	nr_choices = 0;
	hash = 0;
}
