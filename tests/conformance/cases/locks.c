// SPDX-License-Identifier: MIT
/* Locks: what the try and is-locked calls say, who gets in beside whom, and contexts. */
#include <linux/bit_spinlock.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rwlock.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/wait_bit.h>

#include "case.h"

static int phase;

/* Run @fn as a task on CPU 1 to its end. */
static void elsewhere(void (*fn)(void *arg), void *arg)
{
	tc_thread_join(tc_thread_start(fn, arg, 1));
}

static DEFINE_MUTEX(mutex);

static void try_mutex(void *unused)
{
	bool got = mutex_trylock(&mutex);

	tc_log("elsewhere: try %d locked %d", got, mutex_is_locked(&mutex));
	if (got)
		mutex_unlock(&mutex);
}

TC_CASE(a_mutex)
{
	tc_log("locked %d", mutex_is_locked(&mutex));
	elsewhere(try_mutex, NULL);
	mutex_lock(&mutex);
	tc_log("locked %d", mutex_is_locked(&mutex));
	elsewhere(try_mutex, NULL);
	tc_log("try by the owner %d", mutex_trylock(&mutex));
	mutex_unlock(&mutex);
	tc_log("try %d", mutex_trylock(&mutex));
	mutex_unlock(&mutex);
	tc_log("interruptible %d", mutex_lock_interruptible(&mutex));
	mutex_unlock(&mutex);
	tc_log("killable %d", mutex_lock_killable(&mutex));
	tc_log("atomic %d", !!in_atomic());
	mutex_unlock(&mutex);
	tc_log("locked %d", mutex_is_locked(&mutex));
}

static void lock_mutex(void *unused)
{
	WRITE_ONCE(phase, 1);
	mutex_lock(&mutex);
	tc_log("elsewhere: locked, phase %d", READ_ONCE(phase));
	mutex_unlock(&mutex);
}

