// SPDX-License-Identifier: MIT
/*
 * Sleeping locks, and those that spin on readers, among more threads than virtual CPUs: what they
 * protect comes out exact, and nobody is left waiting. A lost wake hangs, and the watchdog says
 * where. What is protected is plain, so that a race detector sees a lock that does not order.
 */
#include "../test.h"
#include "stress.h"

#include <linux/bit_spinlock.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/seqlock.h>
#include <linux/wait_bit.h>
#include <tasklet/boot.h>
#include <tasklet/report.h>

#define CPUS	"nr_cpus=3"
#define THREADS 8

static void run_threads(void *(*fn)(void *))
{
	pthread_t threads[THREADS];

	assert_int_equal(tl_boot(CPUS), 0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fn, (void *)i), 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(get(&stress_failures), 0);
}

/* Two plain words that are the same whenever nobody writes. */
static struct {
	unsigned long a, b;
} data;
static unsigned long expected;

static void change(uint64_t *rng)
{
	data.a++;
	/* Now and then for so long that others come, wait, and are woken in vain. */
	if (!rng_below(rng, 256))
		sched_yield();
	data.b++;
	add(&expected, 1);
}

static void look(void)
{
	stress_check(data.a == data.b, "half of a change: %lu, %lu", data.a, data.b);
}

static int data_begin(void **state)
{
	data.a = data.b = expected = 0;
	return 0;
}

static void assert_data_exact(void)
{
	assert_int_equal(data.a, expected);
	assert_int_equal(data.b, expected);
	assert_true(expected > 0);
}

static void progress(int i)
{
	if (i % 64 == 0)
		add(&stress_progress, 1);
}

/* --- mutexes --- */

static DEFINE_MUTEX(mutex);

static bool take_mutex(uint64_t *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return mutex_trylock(&mutex);
	case 1:
		return !mutex_lock_interruptible(&mutex);
	default:
		mutex_lock(&mutex);
		return true;
	}
}

static void *use_mutex(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;

	for (int i = 0; i < TEST_TURNS(60000); i++) {
		progress(i);
		if (!take_mutex(&rng))
			continue;
		change(&rng);
		mutex_unlock(&mutex);
	}
	return NULL;
}

static void mutexes_exclude_and_lose_no_wake(void **state)
{
	run_threads(use_mutex);
	assert_data_exact();
	assert_false(mutex_is_locked(&mutex));
}

/* --- rwsems --- */

static DECLARE_RWSEM(rwsem);

static void *use_rwsem(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;

	for (int i = 0; i < TEST_TURNS(40000); i++) {
		progress(i);
		switch (rng_below(&rng, 8)) {
		case 0:
			down_write(&rwsem);
			change(&rng);
			up_write(&rwsem);
			break;
		case 1:
			if (!down_write_trylock(&rwsem))
				break;
			change(&rng);
			up_write(&rwsem);
			break;
		case 2:
			down_write(&rwsem);
			change(&rng);
			downgrade_write(&rwsem);
			look();
			up_read(&rwsem);
			break;
		case 3:
			if (!down_read_trylock(&rwsem))
				break;
			look();
			up_read(&rwsem);
			break;
		default:
			down_read(&rwsem);
			look();
			up_read(&rwsem);
		}
	}
	return NULL;
}

static void rwsems_keep_readers_and_writers_apart(void **state)
{
	run_threads(use_rwsem);
	assert_data_exact();
	assert_false(rwsem_is_locked(&rwsem));
}

/* --- semaphores: one that all share, and each thread's own, which a tasklet raises --- */

static DEFINE_SEMAPHORE(one, 1);

struct giver {
	struct semaphore sem;
	struct tasklet_struct tasklet;
};

static void up_in_tasklet(struct tasklet_struct *t)
{
	struct giver *giver = from_tasklet(giver, t, tasklet);

	up(&giver->sem);
}

static bool take_one(uint64_t *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return !down_trylock(&one);
	case 1:
		return !down_timeout(&one, 1);
	default:
		down(&one);
		return true;
	}
}

static void *use_semaphore(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;
	struct giver giver;

	sema_init(&giver.sem, 0);
	tasklet_setup(&giver.tasklet, up_in_tasklet);
	for (int i = 0; i < TEST_TURNS(30000); i++) {
		progress(i);
		if (!take_one(&rng))
			continue;
		change(&rng);
		up(&one);
		tasklet_schedule(&giver.tasklet);
		down(&giver.sem);
	}
	tasklet_kill(&giver.tasklet);
	stress_check(giver.sem.count == 0, "%u tokens too many", giver.sem.count);
	return NULL;
}

static void semaphores_neither_lose_nor_make_tokens(void **state)
{
	run_threads(use_semaphore);
	assert_data_exact();
	assert_int_equal(one.count, 1);
}

/* --- completions, on the stack of who waits --- */

struct job {
	struct completion done;
	struct tasklet_struct worker;
	unsigned long result; /* plain: ordered by the completion */
};

static void finish_job(struct tasklet_struct *t)
{
	struct job *job = from_tasklet(job, t, worker);

	job->result++;
	complete(&job->done);
}

static void *wait_for_jobs(void *arg)
{
	for (int i = 0; i < TEST_TURNS(30000); i++) {
		struct job job = {.result = 41};

		progress(i);
		init_completion(&job.done);
		tasklet_setup(&job.worker, finish_job);
		tasklet_schedule(&job.worker);
		if (i % 3)
			wait_for_completion(&job.done);
		else
			while (!wait_for_completion_timeout(&job.done, 1))
				;
		stress_check(job.result == 42, "result %lu", job.result);
		/* The tasklet lies there, too. */
		tasklet_kill(&job.worker);
	}
	return NULL;
}

