// SPDX-License-Identifier: MIT
/*
 * What RCU promises: sections, grace periods, callbacks.
 */
#include "machine.h"

#include <linux/irq_work.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct item {
	int value;
	struct rcu_head rcu;
	char letter;
};

static struct item __rcu *shared;
static atomic_t called; /* callbacks that have returned, or are about to */

static void count_callback(struct rcu_head *head)
{
	atomic_inc_return(&called);
}

/* For those of one CPU. */
static void note_callback(struct rcu_head *head)
{
	note(container_of(head, struct item, rcu)->letter);
}

static int calls(void)
{
	return atomic_read_acquire(&called);
}

static void sections_nest(void **state)
{
	assert_false(rcu_read_lock_held());
	rcu_read_lock();
	rcu_read_lock();
	assert_int_equal(rcu_preempt_depth(), 2);
	rcu_read_unlock();
	assert_true(rcu_read_lock_held());
	/* Preemptible: no CPU is owned. */
	assert_int_equal(preempt_count(), 0);
	rcu_read_unlock();
	assert_false(rcu_read_lock_held());
}

static void other_sections_say_what_they_are(void **state)
{
	assert_false(rcu_read_lock_any_held());
	rcu_read_lock_bh();
	assert_true(rcu_read_lock_bh_held());
	assert_true(in_softirq());
	rcu_read_unlock_bh();
	rcu_read_lock_sched();
	assert_true(rcu_read_lock_sched_held());
	assert_true(rcu_read_lock_any_held());
	assert_false(rcu_read_lock_bh_held());
	rcu_read_unlock_sched();
	assert_false(rcu_read_lock_any_held());
}

static void a_guard_is_a_section(void **state)
{
	{
		guard(rcu)();
		assert_true(rcu_read_lock_held());
	}
	assert_false(rcu_read_lock_held());
	scoped_guard(rcu)
	{
		assert_true(rcu_read_lock_held());
	}
	assert_false(rcu_read_lock_held());
}

static void pointers_are_published_and_replaced(void **state)
{
	struct item one = {.value = 1}, two = {.value = 2};

	RCU_INIT_POINTER(shared, NULL);
	assert_null(rcu_access_pointer(shared));
	rcu_assign_pointer(shared, &one);
	rcu_read_lock();
	assert_int_equal(rcu_dereference(shared)->value, 1);
	assert_ptr_equal(rcu_pointer_handoff(rcu_dereference_raw(shared)), &one);
	assert_int_equal(rcu_dereference_check(shared, 0)->value, 1);
	rcu_read_unlock();
	assert_ptr_equal(rcu_replace_pointer(shared, &two, true), &one);
	assert_int_equal(rcu_dereference_protected(shared, true)->value, 2);
	rcu_read_lock_bh();
	assert_int_equal(rcu_dereference_bh_check(shared, false)->value, 2);
	rcu_read_unlock_bh();
	rcu_read_lock_sched();
	assert_int_equal(rcu_dereference_sched_check(shared, false)->value, 2);
	rcu_read_unlock_sched();
	RCU_INIT_POINTER(shared, NULL);
}

static void synchronize_returns_without_readers(void **state)
{
	for (int i = 0; i < 20; i++)
		synchronize_rcu();
	synchronize_rcu_expedited();
}

/* --- grace periods wait --- */

static struct {
	unsigned int entered; /* by the reader; released */
	unsigned int leave; /* by the test; released */
	unsigned int left;
} section;

static void begin_section(void)
{
	smp_store_release(&section.entered, 0);
	smp_store_release(&section.leave, 0);
	smp_store_release(&section.left, 0);
	atomic_set(&called, 0);
}

static void stay(void)
{
	smp_store_release(&section.entered, 1);
	SPIN_UNTIL(smp_load_acquire(&section.leave));
	smp_store_release(&section.left, 1);
}

static void read_in_handler(void *arg)
{
	stay();
}

static void read_in_tasklet(struct tasklet_struct *t)
{
	stay();
}

/* Somebody reads on CPU 1. A callback does not come before that has ended, and then it does. */
static void expect_awaited(void)
{
	struct item item;
	unsigned long cookie;

	WAIT_UNTIL(smp_load_acquire(&section.entered));
	cookie = get_state_synchronize_rcu();
	call_rcu(&item.rcu, count_callback);
	for (int i = 0; i < 200; i++)
		yield();
	assert_int_equal(calls(), 0);
	assert_false(poll_state_synchronize_rcu(cookie));
	smp_store_release(&section.leave, 1);
	synchronize_rcu();
	assert_int_equal(smp_load_acquire(&section.left), 1);
	assert_true(poll_state_synchronize_rcu(cookie));
	rcu_barrier();
	assert_int_equal(calls(), 1);
}

static void a_handler_is_awaited(void **state)
{
	begin_section();
	line1.fn = read_in_handler;
	(void)tl_irq_raise(line1.irq);
	expect_awaited();
	line1.fn = NULL;
}

static void fn_schedule_it(void *t)
{
	tasklet_schedule(t);
}

static void a_tasklet_is_awaited(void **state)
{
	DECLARE_TASKLET(reader, read_in_tasklet);

	begin_section();
	interrupt_cpu1(fn_schedule_it, &reader);
	expect_awaited();
	tasklet_kill(&reader);
}

static void own_sections_do_not_keep_poll_from_answering(void **state)
{
	unsigned long cookie;

	rcu_read_lock();
	cookie = start_poll_synchronize_rcu();
	assert_false(poll_state_synchronize_rcu(cookie));
	rcu_read_unlock();
	WAIT_UNTIL(poll_state_synchronize_rcu(cookie));
	cond_synchronize_rcu(cookie);
	assert_true(poll_state_synchronize_rcu(get_completed_synchronize_rcu()));
}

