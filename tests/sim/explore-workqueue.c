// SPDX-License-Identifier: MIT
/*
 * Workqueues under the explorer: all interleavings of small scenarios, to the end; and mistakes of
 * drivers that it has to find.
 */
#include "explore-help.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define ALL "strategy=dfs p=inf q=inf reduce=marked nr_cpus=2 progress=off"

struct thing {
	struct work_struct work;
	long ran;
	long again;
};

static struct thing *thing;
static struct workqueue_struct *wq;
static int queued, cancelled;
/* The function of an item that has freed itself can't say that it ran. */
static int ran;

static void fn(struct work_struct *work)
{
	struct thing *t = from_work(t, work, work);

	WRITE_ONCE(t->ran, READ_ONCE(t->ran) + 1);
	if (READ_ONCE(t->again)) {
		WRITE_ONCE(t->again, READ_ONCE(t->again) - 1);
		if (queue_work(wq, work))
			WRITE_ONCE(queued, READ_ONCE(queued) + 1);
	}
}

static void begin(work_func_t func)
{
	thing = kzalloc(sizeof(*thing), GFP_KERNEL);
	INIT_WORK(&thing->work, func);
	wq = system_wq;
	queued = cancelled = ran = 0;
}

static void do_queue(void *arg)
{
	if (queue_work(wq, &thing->work))
		WRITE_ONCE(queued, READ_ONCE(queued) + 1);
}

static void do_cancel_sync(void *arg)
{
	if (cancel_work_sync(&thing->work))
		WRITE_ONCE(cancelled, READ_ONCE(cancelled) + 1);
}

static void exhausts(const char *name, const char *options, void (*scenario)(void *arg))
{
	struct tl_explored found;

	if (tl_explore(name, options, scenario, NULL, &found))
		fail_msg("%s", found.report);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_string_equal(found.text, "EXHAUSTED");
	print_message("%s: %lu runs\n", name, (unsigned long)found.runs);
}

static void finds(const char *name, void (*scenario)(void *arg), enum tl_failure failure)
{
	struct tl_explored found;

	assert_int_equal(tl_explore(name, "nr_cpus=2 progress=off", scenario, NULL, &found), 1);
	if (found.failure != failure)
		fail_msg("%s", found.report);
}

/* --- queue against cancel --- */

static void queue_against_cancel(void *arg)
{
	begin(fn);
	tl_spawn_on(0, "queue", do_queue, NULL);
	tl_spawn_on(1, "cancel", do_cancel_sync, NULL);
	tl_run_until_idle();
	/* Or turned away: it is disabled while somebody cancels it. */
	tl_assert(thing->ran + cancelled == queued);
	tl_assert(!work_busy(&thing->work));
	kfree(thing);
}

static void queued_ones_run_or_are_cancelled(void **state)
{
	exhausts("queue-cancel", ALL, queue_against_cancel);
}

/* --- queueing itself against cancel --- */

static void cancel_and_free(void *arg)
{
	cancel_work_sync(&thing->work);
	tl_assert(!work_busy(&thing->work));
	kfree(thing);
}

static void requeue_against_cancel(void *arg)
{
	begin(fn);
	thing->again = 2;
	queue_work_on(0, wq, &thing->work);
	tl_spawn_on(1, "remove", cancel_and_free, NULL);
	tl_run_until_idle();
}

static void one_that_queues_itself_can_be_freed_behind_cancel_sync(void **state)
{
	exhausts("requeue-cancel", ALL, requeue_against_cancel);
}

/* --- an item against the end of its queue --- */

static void free_itself(struct work_struct *work)
{
	WRITE_ONCE(ran, READ_ONCE(ran) + 1);
	kfree(work);
}

static void do_destroy(void *arg)
{
	destroy_workqueue(wq);
	tl_assert(READ_ONCE(ran) == 1);
}

static void work_against_destroy(void *arg)
{
	begin(free_itself);
	wq = alloc_workqueue("short", 0, 0);
	queue_work_on(0, wq, &thing->work);
	tl_spawn_on(1, "destroy", do_destroy, NULL);
	tl_run_until_idle();
	tl_assert(ran == 1);
}

static void an_item_has_run_when_its_queue_is_gone(void **state)
{
	exhausts("work-destroy", ALL, work_against_destroy);
}

/* --- queueing from a handler against disable --- */

static irqreturn_t queue_in_handler(int irq, void *dev)
{
	do_queue(NULL);
	return IRQ_HANDLED;
}

