// SPDX-License-Identifier: MIT
/*
 * Wound/wait mutexes, percpu_ref and simple wait queues under the explorer: they end in every
 * interleaving, and what is wrong is found and named.
 */
#include <linux/percpu-refcount.h>
#include <linux/slab.h>
#include <linux/swait.h>
#include <linux/ww_mutex.h>

#include "explore-locks.h"

/* --- wound/wait mutexes --- */

static DEFINE_WW_CLASS(ww_class);
static DEFINE_WD_CLASS(wd_class);
static struct ww_mutex ww_a, ww_b;

/* Not on the stacks of their tasks: the explorer takes what lies there for private. */
static struct ww_acquire_ctx ctx_ab, ctx_ba;

/* Both, in this order, and the other way round when it has to back off. */
static void take_two(struct ww_mutex *first, struct ww_mutex *second, struct ww_acquire_ctx *ctx)
{
	struct ww_mutex *t;

	ww_acquire_init(ctx, first->ww_class);
	tl_assert(!ww_mutex_lock(first, ctx));
	while (ww_mutex_lock(second, ctx)) {
		ww_mutex_unlock(first);
		ww_mutex_lock_slow(second, ctx);
		t = first;
		first = second;
		second = t;
	}
	ww_acquire_done(ctx);
	count();
	ww_mutex_unlock(second);
	ww_mutex_unlock(first);
	ww_acquire_fini(ctx);
}

static void takes_ww_a_then_b(void *arg)
{
	take_two(&ww_a, &ww_b, &ctx_ab);
}

static void takes_ww_b_then_a(void *arg)
{
	take_two(&ww_b, &ww_a, &ctx_ba);
}

static void ww_opposite_order(struct ww_class *class)
{
	ww_mutex_init(&ww_a, class);
	ww_mutex_init(&ww_b, class);
	tl_spawn_on(0, "ab", takes_ww_a_then_b, NULL);
	tl_spawn_on(1, "ba", takes_ww_b_then_a, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2 && !ww_mutex_is_locked(&ww_a) && !ww_mutex_is_locked(&ww_b));
}

static void wound_wait(void *arg)
{
	ww_opposite_order(&ww_class);
}

static void wait_die(void *arg)
{
	ww_opposite_order(&wd_class);
}

static void two_ww_mutexes_in_opposite_order_are_no_deadlock(void **state)
{
	assert_exhausted("wound-wait", wound_wait);
	assert_exhausted("wait-die", wait_die);
}

/* Without a context they are plain mutexes. */
static void takes_both_without_context(void *arg)
{
	ww_mutex_lock(arg == &ww_a ? &ww_a : &ww_b, NULL);
	ww_mutex_lock(arg == &ww_a ? &ww_b : &ww_a, NULL);
	ww_mutex_unlock(&ww_a);
	ww_mutex_unlock(&ww_b);
}

static void ww_without_context(void *arg)
{
	ww_mutex_init(&ww_a, &ww_class);
	ww_mutex_init(&ww_b, &ww_class);
	tl_spawn_on(0, "ab", takes_both_without_context, &ww_a);
	tl_spawn_on(1, "ba", takes_both_without_context, &ww_b);
	tl_run_until_idle();
}

static void without_a_context_they_are_a_deadlock_that_names_them(void **state)
{
	struct tl_explored found;

	explore("ww-abba", ww_without_context, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
	assert_non_null(strstr(found.message, "waiting for ww_mutex &ww_b, held by ba/3"));
}

/* --- percpu_ref --- */

static struct percpu_ref ref;
static int *object, gone;

static void release_object(struct percpu_ref *r)
{
	kfree(object);
	WRITE_ONCE(gone, gone + 1);
}

/* The object is there for who has got a reference. */
static void uses_object(void *arg)
{
	if (!percpu_ref_tryget_live(&ref))
		return;
	tl_assert(!READ_ONCE(gone));
	WRITE_ONCE(*object, 1);
	percpu_ref_put(&ref);
}

static void kills_object(void *arg)
{
	percpu_ref_kill(&ref);
	tl_assert(!percpu_ref_tryget_live(&ref));
}

static void kill_against_get(void *arg)
{
	object = kmalloc(sizeof(*object), GFP_KERNEL);
	tl_assert(!percpu_ref_init(&ref, release_object, 0, GFP_KERNEL));
	tl_spawn_on(0, "killer", kills_object, NULL);
	tl_spawn_on(1, "user", uses_object, NULL);
	tl_run_until_idle();
	rcu_barrier();
	tl_assert(gone == 1);
	percpu_ref_exit(&ref);
}

static void a_killed_percpu_ref_is_released_once_and_not_before_its_users(void **state)
{
	assert_exhausted("percpu-ref", kill_against_get);
}

/* --- simple wait queues --- */

static DECLARE_SWAIT_QUEUE_HEAD(swait);

static void swaits(void *arg)
{
	swait_event_exclusive(swait, READ_ONCE(counter));
}

static void swakes(void *arg)
{
	WRITE_ONCE(counter, 1);
	if (swq_has_sleeper(&swait))
		swake_up_one(&swait);
}

static void wake_against_swait(void *arg)
{
	tl_spawn_on(0, "waiter", swaits, NULL);
	tl_spawn_on(1, "waker", swakes, NULL);
	tl_run_until_idle();
	tl_assert(!swait_active(&swait));
}

static void a_simple_wait_loses_no_wake(void **state)
{
	assert_exhausted("swait", wake_against_swait);
}

static void nobody_swakes(void *arg)
{
	tl_spawn_on(0, "waiter", swaits, NULL);
	tl_run_until_idle();
}

static void a_wait_that_nobody_ends_says_where_it_is(void **state)
{
	struct tl_explored found;

	explore("swait-forever", nobody_swakes, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
	assert_non_null(strstr(found.message, "waiter:2 sleeps, waiting for wait_event() at "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ww_mutexes_in_opposite_order_are_no_deadlock),
		cmocka_unit_test(without_a_context_they_are_a_deadlock_that_names_them),
		cmocka_unit_test(a_killed_percpu_ref_is_released_once_and_not_before_its_users),
		cmocka_unit_test(a_simple_wait_loses_no_wake),
		cmocka_unit_test(a_wait_that_nobody_ends_says_where_it_is),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
