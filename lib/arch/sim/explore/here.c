// SPDX-License-Identifier: MIT
/*
 * A replay in this process: nothing is caught, so that a debugger sees it all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "arch/sim/explore/job.h"
#include "arch/sim/explore/search.h"
#include "arch/sim/sim.h"

static struct ex_outcome outcome_here __tl_keep;
static const char *scenario_here;

/* On the stack of the run, which then is the debugger's. */
static void failed_here(void)
{
	struct ex_report r = {
		.scenario = scenario_here,
		.message = outcome_here.message,
		.verdict = "FAILED",
		.points = ex_points_in_force,
		.nr_cpus = sim.nr_cpus,
		.bounds = "a replay, in this process",
		.replay_command = "the same again",
	};
	char *text;

	trace_stop();
	sim.exploring = false;
	arch_self.quiet = false;
	r.trace = trace_entries(&r.nr_trace);
	text = report_format(&r);
	fprintf(stderr, "%s\nreplay: the run has failed here; abort() lets a debugger look\n",
		text ? text : outcome_here.message);
	abort();
}

int replay_here(const char *path, void (*scenario)(void *arg), void *arg, const char *name,
		struct tl_explored *found)
{
	struct replay_file *file = malloc(sizeof(*file));
	struct ex_job *job = calloc(1, sizeof(*job));
	int err = file && job ? replay_read(path, file) : -EAGAIN;

	if (err)
		goto out;
	found->verdict = TL_SKIPPED;
	snprintf(found->text, sizeof(found->text), "SKIPPED (%s is of %s)", path, file->scenario);
	if (strcmp(file->scenario, name))
		goto out;
	scenario_here = name;
	job_prepare(job, scenario, arg);
	job_of_file(job, file);
	job->trace = true;
	job->in_process = failed_here;
	replay_start(file->decisions, file->nr_decisions, true);
	run_setup(job, &outcome_here, false);
	(void)run_once(&replay_strategy);
	fprintf(stderr, "replay: the run did not fail\n");
	exit(0);
out:
	free(job);
	free(file);
	return err;
}