TC_CASE(a_mutex_is_waited_for)
{
	struct tc_thread *thread;

	phase = 0;
	mutex_lock(&mutex);
	thread = tc_thread_start(lock_mutex, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_nap();
	WRITE_ONCE(phase, 2);
	mutex_unlock(&mutex);
	tc_thread_join(thread);
}

static struct semaphore sem;

TC_CASE(a_semaphore_counts)
{
	sema_init(&sem, 2);
	tc_log("try %d", down_trylock(&sem));
	tc_log("interruptible %d", down_interruptible(&sem));
	tc_log("try %d", down_trylock(&sem));
	tc_log("for a jiffy %d", down_timeout(&sem, 1));
	up(&sem);
	up(&sem);
	up(&sem);
	tc_log("killable %d", down_killable(&sem));
	tc_log("for a jiffy %d", down_timeout(&sem, 1));
	tc_log("try %d", down_trylock(&sem));
	tc_log("try %d", down_trylock(&sem));
}

/* Tasks that wait in the order of their numbers; and in which order they went on. */
static struct task_struct *waiter[3];
static int order[3], nr_woken;

static void woken(long nr)
{
	order[tc_count(&nr_woken)] = (int)nr;
}

static void wait_for_sem(void *nr)
{
	WRITE_ONCE(waiter[(long)nr], current);
	down(&sem);
	woken((long)nr);
}

/* All on CPU 0, so that they go on one after the other. */
static void start_waiters(struct tc_thread **thread, void (*fn)(void *nr), long n)
{
	nr_woken = 0;
	for (long i = 0; i < n; i++) {
		waiter[i] = NULL;
		thread[i] = tc_thread_start(fn, (void *)i, 0);
		TC_WAIT_UNTIL(READ_ONCE(waiter[i]));
		TC_WAIT_UNTIL(READ_ONCE(waiter[i]->__state) & TASK_UNINTERRUPTIBLE);
	}
}

TC_CASE(waiters_of_a_semaphore_are_served_in_order)
{
	struct tc_thread *thread[3];

	sema_init(&sem, 0);
	start_waiters(thread, wait_for_sem, 3);
	for (int i = 0; i < 3; i++) {
		up(&sem);
		TC_WAIT_UNTIL(READ_ONCE(nr_woken) == i + 1);
	}
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	tc_log("%d %d %d", order[0], order[1], order[2]);
}

TC_CASE(an_up_goes_to_the_waiter)
{
	struct tc_thread *thread;

	sema_init(&sem, 0);
	start_waiters(&thread, wait_for_sem, 1);
	preempt_disable();
	up(&sem);
	tc_log("try %d", down_trylock(&sem));
	preempt_enable();
	tc_thread_join(thread);
	tc_log("woken %d", nr_woken);
}

static DECLARE_RWSEM(rwsem);

static void try_rwsem(void *unused)
{
	int read = down_read_trylock(&rwsem), write;

	if (read)
		up_read(&rwsem);
	write = down_write_trylock(&rwsem);
	if (write)
		up_write(&rwsem);
	tc_log("elsewhere: read %d write %d locked %d", read, write, rwsem_is_locked(&rwsem));
}

TC_CASE(a_rwsem)
{
	tc_log("free");
	elsewhere(try_rwsem, NULL);
	down_read(&rwsem);
	tc_log("read");
	elsewhere(try_rwsem, NULL);
	tc_log("again %d", down_read_trylock(&rwsem));
	up_read(&rwsem);
	up_read(&rwsem);
	down_write(&rwsem);
	tc_log("written");
	elsewhere(try_rwsem, NULL);
	downgrade_write(&rwsem);
	tc_log("downgraded");
	elsewhere(try_rwsem, NULL);
	up_read(&rwsem);
	tc_log("interruptible %d", down_read_interruptible(&rwsem));
	up_read(&rwsem);
	tc_log("killable %d", down_write_killable(&rwsem));
	tc_log("atomic %d", !!in_atomic());
	up_write(&rwsem);
	tc_log("killable %d", down_read_killable(&rwsem));
	up_read(&rwsem);
	tc_log("locked %d contended %d", rwsem_is_locked(&rwsem), rwsem_is_contended(&rwsem));
}

static void write_rwsem(void *unused)
{
	WRITE_ONCE(phase, 1);
	down_write(&rwsem);
	tc_log("elsewhere: written, phase %d", READ_ONCE(phase));
	up_write(&rwsem);
}

TC_CASE(a_writer_waits_for_the_reader)
{
	struct tc_thread *thread;

	phase = 0;
	down_read(&rwsem);
	thread = tc_thread_start(write_rwsem, NULL, 1);
	TC_WAIT_UNTIL(rwsem_is_contended(&rwsem));
	WRITE_ONCE(phase, 2);
	up_read(&rwsem);
	tc_thread_join(thread);
}

static DEFINE_RWLOCK(rwlock);

static void try_rwlock(void *unused)
{
	int read = read_trylock(&rwlock), write;

	if (read)
		read_unlock(&rwlock);
	write = write_trylock(&rwlock);
	if (write)
		write_unlock(&rwlock);
	WRITE_ONCE(phase, 1 + read + 2 * write);
}

/* From hardirq context, since the lock is held with preemption off. */
static void try_rwlock_elsewhere(const char *when)
{
	tc_hardirq_on(1, try_rwlock, NULL);
	tc_log("%s: elsewhere: read %d write %d", when, !!((phase - 1) & 1), !!((phase - 1) & 2));
}

TC_CASE(a_rwlock)
{
	try_rwlock_elsewhere("free");
	read_lock(&rwlock);
	tc_context("read");
	try_rwlock_elsewhere("read");
	tc_log("again %d", read_trylock(&rwlock));
	read_unlock(&rwlock);
	read_unlock(&rwlock);
	write_lock(&rwlock);
	tc_context("written");
	try_rwlock_elsewhere("written");
	write_unlock(&rwlock);
	try_rwlock_elsewhere("free");
}

TC_CASE(contexts_of_rwlocks)
{
	unsigned long flags;

	read_lock_bh(&rwlock);
	tc_context("read_lock_bh");
	read_unlock_bh(&rwlock);
	write_lock_bh(&rwlock);
	tc_context("write_lock_bh");
	write_unlock_bh(&rwlock);
	read_lock_irq(&rwlock);
	tc_context("read_lock_irq");
	read_unlock_irq(&rwlock);
	write_lock_irqsave(&rwlock, flags);
	tc_context("write_lock_irqsave");
	write_unlock_irqrestore(&rwlock, flags);
	tc_log("%d", write_trylock_irqsave(&rwlock, flags));
	tc_context("write_trylock_irqsave");
	write_unlock_irqrestore(&rwlock, flags);
	tc_context("after");
}

static seqlock_t seqlock;

TC_CASE(a_seqlock)
{
	unsigned int seq;

	seqlock_init(&seqlock);
	seq = read_seqbegin(&seqlock);
	tc_log("begin %u retry %d", seq, read_seqretry(&seqlock, seq));
	write_seqlock(&seqlock);
	tc_context("written");
	tc_log("retry %d", read_seqretry(&seqlock, seq));
	write_sequnlock(&seqlock);
	tc_log("retry %d", read_seqretry(&seqlock, seq));
	seq = read_seqbegin(&seqlock);
	tc_log("begin %u retry %d", seq, read_seqretry(&seqlock, seq));
	write_seqlock_bh(&seqlock);
	tc_context("written, bh");
	write_sequnlock_bh(&seqlock);
	read_seqlock_excl(&seqlock);
	tc_log("exclusive reader: retry %d", read_seqretry(&seqlock, seq + 2));
	read_sequnlock_excl(&seqlock);
	tc_log("begin %u", read_seqbegin(&seqlock));
}

TC_CASE(a_seqcount)
{
	seqcount_t count = SEQCNT_ZERO(count);
	unsigned int seq = read_seqcount_begin(&count);

	tc_log("begin %u", seq);
	preempt_disable();
	write_seqcount_begin(&count);
	tc_log("raw %u retry %d", raw_read_seqcount(&count), read_seqcount_retry(&count, seq));
	write_seqcount_end(&count);
	preempt_enable();
	tc_log("begin %u retry %d", read_seqcount_begin(&count), read_seqcount_retry(&count, seq));
	write_seqcount_invalidate(&count);
	tc_log("begin %u", read_seqcount_begin(&count));
}

TC_CASE(a_bit_spinlock)
{
	unsigned long word = 0xf0;

	bit_spin_lock(2, &word);
	tc_context("locked");
	tc_log("word %lx locked %d %d", word, bit_spin_is_locked(2, &word),
	       bit_spin_is_locked(3, &word));
	tc_log("try %d", bit_spin_trylock(2, &word));
	tc_context("tried");
	bit_spin_unlock(2, &word);
	tc_log("word %lx", word);
	tc_log("try %d", bit_spin_trylock(2, &word));
	__bit_spin_unlock(2, &word);
	tc_context("free");
}

TC_CASE(a_spinlock_and_its_try)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	tc_log("locked %d", spin_is_locked(&lock));
	tc_log("try %d", spin_trylock(&lock));
	tc_log("locked %d contended %d", spin_is_locked(&lock), !!spin_is_contended(&lock));
	tc_log("try %d", spin_trylock(&lock));
	spin_unlock(&lock);
	tc_log("bh %d", spin_trylock_bh(&lock));
	tc_context("trylock_bh");
	tc_log("bh %d", spin_trylock_bh(&lock));
	spin_unlock_bh(&lock);
	tc_log("irq %d", spin_trylock_irq(&lock));
	tc_context("trylock_irq");
	spin_unlock_irq(&lock);
	tc_log("irqsave %d", spin_trylock_irqsave(&lock, flags));
	spin_unlock_irqrestore(&lock, flags);
	tc_context("after");
}

