// SPDX-License-Identifier: MIT
/*
 * Items that are queued later.
 */
#include "workqueue.h"

#include <linux/jiffies.h>

/* Far enough away not to come within a test. */
#define LATER (3600 * HZ)

struct delayed_item {
	struct delayed_work dwork;
	atomic_t runs;
	unsigned long at;
	int cpu;
	unsigned int more;
};

static void delayed_fn(struct work_struct *work)
{
	struct delayed_item *item = container_of(to_delayed_work(work), struct delayed_item, dwork);

	item->at = jiffies;
	item->cpu = smp_processor_id();
	if (item->more) {
		item->more--;
		schedule_delayed_work(&item->dwork, 1);
	}
	atomic_inc_return(&item->runs);
}

static void delayed_init(struct delayed_item *item)
{
	memset(item, 0, sizeof(*item));
	INIT_DELAYED_WORK(&item->dwork, delayed_fn);
}

static int runs(struct delayed_item *item)
{
	return atomic_read_acquire(&item->runs);
}

static void it_runs_when_its_time_has_come_and_not_before(void **state)
{
	unsigned long start = jiffies;
	struct delayed_item a;

	delayed_init(&a);
	assert_true(schedule_delayed_work(&a.dwork, 3));
	WAIT_UNTIL(runs(&a));
	assert_true(time_after_eq(a.at, start + 3));
	flush_delayed_work(&a.dwork);
	assert_int_equal(runs(&a), 1);
	assert_false(delayed_work_pending(&a.dwork));
}

static void until_then_it_is_pending(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	assert_true(schedule_delayed_work(&a.dwork, LATER));
	assert_true(delayed_work_pending(&a.dwork));
	assert_int_equal(work_busy(&a.dwork.work), WORK_BUSY_PENDING);
	assert_false(schedule_delayed_work(&a.dwork, 0));
	assert_false(schedule_work(&a.dwork.work));
	assert_int_equal(runs(&a), 0);
	assert_true(cancel_delayed_work(&a.dwork));
}

static void without_a_delay_it_is_queued_at_once(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	assert_true(queue_delayed_work(system_wq, &a.dwork, 0));
	(void)flush_work(&a.dwork.work);
	assert_int_equal(runs(&a), 1);
}

static void it_runs_on_the_cpu_that_it_was_queued_on(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	schedule_delayed_work_on(1, &a.dwork, 1);
	WAIT_UNTIL(runs(&a));
	flush_delayed_work(&a.dwork);
	assert_int_equal(a.cpu, 1);
}

static void flush_queues_it_now(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	schedule_delayed_work(&a.dwork, LATER);
	/* It may have run before there was anything to wait for. */
	(void)flush_delayed_work(&a.dwork);
	assert_int_equal(runs(&a), 1);
	assert_false(flush_delayed_work(&a.dwork));
}

static void cancelled_it_does_not_run(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	assert_false(cancel_delayed_work(&a.dwork));
	schedule_delayed_work(&a.dwork, LATER);
	assert_true(cancel_delayed_work(&a.dwork));
	assert_false(timer_pending(&a.dwork.timer));
	schedule_delayed_work(&a.dwork, LATER);
	assert_true(cancel_delayed_work_sync(&a.dwork));
	assert_false(delayed_work_pending(&a.dwork));
	assert_int_equal(runs(&a), 0);
}

static void mod_makes_it_sooner_or_later(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	assert_false(mod_delayed_work(system_wq, &a.dwork, LATER));
	assert_true(mod_delayed_work(system_wq, &a.dwork, 1));
	WAIT_UNTIL(runs(&a) == 1);
	flush_delayed_work(&a.dwork);
	schedule_delayed_work(&a.dwork, LATER);
	assert_true(mod_delayed_work_on(1, system_wq, &a.dwork, 0));
	flush_work(&a.dwork.work);
	assert_int_equal(runs(&a), 2);
	assert_int_equal(a.cpu, 1);
}

static void disabled_it_is_not_queued(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	schedule_delayed_work(&a.dwork, LATER);
	assert_true(disable_delayed_work_sync(&a.dwork));
	assert_false(schedule_delayed_work(&a.dwork, 1));
	assert_false(mod_delayed_work(system_wq, &a.dwork, 1));
	assert_false(disable_delayed_work(&a.dwork));
	assert_false(enable_delayed_work(&a.dwork));
	assert_true(enable_delayed_work(&a.dwork));
	assert_false(delayed_work_pending(&a.dwork));
	assert_true(schedule_delayed_work(&a.dwork, 1));
	WAIT_UNTIL(runs(&a));
	flush_delayed_work(&a.dwork);
}

static void it_may_queue_itself_again(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	a.more = 3;
	schedule_delayed_work(&a.dwork, 1);
	WAIT_UNTIL(runs(&a) == 4);
	flush_delayed_work(&a.dwork);
	assert_int_equal(runs(&a), 4);
}

/* The usual polling loop of a driver, ended in its remove(). */
static void cancel_sync_ends_one_that_queues_itself(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	a.more = 1000000;
	schedule_delayed_work(&a.dwork, 1);
	WAIT_UNTIL(runs(&a) >= 2);
	cancel_delayed_work_sync(&a.dwork);
	assert_false(delayed_work_pending(&a.dwork));
	assert_int_equal(work_busy(&a.dwork.work), 0);
}

static atomic_t declared_runs = ATOMIC_INIT(0);

static void count_declared(struct work_struct *work)
{
	atomic_inc(&declared_runs);
}

static DECLARE_DELAYED_WORK(declared, count_declared);
static DECLARE_DEFERRABLE_WORK(deferrable, count_declared);

static void declared_ones_need_no_init(void **state)
{
	schedule_delayed_work(&declared, 1);
	schedule_delayed_work(&deferrable, 1);
	WAIT_UNTIL(atomic_read_acquire(&declared_runs) == 2);
	flush_delayed_work(&declared);
	flush_delayed_work(&deferrable);
}

static void bh_ones_can_be_delayed(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	queue_delayed_work(system_bh_wq, &a.dwork, 1);
	WAIT_UNTIL(runs(&a));
	cancel_delayed_work_sync(&a.dwork);
}

static void what_is_pending_at_shutdown_is_said_and_can_be_queued_again(void **state)
{
	struct delayed_item a;

	delayed_init(&a);
	schedule_delayed_work(&a.dwork, LATER);
	assert_int_equal(machine_down(state), 0);
	assert_int_equal(logged("is still pending at shutdown"), 1);
	assert_int_equal(machine_up(state), 0);
	assert_false(delayed_work_pending(&a.dwork));
	assert_true(schedule_delayed_work(&a.dwork, 1));
	flush_delayed_work(&a.dwork);
	assert_int_equal(runs(&a), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(it_runs_when_its_time_has_come_and_not_before),
		MACHINE_TEST(until_then_it_is_pending),
		MACHINE_TEST(without_a_delay_it_is_queued_at_once),
		MACHINE_TEST(it_runs_on_the_cpu_that_it_was_queued_on),
		MACHINE_TEST(flush_queues_it_now),
		MACHINE_TEST(cancelled_it_does_not_run),
		MACHINE_TEST(mod_makes_it_sooner_or_later),
		MACHINE_TEST(disabled_it_is_not_queued),
		MACHINE_TEST(it_may_queue_itself_again),
		MACHINE_TEST(cancel_sync_ends_one_that_queues_itself),
		MACHINE_TEST(declared_ones_need_no_init),
		MACHINE_TEST(bh_ones_can_be_delayed),
		MACHINE_TEST(what_is_pending_at_shutdown_is_said_and_can_be_queued_again),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
