// SPDX-License-Identifier: MIT
/*
 * Workqueues under the explorer: all interleavings of small scenarios, to the end; and mistakes of
 * drivers that it has to find.
 */
#include "explore-help.h"

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

/* --- mistakes --- */

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
		cmocka_unit_test(an_item_freed_while_it_runs_is_found),
		cmocka_unit_test(a_queue_that_is_not_destroyed_is_found),
		cmocka_unit_test(an_item_that_never_ends_is_found),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
