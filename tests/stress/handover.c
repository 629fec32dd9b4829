// SPDX-License-Identifier: MIT
/*
 * Locks that are handed over, counts per CPU, and waits of one task, among more threads than virtual
 * CPUs: what they protect or count comes out exact, and nobody is left waiting. A lost wake or a
 * deadlock hangs, and the watchdog says where. What is protected is plain, so that a race detector
 * sees a lock that does not order.
 */
#include "../test.h"
#include "stress.h"

#include <linux/percpu-refcount.h>
#include <linux/percpu_counter.h>
#include <linux/rcuwait.h>
#include <linux/rtmutex.h>
#include <linux/swait.h>
#include <linux/ww_mutex.h>
#include <tasklet/boot.h>
#include <tasklet/report.h>

#define CPUS	"nr_cpus=3"
#define THREADS 6

static void run_threads(void *(*fn)(void *))
{
	pthread_t threads[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, (void *)i), 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(get(&stress_failures), 0);
}

static void progress(int i)
{
	if (i % 16 == 0)
		add(&stress_progress, 1);
}

static unsigned long expected;

/* --- wound/wait mutexes: any of them, in any order --- */

#define OBJECTS 4

static DEFINE_WW_CLASS(ww_class);
static DEFINE_WD_CLASS(wd_class);
static struct {
	struct ww_mutex lock;
	unsigned long count; /* plain */
} objects[OBJECTS];

static void unlock_all(unsigned int held)
{
	for (unsigned int i = 0; i < OBJECTS; i++)
		if (held & (1u << i))
			ww_mutex_unlock(&objects[i].lock);
}

/* Those of @set, beginning with @first. */
static void lock_set(struct ww_acquire_ctx *ctx, unsigned int set, unsigned int first)
{
	unsigned int held = 0;

	for (unsigned int i = 0; i < OBJECTS; i++) {
		unsigned int nr = (first + i) % OBJECTS;
		int ret;

		if (!(set & (1u << nr)) || (held & (1u << nr)))
			continue;
		ret = ww_mutex_lock(&objects[nr].lock, ctx);
		if (ret == -EDEADLK) {
			unlock_all(held);
			ww_mutex_lock_slow(&objects[nr].lock, ctx);
			held = 0;
			i = UINT_MAX; /* from the beginning, with this one */
		} else {
			stress_check(!ret, "ww_mutex_lock(): %d", ret);
		}
		held |= 1u << nr;
	}
}

static struct ww_class *class;

static void *use_ww_mutexes(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;

	for (int i = 0; i < TEST_TURNS(4000); i++) {
		unsigned int set = 1 + rng_below(&rng, (1u << OBJECTS) - 1);
		struct ww_acquire_ctx ctx;

		progress(i);
		ww_acquire_init(&ctx, class);
		lock_set(&ctx, set, rng_below(&rng, OBJECTS));
		ww_acquire_done(&ctx);
		for (unsigned int nr = 0; nr < OBJECTS; nr++)
			if (set & (1u << nr))
				objects[nr].count++;
		add(&expected, (unsigned long)__builtin_popcount(set));
		if (!rng_below(&rng, 16))
			sched_yield();
		unlock_all(set);
		ww_acquire_fini(&ctx);
	}
	return NULL;
}

static void use_class(struct ww_class *c)
{
	unsigned long sum = 0;

	class = c;
	expected = 0;
	for (int i = 0; i < OBJECTS; i++) {
		ww_mutex_init(&objects[i].lock, c);
		objects[i].count = 0;
	}
	run_threads(use_ww_mutexes);
	for (int i = 0; i < OBJECTS; i++) {
		sum += objects[i].count;
		assert_false(ww_mutex_is_locked(&objects[i].lock));
	}
	assert_int_equal(sum, expected);
}

static void ww_mutexes_in_any_order_exclude_and_end(void **state)
{
	use_class(&ww_class);
	use_class(&wd_class);
}

/* --- mutexes by priority --- */

static DEFINE_RT_MUTEX(rt);
static unsigned long count; /* plain, under rt */

