// SPDX-License-Identifier: MIT
/*
 * Timers under stress: threads arm, move, delete and free timers of both kinds that fire meanwhile,
 * on CPUs that mask interrupts and bottom halves. After a waiting deletion nothing runs any more;
 * no timer runs on two CPUs at once; and in the end each that is armed fires.
 */
#include "../test.h"
#include "stress.h"

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <tasklet/boot.h>

#define THREADS 4
#define SHARED	6

/* @lock: of the hrtimer's expiry time, which its function and those who start it change */
struct object {
	struct timer_list timer;
	struct hrtimer hrtimer;
	spinlock_t lock;
	unsigned int in_timer, in_hrtimer;
	unsigned int armed_again;
	bool dead;
};

static struct object shared[SHARED];
static unsigned long fired;

static void begins(struct object *o, unsigned int *in)
{
	if (get(&o->dead))
		stress_fail("a function runs after its timer was deleted");
	if (add(in, 1) != 1)
		stress_fail("a timer runs on two CPUs at once");
	add(&fired, 1);
}

static void on_timer(struct timer_list *t)
{
	struct object *o = timer_container_of(o, t, timer);

	begins(o, &o->in_timer);
	if (add(&o->armed_again, 1) % 3)
		mod_timer(t, jiffies + 1);
	add(&o->in_timer, -1);
}

static enum hrtimer_restart on_hrtimer(struct hrtimer *t)
{
	struct object *o = container_of(t, struct object, hrtimer);
	enum hrtimer_restart ret = HRTIMER_NORESTART;
	unsigned long flags;

	begins(o, &o->in_hrtimer);
	spin_lock_irqsave(&o->lock, flags);
	if (add(&o->armed_again, 1) % 3 && !hrtimer_is_queued(t)) {
		hrtimer_forward_now(t, 20000);
		ret = HRTIMER_RESTART;
	}
	spin_unlock_irqrestore(&o->lock, flags);
	add(&o->in_hrtimer, -1);
	return ret;
}

static void object_init(struct object *o, bool soft)
{
	memset(o, 0, sizeof(*o));
	spin_lock_init(&o->lock);
	timer_setup(&o->timer, on_timer, soft ? 0 : TIMER_IRQSAFE);
	hrtimer_setup(&o->hrtimer, on_hrtimer, CLOCK_MONOTONIC,
		      soft ? HRTIMER_MODE_REL_SOFT : HRTIMER_MODE_REL);
}

static void start_hrtimer(struct object *o, unsigned int ns)
{
	unsigned long flags;

	spin_lock_irqsave(&o->lock, flags);
	hrtimer_start(&o->hrtimer, ns,
		      o->hrtimer.is_soft ? HRTIMER_MODE_REL_SOFT : HRTIMER_MODE_REL);
	spin_unlock_irqrestore(&o->lock, flags);
}

/* Of nobody else: nothing of it runs after its deletion. */
static void come_and_go(uint64_t *rng)
{
	struct object *o = kmalloc(sizeof(*o), GFP_KERNEL);

	object_init(o, rng_below(rng, 2));
	mod_timer(&o->timer, jiffies + rng_below(rng, 2));
	start_hrtimer(o, rng_below(rng, 100000));
	if (rng_below(rng, 2))
		sched_yield();
	timer_shutdown_sync(&o->timer);
	hrtimer_cancel(&o->hrtimer);
	set(&o->dead, true);
	if (get(&o->in_timer) || get(&o->in_hrtimer))
		stress_fail("a function still runs after its timer was deleted");
	kfree(o);
}

static void one_op(uint64_t *rng)
{
	struct object *o = &shared[rng_below(rng, SHARED)];
	unsigned long flags;

	switch (rng_below(rng, 11)) {
	case 0:
		mod_timer(&o->timer, jiffies + rng_below(rng, 3));
		break;
	case 1:
		mod_timer_pending(&o->timer, jiffies + rng_below(rng, 200));
		break;
	case 2:
		timer_reduce(&o->timer, jiffies + rng_below(rng, 5));
		break;
	case 3:
		timer_delete(&o->timer);
		break;
	case 4:
		timer_delete_sync(&o->timer);
		break;
	case 5:
		start_hrtimer(o, rng_below(rng, 50000));
		break;
	case 6:
		hrtimer_try_to_cancel(&o->hrtimer);
		break;
	case 7:
		hrtimer_cancel(&o->hrtimer);
		break;
	case 8:
		come_and_go(rng);
		break;
	case 9:
		local_irq_save(flags);
		start_hrtimer(o, rng_below(rng, 20000));
		mod_timer(&o->timer, jiffies);
		local_irq_restore(flags);
		break;
	case 10:
		local_bh_disable();
		hrtimer_active(&o->hrtimer);
		local_bh_enable();
	}
}

static unsigned long turns;

static void *worker(void *seed)
{
	uint64_t rng = (uintptr_t)seed;

	for (unsigned long i = 0; i < turns; i++)
		one_op(&rng);
	return NULL;
}

static void no_run_is_lost_doubled_or_late(void **state)
{
	uint64_t seed = env_ul("STRESS_SEED", 1);
	pthread_t threads[THREADS];
	unsigned long before;

	turns = TEST_TURNS(env_ul("STRESS_TURNS", 20000));
	assert_int_equal(tl_boot("nr_cpus=3"), 0);
	for (int i = 0; i < SHARED; i++)
		object_init(&shared[i], i % 2);
	for (uintptr_t i = 0; i < THREADS; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, worker, (void *)(seed * THREADS + i)), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);

	/* What is armed last fires; a lost event would be waited for for ever. */
	for (int i = 0; i < SHARED; i++) {
		timer_delete_sync(&shared[i].timer);
		hrtimer_cancel(&shared[i].hrtimer);
	}
	before = get(&fired);
	for (int i = 0; i < SHARED; i++) {
		set(&shared[i].armed_again, 2);
		mod_timer(&shared[i].timer, jiffies + 1 + (unsigned long)i);
	}
	while (get(&fired) < before + SHARED)
		sched_yield();
	for (int i = 0; i < SHARED; i++) {
		timer_shutdown_sync(&shared[i].timer);
		set(&shared[i].dead, true);
	}
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(get(&stress_failures), 0);
	assert_true(before > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_run_is_lost_doubled_or_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
