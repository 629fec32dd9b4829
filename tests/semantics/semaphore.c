// SPDX-License-Identifier: MIT
/*
 * Counting semaphores.
 */
#include "tasks.h"

#include <linux/semaphore.h>

static struct semaphore sem;
static DEFINE_SEMAPHORE(one);
static DEFINE_SEMAPHORE(five, 5);
static char letters[] = "ABC";

static int down_and_note(void *letter)
{
	down(&sem);
	note(*(char *)letter);
	return 0;
}

static int down_interruptibly(void *arg)
{
	return down_interruptible(&sem);
}

static int down_for_a_tick(void *arg)
{
	return down_timeout(&sem, 1);
}

static void fn_up(void *arg)
{
	up(&sem);
}

static int begin(void **state)
{
	sema_init(&sem, 0);
	return test_begin(state);
}

static void as_many_may_have_it_as_it_counts(void **state)
{
	for (int i = 0; i < 5; i++)
		assert_int_equal(down_trylock(&five), 0);
	assert_int_equal(down_trylock(&five), 1);
	for (int i = 0; i < 5; i++)
		up(&five);
	assert_int_equal(five.count, 5);
}

static void defined_without_a_count_it_is_one(void **state)
{
	assert_int_equal(down_interruptible(&one), 0);
	assert_int_equal(down_trylock(&one), 1);
	up(&one);
	assert_int_equal(down_killable(&one), 0);
	up(&one);
	assert_int_equal(down_timeout(&one, 1), 0);
	up(&one);
}

static void up_without_down_makes_it_one_more(void **state)
{
	up(&sem);
	up(&sem);
	assert_int_equal(sem.count, 2);
	down(&sem);
	down(&sem);
	assert_int_equal(down_trylock(&sem), 1);
}

static void waiters_get_it_in_the_order_in_which_they_came(void **state)
{
	struct task_struct *t[3];

	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(down_and_note, &letters[i]);
	for (unsigned int i = 0; i < 3; i++) {
		up(&sem);
		WAIT_UNTIL(notes() == i + 1);
	}
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
	assert_int_equal(sem.count, 0);
}

static void what_a_waiter_is_given_nobody_takes(void **state)
{
	struct task_struct *t = begin_sleeper(down_and_note, &letters[0]);

	up(&sem);
	assert_int_equal(down_trylock(&sem), 1);
	end_task(t);
	assert_string_equal(noted, "A");
}

static void up_from_a_handler_wakes(void **state)
{
	struct task_struct *t = begin_sleeper(down_and_note, &letters[0]);

	interrupt_here(fn_up, NULL);
	end_task(t);
	t = begin_sleeper(down_and_note, &letters[1]);
	interrupt_cpu1(fn_up, NULL);
	end_task(t);
	assert_string_equal(noted, "AB");
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t = begin_sleeper(down_interruptibly, NULL);

	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	up(&sem);
	assert_int_equal(sem.count, 1);
}

static void the_time_up_it_was_not_taken(void **state)
{
	assert_int_equal(end_task(begin_task(down_for_a_tick, NULL)), -ETIME);
	assert_int_equal(down_timeout(&sem, 1), -ETIME);
	assert_int_equal(down_timeout(&sem, 0), -ETIME);
	up(&sem);
	assert_int_equal(down_timeout(&sem, 0), 0);
	assert_int_equal(sem.count, 0);
}

int main(void)
{
#define SEMAPHORE_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		SEMAPHORE_TEST(as_many_may_have_it_as_it_counts),
		SEMAPHORE_TEST(defined_without_a_count_it_is_one),
		SEMAPHORE_TEST(up_without_down_makes_it_one_more),
		SEMAPHORE_TEST(waiters_get_it_in_the_order_in_which_they_came),
		SEMAPHORE_TEST(what_a_waiter_is_given_nobody_takes),
		SEMAPHORE_TEST(up_from_a_handler_wakes),
		SEMAPHORE_TEST(a_signal_ends_an_interruptible_wait),
		SEMAPHORE_TEST(the_time_up_it_was_not_taken),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