static void *use_rt_mutex(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;

	for (int i = 0; i < TEST_TURNS(10000); i++) {
		progress(i);
		if (rng_below(&rng, 8)) {
			rt_mutex_lock(&rt);
		} else if (!rt_mutex_trylock(&rt)) {
			continue;
		}
		count++;
		add(&expected, 1);
		rt_mutex_unlock(&rt);
	}
	return NULL;
}

static void rt_mutexes_exclude_and_lose_no_wake(void **state)
{
	count = expected = 0;
	run_threads(use_rt_mutex);
	assert_int_equal(count, expected);
	assert_false(rt_mutex_is_locked(&rt));
}

/* --- counts per CPU --- */

static struct percpu_ref ref;
static struct percpu_counter counter;
static unsigned long released, users;
static bool alive; /* plain: the object is there for who has a reference */

static void release(struct percpu_ref *r)
{
	stress_check(!get(&users), "released while it is used");
	alive = false;
	add(&released, 1);
}

static void *use_ref(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;
	int got = 0;

	while (percpu_ref_tryget_live(&ref)) {
		progress(got);
		add(&users, 1);
		stress_check(alive, "released to who has a reference");
		percpu_counter_inc(&counter);
		if (!rng_below(&rng, 16))
			sched_yield();
		add(&users, -1ul);
		percpu_ref_put(&ref);
		/* One of them ends it, in the middle of the others' use. */
		if (++got == 50 + (int)rng_below(&rng, 200) && !arg)
			break;
	}
	add(&expected, (unsigned long)got);
	if (!arg)
		percpu_ref_kill(&ref);
	return NULL;
}

static void a_percpu_ref_is_released_once_after_all_uses(void **state)
{
	for (int turn = 0; turn < TEST_TURNS(30); turn++) {
		released = expected = 0;
		alive = true;
		assert_int_equal(percpu_ref_init(&ref, release, 0, GFP_KERNEL), 0);
		assert_int_equal(percpu_counter_init(&counter, 0, GFP_KERNEL), 0);
		run_threads(use_ref);
		rcu_barrier();
		assert_int_equal(released, 1);
		assert_int_equal(percpu_counter_sum(&counter), expected);
		percpu_counter_destroy(&counter);
		percpu_ref_exit(&ref);
	}
}

/* --- waits: threads pass a token round --- */

static DECLARE_SWAIT_QUEUE_HEAD(queue);
static struct rcuwait rcuwaits[THREADS];
static unsigned int turn_of;

static void *pass_by_swait(void *arg)
{
	unsigned int me = (unsigned int)(uintptr_t)arg;

	for (int i = 0; i < TEST_TURNS(500); i++) {
		progress(i);
		swait_event_exclusive(queue, get(&turn_of) == me);
		set(&turn_of, (me + 1) % THREADS);
		swake_up_all(&queue);
	}
	return NULL;
}

static void simple_waits_lose_no_wake(void **state)
{
	turn_of = 0;
	run_threads(pass_by_swait);
	assert_false(swait_active(&queue));
}

static void *pass_by_rcuwait(void *arg)
{
	unsigned int me = (unsigned int)(uintptr_t)arg, next = (me + 1) % THREADS;

	for (int i = 0; i < TEST_TURNS(2000); i++) {
		progress(i);
		rcuwait_wait_event(&rcuwaits[me], get(&turn_of) == me, TASK_UNINTERRUPTIBLE);
		set(&turn_of, next);
		rcuwait_wake_up(&rcuwaits[next]);
	}
	return NULL;
}

static void rcuwaits_lose_no_wake(void **state)
{
	turn_of = 0;
	for (int i = 0; i < THREADS; i++)
		rcuwait_init(&rcuwaits[i]);
	run_threads(pass_by_rcuwait);
}

static int machine_up(void **state)
{
	return tl_boot(CPUS);
}

static int machine_down(void **state)
{
	return tl_shutdown();
}

static int no_reports(void **state)
{
	return tl_report_count() ? -1 : 0;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_up, machine_down)
	const struct CMUnitTest tests[] = {
		TEST(ww_mutexes_in_any_order_exclude_and_end),
		TEST(rt_mutexes_exclude_and_lose_no_wake),
		TEST(a_percpu_ref_is_released_once_after_all_uses),
		TEST(simple_waits_lose_no_wake),
		TEST(rcuwaits_lose_no_wake),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, no_reports);
	stress_watchdog_stop();
	return failed;
}
