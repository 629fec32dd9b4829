// SPDX-License-Identifier: MIT
/*
 * Several threads queue, cancel, flush, disable and enable the same items, on queues of every
 * kind. Each queue_work() that returned true is one run, unless a cancel that returned true took it
 * back: in the end the books have to balance, item by item. Meanwhile no item runs twice at a time,
 * runs while it is disabled, or behind a cancel_work_sync() that nobody queued it after.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/workqueue.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>

#define NR_ITEMS   6
#define NR_THREADS 4
#define TURNS	   20000

struct item {
	struct delayed_work dwork;
	unsigned long queued, cancelled, ran;
	unsigned long running;
	unsigned int more; /* of a shared one: it queues itself, of so many runs one */
};

static struct item items[NR_ITEMS];
/* Only its own thread queues and cancels it: there every outcome is known. */
static struct item own[NR_THREADS];
static struct workqueue_struct *queues[5];

static void fn(struct work_struct *work)
{
	struct item *item = container_of(to_delayed_work(work), struct item, dwork);
	unsigned long n;

	stress_check(add(&item->running, 1) == 1, "an item runs twice at a time");
	n = add(&item->ran, 1);
	if (item->more && n % item->more == 0 && queue_work(queues[(item - items) % 5], work))
		add(&item->queued, 1);
	stress_check(add(&item->running, -1) == 0, "an item has run twice at a time");
	add(&stress_progress, 1);
}

static void init(struct item *item)
{
	*item = (struct item){0};
	INIT_DELAYED_WORK(&item->dwork, fn);
}

/* Of an item that others use as well. */
static void shared_turn(uint64_t *rng)
{
	unsigned int i = rng_below(rng, NR_ITEMS);
	struct item *item = &items[i];
	/* An item keeps to its queue, so that it never runs twice at a time. */
	struct workqueue_struct *wq = queues[i % 5];

	switch (rng_below(rng, 12)) {
	case 0:
	case 1:
	case 2:
		if (queue_work(wq, &item->dwork.work))
			add(&item->queued, 1);
		break;
	case 3:
		if (queue_work_on((int)rng_below(rng, 2), wq, &item->dwork.work))
			add(&item->queued, 1);
		break;
	case 4:
		if (queue_delayed_work(wq, &item->dwork, rng_below(rng, 2)))
			add(&item->queued, 1);
		break;
	case 5:
	case 6:
		if (cancel_delayed_work(&item->dwork))
			add(&item->cancelled, 1);
		break;
	case 7:
		if (cancel_delayed_work_sync(&item->dwork))
			add(&item->cancelled, 1);
		break;
	case 8:
		flush_delayed_work(&item->dwork);
		break;
	case 9:
		flush_workqueue(wq);
		break;
	case 10:
		flush_work(&item->dwork.work);
		break;
	default:
		(void)work_busy(&item->dwork.work);
	}
}

/* Of the thread's own: here it is known what must have happened. */
static void own_turn(struct item *item, uint64_t *rng)
{
	struct workqueue_struct *wq = queues[rng_below(rng, 5)];
	unsigned long ran = get(&item->ran);

	stress_check(queue_work(wq, &item->dwork.work), "an idle item is not queued");
	item->queued++;
	switch (rng_below(rng, 5)) {
	case 0:
		/* A new one, and the former one is gone if it had not begun. (Of a shared one it is
		 * not known whether it was queued: somebody may be in cancel_work_sync().) */
		if (mod_delayed_work(wq, &item->dwork, rng_below(rng, 3)))
			item->cancelled++;
		item->queued++;
		flush_delayed_work(&item->dwork);
		stress_check(get(&item->ran) == item->queued - item->cancelled,
			     "flushed, and has not run");
		break;
	case 4:
		flush_work(&item->dwork.work);
		stress_check(get(&item->ran) == ran + 1, "flushed, and has not run");
		break;
	case 1:
		if (cancel_work_sync(&item->dwork.work)) {
			item->cancelled++;
			stress_check(get(&item->ran) == ran, "cancelled, and has run");
		} else {
			stress_check(get(&item->ran) == ran + 1, "not cancelled, and has not run");
		}
		break;
	case 2:
		if (disable_work_sync(&item->dwork.work))
			item->cancelled++;
		ran = get(&item->ran);
		stress_check(!queue_work(wq, &item->dwork.work), "queued while disabled");
		stress_check(get(&item->ran) == ran, "has run while disabled");
		stress_check(enable_work(&item->dwork.work), "still disabled");
		break;
	default:
		flush_workqueue(wq);
		stress_check(get(&item->ran) == ran + 1, "its queue flushed, and has not run");
	}
	stress_check(!get(&item->running) && !work_busy(&item->dwork.work), "not idle");
}

static void *thread(void *arg)
{
	unsigned int me = (unsigned int)(uintptr_t)arg;
	uint64_t rng = env_ul("STRESS_SEED", 1) * 1000 + me;

	for (unsigned int i = 0; i < (unsigned int)TEST_TURNS(TURNS); i++) {
		if (rng_below(&rng, 3))
			shared_turn(&rng);
		else
			own_turn(&own[me], &rng);
		add(&stress_progress, 1);
	}
	return NULL;
}

