// SPDX-License-Identifier: MIT
/* Wound/wait mutexes, and those that go by priority: who gets in, who backs off, who waits. */
#include <linux/errno.h>
#include <linux/rtmutex.h>
#include <linux/ww_mutex.h>

#include "case.h"

static DEFINE_WW_CLASS(ww_class);
static DEFINE_WD_CLASS(wd_class);
static struct ww_mutex a, b;

/* What another task does with a context that was initialised before. */
static struct ww_acquire_ctx other;
static int got_first, got_second, phase;

static void use_class(struct ww_class *class)
{
	ww_mutex_init(&a, class);
	ww_mutex_init(&b, class);
	got_first = got_second = 1;
	phase = 0;
}

/* b, and then a. */
static void other_way_round(void *unused)
{
	got_first = ww_mutex_lock(&b, &other);
	WRITE_ONCE(phase, 1);
	got_second = ww_mutex_lock(&a, &other);
	if (!got_second)
		ww_mutex_unlock(&a);
	if (!got_first)
		ww_mutex_unlock(&b);
}

static void log_other(void)
{
	tc_log("the other: %d %d", got_first, got_second);
	ww_acquire_fini(&other);
}

static void try_without_context(void *unused)
{
	int got = ww_mutex_trylock(&a, NULL);

	tc_log("elsewhere: try %d locked %d", got, ww_mutex_is_locked(&a));
	if (got)
		ww_mutex_unlock(&a);
}

TC_CASE(a_ww_mutex)
{
	struct ww_acquire_ctx ctx;

	use_class(&ww_class);
	ww_acquire_init(&ctx, &ww_class);
	tc_log("lock %d", ww_mutex_lock(&a, &ctx));
	tc_log("acquired %u", ctx.acquired);
	tc_log("again %d", ww_mutex_lock(&a, &ctx));
	tc_log("again %d", ww_mutex_lock_interruptible(&a, &ctx));
	tc_log("acquired %u locked %d", ctx.acquired, ww_mutex_is_locked(&a));
	tc_thread_join(tc_thread_start(try_without_context, NULL, 1));
	tc_log("try %d", ww_mutex_trylock(&b, &ctx));
	tc_log("acquired %u", ctx.acquired);
	ww_acquire_done(&ctx);
	ww_mutex_unlock(&b);
	ww_mutex_unlock(&a);
	tc_log("acquired %u locked %d", ctx.acquired, ww_mutex_is_locked(&a));
	ww_acquire_fini(&ctx);
	tc_thread_join(tc_thread_start(try_without_context, NULL, 1));
	tc_log("without %d", ww_mutex_lock(&a, NULL));
	ww_mutex_unlock(&a);
	ww_mutex_destroy(&a);
}

TC_CASE(wait_die_the_younger_backs_off)
{
	struct ww_acquire_ctx older;

	use_class(&wd_class);
	ww_acquire_init(&older, &wd_class);
	ww_acquire_init(&other, &wd_class);
	tc_log("lock %d", ww_mutex_lock(&a, &older));
	tc_thread_join(tc_thread_start(other_way_round, NULL, 1));
	log_other();
	tc_log("lock %d", ww_mutex_lock(&b, &older));
	ww_mutex_unlock(&b);
	ww_mutex_unlock(&a);
	ww_acquire_fini(&older);
}

