// SPDX-License-Identifier: MIT
/*
 * Spinlocks and wait queues among more threads than virtual CPUs, and more virtual CPUs than the
 * host has: plain counters under the locks come out exact, and no wake is lost. A lost one hangs,
 * and the watchdog says where.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

#define CPUS	"nr_cpus=3"
#define THREADS 8

static void run_threads(void *(*fn)(void *), size_t n)
{
	pthread_t threads[THREADS];

	for (size_t i = 0; i < n; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, (void *)i), 0);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

/* --- one lock, taken in every way that is legal for data that handlers use too --- */

static DEFINE_SPINLOCK(irq_lock);
static unsigned long irq_guarded; /* plain, under irq_lock */
static unsigned long irq_expected;
static int irq;
static unsigned long irq_handled;

static irqreturn_t guarded_handler(int nr, void *dev_id)
{
	(void)nr;
	(void)dev_id;
	spin_lock(&irq_lock);
	irq_guarded++;
	spin_unlock(&irq_lock);
	add(&irq_expected, 1);
	add(&irq_handled, 1);
	return IRQ_HANDLED;
}

static void guarded_tasklet(struct tasklet_struct *t)
{
	(void)t;
	spin_lock_irq(&irq_lock);
	irq_guarded++;
	spin_unlock_irq(&irq_lock);
	add(&irq_expected, 1);
}

static DECLARE_TASKLET(guarded, guarded_tasklet);

static void *take_irq_lock(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;
	unsigned long flags;
	bool got;

	for (int i = 0; i < TEST_TURNS(40000); i++) {
		got = true;
		switch (rng_below(&rng, 4)) {
		case 0:
			got = spin_trylock_irqsave(&irq_lock, flags);
			if (got) {
				irq_guarded++;
				spin_unlock_irqrestore(&irq_lock, flags);
			}
			break;
		case 1:
			spin_lock_irq(&irq_lock);
			irq_guarded++;
			spin_unlock_irq(&irq_lock);
			break;
		default:
			spin_lock_irqsave(&irq_lock, flags);
			irq_guarded++;
			spin_unlock_irqrestore(&irq_lock, flags);
		}
		add(&irq_expected, got);
		if (i % 16 == 0)
			tasklet_schedule(&guarded);
		if (i % 32 == 0)
			tl_irq_raise(irq);
		if (i % 64 == 0)
			add(&stress_progress, 1);
	}
	return NULL;
}

