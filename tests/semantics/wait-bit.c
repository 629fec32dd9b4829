// SPDX-License-Identifier: MIT
/*
 * Waiting for bits and variables; and the kinds of wait_event() that need another task.
 */
#include "tasks.h"

#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

static unsigned long word;
static int var;
static DECLARE_WAIT_QUEUE_HEAD(head);
static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

static int begin(void **state)
{
	word = 0;
	var = 0;
	return test_begin(state);
}

/* --- bits --- */

static int wait_for_bit(void *arg)
{
	return wait_on_bit(&word, 3, (unsigned int)(uintptr_t)arg);
}

static int wait_for_bit_for_a_tick(void *arg)
{
	return wait_on_bit_timeout(&word, 3, TASK_UNINTERRUPTIBLE, 1);
}

static int lock_bit(void *arg)
{
	return wait_on_bit_lock(&word, 3, TASK_INTERRUPTIBLE);
}

static void a_clear_bit_is_not_waited_for(void **state)
{
	word = ~(1UL << 3);
	assert_int_equal(wait_on_bit(&word, 3, TASK_UNINTERRUPTIBLE), 0);
	assert_int_equal(wait_on_bit_timeout(&word, 3, TASK_UNINTERRUPTIBLE, 0), 0);
	assert_int_equal(wait_on_bit_lock(&word, 3, TASK_UNINTERRUPTIBLE), 0);
	assert_int_equal(word, ~0UL);
}

static void cleared_and_woken_the_wait_ends(void **state)
{
	struct task_struct *t;

	set_bit(3, &word);
	t = begin_sleeper(wait_for_bit, (void *)TASK_UNINTERRUPTIBLE);
	/* Woken for another bit it sleeps on. */
	wake_up_bit(&word, 4);
	wake_up_bit(&word, 3);
	WAIT_UNTIL(is_asleep(t));
	clear_and_wake_up_bit(3, &word);
	assert_int_equal(end_task(t), 0);
	assert_false(test_and_clear_wake_up_bit(3, &word));
	set_bit(3, &word);
	t = begin_sleeper(wait_for_bit, (void *)TASK_UNINTERRUPTIBLE);
	assert_true(test_and_clear_wake_up_bit(3, &word));
	assert_int_equal(end_task(t), 0);
}

