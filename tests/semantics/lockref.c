// SPDX-License-Identifier: MIT
/*
 * Counts with a lock (lockref), lists with a lock in their head (list_bl), and rcu_sync.
 */
#include "tasks.h"

#include <linux/lockref.h>
#include <linux/rcu_sync.h>
#include <linux/rculist_bl.h>

static struct lockref ref;

static void references_are_counted(void **state)
{
	lockref_init(&ref);
	assert_int_equal(ref.count, 1);
	lockref_get(&ref);
	assert_true(lockref_get_not_zero(&ref));
	assert_int_equal(ref.count, 3);
	assert_int_equal(lockref_put_return(&ref), 2);
	assert_true(lockref_put_not_zero(&ref));
	assert_false(lockref_put_not_zero(&ref));
	assert_int_equal(ref.count, 1);
	assert_int_equal(lockref_put_return(&ref), 0);
	assert_int_equal(lockref_put_return(&ref), -1);
	assert_false(lockref_get_not_zero(&ref));
	assert_true(lockref_get_not_dead(&ref));
	assert_int_equal(ref.count, 1);
}

static void the_last_put_leaves_it_locked(void **state)
{
	lockref_init(&ref, 2);
	assert_true(lockref_put_or_lock(&ref));
	assert_false(spin_is_locked(&ref.lock));
	assert_false(lockref_put_or_lock(&ref));
	assert_true(spin_is_locked(&ref.lock));
	assert_int_equal(ref.count, 1);
	/* Somebody has it locked. */
	assert_int_equal(lockref_put_return(&ref), -1);
	spin_unlock(&ref.lock);
}

static void dead_it_is_given_to_nobody(void **state)
{
	lockref_init(&ref, 1);
	spin_lock(&ref.lock);
	lockref_mark_dead(&ref);
	assert_true(__lockref_is_dead(&ref));
	spin_unlock(&ref.lock);
	assert_false(lockref_get_not_dead(&ref));
	assert_false(lockref_get_not_zero(&ref));
	assert_int_equal(lockref_put_return(&ref), -1);
}

/* --- list_bl --- */

struct item {
	char letter;
	struct hlist_bl_node node;
};

static struct hlist_bl_head head;

static void note_all(void)
{
	struct hlist_bl_node *pos;
	struct item *item;

	hlist_bl_for_each_entry(item, pos, &head, node) note(item->letter);
}

static void a_locked_list_is_changed(void **state)
{
	struct item a = {.letter = 'A'}, b = {.letter = 'B'}, c = {.letter = 'C'},
		    d = {.letter = 'D'}, *item;
	struct hlist_bl_node *pos, *n;

	INIT_HLIST_BL_HEAD(&head);
	INIT_HLIST_BL_NODE(&a.node);
	assert_true(hlist_bl_unhashed(&a.node));
	assert_true(hlist_bl_empty(&head));
	hlist_bl_lock(&head);
	assert_true(hlist_bl_is_locked(&head));
	assert_true(hlist_bl_empty(&head));
	hlist_bl_add_head(&b.node, &head);
	hlist_bl_add_before(&a.node, &b.node);
	hlist_bl_add_behind(&d.node, &b.node);
	hlist_bl_add_before(&c.node, &d.node);
	assert_true(hlist_bl_is_locked(&head));
	hlist_bl_unlock(&head);
	assert_false(hlist_bl_is_locked(&head));
	note_all();
	assert_string_equal(noted, "ABCD");
	hlist_bl_lock(&head);
	hlist_bl_del_init(&a.node);
	assert_true(hlist_bl_unhashed(&a.node));
	hlist_bl_del_init(&a.node);
	hlist_bl_del(&c.node);
	hlist_bl_unlock(&head);
	note_all();
	assert_string_equal(noted, "ABCDBD");
	hlist_bl_lock(&head);
	hlist_bl_for_each_entry_safe(item, pos, n, &head, node) hlist_bl_del(&item->node);
	hlist_bl_unlock(&head);
	assert_true(hlist_bl_empty(&head));
}

