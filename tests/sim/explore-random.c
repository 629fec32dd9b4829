// SPDX-License-Identifier: MIT
/*
 * Random schedules: what strategies find, how they spread, and that a seed means the same
 * everywhere. All seeds are fixed, so that a test that passes once passes always.
 *
 * Runs are made by other processes: what they show is counted in memory shared with them. The first
 * process that makes runs only measures; its runs are not counted.
 */
#include "../test.h"

#include <sys/mman.h>

#include <linux/compiler.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <tasklet/explore.h>
#include <tasklet/irq.h>

#define RUNS	  2000
#define MANY_RUNS 20000
#define MAX_RUNS  4000
#define DECILES	  10

/**
 * struct shared - what runs leave behind
 * @measurer: process id of who only measures
 * @runs: counted
 * @hits: of them, that came to what the test waits for
 * @deciles: where handlers came in
 * @hash: of each run, in no order
 */
struct shared {
	pid_t measurer;
	unsigned int runs;
	unsigned int hits;
	unsigned int deciles[DECILES];
	uint64_t hash[MAX_RUNS];
};

static struct shared *shared;
static struct tl_explored found;

static const char *const strategies[] = {"pct", "pos", "walk"};
#define NR_STRATEGIES 3

static int make_shared(void **state)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	return shared == MAP_FAILED;
}

static int forget_replay(void **state)
{
	return unlink("/tmp/random.replay");
}

static bool counts(void)
{
	pid_t none = 0;

	__atomic_compare_exchange_n(&shared->measurer, &none, getpid(), false, __ATOMIC_RELAXED,
				    __ATOMIC_RELAXED);
	return shared->measurer != getpid();
}

static void count(unsigned int *what)
{
	if (counts())
		__atomic_add_fetch(what, 1, __ATOMIC_RELAXED);
}

static void keep_hash(void)
{
	if (counts())
		shared->hash[__atomic_fetch_add(&shared->runs, 1, __ATOMIC_RELAXED)] =
			tl_event_hash();
}

__attribute__((format(printf, 2, 3))) static int explore(void (*scenario)(void *arg),
							 const char *options, ...)
{
	char text[160];
	va_list args;

	memset(shared, 0, sizeof(*shared));
	va_start(args, options);
	vsnprintf(text, sizeof(text), options, args);
	va_end(args);
	return tl_explore("random", text, scenario, NULL, &found);
}

static const char options[] = "replay=/tmp nr_cpus=5 progress=off";

/* --- what is found --- */

static unsigned int sent;

static void sends(void *arg)
{
	WRITE_ONCE(sent, READ_ONCE(sent) + 1);
}

static void lost_update(void *arg)
{
	tl_spawn_on(0, "sender", sends, NULL);
	tl_spawn_on(1, "sender", sends, NULL);
	tl_run_until_idle();
	tl_assert(sent == 2);
}

static void each_finds_what_needs_one_preemption(void **state)
{
	for (unsigned int i = 0; i < NR_STRATEGIES; i++) {
		for (unsigned int seed = 1; seed <= 20; seed++) {
			assert_int_equal(explore(lost_update, "%s strategy=%s seed=%u runs=100",
						 options, strategies[i], seed),
					 1);
			assert_int_equal(found.verdict, TL_FAILED);
			assert_int_equal(found.failure, TL_FAIL_ASSERT);
			assert_int_equal(found.preemptions, 1);
		}
	}
}

static int range_a, range_b;

static void range_set(void *arg)
{
	WRITE_ONCE(range_a, 1);
	WRITE_ONCE(range_b, -1);
}

static void range_check(void *arg)
{
	int a = READ_ONCE(range_a), b = READ_ONCE(range_b);

	tl_assert((a == 0 && b == 0) || (a == 1 && b == -1));
}

/* See examples/races/reorder.c. */
static void reorder_5(void *arg)
{
	for (int i = 0; i < 4; i++)
		tl_spawn_on(i, "set", range_set, NULL);
	tl_spawn_on(4, "check", range_check, NULL);
	tl_run_until_idle();
}

