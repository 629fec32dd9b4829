// SPDX-License-Identifier: MIT
/*
 * Options of tl_explore(): words in Linux's form. What is not ours is left to tl_boot(), which
 * says what it does not know.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/kernel.h>
#include <linux/printk.h>

#include "arch/sim/explore/checkpoint.h"
#include "arch/sim/explore/progress.h"
#include "arch/sim/explore/search.h"

#define MAX_JOBS_DEFAULT 8

static const char *const strategies[EX_NR_STRATEGIES] = {"portfolio", "dfs", "pct", "pos", "walk"};

/* Every access of the program is a point, so footprints are whole. */
static bool ex_plain;

void arch_points_are_plain(void)
{
	ex_plain = true;
}

static bool number(const char *value, unsigned long max, unsigned long *to)
{
	char *end;

	errno = 0;
	*to = strtoul(value, &end, 0);
	return *value && *value != '-' && !*end && !errno && *to <= max;
}

static bool set_bound(long *bound, const char *value)
{
	unsigned long n;

	if (!strcmp(value, "inf")) {
		*bound = DFS_UNBOUNDED;
		return true;
	}
	if (!number(value, 1000000, &n))
		return false;
	*bound = (long)n;
	return true;
}

static bool set_strategy(struct ex_options *o, const char *value)
{
	for (int i = 0; i < EX_NR_STRATEGIES; i++) {
		if (!strcmp(value, strategies[i])) {
			o->strategy = (enum ex_strategy_kind)i;
			return true;
		}
	}
	return false;
}

static bool set_p(struct ex_options *o, const char *value)
{
	return set_bound(&o->p, value);
}

static bool set_q(struct ex_options *o, const char *value)
{
	return set_bound(&o->q, value);
}

static bool set_reduce(struct ex_options *o, const char *value)
{
	o->reduce = !strcmp(value, "marked") || (!strcmp(value, "auto") && ex_plain);
	return o->reduce || !strcmp(value, "auto") || !strcmp(value, "none");
}

static bool set_shard(struct ex_options *o, const char *value)
{
	char rest;

	if (sscanf(value, "%u/%u%c", &o->shard, &o->shards, &rest) != 2)
		return false;
	return o->shard-- >= 1 && o->shards <= 100000 && o->shard < o->shards;
}

static bool set_warn(struct ex_options *o, const char *value)
{
	o->warn_fails = true;
	return !strcmp(value, "fail");
}

static bool set_replay(struct ex_options *o, const char *value)
{
	return *value && (size_t)snprintf(o->replay_dir, sizeof(o->replay_dir), "%s", value) <
				 sizeof(o->replay_dir);
}

static bool set_resume(struct ex_options *o, const char *value)
{
	o->resume = !strcmp(value, "always") ||
		    (!strcmp(value, "auto") && ex_program_holds_nothing());
	return o->resume || !strcmp(value, "auto") || !strcmp(value, "never");
}

static bool set_progress(struct ex_options *o, const char *value)
{
	o->progress = !strcmp(value, "on");
	return o->progress || !strcmp(value, "off");
}

#define NUMBER(name, field, min, max)                                   \
	static bool set_##name(struct ex_options *o, const char *value) \
	{                                                               \
		unsigned long n;                                        \
                                                                        \
		if (!number(value, max, &n) || n + 1 <= (min))          \
			return false;                                   \
		o->field = (__typeof__(o->field))n;                     \
		return true;                                            \
	}

NUMBER(runs, runs, 1ul, ~0ul)
NUMBER(seconds, seconds, 1ul, 10000000ul)
NUMBER(points, points, 1ul, ~0ul)
NUMBER(depth, depth, 1ul, 1000ul)
NUMBER(seed, seed, 0ul, ~0ul)
NUMBER(jobs, jobs, 1ul, (unsigned long)EX_MAX_JOBS)
NUMBER(failures, failures, 1ul, 1000000ul)
NUMBER(alloc, alloc, 0ul, 1000ul)

static const struct {
	const char *name;
	bool (*set)(struct ex_options *o, const char *value);
	const char *form;
} known[] = {
	{"strategy", set_strategy, "strategy=portfolio, dfs, pct, pos or walk"},
	{"p", set_p, "p=N or p=inf"},
	{"q", set_q, "q=N or q=inf"},
	{"reduce", set_reduce, "reduce=auto, reduce=marked or reduce=none"},
	{"runs", set_runs, "runs=N, from 1"},
	{"seconds", set_seconds, "seconds=N, from 1"},
	{"points", set_points, "points=N, from 1"},
	{"depth", set_depth, "depth=N, 1 to 1000"},
	{"seed", set_seed, "seed=N"},
	{"jobs", set_jobs, "jobs=N, 1 to 64"},
	{"shard", set_shard, "shard=I/N, I from 1 to N"},
	{"failures", set_failures, "failures=N, from 1"},
	{"warn", set_warn, "warn=fail"},
	{"alloc", set_alloc, "alloc=N, 0 to 1000"},
	{"replay", set_replay, "replay=DIRECTORY"},
	{"resume", set_resume, "resume=auto, resume=always or resume=never"},
	{"progress", set_progress, "progress=on or progress=off"},
};

static int set_one(struct ex_options *o, char *word)
{
	char *value = strchr(word, '=');
	size_t length = value ? (size_t)(value - word) : strlen(word), used = strlen(o->boot);

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strlen(known[i].name) != length || strncmp(word, known[i].name, length))
			continue;
		if (value && known[i].set(o, value + 1))
			return 0;
		pr_err("tl_explore: '%s': use %s\n", word, known[i].form);
		return -EINVAL;
	}
	if (used + strlen(word) + 2 > sizeof(o->boot)) {
		pr_err("tl_explore: '%s': too many boot options\n", word);
		return -EINVAL;
	}
	sprintf(o->boot + used, "%s%s", used ? " " : "", word);
	return 0;
}

static int set_all(struct ex_options *o, const char *text)
{
	char *copy = strdup(text), *rest = copy, *word;
	int err = copy ? 0 : -ENOMEM;

	while (!err && (word = strsep(&rest, " \t\n")))
		if (*word)
			err = set_one(o, word);
	free(copy);
	return err;
}

int ex_parse_options(struct ex_options *o, const char *text)
{
	const char *env = getenv("TL_EXPLORE");
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int err;

	*o = (struct ex_options){
		.p = -1,
		.q = -1,
		.reduce = ex_plain,
		.points = 100000,
		.depth = 3,
		.seed = 1,
		.jobs = cpus < 1		? 1 :
			cpus > MAX_JOBS_DEFAULT ? MAX_JOBS_DEFAULT :
						  (unsigned int)cpus,
		.shards = 1,
		.failures = 1,
		.replay_dir = ".",
		.resume = ex_program_holds_nothing(),
		.progress = isatty(STDERR_FILENO),
	};
	err = set_all(o, text ? text : "");
	if (!err && env)
		err = set_all(o, env);
	o->end_ns = o->seconds ? ex_host_ns() + o->seconds * 1000000000ull : UINT64_MAX;
	return err;
}