static void check_books(struct item *item, const char *what)
{
	cancel_delayed_work_sync(&item->dwork);
	stress_check(item->queued == item->cancelled + item->ran,
		     "%s item: queued %lu, cancelled %lu, ran %lu", what, item->queued,
		     item->cancelled, item->ran);
}

static void queued_are_as_many_as_cancelled_and_run(void **state)
{
	pthread_t threads[NR_THREADS];

	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	queues[0] = alloc_workqueue("percpu", 0, 0);
	queues[1] = alloc_workqueue("unbound", WQ_UNBOUND, 0);
	queues[2] = alloc_ordered_workqueue("ordered", 0);
	queues[3] = alloc_workqueue("one", WQ_HIGHPRI, 1);
	queues[4] = alloc_workqueue("bh", WQ_BH, 0);
	for (unsigned int i = 0; i < NR_ITEMS; i++) {
		init(&items[i]);
		items[i].more = i + 2;
	}
	for (uintptr_t i = 0; i < NR_THREADS; i++)
		init(&own[i]);
	for (uintptr_t i = 0; i < NR_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, thread, (void *)i), 0);
	for (unsigned int i = 0; i < NR_THREADS; i++)
		pthread_join(threads[i], NULL);
	for (unsigned int i = 0; i < NR_ITEMS; i++) {
		/* What is left runs; the last cancel is of what queued itself. */
		while (flush_delayed_work(&items[i].dwork))
			;
		check_books(&items[i], "shared");
	}
	for (unsigned int i = 0; i < NR_THREADS; i++)
		check_books(&own[i], "own");
	for (unsigned int i = 0; i < 5; i++)
		destroy_workqueue(queues[i]);
	assert_int_equal(get(&stress_failures), 0);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- queues come and go --- */

static void *make_and_destroy(void *arg)
{
	uint64_t rng = env_ul("STRESS_SEED", 1) * 1000 + (uintptr_t)arg;

	for (unsigned int i = 0; i < (unsigned int)TEST_TURNS(600); i++) {
		static const unsigned int flags[] = {0, WQ_UNBOUND, WQ_BH, WQ_HIGHPRI,
						     WQ_MEM_RECLAIM};
		struct workqueue_struct *wq =
			alloc_workqueue("w%u", flags[rng_below(&rng, 5)], 0, i);
		struct item some[3];

		for (unsigned int n = 0; n < 3; n++) {
			init(&some[n]);
			queue_work_on((int)rng_below(&rng, 2), wq, &some[n].dwork.work);
		}
		destroy_workqueue(wq);
		for (unsigned int n = 0; n < 3; n++)
			stress_check(get(&some[n].ran) == 1,
				     "a destroyed queue's item ran %lu times", get(&some[n].ran));
		add(&stress_progress, 1);
	}
	return NULL;
}

static void queues_come_and_go(void **state)
{
	pthread_t threads[NR_THREADS];

	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	for (uintptr_t i = 0; i < NR_THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_and_destroy, (void *)i), 0);
	for (unsigned int i = 0; i < NR_THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(get(&stress_failures), 0);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- from handlers, and the first worker made in one --- */

static struct work_struct from_irq;
static unsigned long irq_queued, irq_ran, irq_handled;

static void count_irq(struct work_struct *work)
{
	add(&irq_ran, 1);
}

static irqreturn_t queue_in_handler(int irq, void *dev)
{
	if (schedule_work(&from_irq))
		add(&irq_queued, 1);
	add(&irq_handled, 1);
	return IRQ_HANDLED;
}

static void items_queued_by_handlers_run(void **state)
{
	for (unsigned int boots = 0; boots < 5; boots++) {
		int irq;

		assert_int_equal(tl_boot("nr_cpus=2"), 0);
		INIT_WORK(&from_irq, count_irq);
		irq = tl_irq_alloc("line", TL_IRQ_RISING, (int)boots % 2);
		assert_int_equal(
			request_irq((unsigned int)irq, queue_in_handler, 0, "line", &from_irq), 0);
		for (unsigned int i = 0; i < (unsigned int)TEST_TURNS(2000); i++) {
			unsigned long handled = get(&irq_handled);

			tl_irq_raise(irq);
			while (get(&irq_handled) == handled)
				sched_yield();
			if (i % 16 == 0)
				flush_work(&from_irq);
			add(&stress_progress, 1);
		}
		free_irq((unsigned int)irq, &from_irq);
		tl_irq_free(irq);
		flush_work(&from_irq);
		assert_int_equal(get(&irq_queued), get(&irq_ran));
		assert_int_equal(tl_shutdown(), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queued_are_as_many_as_cancelled_and_run),
		cmocka_unit_test(queues_come_and_go),
		cmocka_unit_test(items_queued_by_handlers_run),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
