// SPDX-License-Identifier: MIT
/*
 * What steps did: kept for reduction, for random strategies, and for who spins, whose wait ends
 * when something is written that it looked at.
 */
#include "arch/sim/explore/sched.h"

static void add_access(struct ex_footprint *fp, uintptr_t granule, bool write)
{
	if (fp->all)
		return;
	for (unsigned int i = 0; i < fp->n; i++) {
		if (fp->access[i].granule == granule) {
			fp->access[i].write |= write;
			return;
		}
	}
	if (fp->n == EX_FOOTPRINT)
		fp->all = true;
	else
		fp->access[fp->n++] = (struct ex_access){granule, write};
}

void ex_note_next(struct ex_next *next, unsigned int kind, uintptr_t obj, size_t size)
{
	*next = (struct ex_next){0};
	if (!obj || kind > ARCH_POINT_RMW)
		return;
	next->first = obj / 8;
	next->last = (obj + size - 1) / 8;
	next->write = ex_writes(kind);
}

static bool watches(const struct ex_watch *watch, uintptr_t granule)
{
	for (unsigned int i = 0; i < watch->n; i++)
		if (watch->granule[i] == granule)
			return true;
	return false;
}

/* What a party that spins looked at: any of it may end its wait. */
void ex_add_watch(struct ex_party *party, uintptr_t obj, size_t size)
{
	struct ex_watch *watch = party->watch;
	uintptr_t last = (obj + size - 1) / 8;

	for (uintptr_t g = obj / 8; g <= last; g++) {
		if (watches(watch, g))
			continue;
		if (watch->n == EX_WATCHED) {
			party->watch = NULL;
			return;
		}
		watch->granule[watch->n++] = g;
	}
}

void ex_add_access(unsigned int kind, uintptr_t obj, size_t size)
{
	uintptr_t last = (obj + size - 1) / 8;

	if (size > 64)
		ex.footprint.all = true;
	else
		for (uintptr_t g = obj / 8; g <= last; g++)
			add_access(&ex.footprint, g, kind != ARCH_POINT_LOAD);
}

/* What the machine does on behalf of a step, to what no point stands for. */
void ex_touch(const void *obj)
{
	if (sim.exploring && ex.looks)
		add_access(&ex.footprint, (uintptr_t)obj / 8, true);
}

void arch_api_touch(const void *obj)
{
	if (sim.exploring)
		ex_add(ARCH_POINT_STORE, (uintptr_t)obj, 8);
}

/* The same, where it depends on all that the others may be at. */
void ex_touch_all(void)
{
	if (sim.exploring)
		ex.footprint.all = true;
}

bool ex_conflict(const struct ex_footprint *a, const struct ex_footprint *b)
{
	if (a->all || b->all)
		return true;
	for (unsigned int i = 0; i < a->n; i++)
		for (unsigned int k = 0; k < b->n; k++)
			if (a->access[i].granule == b->access[k].granule &&
			    (a->access[i].write || b->access[k].write))
				return true;
	return false;
}

static bool wrote_for(const struct ex_party *party)
{
	const struct ex_footprint *fp = &ex.footprint;

	if (fp->all || !party->watch)
		return true;
	for (unsigned int i = 0; i < fp->n; i++)
		if (fp->access[i].write && watches(party->watch, fp->access[i].granule))
			return true;
	return false;
}

static void wake_spinner(struct sim_task *task)
{
	task->ex.woken = true;
}

/* @always: whether or not there was anything written that they look at */
void ex_wake_spinners(bool always)
{
	for (unsigned int i = 0; ex.nr_spinning && i < sim.nr_cpus; i++) {
		struct sim_task *task = sim.cpus[i].curr, *queued;

		if (task && task->ex.spins &&
		    (always || (task != sim.running && wrote_for(&task->ex))))
			wake_spinner(task);
		TAILQ_FOREACH(queued, &sim.cpus[i].queue, node)
			if (queued->ex.spins && (always || wrote_for(&queued->ex)))
				wake_spinner(queued);
	}
}
