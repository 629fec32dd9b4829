// SPDX-License-Identifier: MIT
/*
 * Kthread workers: items run one after the other, in the order in which they were queued; flushing,
 * cancelling, and the end.
 */
#include "machine.h"

#include <linux/kthread.h>

struct item {
	struct kthread_work work;
	char name;
	unsigned int again;
};

static struct kthread_worker *worker;
static struct item item[3];
static unsigned int phase; /* of the item that blocks */
static struct where where;

static void note_item(struct kthread_work *work)
{
	struct item *i = container_of(work, struct item, work);

	where_am_i(&where);
	note(i->name);
	if (i->again) {
		i->again--;
		kthread_queue_work(worker, work);
	}
}

static void block_fn(struct kthread_work *work)
{
	smp_store_release(&phase, 1);
	WAIT_UNTIL(smp_load_acquire(&phase) == 2);
}

static struct kthread_work block;

/* What is queued behind it waits until release(). */
static void hold(void)
{
	smp_store_release(&phase, 0);
	kthread_queue_work(worker, &block);
	WAIT_UNTIL(smp_load_acquire(&phase) == 1);
}

static void release(void)
{
	smp_store_release(&phase, 2);
}

static int begin(void **state)
{
	int ret = test_begin(state);

	for (int i = 0; i < 3; i++) {
		kthread_init_work(&item[i].work, note_item);
		item[i].name = (char)('a' + i);
		item[i].again = 0;
	}
	kthread_init_work(&block, block_fn);
	worker = kthread_create_worker(0, "worker/%d", 7);
	assert_false(IS_ERR(worker));
	return ret;
}

static int end(void **state)
{
	if (worker)
		kthread_destroy_worker(worker);
	return test_end(state);
}

static void works_in_the_order_of_queueing(void **state)
{
	hold();
	assert_true(kthread_queue_work(worker, &item[1].work));
	assert_true(kthread_queue_work(worker, &item[0].work));
	assert_true(kthread_queue_work(worker, &item[2].work));
	assert_int_equal(notes(), 0);
	release();
	kthread_flush_worker(worker);
	assert_string_equal(noted, "bac");
}

static void an_item_runs_in_the_workers_kthread(void **state)
{
	kthread_queue_work(worker, &item[0].work);
	kthread_flush_work(&item[0].work);
	assert_string_equal(where.comm, "worker/7");
	assert_true(where.task == worker->task);
	assert_int_equal(where.count, 0);
}

static void queued_twice_it_runs_once(void **state)
{
	hold();
	assert_true(kthread_queue_work(worker, &item[0].work));
	assert_false(kthread_queue_work(worker, &item[0].work));
	release();
	kthread_flush_worker(worker);
	assert_string_equal(noted, "a");
}

static void an_item_may_queue_itself(void **state)
{
	item[0].again = 3;
	kthread_queue_work(worker, &item[0].work);
	WAIT_UNTIL(notes() == 4);
	kthread_flush_work(&item[0].work);
	assert_string_equal(noted, "aaaa");
}

static void flush_of_an_item_does_not_wait_for_those_behind_it(void **state)
{
	kthread_queue_work(worker, &item[0].work);
	kthread_flush_work(&item[0].work);
	assert_string_equal(noted, "a");
	/* Of one that is not queued it returns at once, whatever the worker does. */
	hold();
	kthread_flush_work(&item[0].work);
	kthread_flush_work(&item[1].work);
	release();
}

static void a_cancelled_item_does_not_run(void **state)
{
	assert_false(kthread_cancel_work_sync(&item[0].work));
	hold();
	kthread_queue_work(worker, &item[0].work);
	kthread_queue_work(worker, &item[1].work);
	assert_true(kthread_cancel_work_sync(&item[0].work));
	assert_false(kthread_cancel_work_sync(&item[0].work));
	release();
	kthread_flush_worker(worker);
	assert_string_equal(noted, "b");
	assert_false(kthread_cancel_work_sync(&item[1].work));
}

static int release_later(void *data)
{
	for (int i = 0; i < 50; i++)
		yield();
	note('r');
	release();
	return 0;
}

static void cancelling_waits_for_the_end_of_one_that_runs(void **state)
{
	hold();
	kthread_run(release_later, NULL, "release");
	assert_false(kthread_cancel_work_sync(&block));
	assert_string_equal(noted, "r");
}

static struct kthread_work freed_by_itself;

static void forget_itself(struct kthread_work *work)
{
	memset(work, 0x5a, sizeof(*work));
	note('f');
}

static void an_item_may_free_itself(void **state)
{
	kthread_init_work(&freed_by_itself, forget_itself);
	kthread_queue_work(worker, &freed_by_itself);
	kthread_flush_worker(worker);
	assert_string_equal(noted, "f");
}

static void queue_from_handler(void *work)
{
	kthread_queue_work(worker, work);
}

static void a_handler_may_queue(void **state)
{
	interrupt_here(queue_from_handler, &item[0].work);
	interrupt_cpu1(queue_from_handler, &item[1].work);
	kthread_flush_worker(worker);
	assert_int_equal(notes(), 2);
}

static void destroying_runs_what_is_queued(void **state)
{
	hold();
	kthread_queue_work(worker, &item[0].work);
	kthread_queue_work(worker, &item[1].work);
	release();
	kthread_destroy_worker(worker);
	worker = NULL;
	assert_string_equal(noted, "ab");
}

static void on_a_cpu_it_is_bound_and_named(void **state)
{
	kthread_destroy_worker(worker);
	worker = kthread_run_worker_on_cpu(1, 0, "pump/%u");
	assert_false(IS_ERR(worker));
	kthread_queue_work(worker, &item[0].work);
	kthread_flush_worker(worker);
	assert_string_equal(where.comm, "pump/1");
	assert_int_equal(where.cpu, 1);
}

