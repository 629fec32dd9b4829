// SPDX-License-Identifier: MIT
/*
 * percpu_counter: sums are exact, reads are off by the batches.
 */
#include "tasks.h"

#include <linux/percpu_counter.h>

static struct percpu_counter counter;

static void begin(s64 amount)
{
	assert_int_equal(percpu_counter_init(&counter, amount, GFP_KERNEL), 0);
}

static void it_counts_from_its_first_value(void **state)
{
	begin(7);
	assert_true(percpu_counter_initialized(&counter));
	assert_int_equal(percpu_counter_read(&counter), 7);
	percpu_counter_inc(&counter);
	percpu_counter_add(&counter, 5);
	percpu_counter_sub(&counter, 2);
	percpu_counter_dec(&counter);
	assert_int_equal(percpu_counter_sum(&counter), 10);
	percpu_counter_destroy(&counter);
	assert_false(percpu_counter_initialized(&counter));
	percpu_counter_destroy(&counter);
}

static void a_batch_is_added_to_the_common_part(void **state)
{
	begin(0);
	percpu_counter_add_batch(&counter, 9, 10);
	assert_int_equal(percpu_counter_read(&counter), 0);
	assert_int_equal(percpu_counter_sum(&counter), 9);
	percpu_counter_add_batch(&counter, 1, 10);
	assert_int_equal(percpu_counter_read(&counter), 10);
	percpu_counter_add_local(&counter, 1000);
	assert_int_equal(percpu_counter_read(&counter), 10);
	percpu_counter_sub_local(&counter, 1);
	percpu_counter_sync(&counter);
	assert_int_equal(percpu_counter_read(&counter), 1009);
	percpu_counter_destroy(&counter);
}

static void negative_ones_are_read_as_0(void **state)
{
	begin(-5);
	assert_int_equal(percpu_counter_read(&counter), -5);
	assert_int_equal(percpu_counter_read_positive(&counter), 0);
	assert_int_equal(percpu_counter_sum_positive(&counter), 0);
	percpu_counter_set(&counter, 5);
	assert_int_equal(percpu_counter_read_positive(&counter), 5);
	assert_int_equal(percpu_counter_sum_positive(&counter), 5);
	percpu_counter_destroy(&counter);
}

static void it_is_compared_exactly(void **state)
{
	begin(100);
	percpu_counter_inc(&counter);
	assert_int_equal(percpu_counter_compare(&counter, 101), 0);
	assert_int_equal(percpu_counter_compare(&counter, 102), -1);
	assert_int_equal(percpu_counter_compare(&counter, 100), 1);
	assert_int_equal(percpu_counter_compare(&counter, 1000000), -1);
	assert_int_equal(percpu_counter_compare(&counter, -1000000), 1);
	percpu_counter_destroy(&counter);
}

static void a_limit_is_not_passed(void **state)
{
	begin(8);
	assert_true(percpu_counter_limited_add(&counter, 10, 2));
	assert_false(percpu_counter_limited_add(&counter, 10, 1));
	assert_true(percpu_counter_limited_add(&counter, 0, -10));
	assert_false(percpu_counter_limited_add(&counter, 0, -1));
	assert_int_equal(percpu_counter_sum(&counter), 0);
	percpu_counter_destroy(&counter);
}

static void many_do_not_mix(void **state)
{
	struct percpu_counter many[3];

	assert_int_equal(percpu_counter_init_many(many, 1, GFP_KERNEL, 3), 0);
	percpu_counter_add(&many[1], 5);
	assert_int_equal(percpu_counter_sum(&many[0]), 1);
	assert_int_equal(percpu_counter_sum(&many[1]), 6);
	assert_int_equal(percpu_counter_sum(&many[2]), 1);
	percpu_counter_destroy_many(many, 3);
}

static void fn_inc(void *arg)
{
	percpu_counter_inc(&counter);
}

static int counts(void *arg)
{
	for (int i = 0; i < 200; i++)
		percpu_counter_inc(&counter);
	return 0;
}

static void tasks_and_interrupts_count_exactly(void **state)
{
	struct task_struct *t[3];

	begin(0);
	for (unsigned int i = 0; i < ARRAY_SIZE(t); i++)
		t[i] = begin_task(counts, NULL);
	for (int i = 0; i < 20; i++)
		interrupt_cpu1(fn_inc, NULL);
	for (unsigned int i = 0; i < ARRAY_SIZE(t); i++)
		end_task(t[i]);
	assert_int_equal(percpu_counter_sum(&counter), 620);
	percpu_counter_destroy(&counter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(it_counts_from_its_first_value),
		MACHINE_TEST(a_batch_is_added_to_the_common_part),
		MACHINE_TEST(negative_ones_are_read_as_0),
		MACHINE_TEST(it_is_compared_exactly),
		MACHINE_TEST(a_limit_is_not_passed),
		MACHINE_TEST(many_do_not_mix),
		MACHINE_TEST(tasks_and_interrupts_count_exactly),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
