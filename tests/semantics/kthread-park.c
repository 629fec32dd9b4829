// SPDX-License-Identifier: MIT
/*
 * Parking a kthread: it stops where it likes, stays there, and goes on when it is told to.
 */
#include "machine.h"

#include <linux/kthread.h>

static unsigned int turns, rounds;
static bool ends;

/* Counts, and parks when it is asked to. */
static int counts(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park()) {
			kthread_parkme();
			WRITE_ONCE(rounds, rounds + 1);
			continue;
		}
		WRITE_ONCE(turns, turns + 1);
		yield();
	}
	return 5;
}

static int begin(void **state)
{
	turns = rounds = 0;
	ends = false;
	return test_begin(state);
}

static void parked_it_does_nothing(void **state)
{
	struct task_struct *t = kthread_run(counts, NULL, "park");
	unsigned int before;

	WAIT_UNTIL(READ_ONCE(turns));
	assert_int_equal(kthread_park(t), 0);
	before = READ_ONCE(turns);
	for (int i = 0; i < 100; i++)
		yield();
	assert_int_equal(READ_ONCE(turns), before);
	kthread_unpark(t);
	WAIT_UNTIL(READ_ONCE(turns) != before);
	assert_int_equal(READ_ONCE(rounds), 1);
	assert_int_equal(kthread_stop(t), 5);
}

static void a_wake_does_not_end_parking(void **state)
{
	struct task_struct *t = kthread_run(counts, NULL, "wake");

	WAIT_UNTIL(READ_ONCE(turns));
	assert_int_equal(kthread_park(t), 0);
	WAIT_UNTIL(is_asleep(t));
	assert_int_equal(wake_up_process(t), 0);
	assert_int_equal(READ_ONCE(rounds), 0);
	kthread_unpark(t);
	assert_int_equal(kthread_stop(t), 5);
}

static void stop_ends_parking(void **state)
{
	struct task_struct *t = kthread_run(counts, NULL, "stop");

	WAIT_UNTIL(READ_ONCE(turns));
	assert_int_equal(kthread_park(t), 0);
	assert_int_equal(kthread_stop(t), 5);
	assert_int_equal(rounds, 1);
}

static void parked_before_its_first_wake_it_has_not_called_its_function(void **state)
{
	struct task_struct *t = kthread_create(counts, NULL, "first");

	assert_int_equal(kthread_park(t), 0);
	assert_int_equal(READ_ONCE(turns), 0);
	kthread_unpark(t);
	WAIT_UNTIL(READ_ONCE(turns));
	assert_int_equal(READ_ONCE(rounds), 0);
	assert_int_equal(kthread_stop(t), 5);
}

static void unparking_one_that_is_not_parked_changes_nothing(void **state)
{
	struct task_struct *t = kthread_run(counts, NULL, "not");

	kthread_unpark(t);
	WAIT_UNTIL(READ_ONCE(turns));
	assert_int_equal(kthread_stop(t), 5);
	assert_int_equal(rounds, 0);
}

static void park_and_unpark_in_a_row_lose_none(void **state)
{
	struct task_struct *t = kthread_run(counts, NULL, "row");

	for (int i = 0; i < TEST_TURNS(2000); i++) {
		unsigned int before;

		assert_int_equal(kthread_park(t), 0);
		before = READ_ONCE(turns);
		assert_int_equal(READ_ONCE(turns), before);
		kthread_unpark(t);
	}
	assert_int_equal(kthread_stop(t), 5);
}

static int ends_when_told(void *data)
{
	WRITE_ONCE(turns, 1);
	WAIT_UNTIL(READ_ONCE(ends));
	return 0;
}

static void parking_one_that_has_ended_is_reported(void **state)
{
	struct task_struct *t = get_task_struct(kthread_create(ends_when_told, NULL, "ended"));

	wake_up_process(t);
	WAIT_UNTIL(READ_ONCE(turns));
	WRITE_ONCE(ends, true);
	assert_int_equal(kthread_stop(t), 0);
	assert_int_equal(kthread_park(t), -ENOSYS);
	assert_true(logged("WARNING"));
	reports_expected = 1;
	put_task_struct(t);
}

static struct task_struct *parked_by_handler;

static int parks_itself(void *data)
{
	WRITE_ONCE(turns, (unsigned int)(1 - kthread_park(current)));
	WRITE_ONCE(ends, kthread_should_park());
	kthread_parkme();
	WRITE_ONCE(rounds, 1);
	while (!kthread_should_stop())
		yield();
	return 0;
}

static void unpark_from_handler(void *task)
{
	kthread_unpark(task);
}

static void it_may_ask_itself_and_a_handler_unpark_it(void **state)
{
	parked_by_handler = kthread_run(parks_itself, NULL, "self");
	WAIT_UNTIL(READ_ONCE(parked_by_handler->__state) & TASK_PARKED);
	assert_int_equal(READ_ONCE(turns), 1);
	assert_true(READ_ONCE(ends));
	interrupt_here(unpark_from_handler, parked_by_handler);
	WAIT_UNTIL(READ_ONCE(rounds));
	assert_int_equal(kthread_stop(parked_by_handler), 0);
}

int main(void)
{
#define PARK_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)
	const struct CMUnitTest tests[] = {
		PARK_TEST(parked_it_does_nothing),
		PARK_TEST(a_wake_does_not_end_parking),
		PARK_TEST(stop_ends_parking),
		PARK_TEST(parked_before_its_first_wake_it_has_not_called_its_function),
		PARK_TEST(unparking_one_that_is_not_parked_changes_nothing),
		PARK_TEST(park_and_unpark_in_a_row_lose_none),
		PARK_TEST(parking_one_that_has_ended_is_reported),
		PARK_TEST(it_may_ask_itself_and_a_handler_unpark_it),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
