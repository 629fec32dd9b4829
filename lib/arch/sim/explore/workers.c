// SPDX-License-Identifier: MIT
/*
 * Processes that make runs. Each is forked with nothing booted, boots a machine of its own, and
 * tells how far it is in memory that it shares with the parent. A run that fails ends its process;
 * the search tree is in shared memory too, so another one goes on behind that run.
 *
 * DFS is split among jobs as among shards, random runs by their numbers: what is run does not
 * hang on how many jobs there are. Before random runs a process of its own makes some to measure;
 * they are not counted, and failures in them are left to be found by those that are.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arch/sim/explore/progress.h"
#include "arch/sim/explore/replay.h"
#include "arch/sim/explore/search.h"
#include "arch/sim/explore/seen.h"

/* Depth at which jobs and shards split the tree. */
#define SPLIT_DEPTH 10
/* For a worker to come to the end of its run. */
#define STOP_NS	    2000000000u

struct shared {
	bool stop;
	struct random_measure measure;
	struct ex_worker worker[EX_MAX_JOBS];
};

static struct shared *shared;

/* --- in a worker --- */

static struct ex_worker *me __tl_keep;
static uint64_t runs_left __tl_keep;

static const struct ex_strategy *strategy_of(enum ex_strategy_kind kind)
{
	switch (kind) {
	case EX_PCT:
		return &pct_strategy;
	case EX_POS:
		return &pos_strategy;
	case EX_WALK:
		return &walk_strategy;
	case EX_MEASURE:
		return &measure_strategy;
	default:
		return &dfs_strategy;
	}
}

static void make_runs(const struct ex_strategy *strategy)
{
	bool more = true;

	while (more && runs_left-- && !shared->stop) {
		bool whole;

		me->runs++;
		me->in_run = true;
		whole = run_once(strategy);
		me->in_run = false;
		more = strategy->end(!whole);
		if (whole && !(strategy == &dfs_strategy && dfs_was_foreign())) {
			me->schedules++;
			if (strategy != &measure_strategy)
				seen_add(me->outcome.hash);
		}
		me->done = !more;
	}
}

static void worker(unsigned int i, const struct ex_phase *phase, struct ex_job *job,
		   uint64_t max_runs)
{
	me = &shared->worker[i];
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	me->outcome.end = EX_RUNNING;
	/* What measuring would come to know is left to those runs that are counted. */
	job->learns &= phase->kind != EX_MEASURE;
	run_setup(job, &me->outcome, true);
	if (phase->kind == EX_DFS) {
		dfs_use(i);
	} else {
		struct random_bounds bounds = phase->random;

		bounds.first += me->runs * bounds.stride;
		bounds.measure = &shared->measure;
		bounds.size = phase->kind == EX_MEASURE ? &shared->measure.size : &me->size;
		if (random_start(&bounds) < 0)
			ex_truncated("no memory for random runs");
	}
	runs_left = max_runs - me->runs;
	make_runs(strategy_of(phase->kind));
	_exit(EX_STATUS_DONE);
}

/* --- in the parent --- */

/* Of worker @i; they start with one more each until the rest is used up. */
static uint64_t runs_of(unsigned int i, const struct ex_phase *phase, const struct ex_options *o)
{
	return (phase->runs + o->jobs - 1 - i) / o->jobs;
}

static int start_worker(unsigned int i, const struct ex_phase *phase, struct ex_job *job,
			const struct ex_options *o)
{
	struct ex_phase mine = *phase;
	pid_t pid;

	mine.random.first = o->shard + (uint64_t)o->shards * i;
	mine.random.stride = (uint64_t)o->shards * o->jobs;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		worker(i, &mine, job, runs_of(i, phase, o));
	shared->worker[i].pid = (unsigned int)pid;
	return 0;
}

static void pause_a_little(unsigned int *round)
{
	struct timespec ts = {.tv_nsec = *round < 20 ? 200000 : 5000000};

	(*round)++;
	nanosleep(&ts, NULL);
}