static DEFINE_SPINLOCK(first_lock);
static DEFINE_SPINLOCK(second_lock);
static int first, second;

static void stages_update(void *arg)
{
	spin_lock(&first_lock);
	first = 1;
	spin_unlock(&first_lock);
	spin_lock(&second_lock);
	second = 2;
	spin_unlock(&second_lock);
}

static void stages_check(void *arg)
{
	int seen;

	spin_lock(&first_lock);
	seen = first;
	spin_unlock(&first_lock);
	if (!seen)
		return;
	spin_lock(&second_lock);
	seen = second;
	spin_unlock(&second_lock);
	tl_assert(seen == 2);
}

/* See examples/races/twostage.c. */
static void twostage_3(void *arg)
{
	tl_spawn_on(0, "update", stages_update, NULL);
	tl_spawn_on(1, "update", stages_update, NULL);
	tl_spawn_on(2, "check", stages_check, NULL);
	tl_run_until_idle();
}

static void the_literature_is_found(void **state)
{
	static const char *const all[] = {"portfolio", "pct", "pos", "walk"};

	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(explore(reorder_5, "%s strategy=%s", options, all[i]), 1);
		assert_int_equal(found.failure, TL_FAIL_ASSERT);
		assert_int_equal(explore(twostage_3, "%s strategy=%s", options, all[i]), 1);
		assert_int_equal(found.failure, TL_FAIL_ASSERT);
	}
}

/* --- PCT --- */

static int level;
static int seen;

static void climbs(void *arg)
{
	for (int i = 1; i <= 10; i++)
		WRITE_ONCE(level, i);
}

static void looks(void *arg)
{
	for (int i = 0; i < 5; i++)
		tl_point();
	seen = READ_ONCE(level);
}

/* Found when one step comes behind another, and before a third: there is one change point, and one
 * order of priorities, for that, so that the bound is what is to be expected. */
static void sees_five(void *arg)
{
	tl_spawn_on(0, "climbs", climbs, NULL);
	tl_spawn_on(1, "looks", looks, NULL);
	tl_run_until_idle();
	if (seen == 5)
		count(&shared->hits);
}

/* What the verdict says. */
static double promised(void)
{
	const char *at = strstr(found.text, "1/(n k^1) = ");
	double bound, n, k;

	assert_non_null(at);
	assert_int_equal((sscanf)(at, "1/(n k^1) = %lf, n=%lf, k=%lf", &bound, &n, &k), 3);
	assert_true(n == 2);
	assert_true(k >= 10 && k <= 40);
	assert_true(bound > 0.98 / (n * k) && bound < 1.02 / (n * k)); /* two digits */
	return 1 / (n * k);
}

static void pct_finds_as_often_as_it_promises(void **state)
{
	double expected;

	assert_int_equal(explore(sees_five, "%s strategy=pct depth=2 runs=%d", options, MANY_RUNS),
			 0);
	assert_int_equal(found.verdict, TL_SAMPLED);
	assert_int_equal(found.runs, MANY_RUNS);
	expected = promised() * MANY_RUNS;
	/* Five standard deviations. */
	assert_true(expected > 300);
	assert_true(shared->hits > 0.7 * expected);
	assert_true(shared->hits < 1.5 * expected);
}

static void pct_of_depth_one_changes_no_priority(void **state)
{
	assert_int_equal(explore(sees_five, "%s strategy=pct depth=1 runs=%d", options, RUNS), 0);
	assert_int_equal(shared->hits, 0);
	assert_int_equal(found.schedules, 2);
}

static int flag;

static void polls(void *arg)
{
	while (!READ_ONCE(flag))
		;
}

static void raises_flag(void *arg)
{
	for (int i = 0; i < 200; i++)
		tl_point();
	WRITE_ONCE(flag, 1);
}

