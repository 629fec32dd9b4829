// SPDX-License-Identifier: MIT
/*
 * Items that are queued when a grace period of RCU is over. A read section of the test's own holds
 * that up.
 */
#include "tasks.h"
#include "workqueue.h"

#include <linux/rcupdate.h>
#include <linux/slab.h>

static struct rcu_work rwork;
static bool readers_gone, seen_readers_gone;

static void fn(struct work_struct *work)
{
	seen_readers_gone = READ_ONCE(readers_gone);
	note_among_others(to_rcu_work(work) == &rwork ? 'r' : '?');
}

static int begin(void **state)
{
	INIT_RCU_WORK(&rwork, fn);
	WRITE_ONCE(readers_gone, false);
	return test_begin(state);
}

#define RCU_TEST(f) cmocka_unit_test_setup_teardown(f, begin, test_end)

static bool reading, may_go;

static int read_until_told(void *arg)
{
	rcu_read_lock();
	smp_store_release(&reading, true);
	SPIN_UNTIL(smp_load_acquire(&may_go));
	WRITE_ONCE(readers_gone, true);
	rcu_read_unlock();
	return 0;
}

static int flush_it(void *arg)
{
	return flush_rcu_work(&rwork);
}

static void it_runs_when_the_readers_have_gone(void **state)
{
	struct task_struct *reader, *flusher;
	struct item other;

	reading = may_go = false;
	reader = begin_task(read_until_told, NULL);
	WAIT_UNTIL(smp_load_acquire(&reading));
	assert_true(queue_rcu_work(system_wq, &rwork));
	assert_int_equal(work_busy(&rwork.work), WORK_BUSY_PENDING);
	/* The queue goes on meanwhile. */
	item_init(&other, 'o');
	schedule_work(&other.work);
	flush_work(&other.work);
	assert_string_equal(noted, "o");
	flusher = begin_sleeper(flush_it, NULL);
	smp_store_release(&may_go, true);
	assert_int_equal(end_task(flusher), true);
	assert_string_equal(noted, "or");
	assert_true(seen_readers_gone);
	assert_int_equal(work_busy(&rwork.work), 0);
	end_task(reader);
}

static void queued_twice_before_that_it_runs_once(void **state)
{
	rcu_read_lock();
	assert_true(queue_rcu_work(system_wq, &rwork));
	assert_false(queue_rcu_work(system_wq, &rwork));
	assert_false(queue_work(system_wq, &rwork.work));
	WRITE_ONCE(readers_gone, true);
	rcu_read_unlock();
	flush_rcu_work(&rwork);
	assert_string_equal(noted, "r");
}

static void queued_again_later_it_runs_again(void **state)
{
	for (int i = 0; i < 3; i++) {
		assert_true(queue_rcu_work(system_unbound_wq, &rwork));
		flush_rcu_work(&rwork);
	}
	assert_string_equal(noted, "rrr");
}

static void any_queue_will_do(void **state)
{
	struct workqueue_struct *queues[] = {system_wq, system_highpri_wq, system_unbound_wq,
					     system_bh_wq, system_bh_highpri_wq};

	for (size_t i = 0; i < ARRAY_SIZE(queues); i++) {
		assert_true(queue_rcu_work(queues[i], &rwork));
		flush_rcu_work(&rwork);
	}
	assert_string_equal(noted, "rrrrr");
}

static void a_flush_of_an_idle_one_returns(void **state)
{
	assert_false(flush_rcu_work(&rwork));
}

/* flush_work() is of what is queued, which it is not before its grace period is over. */
static void flush_work_does_not_wait_for_the_grace_period(void **state)
{
	rcu_read_lock();
	queue_rcu_work(system_wq, &rwork);
	rcu_read_unlock();
	/* It may be queued by now, or not; either way this returns. */
	flush_work(&rwork.work);
	flush_rcu_work(&rwork);
	assert_string_equal(noted, "r");
}