TC_CASE(dec_and_lock)
{
	static DEFINE_SPINLOCK(lock);
	atomic_t n = ATOMIC_INIT(2);

	tc_log("%d", atomic_dec_and_lock(&n, &lock));
	tc_log("%d", atomic_dec_and_lock(&n, &lock));
	tc_log("n %d locked %d", atomic_read(&n), spin_is_locked(&lock));
	spin_unlock(&lock);
	atomic_set(&n, 2);
	tc_log("%d", atomic_dec_and_mutex_lock(&n, &mutex));
	tc_log("%d", atomic_dec_and_mutex_lock(&n, &mutex));
	tc_log("n %d locked %d", atomic_read(&n), mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
}

/* --- Completions. --- */

static DECLARE_COMPLETION(completion);

TC_CASE(a_completion_counts)
{
	init_completion(&completion);
	tc_log("done %d try %d", completion_done(&completion),
	       try_wait_for_completion(&completion));
	complete(&completion);
	complete(&completion);
	tc_log("done %d count %u", completion_done(&completion), completion.done);
	wait_for_completion(&completion);
	tc_log("done %d count %u", completion_done(&completion), completion.done);
	tc_log("try %d", try_wait_for_completion(&completion));
	tc_log("try %d", try_wait_for_completion(&completion));
	tc_log("for 2 jiffies %lu", wait_for_completion_timeout(&completion, 2));
	tc_log("for none %lu", wait_for_completion_timeout(&completion, 0));
	complete(&completion);
	tc_log("completed, for 10 %lu", wait_for_completion_timeout(&completion, 10));
	complete(&completion);
	tc_log("completed, for none %lu", wait_for_completion_timeout(&completion, 0));
	complete(&completion);
	tc_log("interruptible %d", wait_for_completion_interruptible(&completion));
	tc_log("interruptible for 2 %ld",
	       wait_for_completion_interruptible_timeout(&completion, 2));
	complete(&completion);
	tc_log("killable %d", wait_for_completion_killable(&completion));
	tc_log("killable for 2 %ld", wait_for_completion_killable_timeout(&completion, 2));
}

TC_CASE(complete_all_lasts)
{
	init_completion(&completion);
	complete_all(&completion);
	for (int i = 0; i < 3; i++)
		wait_for_completion(&completion);
	tc_log("done %d all %d", completion_done(&completion), completion.done == UINT_MAX);
	tc_log("try %d", try_wait_for_completion(&completion));
	complete(&completion);
	tc_log("count stays %d", completion.done == UINT_MAX);
	reinit_completion(&completion);
	tc_log("done %d", completion_done(&completion));
}

static void wait_completion(void *nr)
{
	WRITE_ONCE(waiter[(long)nr], current);
	wait_for_completion(&completion);
	woken((long)nr);
}

TC_CASE(complete_wakes_one_waiter_in_their_order)
{
	struct tc_thread *thread[3];

	init_completion(&completion);
	start_waiters(thread, wait_completion, 3);
	complete(&completion);
	TC_WAIT_UNTIL(READ_ONCE(nr_woken) == 1);
	tc_nap();
	tc_log("woken %d", READ_ONCE(nr_woken));
	complete(&completion);
	TC_WAIT_UNTIL(READ_ONCE(nr_woken) == 2);
	complete_all(&completion);
	for (int i = 0; i < 3; i++)
		tc_thread_join(thread[i]);
	tc_log("%d %d %d", order[0], order[1], order[2]);
}

static void complete_it(void *unused)
{
	complete(&completion);
}

TC_CASE(complete_in_an_interrupt)
{
	init_completion(&completion);
	tc_hardirq(complete_it, NULL);
	tc_log("count %u", completion.done);
	wait_for_completion(&completion);
	tc_log("count %u", completion.done);
}

/* --- Counters. --- */

TC_CASE(refcounts)
{
	refcount_t r;

	refcount_set(&r, 1);
	refcount_inc(&r);
	tc_log("%u", refcount_read(&r));
	tc_log("not one %d", refcount_dec_not_one(&r));
	tc_log("not one %d", refcount_dec_not_one(&r));
	tc_log("inc not zero %d", refcount_inc_not_zero(&r));
	tc_log("dec and test %d", refcount_dec_and_test(&r));
	tc_log("sub and test %d", refcount_sub_and_test(1, &r));
	tc_log("inc not zero %d", refcount_inc_not_zero(&r));
	tc_log("add not zero %d", refcount_add_not_zero(3, &r));
	refcount_set(&r, 1);
	tc_log("if one %d", refcount_dec_if_one(&r));
	tc_log("if one %d", refcount_dec_if_one(&r));
	refcount_set(&r, 2);
	tc_log("and lock %d", refcount_dec_and_mutex_lock(&r, &mutex));
	tc_log("and lock %d", refcount_dec_and_mutex_lock(&r, &mutex));
	tc_log("locked %d", mutex_is_locked(&mutex));
	mutex_unlock(&mutex);
}

static void kref_gone(struct kref *kref)
{
	tc_log("released");
}

TC_CASE(krefs)
{
	struct kref kref;

	kref_init(&kref);
	kref_get(&kref);
	tc_log("%u", kref_read(&kref));
	tc_log("put %d", kref_put(&kref, kref_gone));
	tc_log("put %d", kref_put(&kref, kref_gone));
	tc_log("unless zero %d", kref_get_unless_zero(&kref));
}

TC_CASE(conditional_atomics)
{
	atomic_t v = ATOMIC_INIT(5);
	atomic64_t w = ATOMIC64_INIT(-1);
	atomic_long_t l = ATOMIC_LONG_INIT(1);
	int old = 4;

	tc_log("%d", atomic_add_unless(&v, 3, 5));
	tc_log("%d", atomic_add_unless(&v, 3, 6));
	tc_log("%d", atomic_fetch_add_unless(&v, 1, 8));
	tc_log("%d", atomic_inc_not_zero(&v));
	tc_log("%d", atomic_read(&v));
	tc_log("%d", atomic_try_cmpxchg(&v, &old, 1));
	tc_log("old %d", old);
	tc_log("%d", atomic_try_cmpxchg(&v, &old, 1));
	tc_log("%d", atomic_dec_if_positive(&v));
	tc_log("%d", atomic_dec_if_positive(&v));
	tc_log("%d", atomic_read(&v));
	tc_log("%d", atomic_inc_unless_negative(&v));
	tc_log("%d", atomic_dec_unless_positive(&v));
	tc_log("%d", atomic_cmpxchg(&v, 1, 0x0f));
	tc_log("%d", atomic_fetch_and(0x3c, &v));
	tc_log("%d", atomic_fetch_or(0x30, &v));
	tc_log("%d", atomic_fetch_xor(0xff, &v));
	tc_log("%d", atomic_fetch_andnot(0x80, &v));
	tc_log("%d", atomic_xchg(&v, -2));
	tc_log("%d", atomic_add_negative(1, &v));
	tc_log("%d", atomic_inc_and_test(&v));
	tc_log("%d", atomic_sub_and_test(0, &v));
	tc_log("%lld", atomic64_inc_return(&w));
	tc_log("%lld", atomic64_fetch_add(7, &w));
	tc_log("%lld", (s64)atomic64_dec_if_positive(&w));
	tc_log("%ld", atomic_long_add_return(4, &l));
	tc_log("%d", atomic_long_dec_and_test(&l));
}

/* --- Waiting for bits and variables. --- */

static unsigned long word;

static void clear_it(void *unused)
{
	WRITE_ONCE(phase, 1);
	tc_nap();
	clear_bit_unlock(3, &word);
	smp_mb__after_atomic();
	wake_up_bit(&word, 3);
}

TC_CASE(waiting_for_a_bit)
{
	struct tc_thread *thread;

	word = 0;
	tc_log("%d", wait_on_bit(&word, 3, TASK_UNINTERRUPTIBLE));
	set_bit(3, &word);
	tc_log("%d", wait_on_bit_timeout(&word, 3, TASK_UNINTERRUPTIBLE, 2));
	thread = tc_thread_start(clear_it, NULL, 1);
	tc_log("%d", wait_on_bit(&word, 3, TASK_UNINTERRUPTIBLE));
	tc_thread_join(thread);
	tc_log("%d", wait_on_bit_lock(&word, 3, TASK_UNINTERRUPTIBLE));
	tc_log("word %lx", word);
	tc_log("test and set %d", test_and_set_bit_lock(3, &word));
	clear_and_wake_up_bit(3, &word);
	tc_log("word %lx", word);
}

static int variable;

static void set_variable(void *unused)
{
	tc_nap();
	WRITE_ONCE(variable, 1);
	smp_mb();
	wake_up_var(&variable);
}

TC_CASE(waiting_for_a_variable)
{
	struct tc_thread *thread;

	variable = 0;
	tc_log("%d", (int)wait_var_event_timeout(&variable, READ_ONCE(variable), 2));
	thread = tc_thread_start(set_variable, NULL, 1);
	wait_var_event(&variable, READ_ONCE(variable));
	tc_thread_join(thread);
	tc_log("%d", variable);
}
