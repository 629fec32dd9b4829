// SPDX-License-Identifier: MIT
/*
 * Wound/wait mutexes: what a lock returns to the younger and to the older context, under both
 * algorithms, who gets one first, and what is reported.
 */
#include "tasks.h"

#include <linux/ww_mutex.h>

static DEFINE_WW_CLASS(ww_class);
static DEFINE_WD_CLASS(wd_class);
static struct ww_mutex a, b;

/* A context of another task that locks one mutex, and perhaps another, and notes what it got. */
struct attempt {
	struct ww_class *class;
	struct ww_acquire_ctx ctx;
	struct ww_mutex *first, *second;
	char letter;
	bool go; /* on to the second */
	bool holds;
	int ret;
};

static void attempt_init(struct attempt *t, struct ww_class *class, struct ww_mutex *first,
			 struct ww_mutex *second)
{
	*t = (struct attempt){.class = class, .first = first, .second = second, .letter = 'x'};
	ww_acquire_init(&t->ctx, class);
}

static int attempts(void *arg)
{
	struct attempt *t = arg;

	t->ret = ww_mutex_lock(t->first, &t->ctx);
	if (!t->ret) {
		note(t->letter);
		smp_store_release(&t->holds, true);
		if (t->second) {
			WAIT_UNTIL(smp_load_acquire(&t->go));
			t->ret = ww_mutex_lock(t->second, &t->ctx);
			if (!t->ret)
				ww_mutex_unlock(t->second);
		}
		ww_mutex_unlock(t->first);
	}
	ww_acquire_fini(&t->ctx);
	return t->ret;
}

static void use_class(struct ww_class *class)
{
	ww_mutex_init(&a, class);
	ww_mutex_init(&b, class);
}

static void taken_it_is_locked_by_its_context(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	assert_false(ww_mutex_is_locked(&a));
	assert_int_equal(ww_mutex_lock(&a, &ctx), 0);
	assert_true(ww_mutex_is_locked(&a));
	assert_true(mutex_is_locked(&a.base));
	lockdep_assert_held(&a.base);
	assert_int_equal(ctx.acquired, 1);
	assert_int_equal(ww_mutex_lock_interruptible(&b, &ctx), 0);
	assert_int_equal(ctx.acquired, 2);
	ww_acquire_done(&ctx);
	ww_mutex_unlock(&b);
	ww_mutex_unlock(&a);
	assert_int_equal(ctx.acquired, 0);
	assert_false(ww_mutex_is_locked(&a));
	ww_acquire_fini(&ctx);
	ww_mutex_destroy(&a);
}

static void taken_again_by_its_context_it_says_so(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	assert_int_equal(ww_mutex_lock(&a, &ctx), 0);
	assert_int_equal(ww_mutex_lock(&a, &ctx), -EALREADY);
	assert_int_equal(ctx.acquired, 1);
	ww_mutex_unlock(&a);
	ww_acquire_fini(&ctx);
}

static int try_it(void *ctx)
{
	int got = ww_mutex_trylock(&a, ctx);

	if (got)
		ww_mutex_unlock(&a);
	return got;
}

static void trylock_takes_it_only_if_it_is_free(void **state)
{
	struct ww_acquire_ctx ctx;

	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	assert_int_equal(ww_mutex_trylock(&a, &ctx), 1);
	assert_int_equal(ctx.acquired, 1);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 0);
	ww_mutex_unlock(&a);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 1);
	assert_int_equal(ww_mutex_trylock(&a), 1);
	assert_int_equal(ctx.acquired, 0);
	ww_mutex_unlock(&a);
	ww_acquire_fini(&ctx);
}

static void without_a_context_it_is_a_mutex(void **state)
{
	use_class(&ww_class);
	assert_int_equal(ww_mutex_lock(&a, NULL), 0);
	assert_int_equal(ww_mutex_lock(&b, NULL), 0);
	assert_int_equal(end_task(begin_task(try_it, NULL)), 0);
	ww_mutex_unlock(&a);
	ww_mutex_unlock(&b);
}

/* Wait-die: the younger dies at once, the older waits. */
static void wait_die_the_younger_backs_off_from_the_older(void **state)
{
	struct ww_acquire_ctx older;
	struct attempt younger;
	struct task_struct *t;

	use_class(&wd_class);
	ww_acquire_init(&older, &wd_class);
	attempt_init(&younger, &wd_class, &b, &a);
	assert_int_equal(ww_mutex_lock(&a, &older), 0);
	t = begin_task(attempts, &younger);
	WAIT_UNTIL(smp_load_acquire(&younger.holds));
	smp_store_release(&younger.go, true);
	assert_int_equal(end_task(t), -EDEADLK);
	assert_int_equal(ww_mutex_lock(&b, &older), 0);
	ww_mutex_unlock(&b);
	ww_mutex_unlock(&a);
	ww_acquire_fini(&older);
}

