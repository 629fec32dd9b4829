// SPDX-License-Identifier: MIT
/*
 * Mutexes: who has them, who waits, in which order, what ends a wait, and what is reported.
 */
#include "tasks.h"

#include <linux/mutex.h>

static DEFINE_MUTEX(lock);
static char letters[] = "ABC";

static int lock_and_note(void *letter)
{
	mutex_lock(&lock);
	note(*(char *)letter);
	mutex_unlock(&lock);
	return 0;
}

static int lock_interruptibly(void *arg)
{
	int ret = mutex_lock_interruptible(&lock);

	if (!ret)
		mutex_unlock(&lock);
	return ret;
}

static int lock_killably(void *arg)
{
	int ret = mutex_lock_killable(&lock);

	if (!ret)
		mutex_unlock(&lock);
	return ret;
}

static int try_it(void *arg)
{
	int got = mutex_trylock(&lock);

	if (got)
		mutex_unlock(&lock);
	return got;
}

static int just_lock(void *arg)
{
	mutex_lock(&lock);
	return 0;
}

static int just_unlock(void *arg)
{
	mutex_unlock(&lock);
	return 0;
}

static void is_locked_from_lock_to_unlock(void **state)
{
	assert_false(mutex_is_locked(&lock));
	mutex_lock(&lock);
	assert_true(mutex_is_locked(&lock));
	mutex_unlock(&lock);
	assert_false(mutex_is_locked(&lock));
	assert_int_equal(mutex_lock_interruptible(&lock), 0);
	mutex_unlock(&lock);
	assert_int_equal(mutex_lock_killable(&lock), 0);
	mutex_unlock(&lock);
	mutex_lock_io(&lock);
	mutex_unlock(&lock);
	mutex_lock_nested(&lock, SINGLE_DEPTH_NESTING);
	mutex_unlock(&lock);
}

static void is_preemptible_while_held(void **state)
{
	mutex_lock(&lock);
	assert_int_equal(preempt_count(), 0);
	mutex_unlock(&lock);
}

static void initialised_it_is_free(void **state)
{
	struct mutex m;

	memset(&m, 0xff, sizeof(m));
	mutex_init(&m);
	assert_false(mutex_is_locked(&m));
	assert_int_equal(mutex_trylock(&m), 1);
	mutex_unlock(&m);
	mutex_destroy(&m);
}

static void trylock_takes_it_only_if_it_is_free(void **state)
{
	mutex_lock(&lock);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 0);
	mutex_unlock(&lock);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 1);
}

static void waiters_sleep_until_it_is_unlocked(void **state)
{
	struct task_struct *t;

	mutex_lock(&lock);
	t = begin_sleeper(lock_and_note, &letters[0]);
	assert_int_equal(notes(), 0);
	mutex_unlock(&lock);
	assert_int_equal(end_task(t), 0);
	assert_string_equal(noted, "A");
}

static void waiters_get_it_in_the_order_in_which_they_came(void **state)
{
	struct task_struct *t[3];

	mutex_lock(&lock);
	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(lock_and_note, &letters[i]);
	mutex_unlock(&lock);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_string_equal(noted, "ABC");
}

static void woken_in_vain_the_first_waiter_is_handed_it(void **state)
{
	struct task_struct *t;

	mutex_lock(&lock);
	t = begin_sleeper(lock_and_note, &letters[0]);
	for (int i = 0; i < 5; i++) {
		wake_up_process(t);
		WAIT_UNTIL(is_asleep(t));
	}
	assert_int_equal(notes(), 0);
	mutex_unlock(&lock);
	/* Nobody takes it in between. */
	if (mutex_trylock(&lock)) {
		assert_int_equal(notes(), 1);
		mutex_unlock(&lock);
	}
	end_task(t);
	assert_string_equal(noted, "A");
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct task_struct *t, *behind;

	mutex_lock(&lock);
	t = begin_sleeper(lock_interruptibly, NULL);
	behind = begin_sleeper(lock_and_note, &letters[1]);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_int_equal(notes(), 0);
	mutex_unlock(&lock);
	end_task(behind);
	assert_string_equal(noted, "B");
	assert_false(mutex_is_locked(&lock));
}

