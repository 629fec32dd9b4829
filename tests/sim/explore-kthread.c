// SPDX-License-Identifier: MIT
/*
 * Kthreads under the explorer: their steps interleave as those of tl_spawn_on() tasks, runs are
 * repeatable, and one that nobody stops is told of.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "explore-help.h"

static atomic_t count;
static unsigned int wanted;

static int add_one(void *data)
{
	/* Not atomic as a whole. */
	atomic_set(&count, atomic_read(&count) + 1);
	return 0;
}

static void add_one_too(void *arg)
{
	add_one(arg);
}

/* A kthread against a task. */
static void lost_update(void *arg)
{
	struct task_struct *t = get_task_struct(kthread_create(add_one, NULL, "adder"));

	atomic_set(&count, 0);
	wake_up_process(t);
	tl_spawn_on(0, "other", add_one_too, NULL);
	tl_run_until_idle();
	tl_assert(atomic_read(&count) == 2);
	kthread_stop_put(t);
}

static void a_race_between_a_kthread_and_a_task_is_found(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("kthread-task", "progress=off", lost_update, NULL, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_ASSERT);
	assert_non_null(strstr(found.message, "atomic_read(&count) == 2"));
}

static void lost_update_of_two(void *arg)
{
	struct task_struct *a = get_task_struct(kthread_create(add_one, NULL, "a"));
	struct task_struct *b = get_task_struct(kthread_create(add_one, NULL, "b"));

	atomic_set(&count, 0);
	wake_up_process(a);
	wake_up_process(b);
	tl_run_until_idle();
	tl_assert(atomic_read(&count) == 2);
	kthread_stop_put(a);
	kthread_stop_put(b);
}

static void a_race_between_two_kthreads_is_found_without_preemption(void **state)
{
	struct tl_explored found;

	/* They begin on different CPUs. */
	assert_int_equal(
		tl_explore("kthread-kthread", "progress=off", lost_update_of_two, NULL, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_ASSERT);
}

/* --- stopping --- */

static int proper_loop(void *data)
{
	unsigned int seen = 0;

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		if (READ_ONCE(wanted) == seen)
			schedule();
		__set_current_state(TASK_RUNNING);
		seen = READ_ONCE(wanted);
	}
	__set_current_state(TASK_RUNNING);
	return 7;
}

/* The state is set when the question has been answered: the stop in between is lost. (A sleep that
 * signals end would see that one is pending.) */
static int lossy_loop(void *data)
{
	while (!kthread_should_stop()) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
	return 7;
}

static void stopper(void *k)
{
	WRITE_ONCE(wanted, 1);
	wake_up_process(k);
	tl_assert(kthread_stop(k) == 7 || !wanted);
}

static void start_and_stop(void *fn)
{
	struct task_struct *t = kthread_run((int (*)(void *))fn, NULL, "worker");

	tl_run_until_idle();
	tl_spawn_on(0, "stopper", stopper, t);
	tl_run_until_idle();
}

static void clean_kthreads_pass_every_schedule(void **state)
{
	struct tl_explored found, again;

	assert_int_equal(tl_explore("kthread-clean", "strategy=dfs progress=off", start_and_stop,
				    proper_loop, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.schedules > 1);
	assert_int_equal(tl_explore("kthread-clean", "strategy=dfs progress=off", start_and_stop,
				    proper_loop, &again),
			 0);
	assert_int_equal(again.schedules, found.schedules);
}

static void random_schedules_of_clean_kthreads_pass(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("kthread-random", "strategy=pct runs=2000 progress=off",
				    start_and_stop, proper_loop, &found),
			 0);
	assert_int_equal(found.verdict, TL_SAMPLED);
}

