// SPDX-License-Identifier: MIT
/*
 * Tasklets from all sides at once: exact counts. Every thread is bound to a CPU of its own.
 *
 * Nothing lost, nothing doubled: whoever turns SCHED from 0 to 1 counts an edge, and at the end
 * there have been as many runs as edges. And what is handed over before a schedule is seen by a
 * run after it: each schedule gives one item first, each run takes what there is, and at the end
 * none is left.
 */
#include "../semantics/machine.h"

#include <pthread.h>

#define NR_THREADS  4
#define NR_TASKLETS 8

struct shared {
	struct tasklet_struct t;
	unsigned long given; /* items not taken yet; atomic */
	unsigned long taken; /* of the callback's, plain: RUN protects it */
	unsigned long runs; /* likewise */
	unsigned long inside; /* callbacks under way; atomic */
	unsigned long overlaps; /* likewise */
} __attribute__((aligned(64)));

static struct shared shared[NR_TASKLETS];

static void run(struct tasklet_struct *t)
{
	struct shared *s = from_tasklet(s, t, t);

	if (__atomic_fetch_add(&s->inside, 1, __ATOMIC_RELAXED))
		__atomic_fetch_add(&s->overlaps, 1, __ATOMIC_RELAXED);
	s->taken += __atomic_exchange_n(&s->given, 0, __ATOMIC_RELAXED);
	s->runs++;
	__atomic_fetch_sub(&s->inside, 1, __ATOMIC_RELAXED);
}

struct job {
	pthread_t thread;
	int cpu;
	unsigned int seed;
	unsigned long turns;
	bool meddles; /* disables, enables and kills as well */
	unsigned long edges[NR_TASKLETS];
	unsigned long items;
	bool failed;
};

static unsigned int dice(struct job *job)
{
	job->seed = job->seed * 1664525 + 1013904223;
	return job->seed >> 16;
}

/* tasklet_schedule() itself, with its edge counted. */
static void schedule_counted(struct job *job, unsigned int i, bool hi)
{
	struct shared *s = &shared[i];

	__atomic_fetch_add(&s->given, 1, __ATOMIC_RELAXED);
	job->items++;
	if (test_and_set_bit(TASKLET_STATE_SCHED, &s->t.state))
		return;
	job->edges[i]++;
	if (hi)
		__tasklet_hi_schedule(&s->t);
	else
		__tasklet_schedule(&s->t);
}

static void meddle(struct job *job, struct tasklet_struct *t, unsigned int what)
{
	switch (what % 8) {
	case 0:
		tasklet_disable(t);
		tasklet_enable(t);
		break;
	case 1:
		tasklet_disable_nosync(t);
		tasklet_disable_in_atomic(t);
		tasklet_enable(t);
		tasklet_enable(t);
		break;
	case 2:
		/* Nobody else keeps it disabled for ever, so this ends. */
		tasklet_kill(t);
		break;
	case 3:
		local_bh_disable();
		tasklet_disable_nosync(t);
		tasklet_enable(t);
		local_bh_enable();
		break;
	}
}

static void *hammer(void *arg)
{
	struct job *job = arg;

	if (tl_cpu_bind(job->cpu))
		job->failed = true;
	for (unsigned long turn = 0; turn < job->turns; turn++) {
		unsigned int r = dice(job), i = r % NR_TASKLETS;

		/* Only while preemptible: it may sleep. */
		if (job->meddles && turn % 16 == 0)
			meddle(job, &shared[i].t, r / NR_TASKLETS);
		if (turn % 16 == 0)
			local_bh_disable();
		schedule_counted(job, i, r & 0x8000);
		if (turn % 16 == 15)
			local_bh_enable();
	}
	if (job->turns % 16)
		local_bh_enable();
	return NULL;
}

static void storm(unsigned long turns, bool meddles, unsigned int seed)
{
	static struct job jobs[NR_THREADS];
	unsigned long items = 0, taken = 0;

	memset(jobs, 0, sizeof(jobs));
	memset(shared, 0, sizeof(shared));
	for (unsigned int i = 0; i < NR_TASKLETS; i++)
		tasklet_setup(&shared[i].t, run);
	for (int i = 0; i < NR_THREADS; i++) {
		jobs[i] = (struct job){.cpu = i,
				       .seed = seed * 4 + (unsigned int)i,
				       .turns = turns / NR_THREADS,
				       .meddles = meddles};
		assert_int_equal(pthread_create(&jobs[i].thread, NULL, hammer, &jobs[i]), 0);
	}
	for (int i = 0; i < NR_THREADS; i++) {
		pthread_join(jobs[i].thread, NULL);
		assert_false(jobs[i].failed);
		items += jobs[i].items;
	}
	for (unsigned int i = 0; i < NR_TASKLETS; i++) {
		struct shared *s = &shared[i];
		unsigned long edges = 0;

		tasklet_kill(&s->t);
		for (int j = 0; j < NR_THREADS; j++)
			edges += jobs[j].edges[i];
		assert_int_equal(s->overlaps, 0);
		if (!meddles)
			assert_int_equal(s->given, 0);
		assert_int_equal(s->t.state, 0);
		assert_int_equal(atomic_read(&s->t.count), 0);
		/* A kill takes SCHED for itself: a schedule that meets it does nothing, and what
		 * it gave is there for a later run only. Each edge is a run all the same. */
		assert_int_equal(s->runs, edges);
		taken += s->taken;
	}
	assert_int_equal(items, turns / NR_THREADS * NR_THREADS);
	if (!meddles)
		assert_int_equal(taken, items);
}

static void two_cpus_never_run_one_at_once_and_none_is_lost(void **state)
{
	storm(TEST_TURNS(10000000), false, 1);
}

static void none_is_lost_under_disables_enables_and_kills(void **state)
{
	for (unsigned int seed = 0; seed < TEST_TURNS(50); seed++)
		storm(TEST_TURNS(100000), true, seed);
}

static int up(void **state)
{
	return tl_boot("nr_cpus=4");
}

static int down(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(two_cpus_never_run_one_at_once_and_none_is_lost),
		MACHINE_TEST(none_is_lost_under_disables_enables_and_kills),
	};

	return cmocka_run_group_tests(tests, up, down);
}
