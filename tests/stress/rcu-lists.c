// SPDX-License-Identifier: MIT
/*
 * RCU: lists that are walked while they change, SRCU, and callbacks that are queued at shutdown.
 */
#include "rcu.h"

#include <linux/srcu.h>

static DEFINE_SPINLOCK(slots_lock);

/* --- a list --- */

static LIST_HEAD(list);
static DEFINE_SPINLOCK(list_lock);

static void *list_reader(void *arg)
{
	(void)arg;
	while (get(&updaters_left)) {
		unsigned long last = 0;
		struct object *o;

		rcu_read_lock();
		list_for_each_entry_rcu(o, &list, node) {
			use(o, false);
			/* Newest first, and none of them twice. */
			stress_check(!last || o->serial < last, "order: %lu behind %lu", o->serial,
				     last);
			last = o->serial;
		}
		rcu_read_unlock();
	}
	return NULL;
}

static void *list_updater(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	for (unsigned long i = TEST_TURNS(10000); i; i--) {
		struct object *old = NULL;

		spin_lock_bh(&list_lock);
		list_add_rcu(&object_new()->node, &list);
		if (rng_below(&rng, 10)) {
			old = list_last_entry(&list, struct object, node);
			list_del_rcu(&old->node);
		}
		spin_unlock_bh(&list_lock);
		if (old)
			object_kfree_rcu(old);
		add(&stress_progress, 1);
		if (i % 100 == 0)
			rcu_barrier();
	}
	add(&updaters_left, -1ul);
	return NULL;
}

static void a_list_is_walked_while_it_changes(void **state)
{
	pthread_t threads[4];
	struct object *o, *n;

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	set(&updaters_left, 1);
	pthread_create(&threads[0], NULL, list_updater, (void *)1);
	for (int i = 1; i < 4; i++)
		pthread_create(&threads[i], NULL, list_reader, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	rcu_barrier();
	list_for_each_entry_safe(o, n, &list, node) {
		list_del_rcu(&o->node);
		object_kfree_rcu(o);
	}
	assert_int_equal(get(&stress_failures), 0);
	/* Callbacks that are queued run before it is down. */
	assert_int_equal(tl_shutdown(), 0);
}

/* --- SRCU --- */

DEFINE_STATIC_SRCU(domain);

static void *srcu_reader(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	while (get(&updaters_left)) {
		int idx = srcu_read_lock(&domain);
		struct object *o = srcu_dereference(slots[rng_below(&rng, SLOTS)], &domain);

		use(o, true);
		srcu_read_unlock(&domain, idx);
	}
	return NULL;
}

static void *srcu_updater(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	for (unsigned long i = TEST_TURNS(10000); i; i--) {
		unsigned int slot = rng_below(&rng, SLOTS);
		struct object *old, *new = object_new();

		spin_lock(&slots_lock);
		old = rcu_replace_pointer(slots[slot], new, true);
		spin_unlock(&slots_lock);
		if (old && rng_below(&rng, 4)) {
			call_srcu(&domain, &old->rcu, free_callback);
		} else if (old) {
			synchronize_srcu(&domain);
			object_free(old);
		}
		add(&stress_progress, 1);
	}
	add(&updaters_left, -1ul);
	return NULL;
}

static void sleepable_readers_are_safe_too(void **state)
{
	pthread_t threads[5];

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	set(&updaters_left, 2);
	for (uintptr_t i = 0; i < 5; i++)
		pthread_create(&threads[i], NULL, i < 2 ? srcu_updater : srcu_reader,
			       (void *)(i + 1));
	for (int i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	srcu_barrier(&domain);
	free_all();
	assert_int_equal(get(&objects), 0);
	assert_int_equal(get(&stress_failures), 0);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- boot and shutdown --- */

static void queued_callbacks_run_at_shutdown(void **state)
{
	(void)state;
	for (unsigned long i = 0; i < (unsigned long)TEST_TURNS(200); i++) {
		unsigned long before = get(&callbacks);

		assert_int_equal(tl_boot("nr_cpus=2"), 0);
		for (unsigned long k = 0; k < i % 8; k++)
			call_rcu(&object_new()->rcu, free_callback);
		assert_int_equal(tl_shutdown(), 0);
		assert_int_equal(get(&callbacks) - before, i % 8);
		assert_int_equal(get(&objects), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_walked_while_it_changes),
		cmocka_unit_test(sleepable_readers_are_safe_too),
		cmocka_unit_test(queued_callbacks_run_at_shutdown),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