static void a_worker_of_ones_own_runs_in_a_kthread_made_by_hand(void **state)
{
	struct kthread_worker own;
	struct task_struct *t;

	kthread_init_worker(&own);
	kthread_queue_work(&own, &item[2].work);
	assert_int_equal(notes(), 0);
	t = kthread_run(kthread_worker_fn, &own, "by-hand");
	kthread_flush_worker(&own);
	assert_string_equal(noted, "c");
	assert_string_equal(where.comm, "by-hand");
	assert_int_equal(kthread_stop(t), 0);
}

static void an_item_of_two_workers_is_reported(void **state)
{
	DEFINE_KTHREAD_WORKER(other);

	kthread_queue_work(worker, &item[0].work);
	kthread_flush_worker(worker);
	kthread_queue_work(&other, &item[0].work);
	assert_true(logged("WARNING"));
	reports_expected = 1;
}

/* --- delayed --- */

static struct kthread_delayed_work delayed;

static void note_delayed(struct kthread_work *work)
{
	struct kthread_delayed_work *d = container_of(work, struct kthread_delayed_work, work);

	note(d == &delayed ? 'd' : '?');
}

static void a_delayed_item_comes_by_itself(void **state)
{
	DEFINE_KTHREAD_DELAYED_WORK(other, note_delayed);
	unsigned long start = jiffies;

	kthread_init_delayed_work(&delayed, note_delayed);
	assert_true(kthread_queue_delayed_work(worker, &delayed, 3));
	while (!notes())
		schedule_timeout_uninterruptible(1);
	assert_true(time_after_eq(jiffies, start + 3));
	kthread_flush_worker(worker);
	assert_false(kthread_cancel_delayed_work_sync(&delayed));
	assert_string_equal(noted, "d");
	assert_true(kthread_queue_delayed_work(worker, &other, 1));
	while (notes() < 2)
		schedule_timeout_uninterruptible(1);
	kthread_flush_work(&other.work);
	assert_string_equal(noted, "d?");
}

static void a_delayed_item_that_waits_is_not_queued_again(void **state)
{
	kthread_init_delayed_work(&delayed, note_delayed);
	assert_true(kthread_queue_delayed_work(worker, &delayed, 100000));
	assert_false(kthread_queue_delayed_work(worker, &delayed, 0));
	kthread_flush_worker(worker);
	assert_int_equal(notes(), 0);
	assert_true(kthread_cancel_delayed_work_sync(&delayed));
}

static void without_a_delay_it_is_queued_at_once(void **state)
{
	kthread_init_delayed_work(&delayed, note_delayed);
	hold();
	assert_true(kthread_queue_delayed_work(worker, &delayed, 0));
	assert_true(kthread_queue_work(worker, &item[0].work));
	release();
	kthread_flush_worker(worker);
	assert_string_equal(noted, "da");
}

static void a_delayed_item_can_be_moved_and_cancelled(void **state)
{
	kthread_init_delayed_work(&delayed, note_delayed);
	assert_false(kthread_cancel_delayed_work_sync(&delayed));
	assert_true(kthread_queue_delayed_work(worker, &delayed, 100000));
	assert_true(kthread_mod_delayed_work(worker, &delayed, 90000));
	/* Not Linux' way to wait for ever. */
	kthread_flush_work(&delayed.work);
	assert_true(kthread_cancel_delayed_work_sync(&delayed));
	assert_false(kthread_cancel_delayed_work_sync(&delayed));
	assert_false(kthread_mod_delayed_work(worker, &delayed, 100000));
	assert_true(kthread_mod_delayed_work(worker, &delayed, 0));
	kthread_flush_work(&delayed.work);
	assert_string_equal(noted, "d");
}

static unsigned int requeued;

static void requeue_delayed(struct kthread_work *work)
{
	requeued++;
	kthread_queue_delayed_work(worker, &delayed, 1);
}

static void cancelling_ends_one_that_queues_itself(void **state)
{
	kthread_init_delayed_work(&delayed, requeue_delayed);
	for (int i = 0; i < TEST_TURNS(20); i++) {
		requeued = 0;
		kthread_queue_delayed_work(worker, &delayed, 0);
		schedule_timeout_uninterruptible(1);
		kthread_cancel_delayed_work_sync(&delayed);
		requeued = 0;
		schedule_timeout_uninterruptible(2);
		assert_int_equal(requeued, 0);
	}
}

int main(void)
{
#define WORKER_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		WORKER_TEST(works_in_the_order_of_queueing),
		WORKER_TEST(an_item_runs_in_the_workers_kthread),
		WORKER_TEST(queued_twice_it_runs_once),
		WORKER_TEST(an_item_may_queue_itself),
		WORKER_TEST(flush_of_an_item_does_not_wait_for_those_behind_it),
		WORKER_TEST(a_cancelled_item_does_not_run),
		WORKER_TEST(cancelling_waits_for_the_end_of_one_that_runs),
		WORKER_TEST(an_item_may_free_itself),
		WORKER_TEST(a_handler_may_queue),
		WORKER_TEST(destroying_runs_what_is_queued),
		WORKER_TEST(on_a_cpu_it_is_bound_and_named),
		WORKER_TEST(a_worker_of_ones_own_runs_in_a_kthread_made_by_hand),
		WORKER_TEST(an_item_of_two_workers_is_reported),
		WORKER_TEST(a_delayed_item_comes_by_itself),
		WORKER_TEST(a_delayed_item_that_waits_is_not_queued_again),
		WORKER_TEST(without_a_delay_it_is_queued_at_once),
		WORKER_TEST(a_delayed_item_can_be_moved_and_cancelled),
		WORKER_TEST(cancelling_ends_one_that_queues_itself),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
