// SPDX-License-Identifier: MIT
/*
 * Who runs beside whom: workers of a CPU, max_active, unbound and ordered queues.
 */
#include "workqueue.h"

#define MANY 8

static struct item items[MANY];

static int begin(void **state)
{
	gate_close();
	for (unsigned int i = 0; i < MANY; i++)
		gated_init(&items[i], (char)('a' + i));
	return test_begin(state);
}

#define POOL_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)

static void one_that_sleeps_lets_the_next_one_start(void **state)
{
	for (unsigned int i = 0; i < MANY; i++)
		schedule_work_on(0, &items[i].work);
	/* All of them, though none has ended. */
	WAIT_AT_GATE(MANY);
	assert_string_equal(noted, "abcdefgh");
	gate_open_up();
	for (unsigned int i = 0; i < MANY; i++)
		flush_work(&items[i].work);
	assert_int_equal(notes(), 2 * MANY);
}

static bool spin;
static atomic_t spinning = ATOMIC_INIT(0);

/* Keeps its CPU's worker running. */
static void spin_fn(struct work_struct *work)
{
	atomic_inc_return(&spinning);
	while (READ_ONCE(spin))
		yield();
}

static void one_that_runs_holds_up_others_of_its_cpu_only(void **state)
{
	DECLARE_WORK(spinner, spin_fn);
	struct item same, other;

	item_init(&same, 's');
	item_init(&other, 'o');
	WRITE_ONCE(spin, true);
	atomic_set(&spinning, 0);
	schedule_work_on(0, &spinner);
	WAIT_UNTIL(atomic_read_acquire(&spinning));
	schedule_work_on(0, &same.work);
	schedule_work_on(1, &other.work);
	flush_work(&other.work);
	assert_int_equal(work_busy(&same.work), WORK_BUSY_PENDING);
	WRITE_ONCE(spin, false);
	flush_work(&same.work);
	flush_work(&spinner);
	assert_string_equal(noted, "os");
}

static void highpri_and_cpu_intensive_ones_are_not_held_up(void **state)
{
	struct workqueue_struct *intensive = alloc_workqueue("intensive", WQ_CPU_INTENSIVE, 0);
	DECLARE_WORK(spinner, spin_fn);
	DECLARE_WORK(intensive_spinner, spin_fn);
	struct item a;

	WRITE_ONCE(spin, true);
	atomic_set(&spinning, 0);
	schedule_work_on(0, &spinner);
	WAIT_UNTIL(atomic_read_acquire(&spinning));
	item_init(&a, 'h');
	queue_work_on(0, system_highpri_wq, &a.work);
	flush_work(&a.work);
	WRITE_ONCE(spin, false);
	flush_work(&spinner);

	WRITE_ONCE(spin, true);
	atomic_set(&spinning, 0);
	queue_work_on(0, intensive, &intensive_spinner);
	WAIT_UNTIL(atomic_read_acquire(&spinning));
	item_init(&a, 'n');
	schedule_work_on(0, &a.work);
	flush_work(&a.work);
	assert_int_equal(work_busy(&intensive_spinner), WORK_BUSY_RUNNING);
	WRITE_ONCE(spin, false);
	destroy_workqueue(intensive);
	assert_string_equal(noted, "hn");
}

static void no_more_than_max_active_are_under_way(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("three", 0, 3);
	struct item last;

	item_init(&last, 'z');
	for (unsigned int i = 0; i < MANY; i++)
		queue_work_on(0, wq, &items[i].work);
	WAIT_AT_GATE(3);
	/* One behind them, of another queue, shows that the pool goes on; with nobody else let in. */
	schedule_work_on(0, &last.work);
	flush_work(&last.work);
	assert_string_equal(noted, "abcz");
	assert_true(workqueue_congested(0, wq));
	assert_false(workqueue_congested(1, wq));
	gate_open_up();
	flush_workqueue(wq);
	assert_int_equal(notes(), 2 * MANY + 1);
	destroy_workqueue(wq);
}