static void wait_die_the_older_waits_for_the_younger(void **state)
{
	struct ww_acquire_ctx younger;
	struct attempt older;
	struct task_struct *t;

	use_class(&wd_class);
	attempt_init(&older, &wd_class, &b, &a);
	ww_acquire_init(&younger, &wd_class);
	assert_int_equal(ww_mutex_lock(&a, &younger), 0);
	t = begin_task(attempts, &older);
	WAIT_UNTIL(smp_load_acquire(&older.holds));
	smp_store_release(&older.go, true);
	WAIT_UNTIL(is_asleep(t));
	assert_int_equal(ww_mutex_lock(&b, &younger), -EDEADLK);
	ww_mutex_unlock(&a);
	ww_mutex_lock_slow(&b, &younger);
	assert_int_equal(end_task(t), 0);
	ww_mutex_unlock(&b);
	ww_acquire_fini(&younger);
}

/* It waits behind one without a context, when the older one comes. */
static void wait_die_a_waiter_makes_way_when_an_older_one_comes(void **state)
{
	struct attempt older, younger;
	struct task_struct *t, *u;

	use_class(&wd_class);
	attempt_init(&older, &wd_class, &a, NULL);
	attempt_init(&younger, &wd_class, &b, &a);
	assert_int_equal(ww_mutex_lock(&a, NULL), 0);
	t = begin_task(attempts, &younger);
	WAIT_UNTIL(smp_load_acquire(&younger.holds));
	smp_store_release(&younger.go, true);
	WAIT_UNTIL(is_asleep(t));
	u = begin_sleeper(attempts, &older);
	assert_int_equal(end_task(t), -EDEADLK);
	ww_mutex_unlock(&a);
	assert_int_equal(end_task(u), 0);
}

/* Wound-wait: the younger is wounded, which it learns when it has to wait. */
static void wound_wait_the_younger_backs_off_once_it_has_to_wait(void **state)
{
	struct attempt older;
	struct ww_acquire_ctx younger;
	struct task_struct *t;

	use_class(&ww_class);
	attempt_init(&older, &ww_class, &b, &a);
	ww_acquire_init(&younger, &ww_class);
	assert_int_equal(ww_mutex_lock(&a, &younger), 0);
	t = begin_task(attempts, &older);
	WAIT_UNTIL(smp_load_acquire(&older.holds));
	assert_int_equal(younger.wounded, 0);
	smp_store_release(&older.go, true);
	WAIT_UNTIL(READ_ONCE(younger.wounded));
	WAIT_UNTIL(is_asleep(t));
	assert_int_equal(ww_mutex_lock(&b, &younger), -EDEADLK);
	ww_mutex_unlock(&a);
	assert_int_equal(ww_mutex_lock_slow_interruptible(&b, &younger), 0);
	assert_int_equal(younger.wounded, 0);
	assert_int_equal(end_task(t), 0);
	ww_mutex_unlock(&b);
	ww_acquire_fini(&younger);
}

static void wound_wait_a_sleeping_holder_is_woken_to_back_off(void **state)
{
	struct ww_acquire_ctx older;
	struct attempt younger;
	struct task_struct *t;

	use_class(&ww_class);
	ww_acquire_init(&older, &ww_class);
	attempt_init(&younger, &ww_class, &b, &a);
	assert_int_equal(ww_mutex_lock(&a, &older), 0);
	t = begin_task(attempts, &younger);
	WAIT_UNTIL(smp_load_acquire(&younger.holds));
	smp_store_release(&younger.go, true);
	WAIT_UNTIL(is_asleep(t));
	/* Sleeps until the younger has given it back. */
	assert_int_equal(ww_mutex_lock(&b, &older), 0);
	assert_int_equal(end_task(t), -EDEADLK);
	ww_mutex_unlock(&b);
	ww_mutex_unlock(&a);
	ww_acquire_fini(&older);
}

static void wound_wait_the_younger_waits_for_the_older(void **state)
{
	struct ww_acquire_ctx older;
	struct attempt younger;
	struct task_struct *t;

	use_class(&ww_class);
	ww_acquire_init(&older, &ww_class);
	attempt_init(&younger, &ww_class, &b, &a);
	assert_int_equal(ww_mutex_lock(&a, &older), 0);
	t = begin_task(attempts, &younger);
	WAIT_UNTIL(smp_load_acquire(&younger.holds));
	smp_store_release(&younger.go, true);
	WAIT_UNTIL(is_asleep(t));
	ww_mutex_unlock(&a);
	assert_int_equal(end_task(t), 0);
	ww_acquire_fini(&older);
}

