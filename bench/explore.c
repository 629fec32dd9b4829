// SPDX-License-Identifier: MIT
/*
 * The explorer: what a point costs, a run, and how many schedules a second.
 *
 * It is in the other library, and a program has one of the two; so each round of a side is a
 * process of its own, bench-explore, which prints one number.
 */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

/* Of the whole search, where that is measured, and in a smoke test. */
#define ALL	   "10000000"
#define SMOKE_RUNS "5000"

static double ask(const char *what)
{
	char exe[PATH_MAX], command[PATH_MAX + 64];
	ssize_t len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	double value;
	FILE *f;

	if (len < 0)
		bench_die("/proc/self/exe can't be read");
	exe[len] = '\0';
	snprintf(command, sizeof(command), "'%s/bench-explore' %s %s", dirname(exe), what,
		 bench_options.smoke ? SMOKE_RUNS : ALL);
	f = popen(command, "r");
	if (!f || fscanf(f, "%lf", &value) != 1 || pclose(f))
		bench_die("%s: no figure", command);
	return value;
}

static struct bench_value explored(const void *arg)
{
	return (struct bench_value){{ask(arg)}};
}

/* What a goal in nanoseconds is compared with. */
static struct bench_value constant(const void *arg)
{
	return (struct bench_value){{*(const double *)arg}};
}

static void points(void)
{
	static const struct bench_side sides[] = {
		{"bare fiber switch", explored, "switch"},
		{"a point, nobody else", explored, "point"},
		{"a point, two tasks, all schedules", explored, "point-two"},
	};
	static const struct bench_goal goals[] = {
		{"a point, nobody else", 1, 0, 0, BENCH_AT_MOST, 4},
		{"a point, every other one with a switch", 2, 0, 0, BENCH_AT_MOST, 4},
	};

	bench_group("Explorer: a point", "ns", sides, 3, goals, 2);
}

static void runs(void)
{
	static const double one_us = 1000;
	static const struct bench_side sides[] = {
		{"1 us", constant, &one_us},
		{"copy of 16 KiB", explored, "copy"},
		{"empty scenario", explored, "empty"},
		{"empty scenario, 16 KiB dirty", explored, "dirty"},
	};
	static const struct bench_goal goals[] = {
		{"boot and teardown of a run", 2, 0, 0, BENCH_AT_MOST, 1},
		{"boot and teardown, 16 KiB of .bss dirty", 3, 0, 0, BENCH_AT_MOST, 1},
		{"boot and teardown, 16 KiB of .bss dirty", 3, 1, 0, BENCH_INFO, 0},
	};

	bench_group("Explorer: a run", "ns", sides, 4, goals, 3);
}

/* Of task and handler, what a schedule can't do without. */
static void parts(void)
{
	static const double wanted = 1e9 / 1.39e6;
	static const struct bench_side sides[] = {
		{"a schedule, 1.39 million/s", constant, &wanted},
		{"bytes copied", explored, "copies"},
		{"switches of stacks", explored, "switches"},
		{"free_irq() and tl_irq_free()", explored, "teardown"},
	};
	static const struct bench_goal goals[] = {
		{"task and handler: its copies", 1, 0, 0, BENCH_INFO, 0},
		{"task and handler: its switches", 2, 0, 0, BENCH_INFO, 0},
		{"task and handler: its teardown", 3, 0, 0, BENCH_INFO, 0},
	};

	bench_group("Explorer: a schedule with a handler, at least", "ns", sides, 4, goals, 3);
}

static void schedules(void)
{
	static const double wanted = 1.39e6;
	static const struct bench_side sides[] = {
		{"1.39 million/s", constant, &wanted},
		{"8 + 3 + 4 points", explored, "handler"},
		{"8 + 4 + 3 atomic operations", explored, "tasks"},
		{"the same, start to end, jobs=1", explored, "jobs-1"},
		{"the same, start to end, jobs=2", explored, "jobs-2"},
	};
	static const struct bench_side limits[] = {
		{"1.39 million/s", constant, &wanted},
		{"8 + 4 + 3 atomics: switches and copies alone", explored, "limit"},
		{"8 + 4 + 3 atomic operations", explored, "tasks"},
		{"8 + 3 + 4 points: those and the teardown alone", explored, "handler-limit"},
		{"8 + 3 + 4 points", explored, "handler"},
	};
	static const struct bench_goal of_limit[] = {
		{"three tasks, of what that allows", 2, 1, 0, BENCH_INFO, 0},
		{"task and handler, of what that allows", 4, 3, 0, BENCH_INFO, 0},
		{"task and handler: what that allows, of the goal", 3, 0, 0, BENCH_INFO, 0},
	};
	static const struct bench_goal goals[] = {
		{"schedules: task 8, its handler 3, task 4", 1, 0, 0, BENCH_AT_LEAST, 1},
		{"schedules: three tasks, 8 + 4 + 3 atomics", 2, 0, 0, BENCH_AT_LEAST, 1},
		{"three tasks, start to end, jobs=2", 4, 3, 0, BENCH_INFO, 0},
	};

	bench_group("Explorer: schedules per second", "1/s", sides,
		    bench_options.cpu[1] < 0 ? 3 : 5, goals, bench_options.cpu[1] < 0 ? 2 : 3);
	bench_group("Explorer: what limits it", "1/s", limits, 5, of_limit, 3);
	parts();
}

void bench_explore(void)
{
	points();
	runs();
	schedules();
	if (bench_options.smoke)
		return;
	bench_count("KiB more from run 1,000,000 to 10,000,000", "none", ask("memory"), 16);
}
