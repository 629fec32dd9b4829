// SPDX-License-Identifier: MIT
/*
 * Completions: which waits sleep, which are let go, and what they return.
 */
#include "tasks.h"

#include <linux/completion.h>

static DECLARE_COMPLETION(done);
static char letters[] = "ABC";

static int wait_and_note(void *letter)
{
	wait_for_completion(&done);
	note(*(char *)letter);
	return 0;
}

static int wait_interruptibly(void *arg)
{
	return wait_for_completion_interruptible(&done);
}

static int wait_interruptibly_for_long(void *arg)
{
	return (int)wait_for_completion_interruptible_timeout(&done, 1000 * HZ);
}

static int wait_killably(void *arg)
{
	return wait_for_completion_killable(&done);
}

static void fn_complete(void *arg)
{
	complete(&done);
}

static int begin(void **state)
{
	reinit_completion(&done);
	return test_begin(state);
}

static void completed_before_a_wait_does_not_sleep(void **state)
{
	assert_false(completion_done(&done));
	complete(&done);
	assert_true(completion_done(&done));
	wait_for_completion(&done);
	assert_false(completion_done(&done));
}

static void each_complete_lets_one_wait_go(void **state)
{
	complete(&done);
	complete(&done);
	assert_true(try_wait_for_completion(&done));
	assert_int_equal(wait_for_completion_interruptible(&done), 0);
	assert_false(try_wait_for_completion(&done));
}

static void a_wait_sleeps_until_a_handler_completes_it(void **state)
{
	struct task_struct *t = begin_sleeper(wait_and_note, &letters[0]);

	assert_int_equal(notes(), 0);
	interrupt_here(fn_complete, NULL);
	end_task(t);
	t = begin_sleeper(wait_and_note, &letters[1]);
	interrupt_cpu1(fn_complete, NULL);
	end_task(t);
	assert_string_equal(noted, "AB");
}

static void waiters_go_in_the_order_in_which_they_came(void **state)
{
	struct task_struct *t[3];

	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(wait_and_note, &letters[i]);
	for (unsigned int i = 0; i < 3; i++) {
		complete(&done);
		WAIT_UNTIL(notes() == i + 1);
	}
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
}

static void complete_all_lets_all_go_and_all_that_come(void **state)
{
	struct task_struct *t[2];

	t[0] = begin_sleeper(wait_and_note, &letters[0]);
	t[1] = begin_sleeper(wait_and_note, &letters[0]);
	complete_all(&done);
	end_task(t[0]);
	end_task(t[1]);
	assert_string_equal(noted, "AA");
	wait_for_completion(&done);
	wait_for_completion(&done);
	complete(&done);
	assert_true(completion_done(&done));
	reinit_completion(&done);
	assert_false(completion_done(&done));
	assert_false(try_wait_for_completion(&done));
}

static void a_wake_without_complete_leaves_it_waiting(void **state)
{
	struct task_struct *t = begin_sleeper(wait_and_note, &letters[0]);

	wake_up_process(t);
	WAIT_UNTIL(is_asleep(t));
	assert_int_equal(notes(), 0);
	complete(&done);
	end_task(t);
}

static void the_time_up_it_returns_0(void **state)
{
	assert_int_equal(wait_for_completion_timeout(&done, 1), 0);
	assert_int_equal(wait_for_completion_timeout(&done, 0), 0);
	assert_int_equal(wait_for_completion_interruptible_timeout(&done, 1), 0);
	assert_int_equal(wait_for_completion_killable_timeout(&done, 1), 0);
	complete(&done);
	assert_int_equal(wait_for_completion_timeout(&done, 0), 1);
	complete(&done);
	assert_true(wait_for_completion_timeout(&done, 1000 * HZ) > 1);
}

static void completed_in_time_it_returns_what_is_left(void **state)
{
	struct task_struct *t = begin_sleeper(wait_interruptibly_for_long, NULL);

	complete(&done);
	assert_in_range(end_task(t), 1, 1000 * HZ);
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t = begin_sleeper(wait_interruptibly, NULL);

	interrupt_task(t);
	assert_int_equal(end_task(t), -ERESTARTSYS);
	t = begin_sleeper(wait_interruptibly_for_long, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -ERESTARTSYS);
	complete(&done);
	assert_true(try_wait_for_completion(&done));
}

static void a_signal_that_is_not_fatal_does_not_end_a_killable_wait(void **state)
{
	struct task_struct *t = begin_sleeper(wait_killably, NULL);

	interrupt_task(t);
	wake_up_process(t);
	WAIT_UNTIL(is_asleep(t));
	complete(&done);
	assert_int_equal(end_task(t), 0);
}

static void waited_for_in_atomic_context_it_is_reported(void **state)
{
	reports_expected = 1;
	complete(&done);
	preempt_disable();
	wait_for_completion(&done);
	preempt_enable();
	assert_int_equal(logged("BUG: sleeping function called from invalid context at"), 1);
}

int main(void)
{
#define COMPLETION_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		COMPLETION_TEST(completed_before_a_wait_does_not_sleep),
		COMPLETION_TEST(each_complete_lets_one_wait_go),
		COMPLETION_TEST(a_wait_sleeps_until_a_handler_completes_it),
		COMPLETION_TEST(waiters_go_in_the_order_in_which_they_came),
		COMPLETION_TEST(complete_all_lets_all_go_and_all_that_come),
		COMPLETION_TEST(a_wake_without_complete_leaves_it_waiting),
		COMPLETION_TEST(the_time_up_it_returns_0),
		COMPLETION_TEST(completed_in_time_it_returns_what_is_left),
		COMPLETION_TEST(a_signal_ends_an_interruptible_wait),
		COMPLETION_TEST(a_signal_that_is_not_fatal_does_not_end_a_killable_wait),
		COMPLETION_TEST(waited_for_in_atomic_context_it_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
