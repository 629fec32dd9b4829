// SPDX-License-Identifier: MIT
/* From schedule in a plain thread to the callback, on a CPU whose worker sleeps. */
#include "samples.h"

#define FILE_NAME "latency-idle"

static const struct latency_side sides_arg[] = {
	{&against_tasklet, FILE_NAME}, {&against_futex, FILE_NAME},
	{&against_cond, FILE_NAME},    {&against_epoll, FILE_NAME},
#ifdef BENCH_LIBRARIES
	{&against_uv, FILE_NAME},      {&against_ev, FILE_NAME},
	{&against_glib, FILE_NAME},    {&against_urcu, FILE_NAME},
#endif
};

#define SIDES (sizeof(sides_arg) / sizeof(sides_arg[0]))

void bench_latency(void)
{
	struct bench_side sides[SIDES];
	struct bench_goal goals[2 * SIDES];
	unsigned int n = 0;

	for (unsigned int i = 0; i < SIDES; i++)
		sides[i] =
			(struct bench_side){sides_arg[i].with->name, latency_round, &sides_arg[i]};
	for (unsigned int i = 1; i < SIDES; i++) {
		double goal = i == 1 ? 1.15 : 1.0;

		goals[n++] = (struct bench_goal){
			"schedule to callback, idle CPU, p50", 0, i, 0, BENCH_AT_MOST, goal};
		goals[n++] = (struct bench_goal){
			"schedule to callback, idle CPU, p99", 0, i, 1, BENCH_AT_MOST, goal};
	}
	bench_group("Latency: schedule to callback on an idle CPU", "ns", sides, SIDES, goals, n);
}