static void a_stop_that_gets_lost_is_found(void **state)
{
	struct tl_explored found;

	assert_int_equal(
		tl_explore("kthread-lossy", "progress=off", start_and_stop, lossy_loop, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
	assert_non_null(strstr(found.message, "worker"));
	assert_non_null(strstr(found.message, "the end of kthread worker"));
}

static struct kthread_worker *worker;
static struct kthread_work work;

static void work_fn(struct kthread_work *w)
{
	atomic_inc(&count);
}

static void queuer(void *arg)
{
	kthread_queue_work(worker, &work);
}

/* Flushed by one while another queues; then the end. */
static void use_a_worker(void *arg)
{
	atomic_set(&count, 0);
	worker = kthread_create_worker(0, "worker");
	kthread_init_work(&work, work_fn);
	tl_spawn_on(0, "queuer", queuer, NULL);
	tl_spawn_on(1, "queuer", queuer, NULL);
	tl_run_until_idle();
	kthread_flush_work(&work);
	tl_assert(atomic_read(&count) == 1 || atomic_read(&count) == 2);
	kthread_destroy_worker(worker);
}

static void cancel_or_run(void *arg)
{
	bool was_pending = kthread_cancel_work_sync(&work);

	/* What was cancelled does not run, what was not has run. */
	tl_assert(atomic_read(&count) + was_pending <= 1);
	wanted = 1 + was_pending;
}

static void cancel_in_a_worker(void *arg)
{
	atomic_set(&count, 0);
	worker = kthread_create_worker(0, "worker");
	kthread_init_work(&work, work_fn);
	tl_run_until_idle();
	kthread_queue_work(worker, &work);
	tl_spawn_on(0, "canceller", cancel_or_run, NULL);
	tl_run_until_idle();
	tl_assert((unsigned int)atomic_read(&count) == 2 - wanted);
	kthread_destroy_worker(worker);
}

static void a_worker_passes_every_schedule(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("worker-queue", "strategy=dfs p=2 runs=20000 progress=off",
				    use_a_worker, NULL, &found),
			 0);
	assert_true(found.schedules > 1);
	assert_int_equal(tl_explore("worker-cancel", "strategy=dfs p=2 runs=20000 progress=off",
				    cancel_in_a_worker, NULL, &found),
			 0);
	assert_true(found.schedules > 1);
}

static int polls(void *data)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 7;
}

static void sleep_while_it_polls(void *arg)
{
	struct task_struct *t = kthread_run(polls, NULL, "polls");

	msleep(100);
	tl_assert(kthread_stop(t) == 7);
}

/* There is always a later time to which the clock could jump. */
static void a_director_that_slept_goes_on_before_others_sleep_again(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("polls", "strategy=dfs p=1 points=1000 progress=off",
				    sleep_while_it_polls, NULL, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

static int parks(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop() && !kthread_should_park())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return 7;
}

static void parker(void *k)
{
	tl_assert(kthread_park(k) == 0);
	kthread_unpark(k);
	tl_assert(kthread_park(k) == 0);
	tl_assert(kthread_stop(k) == 7);
}

static void park_and_stop(void *arg)
{
	tl_spawn_on(0, "parker", parker, kthread_run(parks, NULL, "parked"));
	tl_run_until_idle();
}

static void parking_passes_every_schedule(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("kthread-park", "strategy=dfs p=2 runs=20000 progress=off",
				    park_and_stop, NULL, &found),
			 0);
	assert_true(found.schedules > 1);
}

static int forever(void *data)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	return 0;
}

static void leaves_one(void *arg)
{
	kthread_run(forever, NULL, "forgotten");
	tl_run_until_idle();
}

static void leaves_one_unborn(void *arg)
{
	(void)kthread_create(forever, NULL, "unborn");
}

static void one_that_is_never_stopped_is_a_leak(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("kthread-left", "progress=off", leaves_one, NULL, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_LEAK);
	assert_non_null(strstr(found.message, "kthread left at the end: forgotten:"));

	assert_int_equal(
		tl_explore("kthread-unborn", "progress=off", leaves_one_unborn, NULL, &found), 1);
	assert_int_equal(found.failure, TL_FAIL_LEAK);
	assert_non_null(strstr(found.message, "unborn:"));
	assert_non_null(strstr(found.message, "its first wake_up_process()"));
}

static void ends_by_itself(void *arg)
{
	for (int i = 0; i < 3; i++)
		kthread_run(add_one, NULL, "brief/%d", i);
	tl_run_until_idle();
}

static void those_that_end_by_themselves_leave_nothing(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("kthread-brief", "strategy=dfs p=1 progress=off",
				    ends_by_itself, NULL, &found),
			 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_race_between_a_kthread_and_a_task_is_found),
		cmocka_unit_test(a_race_between_two_kthreads_is_found_without_preemption),
		cmocka_unit_test(clean_kthreads_pass_every_schedule),
		cmocka_unit_test(random_schedules_of_clean_kthreads_pass),
		cmocka_unit_test(a_stop_that_gets_lost_is_found),
		cmocka_unit_test(a_worker_passes_every_schedule),
		cmocka_unit_test(a_director_that_slept_goes_on_before_others_sleep_again),
		cmocka_unit_test(parking_passes_every_schedule),
		cmocka_unit_test(one_that_is_never_stopped_is_a_leak),
		cmocka_unit_test(those_that_end_by_themselves_leave_nothing),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
