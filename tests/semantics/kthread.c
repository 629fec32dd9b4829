// SPDX-License-Identifier: MIT
/*
 * Kthreads: made asleep, woken, stopped, bound; what their task_struct says, and how long it lasts.
 */
#include "machine.h"

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/wait.h>

static unsigned int ran;
static struct where where;
static bool in_kthread;

static int count_and_return(void *data)
{
	WRITE_ONCE(ran, ran + 1);
	return (int)(intptr_t)data;
}

static int look_around(void *data)
{
	where_am_i(&where);
	WRITE_ONCE(in_kthread, (current->flags & PF_KTHREAD) && in_task());
	smp_store_release(&ran, 1);
	return 0;
}

/* The usual loop of a driver's kthread. */
static int until_stopped(void *data)
{
	smp_store_release(&ran, 1);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return (int)(intptr_t)data;
}

static int begin(void **state)
{
	ran = 0;
	return test_begin(state);
}

static void does_not_run_before_it_is_woken(void **state)
{
	struct task_struct *t = kthread_create(count_and_return, NULL, "early");

	assert_false(IS_ERR(t));
	/* As many turns as it would need many times over. */
	for (int i = 0; i < 100; i++)
		yield();
	assert_int_equal(READ_ONCE(ran), 0);
	assert_true(is_asleep(t));
	assert_int_equal(kthread_stop(t), -EINTR);
}

static void stopped_before_its_first_wake_it_never_runs(void **state)
{
	struct task_struct *t = kthread_create(count_and_return, NULL, "never");

	assert_int_equal(kthread_stop(t), -EINTR);
	assert_int_equal(ran, 0);
}

static void wake_up_process_starts_it_once(void **state)
{
	struct task_struct *t = kthread_create(until_stopped, NULL, "once");

	assert_int_equal(wake_up_process(t), 1);
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop(t), 0);
	assert_int_equal(ran, 1);
}

static void stop_returns_what_the_function_returned(void **state)
{
	struct task_struct *t = kthread_run(until_stopped, (void *)(intptr_t)-EPROTO, "result");

	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop(t), -EPROTO);
}

static void has_a_name_by_format_and_pf_kthread(void **state)
{
	struct task_struct *t = kthread_run(look_around, NULL, "card%d/%s", 7, "rx");

	assert_false(IS_ERR(t));
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_string_equal(where.comm, "card7/rx");
	assert_true(where.task == t);
	assert_true(in_kthread);
	assert_int_equal(where.count, 0);
	assert_false(where.irqs_off);
}

static void a_long_name_is_cut_off_at_fifteen_characters(void **state)
{
	struct task_struct *t = kthread_create(count_and_return, NULL, "0123456789abcdefgh");

	assert_string_equal(t->comm, "0123456789abcde");
	assert_int_equal(kthread_stop(t), -EINTR);
}

static void a_reference_keeps_the_task_and_its_result(void **state)
{
	struct task_struct *t = kthread_create(count_and_return, (void *)42, "kept");

	get_task_struct(t);
	wake_up_process(t);
	WAIT_UNTIL(READ_ONCE(ran));
	assert_string_equal(t->comm, "kept");
	assert_int_equal(kthread_stop(t), 42);
	assert_int_equal(kthread_stop(t), 42);
	put_task_struct(t);
}

static void stop_put_drops_the_callers_reference(void **state)
{
	struct task_struct *t = kthread_create(until_stopped, (void *)3, "put");

	get_task_struct(t);
	wake_up_process(t);
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop_put(t), 3);
}

static void bound_it_runs_on_that_cpu(void **state)
{
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		struct task_struct *t = kthread_create(look_around, NULL, "bound");

		ran = 0;
		kthread_bind(t, cpu);
		wake_up_process(t);
		WAIT_UNTIL(smp_load_acquire(&ran));
		assert_int_equal(where.cpu, cpu);
	}
}

