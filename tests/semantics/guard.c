// SPDX-License-Identifier: MIT
/*
 * guard() and its kin: each lock is held to the end of its scope, and no longer.
 */
#include "tasks.h"

#include <linux/cleanup.h>
#include <linux/local_lock.h>
#include <linux/mutex.h>
#include <linux/percpu-rwsem.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(spinlock);
static DEFINE_RAW_SPINLOCK(raw_spinlock);
static DEFINE_RWLOCK(rwlock);
static DEFINE_MUTEX(mutex);
static DECLARE_RWSEM(rwsem);
static DEFINE_PERCPU_RWSEM(percpu_rwsem);
static local_lock_t local;

/* @held: what is so in the scope, and not outside. */
#define assert_guards(name, lock, held)    \
	do {                               \
		assert_false(held);        \
		{                          \
			guard(name)(lock); \
			assert_true(held); \
		}                          \
		assert_false(held);        \
		scoped_guard(name, lock)   \
		{                          \
			assert_true(held); \
		}                          \
		assert_false(held);        \
	} while (0)

static void each_guard_holds_its_lock_for_its_scope(void **state)
{
	assert_guards(spinlock, &spinlock, spin_is_locked(&spinlock));
	assert_guards(spinlock_bh, &spinlock, spin_is_locked(&spinlock) && in_softirq());
	assert_guards(spinlock_irq, &spinlock, spin_is_locked(&spinlock) && irqs_disabled());
	assert_guards(spinlock_irqsave, &spinlock, spin_is_locked(&spinlock) && irqs_disabled());
	assert_guards(raw_spinlock, &raw_spinlock, raw_spin_is_locked(&raw_spinlock));
	assert_guards(raw_spinlock_irqsave, &raw_spinlock, irqs_disabled());
	assert_guards(read_lock, &rwlock, lockdep_is_held(&rwlock));
	assert_guards(write_lock_irqsave, &rwlock, lockdep_is_held(&rwlock) && irqs_disabled());
	assert_guards(mutex, &mutex, mutex_is_locked(&mutex));
	assert_guards(rwsem_read, &rwsem, rwsem_is_locked(&rwsem));
	assert_guards(rwsem_write, &rwsem, lockdep_is_held(&rwsem));
	assert_guards(percpu_read, &percpu_rwsem, percpu_is_read_locked(&percpu_rwsem));
	assert_guards(percpu_write, &percpu_rwsem, percpu_is_write_locked(&percpu_rwsem));
	assert_guards(local_lock_irqsave, &local, irqs_disabled());
	assert_guards(preempt, , preempt_count() == 1);
	assert_guards(irq, , irqs_disabled());
	assert_guards(irqsave, , irqs_disabled());
}

static int fails_in_the_middle(bool fail)
{
	guard(mutex)(&mutex);
	if (fail)
		return -EIO;
	assert_true(mutex_is_locked(&mutex));
	return 0;
}

static void a_return_leaves_the_lock_free(void **state)
{
	assert_int_equal(fails_in_the_middle(true), -EIO);
	assert_false(mutex_is_locked(&mutex));
	assert_int_equal(fails_in_the_middle(false), 0);
	assert_false(mutex_is_locked(&mutex));
}

static int try_with_guard(void *arg)
{
	scoped_cond_guard(mutex_try, return -EBUSY, &mutex)
	{
		return 1;
	}
	return -EIO;
}

static void a_guard_that_did_not_get_its_lock_does_not_free_it(void **state)
{
	mutex_lock(&mutex);
	assert_int_equal(end_task(begin_task(try_with_guard, NULL)), -EBUSY);
	assert_true(mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
	assert_int_equal(end_task(begin_task(try_with_guard, NULL)), 1);
	assert_false(mutex_is_locked(&mutex));
	spin_lock(&spinlock);
	scoped_guard(spinlock_try, &spinlock) note('x');
	scoped_guard(spinlock_irqsave_try, &spinlock) note('x');
	assert_false(irqs_disabled());
	spin_unlock(&spinlock);
	assert_int_equal(notes(), 0);
	scoped_guard(spinlock_irqsave_try, &spinlock) note('s');
	assert_int_equal(notes(), 1);
}

static int acquire_interruptibly(void *arg)
{
	ACQUIRE(mutex_intr, lock)(&mutex);
	int ret = ACQUIRE_ERR(mutex_intr, &lock);

	if (ret)
		return ret;
	return mutex_is_locked(&mutex);
}

static int acquire_at_once(void *arg)
{
	ACQUIRE(rwsem_read_try, lock)(&rwsem);

	return ACQUIRE_ERR(rwsem_read_try, &lock);
}

static void acquire_err_says_why_not(void **state)
{
	struct task_struct *t;

	assert_int_equal(end_task(begin_task(acquire_interruptibly, NULL)), 1);
	mutex_lock(&mutex);
	t = begin_sleeper(acquire_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_true(mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
	assert_int_equal(acquire_at_once(NULL), 0);
	down_write(&rwsem);
	assert_int_equal(end_task(begin_task(acquire_at_once, NULL)), -EBUSY);
	up_write(&rwsem);
	assert_false(rwsem_is_locked(&rwsem));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(each_guard_holds_its_lock_for_its_scope),
		MACHINE_TEST(a_return_leaves_the_lock_free),
		MACHINE_TEST(a_guard_that_did_not_get_its_lock_does_not_free_it),
		MACHINE_TEST(acquire_err_says_why_not),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