static void the_only_waiter_gone_unlock_finds_nobody(void **state)
{
	struct task_struct *t;

	mutex_lock(&lock);
	t = begin_sleeper(lock_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	mutex_unlock(&lock);
	assert_int_equal(mutex_trylock(&lock), 1);
	mutex_unlock(&lock);
}

static void a_signal_that_is_not_fatal_does_not_end_a_killable_wait(void **state)
{
	struct task_struct *t;

	mutex_lock(&lock);
	t = begin_sleeper(lock_killably, NULL);
	interrupt_task(t);
	wake_up_process(t);
	WAIT_UNTIL(is_asleep(t));
	mutex_unlock(&lock);
	assert_int_equal(end_task(t), 0);
}

static void counter_at_zero_is_left_with_the_mutex_taken(void **state)
{
	atomic_t count = ATOMIC_INIT(2);

	assert_int_equal(atomic_dec_and_mutex_lock(&count, &lock), 0);
	assert_false(mutex_is_locked(&lock));
	assert_int_equal(atomic_dec_and_mutex_lock(&count, &lock), 1);
	assert_int_equal(atomic_read(&count), 0);
	assert_true(mutex_is_locked(&lock));
	mutex_unlock(&lock);
}

/* --- misuse --- */

static void locked_in_atomic_context_it_is_reported(void **state)
{
	reports_expected = 1;
	preempt_disable();
	mutex_lock(&lock);
	mutex_unlock(&lock);
	preempt_enable();
	assert_int_equal(logged("BUG: sleeping function called from invalid context at"), 1);
}

static void unlocked_by_another_task_it_is_reported_and_free(void **state)
{
	reports_expected = 1;
	mutex_lock(&lock);
	end_task(begin_task(just_unlock, NULL));
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 1);
	assert_int_equal(logged("is trying to release lock (lock)"), 1);
	assert_int_equal(logged("but it is held by"), 1);
	assert_false(mutex_is_locked(&lock));
}

static void unlocked_when_free_it_is_reported(void **state)
{
	reports_expected = 1;
	mutex_unlock(&lock);
	assert_int_equal(logged("but there are no more locks to release!"), 1);
	assert_int_equal(mutex_trylock(&lock), 1);
	mutex_unlock(&lock);
}

static void used_after_destroy_it_is_reported_and_works(void **state)
{
	reports_expected = 1;
	mutex_destroy(&lock);
	mutex_lock(&lock);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(lock->magic != lock)"), 1);
	assert_true(mutex_is_locked(&lock));
	mutex_unlock(&lock);
}

static void destroyed_while_locked_it_is_reported(void **state)
{
	struct mutex m;

	reports_expected = 1;
	mutex_init(&m);
	mutex_lock(&m);
	mutex_destroy(&m);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(mutex_is_locked(lock))"), 1);
}

static void an_owner_that_exited_is_no_owner_to_name(void **state)
{
	reports_expected = 1;
	end_task(begin_task(just_lock, NULL));
	assert_true(mutex_is_locked(&lock));
	mutex_unlock(&lock);
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 1);
	assert_false(mutex_is_locked(&lock));
}

static int lock_twice(void *arg)
{
	mutex_lock(&lock);
	mutex_lock(&lock);
	return 0;
}

static void locks_twice(void *arg)
{
	struct task_struct *t;

	child_assert(!tl_boot("nr_cpus=2"));
	t = kthread_run(lock_twice, NULL, "twice");
	WAIT_UNTIL(tl_report_count() && is_asleep(t));
	/* It waits for itself, as on Linux. */
	child_assert(mutex_is_locked(&lock));
}

static void locked_twice_by_its_owner_it_is_reported(void **state)
{
	struct child c;

	child_run(&c, locks_twice, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "WARNING: possible recursive locking detected");
	assert_child_said(&c, "is trying to acquire lock:");
	assert_child_said(&c, " *** DEADLOCK ***");
	assert_child_said(&c, "(lock_twice)");
}

int main(void)
{
	const struct CMUnitTest alone[] = {
		cmocka_unit_test(locked_twice_by_its_owner_it_is_reported),
	};
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(is_locked_from_lock_to_unlock),
		MACHINE_TEST(is_preemptible_while_held),
		MACHINE_TEST(initialised_it_is_free),
		MACHINE_TEST(trylock_takes_it_only_if_it_is_free),
		MACHINE_TEST(waiters_sleep_until_it_is_unlocked),
		MACHINE_TEST(waiters_get_it_in_the_order_in_which_they_came),
		MACHINE_TEST(woken_in_vain_the_first_waiter_is_handed_it),
		MACHINE_TEST(a_signal_ends_an_interruptible_wait),
		MACHINE_TEST(the_only_waiter_gone_unlock_finds_nobody),
		MACHINE_TEST(a_signal_that_is_not_fatal_does_not_end_a_killable_wait),
		MACHINE_TEST(counter_at_zero_is_left_with_the_mutex_taken),
		MACHINE_TEST(locked_in_atomic_context_it_is_reported),
		MACHINE_TEST(unlocked_by_another_task_it_is_reported_and_free),
		MACHINE_TEST(unlocked_when_free_it_is_reported),
		MACHINE_TEST(used_after_destroy_it_is_reported_and_works),
		MACHINE_TEST(destroyed_while_locked_it_is_reported),
		MACHINE_TEST(an_owner_that_exited_is_no_owner_to_name),
	};
	int failed = cmocka_run_group_tests(alone, NULL, NULL);

	return failed + cmocka_run_group_tests(tests, machine_up, machine_down);
}