static void fn_read(void *arg)
{
	rcu_read_lock();
	note((char)('0' + rcu_preempt_depth()));
	rcu_read_unlock();
}

static void handlers_read_within_sections(void **state)
{
	interrupt_here(fn_read, NULL);
	rcu_read_lock();
	interrupt_here(fn_read, NULL);
	rcu_read_lock();
	interrupt_here(fn_read, NULL);
	rcu_read_unlock();
	assert_int_equal(rcu_preempt_depth(), 1);
	rcu_read_unlock();
	assert_string_equal(noted, "123");
}

/* The end of one section within another of another kind: a chain, which a callback that was queued
 * in its first part does not interrupt. */
static void sections_that_overlap_are_one(void **state)
{
	struct item item;
	unsigned long cookie;

	for (int i = 0; i < 50; i++) {
		atomic_set(&called, 0);
		rcu_read_lock();
		cookie = start_poll_synchronize_rcu();
		call_rcu(&item.rcu, count_callback);
		preempt_disable();
		rcu_read_unlock();
		assert_false(poll_state_synchronize_rcu(cookie));
		cpu_relax();
		rcu_read_lock();
		preempt_enable();
		yield();
		assert_false(poll_state_synchronize_rcu(cookie));
		assert_int_equal(calls(), 0);
		local_irq_disable();
		rcu_read_unlock();
		cpu_relax();
		assert_int_equal(calls(), 0);
		assert_false(poll_state_synchronize_rcu(cookie));
		local_irq_enable();
		rcu_barrier();
		assert_int_equal(calls(), 1);
		assert_true(poll_state_synchronize_rcu(cookie));
	}
}

/* --- callbacks --- */

static struct where callback_where;

static void find_out(struct rcu_head *head)
{
	where_am_i(&callback_where);
	atomic_inc_return(&called);
}

static void callbacks_run_in_softirq_context(void **state)
{
	struct rcu_head head;

	atomic_set(&called, 0);
	call_rcu(&head, find_out);
	rcu_barrier();
	assert_int_equal(calls(), 1);
	assert_true(callback_where.count & SOFTIRQ_OFFSET);
	assert_false(callback_where.count & HARDIRQ_MASK);
	assert_false(callback_where.irqs_off);
	assert_int_equal(callback_where.cpu, 0);
}

static void callbacks_of_a_cpu_run_in_order(void **state)
{
	struct item items[20];

	for (int i = 0; i < 20; i++) {
		items[i].letter = (char)('a' + i);
		call_rcu(&items[i].rcu, note_callback);
		if (i % 3 == 0)
			yield();
	}
	rcu_barrier();
	assert_string_equal(noted, "abcdefghijklmnopqrst");
}

static struct item again;
static int turns_left;

static void queue_again(struct rcu_head *head)
{
	note('x');
	if (--turns_left)
		call_rcu(head, queue_again);
}

static void a_callback_may_queue_itself(void **state)
{
	turns_left = 3;
	call_rcu(&again.rcu, queue_again);
	rcu_barrier();
	rcu_barrier();
	rcu_barrier();
	assert_string_equal(noted, "xxx");
}

static void fn_call_rcu(void *item)
{
	call_rcu(&((struct item *)item)->rcu, count_callback);
}

static void call_rcu_is_for_handlers_too(void **state)
{
	struct item a, b;
	unsigned long flags;

	atomic_set(&called, 0);
	interrupt_here(fn_call_rcu, &a);
	interrupt_cpu1(fn_call_rcu, &b);
	rcu_barrier();
	assert_int_equal(calls(), 2);
	local_irq_save(flags);
	call_rcu(&a.rcu, count_callback);
	assert_int_equal(calls(), 2);
	local_irq_restore(flags);
	rcu_barrier();
	assert_int_equal(calls(), 3);
}

static void kfree_rcu_frees(void **state)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);
	struct item *none = NULL;

	kfree_rcu(item, rcu);
	kfree_rcu(none, rcu);
	kfree_rcu_mightsleep(kzalloc(10, GFP_KERNEL));
	item = kzalloc(sizeof(*item), GFP_KERNEL);
	kfree_rcu(item);
	kvfree_rcu_mightsleep(none);
	rcu_barrier();
	/* LeakSanitizer looks whether it did. */
}

static void barrier_without_callbacks_returns(void **state)
{
	rcu_barrier();
	rcu_barrier();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(sections_nest),
		MACHINE_TEST(other_sections_say_what_they_are),
		MACHINE_TEST(a_guard_is_a_section),
		MACHINE_TEST(pointers_are_published_and_replaced),
		MACHINE_TEST(synchronize_returns_without_readers),
		MACHINE_TEST(a_handler_is_awaited),
		MACHINE_TEST(a_tasklet_is_awaited),
		MACHINE_TEST(own_sections_do_not_keep_poll_from_answering),
		MACHINE_TEST(handlers_read_within_sections),
		MACHINE_TEST(sections_that_overlap_are_one),
		MACHINE_TEST(callbacks_run_in_softirq_context),
		MACHINE_TEST(callbacks_of_a_cpu_run_in_order),
		MACHINE_TEST(a_callback_may_queue_itself),
		MACHINE_TEST(call_rcu_is_for_handlers_too),
		MACHINE_TEST(kfree_rcu_frees),
		MACHINE_TEST(barrier_without_callbacks_returns),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
