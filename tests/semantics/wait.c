// SPDX-License-Identifier: MIT
/*
 * Wait queues: who is woken, in which order, and what is left on the queue. The waiters are
 * entries with functions of their own, so that one task can look at all of them.
 */
#include "machine.h"

#include <linux/wait.h>

/* An entry that notes its letter when it is woken. */
struct waiter {
	struct wait_queue_entry entry;
	char name;
	int ret;
	unsigned int mode;
	void *key;
};

static int note_wake(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	struct waiter *w = container_of(entry, struct waiter, entry);

	note(w->name);
	w->mode = mode;
	w->key = key;
	return w->ret;
}

static void waiter_init(struct waiter *w, char name)
{
	memset(w, 0, sizeof(*w));
	init_waitqueue_func_entry(&w->entry, note_wake);
	INIT_LIST_HEAD(&w->entry.entry);
	w->name = name;
	w->ret = 1;
}

/* Shared ones a, b; exclusive ones X, Y, Z; added in this order: a X b Y Z. */
struct five {
	struct wait_queue_head head;
	struct waiter a, b, x, y, z;
};

static void five_init(struct five *f)
{
	init_waitqueue_head(&f->head);
	waiter_init(&f->a, 'a');
	waiter_init(&f->b, 'b');
	waiter_init(&f->x, 'X');
	waiter_init(&f->y, 'Y');
	waiter_init(&f->z, 'Z');
	add_wait_queue(&f->head, &f->a.entry);
	add_wait_queue_exclusive(&f->head, &f->x.entry);
	add_wait_queue(&f->head, &f->b.entry);
	add_wait_queue_exclusive(&f->head, &f->y.entry);
	add_wait_queue_exclusive(&f->head, &f->z.entry);
}

static void wake_up_wakes_all_shared_and_one_exclusive(void **state)
{
	struct five f;

	five_init(&f);
	wake_up(&f.head);
	/* Shared ones stand in front, the newest first; exclusive ones behind, in turn. */
	assert_string_equal(noted, "baX");
}

static void wake_up_nr_wakes_so_many_exclusive(void **state)
{
	struct five f;

	five_init(&f);
	wake_up_nr(&f.head, 2);
	assert_string_equal(noted, "baXY");
}

static void wake_up_all_wakes_all(void **state)
{
	struct five f;

	five_init(&f);
	wake_up_all(&f.head);
	assert_string_equal(noted, "baXYZ");
}

static void one_that_was_not_woken_uses_up_nothing(void **state)
{
	struct five f;

	five_init(&f);
	f.x.ret = 0;
	wake_up(&f.head);
	assert_string_equal(noted, "baXY");
}

static void a_negative_return_ends_the_wake(void **state)
{
	struct five f;

	five_init(&f);
	f.a.ret = -1;
	wake_up_all(&f.head);
	assert_string_equal(noted, "ba");
}

static void removed_ones_are_not_woken(void **state)
{
	struct five f;

	five_init(&f);
	remove_wait_queue(&f.head, &f.b.entry);
	remove_wait_queue(&f.head, &f.x.entry);
	wake_up(&f.head);
	assert_string_equal(noted, "aY");
}

static void a_priority_one_is_woken_first(void **state)
{
	struct waiter p, late;
	struct five f;

	five_init(&f);
	waiter_init(&p, 'P');
	waiter_init(&late, 'l');
	p.ret = 0;
	add_wait_queue_priority(&f.head, &p.entry);
	add_wait_queue(&f.head, &late.entry);
	wake_up(&f.head);
	assert_string_equal(noted, "PlbaX");
	/* It counts as exclusive: if it takes the wake, nobody else gets it. */
	forget_notes();
	p.ret = 1;
	wake_up(&f.head);
	assert_string_equal(noted, "P");
}

static void mode_and_key_reach_the_function(void **state)
{
	struct five f;

	five_init(&f);
	wake_up(&f.head);
	assert_int_equal(f.a.mode, TASK_NORMAL);
	assert_null(f.a.key);
	wake_up_interruptible(&f.head);
	assert_int_equal(f.a.mode, TASK_INTERRUPTIBLE);
	wake_up_poll(&f.head, 0x41);
	assert_int_equal(f.a.mode, TASK_NORMAL);
	assert_ptr_equal(f.a.key, (void *)0x41);
	wake_up_interruptible_poll(&f.head, 0x42);
	assert_int_equal(f.a.mode, TASK_INTERRUPTIBLE);
	assert_ptr_equal(f.a.key, (void *)0x42);
	wake_up_interruptible_all(&f.head);
	assert_ptr_equal(f.z.key, NULL);
	assert_int_equal(f.z.mode, TASK_INTERRUPTIBLE);
}

static void wake_up_locked_is_for_who_holds_the_lock(void **state)
{
	struct five f;

	five_init(&f);
	spin_lock(&f.head.lock);
	wake_up_locked(&f.head);
	spin_unlock(&f.head.lock);
	assert_string_equal(noted, "baX");
	forget_notes();
	spin_lock(&f.head.lock);
	wake_up_all_locked(&f.head);
	spin_unlock(&f.head.lock);
	assert_string_equal(noted, "baXYZ");
}

static void waking_an_empty_queue_does_nothing(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);

	wake_up(&head);
	wake_up_all(&head);
	wake_up_interruptible_nr(&head, 3);
	assert_false(waitqueue_active(&head));
	assert_false(wq_has_sleeper(&head));
}

