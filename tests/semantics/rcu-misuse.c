// SPDX-License-Identifier: MIT
/*
 * Broken rules of RCU: what is said, and that things go on.
 */
#include <errno.h>

#include "machine.h"

#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

static void unlock_without_lock(void **state)
{
	reports_expected = 1;
	rcu_read_unlock();
	assert_int_equal(rcu_preempt_depth(), 0);
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 1);
	assert_int_equal(logged("is trying to release lock (rcu_read_lock) at:"), 1);
	assert_int_equal(logged("but there are no more locks to release!"), 1);
}

static void sleeping_in_a_section(void **state)
{
	reports_expected = 1;
	rcu_read_lock();
	schedule_timeout_uninterruptible(1);
	assert_int_equal(rcu_preempt_depth(), 1);
	/* Once, as on Linux. */
	schedule_timeout_uninterruptible(1);
	rcu_read_unlock();
	assert_int_equal(logged("Voluntary context switch within RCU read-side critical section!"),
			 1);
	synchronize_rcu();
}

static void what_might_sleep_in_a_section(void **state)
{
	reports_expected = 1;
	rcu_read_lock();
	might_sleep();
	rcu_read_unlock();
	assert_int_equal(logged("BUG: sleeping function called from invalid context at "), 1);
	assert_int_equal(logged("RCU nest depth: 1, expected: 0"), 1);
	might_sleep();
}

static void synchronize_in_a_section(void **state)
{
	reports_expected = 1;
	rcu_read_lock();
	rcu_read_lock();
	synchronize_rcu();
	assert_int_equal(rcu_preempt_depth(), 2);
	rcu_read_unlock();
	rcu_read_unlock();
	assert_int_equal(logged("WARNING: suspicious RCU usage"), 1);
	assert_int_equal(logged("Illegal synchronize_rcu() in RCU read-side critical section!"), 1);
}

static DEFINE_SPINLOCK(lock);

static void synchronize_under_a_spinlock(void **state)
{
	reports_expected = 2;
	spin_lock(&lock);
	synchronize_rcu();
	spin_unlock(&lock);
	assert_int_equal(logged("BUG: sleeping function called from invalid context at "), 1);
	assert_int_equal(logged("BUG: scheduling while atomic: "), 1);
}

static void note_callback(struct rcu_head *head)
{
	note('c');
}

static void the_same_head_twice(void **state)
{
	struct rcu_head head;

	reports_expected = 1;
	rcu_read_lock();
	call_rcu(&head, note_callback);
	call_rcu(&head, note_callback);
	rcu_read_unlock();
	rcu_barrier();
	assert_string_equal(noted, "c");
	assert_int_equal(logged("call_rcu(): Double-freed CB "), 1);
	/* It may be used again now. */
	call_rcu(&head, note_callback);
	rcu_barrier();
	assert_string_equal(noted, "cc");
}

static void dereference_outside_of_a_section(void **state)
{
	static int value, __rcu *p = &value;

	reports_expected = 1;
	rcu_read_lock();
	(void)rcu_dereference_check(p, false);
	rcu_read_unlock();
	(void)rcu_dereference_check(p, true);
	assert_int_equal(tl_report_count(), reports_before);
	(void)rcu_dereference_check(p, false);
	assert_int_equal(logged("suspicious rcu_dereference_check() usage!"), 1);
}

static void update_without_its_lock(void **state)
{
	static int value, __rcu *p = &value;

	reports_expected = 1;
	(void)rcu_replace_pointer(p, NULL, spin_is_locked(&lock));
	assert_int_equal(logged("suspicious rcu_dereference_protected() usage!"), 1);
}

static void shutdown_in_a_section(void **state)
{
	rcu_read_lock();
	assert_int_equal(tl_shutdown(), -EDEADLK);
	rcu_read_unlock();
	assert_int_equal(logged("tl_shutdown: called from a read section of RCU"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(unlock_without_lock),
		MACHINE_TEST(sleeping_in_a_section),
		MACHINE_TEST(what_might_sleep_in_a_section),
		MACHINE_TEST(synchronize_in_a_section),
		MACHINE_TEST(synchronize_under_a_spinlock),
		MACHINE_TEST(the_same_head_twice),
		MACHINE_TEST(dereference_outside_of_a_section),
		MACHINE_TEST(update_without_its_lock),
		MACHINE_TEST(shutdown_in_a_section),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