static void created_on_a_cpu_its_name_and_place_say_so(void **state)
{
	struct task_struct *t = kthread_run_on_cpu(look_around, NULL, 1, "pump/%u");

	assert_false(IS_ERR(t));
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_string_equal(where.comm, "pump/1");
	assert_int_equal(where.cpu, 1);
}

static int exit_early(void *data)
{
	WRITE_ONCE(ran, 1);
	kthread_exit(5);
	return 6;
}

static DECLARE_COMPLETION(exiting);

static int complete_and_exit(void *arg)
{
	kthread_complete_and_exit(&exiting, 7);
}

static void kthread_complete_and_exit_tells_who_waits(void **state)
{
	struct task_struct *t = get_task_struct(kthread_create(complete_and_exit, NULL, "exit"));

	wake_up_process(t);
	wait_for_completion(&exiting);
	assert_int_equal(kthread_stop_put(t), 7);
}

static void kthread_exit_ends_it_with_that_result(void **state)
{
	struct task_struct *t = get_task_struct(kthread_create(exit_early, NULL, "exit"));

	wake_up_process(t);
	WAIT_UNTIL(READ_ONCE(ran));
	assert_int_equal(kthread_stop_put(t), 5);
}

static struct wait_queue_head queue;
static unsigned int handed;

static int consumer(void *data)
{
	unsigned int seen = 0;

	for (;;) {
		wait_event(queue, READ_ONCE(handed) != seen || kthread_should_stop());
		if (kthread_should_stop())
			return (int)seen;
		seen = READ_ONCE(handed);
		WRITE_ONCE(ran, seen);
	}
}

static void it_waits_and_is_woken_as_any_task(void **state)
{
	struct task_struct *t;

	init_waitqueue_head(&queue);
	handed = 0;
	t = kthread_run(consumer, NULL, "consumer");
	for (unsigned int i = 1; i <= 100; i++) {
		WRITE_ONCE(handed, i);
		wake_up(&queue);
		WAIT_UNTIL(READ_ONCE(ran) == i);
	}
	assert_int_equal(kthread_stop(t), 100);
}

static void woken_from_an_interrupt(void *task)
{
	wake_up_process(task);
}

static void a_handler_may_start_it(void **state)
{
	struct task_struct *t = kthread_create(until_stopped, NULL, "from-irq");

	interrupt_here(woken_from_an_interrupt, t);
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop(t), 0);
}

static int makes_another(void *data)
{
	struct task_struct *t = kthread_run(until_stopped, (void *)9, "child");

	if (IS_ERR(t))
		return -1;
	WAIT_UNTIL(smp_load_acquire(&ran));
	return kthread_stop(t);
}

static void a_kthread_may_make_and_stop_another(void **state)
{
	struct task_struct *t = get_task_struct(kthread_create(makes_another, NULL, "parent"));

	wake_up_process(t);
	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop_put(t), 9);
}

static void fifty_at_a_time_come_and_go(void **state)
{
	struct task_struct *t[50];

	for (int turn = 0; turn < TEST_TURNS(10); turn++) {
		for (int i = 0; i < 50; i++) {
			t[i] = kthread_create(until_stopped, (void *)(intptr_t)i, "crowd/%d", i);
			assert_false(IS_ERR(t[i]));
		}
		for (int i = 0; i < 50; i += 2)
			wake_up_process(t[i]);
		for (int i = 0; i < 50; i++) {
			int ret = kthread_stop(t[i]);

			/* Those that were woken had not begun, or had. */
			assert_true(ret == -EINTR || (!(i % 2) && ret == i));
		}
	}
}

/* --- misuse --- */

static void stopped_twice_it_is_reported(void **state)
{
	struct task_struct *t = kthread_run(until_stopped, NULL, "twice");

	WAIT_UNTIL(smp_load_acquire(&ran));
	assert_int_equal(kthread_stop(t), 0);
	/* The task is about to let go of itself. */
	while (kthread_stop(t) != -ESRCH)
		yield();
	assert_true(logged("refcount_t: addition on 0; use-after-free."));
	reports_expected = 1;
}

