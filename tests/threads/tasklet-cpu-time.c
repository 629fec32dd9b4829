// SPDX-License-Identifier: MIT
/*
 * What a disabled, scheduled tasklet costs: no CPU time, by the clocks of the threads that would
 * spend it. Linux serves its softirq over and over until it is enabled.
 */
#include "../semantics/machine.h"

#include <dirent.h>
#include <time.h>

#define MAX_WORKERS 8

static struct {
	pid_t tid[MAX_WORKERS];
	unsigned int nr;
} workers;

static void find_workers(void)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;

	workers.nr = 0;
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char path[300], comm[32] = "";
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		if (fgets(comm, sizeof(comm), file) && !strncmp(comm, "ksoftirqd/", 10)) {
			assert_in_range(workers.nr, 0, MAX_WORKERS - 1);
			workers.tid[workers.nr++] = atoi(entry->d_name);
		}
		fclose(file);
	}
	closedir(dir);
}

static unsigned long long ns_of(clockid_t clock)
{
	struct timespec ts;

	assert_int_equal(clock_gettime(clock, &ts), 0);
	return (unsigned long long)ts.tv_sec * 1000000000 + (unsigned long long)ts.tv_nsec;
}

/* The kernel's own form of "CPU time of that thread": clock_getcpuclockid(), for a thread id. */
static unsigned long long cpu_ns(void)
{
	unsigned long long sum = 0;

	for (unsigned int i = 0; i < workers.nr; i++)
		sum += ns_of((clockid_t)(~(unsigned int)workers.tid[i] << 3 | 6));
	return sum;
}

static unsigned long ran;

static void count(struct tasklet_struct *t)
{
	__atomic_fetch_add(&ran, 1, __ATOMIC_SEQ_CST);
}

static void workers_are_named_as_on_linux(void **state)
{
	find_workers();
	assert_int_equal(workers.nr, 2);
}

/* Shows that the clocks do see what a worker spends. */
static void a_locked_one_costs_cpu_time(void **state)
{
	struct tasklet_struct t;
	unsigned long long before;

	find_workers();
	ran = 0;
	tasklet_setup(&t, count);
	assert_true(tasklet_trylock(&t));
	tasklet_schedule(&t);
	before = cpu_ns();
	WAIT_UNTIL(cpu_ns() > before + 20000000);
	tasklet_unlock(&t);
	tasklet_kill(&t);
	assert_int_equal(ran, 1);
}

/* With this thread elsewhere. */
static void settle_cpu0(void)
{
	assert_int_equal(tl_cpu_bind(1), 0);
	settle_line(&line0);
	assert_int_equal(tl_cpu_bind(0), 0);
}

static void check_costs_nothing(struct tasklet_struct *t, unsigned int n)
{
	struct timespec nap = {0, 300000000};
	unsigned long long before;

	find_workers();
	assert_int_equal(workers.nr, 2);
	settle_cpu0();
	settle_cpu1();
	before = cpu_ns();
	nanosleep(&nap, NULL);
	/* One pass may have been under way; serving it all the time would be 300 ms. */
	assert_in_range(cpu_ns() - before, 0, 3000000);
	assert_int_equal(__atomic_load_n(&ran, __ATOMIC_SEQ_CST), 0);
	for (unsigned int i = 0; i < n; i++)
		assert_true(test_bit(TASKLET_STATE_SCHED, &t[i].state));

	for (unsigned int i = 0; i < n; i++)
		tasklet_enable(&t[i]);
	for (unsigned int i = 0; i < n; i++)
		tasklet_kill(&t[i]);
	assert_int_equal(__atomic_load_n(&ran, __ATOMIC_SEQ_CST), n);
}

static void a_disabled_one_costs_no_cpu_time_and_runs_when_enabled(void **state)
{
	struct tasklet_struct t;

	ran = 0;
	tasklet_setup(&t, count);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	check_costs_nothing(&t, 1);
}

static void many_disabled_ones_on_both_cpus_cost_no_cpu_time(void **state)
{
	static struct tasklet_struct t[64];

	ran = 0;
	for (unsigned int i = 0; i < 64; i++) {
		tasklet_setup(&t[i], count);
		tasklet_disable(&t[i]);
		tl_cpu_bind((int)(i % 2));
		if (i % 4 < 2)
			tasklet_schedule(&t[i]);
		else
			tasklet_hi_schedule(&t[i]);
	}
	tl_cpu_bind(0);
	check_costs_nothing(t, 64);
}

static void a_disabled_one_costs_nothing_after_others_have_run_past_it(void **state)
{
	struct tasklet_struct t, other;

	ran = 0;
	tasklet_setup(&t, count);
	tasklet_setup(&other, count);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	for (int i = 0; i < 100; i++) {
		tasklet_schedule(&other);
		tasklet_kill(&other);
	}
	assert_int_equal(__atomic_exchange_n(&ran, 0, __ATOMIC_SEQ_CST), 100);
	check_costs_nothing(&t, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(workers_are_named_as_on_linux),
		MACHINE_TEST(a_locked_one_costs_cpu_time),
		MACHINE_TEST(a_disabled_one_costs_no_cpu_time_and_runs_when_enabled),
		MACHINE_TEST(many_disabled_ones_on_both_cpus_cost_no_cpu_time),
		MACHINE_TEST(a_disabled_one_costs_nothing_after_others_have_run_past_it),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