static void active_while_somebody_is_queued(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	struct waiter w;

	waiter_init(&w, 'w');
	add_wait_queue(&head, &w.entry);
	assert_true(waitqueue_active(&head));
	assert_true(wq_has_sleeper(&head));
	remove_wait_queue(&head, &w.entry);
	assert_false(waitqueue_active(&head));
}

static void interruptible_wakes_leave_uninterruptible_sleepers(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_UNINTERRUPTIBLE);
	wake_up_interruptible_all(&head);
	assert_int_equal(get_current_state(), TASK_UNINTERRUPTIBLE);
	/* Not woken, so not taken off either. */
	assert_true(waitqueue_active(&head));
	wake_up(&head);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	finish_wait(&head, &wait);

	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	wake_up_interruptible(&head);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	finish_wait(&head, &wait);
	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	wake_up(&head);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	finish_wait(&head, &wait);
}

static void a_wake_takes_a_prepared_entry_off_the_queue(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_UNINTERRUPTIBLE);
	assert_true(waitqueue_active(&head));
	wake_up(&head);
	assert_false(waitqueue_active(&head));
	assert_true(list_empty(&wait.entry));
	finish_wait(&head, &wait);
}

static void a_wake_leaves_a_declared_entry_on_the_queue(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DECLARE_WAITQUEUE(wait, current);

	add_wait_queue(&head, &wait);
	set_current_state(TASK_INTERRUPTIBLE);
	wake_up(&head);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_true(waitqueue_active(&head));
	remove_wait_queue(&head, &wait);
}

static void finish_wait_takes_off_what_was_not_woken(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	finish_wait(&head, &wait);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_false(waitqueue_active(&head));
	assert_true(list_empty(&wait.entry));
}

static void prepare_twice_queues_once_and_sets_the_state_again(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DEFINE_WAIT(wait);

	prepare_to_wait(&head, &wait, TASK_INTERRUPTIBLE);
	__set_current_state(TASK_RUNNING);
	prepare_to_wait(&head, &wait, TASK_UNINTERRUPTIBLE);
	assert_int_equal(get_current_state(), TASK_UNINTERRUPTIBLE);
	assert_ptr_equal(head.head.next, &wait.entry);
	assert_ptr_equal(wait.entry.next, &head.head);
	finish_wait(&head, &wait);
}

static void prepare_exclusive_says_whether_it_is_the_first(void **state)
{
	DECLARE_WAIT_QUEUE_HEAD(head);
	DEFINE_WAIT(first);
	DEFINE_WAIT(second);

	assert_true(prepare_to_wait_exclusive(&head, &first, TASK_UNINTERRUPTIBLE));
	assert_false(prepare_to_wait_exclusive(&head, &first, TASK_UNINTERRUPTIBLE));
	assert_false(prepare_to_wait_exclusive(&head, &second, TASK_UNINTERRUPTIBLE));
	assert_true(first.flags & WQ_FLAG_EXCLUSIVE);
	/* One wake, one of the two. */
	wake_up(&head);
	assert_true(list_empty(&first.entry));
	assert_false(list_empty(&second.entry));
	finish_wait(&head, &second);
}

static void wake_up_process_says_whether_it_woke(void **state)
{
	assert_int_equal(wake_up_process(current), 0);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(wake_up_process(current), 1);
	assert_int_equal(get_current_state(), TASK_RUNNING);
	assert_int_equal(wake_up_process(current), 0);
	set_current_state(TASK_UNINTERRUPTIBLE);
	assert_int_equal(wake_up_state(current, TASK_INTERRUPTIBLE), 0);
	assert_int_equal(wake_up_state(current, TASK_UNINTERRUPTIBLE), 1);
}

static void schedule_returns_at_once_when_woken_before(void **state)
{
	schedule();
	set_current_state(TASK_UNINTERRUPTIBLE);
	wake_up_process(current);
	schedule();
	assert_int_equal(get_current_state(), TASK_RUNNING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(wake_up_wakes_all_shared_and_one_exclusive),
		MACHINE_TEST(wake_up_nr_wakes_so_many_exclusive),
		MACHINE_TEST(wake_up_all_wakes_all),
		MACHINE_TEST(one_that_was_not_woken_uses_up_nothing),
		MACHINE_TEST(a_negative_return_ends_the_wake),
		MACHINE_TEST(removed_ones_are_not_woken),
		MACHINE_TEST(a_priority_one_is_woken_first),
		MACHINE_TEST(mode_and_key_reach_the_function),
		MACHINE_TEST(wake_up_locked_is_for_who_holds_the_lock),
		MACHINE_TEST(waking_an_empty_queue_does_nothing),
		MACHINE_TEST(active_while_somebody_is_queued),
		MACHINE_TEST(interruptible_wakes_leave_uninterruptible_sleepers),
		MACHINE_TEST(a_wake_takes_a_prepared_entry_off_the_queue),
		MACHINE_TEST(a_wake_leaves_a_declared_entry_on_the_queue),
		MACHINE_TEST(finish_wait_takes_off_what_was_not_woken),
		MACHINE_TEST(prepare_twice_queues_once_and_sets_the_state_again),
		MACHINE_TEST(prepare_exclusive_says_whether_it_is_the_first),
		MACHINE_TEST(wake_up_process_says_whether_it_woke),
		MACHINE_TEST(schedule_returns_at_once_when_woken_before),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