static void should_stop_outside_of_a_kthread_is_no(void **state)
{
	assert_false(kthread_should_stop());
	reports_expected = tl_report_count() - reports_before;
	assert_true(reports_expected <= 1);
}

static void bound_after_it_ran_it_stays_where_it_is(void **state)
{
	struct task_struct *t = kthread_create(until_stopped, NULL, "late");

	kthread_bind(t, 1);
	wake_up_process(t);
	WAIT_UNTIL(smp_load_acquire(&ran));
	kthread_bind(t, 0);
	assert_true(logged("WARNING"));
	reports_expected = 1;
	assert_int_equal(kthread_stop(t), 0);
}

static int sleeps_for_good(void *data)
{
	smp_store_release(&ran, 1);
	for (;;)
		schedule_timeout_uninterruptible(HZ);
	return 0;
}

static void left_at_shutdown(void *arg)
{
	struct task_struct *never;

	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(!IS_ERR(kthread_run(sleeps_for_good, NULL, "left-over")));
	never = kthread_create(count_and_return, NULL, "unborn");
	child_assert(!IS_ERR(never));
	WAIT_UNTIL(smp_load_acquire(&ran));
	child_assert(tl_shutdown() == 0);
	/* And the next machine is as good as new. */
	child_assert(tl_boot("nr_cpus=2") == 0);
	ran = 0;
	never = kthread_run(until_stopped, (void *)1, "next");
	WAIT_UNTIL(smp_load_acquire(&ran));
	child_assert(kthread_stop(never) == 1);
	child_assert(tl_shutdown() == 0);
}

static void what_is_left_at_shutdown_is_named_and_the_next_boot_works(void **state)
{
	struct child c;

	setenv("TASKLET_CMDLINE", "loglevel=7", 1);
	child_run(&c, left_at_shutdown, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "kthread left-over:");
	assert_child_said(&c, "kthread unborn:");
	assert_child_said(&c, "was still there at shutdown");
	unsetenv("TASKLET_CMDLINE");
}

int main(void)
{
	const struct CMUnitTest alone[] = {
		cmocka_unit_test(what_is_left_at_shutdown_is_named_and_the_next_boot_works),
	};
#define KTHREAD_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		KTHREAD_TEST(does_not_run_before_it_is_woken),
		KTHREAD_TEST(stopped_before_its_first_wake_it_never_runs),
		KTHREAD_TEST(wake_up_process_starts_it_once),
		KTHREAD_TEST(stop_returns_what_the_function_returned),
		KTHREAD_TEST(has_a_name_by_format_and_pf_kthread),
		KTHREAD_TEST(a_long_name_is_cut_off_at_fifteen_characters),
		KTHREAD_TEST(a_reference_keeps_the_task_and_its_result),
		KTHREAD_TEST(stop_put_drops_the_callers_reference),
		KTHREAD_TEST(bound_it_runs_on_that_cpu),
		KTHREAD_TEST(created_on_a_cpu_its_name_and_place_say_so),
		KTHREAD_TEST(kthread_exit_ends_it_with_that_result),
		KTHREAD_TEST(kthread_complete_and_exit_tells_who_waits),
		KTHREAD_TEST(it_waits_and_is_woken_as_any_task),
		KTHREAD_TEST(a_handler_may_start_it),
		KTHREAD_TEST(a_kthread_may_make_and_stop_another),
		KTHREAD_TEST(fifty_at_a_time_come_and_go),
		KTHREAD_TEST(stopped_twice_it_is_reported),
		KTHREAD_TEST(should_stop_outside_of_a_kthread_is_no),
		KTHREAD_TEST(bound_after_it_ran_it_stays_where_it_is),
	};
	int failed = cmocka_run_group_tests(alone, NULL, NULL);

	return failed + cmocka_run_group_tests(tests, machine_up, machine_down);
}