static void contexts_get_it_by_their_age(void **state)
{
	struct attempt t[3];
	struct task_struct *tasks[3];

	use_class(&ww_class);
	for (int i = 0; i < 3; i++) {
		attempt_init(&t[i], &ww_class, &a, NULL);
		t[i].letter = (char)('A' + i);
	}
	assert_int_equal(ww_mutex_lock(&a, NULL), 0);
	for (int i = 2; i >= 0; i--)
		tasks[i] = begin_sleeper(attempts, &t[i]);
	ww_mutex_unlock(&a);
	for (int i = 0; i < 3; i++)
		assert_int_equal(end_task(tasks[i]), 0);
	assert_string_equal(noted, "ABC");
}

static int lock_interruptibly(void *arg)
{
	return ww_mutex_lock_interruptible(&a, arg);
}

static void a_signal_ends_an_interruptible_wait(void **state)
{
	struct ww_acquire_ctx ctx;
	struct task_struct *t;

	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	assert_int_equal(ww_mutex_lock(&a, NULL), 0);
	t = begin_sleeper(lock_interruptibly, &ctx);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_int_equal(ctx.acquired, 0);
	ww_mutex_unlock(&a);
	assert_false(ww_mutex_is_locked(&a));
	ww_acquire_fini(&ctx);
}

/* --- misuse --- */

static void misuse_is_reported(void **state)
{
	struct ww_acquire_ctx ctx, other;

	reports_expected = 4;
	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	ww_acquire_init(&other, &wd_class);
	ww_acquire_done(&ctx);
	assert_int_equal(ww_mutex_lock(&a, &ctx), 0);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(ww_ctx->done_acquire)"), 1);
	ww_acquire_fini(&ctx);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(ctx->acquired)"), 1);
	ww_mutex_unlock(&a);
	assert_int_equal(ww_mutex_lock(&a, &other), 0);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(ww_ctx->ww_class != ww->ww_class)"), 1);
	ww_mutex_unlock(&a);
	ww_mutex_unlock(&a);
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 1);
}

static void not_backing_off_is_reported(void **state)
{
	struct ww_acquire_ctx younger;
	struct ww_mutex c, d;
	struct attempt older;
	struct task_struct *t;

	reports_expected = 2;
	use_class(&wd_class);
	ww_mutex_init(&c, &wd_class);
	ww_mutex_init(&d, &wd_class);
	attempt_init(&older, &wd_class, &a, &d);
	ww_acquire_init(&younger, &wd_class);
	t = begin_task(attempts, &older);
	WAIT_UNTIL(smp_load_acquire(&older.holds));
	assert_int_equal(ww_mutex_lock(&b, &younger), 0);
	assert_int_equal(ww_mutex_lock(&a, &younger), -EDEADLK);
	assert_int_equal(ww_mutex_lock(&c, &younger), 0);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(ww_ctx->acquired > 0)"), 1);
	assert_int_equal(logged("DEBUG_LOCKS_WARN_ON(ww_ctx->contending_lock != ww)"), 1);
	ww_mutex_unlock(&c);
	ww_mutex_unlock(&b);
	smp_store_release(&older.go, true);
	assert_int_equal(end_task(t), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(taken_it_is_locked_by_its_context),
		MACHINE_TEST(taken_again_by_its_context_it_says_so),
		MACHINE_TEST(trylock_takes_it_only_if_it_is_free),
		MACHINE_TEST(without_a_context_it_is_a_mutex),
		MACHINE_TEST(wait_die_the_younger_backs_off_from_the_older),
		MACHINE_TEST(wait_die_the_older_waits_for_the_younger),
		MACHINE_TEST(wait_die_a_waiter_makes_way_when_an_older_one_comes),
		MACHINE_TEST(wound_wait_the_younger_backs_off_once_it_has_to_wait),
		MACHINE_TEST(wound_wait_a_sleeping_holder_is_woken_to_back_off),
		MACHINE_TEST(wound_wait_the_younger_waits_for_the_older),
		MACHINE_TEST(contexts_get_it_by_their_age),
		MACHINE_TEST(a_signal_ends_an_interruptible_wait),
		MACHINE_TEST(misuse_is_reported),
		MACHINE_TEST(not_backing_off_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
