// SPDX-License-Identifier: MIT
/*
 * What SRCU promises: sections that may sleep, and domains that do not wait for each other.
 */
#include "machine.h"

#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/srcu.h>

DEFINE_STATIC_SRCU(domain);
DEFINE_SRCU(other_domain);

static atomic_t called;
static struct where callback_where; /* of the last one; on one CPU */

static void count_callback(struct rcu_head *head)
{
	where_am_i(&callback_where);
	atomic_inc_return(&called);
}

static int calls(void)
{
	return atomic_read_acquire(&called);
}

static void let_others_run(void)
{
	for (int i = 0; i < 100; i++)
		yield();
}

static void a_grace_period_waits_for_readers_of_its_domain(void **state)
{
	struct rcu_head head, other;
	int idx;

	atomic_set(&called, 0);
	idx = srcu_read_lock(&domain);
	assert_true(srcu_read_lock_held(&domain));
	assert_false(srcu_read_lock_held(&other_domain));
	call_srcu(&domain, &head, count_callback);
	call_srcu(&other_domain, &other, count_callback);
	srcu_barrier(&other_domain);
	assert_int_equal(calls(), 1);
	let_others_run();
	assert_int_equal(calls(), 1);
	srcu_read_unlock(&domain, idx);
	srcu_barrier(&domain);
	assert_int_equal(calls(), 2);
	assert_true(callback_where.count & SOFTIRQ_OFFSET);
	assert_false(callback_where.irqs_off);
}

static void readers_may_sleep_and_others_synchronize(void **state)
{
	int idx = srcu_read_lock(&domain);

	synchronize_srcu(&other_domain);
	synchronize_rcu();
	schedule_timeout_uninterruptible(1);
	srcu_read_unlock(&domain, idx);
	synchronize_srcu(&domain);
	synchronize_srcu_expedited(&domain);
}

static void sections_nest(void **state)
{
	struct rcu_head head;
	int outer = srcu_read_lock(&domain), inner = srcu_read_lock(&domain);

	atomic_set(&called, 0);
	call_srcu(&domain, &head, count_callback);
	srcu_read_unlock(&domain, outer);
	let_others_run();
	assert_int_equal(calls(), 0);
	srcu_read_unlock(&domain, inner);
	srcu_barrier(&domain);
	assert_int_equal(calls(), 1);
}

/* Readers that begin later, in the other counter and then in the first again. */
static void later_readers_are_not_waited_for(void **state)
{
	for (int i = 0; i < 5; i++) {
		int before = srcu_read_lock(&domain), after;
		unsigned long cookie = start_poll_synchronize_srcu(&domain);

		assert_false(poll_state_synchronize_srcu(&domain, cookie));
		after = srcu_read_lock(&domain);
		assert_int_not_equal(before, after);
		srcu_read_unlock(&domain, before);
		assert_true(poll_state_synchronize_srcu(&domain, cookie));
		srcu_read_unlock(&domain, after);
	}
}

static void each_callback_waits_for_its_own_grace_period(void **state)
{
	struct rcu_head heads[6];
	int idx[6];

	atomic_set(&called, 0);
	for (int i = 0; i < 6; i++) {
		idx[i] = srcu_read_lock(&domain);
		call_srcu(&domain, &heads[i], count_callback);
	}
	for (int i = 0; i < 6; i++) {
		let_others_run();
		assert_int_equal(calls() == 6, false);
		srcu_read_unlock(&domain, idx[i]);
	}
	srcu_barrier(&domain);
	assert_int_equal(calls(), 6);
}

static int handed_over;

static void fn_unlock(void *arg)
{
	srcu_up_read(&domain, handed_over);
}

static void fn_read(void *arg)
{
	int idx = srcu_read_lock(&domain);

	note('r');
	srcu_read_unlock(&domain, idx);
}

static void handlers_read_and_end_sections(void **state)
{
	unsigned long cookie;

	interrupt_here(fn_read, NULL);
	interrupt_cpu1(fn_read, NULL);
	assert_string_equal(noted, "rr");
	handed_over = srcu_down_read(&domain);
	cookie = start_poll_synchronize_srcu(&domain);
	assert_false(poll_state_synchronize_srcu(&domain, cookie));
	interrupt_cpu1(fn_unlock, NULL);
	assert_true(poll_state_synchronize_srcu(&domain, cookie));
	assert_true(poll_state_synchronize_srcu(&domain, get_completed_synchronize_srcu()));
	cookie = get_state_synchronize_srcu(&domain);
	assert_false(poll_state_synchronize_srcu(&domain, cookie));
	synchronize_srcu(&domain);
	assert_true(poll_state_synchronize_srcu(&domain, cookie));
}

static void a_guard_is_a_section(void **state)
{
	{
		guard(srcu)(&domain);
		assert_true(srcu_read_lock_held(&domain));
	}
	assert_false(srcu_read_lock_held(&domain));
}

static void domains_come_and_go(void **state)
{
	struct srcu_struct *ssp = kzalloc(sizeof(*ssp), GFP_KERNEL);
	struct rcu_head head;
	int value = 1, *p = &value;
	int idx;

	atomic_set(&called, 0);
	assert_int_equal(init_srcu_struct(ssp), 0);
	idx = srcu_read_lock(ssp);
	assert_int_equal(*srcu_dereference(p, ssp), 1);
	srcu_read_unlock(ssp, idx);
	call_srcu(ssp, &head, count_callback);
	srcu_barrier(ssp);
	cleanup_srcu_struct(ssp);
	kfree(ssp);
	assert_int_equal(calls(), 1);
}

static void misuse_is_reported(void **state)
{
	struct srcu_struct ssp;
	int idx;

	init_srcu_struct(&ssp);
	idx = srcu_read_lock(&ssp);
	reports_expected = 1;
	cleanup_srcu_struct(&ssp); /* with a reader */
	assert_int_equal(tl_report_count(), reports_before + 1);
	srcu_read_unlock(&ssp, idx);
	reports_expected = 2;
	srcu_read_unlock(&ssp, idx); /* without one */
	assert_int_equal(tl_report_count(), reports_before + 2);
	cleanup_srcu_struct(&ssp);
	reports_expected = 3;
	rcu_read_lock();
	synchronize_srcu(&domain);
	assert_int_equal(rcu_preempt_depth(), 1);
	rcu_read_unlock();
	assert_int_equal(
		logged("Illegal synchronize_srcu() in same-type SRCU (or in RCU) read-side critical section!"),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(a_grace_period_waits_for_readers_of_its_domain),
		MACHINE_TEST(readers_may_sleep_and_others_synchronize),
		MACHINE_TEST(sections_nest),
		MACHINE_TEST(later_readers_are_not_waited_for),
		MACHINE_TEST(each_callback_waits_for_its_own_grace_period),
		MACHINE_TEST(handlers_read_and_end_sections),
		MACHINE_TEST(a_guard_is_a_section),
		MACHINE_TEST(domains_come_and_go),
		MACHINE_TEST(misuse_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
