// SPDX-License-Identifier: MIT
/*
 * Cancelling, disabling, flushing and draining.
 */
#include "workqueue.h"

static struct workqueue_struct *ordered;
/* Holds the ordered queue up while the gate is closed. */
static struct item plug;

static int begin(void **state)
{
	ordered = alloc_ordered_workqueue("ordered", 0);
	gate_close();
	gated_init(&plug, 'p');
	queue_work(ordered, &plug.work);
	WAIT_AT_GATE(1);
	return test_begin(state);
}

static int end(void **state)
{
	gate_open_up();
	destroy_workqueue(ordered);
	return test_end(state);
}

#define ORDERED_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static void cancelled_before_it_has_begun_it_does_not_run(void **state)
{
	struct item a;

	item_init(&a, 'a');
	queue_work(ordered, &a.work);
	assert_true(cancel_work(&a.work));
	assert_false(work_pending(&a.work));
	assert_false(cancel_work(&a.work));
	gate_open_up();
	flush_workqueue(ordered);
	assert_int_equal(runs_of(&a), 0);
}

static void one_cancelled_in_the_middle_leaves_the_others_in_order(void **state)
{
	struct item items[4];

	for (unsigned int i = 0; i < 4; i++) {
		item_init(&items[i], (char)('a' + i));
		queue_work(ordered, &items[i].work);
	}
	assert_true(cancel_work_sync(&items[1].work));
	assert_true(queue_work(ordered, &items[1].work));
	gate_open_up();
	flush_workqueue(ordered);
	assert_string_equal(noted, "Pacdb");
}

static void cancel_sync_waits_for_a_running_one(void **state)
{
	gate_open_up();
	assert_false(cancel_work_sync(&plug.work));
	assert_int_equal(runs_of(&plug), 1);
	assert_int_equal(work_busy(&plug.work), 0);
}

static void cancel_does_not_wait_for_a_running_one(void **state)
{
	assert_false(cancel_work(&plug.work));
	assert_int_equal(work_busy(&plug.work), WORK_BUSY_RUNNING);
}

static void requeue_for_ever(struct work_struct *work)
{
	struct item *item = from_work(item, work, work);

	atomic_inc(&item->runs);
	queue_work(item->again, work);
}

static void cancel_sync_ends_one_that_queues_itself(void **state)
{
	struct item a;

	item_init(&a, 'a');
	INIT_WORK(&a.work, requeue_for_ever);
	a.again = system_wq;
	schedule_work(&a.work);
	WAIT_UNTIL(runs_of(&a) > 3);
	cancel_work_sync(&a.work);
	assert_int_equal(work_busy(&a.work), 0);
	/* And it can be queued again. */
	a.work.func = item_fn;
	assert_true(schedule_work(&a.work));
	flush_work(&a.work);
}

static void a_disabled_one_is_not_queued(void **state)
{
	struct item a;

	item_init(&a, 'a');
	assert_false(disable_work(&a.work));
	assert_false(schedule_work(&a.work));
	assert_false(work_pending(&a.work));
	assert_true(enable_work(&a.work));
	assert_int_equal(runs_of(&a), 0);
	assert_true(schedule_work(&a.work));
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
}

static void disable_cancels_and_nests(void **state)
{
	struct item a;

	item_init(&a, 'a');
	queue_work(ordered, &a.work);
	assert_true(disable_work(&a.work));
	assert_false(disable_work_sync(&a.work));
	assert_false(enable_work(&a.work));
	assert_false(queue_work(ordered, &a.work));
	assert_true(enable_work(&a.work));
	gate_open_up();
	flush_workqueue(ordered);
	assert_int_equal(runs_of(&a), 0);
}

static void disable_sync_waits_for_a_running_one(void **state)
{
	gate_open_up();
	assert_false(disable_work_sync(&plug.work));
	assert_int_equal(runs_of(&plug), 1);
	assert_true(enable_work(&plug.work));
}

static void enable_and_queue_queues_when_the_last_disable_is_undone(void **state)
{
	struct item a;

	item_init(&a, 'a');
	disable_work(&a.work);
	disable_work(&a.work);
	assert_false(enable_and_queue_work(system_wq, &a.work));
	assert_int_equal(work_busy(&a.work), 0);
	assert_true(enable_and_queue_work(system_wq, &a.work));
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
}

static void an_enable_too_many_warns(void **state)
{
	struct item a;

	item_init(&a, 'a');
	enable_work(&a.work);
	reports_expected = 1;
	assert_int_equal(logged("workqueue: work disable count underflowed"), 1);
}

static void flush_waits_for_a_pending_one_to_run(void **state)
{
	struct item a;

	item_init(&a, 'a');
	queue_work(ordered, &a.work);
	gate_open_up();
	(void)flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
}

