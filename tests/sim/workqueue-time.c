// SPDX-License-Identifier: MIT
/*
 * What workqueues do after some time: virtual one. Idle workers end after five minutes; who they are
 * is seen from their tasks. A pool that does not get on is reported.
 */
#include "../semantics/workqueue.h"

#include <linux/completion.h>
#include <linux/delay.h>

#define MANY 6

static struct item items[MANY];
static struct task_struct *workers[MANY];

static void remember_worker(struct work_struct *work)
{
	struct item *item = from_work(item, work, work);

	workers[item - items] = current;
	get_task_struct(current);
	gate_pass();
}

static unsigned int alive(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < MANY; i++)
		n += is_asleep(workers[i]);
	return n;
}

static void fill(void)
{
	gate_close();
	for (unsigned int i = 0; i < MANY; i++) {
		INIT_WORK(&items[i].work, remember_worker);
		schedule_work_on(0, &items[i].work);
	}
	WAIT_AT_GATE(MANY);
}

static void forget(void)
{
	for (unsigned int i = 0; i < MANY; i++)
		put_task_struct(workers[i]);
}

static void idle_ones_too_many_end_after_five_minutes(void **state)
{
	fill();
	gate_open_up();
	msleep(299 * 1000);
	assert_int_equal(alive(), MANY);
	/* A timer of the wheel is late by an eighth, at most. */
	msleep(50 * 1000);
	assert_int_equal(alive(), 2);
	msleep(3600 * 1000);
	assert_int_equal(alive(), 2);
	forget();
}

static void used_now_and_then_the_one_that_is_used_stays(void **state)
{
	struct item a;

	fill();
	gate_open_up();
	for (int minute = 0; minute < 10; minute++) {
		msleep(60 * 1000);
		item_init(&a, 'a');
		schedule_work_on(0, &a.work);
		flush_work(&a.work);
	}
	/* The last to fall asleep is woken first, so the others have their five minutes. */
	assert_int_equal(alive(), 2);
	assert_int_equal(notes(), 10);
	forget();
}

static void busy_ones_stay_for_as_long_as_they_like(void **state)
{
	fill();
	msleep(3600 * 1000);
	gate_open_up();
	for (unsigned int i = 0; i < MANY; i++)
		flush_work(&items[i].work);
	assert_int_equal(alive(), MANY);
	forget();
}

static struct completion early, late;

static void wait_for_early_or_late(struct work_struct *work)
{
	struct item *item = from_work(item, work, work);
	unsigned int i = (unsigned int)(item - items);

	workers[i] = current;
	get_task_struct(current);
	wait_for_completion(i < MANY / 2 ? &early : &late);
}

static void each_has_its_five_minutes(void **state)
{
	init_completion(&early);
	init_completion(&late);
	for (unsigned int i = 0; i < MANY; i++) {
		INIT_WORK(&items[i].work, wait_for_early_or_late);
		schedule_work_on(0, &items[i].work);
	}
	msleep(1000);
	complete_all(&early);
	/* Three idle beside three at work: one too many. */
	msleep(200 * 1000);
	complete_all(&late);
	msleep(150 * 1000);
	assert_int_equal(alive(), MANY - 3);
	msleep(250 * 1000);
	assert_int_equal(alive(), 2);
	forget();
}

/* --- the watchdog, of 20 s --- */

static unsigned int seconds;

static void take_time(struct work_struct *work)
{
	mdelay(1000 * seconds);
}

static void queue_all(void)
{
	for (unsigned int i = 0; i < MANY; i++) {
		INIT_WORK(&items[i].work, take_time);
		schedule_work_on(0, &items[i].work);
	}
	for (unsigned int i = 0; i < MANY; i++)
		flush_work(&items[i].work);
}

static void items_that_take_their_time_are_no_lockup(void **state)
{
	seconds = 15;
	queue_all();
	assert_int_equal(logged("workqueue lockup"), 0);
}

static void one_that_takes_too_long_is(void **state)
{
	seconds = 25;
	queue_all();
	assert_true(
		logged("BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 2"));
	assert_int_equal(logged("workqueue lockup"), logged("Showing busy workqueues"));
	reports_expected = logged("workqueue lockup");
}

/* Nobody is to say that they sleep for an hour. */
static int up(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=2 sysctl.kernel.hung_task_timeout_secs=0"), 0);
	return tl_cpu_bind(0);
}

static int down(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(idle_ones_too_many_end_after_five_minutes),
		MACHINE_TEST(used_now_and_then_the_one_that_is_used_stays),
		MACHINE_TEST(busy_ones_stay_for_as_long_as_they_like),
		MACHINE_TEST(each_has_its_five_minutes),
		MACHINE_TEST(items_that_take_their_time_are_no_lockup),
		MACHINE_TEST(one_that_takes_too_long_is),
	};

	return cmocka_run_group_tests(tests, up, down);
}