static void polling(void *arg)
{
	tl_spawn_on(0, "raises", raises_flag, NULL);
	tl_spawn_on(1, "polls", polls, NULL);
	tl_run_until_idle();
}

static void who_polls_lets_others_go_on(void **state)
{
	for (unsigned int i = 0; i < NR_STRATEGIES; i++) {
		assert_int_equal(explore(polling, "%s strategy=%s depth=1 runs=200 points=20000",
					 options, strategies[i]),
				 0);
		assert_int_equal(found.verdict, TL_SAMPLED);
	}
}

/* --- POS --- */

#define STORES 10

/* Eight bytes each: what shares them conflicts. */
static int word __attribute__((aligned(8))), other_word __attribute__((aligned(8)));
static bool is_up;
static unsigned int stored;

static void stores(void *to)
{
	tl_point();
	if (is_up)
		count(&shared->runs);
	else
		stored = 2 * STORES; /* not one of those that we look at */
	for (int i = 0; i < STORES; i++) {
		WRITE_ONCE(*(int *)to, i);
		stored++;
	}
}

static void loads(void *arg)
{
	tl_point();
	is_up = true;
	(void)READ_ONCE(word);
	if (stored == STORES)
		count(&shared->hits);
}

static void conflicting(void *arg)
{
	tl_spawn_on(0, "stores", stores, &word);
	tl_spawn_on(1, "loads", loads, NULL);
	tl_run_until_idle();
}

static void independent(void *arg)
{
	tl_spawn_on(0, "stores", stores, &other_word);
	tl_spawn_on(1, "loads", loads, NULL);
	tl_run_until_idle();
}

/* A load that is about to be made loses each time with a half; or, drawn once, against the highest
 * of all that follow, which is one in so many. */
static void pos_draws_again_what_conflicts(void **state)
{
	assert_int_equal(explore(conflicting, "%s strategy=pos runs=%d", options, RUNS), 0);
	assert_true(shared->runs > RUNS / 10);
	assert_true(shared->hits < shared->runs / 50);
}

static void pos_keeps_what_does_not(void **state)
{
	assert_int_equal(explore(independent, "%s strategy=pos runs=%d", options, RUNS), 0);
	assert_true(shared->runs > RUNS / 10);
	assert_in_range(shared->hits, shared->runs / 20, shared->runs / 5);
}

/* --- the walk, and interrupts --- */

#define LONG_TASK 200

static unsigned int passed;
static unsigned int landed[2], nr_landed;

static irqreturn_t three_points(int irq, void *arg)
{
	if (nr_landed < 2)
		landed[nr_landed++] = passed;
	for (int i = 0; i < 3; i++)
		WRITE_ONCE(other_word, i);
	return IRQ_HANDLED;
}

static void long_task(void *arg)
{
	for (int i = 0; i < LONG_TASK; i++) {
		WRITE_ONCE(word, i);
		passed++;
	}
}

static int make_line(void)
{
	int irq = tl_irq_alloc("card", TL_IRQ_RISING, 1);

	tl_assert(irq > 0);
	tl_assert(!request_irq((unsigned int)irq, three_points, 0, "card", &word));
	return irq;
}

static void run_long_task(int irq)
{
	tl_spawn_on(0, "long", long_task, NULL);
	tl_run_until_idle();
	for (unsigned int i = 0; i < nr_landed; i++)
		count(&shared->deciles[landed[i] * DECILES / (LONG_TASK + 1)]);
	free_irq((unsigned int)irq, &word);
}

static void pending(void *arg)
{
	int irq = make_line();

	tl_assert(!tl_irq_raise(irq));
	run_long_task(irq);
}

static void spontaneous(void *arg)
{
	int irq = make_line();

	tl_assert(!tl_irq_spontaneous(irq, 1));
	run_long_task(irq);
}

