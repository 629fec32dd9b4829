// SPDX-License-Identifier: MIT
/*
 * Goes through the table: explores the broken and the fixed version of each race, and prints what
 * came of it. The broken one is searched as a user would, with no options; the fixed one is
 * exhausted one step beyond the bounds at which the broken one fails, or sampled where there are
 * too many schedules.
 *
 * Exit status: 0 if each broken version failed as expected and no fixed one did; 1 if not; 2 for a
 * bad command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "races.h"

static const char *const failure_names[] = {
	[TL_FAIL_NONE] = "none",	 [TL_FAIL_ASSERT] = "assert",
	[TL_FAIL_WARN] = "warning",	 [TL_FAIL_DEADLOCK] = "deadlock",
	[TL_FAIL_LIVELOCK] = "livelock", [TL_FAIL_FAULT] = "fault",
	[TL_FAIL_MEMORY] = "memory",	 [TL_FAIL_LEAK] = "leak",
	[TL_FAIL_REPORT] = "report",
};

/* Of a race of any size: what runs when no size is asked for. */
static const unsigned int sizes[] = {3, 10, 20};
#define NR_SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* A line of the output. */
struct row {
	const struct race *race;
	unsigned int nr_tasks;
	char name[40];
	struct tl_explored broken;
	struct tl_explored fixed;
	double seconds;
	char report[300]; /* path; "" if there is none */
	bool good;
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* The report of the failing schedule goes to a file next to the replay file. */
static void write_report(struct row *row)
{
	FILE *file;
	bool good;

	if (!row->broken.report || !row->broken.replay[0])
		return;
	snprintf(row->report, sizeof(row->report), "%s.txt", row->broken.replay);
	file = fopen(row->report, "w");
	good = file && fputs(row->broken.report, file) >= 0;
	if (file && fclose(file))
		good = false;
	if (good)
		return;
	perror(row->report);
	row->report[0] = '\0';
}

/* Return: false if the options were refused. */
static bool explore_broken(struct row *row, const char *user)
{
	struct race_variant variant = {.fixed = false, .nr_tasks = row->nr_tasks};
	const struct race *race = row->race;
	char options[512];

	snprintf(options, sizeof(options), "nr_cpus=%u loglevel=2 %s",
		 race->nr_cpus ? race->nr_cpus : row->nr_tasks, user);
	if (tl_explore(row->name, options, race->scenario, &variant, &row->broken) < 0)
		return false;
	if (row->broken.verdict == TL_FAILED)
		write_report(row);
	return true;
}

static bool explore_fixed(struct row *row, const char *user)
{
	struct race_variant variant = {.fixed = true, .nr_tasks = row->nr_tasks};
	const struct race *race = row->race;
	char options[512], name[64];

	snprintf(name, sizeof(name), "%s-fixed", row->name);
	if (race->sizable)
		snprintf(options, sizeof(options),
			 "nr_cpus=%u loglevel=2 strategy=pct runs=2000 %s", row->nr_tasks, user);
	else
		snprintf(options, sizeof(options),
			 "nr_cpus=%u loglevel=2 strategy=dfs p=%u q=%u %s", race->nr_cpus,
			 race->p + 1, race->q + 1, user);
	return tl_explore(name, options, race->scenario, &variant, &row->fixed) >= 0;
}

static bool broken_is_found(const struct row *row)
{
	return row->broken.verdict == TL_SKIPPED ||
	       (row->broken.verdict == TL_FAILED && row->broken.failure == row->race->failure);
}

static bool fixed_is_good(const struct row *row)
{
	return row->fixed.verdict == TL_SKIPPED ||
	       row->fixed.verdict == (row->race->sizable ? TL_SAMPLED : TL_EXHAUSTED);
}

static bool explore(struct row *row, const char *user)
{
	double start = now();

	if (!explore_broken(row, user) || !explore_fixed(row, user))
		return false;
	row->seconds = now() - start;
	row->good = broken_is_found(row) && fixed_is_good(row);
	return true;
}

static const char *broken_verdict(const struct row *row)
{
	return row->broken.verdict == TL_FAILED ? failure_names[row->broken.failure] :
						  row->broken.text;
}

static void print_table(const struct row *rows, unsigned int n)
{
	printf("%-14s %-10s %10s %10s  %-22s %10s %8s\n", "race", "broken", "deviations",
	       "found after", "fixed", "schedules", "time");
	for (unsigned int i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		printf("%-14s %-10s %10u %11llu  %-22s %10llu %6.2f s%s\n", row->name,
		       broken_verdict(row), row->broken.deviations,
		       (unsigned long long)row->broken.found_after, row->fixed.text,
		       (unsigned long long)row->fixed.schedules, row->seconds,
		       row->good ? "" : "  <-- not as expected");
	}
	putchar('\n');
	for (unsigned int i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		printf("%s: %s\n", row->name, row->race->what);
		if (row->broken.verdict == TL_FAILED)
			printf("\t%s (%s)\n", row->broken.message, row->broken.site);
		if (row->report[0])
			printf("\t%s\n", row->report);
		if (!broken_is_found(row))
			printf("\texpected: %s, with %u deviations; got: %s\n",
			       failure_names[row->race->failure], row->race->deviations,
			       row->broken.text);
		if (!fixed_is_good(row))
			printf("\tfixed version: %s: %s (%s)\n", row->fixed.text,
			       row->fixed.message, row->fixed.site);
	}
}

static void add_row(struct row *row, const struct race *race, unsigned int nr_tasks)
{
	*row = (struct row){.race = race, .nr_tasks = nr_tasks};
	if (nr_tasks)
		snprintf(row->name, sizeof(row->name), "%s-%u", race->name, nr_tasks);
	else
		snprintf(row->name, sizeof(row->name), "%s", race->name);
}

/* Return: how many rows @race makes. */
static unsigned int add_race(struct row *rows, const struct race *race)
{
	if (!race->sizable) {
		add_row(rows, race, 0);
		return 1;
	}
	for (unsigned int i = 0; i < NR_SIZES; i++)
		add_row(&rows[i], race, sizes[i]);
	return NR_SIZES;
}

/* @name: of a race, or NAME-N for one of N tasks. Return: how many rows it makes, 0: unknown. */
static unsigned int add_named(struct row *rows, const char *name)
{
	for (unsigned int i = 0; i < nr_races; i++) {
		const struct race *race = &races[i];
		size_t length = strlen(race->name);
		unsigned long n;
		char *end;

		if (!strcmp(name, race->name))
			return add_race(rows, race);
		if (!race->sizable || strncmp(name, race->name, length) || name[length] != '-')
			continue;
		n = strtoul(name + length + 1, &end, 10);
		if (*end || n < RACE_TASKS_MIN || n > RACE_TASKS_MAX)
			continue;
		add_row(rows, race, (unsigned int)n);
		return 1;
	}
	return 0;
}

static int usage(const char *complaint, const char *what)
{
	if (complaint)
		fprintf(stderr, "races: %s '%s'\n", complaint, what);
	fprintf(complaint ? stderr : stdout,
		"usage: races [--options \"OPTION...\"] [NAME...]\n\n"
		"OPTIONs go to tl_explore(), after those of the race. NAMEs, all by default:\n");
	for (unsigned int i = 0; i < nr_races; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%s%s", races[i].name, races[i].sizable ? "[-N]" : "");
		fprintf(complaint ? stderr : stdout, "  %-14s %s\n", name, races[i].what);
	}
	return complaint ? 2 : 0;
}

static int run(struct row *rows, unsigned int n, const char *user)
{
	bool good = true;

	for (unsigned int i = 0; i < n; i++) {
		fprintf(stderr, "[%u/%u] %s: ", i + 1, n, rows[i].name);
		if (!explore(&rows[i], user))
			return 2;
		fprintf(stderr, "%s, fixed: %s\n", broken_verdict(&rows[i]), rows[i].fixed.text);
		good = good && rows[i].good;
	}
	print_table(rows, n);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *user = "";
	struct row *rows;
	unsigned int n = 0;
	int status;

	rows = calloc((nr_races + (unsigned int)argc) * NR_SIZES, sizeof(*rows));
	if (!rows)
		return 2;
	for (int i = 1; i < argc; i++) {
		unsigned int more;

		if (!strcmp(argv[i], "--help")) {
			free(rows);
			return usage(NULL, NULL);
		}
		if (!strcmp(argv[i], "--options") && i + 1 < argc) {
			user = argv[++i];
			continue;
		}
		more = add_named(&rows[n], argv[i]);
		if (!more) {
			free(rows);
			return usage("no such race or option:", argv[i]);
		}
		n += more;
	}
	if (!n)
		for (unsigned int i = 0; i < nr_races; i++)
			n += add_race(&rows[n], &races[i]);
	status = run(rows, n, user);
	free(rows);
	return status;
}
