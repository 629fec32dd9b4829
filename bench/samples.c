// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "samples.h"

/* Long enough for the consumer to be asleep again. */
#define PAUSE_NS 30000

struct stamped {
	struct item item;
	uint64_t ran;
};

static void stamp(struct item *item)
{
	struct stamped *s = (struct stamped *)item;

	__atomic_store_n(&s->ran, bench_now(), __ATOMIC_RELEASE);
}

static double once(const struct contender *with, struct stamped *s)
{
	uint64_t sent, ran;

	s->ran = 0;
	sent = bench_now();
	with->send(0, &s->item);
	while (!(ran = __atomic_load_n(&s->ran, __ATOMIC_ACQUIRE)))
		bench_relax();
	bench_pause(PAUSE_NS);
	return (double)(ran - sent);
}

struct bench_value latency_round(const void *arg)
{
	const struct latency_side *side = arg;
	const struct contender *with = side->with;
	/* A slow one gives fewer samples. */
	uint64_t budget = bench_options.smoke ? 5000000 : 100000000, end;
	struct bench_samples samples = {0};
	struct bench_value value;
	static struct stamped s;

	memset(&s, 0, sizeof(s));
	s.item.fn = stamp;
	with->start(1);
	if (with->thread_enter)
		with->thread_enter(0);
	bench_pause(1000000);
	for (unsigned int i = 0; i < 20; i++)
		(void)once(with, &s);
	end = bench_now() + budget;
	do
		bench_sample(&samples, once(with, &s));
	while (bench_now() < end && samples.n < 1000);
	if (with->thread_leave)
		with->thread_leave();
	with->stop();
	value = bench_percentiles(&samples);
	bench_keep(side->file, with->name, &samples);
	free(samples.v);
	return value;
}
