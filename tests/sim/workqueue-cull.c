// SPDX-License-Identifier: MIT
/*
 * Idle workers end after five minutes: virtual ones. Who they are is seen from their tasks.
 */
#include "../semantics/workqueue.h"

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
	};

	return cmocka_run_group_tests(tests, up, down);
}
