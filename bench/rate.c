// SPDX-License-Identifier: MIT
/*
 * Deferred items per second. Each producer has a pool of items and sends them round and round,
 * as fast as they come back; an item is sent again only after it has run.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "against/against.h"

#define POOL 4096

struct setting {
	const struct contender *with;
	unsigned int producers, consumers;
};

struct producer {
	const struct setting *setting;
	unsigned int nr;
	uint64_t until;
	unsigned long sent;
	struct item *pool;
	pthread_t thread;
};

static void done(struct item *item)
{
	__atomic_store_n(&item->busy, 0, __ATOMIC_RELEASE);
}

static void await(struct item *item)
{
	for (unsigned int turn = 1; __atomic_load_n(&item->busy, __ATOMIC_ACQUIRE); turn++)
		if (turn % 256)
			bench_relax();
		else
			sched_yield();
}

static void *produce(void *arg)
{
	struct producer *p = arg;
	const struct contender *with = p->setting->with;
	unsigned int c = p->nr % p->setting->consumers;
	unsigned int i = 0;

	bench_pin((int)(p->nr % 2));
	if (with->thread_enter)
		with->thread_enter(c);
	do {
		struct item *item = &p->pool[i];

		await(item);
		__atomic_store_n(&item->busy, 1, __ATOMIC_RELAXED);
		with->send(c, item);
		p->sent++;
		i = (i + 1) % POOL;
	} while (p->sent % 256 || bench_now() < p->until);
	for (i = 0; i < POOL; i++)
		await(&p->pool[i]);
	if (with->thread_leave)
		with->thread_leave();
	return NULL;
}

static struct bench_value rate_round(const void *arg)
{
	const struct setting *s = arg;
	uint64_t start, ns;
	struct producer p[2];
	double items = 0;

	s->with->start(s->consumers);
	for (unsigned int i = 0; i < s->producers; i++) {
		p[i] = (struct producer){.setting = s, .nr = i};
		p[i].pool = aligned_alloc(64, POOL * sizeof(struct item));
		if (!p[i].pool)
			bench_die("out of memory");
		memset(p[i].pool, 0, POOL * sizeof(struct item));
		for (unsigned int k = 0; k < POOL; k++)
			p[i].pool[k].fn = done;
	}
	start = bench_now();
	for (unsigned int i = 0; i < s->producers; i++) {
		p[i].until = start + (bench_options.smoke ? 2000000 : 60000000);
		if (pthread_create(&p[i].thread, NULL, produce, &p[i]) != 0)
			bench_die("pthread_create");
	}
	for (unsigned int i = 0; i < s->producers; i++) {
		pthread_join(p[i].thread, NULL);
		items += (double)p[i].sent;
	}
	ns = bench_now() - start;
	s->with->stop();
	for (unsigned int i = 0; i < s->producers; i++)
		free(p[i].pool);
	return (struct bench_value){{items * 1e9 / (double)ns}};
}

/* @goal: with one producer, with two. */
static const struct {
	const struct contender *with;
	double goal[2];
} contenders[] = {
	{&against_tasklet, {0, 0}},
#ifdef BENCH_LIBRARIES
	{&against_uv, {2.0, 2.0}},	{&against_ev, {2.0, 2.0}}, {&against_glib, {2.0, 2.0}},
	{&against_urcu, {2.0, 2.0}},	{&against_ck, {1.0, 1.2}},
#endif
	{&against_futex_inbox, {0, 0}}, {&against_bits, {0, 0}},
};

#define SIDES (sizeof(contenders) / sizeof(contenders[0]))

/* At least twice the best of the others is at least twice each of them. */
static void run(unsigned int producers, unsigned int consumers, const char *name)
{
	struct setting settings[SIDES];
	struct bench_side sides[SIDES];
	struct bench_goal goals[SIDES];

	for (unsigned int i = 0; i < SIDES; i++) {
		settings[i] = (struct setting){contenders[i].with, producers, consumers};
		sides[i] = (struct bench_side){contenders[i].with->name, rate_round, &settings[i]};
		if (i)
			goals[i - 1] = (struct bench_goal){name,
							   0,
							   i,
							   0,
							   contenders[i].goal[0] ? BENCH_AT_LEAST :
										   BENCH_INFO,
							   contenders[i].goal[producers - 1]};
	}
	bench_group(name, "1/s", sides, SIDES, goals, SIDES - 1);
}

void bench_rate(void)
{
	/* A spinning consumer and a producer on one host CPU measure the host's scheduler. */
	if (bench_options.cpu[1] < 0)
		return;
	run(1, 1, "items per second, 1 producer, 1 CPU");
	run(2, 1, "items per second, 2 producers, 1 CPU");
	run(1, 2, "items per second, 1 producer, 2 CPUs");
	run(2, 2, "items per second, 2 producers, 2 CPUs");
}