static void readers_under_rcu_find_their_way(void **state)
{
	struct item a = {.letter = 'A'}, b = {.letter = 'B'}, *item;
	struct hlist_bl_node *pos;

	INIT_HLIST_BL_HEAD(&head);
	hlist_bl_lock(&head);
	hlist_bl_add_head_rcu(&b.node, &head);
	hlist_bl_add_head_rcu(&a.node, &head);
	hlist_bl_unlock(&head);
	rcu_read_lock();
	hlist_bl_for_each_entry_rcu(item, pos, &head, node)
	{
		note(item->letter);
		if (item != &a)
			continue;
		hlist_bl_lock(&head);
		hlist_bl_del_rcu(&a.node);
		hlist_bl_unlock(&head);
	}
	rcu_read_unlock();
	assert_string_equal(noted, "AB");
	assert_ptr_equal(hlist_bl_first(&head), &b.node);
}

static int adds(void *arg)
{
	struct item *item = arg;

	for (int i = 0; i < 100; i++) {
		hlist_bl_lock(&head);
		hlist_bl_add_head(&item->node, &head);
		hlist_bl_unlock(&head);
		hlist_bl_lock(&head);
		hlist_bl_del(&item->node);
		hlist_bl_unlock(&head);
	}
	return 0;
}

static void the_bit_keeps_tasks_apart(void **state)
{
	struct item items[3] = {{.letter = 'A'}, {.letter = 'B'}, {.letter = 'C'}};
	struct task_struct *t[3];

	INIT_HLIST_BL_HEAD(&head);
	for (int i = 0; i < 3; i++)
		t[i] = begin_task(adds, &items[i]);
	for (int i = 0; i < 3; i++)
		end_task(t[i]);
	assert_true(hlist_bl_empty(&head));
	assert_false(hlist_bl_is_locked(&head));
}

/* --- rcu_sync --- */

static DEFINE_RCU_SYNC(readers);

static bool idle_now(void)
{
	bool is_idle;

	rcu_read_lock();
	is_idle = rcu_sync_is_idle(&readers);
	rcu_read_unlock();
	return is_idle;
}

static int enters_and_exits(void *arg)
{
	rcu_sync_enter(&readers);
	note('e');
	rcu_sync_exit(&readers);
	return 0;
}

static void rcu_sync_sends_readers_the_slow_way_and_back(void **state)
{
	struct task_struct *t;

	rcu_sync_init(&readers);
	assert_true(idle_now());
	rcu_sync_enter(&readers);
	assert_false(idle_now());
	/* Another one need not wait, and its exit changes nothing. */
	t = begin_task(enters_and_exits, NULL);
	assert_int_equal(end_task(t), 0);
	assert_int_equal(notes(), 1);
	rcu_barrier();
	assert_false(idle_now());
	rcu_sync_exit(&readers);
	rcu_barrier();
	assert_true(idle_now());
	rcu_sync_dtor(&readers);
}

static void rcu_sync_entered_on_the_way_back_stays_slow(void **state)
{
	rcu_sync_enter(&readers);
	rcu_sync_exit(&readers);
	rcu_sync_enter(&readers);
	assert_false(idle_now());
	rcu_barrier();
	assert_false(idle_now());
	rcu_sync_exit(&readers);
	rcu_sync_enter(&readers);
	rcu_sync_exit(&readers);
	rcu_sync_dtor(&readers);
	assert_true(idle_now());
}

static void rcu_sync_asked_by_no_reader_is_reported(void **state)
{
	bool is_idle;

	reports_expected = 1;
	is_idle = rcu_sync_is_idle(&readers);
	assert_true(is_idle);
	assert_int_equal(logged("suspicious rcu_sync_is_idle() usage"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(references_are_counted),
		MACHINE_TEST(the_last_put_leaves_it_locked),
		MACHINE_TEST(dead_it_is_given_to_nobody),
		MACHINE_TEST(a_locked_list_is_changed),
		MACHINE_TEST(readers_under_rcu_find_their_way),
		MACHINE_TEST(the_bit_keeps_tasks_apart),
		MACHINE_TEST(rcu_sync_sends_readers_the_slow_way_and_back),
		MACHINE_TEST(rcu_sync_entered_on_the_way_back_stays_slow),
		MACHINE_TEST(rcu_sync_asked_by_no_reader_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
