// SPDX-License-Identifier: MIT
/*
 * percpu_ref: who may get a reference when, when it is released, and its modes.
 */
#include "tasks.h"

#include <linux/percpu-refcount.h>

static struct percpu_ref ref;
static atomic_t released, confirmed;

static void release(struct percpu_ref *r)
{
	atomic_inc(&released);
}

static void confirm(struct percpu_ref *r)
{
	atomic_inc(&confirmed);
}

static void begin(unsigned int flags)
{
	atomic_set(&released, 0);
	atomic_set(&confirmed, 0);
	assert_int_equal(percpu_ref_init(&ref, release, flags, GFP_KERNEL), 0);
}

static void nothing_is_released_while_it_lives(void **state)
{
	begin(0);
	assert_false(percpu_ref_is_zero(&ref));
	assert_false(percpu_ref_is_dying(&ref));
	percpu_ref_get(&ref);
	percpu_ref_put(&ref);
	assert_true(percpu_ref_tryget(&ref));
	assert_true(percpu_ref_tryget_live(&ref));
	percpu_ref_put_many(&ref, 2);
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
	percpu_ref_exit(&ref);
}

static void killed_it_is_released_with_the_last_reference(void **state)
{
	begin(0);
	percpu_ref_get_many(&ref, 2);
	percpu_ref_kill_and_confirm(&ref, confirm);
	assert_true(percpu_ref_is_dying(&ref));
	assert_false(percpu_ref_tryget_live(&ref));
	rcu_barrier();
	assert_int_equal(atomic_read(&confirmed), 1);
	assert_int_equal(atomic_read(&released), 0);
	/* Not alive, but not 0. */
	assert_true(percpu_ref_tryget(&ref));
	percpu_ref_put_many(&ref, 2);
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_put(&ref);
	assert_int_equal(atomic_read(&released), 1);
	assert_true(percpu_ref_is_zero(&ref));
	assert_false(percpu_ref_tryget(&ref));
	percpu_ref_exit(&ref);
}

static int puts_elsewhere(void *arg)
{
	percpu_ref_put(&ref);
	return 0;
}

/* The counters of two CPUs: one has more gets, the other more puts. */
static void gotten_here_and_put_elsewhere_it_adds_up(void **state)
{
	struct task_struct *t[4];

	begin(0);
	percpu_ref_get_many(&ref, ARRAY_SIZE(t));
	for (unsigned int i = 0; i < ARRAY_SIZE(t); i++)
		t[i] = begin_task(puts_elsewhere, NULL);
	for (unsigned int i = 0; i < ARRAY_SIZE(t); i++)
		end_task(t[i]);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

static void tryget_live_rcu_is_for_readers(void **state)
{
	begin(0);
	rcu_read_lock();
	assert_true(percpu_ref_tryget_live_rcu(&ref));
	rcu_read_unlock();
	percpu_ref_put(&ref);
	percpu_ref_kill(&ref);
	rcu_barrier();
	percpu_ref_exit(&ref);
}

static void switched_to_atomic_and_back_it_counts_on(void **state)
{
	begin(PERCPU_REF_ALLOW_REINIT);
	percpu_ref_get(&ref);
	percpu_ref_switch_to_atomic_sync(&ref);
	assert_true(ref.percpu_count_ptr & __PERCPU_REF_ATOMIC);
	assert_int_equal(atomic_long_read(&ref.data->count), 2);
	percpu_ref_get(&ref);
	assert_int_equal(atomic_long_read(&ref.data->count), 3);
	/* Is so: told at once. */
	percpu_ref_switch_to_atomic(&ref, confirm);
	assert_int_equal(atomic_read(&confirmed), 1);
	percpu_ref_switch_to_percpu(&ref);
	assert_false(ref.percpu_count_ptr & __PERCPU_REF_ATOMIC);
	percpu_ref_put_many(&ref, 2);
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

static void a_switch_that_is_under_way_is_waited_for(void **state)
{
	begin(PERCPU_REF_ALLOW_REINIT);
	percpu_ref_switch_to_atomic(&ref, confirm);
	percpu_ref_switch_to_percpu(&ref);
	assert_int_equal(atomic_read(&confirmed), 1);
	assert_false(ref.percpu_count_ptr & __PERCPU_REF_ATOMIC);
	percpu_ref_kill(&ref);
	rcu_barrier();
	percpu_ref_exit(&ref);
}

static void born_atomic_it_counts_at_once(void **state)
{
	begin(PERCPU_REF_INIT_ATOMIC);
	percpu_ref_get(&ref);
	assert_int_equal(atomic_long_read(&ref.data->count), 2);
	percpu_ref_kill_and_confirm(&ref, confirm);
	assert_int_equal(atomic_read(&confirmed), 1);
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_put(&ref);
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

static void born_dead_it_comes_alive(void **state)
{
	begin(PERCPU_REF_INIT_DEAD);
	assert_true(percpu_ref_is_zero(&ref));
	assert_true(percpu_ref_is_dying(&ref));
	assert_false(percpu_ref_tryget(&ref));
	percpu_ref_reinit(&ref);
	assert_true(percpu_ref_tryget_live(&ref));
	assert_false(ref.percpu_count_ptr & __PERCPU_REF_ATOMIC);
	percpu_ref_put(&ref);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

static void resurrected_it_keeps_its_references(void **state)
{
	begin(PERCPU_REF_ALLOW_REINIT);
	percpu_ref_get(&ref);
	percpu_ref_kill(&ref);
	percpu_ref_resurrect(&ref);
	assert_true(percpu_ref_tryget_live(&ref));
	percpu_ref_put_many(&ref, 2);
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

/* --- misuse --- */

static void killed_twice_it_is_reported(void **state)
{
	reports_expected = 1;
	begin(0);
	percpu_ref_get(&ref);
	percpu_ref_kill(&ref);
	percpu_ref_kill(&ref);
	assert_int_equal(logged("percpu_ref_kill_and_confirm called more than once on"), 1);
	rcu_barrier();
	assert_int_equal(atomic_read(&released), 0);
	percpu_ref_put(&ref);
	assert_int_equal(atomic_read(&released), 1);
	percpu_ref_exit(&ref);
}

static void put_too_often_it_is_reported(void **state)
{
	reports_expected = 1;
	begin(0);
	percpu_ref_put_many(&ref, 5);
	percpu_ref_kill(&ref);
	rcu_barrier();
	assert_int_equal(logged("percpu ref ("), 1);
	assert_int_equal(logged("after switching to atomic"), 1);
	percpu_ref_exit(&ref);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(nothing_is_released_while_it_lives),
		MACHINE_TEST(killed_it_is_released_with_the_last_reference),
		MACHINE_TEST(gotten_here_and_put_elsewhere_it_adds_up),
		MACHINE_TEST(tryget_live_rcu_is_for_readers),
		MACHINE_TEST(switched_to_atomic_and_back_it_counts_on),
		MACHINE_TEST(a_switch_that_is_under_way_is_waited_for),
		MACHINE_TEST(born_atomic_it_counts_at_once),
		MACHINE_TEST(born_dead_it_comes_alive),
		MACHINE_TEST(resurrected_it_keeps_its_references),
		MACHINE_TEST(killed_twice_it_is_reported),
		MACHINE_TEST(put_too_often_it_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
