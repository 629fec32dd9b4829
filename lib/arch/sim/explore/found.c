// SPDX-License-Identifier: MIT
/*
 * What is made of a failing run: shrunk, looked for again with fewer deviations, depth first;
 * its replay file written, and the report.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/kernel.h>

#include "arch/sim/explore/replay.h"
#include "arch/sim/explore/report.h"
#include "arch/sim/explore/search.h"
#include "arch/sim/explore/shrink.h"
#include "arch/sim/sim.h"

static char *report_text;

static void name_site(const struct ex_outcome *out, struct tl_explored *found)
{
	struct ex_symbol symbol;

	if (failing_frame(out, &symbol))
		snprintf(found->site, sizeof(found->site), "%s at %.80s:%d", symbol.function,
			 symbol.file, symbol.line);
}

/* On no driver's behalf: a softirq's pass, say. */
static void name_site_in_library(const struct ex_trace_entry *last, struct tl_explored *found)
{
	struct report_place place;

	report_find_place(last, &place);
	if (place.api[0])
		snprintf(found->site, sizeof(found->site), "%s() of the library", place.api);
}

static void write_replay(const struct search *s, struct tl_explored *found)
{
	struct replay_file *file = calloc(1, sizeof(*file));
	ssize_t n;

	if (!file)
		return;
	snprintf(file->scenario, sizeof(file->scenario), "%s", s->name);
	n = readlink("/proc/self/exe", file->program, sizeof(file->program) - 1);
	file->program[n < 0 ? 0 : n] = '\0';
	snprintf(file->boot_options, sizeof(file->boot_options), "%s", s->job.boot_options);
	file->points = s->job.max_steps;
	file->seed = s->o.seed;
	file->warn_fails = s->job.warn_fails;
	file->alloc = s->job.alloc;
	memcpy(file->reached, s->job.reached, sizeof(file->reached));
	file->failure = s->outcome.failure;
	file->hash = s->outcome.hash;
	file->nr_decisions = s->outcome.nr_decisions;
	memcpy(file->decisions, s->outcome.decisions,
	       s->outcome.nr_decisions * sizeof(file->decisions[0]));
	snprintf(found->replay, sizeof(found->replay), "%s/%s.replay", s->o.replay_dir, s->name);
	if (replay_write(found->replay, file) < 0)
		found->replay[0] = '\0';
	free(file);
}

const char ex_points_in_force[] =
	"loads, stores and read-modify-writes (READ_ONCE, WRITE_ONCE, atomics, locks; in mode plain every access), "
	"interrupts, softirqs or preemption going off, register access, calls of the irq API, kfree(), sleeping and waking";

/* Once more, with a trace. */
static void tell(struct search *s, struct tl_explored *found)
{
	struct ex_outcome *out = malloc(sizeof(*out));
	struct ex_report r = {
		.scenario = s->name,
		.message = found->message,
		.verdict = found->text,
		.points = ex_points_in_force,
	};
	char command[600], bounds[160], exe[256];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (!out)
		return;
	exe[n < 0 ? 0 : n] = '\0';
	trace_setup();
	s->job.trace = true;
	if (!ex_run_single(&s->job, s->outcome.decisions, s->outcome.nr_decisions, true, out))
		r.trace = trace_entries(&r.nr_trace);
	r.nr_cpus = out->nr_cpus;
	s->job.trace = false;
	free(out);
	if (!found->site[0] && found->failure == TL_FAIL_MEMORY && r.nr_trace)
		name_site_in_library(&r.trace[r.nr_trace - 1], found);
	snprintf(
		bounds, sizeof(bounds),
		"found after %llu runs; %u deviation%s (%u preemption%s, %u chosen deliver%s), none of which can be left out",
		(unsigned long long)found->found_after, found->deviations,
		found->deviations == 1 ? "" : "s", found->preemptions,
		found->preemptions == 1 ? "" : "s", found->deliveries,
		found->deliveries == 1 ? "y" : "ies");
	snprintf(command, sizeof(command), "REPLAY=%s %s", found->replay, exe);
	r.bounds = bounds;
	r.replay_command = command;
	report_text = report_format(&r);
	found->report = report_text;
}

/* Depth first with fewer deviations: is there a shorter schedule that fails in the same way? */
static void search_shorter(struct search *s)
{
	struct ex_outcome *shorter = malloc(sizeof(*shorter));
	struct ex_totals totals;

	for (unsigned int d = 0; shorter && d < s->outcome.nr_decisions && d <= EX_PORTFOLIO_LEVEL;
	     d++) {
		struct ex_phase phase = plan_short(s, d);

		/* The first failure at that depth, if it is the same. */
		if (ex_run_phase(&phase, &s->job, &s->o, &totals, shorter) || !totals.failures ||
		    !same_failure(&s->outcome, shorter))
			continue;
		s->outcome = *shorter;
		break;
	}
	free(shorter);
}

static int make_short(struct search *s)
{
	int err = shrink(&s->job, &s->outcome);

	if (!err && s->outcome.nr_decisions > 1)
		search_shorter(s);
	return err;
}

int tell_found(struct search *s, struct tl_explored *found)
{
	int err = s->replay_of ? 0 : make_short(s);

	if (err < 0)
		return err;
	found->failure = s->outcome.failure;
	found->found_after = s->totals.found_after;
	snprintf(found->message, sizeof(found->message), "%s", s->outcome.message);
	if (err) {
		found->verdict = TL_NONDETERMINISTIC;
		snprintf(
			found->text, sizeof(found->text),
			"NONDETERMINISTIC (the failing schedule, run again, came to another end: %s)",
			s->outcome.message);
		return 1;
	}
	found->verdict = TL_FAILED;
	snprintf(found->text, sizeof(found->text), "FAILED");
	found->deviations = s->outcome.deviations;
	found->preemptions = s->outcome.preemptions;
	found->deliveries = s->outcome.deliveries;
	found->hash = s->outcome.hash;
	name_site(&s->outcome, found);
	if (s->replay_of)
		snprintf(found->replay, sizeof(found->replay), "%s", s->replay_of);
	else
		write_replay(s, found);
	tell(s, found);
	return 1;
}

void forget_found(void)
{
	free(report_text);
	report_text = NULL;
}