static void irq_safe_locks_exclude_threads_tasklets_and_handlers(void **state)
{
	(void)state;
	assert_int_equal(tl_boot(CPUS), 0);
	irq = tl_irq_alloc("guarded", TL_IRQ_RISING, TL_CPU_ANY);
	assert_int_equal(request_irq((unsigned int)irq, guarded_handler, 0, "guarded", &irq), 0);
	run_threads(take_irq_lock, THREADS);
	free_irq((unsigned int)irq, &irq);
	tasklet_kill(&guarded);
	assert_int_equal(irq_guarded, irq_expected);
	assert_true(irq_handled > 0);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- data that tasklets share with tasks: _bh --- */

static DEFINE_SPINLOCK(bh_lock);
static unsigned long bh_guarded, bh_expected;

static void bh_tasklet(struct tasklet_struct *t)
{
	(void)t;
	spin_lock(&bh_lock);
	bh_guarded++;
	spin_unlock(&bh_lock);
	add(&bh_expected, 1);
}

static DECLARE_TASKLET(bh_sharer, bh_tasklet);

static void *take_bh_lock(void *arg)
{
	(void)arg;
	for (int i = 0; i < TEST_TURNS(40000); i++) {
		spin_lock_bh(&bh_lock);
		bh_guarded++;
		if (i % 4 == 0)
			tasklet_schedule(&bh_sharer);
		spin_unlock_bh(&bh_lock);
		add(&bh_expected, 1);
		if (i % 64 == 0)
			add(&stress_progress, 1);
	}
	return NULL;
}

static void bh_locks_exclude_tasks_and_tasklets(void **state)
{
	(void)state;
	assert_int_equal(tl_boot(CPUS), 0);
	run_threads(take_bh_lock, THREADS);
	tasklet_kill(&bh_sharer);
	assert_int_equal(bh_guarded, bh_expected);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- two threads hand a ball to and fro --- */

struct table {
	struct wait_queue_head queue;
	unsigned int ball; /* whose turn it is: 0 or 1 */
	unsigned long hits; /* by who has the ball */
	struct tasklet_struct waker;
};

static struct table tables[THREADS / 2];

static void wake_players(struct tasklet_struct *t)
{
	struct table *table = from_tasklet(table, t, waker);

	wake_up(&table->queue);
}

static void pass(struct table *table, unsigned int to, int turn)
{
	add(&stress_progress, 1);
	smp_store_release(&table->ball, to);
	/* Every third time by a tasklet, and so from another CPU or an irq's end. */
	if (turn % 3 == 0)
		tasklet_schedule(&table->waker);
	else
		wake_up(&table->queue);
}

/* Is it my turn? If not, the answer is old for a while before the caller sleeps on it. */
static bool my_turn(struct table *table, unsigned int me, uint64_t *rng)
{
	if (smp_load_acquire(&table->ball) == me)
		return true;
	for (unsigned int n = rng_below(rng, 8) ? 0 : rng_below(rng, 30000); n; n--)
		barrier();
	return false;
}

static void *play(void *arg)
{
	uint64_t rng = (uintptr_t)arg;
	struct table *table = &tables[(uintptr_t)arg / 2];
	unsigned int me = (uintptr_t)arg % 2;

	for (int i = 0; i < TEST_TURNS(20000); i++) {
		wait_event(table->queue, my_turn(table, me, &rng));
		table->hits++;
		pass(table, !me, i);
	}
	return NULL;
}

static void *play_woken(void *arg)
{
	struct table *table = &tables[(uintptr_t)arg / 2];
	unsigned int me = (uintptr_t)arg % 2;
	uint64_t rng = (uintptr_t)arg;
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(&table->queue, &wait);
	for (int i = 0; i < TEST_TURNS(20000); i++) {
		while (!my_turn(table, me, &rng))
			wait_woken(&wait, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
		table->hits++;
		pass(table, !me, i);
	}
	remove_wait_queue(&table->queue, &wait);
	return NULL;
}

static void ping_pong(void *(*player)(void *))
{
	assert_int_equal(tl_boot(CPUS), 0);
	for (int i = 0; i < THREADS / 2; i++) {
		init_waitqueue_head(&tables[i].queue);
		tables[i].ball = 0;
		tables[i].hits = 0;
		tasklet_setup(&tables[i].waker, wake_players);
	}
	run_threads(player, THREADS);
	for (int i = 0; i < THREADS / 2; i++) {
		tasklet_kill(&tables[i].waker);
		assert_int_equal(tables[i].hits, 2 * TEST_TURNS(20000));
	}
	assert_int_equal(tl_shutdown(), 0);
}

static void wait_event_loses_no_wake(void **state)
{
	(void)state;
	ping_pong(play);
}

static void wait_woken_loses_no_wake(void **state)
{
	(void)state;
	ping_pong(play_woken);
}

/* --- exclusive waiters: each token wakes one, and is taken once --- */

static DECLARE_WAIT_QUEUE_HEAD(tokens_queue);
static int tokens;
static bool tokens_end;
static unsigned long tokens_taken;

static bool take_token(void)
{
	int n = get(&tokens);

	while (n > 0)
		if (__atomic_compare_exchange_n(&tokens, &n, n - 1, false, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return true;
	return false;
}

static void *take_tokens(void *arg)
{
	(void)arg;
	for (;;) {
		bool got = false;

		wait_event_interruptible_exclusive(tokens_queue,
						   (got = take_token()) || READ_ONCE(tokens_end));
		if (got)
			add(&tokens_taken, 1);
		else if (READ_ONCE(tokens_end))
			return NULL;
	}
}

static void exclusive_wakes_are_not_lost(void **state)
{
	pthread_t threads[THREADS];
	unsigned long total = TEST_TURNS(40000);

	(void)state;
	assert_int_equal(tl_boot(CPUS), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take_tokens, NULL), 0);
	for (unsigned long i = 0; i < total; i++) {
		add(&tokens, 1);
		wake_up(&tokens_queue); /* one */
		/* Now and then all of them, so that a wake that went to nobody shows. */
		if (i % 8 == 0)
			while (get(&tokens_taken) <= i)
				sched_yield();
		add(&stress_progress, 1);
	}
	while (get(&tokens_taken) < total)
		sched_yield();
	WRITE_ONCE(tokens_end, true);
	wake_up_all(&tokens_queue);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(tokens_taken, total);
	assert_int_equal(tl_shutdown(), 0);
}

static int no_reports(void **state)
{
	(void)state;
	return tl_report_count() ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(irq_safe_locks_exclude_threads_tasklets_and_handlers),
		cmocka_unit_test(bh_locks_exclude_tasks_and_tasklets),
		cmocka_unit_test(wait_event_loses_no_wake),
		cmocka_unit_test(wait_woken_loses_no_wake),
		cmocka_unit_test(exclusive_wakes_are_not_lost),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, no_reports);
	stress_watchdog_stop();
	return failed;
}
