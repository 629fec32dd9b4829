// SPDX-License-Identifier: MIT
/* The same where the idle CPU spins. */
#include "samples.h"

#define FILE_NAME "latency-poll"

void bench_poll(void)
{
	static const struct latency_side args[] = {
		{&against_tasklet_poll, FILE_NAME},
		{&against_spin, FILE_NAME},
		{&against_bits_spin, FILE_NAME},
	};
	static const struct bench_side sides[] = {
		{"libtasklet, idle=poll", latency_round, &args[0]},
		{"bare hand-over, spinning", latency_round, &args[1]},
		{"spinning, inbox + a tasklet's bits", latency_round, &args[2]},
	};
	static const struct bench_goal goals[] = {
		{"schedule to callback, idle=poll, p50", 0, 1, 0, BENCH_AT_MOST, 2.0},
		{"schedule to callback, idle=poll, p99", 0, 1, 1, BENCH_INFO, 0},
		{"schedule to callback, idle=poll, p50", 0, 2, 0, BENCH_INFO, 0},
		{"inbox + a tasklet's bits, spinning, p50", 2, 1, 0, BENCH_INFO, 0},
	};

	/* One thread that spins would starve the other. */
	if (bench_options.cpu[1] < 0)
		return;
	bench_group("Latency: idle=poll", "ns", sides, 3, goals, 4);
}
