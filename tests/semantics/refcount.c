// SPDX-License-Identifier: MIT
/*
 * Reference counts: what they return, and what they say when they go wrong. Each warning comes
 * once in a process, so each is looked for in one of its own.
 */
#include "machine.h"

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUTEX(mutex);

static void the_last_reference_is_told(void **state)
{
	refcount_t r = REFCOUNT_INIT(1);
	int old;

	refcount_inc(&r);
	refcount_add(3, &r);
	assert_int_equal(refcount_read(&r), 5);
	__refcount_inc(&r, &old);
	assert_int_equal(old, 5);
	assert_false(refcount_sub_and_test(3, &r));
	refcount_dec(&r);
	assert_false(refcount_dec_and_test(&r));
	assert_true(refcount_dec_and_test(&r));
	assert_int_equal(refcount_read(&r), 0);
}

static void at_zero_it_stays(void **state)
{
	refcount_t r = REFCOUNT_INIT(0);

	assert_false(refcount_inc_not_zero(&r));
	assert_false(refcount_add_not_zero(2, &r));
	assert_false(refcount_inc_not_zero_acquire(&r));
	assert_int_equal(refcount_read(&r), 0);
	refcount_set(&r, 1);
	assert_true(refcount_inc_not_zero(&r));
	assert_false(refcount_dec_if_one(&r));
	assert_true(refcount_dec_not_one(&r));
	assert_false(refcount_dec_not_one(&r));
	assert_true(refcount_dec_if_one(&r));
	assert_int_equal(refcount_read(&r), 0);
}

static void the_last_one_leaves_with_the_lock(void **state)
{
	refcount_t r = REFCOUNT_INIT(2);
	unsigned long flags;
	atomic_t count = ATOMIC_INIT(2);

	assert_false(refcount_dec_and_lock(&r, &spinlock));
	assert_false(spin_is_locked(&spinlock));
	assert_true(refcount_dec_and_lock(&r, &spinlock));
	assert_true(spin_is_locked(&spinlock));
	spin_unlock(&spinlock);
	refcount_set(&r, 1);
	assert_true(refcount_dec_and_lock_irqsave(&r, &spinlock, &flags));
	assert_true(irqs_disabled());
	spin_unlock_irqrestore(&spinlock, flags);
	refcount_set(&r, 1);
	assert_true(refcount_dec_and_mutex_lock(&r, &mutex));
	mutex_unlock(&mutex);
	assert_int_equal(atomic_dec_and_lock(&count, &spinlock), 0);
	assert_int_equal(atomic_dec_and_lock_irqsave(&count, &spinlock, flags), 1);
	spin_unlock_irqrestore(&spinlock, flags);
}

static struct kref *released;

static void release(struct kref *kref)
{
	released = kref;
}

static void release_locked(struct kref *kref)
{
	released = kref;
	spin_unlock(&spinlock);
}

static void release_with_mutex(struct kref *kref)
{
	released = kref;
	mutex_unlock(&mutex);
}

static void a_kref_is_released_once_with_its_last_reference(void **state)
{
	struct kref kref;

	released = NULL;
	kref_init(&kref);
	kref_get(&kref);
	assert_int_equal(kref_read(&kref), 2);
	assert_int_equal(kref_put(&kref, release), 0);
	assert_null(released);
	assert_int_equal(kref_put(&kref, release), 1);
	assert_ptr_equal(released, &kref);
	assert_int_equal(kref_get_unless_zero(&kref), 0);
	kref_init(&kref);
	assert_int_equal(kref_put_lock(&kref, release_locked, &spinlock), 1);
	kref_init(&kref);
	assert_int_equal(kref_put_mutex(&kref, release_with_mutex, &mutex), 1);
}

/* --- gone wrong --- */

struct wrong {
	int n;
	void (*fn)(refcount_t *r);
	const char *says;
};

static void inc(refcount_t *r)
{
	refcount_inc(r);
}

static void inc_not_zero(refcount_t *r)
{
	child_assert(refcount_inc_not_zero(r));
}

static void dec(refcount_t *r)
{
	refcount_dec(r);
}

static void dec_and_test(refcount_t *r)
{
	child_assert(!refcount_dec_and_test(r));
}

static void go_wrong(void *arg)
{
	const struct wrong *w = arg;
	refcount_t r;

	child_assert(!tl_boot("nr_cpus=1"));
	refcount_set(&r, w->n);
	w->fn(&r);
	child_assert((int)refcount_read(&r) == REFCOUNT_SATURATED);
	child_assert(tl_report_count() == 1);
	/* It stays there, and is told of no more. */
	refcount_inc(&r);
	child_assert(!refcount_dec_and_test(&r));
	child_assert((int)refcount_read(&r) < 0);
}

static void one_that_went_wrong_is_saturated_and_says_why(void **state)
{
	static const struct wrong all[] = {
		{0, inc, "refcount_t: addition on 0; use-after-free."},
		{INT_MAX, inc, "refcount_t: saturated; leaking memory."},
		{INT_MAX, inc_not_zero, "refcount_t: saturated; leaking memory."},
		{0, dec_and_test, "refcount_t: underflow; use-after-free."},
		{1, dec, "refcount_t: decrement hit 0; leaking memory."},
	};
	struct child c;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		child_run(&c, go_wrong, (void *)&all[i]);
		assert_child_ok(&c);
		assert_child_said(&c, all[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest alone[] = {
		cmocka_unit_test(one_that_went_wrong_is_saturated_and_says_why),
	};
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_last_reference_is_told),
		MACHINE_TEST(at_zero_it_stays),
		MACHINE_TEST(the_last_one_leaves_with_the_lock),
		MACHINE_TEST(a_kref_is_released_once_with_its_last_reference),
	};
	int failed = cmocka_run_group_tests(alone, NULL, NULL);

	return failed + cmocka_run_group_tests(tests, machine_up, machine_down);
}
