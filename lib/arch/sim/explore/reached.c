// SPDX-License-Identifier: MIT
/*
 * CPUs that others send something to.
 *
 * Right before a section that keeps interrupts or tasks out there is a point where one could come
 * in. On a CPU without lines none could, on one with a single task no other, unless another CPU
 * sends one: by irq_work_queue_on(), or with a task that is new. A point for that everywhere would
 * have all searches grow. So there is none until in some run somebody sends something to a CPU
 * behind such a section. That run ends there; the search begins anew, and that CPU's sections have
 * their points. A replay file says which have.
 *
 * Shards must agree on what they split, so what they begin with is what the default schedule shows.
 * One that comes to know more is cut short, and says so.
 */
#include <stdio.h>

#include "arch/sim/explore/sched.h"
#include "arch/sim/explore/search.h"

/* May one come in right before the section of the caller? If we know of none, we have passed by. */
bool ex_is_reached(struct sim_cpu *cpu, enum ex_reach by)
{
	if (ex.reached[cpu->a.nr] & by)
		return true;
	cpu->passed_by |= by;
	return false;
}

/* The running task sends it to @cpu. */
void ex_reach(const struct sim_cpu *cpu, enum ex_reach by)
{
	if (ex.learns && cpu->passed_by & by && sim.running->cpu != cpu && sim.running != sim.main)
		ex_learned(cpu->a.nr, by);
}

/* Runs at random are split by their numbers, and promise no whole. */
static bool shards_must_agree(const struct search *s)
{
	return s->o.shards > 1 && (s->o.strategy == EX_DFS || s->o.strategy == EX_PORTFOLIO);
}

static void note(struct ex_job *job, const struct ex_outcome *learned)
{
	job->reached[learned->reached_cpu] |= learned->reached_by;
}

/* A phase ended with that. Return: whether the search is to begin anew. */
bool reached_by_search(struct search *s)
{
	struct ex_outcome *out = &s->outcome;

	if (!shards_must_agree(s)) {
		note(&s->job, out);
		return true;
	}
	out->end = EX_TRUNCATED;
	snprintf(
		out->message, sizeof(out->message),
		"another CPU sends %s to CPU %u, which the default schedule did not show: shards may differ; explore it without shard=",
		out->reached_by == EX_BY_IRQ ? "interrupts" : "tasks", out->reached_cpu);
	return false;
}

/* What a search begins with. Return: 0 or -errno. */
int reached_by_default(struct search *s)
{
	int err;

	if (!shards_must_agree(s))
		return 0;
	s->job.learns = true;
	while (!(err = ex_run_single(&s->job, NULL, 0, false, &s->outcome)) &&
	       s->outcome.end == EX_LEARNED)
		note(&s->job, &s->outcome);
	s->job.learns = false;
	return err;
}