/* It has its grace period first, as RCU has its head; and then it has run, or is taken off. */
static void who_cancels_it_waits_for_rcu(void **state)
{
	bool was_pending;

	for (int i = 0; i < 20; i++) {
		forget_notes();
		assert_true(queue_rcu_work(system_wq, &rwork));
		was_pending = cancel_work_sync(&rwork.work);
		assert_false(work_busy(&rwork.work));
		assert_int_equal(notes(), !was_pending);
		/* RCU has done with it. */
		memset(&rwork, 0x5a, sizeof(rwork));
		INIT_RCU_WORK(&rwork, fn);
	}
}

struct on_stack {
	struct rcu_work rwork;
	bool *ran;
};

static void say_ran(struct work_struct *work)
{
	*container_of(to_rcu_work(work), struct on_stack, rwork)->ran = true;
}

static void one_on_the_stack_is_as_good(void **state)
{
	bool ran = false;
	struct on_stack here = {.ran = &ran};

	INIT_RCU_WORK_ONSTACK(&here.rwork, say_ran);
	queue_rcu_work(system_highpri_wq, &here.rwork);
	flush_rcu_work(&here.rwork);
	destroy_work_on_stack(&here.rwork.work);
	assert_true(ran);
}

/* kfree_rcu() of an object whose end needs a task. */
struct object {
	struct rcu_work end;
	int value;
};

static struct object __rcu *published;

static void free_object(struct work_struct *work)
{
	struct object *object = container_of(to_rcu_work(work), struct object, end);

	might_sleep();
	note_among_others('f');
	kfree(object);
}

static void publish(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	object->value = 7;
	INIT_RCU_WORK(&object->end, free_object);
	rcu_assign_pointer(published, object);
}

static void it_may_free_the_object_that_readers_saw(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("frees", 0, 0);
	struct object *object, *seen;

	publish();
	rcu_read_lock();
	seen = rcu_dereference(published);
	object = rcu_replace_pointer(published, NULL, true);
	queue_rcu_work(wq, &object->end);
	assert_int_equal(seen->value, 7);
	rcu_read_unlock();
	rcu_barrier();
	destroy_workqueue(wq);
	assert_string_equal(noted, "f");
}

/* Whether or not its grace period was over by then, nothing of it is left. */
static void one_that_is_pending_at_shutdown_can_be_queued_in_the_next_machine(void **state)
{
	struct workqueue_struct *wq = alloc_workqueue("left", 0, 0);

	queue_rcu_work(wq, &rwork);
	assert_int_equal(machine_down(state), 0);
	assert_false(work_pending(&rwork.work));
	assert_int_equal(machine_up(state), 0);
	forget_notes();
	assert_true(queue_rcu_work(system_wq, &rwork));
	flush_rcu_work(&rwork);
	assert_string_equal(noted, "r");
}

static void a_disabled_one_is_reported(void **state)
{
	disable_work(&rwork.work);
	assert_false(queue_rcu_work(system_wq, &rwork));
	assert_false(work_pending(&rwork.work));
	assert_int_equal(logged("workqueue: rcu_work "), 1);
	reports_expected = 1;
	enable_work(&rwork.work);
	assert_true(queue_rcu_work(system_wq, &rwork));
	flush_rcu_work(&rwork);
	assert_string_equal(noted, "r");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RCU_TEST(it_runs_when_the_readers_have_gone),
		RCU_TEST(queued_twice_before_that_it_runs_once),
		RCU_TEST(queued_again_later_it_runs_again),
		RCU_TEST(any_queue_will_do),
		RCU_TEST(a_flush_of_an_idle_one_returns),
		RCU_TEST(flush_work_does_not_wait_for_the_grace_period),
		RCU_TEST(who_cancels_it_waits_for_rcu),
		RCU_TEST(one_on_the_stack_is_as_good),
		RCU_TEST(it_may_free_the_object_that_readers_saw),
		RCU_TEST(one_that_is_pending_at_shutdown_can_be_queued_in_the_next_machine),
		RCU_TEST(a_disabled_one_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
