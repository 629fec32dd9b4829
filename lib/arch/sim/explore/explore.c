// SPDX-License-Identifier: MIT
/*
 * tl_explore() and tl_replay(): the phases of a search one by one, and what comes of it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/printk.h>

#include "arch/sim/explore/job.h"
#include "arch/sim/explore/progress.h"
#include "arch/sim/explore/search.h"
#include "arch/sim/explore/seen.h"
#include "arch/sim/sim.h"

/* --- the search --- */

static void account(struct search *s, const struct ex_phase *phase, const struct ex_totals *t)
{
	char what[64];

	if (t->failures && !s->totals.failures)
		s->totals.found_after = s->totals.runs + t->found_after;
	s->totals.runs += t->runs;
	s->totals.failures += t->failures;
	s->totals.out_of_time |= t->out_of_time;
	if (phase->kind != EX_DFS) {
		s->sampled += t->runs;
		if (phase->kind == EX_PCT)
			s->pct = *t;
		return;
	}
	s->totals.schedules = t->schedules;
	if (t->complete)
		s->complete = !t->pruned && s->o.shards == 1;
	if (phase->bounds.d != DFS_UNBOUNDED)
		return; /* says nothing of what the others are bounded by */
	if (t->complete) {
		s->bounded = phase;
		return;
	}
	phase_describe(phase, what, sizeof(what));
	snprintf(s->cut, sizeof(s->cut), "%s after %llu runs at %s",
		 t->out_of_time ? "out of time" : "stopped", (unsigned long long)t->runs, what);
}

/* What was run up to now is worthless. */
static int begin_anew(struct search *s)
{
	s->totals = s->pct = (struct ex_totals){0};
	s->sampled = 0;
	s->complete = false;
	s->bounded = NULL;
	s->cut[0] = '\0';
	/* Of a depth first search no two are the same. */
	return s->o.strategy == EX_DFS ? 0 : seen_begin();
}

/* Return: 0, 1 if it is to begin anew, or -errno. */
static int run_phases(struct search *s)
{
	for (unsigned int i = 0; i < s->nr_phases; i++) {
		struct ex_totals totals;
		int err = ex_run_phase(&s->phases[i], &s->job, &s->o, &totals, &s->outcome);

		if (err)
			return err;
		if (totals.learned && reached_by_search(s))
			return 1;
		account(s, &s->phases[i], &totals);
		if (s->totals.failures || s->complete || s->totals.out_of_time)
			break;
	}
	return 0;
}

static int search(struct search *s)
{
	int ret = reached_by_default(s);

	if (ret)
		return ret;
	s->job.learns = true;
	do {
		ret = begin_anew(s);
		if (!ret)
			ret = run_phases(s);
	} while (ret > 0);
	s->job.learns = false;
	return ret;
}

static int finish_clean(const struct search *s, struct tl_explored *found)
{
	verdict_of_clean(s, found);
	return 0;
}

static int finish(struct search *s, struct tl_explored *found)
{
	bool at_least;

	found->runs = s->totals.runs;
	/* What was run depth first in full is known without looking. */
	found->schedules = s->sampled && !s->complete ? seen_count(&at_least) : s->totals.schedules;
	if (!s->totals.failures)
		return finish_clean(s, found);
	switch (s->outcome.end) {
	case EX_FAILED:
		return tell_found(s, found);
	case EX_DIFFERS:
		found->verdict = TL_NONDETERMINISTIC;
		snprintf(found->text, sizeof(found->text), "NONDETERMINISTIC (%s)",
			 s->outcome.message);
		return 1;
	case EX_TRUNCATED:
		found->verdict = TL_TRUNCATED;
		snprintf(found->text, sizeof(found->text), "TRUNCATED (%s)", s->outcome.message);
		return 0;
	default:
		pr_err("tl_explore: %s\n", s->outcome.message);
		return -EAGAIN;
	}
}

/* --- the calls --- */

static bool other_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned int n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n > 3; /* . and .. */
}

static int may_explore(const char *who, void (*scenario)(void *arg))
{
	if (!scenario) {
		pr_err("%s: scenario is missing\n", who);
		return -EINVAL;
	}
	if (sim.up) {
		pr_err("%s: a machine is up: tl_shutdown() first\n", who);
		return -EBUSY;
	}
	if (fiber_under_tsan()) {
		pr_err("%s: this library was built with TSan, behind whose back memory would go back to what it was\n",
		       who);
		return -EOPNOTSUPP;
	}
	if (other_threads()) {
		pr_err("%s: this process has other threads, and a forked child would not\n", who);
		return -EAGAIN;
	}
	return 0;
}

static int explore(struct search *s, struct tl_explored *found)
{
	int ret;

	plan_search(s);
	progress_begin(s->name);
	ret = search(s);
	progress_end();
	if (ret >= 0)
		ret = finish(s, found);
	seen_end();
	return ret;
}

int tl_explore(const char *name, const char *options, void (*scenario)(void *arg), void *arg,
	       struct tl_explored *found)
{
	const char *replay = getenv("REPLAY");
	struct tl_explored none;
	struct search *s;
	int err;

	if (!name || !*name || strchr(name, '/') || strchr(name, '\n')) {
		pr_err("tl_explore: name: a scenario needs one, without '/'\n");
		return -EINVAL;
	}
	err = may_explore("tl_explore", scenario);
	if (err)
		return err;
	found = found ? found : &none;
	memset(found, 0, sizeof(*found));
	found->report = "";
	forget_found();
	if (replay && *replay)
		return replay_here(replay, scenario, arg, name, found);
	s = calloc(1, sizeof(*s));
	if (!s)
		return -EAGAIN;
	s->name = name;
	err = ex_parse_options(&s->o, options);
	if (!err) {
		job_prepare(&s->job, scenario, arg);
		s->job.max_steps = s->o.points;
		s->job.warn_fails = s->o.warn_fails;
		s->job.alloc = s->o.alloc;
		s->job.resume = s->o.resume;
		memcpy(s->job.boot_options, s->o.boot, sizeof(s->job.boot_options));
		err = explore(s, found);
		job_finish();
	}
	free(s);
	return err;
}
EXPORT_SYMBOL(tl_explore);

int tl_replay(const char *path, void (*scenario)(void *arg), void *arg, struct tl_explored *found)
{
	struct replay_file *file = malloc(sizeof(*file));
	struct search *s = calloc(1, sizeof(*s));
	struct tl_explored none;
	int err = may_explore("tl_replay", scenario);

	found = found ? found : &none;
	memset(found, 0, sizeof(*found));
	found->report = "";
	forget_found();
	if (!err)
		err = file && s ? replay_read(path, file) : -EAGAIN;
	if (!err) {
		s->name = file->scenario;
		s->totals.runs = s->totals.found_after = 1;
		job_prepare(&s->job, scenario, arg);
		job_of_file(&s->job, file);
		err = ex_run_single(&s->job, file->decisions, file->nr_decisions, true,
				    &s->outcome);
		s->totals.failures = s->outcome.end != EX_PASSED;
		s->replay_of = path;
		if (!err)
			err = finish(s, found);
		found->hash = s->outcome.hash;
		job_finish();
	}
	free(s);
	free(file);
	return err;
}
EXPORT_SYMBOL(tl_replay);
