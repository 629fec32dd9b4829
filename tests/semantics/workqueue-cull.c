// SPDX-License-Identifier: MIT
/*
 * Which idle workers end, and that nothing else does. They are asked for their time after a moment
 * instead of five minutes (that it is five minutes: tests/sim/workqueue-time.c).
 */
#include "workqueue.h"

#include <linux/delay.h>

#include "kernel/workqueue.h"

#define MANY 8

static struct item items[MANY];

static int begin(void **state)
{
	gate_close();
	for (unsigned int i = 0; i < MANY; i++)
		gated_init(&items[i], (char)('a' + i));
	return test_begin(state);
}

#define CULL_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)

struct count {
	unsigned int workers, idle, culled;
};

static struct count count_of(enum pool_kind kind, int cpu)
{
	struct worker_pool *pool = pool_find(kind, cpu);
	struct wq_section s;
	struct count count;
	struct list_head *pos;

	wq_lock(&s);
	count = (struct count){.workers = pool->nr_workers, .idle = pool->nr_idle};
	list_for_each(pos, &pool->culled)
		count.culled++;
	wq_unlock(&s);
	return count;
}

static bool is_left(enum pool_kind kind, unsigned int workers, unsigned int idle)
{
	struct count count = count_of(kind, 0);

	return count.workers == workers && count.idle == idle && !count.culled;
}

static void fill(struct workqueue_struct *wq, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		queue_work_on(0, wq, &items[i].work);
	WAIT_AT_GATE((int)n);
}

static void two_idle_ones_stay_and_the_others_end(void **state)
{
	fill(system_wq, MANY);
	assert_true(count_of(POOL_NORMAL, 0).workers >= MANY);
	gate_open_up();
	WAIT_UNTIL(is_left(POOL_NORMAL, 2, 2));
	/* And these for good. */
	msleep(20);
	assert_true(is_left(POOL_NORMAL, 2, 2));
}

static void the_pool_grows_again_when_it_has_to(void **state)
{
	for (int i = 0; i < 3; i++) {
		gate_close();
		forget_notes();
		fill(system_wq, MANY);
		gate_open_up();
		for (unsigned int n = 0; n < MANY; n++)
			flush_work(&items[n].work);
		assert_int_equal(notes(), 2 * MANY);
		WAIT_UNTIL(is_left(POOL_NORMAL, 2, 2));
	}
}

/* With 8 at work 3 may be idle: (3 - 2) * 4 < 8, but 4 may not be. */
static void more_may_be_idle_beside_many_that_work(void **state)
{
	static struct item more[4];

	fill(system_wq, MANY);
	for (unsigned int i = 0; i < ARRAY_SIZE(more); i++) {
		item_init(&more[i], '-');
		schedule_work_on(0, &more[i].work);
		flush_work(&more[i].work);
	}
	/* One worker was enough for these, and stays; a second one is made by whoever took the last. */
	assert_true(count_of(POOL_NORMAL, 0).idle <= 3);
	gate_open_up();
	WAIT_UNTIL(is_left(POOL_NORMAL, 2, 2));
}

static void those_of_unbound_and_highpri_pools_end_too(void **state)
{
	fill(system_unbound_wq, MANY);
	gate_open_up();
	WAIT_UNTIL(is_left(POOL_UNBOUND, 2, 2));
	gate_close();
	fill(system_highpri_wq, 5);
	gate_open_up();
	WAIT_UNTIL(is_left(POOL_HIGHPRI, 2, 2));
}

static void busy_ones_do_not_end(void **state)
{
	fill(system_wq, MANY);
	msleep(20);
	assert_int_equal(count_of(POOL_NORMAL, 0).culled, 0);
	gate_open_up();
	for (unsigned int n = 0; n < MANY; n++)
		flush_work(&items[n].work);
	assert_int_equal(notes(), 2 * MANY);
}

/* Queued while workers are taken out and ended. */
static void what_is_queued_meanwhile_runs(void **state)
{
	static struct item more[MANY];

	for (int turn = 0; turn < TEST_TURNS(30); turn++) {
		gate_close();
		forget_notes();
		fill(system_wq, MANY);
		gate_open_up();
		for (int i = 0; i < 4; i++) {
			for (unsigned int n = 0; n < MANY; n++) {
				item_init(&more[n], '+');
				schedule_work_on(0, &more[n].work);
			}
			for (unsigned int n = 0; n < MANY; n++)
				flush_work(&more[n].work);
			msleep(1);
		}
		for (unsigned int n = 0; n < MANY; n++)
			flush_work(&items[n].work);
	}
}

static void shutdown_finds_them_in_every_state(void **state)
{
	for (int turn = 0; turn < TEST_TURNS(30); turn++) {
		gate_close();
		forget_notes();
		fill(turn % 2 ? system_wq : system_unbound_wq, MANY);
		gate_open_up();
		msleep((unsigned int)turn % 5);
		assert_int_equal(machine_down(state), 0);
		assert_int_equal(machine_up(state), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CULL_TEST(two_idle_ones_stay_and_the_others_end),
		CULL_TEST(the_pool_grows_again_when_it_has_to),
		CULL_TEST(more_may_be_idle_beside_many_that_work),
		CULL_TEST(those_of_unbound_and_highpri_pools_end_too),
		CULL_TEST(busy_ones_do_not_end),
		CULL_TEST(what_is_queued_meanwhile_runs),
		CULL_TEST(shutdown_finds_them_in_every_state),
	};

	/* Once, and here: timers of the machine's read it. */
	wq_idle_jiffies = 2;
	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
