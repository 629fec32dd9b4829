// SPDX-License-Identifier: MIT
/*
 * What becomes of items when no worker can be made: those of a queue with WQ_MEM_RECLAIM are taken
 * by its rescuer, the others wait until one can be made. pthread_create() is ours here, and fails
 * when it is told to.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>

#include "../semantics/workqueue.h"

static bool no_threads;
static atomic_t refused = ATOMIC_INIT(0);

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		(int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
			 void *))dlsym(RTLD_NEXT, "pthread_create");

	if (READ_ONCE(no_threads)) {
		atomic_inc(&refused);
		return EAGAIN;
	}
	return real(thread, attr, fn, arg);
}

static int begin(void **state)
{
	assert_int_equal(machine_up(state), 0);
	gate_close();
	atomic_set(&refused, 0);
	return test_begin(state);
}

static int end(void **state)
{
	WRITE_ONCE(no_threads, false);
	return test_end(state) || machine_down(state);
}

#define RESCUER_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static void the_rescuer_runs_items_of_its_queue(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);
	struct item items[4];

	WRITE_ONCE(no_threads, true);
	for (unsigned int i = 0; i < 4; i++) {
		item_init(&items[i], (char)('a' + i));
		queue_work_on((int)i % 2, wq, &items[i].work);
	}
	flush_workqueue(wq);
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(runs_of(&items[i]), 1);
		assert_string_equal(items[i].where.comm, "kworker/R-recla");
		assert_int_equal(items[i].where.cpu, i % 2);
	}
	assert_true(atomic_read(&refused) > 0);
	assert_int_equal(logged("workqueue: Failed to create a worker thread: "), 1);
	destroy_workqueue(wq);
}

static void a_blocked_item_does_not_hold_up_the_rescuers_queue(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);
	struct item blocked, a;

	gated_init(&blocked, 'b');
	item_init(&a, 'a');
	/* This one still gets a worker. */
	schedule_work_on(0, &blocked.work);
	WAIT_AT_GATE(1);
	WRITE_ONCE(no_threads, true);
	queue_work_on(0, wq, &a.work);
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
	gate_open_up();
	flush_work(&blocked.work);
	destroy_workqueue(wq);
}

static void nothing(struct work_struct *work)
{
}

static DECLARE_DELAYED_WORK(first_timer, nothing);

static void without_a_rescuer_they_wait_until_a_worker_can_be_made(void **state)
{
	struct item a;

	/* Timers need a thread, too. */
	queue_delayed_work(system_bh_wq, &first_timer, 1);
	WAIT_UNTIL(!delayed_work_pending(&first_timer));
	item_init(&a, 'a');
	WRITE_ONCE(no_threads, true);
	schedule_work(&a.work);
	assert_true(work_pending(&a.work));
	assert_true(atomic_read(&refused) > 0);
	WRITE_ONCE(no_threads, false);
	/* It is tried again after a while, without anybody's doing. */
	flush_work(&a.work);
	assert_int_equal(runs_of(&a), 1);
}

static void a_queue_without_its_rescuer_is_not_made(void **state)
{
	WRITE_ONCE(no_threads, true);
	assert_null(alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0));
	assert_int_equal(logged("workqueue: Failed to create a rescuer kthread for wq \"reclaim\""),
			 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RESCUER_TEST(the_rescuer_runs_items_of_its_queue),
		RESCUER_TEST(a_blocked_item_does_not_hold_up_the_rescuers_queue),
		RESCUER_TEST(without_a_rescuer_they_wait_until_a_worker_can_be_made),
		RESCUER_TEST(a_queue_without_its_rescuer_is_not_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