static void flush_waits_for_a_running_one(void **state)
{
	gate_open_up();
	(void)flush_work(&plug.work);
	assert_int_equal(runs_of(&plug), 1);
}

/* Flushes another one, from a worker. */
static struct work_struct *to_flush;

static void flush_other(struct work_struct *work)
{
	flush_work(to_flush);
	note('w');
}

static void a_flusher_of_a_cancelled_one_goes_on(void **state)
{
	DECLARE_WORK(flusher, flush_other);
	struct item a;

	item_init(&a, 'a');
	queue_work(ordered, &a.work);
	to_flush = &a.work;
	schedule_work(&flusher);
	WAIT_UNTIL(work_busy(&flusher) == WORK_BUSY_RUNNING);
	cancel_work_sync(&a.work);
	flush_work(&flusher);
	assert_string_equal(noted, "w");
}

static void chains_of_flushes_end(void **state)
{
	DECLARE_WORK(second, flush_other);
	struct item a;

	item_init(&a, 'a');
	queue_work(ordered, &a.work);
	to_flush = &a.work;
	schedule_work(&second);
	gate_open_up();
	flush_work(&second);
	assert_string_equal(noted, "Paw");
}

static void flush_workqueue_waits_for_all_that_is_queued(void **state)
{
	struct item items[20];

	for (unsigned int i = 0; i < 20; i++) {
		item_init(&items[i], 'a');
		queue_work(ordered, &items[i].work);
	}
	gate_open_up();
	flush_workqueue(ordered);
	for (unsigned int i = 0; i < 20; i++)
		assert_int_equal(runs_of(&items[i]), 1);
}

static void flush_workqueue_does_not_wait_for_what_comes_later(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("later", 0, 0);
	struct item a;

	item_init(&a, 'a');
	a.again = wq;
	INIT_WORK(&a.work, requeue_for_ever);
	queue_work(wq, &a.work);
	/* Each is gone, though it is queued again and again; more often than there are colors. */
	for (int i = 0; i < 40; i++)
		flush_workqueue(wq);
	cancel_work_sync(&a.work);
	destroy_workqueue(wq);
}

static void flushing_empty_queues_returns(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("empty", 0, 0);

	flush_workqueue(wq);
	drain_workqueue(wq);
	destroy_workqueue(wq);
}

static void drain_waits_for_what_items_queue(void **state)
{
	struct item a;

	item_init(&a, 'a');
	a.again = ordered;
	a.more = 12;
	queue_work(ordered, &a.work);
	gate_open_up();
	drain_workqueue(ordered);
	assert_int_equal(runs_of(&a), 13);
	/* Open again. */
	assert_true(queue_work(ordered, &a.work));
	flush_work(&a.work);
}

static void destroy_lets_all_items_run(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("gone", 0, 0);
	struct item items[20];

	for (unsigned int i = 0; i < 20; i++) {
		item_init(&items[i], 'a');
		items[i].again = wq;
		items[i].more = i;
		queue_work_on(i % 2, wq, &items[i].work);
	}
	destroy_workqueue(wq);
	for (unsigned int i = 0; i < 20; i++)
		assert_int_equal(runs_of(&items[i]), i + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ORDERED_TEST(cancelled_before_it_has_begun_it_does_not_run),
		ORDERED_TEST(one_cancelled_in_the_middle_leaves_the_others_in_order),
		ORDERED_TEST(cancel_sync_waits_for_a_running_one),
		ORDERED_TEST(cancel_does_not_wait_for_a_running_one),
		ORDERED_TEST(cancel_sync_ends_one_that_queues_itself),
		ORDERED_TEST(a_disabled_one_is_not_queued),
		ORDERED_TEST(disable_cancels_and_nests),
		ORDERED_TEST(disable_sync_waits_for_a_running_one),
		ORDERED_TEST(enable_and_queue_queues_when_the_last_disable_is_undone),
		ORDERED_TEST(an_enable_too_many_warns),
		ORDERED_TEST(flush_waits_for_a_pending_one_to_run),
		ORDERED_TEST(flush_waits_for_a_running_one),
		ORDERED_TEST(a_flusher_of_a_cancelled_one_goes_on),
		ORDERED_TEST(chains_of_flushes_end),
		ORDERED_TEST(flush_workqueue_waits_for_all_that_is_queued),
		ORDERED_TEST(flush_workqueue_does_not_wait_for_what_comes_later),
		ORDERED_TEST(flushing_empty_queues_returns),
		ORDERED_TEST(drain_waits_for_what_items_queue),
		ORDERED_TEST(destroy_lets_all_items_run),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
