// SPDX-License-Identifier: MIT
/* From wake_up() to the return of wait_event() in another thread. */
#include "samples.h"

#define FILE_NAME "latency-wait"

void bench_wait(void)
{
	static const struct latency_side args[] = {
		{&against_wait, FILE_NAME},
		{&against_cond, FILE_NAME},
		{&against_futex, FILE_NAME},
	};
	static const struct bench_side sides[] = {
		{"libtasklet wait_event", latency_round, &args[0]},
		{"mutex + condition variable", latency_round, &args[1]},
		{"bare futex wake", latency_round, &args[2]},
	};
	static const struct bench_goal goals[] = {
		{"wake_up to wait_event return, p50", 0, 1, 0, BENCH_AT_MOST, 1.0},
		{"wake_up to wait_event return, p50", 0, 2, 0, BENCH_AT_MOST, 1.3},
	};

	bench_group("Latency: wake_up to the return of wait_event", "ns", sides, 3, goals, 2);
}