static void disable_and_look(void *arg)
{
	long seen;

	if (disable_work_sync(&thing->work))
		WRITE_ONCE(cancelled, READ_ONCE(cancelled) + 1);
	seen = READ_ONCE(thing->ran);
	tl_assert(!work_busy(&thing->work));
	tl_assert(READ_ONCE(thing->ran) == seen);
}

static void handler_against_disable(void *arg)
{
	int irq;

	begin(fn);
	wq = system_bh_wq;
	irq = make_line("card", 0, queue_in_handler, thing);
	tl_irq_spontaneous(irq, 1);
	tl_spawn_on(1, "disable", disable_and_look, NULL);
	tl_run_until_idle();
	tl_assert(thing->ran + cancelled == queued);
	end_line(irq, thing);
	kfree(thing);
}

static void a_disabled_one_does_not_run_in_softirqs_either(void **state)
{
	exhausts("handler-disable", ALL, handler_against_disable);
}

/* --- flush --- */

static int data;

static void look_at_data(struct work_struct *work)
{
	WRITE_ONCE(ran, READ_ONCE(data));
}

static void queue_and_flush(void *arg)
{
	WRITE_ONCE(data, 1);
	queue_work(wq, &thing->work);
	flush_work(&thing->work);
	tl_assert(READ_ONCE(ran) == 1);
}

static void flush_against_queue(void *arg)
{
	begin(look_at_data);
	data = 0;
	/* Pending already, maybe, by somebody else. */
	tl_spawn_on(0, "queue", do_queue, NULL);
	tl_spawn_on(1, "flush", queue_and_flush, NULL);
	tl_run_until_idle();
	kfree(thing);
}

static void flushed_it_has_seen_what_was_done_before(void **state)
{
	exhausts("flush-queue", ALL, flush_against_queue);
}

/* --- an item with a grace period --- */

struct object {
	struct rcu_work end;
	int alive;
};

static struct object __rcu *published;

static void free_object(struct work_struct *work)
{
	struct object *object = container_of(to_rcu_work(work), struct object, end);

	WRITE_ONCE(object->alive, 0);
	WRITE_ONCE(ran, READ_ONCE(ran) + 1);
	kfree(object);
}

static void publish(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	object->alive = 1;
	INIT_RCU_WORK(&object->end, free_object);
	rcu_assign_pointer(published, object);
	wq = system_wq;
	ran = 0;
}

static void read_object(void *arg)
{
	struct object *object;

	rcu_read_lock();
	object = rcu_dereference(published);
	if (object)
		tl_assert(READ_ONCE(object->alive));
	rcu_read_unlock();
}

static struct object *unpublish(void)
{
	return rcu_replace_pointer(published, NULL, true);
}

static void remove_object(void *arg)
{
	queue_rcu_work(wq, &unpublish()->end);
}

static void readers_against_removal(void *arg)
{
	publish();
	tl_spawn_on(0, "reader", read_object, NULL);
	tl_spawn_on(1, "remover", remove_object, NULL);
	tl_run_until_idle();
	tl_assert(ran == 1);
}

static void an_object_is_freed_when_its_readers_have_gone(void **state)
{
	exhausts("rcu-removal", ALL, readers_against_removal);
}

static void cancel_object(void *arg)
{
	struct object *object = rcu_access_pointer(published);

	if (cancel_work_sync(&object->end.work))
		WRITE_ONCE(cancelled, 1);
	tl_assert(!work_busy(&object->end.work));
	/* RCU has it no more. */
	kfree(object);
}

static void count_object(struct work_struct *work)
{
	WRITE_ONCE(ran, READ_ONCE(ran) + 1);
}

static void grace_period_against_cancel(void *arg)
{
	publish();
	cancelled = 0;
	INIT_RCU_WORK(&published->end, count_object);
	queue_rcu_work(wq, &published->end);
	tl_spawn_on(1, "remove", cancel_object, NULL);
	tl_run_until_idle();
	tl_assert(ran + cancelled == 1);
}

static void cancelled_it_is_nobodys_any_more(void **state)
{
	exhausts("rcu-cancel", ALL, grace_period_against_cancel);
}

/* --- idle workers that end, against new items --- */

#define IDLE 3

static struct work_struct sleepers[IDLE];
static struct task_struct *sleeping[IDLE];
static struct completion go_on;
static struct thing *late;

static void sleep_fn(struct work_struct *work)
{
	get_task_struct(current);
	sleeping[work - sleepers] = current;
	wait_for_completion(&go_on);
}

/* When the first of them is to end. */
static void queue_late(void *arg)
{
	msleep(300 * 1000);
	queue_work_on(0, system_wq, &late->work);
	flush_work(&late->work);
	tl_assert(late->ran == 1);
}

