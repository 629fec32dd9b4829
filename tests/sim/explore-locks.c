// SPDX-License-Identifier: MIT
/*
 * Sleeping locks under the explorer: what they protect is exact in every interleaving, each of
 * which ends, and locks that are taken in the wrong order are found and named.
 */
#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#include "explore-locks.h"

static DEFINE_MUTEX(mutex_a);
static DEFINE_MUTEX(mutex_b);

/* --- mutexes --- */

static void count_under_mutex(void *arg)
{
	mutex_lock(&mutex_a);
	count();
	mutex_unlock(&mutex_a);
}

static void two_count(void *arg)
{
	tl_spawn_on(0, "one", count_under_mutex, NULL);
	tl_spawn_on(1, "two", count_under_mutex, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2);
	tl_assert(!mutex_is_locked(&mutex_a));
}

static void a_mutex_protects_a_counter(void **state)
{
	assert_exhausted("mutex-counter", two_count);
}

static void three_on_two_cpus_count(void *arg)
{
	tl_spawn_on(0, "one", count_under_mutex, NULL);
	tl_spawn_on(0, "two", count_under_mutex, NULL);
	tl_spawn_on(1, "three", count_under_mutex, NULL);
	tl_run_until_idle();
	tl_assert(counter == 3);
}

static void a_mutex_is_handed_on_among_three(void **state)
{
	struct tl_explored found;

	(void)tl_explore("mutex-three", "progress=off strategy=dfs reduce=marked p=2 runs=2000000",
			 three_on_two_cpus_count, NULL, &found);
	if (found.verdict != TL_EXHAUSTED)
		fprintf(stderr, "%s %s\n", found.text, found.message);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

static void takes_a_then_b(void *arg)
{
	mutex_lock(&mutex_a);
	mutex_lock(&mutex_b);
	mutex_unlock(&mutex_b);
	mutex_unlock(&mutex_a);
}

static void takes_b_then_a(void *arg)
{
	mutex_lock(&mutex_b);
	mutex_lock(&mutex_a);
	mutex_unlock(&mutex_a);
	mutex_unlock(&mutex_b);
}

static void opposite_order(void *arg)
{
	tl_spawn_on(0, "ab", takes_a_then_b, NULL);
	tl_spawn_on(1, "ba", takes_b_then_a, NULL);
	tl_run_until_idle();
}

static void two_mutexes_in_opposite_order_are_a_deadlock_that_names_them(void **state)
{
	struct tl_explored found;

	explore("mutex-abba", opposite_order, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
	assert_non_null(
		strstr(found.message, "ab:2 sleeps, waiting for mutex mutex_b, held by ba/3"));
	assert_non_null(
		strstr(found.message, "ba:3 sleeps, waiting for mutex mutex_a, held by ab/2"));
}

/* --- completions --- */

static DECLARE_COMPLETION(done);

static void writes_and_completes(void *arg)
{
	WRITE_ONCE(counter, 1);
	complete(&done);
}

static void waits_and_reads(void *arg)
{
	wait_for_completion(&done);
	tl_assert(READ_ONCE(counter) == 1);
}

static void completion_against_wait(void *arg)
{
	tl_spawn_on(0, "completer", writes_and_completes, NULL);
	tl_spawn_on(1, "waiter", waits_and_reads, NULL);
	tl_run_until_idle();
	tl_assert(!completion_done(&done));
}

static void a_completion_is_seen_and_its_wait_ends(void **state)
{
	assert_exhausted("completion", completion_against_wait);
}

/* The completion lies on the stack of who waits, and is gone when that goes on. */
static struct completion *on_stack;

static void completes_on_stack(void *arg)
{
	struct completion *x;

	while (!(x = smp_load_acquire(&on_stack)))
		cpu_relax();
	complete(x);
}

static void waits_on_stack(void *arg)
{
	struct completion *x = kmalloc(sizeof(*x), GFP_KERNEL);

	init_completion(x);
	smp_store_release(&on_stack, x);
	wait_for_completion(x);
	kfree(x);
}

static void completion_is_freed(void *arg)
{
	tl_spawn_on(0, "completer", completes_on_stack, NULL);
	tl_spawn_on(1, "waiter", waits_on_stack, NULL);
	tl_run_until_idle();
}

static void a_completion_may_be_freed_by_who_waited(void **state)
{
	assert_exhausted("completion-freed", completion_is_freed);
}

/* --- semaphores --- */

static DEFINE_SEMAPHORE(sem, 1);

static void count_under_semaphore(void *arg)
{
	down(&sem);
	count();
	up(&sem);
}

static void two_count_under_semaphore(void *arg)
{
	tl_spawn_on(0, "one", count_under_semaphore, NULL);
	tl_spawn_on(1, "two", count_under_semaphore, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2);
	tl_assert(sem.count == 1);
}

static void a_semaphore_of_one_protects_a_counter(void **state)
{
	assert_exhausted("semaphore", two_count_under_semaphore);
}

static void gives_up(void *arg)
{
	if (!down_timeout(&sem, 1))
		up(&sem);
}

static void ups_and_time_outs(void *arg)
{
	down(&sem);
	tl_spawn_on(0, "impatient", gives_up, NULL);
	tl_spawn_on(1, "patient", count_under_semaphore, NULL);
	tl_run_until_idle();
	up(&sem);
	tl_run_until_idle();
	tl_assert(counter == 1);
	tl_assert(sem.count == 1);
}

static void who_gives_up_takes_no_token_along(void **state)
{
	assert_exhausted("semaphore-timeout", ups_and_time_outs);
}

/* --- rwsems --- */

static DECLARE_RWSEM(rwsem);
static int mirror;

static void writes(void *arg)
{
	down_write(&rwsem);
	WRITE_ONCE(counter, counter + 1);
	WRITE_ONCE(mirror, mirror + 1);
	up_write(&rwsem);
}

static void reads(void *arg)
{
	down_read(&rwsem);
	tl_assert(READ_ONCE(counter) == READ_ONCE(mirror));
	up_read(&rwsem);
}

static void downgrades(void *arg)
{
	down_write(&rwsem);
	WRITE_ONCE(counter, counter + 1);
	WRITE_ONCE(mirror, mirror + 1);
	downgrade_write(&rwsem);
	tl_assert(READ_ONCE(counter) == 1);
	up_read(&rwsem);
}

static void reader_and_writer(void *arg)
{
	tl_spawn_on(0, "reader", reads, NULL);
	tl_spawn_on(1, "writer", writes, NULL);
	tl_run_until_idle();
	tl_assert(counter == 1 && !rwsem_is_locked(&rwsem));
}

static void a_reader_never_sees_half_of_a_write(void **state)
{
	assert_exhausted("rwsem", reader_and_writer);
}

static void reader_and_downgrader(void *arg)
{
	tl_spawn_on(0, "reader", reads, NULL);
	tl_spawn_on(1, "downgrader", downgrades, NULL);
	tl_run_until_idle();
	tl_assert(!rwsem_is_locked(&rwsem));
}

static void who_downgrades_lets_readers_in_and_no_writer(void **state)
{
	assert_exhausted("rwsem-downgrade", reader_and_downgrader);
}

static void two_writers(void *arg)
{
	tl_spawn_on(0, "one", writes, NULL);
	tl_spawn_on(1, "two", writes, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2 && mirror == 2 && !rwsem_is_locked(&rwsem));
}

static void writers_exclude_each_other(void **state)
{
	assert_exhausted("rwsem-writers", two_writers);
}

/* --- a bit --- */

static unsigned long word;

static void count_under_bit(void *arg)
{
	tl_assert(!wait_on_bit_lock(&word, 5, TASK_UNINTERRUPTIBLE));
	count();
	clear_and_wake_up_bit(5, &word);
}

static void two_count_under_bit(void *arg)
{
	tl_spawn_on(0, "one", count_under_bit, NULL);
	tl_spawn_on(1, "two", count_under_bit, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2 && !word);
}

static void a_bit_that_is_waited_for_protects_a_counter(void **state)
{
	assert_exhausted("wait-bit", two_count_under_bit);
}

/* --- spinning locks --- */

static DEFINE_RWLOCK(rwlock);
static DEFINE_SEQLOCK(seqlock);

static void writes_spinning(void *arg)
{
	write_lock(&rwlock);
	count();
	write_unlock(&rwlock);
}

static void reads_spinning(void *arg)
{
	read_lock(&rwlock);
	tl_assert(READ_ONCE(counter) == READ_ONCE(counter));
	read_unlock(&rwlock);
}

static void rwlock_scenario(void *arg)
{
	tl_spawn_on(0, "writer", writes_spinning, NULL);
	tl_spawn_on(1, "reader", reads_spinning, NULL);
	tl_run_until_idle();
	tl_assert(counter == 1 && !rwlock.cnts);
}

static void an_rwlock_keeps_readers_and_writers_apart(void **state)
{
	assert_exhausted("rwlock", rwlock_scenario);
}

static void rwlock_writers(void *arg)
{
	tl_spawn_on(0, "one", writes_spinning, NULL);
	tl_spawn_on(1, "two", writes_spinning, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2 && !rwlock.cnts);
}

static void an_rwlock_keeps_writers_apart(void **state)
{
	assert_exhausted("rwlock-writers", rwlock_writers);
}

static void writes_seq(void *arg)
{
	write_seqlock(&seqlock);
	WRITE_ONCE(counter, counter + 1);
	WRITE_ONCE(mirror, mirror + 1);
	write_sequnlock(&seqlock);
}

static void reads_seq(void *arg)
{
	unsigned int seq;
	int a, b;

	do {
		seq = read_seqbegin(&seqlock);
		a = READ_ONCE(counter);
		b = READ_ONCE(mirror);
	} while (read_seqretry(&seqlock, seq));
	tl_assert(a == b);
}

static void seqlock_scenario(void *arg)
{
	tl_spawn_on(0, "writer", writes_seq, NULL);
	tl_spawn_on(1, "reader", reads_seq, NULL);
	tl_run_until_idle();
}

static void a_seqlock_reader_never_keeps_half_of_a_write(void **state)
{
	assert_exhausted("seqlock", seqlock_scenario);
}

/* The bug that interrupts have with sequence counters. */
static irqreturn_t reads_in_handler(int irq, void *dev)
{
	reads_seq(NULL);
	return IRQ_HANDLED;
}

static void seqlock_without_irqsave(void *arg)
{
	int irq = make_line("reader", 0, reads_in_handler, &seqlock);

	tl_spawn_on(0, "writer", writes_seq, NULL);
	tl_irq_raise(irq);
	tl_run_until_idle();
	end_line(irq, &seqlock);
}

static void a_reader_on_top_of_its_writer_is_found(void **state)
{
	struct tl_explored found;

	explore("seqlock-irq", seqlock_without_irqsave, &found);
	assert_int_equal(found.verdict, TL_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mutex_protects_a_counter),
		cmocka_unit_test(a_mutex_is_handed_on_among_three),
		cmocka_unit_test(two_mutexes_in_opposite_order_are_a_deadlock_that_names_them),
		cmocka_unit_test(a_completion_is_seen_and_its_wait_ends),
		cmocka_unit_test(a_completion_may_be_freed_by_who_waited),
		cmocka_unit_test(a_semaphore_of_one_protects_a_counter),
		cmocka_unit_test(who_gives_up_takes_no_token_along),
		cmocka_unit_test(a_reader_never_sees_half_of_a_write),
		cmocka_unit_test(who_downgrades_lets_readers_in_and_no_writer),
		cmocka_unit_test(writers_exclude_each_other),
		cmocka_unit_test(a_bit_that_is_waited_for_protects_a_counter),
		cmocka_unit_test(an_rwlock_keeps_readers_and_writers_apart),
		cmocka_unit_test(an_rwlock_keeps_writers_apart),
		cmocka_unit_test(a_seqlock_reader_never_keeps_half_of_a_write),
		cmocka_unit_test(a_reader_on_top_of_its_writer_is_found),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
