// SPDX-License-Identifier: MIT
/*
 * Progress of a long search, one line on stderr that is written over: runs, rate, the bound in
 * work, and how much of the runs that it may make is left.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "arch/sim/explore/progress.h"

#define INTERVAL_NS 500000000u

static const char *name;
static uint64_t begun_ns, told_ns, before;
static bool told;

uint64_t ex_host_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void bound(char *buf, size_t size, const char *what, unsigned int n)
{
	if (n == DFS_UNBOUNDED)
		snprintf(buf, size, "%s unbounded", what);
	else
		snprintf(buf, size, "%s<=%u", what, n);
}

void phase_describe(const struct ex_phase *phase, char *buf, size_t size)
{
	char p[24], q[24];

	switch (phase->kind) {
	case EX_PCT:
		snprintf(buf, size, "pct, depth %u", phase->random.depth);
		break;
	case EX_POS:
		snprintf(buf, size, "pos");
		break;
	case EX_WALK:
		snprintf(buf, size, "walk");
		break;
	case EX_MEASURE:
		snprintf(buf, size, "measuring");
		break;
	default:
		if (phase->bounds.d != DFS_UNBOUNDED) {
			snprintf(buf, size, "dfs, deviations<=%u", phase->bounds.d);
			break;
		}
		bound(p, sizeof(p), "p", phase->bounds.p);
		bound(q, sizeof(q), "q", phase->bounds.q);
		snprintf(buf, size, "dfs, %s, %s", p, q);
	}
}

void progress_begin(const char *scenario)
{
	name = scenario;
	begun_ns = told_ns = ex_host_ns();
	before = 0;
	told = false;
}

void progress_tell(const struct ex_phase *phase, const struct ex_options *o,
		   const struct ex_totals *totals)
{
	uint64_t now = ex_host_ns(), spent = now - begun_ns;
	char what[64];
	double rate;

	if (!o->progress || now - told_ns < INTERVAL_NS)
		return;
	told_ns = now;
	told = true;
	if (totals->runs < before)
		before = 0;
	before = totals->runs;
	rate = (double)totals->runs * 1e9 / (double)spent;
	phase_describe(phase, what, sizeof(what));
	fprintf(stderr, "\r%s: %s: %" PRIu64 " runs, %.0f/s, at most %.0f s left (estimate)\033[K",
		name, what, totals->runs, rate,
		rate > 0 ? (double)(phase->runs - totals->runs) / rate : 0.0);
	fflush(stderr);
}

void progress_end(void)
{
	if (told)
		fprintf(stderr, "\r\033[K");
	told = false;
}
