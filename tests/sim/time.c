// SPDX-License-Identifier: MIT
/*
 * Virtual time: sleeping costs nothing, and loops that poll the clock end.
 */
#include "../test.h"

#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/sim.h>

#include <time.h>

#define MS     1000000ull
#define SECOND 1000000000ull

static int up(void **state)
{
	return tl_boot("nr_cpus=2");
}

static int down(void **state)
{
	return tl_shutdown();
}

static double real_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void an_hour_in_no_time(void **state)
{
	uint64_t start = tl_now_ns();
	double real = real_seconds();

	assert_int_equal(schedule_timeout_uninterruptible(3600 * HZ), 0);
	assert_true(tl_now_ns() == start + 3600 * SECOND);
	/* The goal is a millisecond; a busy host must not fail the test. */
	assert_true(real_seconds() - real < 0.2);
}

static char order[8];
static atomic_t nr;

struct sleeper {
	long time;
	char name;
};

static void sleeps(void *arg)
{
	struct sleeper *s = arg;

	schedule_timeout_uninterruptible(s->time);
	order[atomic_fetch_inc(&nr)] = s->name;
}

static void who_sleeps_less_wakes_first(void **state)
{
	struct sleeper s[] = {{30, 'c'}, {10, 'a'}, {20, 'b'}, {40, 'd'}};
	uint64_t start = tl_now_ns();
	struct task_struct *t[4];

	atomic_set(&nr, 0);
	for (int i = 0; i < 4; i++)
		t[i] = tl_spawn("sleeper", sleeps, &s[i]);
	for (int i = 0; i < 4; i++)
		assert_int_equal(tl_join(t[i]), 0);
	assert_string_equal(order, "abcd");
	assert_true(tl_now_ns() - start == 40 * (SECOND / HZ));
}

static void a_loop_that_polls_the_clock_ends(void **state)
{
	unsigned long end = jiffies + 2;

	while (time_before(jiffies, end))
		;
	end = jiffies + 2;
	while (time_before(jiffies, end))
		cpu_relax();
}

static bool woke;

static void sets_later(void *arg)
{
	schedule_timeout_uninterruptible(HZ);
	WRITE_ONCE(woke, true);
}

/* Busy, or spinning: the other's deadline comes all the same. */
static void who_is_busy_does_not_stop_time(void **state)
{
	struct task_struct *t;

	for (int spin = 0; spin < 2; spin++) {
		uint64_t start = tl_now_ns();

		WRITE_ONCE(woke, false);
		t = tl_spawn("later", sets_later, NULL);
		while (!READ_ONCE(woke))
			if (spin)
				cpu_relax();
		assert_in_range(tl_now_ns() - start, SECOND, SECOND + MS);
		assert_int_equal(tl_join(t), 0);
	}
}

static void advance_stops_at_its_target(void **state)
{
	uint64_t start = tl_now_ns();
	struct sleeper s = {HZ, 'x'};
	struct task_struct *t;

	atomic_set(&nr, 0);
	t = tl_spawn("sleeper", sleeps, &s);
	assert_int_equal(tl_advance(SECOND - 1), 0);
	assert_true(tl_now_ns() == start + SECOND - 1);
	assert_int_equal(atomic_read(&nr), 0);
	assert_int_equal(tl_advance(1), 0);
	assert_true(tl_now_ns() == start + SECOND);
	assert_int_equal(atomic_read(&nr), 1);
	assert_int_equal(tl_join(t), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_hour_in_no_time, up, down),
		cmocka_unit_test_setup_teardown(who_sleeps_less_wakes_first, up, down),
		cmocka_unit_test_setup_teardown(a_loop_that_polls_the_clock_ends, up, down),
		cmocka_unit_test_setup_teardown(who_is_busy_does_not_stop_time, up, down),
		cmocka_unit_test_setup_teardown(advance_stops_at_its_target, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
