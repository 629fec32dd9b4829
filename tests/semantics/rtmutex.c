// SPDX-License-Identifier: MIT
/*
 * Mutexes whose waiters go by priority.
 */
#include "tasks.h"

#include <linux/rtmutex.h>

static DEFINE_RT_MUTEX(lock);
static char letters[] = "ABC";

static int lock_and_note(void *letter)
{
	rt_mutex_lock(&lock);
	note(*(char *)letter);
	rt_mutex_unlock(&lock);
	return 0;
}

static int lock_after_real_time(void *letter)
{
	sched_set_fifo(current);
	return lock_and_note(letter);
}

/* Nicer than the others, which no host forbids. */
static int lock_nicely(void *letter)
{
	set_user_nice(current, 5);
	return lock_and_note(letter);
}

static int try_it(void *arg)
{
	int got = rt_mutex_trylock(&lock);

	if (got)
		rt_mutex_unlock(&lock);
	return got;
}

static int lock_interruptibly(void *arg)
{
	return rt_mutex_lock_interruptible(&lock);
}

static int just_unlock(void *arg)
{
	rt_mutex_unlock(&lock);
	return 0;
}

static void is_locked_from_lock_to_unlock(void **state)
{
	struct rt_mutex m;

	rt_mutex_init(&m);
	assert_false(rt_mutex_is_locked(&m));
	rt_mutex_lock(&m);
	assert_true(rt_mutex_is_locked(&m));
	rt_mutex_unlock(&m);
	assert_int_equal(rt_mutex_lock_killable(&m), 0);
	rt_mutex_unlock(&m);
	assert_false(rt_mutex_is_locked(&m));
	rt_mutex_destroy(&m);
}

static void trylock_takes_it_only_if_it_is_free(void **state)
{
	rt_mutex_lock(&lock);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 0);
	rt_mutex_unlock(&lock);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 1);
}

static void waiters_get_it_by_priority(void **state)
{
	struct task_struct *t[3];

	rt_mutex_lock(&lock);
	t[2] = begin_sleeper(lock_nicely, &letters[2]);
	t[1] = begin_sleeper(lock_and_note, &letters[1]);
	t[0] = begin_sleeper(lock_after_real_time, &letters[0]);
	rt_mutex_unlock(&lock);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
}

static void equals_get_it_in_the_order_in_which_they_came(void **state)
{
	struct task_struct *t[3];

	rt_mutex_lock(&lock);
	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(lock_and_note, &letters[i]);
	rt_mutex_unlock(&lock);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t;

	rt_mutex_lock(&lock);
	t = begin_sleeper(lock_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	rt_mutex_unlock(&lock);
	assert_int_equal(rt_mutex_trylock(&lock), 1);
	rt_mutex_unlock(&lock);
}

static void unlocked_by_another_task_it_is_reported_and_free(void **state)
{
	reports_expected = 1;
	rt_mutex_lock(&lock);
	end_task(begin_task(just_unlock, NULL));
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 1);
	assert_false(rt_mutex_is_locked(&lock));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(is_locked_from_lock_to_unlock),
		MACHINE_TEST(trylock_takes_it_only_if_it_is_free),
		MACHINE_TEST(waiters_get_it_by_priority),
		MACHINE_TEST(equals_get_it_in_the_order_in_which_they_came),
		MACHINE_TEST(a_signal_ends_an_interruptible_wait),
		MACHINE_TEST(unlocked_by_another_task_it_is_reported_and_free),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