static void the_walk_delivers_everywhere(void **state)
{
	static void (*const scenarios[])(void *arg) = {pending, spontaneous};

	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(explore(scenarios[i], "%s strategy=walk runs=%d", options, RUNS),
				 0);
		for (unsigned int d = 0; d < DECILES; d++)
			assert_in_range(shared->deciles[d], RUNS / DECILES / 2, RUNS / DECILES * 2);
	}
}

static void one_point(void *arg)
{
	count(&shared->deciles[passed * DECILES / (LONG_TASK + 1)]);
}

static void one_beside_many(void *arg)
{
	tl_spawn_on(0, "long", long_task, NULL);
	tl_spawn_on(1, "short", one_point, NULL);
	tl_run_until_idle();
}

static void the_walk_lets_short_tasks_run_anywhere(void **state)
{
	assert_int_equal(explore(one_beside_many, "%s strategy=walk runs=%d", options, RUNS), 0);
	for (unsigned int d = 0; d < DECILES; d++)
		assert_in_range(shared->deciles[d], RUNS / DECILES / 2, RUNS / DECILES * 2);
}

/* Without change points, an interrupt is before all of the task or behind it. */
static void each_interrupt_has_a_priority_of_its_own(void **state)
{
	assert_int_equal(explore(pending, "%s strategy=pct depth=1 runs=200", options), 0);
	assert_int_equal(found.schedules, 2);
	assert_in_range(shared->deciles[0], 50, 150);
	assert_int_equal(shared->deciles[0] + shared->deciles[DECILES - 1], 200);
}

static void fires_twice(void *arg)
{
	int irq = make_line();

	tl_assert(!tl_irq_spontaneous(irq, 2));
	tl_spawn_on(0, "long", long_task, NULL);
	tl_run_until_idle();
	count(&shared->deciles[(landed[0] != 0) + (landed[1] != 0)]);
	free_irq((unsigned int)irq, &word);
}

static void so_has_each_of_one_line(void **state)
{
	assert_int_equal(explore(fires_twice, "%s strategy=pct depth=1 runs=200", options), 0);
	for (unsigned int nr_late = 0; nr_late <= 2; nr_late++)
		assert_in_range(shared->deciles[nr_late], 10, 180);
}

/* --- allocations --- */

#define ALLOCATIONS 10

static int failed_at;

static void allocates(void *arg)
{
	failed_at = -1;
	for (int i = 0; i < ALLOCATIONS; i++) {
		void *block = kmalloc(8, GFP_KERNEL);

		if (!block)
			failed_at = i;
		kfree(block);
	}
	if (failed_at >= 0)
		count(&shared->deciles[failed_at * DECILES / ALLOCATIONS]);
}

static void allocating(void *arg)
{
	tl_spawn_on(0, "allocates", allocates, NULL);
	tl_run_until_idle();
}

static void the_walk_fails_any_allocation(void **state)
{
	assert_int_equal(explore(allocating, "%s strategy=walk alloc=1 runs=%d", options, RUNS), 0);
	for (unsigned int d = 0; d < DECILES; d++)
		assert_in_range(shared->deciles[d], RUNS / DECILES / 4, RUNS / DECILES * 2);
}

static void each_strategy_fails_allocations(void **state)
{
	for (unsigned int i = 0; i < NR_STRATEGIES; i++) {
		unsigned int failed = 0;

		assert_int_equal(explore(allocating, "%s strategy=%s alloc=1 runs=100", options,
					 strategies[i]),
				 0);
		for (unsigned int d = 0; d < DECILES; d++)
			failed += shared->deciles[d];
		assert_in_range(failed, 20, 100);
	}
}

/* --- what a seed means --- */