/* Those that do not come to the end of their run soon are ended. */
static void stop_all(unsigned int jobs)
{
	uint64_t end = ex_host_ns() + STOP_NS;
	unsigned int round = 0;

	shared->stop = true;
	for (unsigned int i = 0; i < jobs; i++) {
		pid_t pid = (pid_t)shared->worker[i].pid;

		if (!pid)
			continue;
		while (!waitpid(pid, NULL, WNOHANG)) {
			if (ex_host_ns() > end)
				kill(pid, SIGKILL);
			pause_a_little(&round);
		}
		shared->worker[i].pid = 0;
	}
}

static void sum_up(unsigned int jobs, struct ex_totals *totals)
{
	totals->runs = totals->schedules = 0;
	for (unsigned int i = 0; i < jobs; i++) {
		totals->runs += shared->worker[i].runs;
		totals->schedules += shared->worker[i].schedules;
	}
}

/* Was it we who ended the process? */
static bool has_told(int status, const struct ex_outcome *out)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == EX_STATUS_ENDED &&
	       out->end != EX_RUNNING;
}

static void tell_for(int status, struct ex_outcome *out)
{
	out->end = EX_FAILED;
	out->failure = TL_FAIL_FAULT;
	out->nr_frames = 0;
	out->hash = 0;
	if (WIFSIGNALED(status))
		snprintf(out->message, sizeof(out->message), "killed: %s",
			 strsignal(WTERMSIG(status)));
	else
		snprintf(out->message, sizeof(out->message), "exit(%d) within a run",
			 WEXITSTATUS(status));
}

/* A worker has ended. Return: whether it is to be started anew. */
static bool look_at_end(unsigned int i, int status, const struct ex_phase *phase,
			const struct ex_options *o, struct ex_totals *totals,
			struct ex_outcome *first)
{
	struct ex_worker *w = &shared->worker[i];
	struct ex_outcome *out = &w->outcome;

	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_STATUS_DONE && !w->in_run)
		return false;
	if (!has_told(status, out))
		tell_for(status, out);
	if (out->end == EX_FAILED && phase->kind != EX_MEASURE)
		seen_add(out->hash);
	if (out->end == EX_LEARNED) {
		/* Shards don't begin anew: what was found before is told. */
		if (totals->failures && o->shards > 1)
			return false;
		totals->failures = 0;
		totals->learned = true;
	}
	if (!totals->failures++) {
		*first = *out;
		sum_up(o->jobs, totals);
		totals->found_after = totals->runs;
	}
	if (out->end != EX_FAILED || totals->failures >= o->failures)
		return false;
	if (phase->kind == EX_DFS && !dfs_resume(i)) {
		w->done = true;
		return false;
	}
	return true;
}

static void start_tree(unsigned int i, const struct ex_phase *phase, const struct ex_options *o)
{
	struct dfs_bounds bounds = phase->bounds;

	bounds.split = SPLIT_DEPTH;
	bounds.shard = o->shard + o->shards * i;
	bounds.shards = o->shards * o->jobs;
	dfs_use(i);
	dfs_start(&bounds);
}

static int start_all(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o)
{
	for (unsigned int i = 0; i < o->jobs; i++) {
		int err;

		memset(&shared->worker[i], 0, offsetof(struct ex_worker, outcome));
		if (phase->kind == EX_DFS)
			start_tree(i, phase, o);
		err = start_worker(i, phase, job, o);
		if (err) {
			stop_all(i);
			return err;
		}
	}
	return 0;
}

static bool has_ended(unsigned int jobs, int *status, unsigned int *which)
{
	for (unsigned int i = 0; i < jobs; i++) {
		pid_t pid = (pid_t)shared->worker[i].pid;

		if (pid && waitpid(pid, status, WNOHANG) == pid) {
			shared->worker[i].pid = 0;
			*which = i;
			return true;
		}
	}
	return false;
}

static void watch(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o,
		  struct ex_totals *totals, struct ex_outcome *first)
{
	unsigned int left = o->jobs, which, round = 0;
	int status;

