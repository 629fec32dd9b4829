// SPDX-License-Identifier: MIT
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "results.h"

static const char *dir;
static FILE *json;
static bool first = true;
static unsigned int met, missed;

static FILE *open_file(const char *name, const char *mode)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, mode);
	if (!f)
		bench_die("can't write %s", path);
	return f;
}

void results_open(const char *out)
{
	dir = out;
	if (!dir)
		return;
	json = open_file("results.json", "w");
	fputc('[', json);
}

void result_title(const char *title)
{
	printf("\n%s\n", title);
	fflush(stdout);
}

static bool is_met(const struct result *r)
{
	switch (r->kind) {
	case BENCH_AT_MOST:
		return r->ratio <= r->goal;
	case BENCH_AT_LEAST:
		return r->ratio >= r->goal;
	default:
		return true;
	}
}

static void print_row(const struct result *r)
{
	char goal[32] = "";
	const char *verdict = "";

	if (r->kind != BENCH_INFO) {
		snprintf(goal, sizeof(goal), "%s %.4g",
			 r->kind == BENCH_AT_MOST ? "<=" : ">=", r->goal);
		verdict = is_met(r) ? "met" : "MISSED";
	}
	printf("  %-44s %-30s %9.4g [%.4g .. %.4g] %-10s %-6s", r->name, r->against, r->ratio,
	       r->ratio_min, r->ratio_max, goal, verdict);
	if (*r->unit)
		printf("  (%.4g : %.4g %s)", r->ours, r->theirs, r->unit);
	putchar('\n');
	fflush(stdout);
}

/* Names here hold nothing that JSON would have escaped. */
static void write_row(const struct result *r)
{
	fprintf(json, "%s\n  {\"name\": \"%s\", \"against\": \"%s\", \"ratio\": %.6g, ",
		first ? "" : ",", r->name, r->against, r->ratio);
	fprintf(json, "\"ratio_min\": %.6g, \"ratio_max\": %.6g, ", r->ratio_min, r->ratio_max);
	if (r->kind == BENCH_INFO)
		fputs("\"goal\": null, \"goal_kind\": \"recorded\", ", json);
	else
		fprintf(json, "\"goal\": %.6g, \"goal_kind\": \"%s\", ", r->goal,
			r->kind == BENCH_AT_MOST ? "at most" : "at least");
	fprintf(json, "\"met\": %s, \"ours\": %.6g, \"theirs\": %.6g, \"unit\": \"%s\", ",
		is_met(r) ? "true" : "false", r->ours, r->theirs, r->unit);
	fprintf(json, "\"rounds\": %u}", r->rounds);
	first = false;
}

void result_add(const struct result *r)
{
	print_row(r);
	if (json)
		write_row(r);
	if (r->kind == BENCH_INFO)
		return;
	if (is_met(r))
		met++;
	else
		missed++;
}

/* "side<TAB>ns" per sample; latency.gp draws the distributions. */
void bench_keep(const char *file, const char *side, const struct bench_samples *s)
{
	char name[64];
	FILE *f;

	if (!dir)
		return;
	snprintf(name, sizeof(name), "%s.samples", file);
	f = open_file(name, "a");
	for (size_t i = 0; i < s->n; i++)
		fprintf(f, "%s\t%.0f\n", side, s->v[i]);
	fclose(f);
}

void results_close(void)
{
	printf("\n%u goals met, %u missed\n", met, missed);
	if (!json)
		return;
	fputs("\n]\n", json);
	fclose(json);
}
