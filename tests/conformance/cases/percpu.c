// SPDX-License-Identifier: MIT
/* What is counted per CPU (percpu_ref, percpu_counter), and counts with a lock (lockref). */
#include <linux/lockref.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu_counter.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "case.h"

static struct percpu_ref ref;

/* No percpu_ref_is_zero() here: Linux calls this under the lock that it takes. */
static void released(struct percpu_ref *r)
{
	tc_log("released");
}

static int live_when_confirmed;

/* When a grace period is over, which may be at once; or at once, where the mode is atomic already. */
static void confirmed(struct percpu_ref *r)
{
	WRITE_ONCE(live_when_confirmed, percpu_ref_tryget_live(r));
}

static void begin(unsigned int flags)
{
	live_when_confirmed = -1;
	tc_log("init %d", percpu_ref_init(&ref, released, flags, GFP_KERNEL));
}

static void look(const char *when)
{
	bool got = percpu_ref_tryget(&ref), live;

	if (got)
		percpu_ref_put(&ref);
	live = percpu_ref_tryget_live(&ref);
	if (live)
		percpu_ref_put(&ref);
	tc_log("%s: tryget %d live %d dying %d zero %d", when, got, live, percpu_ref_is_dying(&ref),
	       percpu_ref_is_zero(&ref));
}

TC_CASE(a_percpu_ref_is_killed)
{
	begin(0);
	look("new");
	percpu_ref_get_many(&ref, 2);
	percpu_ref_kill_and_confirm(&ref, confirmed);
	tc_log("dying %d", percpu_ref_is_dying(&ref));
	TC_WAIT_UNTIL(READ_ONCE(live_when_confirmed) >= 0);
	tc_log("confirmed, live %d", live_when_confirmed);
	look("killed");
	percpu_ref_put(&ref);
	look("one left");
	percpu_ref_put(&ref);
	look("none left");
	percpu_ref_exit(&ref);
}

TC_CASE(an_unused_percpu_ref_is_released_after_its_kill)
{
	begin(0);
	percpu_ref_kill(&ref);
	rcu_barrier();
	look("killed");
	percpu_ref_exit(&ref);
}

static void put_many(void *unused)
{
	percpu_ref_put_many(&ref, 5);
}

TC_CASE(a_percpu_ref_is_got_here_and_put_there)
{
	begin(0);
	percpu_ref_get_many(&ref, 5);
	tc_thread_join(tc_thread_start(put_many, NULL, 1));
	look("put");
	percpu_ref_kill(&ref);
	rcu_barrier();
	look("killed");
	percpu_ref_exit(&ref);
}

TC_CASE(modes_of_a_percpu_ref)
{
	begin(PERCPU_REF_ALLOW_REINIT);
	percpu_ref_get(&ref);
	percpu_ref_switch_to_atomic_sync(&ref);
	look("atomic");
	tc_log("count %ld", atomic_long_read(&ref.data->count));
	percpu_ref_switch_to_atomic(&ref, confirmed);
	tc_log("confirmed, live %d", live_when_confirmed);
	percpu_ref_put(&ref); /* what confirmed() has got */
	tc_log("count %ld", atomic_long_read(&ref.data->count));
	percpu_ref_switch_to_percpu(&ref);
	look("percpu");
	percpu_ref_put(&ref);
	percpu_ref_kill(&ref);
	rcu_barrier();
	look("killed");
	percpu_ref_reinit(&ref);
	look("again");
	percpu_ref_get(&ref);
	percpu_ref_kill(&ref);
	rcu_barrier();
	percpu_ref_resurrect(&ref);
	look("resurrected");
	percpu_ref_put(&ref);
	percpu_ref_kill(&ref);
	rcu_barrier();
	percpu_ref_exit(&ref);
}

TC_CASE(percpu_refs_that_are_born_atomic_or_dead)
{
	begin(PERCPU_REF_INIT_ATOMIC);
	look("atomic");
	tc_log("count %ld", atomic_long_read(&ref.data->count));
	percpu_ref_kill_and_confirm(&ref, confirmed);
	tc_log("confirmed, live %d", live_when_confirmed);
	look("killed");
	percpu_ref_exit(&ref);
	begin(PERCPU_REF_INIT_DEAD);
	look("dead");
	percpu_ref_reinit(&ref);
	look("alive");
	percpu_ref_kill(&ref);
	rcu_barrier();
	percpu_ref_exit(&ref);
}

static struct percpu_counter counter;

static void log_counter(void)
{
	s64 read = percpu_counter_read(&counter), sum = percpu_counter_sum(&counter);

	tc_log("read %lld positive %lld sum %lld positive %lld", read,
	       percpu_counter_read_positive(&counter), sum, percpu_counter_sum_positive(&counter));
}

static void add_there(void *unused)
{
	percpu_counter_add_batch(&counter, 4, 10);
}

TC_CASE(a_percpu_counter)
{
	tc_log("init %d", percpu_counter_init(&counter, -3, GFP_KERNEL));
	tc_log("initialized %d", !!percpu_counter_initialized(&counter));
	log_counter();
	percpu_counter_add_batch(&counter, 9, 10);
	tc_thread_join(tc_thread_start(add_there, NULL, 1));
	log_counter();
	percpu_counter_add_batch(&counter, 1, 10);
	log_counter();
	percpu_counter_add_batch(&counter, -20, 10);
	log_counter();
	percpu_counter_sync(&counter);
	log_counter();
	percpu_counter_set(&counter, 100);
	percpu_counter_inc(&counter);
	percpu_counter_sub(&counter, 3);
	percpu_counter_dec(&counter);
	log_counter();
	tc_log("compare %d %d %d", percpu_counter_compare(&counter, 96),
	       percpu_counter_compare(&counter, 97), percpu_counter_compare(&counter, 98));
	tc_log("compare %d %d", percpu_counter_compare(&counter, -1000000),
	       percpu_counter_compare(&counter, 1000000));
	percpu_counter_destroy(&counter);
	tc_log("initialized %d", !!percpu_counter_initialized(&counter));
	percpu_counter_destroy(&counter);
}

TC_CASE(a_lockref)
{
	struct lockref lockref = {.count = 1};
	int ret;

	spin_lock_init(&lockref.lock);
	lockref_get(&lockref);
	ret = lockref_get_not_zero(&lockref);
	tc_log("not zero %d count %d", ret, lockref.count);
	ret = lockref_get_not_dead(&lockref);
	tc_log("not dead %d count %d", ret, lockref.count);
	ret = lockref_put_return(&lockref);
	tc_log("put %d count %d", ret, lockref.count);
	ret = lockref_put_or_lock(&lockref);
	tc_log("put %d count %d", ret, lockref.count);
	ret = lockref_put_or_lock(&lockref);
	tc_log("put %d count %d", ret, lockref.count);
	ret = lockref_put_or_lock(&lockref);
	tc_log("put %d count %d locked %d", ret, lockref.count, spin_is_locked(&lockref.lock));
	tc_log("put %d", lockref_put_return(&lockref));
	lockref_mark_dead(&lockref);
	tc_log("dead %d", !!__lockref_is_dead(&lockref));
	spin_unlock(&lockref.lock);
	tc_log("not dead %d", lockref_get_not_dead(&lockref));
	tc_log("not zero %d", lockref_get_not_zero(&lockref));
	tc_log("put %d", lockref_put_return(&lockref));
}
