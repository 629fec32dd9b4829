// SPDX-License-Identifier: MIT
/*
 * Schedules from preemptible code while the CPU's worker runs: they are posted to it, and nobody
 * waits. What is promised is what tasklet_schedule() always promises.
 */
#include "irq.h"

#define THREADS	 3
#define TASKLETS 64

struct job {
	struct tasklet_struct tasklet;
	unsigned long edges; /* the scheduling thread's */
	unsigned long runs; /* the callback's; atomic */
	unsigned int place; /* in a batch */
};

static void count_job(struct tasklet_struct *t)
{
	struct job *job = from_tasklet(job, t, tasklet);

	count(job->runs);
}

static void *schedule_many(void *arg)
{
	struct job *jobs = arg;

	for (int turn = 0; turn < TEST_TURNS(100000); turn++) {
		struct job *job = &jobs[turn % TASKLETS];

		/* tasklet_schedule(), with its edge counted. */
		if (test_and_set_bit(TASKLET_STATE_SCHED, &job->tasklet.state))
			continue;
		job->edges++;
		__tasklet_schedule(&job->tasklet);
		if (turn % 5000 == 0)
			usleep(100); /* the worker goes to sleep */
	}
	return NULL;
}

static void each_schedule_is_one_run(void **state)
{
	static struct job jobs[THREADS][TASKLETS];
	pthread_t threads[THREADS];
	unsigned long runs = 0;

	for (int i = 0; i < THREADS; i++)
		for (int n = 0; n < TASKLETS; n++)
			tasklet_setup(&jobs[i][n].tasklet, count_job);
	for (int i = 0; i < THREADS; i++)
		threads[i] = start(schedule_many, jobs[i]);
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
	for (int i = 0; i < THREADS; i++) {
		for (int n = 0; n < TASKLETS; n++) {
			tasklet_kill(&jobs[i][n].tasklet);
			assert_int_equal(get(jobs[i][n].runs), jobs[i][n].edges);
			runs += jobs[i][n].edges;
		}
	}
	assert_true(runs >= THREADS * TASKLETS);
}

static unsigned int order[2 * TASKLETS], nr_run; /* the callbacks', on one CPU */

static void note_place(struct tasklet_struct *t)
{
	struct job *job = from_tasklet(job, t, tasklet);

	order[nr_run++] = job->place;
}

/* The worker runs the first of them while the others are posted. */
static void they_run_in_order(void **state)
{
	static struct job jobs[TASKLETS];

	tl_cpu_bind(0);
	for (unsigned int n = 0; n < TASKLETS; n++) {
		tasklet_setup(&jobs[n].tasklet, note_place);
		jobs[n].place = n;
	}
	for (int turn = 0; turn < TEST_TURNS(2000); turn++) {
		nr_run = 0;
		for (unsigned int n = 0; n < TASKLETS; n++)
			tasklet_schedule(&jobs[n].tasklet);
		for (unsigned int n = 0; n < TASKLETS; n++)
			tasklet_kill(&jobs[n].tasklet);
		assert_int_equal(nr_run, TASKLETS);
		for (unsigned int n = 0; n < TASKLETS; n++)
			assert_int_equal(order[n], n);
	}
	tl_cpu_bind(-1);
}

/* As where nobody else has the CPU: the schedule's softirq is pending there. */
static void the_next_local_bh_enable_runs_them(void **state)
{
	static struct job job, other;

	tl_cpu_bind(0);
	job.runs = 0;
	tasklet_setup(&job.tasklet, count_job);
	tasklet_setup(&other.tasklet, count_job);
	for (unsigned long turn = 1; turn <= TEST_TURNS(20000); turn++) {
		tasklet_schedule(&other.tasklet); /* wakes the worker */
		tasklet_schedule(&job.tasklet);
		local_bh_disable();
		local_bh_enable();
		assert_int_equal(get(job.runs), turn);
	}
	tasklet_kill(&other.tasklet);
	tl_cpu_bind(-1);
}

/* It has run the last one, gives the CPU back and goes to sleep: each of them in turn is the last. */
static void the_worker_that_is_about_to_sleep_runs_them(void **state)
{
	static struct job job;

	tl_cpu_bind(0);
	job.runs = 0;
	tasklet_setup(&job.tasklet, count_job);
	for (unsigned long turn = 0; turn < TEST_TURNS(50000); turn++) {
		tasklet_schedule(&job.tasklet);
		for (unsigned long i = 0; get(job.runs) == turn; i++)
			if (i % 64 == 63)
				sched_yield();
		for (volatile unsigned long i = 0; i < turn % 256; i++)
			;
	}
	tl_cpu_bind(-1);
}

static int boot(void **state)
{
	return tl_boot("nr_cpus=2 loglevel=2");
}

/* A worker that looks for them is posted to while it has nothing. */
static int boot_polling(void **state)
{
	char cmdline[64];

	snprintf(cmdline, sizeof(cmdline), "nr_cpus=%d loglevel=2 idle=poll",
		 sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1);
	return tl_boot(cmdline);
}

static int shut_down(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_schedule_is_one_run),
		cmocka_unit_test(they_run_in_order),
		cmocka_unit_test(the_worker_that_is_about_to_sleep_runs_them),
		cmocka_unit_test(the_next_local_bh_enable_runs_them),
	};

	return cmocka_run_group_tests_name("workers that sleep", tests, boot, shut_down) +
	       cmocka_run_group_tests_name("workers that spin", tests, boot_polling, shut_down);
}