TC_CASE(wait_die_the_older_waits)
{
	struct ww_acquire_ctx younger;
	struct tc_thread *thread;

	use_class(&wd_class);
	ww_acquire_init(&other, &wd_class);
	ww_acquire_init(&younger, &wd_class);
	tc_log("lock %d", ww_mutex_lock(&a, &younger));
	thread = tc_thread_start(other_way_round, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_nap();
	tc_log("lock %d", ww_mutex_lock(&b, &younger));
	ww_mutex_unlock(&a);
	ww_mutex_lock_slow(&b, &younger);
	tc_log("acquired %u", younger.acquired);
	tc_thread_join(thread);
	log_other();
	ww_mutex_unlock(&b);
	ww_acquire_fini(&younger);
}

TC_CASE(wound_wait_the_younger_is_wounded)
{
	struct ww_acquire_ctx younger;
	struct tc_thread *thread;

	use_class(&ww_class);
	ww_acquire_init(&other, &ww_class);
	ww_acquire_init(&younger, &ww_class);
	tc_log("lock %d", ww_mutex_lock(&a, &younger));
	tc_log("wounded %d", younger.wounded);
	thread = tc_thread_start(other_way_round, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(younger.wounded));
	tc_log("lock %d", ww_mutex_lock(&b, &younger));
	ww_mutex_unlock(&a);
	tc_log("slow %d", ww_mutex_lock_slow_interruptible(&b, &younger));
	/* Whether it counts as wounded now depends on how far the other has got. */
	tc_log("acquired %u", younger.acquired);
	tc_thread_join(thread);
	log_other();
	ww_mutex_unlock(&b);
	ww_acquire_fini(&younger);
}

TC_CASE(wound_wait_a_free_one_is_had_by_the_wounded)
{
	struct ww_acquire_ctx younger;
	struct tc_thread *thread;
	struct ww_mutex c;

	use_class(&ww_class);
	ww_mutex_init(&c, &ww_class);
	ww_acquire_init(&other, &ww_class);
	ww_acquire_init(&younger, &ww_class);
	tc_log("lock %d", ww_mutex_lock(&a, &younger));
	thread = tc_thread_start(other_way_round, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(younger.wounded));
	tc_log("free %d", ww_mutex_lock(&c, &younger));
	ww_mutex_unlock(&c);
	ww_mutex_unlock(&a);
	tc_thread_join(thread);
	log_other();
	ww_acquire_fini(&younger);
}

TC_CASE(wound_wait_the_younger_waits)
{
	struct ww_acquire_ctx older;
	struct tc_thread *thread;

	use_class(&ww_class);
	ww_acquire_init(&older, &ww_class);
	ww_acquire_init(&other, &ww_class);
	tc_log("lock %d", ww_mutex_lock(&a, &older));
	thread = tc_thread_start(other_way_round, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_nap();
	tc_log("got %d", READ_ONCE(got_second));
	ww_mutex_unlock(&a);
	tc_thread_join(thread);
	log_other();
	ww_acquire_fini(&older);
}

/* Tasks that wait, each with its context, and in which order they went on. */
static struct ww_acquire_ctx contexts[3];
static struct task_struct *waiters[3];
static int order[3], nr_woken;

static void wait_for_a(void *nr)
{
	WRITE_ONCE(waiters[(long)nr], current);
	ww_mutex_lock(&a, &contexts[(long)nr]);
	order[nr_woken] = (int)(long)nr;
	WRITE_ONCE(nr_woken, nr_woken + 1);
	ww_mutex_unlock(&a);
}

TC_CASE(contexts_get_a_ww_mutex_by_their_age)
{
	struct tc_thread *thread[3];

	use_class(&ww_class);
	nr_woken = 0;
	for (int i = 0; i < 3; i++)
		ww_acquire_init(&contexts[i], &ww_class);
	tc_log("lock %d", ww_mutex_lock(&a, NULL));
	for (long i = 2; i >= 0; i--) {
		waiters[i] = NULL;
		thread[i] = tc_thread_start(wait_for_a, (void *)i, 0);
		TC_WAIT_UNTIL(READ_ONCE(waiters[i]));
		TC_WAIT_UNTIL(READ_ONCE(waiters[i]->__state) & TASK_UNINTERRUPTIBLE);
	}
	ww_mutex_unlock(&a);
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	for (int i = 0; i < 3; i++)
		ww_acquire_fini(&contexts[i]);
	tc_log("%d %d %d", order[0], order[1], order[2]);
}

static DEFINE_RT_MUTEX(rt);

static void try_rt(void *unused)
{
	int got = rt_mutex_trylock(&rt);

	tc_log("elsewhere: try %d", got);
	if (got)
		rt_mutex_unlock(&rt);
}

TC_CASE(an_rt_mutex)
{
	rt_mutex_lock(&rt);
	tc_thread_join(tc_thread_start(try_rt, NULL, 1));
	rt_mutex_unlock(&rt);
	tc_thread_join(tc_thread_start(try_rt, NULL, 1));
	tc_log("interruptible %d", rt_mutex_lock_interruptible(&rt));
	rt_mutex_unlock(&rt);
	tc_log("try %d", rt_mutex_trylock(&rt));
	rt_mutex_unlock(&rt);
}
