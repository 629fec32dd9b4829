// SPDX-License-Identifier: MIT
/*
 * How many points an operation of the kernel API has. The same source is built in mode plain, too,
 * where every access is instrumented: the numbers are the same.
 */
#include "points.h"

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

static int x;
static atomic_t counter;
static unsigned long bits;
static DEFINE_SPINLOCK(lock);
static DEFINE_PER_CPU(int, each);

static void reads_once(void *arg)
{
	(void)READ_ONCE(x);
}

static void writes_once(void *arg)
{
	WRITE_ONCE(x, 1);
}

static void increments(void *arg)
{
	atomic_inc(&counter);
}

static void sets_a_bit(void *arg)
{
	set_bit(3, &bits);
}

static void exchanges(void *arg)
{
	(void)atomic_cmpxchg(&counter, 1, 2);
}

static void fences(void *arg)
{
	smp_mb();
}

static void stores_and_fences(void *arg)
{
	set_current_state(TASK_RUNNING);
}

static void locks(void *arg)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void locks_irqsave(void *arg)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
}

static void holds_softirqs_off(void *arg)
{
	local_bh_disable();
	local_bh_enable();
}

static void counts_per_cpu(void *arg)
{
	preempt_disable();
	raw_cpu_inc(each);
	preempt_enable();
}

static void asks_who_and_where(void *arg)
{
	struct task_struct *me = current;

	if (!me || in_interrupt() || raw_smp_processor_id() > 1)
		abort();
}

static struct wait_queue_head queue;

/* It queues, finds the condition true the second time, and leaves the queue. */
static void waits_for_nothing(void *arg)
{
	int turns = 0;

	wait_event(queue, ++turns > 1);
}

/* What that calls of the library. */
static void queues_and_leaves(void *arg)
{
	struct wait_queue_entry entry;

	init_wait_entry(&entry, 0);
	prepare_to_wait_event(&queue, &entry, TASK_UNINTERRUPTIBLE);
	finish_wait(&queue, &entry);
}

static void callback(struct tasklet_struct *t)
{
}

static DECLARE_TASKLET(tasklet, callback);

static void schedules(void *arg)
{
	tasklet_schedule(&tasklet);
}

static void calls_the_library(void *arg)
{
	__tasklet_schedule(&tasklet);
}

static void of_single_accesses(void **state)
{
	assert_int_equal(points_of(reads_once), 1);
	assert_int_equal(points_of(writes_once), 1);
	assert_int_equal(points_of(increments), 1);
	assert_int_equal(points_of(sets_a_bit), 1);
	assert_int_equal(points_of(exchanges), 1);
	assert_int_equal(points_of(fences), 1);
	assert_int_equal(points_of(stores_and_fences), 1);
}

static void of_sections(void **state)
{
	assert_int_equal(points_of(locks), 4);
	assert_int_equal(points_of(locks_irqsave), 6);
	assert_int_equal(points_of(holds_softirqs_off), 2);
	assert_int_equal(points_of(counts_per_cpu), 4);
}

static void of_looking_at_oneself(void **state)
{
	assert_int_equal(points_of(asks_who_and_where), 0);
}

static void of_waiting(void **state)
{
	init_waitqueue_head(&queue);
	assert_int_equal(points_of(waits_for_nothing), points_of(queues_and_leaves));
}

/* That and what the library does for it, which includes its run. */
static void of_scheduling_a_tasklet(void **state)
{
	int library;

	set_bit(TASKLET_STATE_SCHED, &tasklet.state);
	assert_int_equal(points_of(schedules), 1);
	library = points_of(calls_the_library);
	assert_int_equal(points_of(schedules), library + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(of_single_accesses, points_up, points_down),
		cmocka_unit_test_setup_teardown(of_sections, points_up, points_down),
		cmocka_unit_test_setup_teardown(of_looking_at_oneself, points_up, points_down),
		cmocka_unit_test_setup_teardown(of_waiting, points_up, points_down),
		cmocka_unit_test_setup_teardown(of_scheduling_a_tasklet, points_up, points_down),
	};

	return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