static void something_of_everything(void *arg)
{
	int irq = make_line();

	tl_assert(!tl_irq_spontaneous(irq, 2));
	tl_spawn_on(0, "climbs", climbs, NULL);
	tl_spawn_on(1, "looks", looks, NULL);
	tl_spawn_on(1, "update", stages_update, NULL);
	tl_spawn_on(2, "update", stages_update, NULL);
	tl_run_until_idle();
	free_irq((unsigned int)irq, &word);
	keep_hash();
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

#define SEED_RUNS 301

static void sample(const char *strategy, const char *more, uint64_t *hashes)
{
	unsigned int different = 1;

	assert_int_equal(explore(something_of_everything, "%s strategy=%s runs=%d %s", options,
				 strategy, SEED_RUNS, more),
			 0);
	assert_int_equal(shared->runs, SEED_RUNS);
	assert_int_equal(found.runs, SEED_RUNS);
	qsort(shared->hash, SEED_RUNS, sizeof(uint64_t), compare);
	for (unsigned int i = 1; i < SEED_RUNS; i++)
		different += shared->hash[i] != shared->hash[i - 1];
	assert_int_equal(found.schedules, different);
	assert_true(different > SEED_RUNS / 3);
	memcpy(hashes, shared->hash, SEED_RUNS * sizeof(uint64_t));
}

static void a_seed_means_the_same_with_any_number_of_jobs(void **state)
{
	static uint64_t with_1[SEED_RUNS], with_3[SEED_RUNS], other[SEED_RUNS];

	for (unsigned int i = 0; i < NR_STRATEGIES; i++) {
		sample(strategies[i], "seed=7 jobs=1", with_1);
		sample(strategies[i], "seed=7 jobs=3", with_3);
		assert_memory_equal(with_1, with_3, sizeof(with_1));
		sample(strategies[i], "seed=8 jobs=1", other);
		assert_memory_not_equal(with_1, other, sizeof(with_1));
	}
}

static void shards_are_parts_of_the_whole(void **state)
{
	static uint64_t hashes[3][SEED_RUNS];

	/* Half of the numbers of twice as many runs. */
	sample("walk", "shard=1/2 jobs=1", hashes[0]);
	sample("walk", "shard=1/2 jobs=2", hashes[1]);
	sample("walk", "shard=2/2 jobs=2", hashes[2]);
	assert_memory_equal(hashes[0], hashes[1], sizeof(hashes[0]));
	assert_memory_not_equal(hashes[0], hashes[2], sizeof(hashes[0]));
}

static void two_points(void *arg)
{
	tl_point();
	tl_point();
}

static void six_schedules(void *arg)
{
	tl_spawn_on(0, "task", two_points, NULL);
	tl_spawn_on(1, "task", two_points, NULL);
	tl_run_until_idle();
}

static void different_schedules_are_counted(void **state)
{
	for (unsigned int i = 0; i < NR_STRATEGIES; i++) {
		assert_int_equal(explore(six_schedules, "%s strategy=%s runs=500", options,
					 strategies[i]),
				 0);
		assert_int_equal(found.schedules, 6);
		assert_non_null(strstr(found.text, "SAMPLED 500 (6 different schedules"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_finds_what_needs_one_preemption),
		cmocka_unit_test(the_literature_is_found),
		cmocka_unit_test(pct_finds_as_often_as_it_promises),
		cmocka_unit_test(pct_of_depth_one_changes_no_priority),
		cmocka_unit_test(who_polls_lets_others_go_on),
		cmocka_unit_test(pos_draws_again_what_conflicts),
		cmocka_unit_test(pos_keeps_what_does_not),
		cmocka_unit_test(the_walk_delivers_everywhere),
		cmocka_unit_test(the_walk_lets_short_tasks_run_anywhere),
		cmocka_unit_test(each_interrupt_has_a_priority_of_its_own),
		cmocka_unit_test(so_has_each_of_one_line),
		cmocka_unit_test(the_walk_fails_any_allocation),
		cmocka_unit_test(each_strategy_fails_allocations),
		cmocka_unit_test(a_seed_means_the_same_with_any_number_of_jobs),
		cmocka_unit_test(shards_are_parts_of_the_whole),
		cmocka_unit_test(different_schedules_are_counted),
	};

	return cmocka_run_group_tests(tests, make_shared, forget_replay);
}
