/* SPDX-License-Identifier: MIT */
/*
 * The table on stdout, results.json, and the samples for the pictures.
 */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include "bench.h"

struct result {
	const char *name, *against, *unit;
	enum bench_kind kind;
	double goal;
	double ratio, ratio_min, ratio_max;
	double ours, theirs; /* medians, for information */
	unsigned int rounds;
};

/* @dir: where files go; NULL: only the table is printed. */
void results_open(const char *dir);
void result_title(const char *title);
void result_add(const struct result *r);
void results_close(void);

#endif /* BENCH_RESULTS_H */
