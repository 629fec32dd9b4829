// SPDX-License-Identifier: MIT
/*
 * Shards and jobs split the work, and nothing else: together they make the runs that one of them
 * would make alone, each of them once. Runs are known by tl_event_hash() at their end.
 */
#include <unistd.h>

#include <linux/compiler.h>

#include "explore-help.h"

#define TABLE 65536

/**
 * struct runs - what was run in the last phase of a search
 * @pid: of the process that told the last one
 * @n, @hash: different ones
 * @twice: told more than once
 */
struct runs {
	pid_t pid;
	unsigned int n, twice;
	uint64_t hash[TABLE];
};

static struct runs *runs __tl_keep;
static struct runs *all, *part, *sum;

static uint64_t *slot_of(struct runs *r, uint64_t hash)
{
	uint64_t i = hash % TABLE;

	while (r->hash[i] && r->hash[i] != hash)
		i = (i + 1) % TABLE;
	return &r->hash[i];
}

static void add(struct runs *r, uint64_t hash)
{
	uint64_t *slot = slot_of(r, hash);

	r->n += !*slot;
	r->twice += *slot != 0;
	*slot = hash;
}

/* --- scenarios --- */

/* With one job, another process is another phase. */
static void tell(void)
{
	if (runs->pid != getpid())
		memset(runs, 0, sizeof(*runs));
	runs->pid = getpid();
	add(runs, tl_event_hash());
}

static int words[3][8]; /* far enough from each other to be independent */

static void access_words(void *mine)
{
	for (unsigned int i = 0; i < 4; i++)
		WRITE_ONCE(words[i % 2 ? (uintptr_t)mine : 2][0], (int)i);
}

static irqreturn_t handler(int irq, void *dev)
{
	WRITE_ONCE(words[2][0], 9);
	return IRQ_HANDLED;
}

/* (4+1) * C(4+1+4, 4) = 630 schedules. */
static void two_tasks_and_a_handler(void *arg)
{
	int irq = make_line("line", 0, handler, words);

	tl_irq_raise(irq);
	tl_spawn_on(0, "zero", access_words, (void *)0);
	tl_spawn_on(1, "one", access_words, (void *)1);
	tl_run_until_idle();
	end_line(irq, words);
	tell();
}

static void pass_points(void *n)
{
	for (uintptr_t i = 0; i < (uintptr_t)n; i++)
		tl_point();
}

/* C(14, 7) = 3,432 schedules. */
static void two_tasks(void *arg)
{
	tl_spawn_on(0, "zero", pass_points, (void *)7);
	tl_spawn_on(1, "one", pass_points, (void *)7);
	tl_run_until_idle();
	tell();
}

/* Each run has 12 choices at least, where one task is not at its end, but another one. */
static void three_tasks(void *arg)
{
	for (int i = 0; i < 3; i++)
		tl_spawn_on(i, "task", pass_points, (void *)6);
	tl_run_until_idle();
	tell();
}

/* --- tests --- */

static uint64_t explore(struct runs *into, void (*scenario)(void *arg), const char *options)
{
	struct tl_explored found;
	char text[160];

	memset(into, 0, sizeof(*into));
	runs = into;
	snprintf(text, sizeof(text), "strategy=dfs p=inf q=inf nr_cpus=3 progress=off %s", options);
	assert_int_equal(tl_explore("shard", text, scenario, NULL, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	return found.schedules;
}

static void expect_union_of_shards(void (*scenario)(void *arg), const char *reduce, unsigned int n,
				   bool disjoint)
{
	uint64_t schedules = 0;
	char options[64];

	memset(sum, 0, sizeof(*sum));
	for (unsigned int i = 1; i <= n; i++) {
		snprintf(options, sizeof(options), "%s jobs=1 shard=%u/%u", reduce, i, n);
		schedules += explore(part, scenario, options);
		assert_int_equal(part->twice, 0);
		for (unsigned int k = 0; k < TABLE; k++)
			if (part->hash[k])
				add(sum, part->hash[k]);
	}
	if (disjoint)
		assert_int_equal(sum->twice, 0);
	assert_int_equal(sum->n, all->n);
	assert_int_equal(schedules, all->n);
	for (unsigned int k = 0; k < TABLE; k++)
		if (sum->hash[k])
			assert_int_equal(*slot_of(all, sum->hash[k]), sum->hash[k]);
}

/* @least: schedules; @disjoint: no shard may look into what is another's */
static void expect_parts(void (*scenario)(void *arg), const char *reduce, unsigned int least,
			 bool disjoint)
{
	static const unsigned int shards[] = {1, 2, 3, 7};
	char options[64];
	uint64_t n;

	snprintf(options, sizeof(options), "%s jobs=1", reduce);
	n = explore(all, scenario, options);
	assert_int_equal(n, all->n);
	assert_int_equal(all->twice, 0);
	assert_in_range(all->n, least, TABLE / 2);
	for (unsigned int i = 0; i < sizeof(shards) / sizeof(shards[0]); i++)
		expect_union_of_shards(scenario, reduce, shards[i], disjoint);
	for (unsigned int jobs = 1; jobs <= 4; jobs++) {
		snprintf(options, sizeof(options), "%s jobs=%u", reduce, jobs);
		assert_int_equal(explore(part, scenario, options), all->n);
	}
}

static void every_schedule_is_in_one_shard(void **state)
{
	expect_parts(two_tasks, "reduce=none", 3432, false);
	expect_parts(two_tasks_and_a_handler, "reduce=none", 630, false);
}

/* Those of more choices than the depth where shards split are made by one shard only. */
static void no_long_schedule_is_made_twice(void **state)
{
	expect_parts(three_tasks, "reduce=none p=1", 96, true);
}

static void every_reduced_schedule_is_in_one_shard(void **state)
{
	expect_parts(two_tasks_and_a_handler, "reduce=marked", 30, false);
	assert_true(all->n < 630);
}

/* Jobs of a shard split it further: those who run the shards need not have as many CPUs. */
static void a_shard_is_the_same_with_any_number_of_jobs(void **state)
{
	uint64_t n = explore(part, two_tasks, "reduce=none jobs=3 shard=1/2");

	n += explore(part, two_tasks, "reduce=none jobs=2 shard=2/2");
	assert_int_equal(n, 3432);
}

/* Runs that end above the depth where shards split are made by all of them, and counted once. */
static void pass_few_points(void *arg)
{
	tl_spawn_on(0, "zero", pass_points, (void *)2);
	tl_spawn_on(1, "one", pass_points, (void *)3);
	tl_run_until_idle();
}

static void short_schedules_are_counted_once(void **state)
{
	uint64_t n = 0;

	for (unsigned int i = 1; i <= 3; i++) {
		char options[64];

		snprintf(options, sizeof(options), "reduce=none jobs=2 shard=%u/3", i);
		n += explore(part, pass_few_points, options);
	}
	assert_int_equal(n, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_schedule_is_in_one_shard),
		cmocka_unit_test(no_long_schedule_is_made_twice),
		cmocka_unit_test(every_reduced_schedule_is_in_one_shard),
		cmocka_unit_test(a_shard_is_the_same_with_any_number_of_jobs),
		cmocka_unit_test(short_schedules_are_counted_once),
	};

	all = share(sizeof(*all));
	part = share(sizeof(*part));
	sum = share(sizeof(*sum));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