	while (left) {
		if (!has_ended(o->jobs, &status, &which)) {
			pause_a_little(&round);
			if (ex_host_ns() > o->end_ns) {
				totals->out_of_time = true;
				stop_all(o->jobs);
				return;
			}
			sum_up(o->jobs, totals);
			progress_tell(phase, o, totals);
			continue;
		}
		if (!look_at_end(which, status, phase, o, totals, first)) {
			left--;
			if (totals->failures >= o->failures || totals->learned) {
				stop_all(o->jobs);
				return;
			}
		} else if (start_worker(which, phase, job, o) < 0) {
			left--;
		}
	}
}

/* All of it, from start to end. */
static int run_all(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o,
		   struct ex_totals *totals, struct ex_outcome *first)
{
	int err;

	shared->stop = false;
	memset(totals, 0, sizeof(*totals));
	err = start_all(phase, job, o);
	if (err)
		return err;
	watch(phase, job, o, totals, first);
	sum_up(o->jobs, totals);
	return 0;
}

static int measure(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o,
		   struct ex_outcome *scratch)
{
	struct ex_phase measuring = *phase;
	struct ex_options alone = *o;
	struct ex_totals totals;

	measuring.kind = EX_MEASURE;
	measuring.runs = RANDOM_MEASURE_RUNS;
	alone.jobs = alone.shards = 1;
	alone.shard = 0;
	alone.failures = RANDOM_MEASURE_RUNS + 1;
	memset(&shared->measure, 0, sizeof(shared->measure));
	return run_all(&measuring, job, &alone, &totals, scratch);
}

static void sum_up_size(unsigned int jobs, struct ex_totals *totals)
{
	totals->size = shared->measure.size;
	totals->pct_choices = random_pct_choices(&shared->measure);
	for (unsigned int i = 0; i < jobs; i++) {
		const struct random_size *size = &shared->worker[i].size;

		if (size->choices > totals->size.choices)
			totals->size.choices = size->choices;
		if (size->parties > totals->size.parties)
			totals->size.parties = size->parties;
	}
}

int ex_run_phase(const struct ex_phase *phase, struct ex_job *job, const struct ex_options *o,
		 struct ex_totals *totals, struct ex_outcome *first)
{
	int err;

	if (!shared) {
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (shared == MAP_FAILED) {
			shared = NULL;
			return -EAGAIN;
		}
	}
	if (phase->kind == EX_DFS)
		err = dfs_setup(o->jobs) < 0 ? -EAGAIN : 0;
	else
		err = measure(phase, job, o, first);
	if (!err)
		err = run_all(phase, job, o, totals, first);
	if (err)
		return err;
	if (phase->kind != EX_DFS) {
		sum_up_size(o->jobs, totals);
		return 0;
	}
	totals->complete = true;
	for (unsigned int i = 0; i < o->jobs; i++) {
		totals->complete &= shared->worker[i].done;
		dfs_use(i);
		totals->pruned |= dfs_pruned();
	}
	return 0;
}

/* --- one run --- */

static struct ex_outcome *single_outcome;

int ex_run_single(struct ex_job *job, const struct ex_decision *decisions, unsigned int n,
		  bool strict, struct ex_outcome *outcome)
{
	int status;
	pid_t pid;

	if (!single_outcome) {
		single_outcome = mmap(NULL, sizeof(*single_outcome), PROT_READ | PROT_WRITE,
				      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (single_outcome == MAP_FAILED) {
			single_outcome = NULL;
			return -EAGAIN;
		}
	}
	single_outcome->end = EX_RUNNING;
	single_outcome->nr_decisions = 0;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		replay_start(decisions, n, strict);
		run_setup(job, single_outcome, false);
		(void)run_once(&replay_strategy);
		_exit(EX_STATUS_ENDED);
	}
	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			return -errno;
	if (!has_told(status, single_outcome))
		tell_for(status, single_outcome);
	*outcome = *single_outcome;
	return 0;
}