static void a_signal_ends_an_interruptible_wait_for_a_bit(void **state)
{
	struct task_struct *t;

	set_bit(3, &word);
	t = begin_sleeper(wait_for_bit, (void *)TASK_INTERRUPTIBLE);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	t = begin_sleeper(lock_bit, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_true(test_bit(3, &word));
}

static void the_time_up_the_bit_is_still_set(void **state)
{
	set_bit(3, &word);
	assert_int_equal(end_task(begin_task(wait_for_bit_for_a_tick, NULL)), -EAGAIN);
}

static void one_of_two_that_lock_a_bit_gets_it(void **state)
{
	struct task_struct *t[2];

	set_bit(3, &word);
	t[0] = begin_sleeper(lock_bit, NULL);
	t[1] = begin_sleeper(lock_bit, NULL);
	clear_and_wake_up_bit(3, &word);
	WAIT_UNTIL(test_bit(3, &word));
	clear_and_wake_up_bit(3, &word);
	assert_int_equal(end_task(t[0]), 0);
	assert_int_equal(end_task(t[1]), 0);
	assert_true(test_bit(3, &word));
}

static int stop_at_once(struct wait_bit_key *key, int mode)
{
	return key->flags == &word && key->bit_nr == 3 && mode == TASK_UNINTERRUPTIBLE ? -EIO : 1;
}

static void an_action_ends_the_wait_with_its_result(void **state)
{
	set_bit(3, &word);
	assert_int_equal(wait_on_bit_action(&word, 3, stop_at_once, TASK_UNINTERRUPTIBLE), -EIO);
	assert_int_equal(wait_on_bit_lock_action(&word, 3, stop_at_once, TASK_UNINTERRUPTIBLE),
			 -EIO);
}

/* --- variables --- */

static int wait_for_var(void *arg)
{
	return wait_var_event_interruptible(&var, READ_ONCE(var));
}

static int wait_for_var_with_mutex(void *arg)
{
	mutex_lock(&mutex);
	wait_var_event_mutex(&var, var, &mutex);
	mutex_unlock(&mutex);
	return 0;
}

static int wait_for_var_for_a_tick(void *arg)
{
	return (int)wait_var_event_timeout(&var, READ_ONCE(var), 1);
}

static void a_variable_that_is_stored_to_ends_the_wait(void **state)
{
	struct task_struct *t = begin_sleeper(wait_for_var, NULL);

	store_release_wake_up(&var, 1);
	assert_int_equal(end_task(t), 0);
	WRITE_ONCE(var, 0);
	t = begin_sleeper(wait_for_var, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -ERESTARTSYS);
	assert_int_equal(end_task(begin_task(wait_for_var_for_a_tick, NULL)), 0);
	WRITE_ONCE(var, 1);
	assert_true(wait_var_event_timeout(&var, READ_ONCE(var), 1) >= 1);
	assert_int_equal(wait_var_event_killable(&var, READ_ONCE(var)), 0);
}

static void a_mutex_is_free_while_it_is_waited_with(void **state)
{
	struct task_struct *t = begin_sleeper(wait_for_var_with_mutex, NULL);

	mutex_lock(&mutex);
	var = 1;
	wake_up_var_locked(&var, &mutex);
	mutex_unlock(&mutex);
	assert_int_equal(end_task(t), 0);
	assert_false(mutex_is_locked(&mutex));
}

static atomic_t users;

static int wait_for_no_users(void *arg)
{
	wait_var_event(&users, !atomic_read(&users));
	return 0;
}

static void the_last_user_wakes(void **state)
{
	struct task_struct *t;

	atomic_set(&users, 2);
	t = begin_sleeper(wait_for_no_users, NULL);
	assert_false(atomic_dec_and_wake_up(&users));
	assert_true(atomic_dec_and_wake_up(&users));
	end_task(t);
}

/* --- kinds of wait_event() --- */

static int wait_hr(void *ns)
{
	return wait_event_interruptible_hrtimeout(head, READ_ONCE(var), (s64)(intptr_t)ns);
}

static void a_time_in_nanoseconds_ends_a_wait(void **state)
{
	struct task_struct *t;

	assert_int_equal(wait_event_hrtimeout(head, READ_ONCE(var), 1000), -ETIME);
	assert_int_equal(wait_event_hrtimeout(head, READ_ONCE(var), 0), -ETIME);
	t = begin_sleeper(wait_hr, (void *)S64_MAX);
	interrupt_task(t);
	assert_int_equal(end_task(t), -ERESTARTSYS);
	t = begin_sleeper(wait_hr, (void *)S64_MAX);
	WRITE_ONCE(var, 1);
	wake_up(&head);
	assert_int_equal(end_task(t), 0);
	assert_int_equal(wait_event_hrtimeout(head, READ_ONCE(var), 0), 0);
}

static int wait_locked(void *arg)
{
	int ret;

	spin_lock(&head.lock);
	ret = wait_event_interruptible_locked(head, var);
	spin_unlock(&head.lock);
	return ret;
}

static int wait_locked_irq(void *arg)
{
	int ret;

	spin_lock_irq(&head.lock);
	ret = wait_event_interruptible_exclusive_locked_irq(head, var);
	spin_unlock_irq(&head.lock);
	return ret;
}

static void the_queues_own_lock_is_free_while_it_is_waited_with(void **state)
{
	int (*const kinds[])(void *arg) = {wait_locked, wait_locked_irq};

	for (int i = 0; i < 2; i++) {
		struct task_struct *t = begin_sleeper(kinds[i], NULL);

		spin_lock_irq(&head.lock);
		var = 1;
		wake_up_locked(&head);
		spin_unlock_irq(&head.lock);
		assert_int_equal(end_task(t), 0);
		var = 0;
		t = begin_sleeper(kinds[i], NULL);
		interrupt_task(t);
		assert_int_equal(end_task(t), -ERESTARTSYS);
		assert_false(waitqueue_active(&head));
	}
}

static int wait_lock_irq_for_a_tick(void *arg)
{
	long ret;

	spin_lock_irq(&lock);
	ret = wait_event_lock_irq_timeout(head, var, lock, 1);
	if (!irqs_disabled() || !spin_is_locked(&lock))
		ret = -EIO;
	spin_unlock_irq(&lock);
	return (int)ret;
}

static int wait_lock_irq_cmd(void *arg)
{
	int ret;

	spin_lock_irq(&lock);
	ret = wait_event_interruptible_lock_irq_cmd(head, var, lock, note('c'));
	spin_unlock_irq(&lock);
	return ret;
}

static void a_lock_is_free_while_it_is_waited_with(void **state)
{
	struct task_struct *t;

	assert_int_equal(end_task(begin_task(wait_lock_irq_for_a_tick, NULL)), 0);
	t = begin_sleeper(wait_lock_irq_cmd, NULL);
	WAIT_UNTIL(notes() == 1);
	spin_lock_irq(&lock);
	var = 1;
	spin_unlock_irq(&lock);
	wake_up(&head);
	assert_int_equal(end_task(t), 0);
	assert_string_equal(noted, "c");
}

static unsigned int keys;

static int note_key(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	keys |= key_to_poll(key);
	return 0;
}

static void poll_events_reach_the_wake_functions(void **state)
{
	struct wait_queue_entry entry;

	init_waitqueue_func_entry(&entry, note_key);
	add_wait_queue(&head, &entry);
	assert_true(wq_has_single_sleeper(&head));
	keys = 0;
	wake_up_poll(&head, 1);
	wake_up_interruptible_poll(&head, 2);
	wake_up_interruptible_sync_poll(&head, 4);
	spin_lock_irq(&head.lock);
	wake_up_locked_poll(&head, 8);
	wake_up_interruptible_sync_poll_locked(&head, 16);
	spin_unlock_irq(&head.lock);
	assert_int_equal(keys, 31);
	remove_wait_queue(&head, &entry);
	assert_false(wq_has_single_sleeper(&head));
}

static int wait_exclusively(void *arg)
{
	wait_event_exclusive_cmd(head, READ_ONCE(var) == 1, , note('w'));
	return 0;
}

static void exclusive_waiters_are_woken_so_many_at_a_time(void **state)
{
	struct task_struct *t[3];

	for (int i = 0; i < 3; i++)
		t[i] = begin_sleeper(wait_exclusively, NULL);
	/* They look, and go to sleep again, behind the others. */
	wake_up(&head);
	WAIT_UNTIL(notes() == 1);
	wake_up_nr(&head, 2);
	WAIT_UNTIL(notes() == 3);
	for (int i = 0; i < 3; i++)
		WAIT_UNTIL(is_asleep(t[i]));
	assert_int_equal(notes(), 3);
	/* Who has not looked since it queued itself ends without a sleep. */
	WRITE_ONCE(var, 1);
	wake_up_all(&head);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
}

int main(void)
{
#define WAIT_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		WAIT_TEST(a_clear_bit_is_not_waited_for),
		WAIT_TEST(cleared_and_woken_the_wait_ends),
		WAIT_TEST(a_signal_ends_an_interruptible_wait_for_a_bit),
		WAIT_TEST(the_time_up_the_bit_is_still_set),
		WAIT_TEST(one_of_two_that_lock_a_bit_gets_it),
		WAIT_TEST(an_action_ends_the_wait_with_its_result),
		WAIT_TEST(a_variable_that_is_stored_to_ends_the_wait),
		WAIT_TEST(a_mutex_is_free_while_it_is_waited_with),
		WAIT_TEST(the_last_user_wakes),
		WAIT_TEST(a_time_in_nanoseconds_ends_a_wait),
		WAIT_TEST(the_queues_own_lock_is_free_while_it_is_waited_with),
		WAIT_TEST(a_lock_is_free_while_it_is_waited_with),
		WAIT_TEST(poll_events_reach_the_wake_functions),
		WAIT_TEST(exclusive_waiters_are_woken_so_many_at_a_time),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
