// SPDX-License-Identifier: MIT
/*
 * Looks that the kernel API allows without a lock, while others change what is looked at: a race
 * detector sees any store that is not marked for that.
 */
#include "../test.h"
#include "stress.h"

#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/kfifo.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/sched/rt.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/stat.h>

static bool over;

/* @change is repeated on a thread of its own, and @look here. */
static void *repeat(void *change)
{
	while (!get(&over))
		((void (*)(void))change)();
	return NULL;
}

static void look_while(void (*change)(void), void (*look)(void))
{
	pthread_t thread;

	set(&over, false);
	assert_int_equal(pthread_create(&thread, NULL, repeat, (void *)change), 0);
	for (int i = 0; i < TEST_TURNS(20000); i++) {
		look();
		add(&stress_progress, 1);
	}
	set(&over, true);
	pthread_join(thread, NULL);
	assert_int_equal(get(&stress_failures), 0);
}

/* --- completions --- */

static DECLARE_COMPLETION(done);

static void complete_again(void)
{
	complete(&done);
	(void)try_wait_for_completion(&done);
}

static void ask_for_completion(void)
{
	(void)completion_done(&done);
	(void)try_wait_for_completion(&done);
}

static void completions(void **state)
{
	look_while(complete_again, ask_for_completion);
}

/* --- pages, whose table is an xarray, and cyclic ids --- */

static void pages_come_and_go(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	stress_check(page, "no page");
	get_page(page);
	put_page(page);
	__free_page(page);
}

static void pages(void **state)
{
	look_while(pages_come_and_go, pages_come_and_go);
}

static DEFINE_IDR(ids);

static void take_id(void)
{
	int id = idr_alloc_cyclic(&ids, &ids, 0, 0, GFP_KERNEL);

	stress_check(id >= 0, "no id: %d", id);
	idr_remove(&ids, (unsigned long)id);
}

static void ask_for_ids(void)
{
	(void)idr_is_empty(&ids);
	(void)idr_get_cursor(&ids);
}

static void ids_come_and_go(void **state)
{
	look_while(take_id, ask_for_ids);
}

/* --- a fifo with one producer and one consumer, and others who ask --- */

static DEFINE_KFIFO(fifo, unsigned int, 8);

static void produce_and_consume(void)
{
	unsigned int value = 1;

	(void)kfifo_put(&fifo, value);
	stress_check(kfifo_get(&fifo, &value), "nothing there");
}

static void ask_for_room(void)
{
	unsigned int room = kfifo_avail(&fifo);

	stress_check(room <= 8, "room for %u", room);
}

static void fifos(void **state)
{
	look_while(produce_and_consume, ask_for_room);
}

/* --- a pool --- */

static mempool_t *pool;

static void use_pool(void)
{
	void *p = mempool_alloc(pool, GFP_KERNEL);

	mempool_free(p, pool);
}

static void resize_pool(void)
{
	static int size = 1;

	size = 5 - size;
	stress_check(!mempool_resize(pool, size), "not resized");
}

static void pools(void **state)
{
	pool = mempool_create_kmalloc_pool(4, 64);
	assert_non_null(pool);
	look_while(use_pool, resize_pool);
	mempool_destroy(pool);
}

/* --- counts of softirqs --- */

static void serve_softirq(void)
{
	local_bh_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	local_bh_enable();
}

static void show_softirqs(void)
{
	FILE *file = fopen("/dev/null", "w");

	stress_check(file && !tl_show_softirqs(file), "not shown");
	fclose(file);
}

static void softirq_counts(void **state)
{
	look_while(serve_softirq, show_softirqs);
}

/* --- a rate limit that is tuned --- */

static struct ratelimit_state limit = RATELIMIT_STATE_INIT_DISABLED;

static void tune(void)
{
	WRITE_ONCE(limit.interval, READ_ONCE(limit.interval) ^ HZ);
	WRITE_ONCE(limit.burst, READ_ONCE(limit.burst) ^ 1);
}

static void ask_for_leave(void)
{
	(void)___ratelimit(&limit, "look");
}

static void rate_limits(void **state)
{
	ratelimit_set_flags(&limit, RATELIMIT_MSG_ON_RELEASE);
	look_while(tune, ask_for_leave);
}

/* --- niceness and policy --- */

static struct task_struct *task;

static int until_stopped(void *data)
{
	while (!kthread_should_stop())
		(void)(task_nice(current) + rt_task(current));
	return 0;
}

static void change_priority(void)
{
	set_user_nice(task, 5);
	sched_set_fifo(task);
	sched_set_normal(task, 6);
}

static void ask_for_priority(void)
{
	(void)(task_nice(task) + rt_task(task));
}

static void priorities(void **state)
{
	task = get_task_struct(kthread_run(until_stopped, NULL, "asks"));
	look_while(change_priority, ask_for_priority);
	kthread_stop_put(task);
}

static int up(void **state)
{
	return tl_boot("nr_cpus=2 loglevel=0");
}

static int down(void **state)
{
	return tl_shutdown();
}

/* --- a device's override, by a driver that comes --- */

static struct platform_device *overridden;
static struct platform_driver comer = {.driver = {.name = "comer"}};

static void set_override(void)
{
	if (driver_set_override(&overridden->dev, &overridden->driver_override, "nobody", 6))
		add(&stress_failures, 1);
	if (driver_set_override(&overridden->dev, &overridden->driver_override, "", 0))
		add(&stress_failures, 1);
}

static void come_and_go(void)
{
	if (platform_driver_register(&comer))
		add(&stress_failures, 1);
	else
		platform_driver_unregister(&comer);
}

static void overrides(void **state)
{
	overridden = platform_device_register_simple("overridden", -1, NULL, 0);
	assert_false(IS_ERR(overridden));
	look_while(set_override, come_and_go);
	platform_device_unregister(overridden);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completions),	   cmocka_unit_test(pages),
		cmocka_unit_test(ids_come_and_go), cmocka_unit_test(fifos),
		cmocka_unit_test(pools),	   cmocka_unit_test(softirq_counts),
		cmocka_unit_test(rate_limits),	   cmocka_unit_test(priorities),
		cmocka_unit_test(overrides),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests_name("looks", tests, up, down);
	stress_watchdog_stop();
	return failed;
}