static void max_active_counts_for_each_cpu(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("one", 0, 1);

	queue_work_on(0, wq, &items[0].work);
	WAIT_AT_GATE(1);
	queue_work_on(1, wq, &items[1].work);
	WAIT_AT_GATE(2);
	gate_open_up();
	destroy_workqueue(wq);
	assert_int_equal(notes(), 4);
}

static void a_greater_max_active_lets_those_who_wait_in(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("more", WQ_UNBOUND, 1);

	for (unsigned int i = 0; i < MANY; i++)
		queue_work(wq, &items[i].work);
	WAIT_AT_GATE(1);
	workqueue_set_max_active(wq, 5);
	WAIT_AT_GATE(5);
	assert_int_equal(notes(), 5);
	gate_open_up();
	destroy_workqueue(wq);
}

static void an_ordered_queue_runs_one_at_a_time_in_order(void **state)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("%s", 0, "in order");

	for (unsigned int i = 0; i < 4; i++)
		queue_work_on((int)i % 2, wq, &items[i].work);
	gate_open_up();
	flush_workqueue(wq);
	assert_string_equal(noted, "aAbBcCdD");
	destroy_workqueue(wq);
}

static void unbound_ones_run_beside_each_other(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("unbound", WQ_UNBOUND, 0);
	DECLARE_WORK(one, spin_fn);
	DECLARE_WORK(two, spin_fn);
	DECLARE_WORK(three, spin_fn);

	WRITE_ONCE(spin, true);
	atomic_set(&spinning, 0);
	queue_work(wq, &one);
	queue_work(wq, &two);
	queue_work(wq, &three);
	WAIT_UNTIL(atomic_read_acquire(&spinning) == 3);
	WRITE_ONCE(spin, false);
	destroy_workqueue(wq);
}

static void one_item_never_runs_twice_at_a_time(void **state)
{
	schedule_work_on(0, &items[0].work);
	WAIT_AT_GATE(1);
	/* To another CPU, but it goes to where it runs, and waits. */
	assert_true(schedule_work_on(1, &items[0].work));
	schedule_work_on(1, &items[1].work);
	WAIT_AT_GATE(2);
	assert_int_equal(work_busy(&items[0].work), WORK_BUSY_PENDING | WORK_BUSY_RUNNING);
	assert_string_equal(noted, "ab");
	gate_open_up();
	flush_work(&items[0].work);
	flush_work(&items[1].work);
	assert_int_equal(runs_of(&items[0]), 2);
}

/* Through another queue of the same pool, too. */
static void one_item_of_two_queues_never_runs_twice_in_a_pool(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("other", 0, 0);
	struct item next;

	item_init(&next, 'n');
	schedule_work_on(0, &items[0].work);
	WAIT_AT_GATE(1);
	queue_work_on(0, wq, &items[0].work);
	schedule_work_on(0, &next.work);
	flush_work(&next.work);
	assert_string_equal(noted, "an");
	gate_open_up();
	destroy_workqueue(wq);
	assert_string_equal(noted, "anAaA");
}

static void a_rescuer_has_the_name_of_its_queue(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("reclaim", WQ_MEM_RECLAIM, 0);

	queue_work(wq, &items[0].work);
	gate_open_up();
	destroy_workqueue(wq);
	assert_int_equal(runs_of(&items[0]), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POOL_TEST(one_that_sleeps_lets_the_next_one_start),
		POOL_TEST(one_that_runs_holds_up_others_of_its_cpu_only),
		POOL_TEST(highpri_and_cpu_intensive_ones_are_not_held_up),
		POOL_TEST(no_more_than_max_active_are_under_way),
		POOL_TEST(max_active_counts_for_each_cpu),
		POOL_TEST(a_greater_max_active_lets_those_who_wait_in),
		POOL_TEST(an_ordered_queue_runs_one_at_a_time_in_order),
		POOL_TEST(unbound_ones_run_beside_each_other),
		POOL_TEST(one_item_never_runs_twice_at_a_time),
		POOL_TEST(one_item_of_two_queues_never_runs_twice_in_a_pool),
		POOL_TEST(a_rescuer_has_the_name_of_its_queue),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