static void completions_are_seen_and_let_go_of(void **state)
{
	run_threads(wait_for_jobs);
}

/* --- spinning on readers --- */

static DEFINE_RWLOCK(rwlock);

static void *use_rwlock(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;
	unsigned long flags;

	for (int i = 0; i < TEST_TURNS(40000); i++) {
		progress(i);
		switch (rng_below(&rng, 8)) {
		case 0:
			write_lock_irqsave(&rwlock, flags);
			data.a++;
			data.b++;
			write_unlock_irqrestore(&rwlock, flags);
			add(&expected, 1);
			break;
		case 1:
			if (!write_trylock(&rwlock))
				break;
			data.a++;
			data.b++;
			write_unlock(&rwlock);
			add(&expected, 1);
			break;
		case 2:
			read_lock_bh(&rwlock);
			look();
			read_unlock_bh(&rwlock);
			break;
		default:
			read_lock(&rwlock);
			look();
			read_unlock(&rwlock);
		}
	}
	return NULL;
}

static void rwlocks_keep_readers_and_writers_apart(void **state)
{
	run_threads(use_rwlock);
	assert_data_exact();
	assert_int_equal(rwlock.cnts, 0);
}

/* --- sequence locks --- */

static DEFINE_SEQLOCK(seqlock);

static void *use_seqlock(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;
	unsigned long a, b;
	int seq;

	for (int i = 0; i < TEST_TURNS(40000); i++) {
		progress(i);
		if (!rng_below(&rng, 4)) {
			write_seqlock(&seqlock);
			WRITE_ONCE(data.a, data.a + 1);
			WRITE_ONCE(data.b, data.b + 1);
			write_sequnlock(&seqlock);
			add(&expected, 1);
			continue;
		}
		seq = 0;
		for (;;) {
			read_seqbegin_or_lock(&seqlock, &seq);
			a = READ_ONCE(data.a);
			b = READ_ONCE(data.b);
			if (!need_seqretry(&seqlock, seq))
				break;
			seq = 1;
		}
		done_seqretry(&seqlock, seq);
		stress_check(a == b, "half of a change: %lu, %lu", a, b);
	}
	return NULL;
}

static void seqlock_readers_never_keep_half_of_a_change(void **state)
{
	run_threads(use_seqlock);
	assert_data_exact();
}

/* --- bit locks, and reference counts --- */

static unsigned long word;

static void *use_bit_lock(void *arg)
{
	for (int i = 0; i < TEST_TURNS(40000); i++) {
		progress(i);
		if (i % 4) {
			bit_spin_lock(7, &word);
		} else if (!bit_spin_trylock(7, &word)) {
			continue;
		}
		data.a++;
		data.b++;
		bit_spin_unlock(7, &word);
		add(&expected, 1);
	}
	return NULL;
}

static void bit_locks_exclude(void **state)
{
	run_threads(use_bit_lock);
	assert_data_exact();
}

static void *use_waited_bit(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 1;

	for (int i = 0; i < TEST_TURNS(30000); i++) {
		progress(i);
		stress_check(!wait_on_bit_lock(&word, 9, TASK_UNINTERRUPTIBLE), "not locked");
		change(&rng);
		clear_and_wake_up_bit(9, &word);
	}
	return NULL;
}

static void bits_that_are_waited_for_lose_no_wake(void **state)
{
	run_threads(use_waited_bit);
	assert_data_exact();
	assert_int_equal(word, 0);
}

struct object {
	refcount_t refs;
	unsigned long uses[THREADS]; /* plain: each of its thread, all of who frees it */
};

static struct object *objects[64];

static void *use_objects(void *arg)
{
	size_t me = (size_t)arg;

	for (int i = 0; i < 64; i++) {
		unsigned long sum = 0;

		progress(i);
		objects[i]->uses[me]++;
		if (!refcount_dec_and_test(&objects[i]->refs))
			continue;
		for (int t = 0; t < THREADS; t++)
			sum += objects[i]->uses[t];
		stress_check(sum == THREADS, "freed before %lu of its uses", THREADS - sum);
		free(objects[i]);
		add(&expected, 1);
	}
	return NULL;
}

static void the_last_put_comes_after_all_uses(void **state)
{
	for (int turn = 0; turn < TEST_TURNS(50); turn++) {
		for (int i = 0; i < 64; i++) {
			objects[i] = calloc(1, sizeof(*objects[i]));
			refcount_set(&objects[i]->refs, THREADS);
		}
		expected = 0;
		run_threads(use_objects);
		assert_int_equal(expected, 64);
	}
}

static int no_reports(void **state)
{
	return tl_report_count() ? -1 : 0;
}

int main(void)
{
#define DATA_TEST(f) cmocka_unit_test_setup(f, data_begin)
	const struct CMUnitTest tests[] = {
		DATA_TEST(mutexes_exclude_and_lose_no_wake),
		DATA_TEST(rwsems_keep_readers_and_writers_apart),
		DATA_TEST(semaphores_neither_lose_nor_make_tokens),
		DATA_TEST(completions_are_seen_and_let_go_of),
		DATA_TEST(rwlocks_keep_readers_and_writers_apart),
		DATA_TEST(seqlock_readers_never_keep_half_of_a_change),
		DATA_TEST(bit_locks_exclude),
		DATA_TEST(bits_that_are_waited_for_lose_no_wake),
		DATA_TEST(the_last_put_comes_after_all_uses),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, no_reports);
	stress_watchdog_stop();
	return failed;
}
