/* SPDX-License-Identifier: MIT */
/* One round of latency samples of a contender: send, until the item runs on an idle consumer. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include "against/against.h"

struct latency_side {
	const struct contender *with;
	const char *file; /* of the picture */
};

/* For bench_side: @arg is a struct latency_side. */
struct bench_value latency_round(const void *arg);

#endif /* BENCH_SAMPLES_H */