static void check_workers(void)
{
	int left = 0;

	for (int i = 0; i < IDLE; i++) {
		left += task_state(sleeping[i]) != TASK_RUNNING;
		put_task_struct(sleeping[i]);
	}
	tl_assert(left == IDLE - 1);
}

/* Three idle workers: one too many. */
static void idle_against_queue(void *arg)
{
	init_completion(&go_on);
	for (int i = 0; i < IDLE; i++) {
		INIT_WORK(&sleepers[i], sleep_fn);
		queue_work_on(0, system_wq, &sleepers[i]);
	}
	tl_run_until_idle();
	complete_all(&go_on);
	tl_run_until_idle();
	late = kzalloc(sizeof(*late), GFP_KERNEL);
	INIT_WORK(&late->work, fn);
	tl_spawn_on(1, "late", queue_late, NULL);
	tl_run_until_idle();
	tl_advance(1000 * NSEC_PER_SEC);
	tl_assert(late->ran == 1);
	check_workers();
	kfree(late);
}

static void an_item_that_comes_when_a_worker_ends_runs(void **state)
{
	exhausts("idle-queue", ALL, idle_against_queue);
}

/* --- mistakes --- */

static void free_without_grace_period(void *arg)
{
	queue_work(wq, &unpublish()->end.work);
}

static void readers_against_free(void *arg)
{
	publish();
	tl_spawn_on(0, "reader", read_object, NULL);
	tl_spawn_on(1, "remover", free_without_grace_period, NULL);
	tl_run_until_idle();
}

static void an_object_freed_while_it_is_read_is_found(void **state)
{
	finds("rcu-no-grace-period", readers_against_free, TL_FAIL_MEMORY);
}

static void destroy_without_barrier(void *arg)
{
	queue_rcu_work(wq, &unpublish()->end);
	destroy_workqueue(wq);
}

static void rcu_work_against_destroy(void *arg)
{
	publish();
	wq = alloc_workqueue("short", 0, 0);
	tl_spawn_on(0, "reader", read_object, NULL);
	tl_spawn_on(1, "remover", destroy_without_barrier, NULL);
	tl_run_until_idle();
}

static void a_queue_that_ends_before_a_grace_period_is_found(void **state)
{
	finds("rcu-destroy", rcu_work_against_destroy, TL_FAIL_LEAK);
}

static void forget_to_wait(void *arg)
{
	cancel_work(&thing->work);
	kfree(thing);
}

static void cancel_without_waiting(void *arg)
{
	begin(fn);
	queue_work_on(0, wq, &thing->work);
	tl_spawn_on(1, "remove", forget_to_wait, NULL);
	tl_run_until_idle();
}

static void an_item_freed_while_it_runs_is_found(void **state)
{
	finds("cancel-no-wait", cancel_without_waiting, TL_FAIL_MEMORY);
}

static DECLARE_WAIT_QUEUE_HEAD(never);

static void sleep_for_ever(struct work_struct *work)
{
	wait_event(never, false);
}

static void stuck_item(void *arg)
{
	begin(sleep_for_ever);
	queue_work_on(0, wq, &thing->work);
	tl_spawn_on(1, "remove", do_cancel_sync, NULL);
	tl_run_until_idle();
	kfree(thing);
}

static void an_item_that_never_ends_is_found(void **state)
{
	finds("stuck-item", stuck_item, TL_FAIL_DEADLOCK);
}

static void forgotten_queue(void *arg)
{
	tl_assert(alloc_workqueue("forgotten", 0, 0));
}

static void a_queue_that_is_not_destroyed_is_found(void **state)
{
	finds("forgotten-queue", forgotten_queue, TL_FAIL_LEAK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queued_ones_run_or_are_cancelled),
		cmocka_unit_test(one_that_queues_itself_can_be_freed_behind_cancel_sync),
		cmocka_unit_test(an_item_has_run_when_its_queue_is_gone),
		cmocka_unit_test(a_disabled_one_does_not_run_in_softirqs_either),
		cmocka_unit_test(flushed_it_has_seen_what_was_done_before),
		cmocka_unit_test(an_object_is_freed_when_its_readers_have_gone),
		cmocka_unit_test(cancelled_it_is_nobodys_any_more),
		cmocka_unit_test(an_item_that_comes_when_a_worker_ends_runs),
		cmocka_unit_test(an_object_freed_while_it_is_read_is_found),
		cmocka_unit_test(a_queue_that_ends_before_a_grace_period_is_found),
		cmocka_unit_test(an_item_freed_while_it_runs_is_found),
		cmocka_unit_test(a_queue_that_is_not_destroyed_is_found),
		cmocka_unit_test(an_item_that_never_ends_is_found),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
