// SPDX-License-Identifier: MIT
/*
 * Any number of the program's threads may call in; those that end, however they do, leave nothing.
 */
#define _GNU_SOURCE
#include "../test.h"

#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

#include "../count.h"

static unsigned long reports_before;

static int boot(void **state)
{
	reports_before = tl_report_count();
	return tl_boot("nr_cpus=2 loglevel=4");
}

static int shut_down(void **state)
{
	assert_int_equal(tl_report_count(), reports_before);
	return tl_shutdown();
}

/* Lines of /proc/self/timers: the host timers of this process. -1: this host doesn't tell. */
static int nr_host_timers(void)
{
	FILE *f = fopen("/proc/self/timers", "r");
	char line[256];
	int n = 0;

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		n += !strncmp(line, "ID:", 3);
	fclose(f);
	return n;
}

#define CROWD  (TEST_TSAN ? 100 : 300)
#define ROUNDS 20

static DEFINE_SPINLOCK(lock);
static unsigned long under_lock;
static unsigned long ran; /* atomic */
static DECLARE_WAIT_QUEUE_HEAD(queue);

struct member {
	struct tasklet_struct tasklet;
	unsigned long ran; /* atomic */
	pthread_t thread;
};

static void count_run(struct tasklet_struct *t)
{
	struct member *m = from_tasklet(m, t, tasklet);

	__atomic_fetch_add(&m->ran, 1, __ATOMIC_RELEASE);
	__atomic_fetch_add(&ran, 1, __ATOMIC_RELAXED);
	wake_up_all(&queue);
}

static void *join_in(void *arg)
{
	struct member *m = arg;

	for (unsigned long i = 1; i <= ROUNDS; i++) {
		spin_lock_bh(&lock);
		under_lock++;
		spin_unlock_bh(&lock);
		tasklet_schedule(&m->tasklet);
		if (i % 4 == 0)
			wait_event(queue, __atomic_load_n(&m->ran, __ATOMIC_ACQUIRE) == i);
		else
			tasklet_kill(&m->tasklet);
	}
	return NULL;
}

static void a_crowd_of_threads_shares_two_cpus(void **state)
{
	static struct member crowd[CROWD];

	ran = under_lock = 0;
	memset(crowd, 0, sizeof(crowd));
	for (int i = 0; i < CROWD; i++) {
		tasklet_setup(&crowd[i].tasklet, count_run);
		assert_int_equal(pthread_create(&crowd[i].thread, NULL, join_in, &crowd[i]), 0);
	}
	for (int i = 0; i < CROWD; i++) {
		pthread_join(crowd[i].thread, NULL);
		tasklet_kill(&crowd[i].tasklet);
	}
	assert_int_equal(under_lock, CROWD * ROUNDS);
	assert_int_equal(ran, CROWD * ROUNDS);
}

static int irq;

static irqreturn_t quiet_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

/* Long in libc, so that an interrupt there is put off by a timer of the thread's own. */
static void section_in_libc(void)
{
	char text[64];

	local_bh_disable();
	for (int i = 0; i < 20; i++)
		snprintf(text, sizeof(text), "%d %s %p", i, "text", (void *)text);
	local_bh_enable();
}

static void *short_life(void *arg)
{
	long n = (long)arg;

	preempt_disable();
	preempt_enable();
	if (n % 4 == 0)
		section_in_libc();
	if (n % 3 == 0)
		pthread_exit(NULL);
	if (n % 3 == 1) {
		pthread_cancel(pthread_self());
		pthread_testcancel();
	}
	return NULL;
}

static void live_and_die(int n)
{
	pthread_t threads[4];

	for (long i = 0; i < n; i += 4) {
		for (long j = 0; j < 4; j++)
			assert_int_equal(
				pthread_create(&threads[j], NULL, short_life, (void *)(i + j)), 0);
		/* So that some of them are kicked. */
		tl_irq_raise(irq);
		for (int j = 0; j < 4; j++)
			pthread_join(threads[j], NULL);
	}
}

static void short_lived_threads_leave_nothing(void **state)
{
	struct mallinfo2 first, last;
	int threads, timers;

	if (TEST_CLANG_ASAN)
		skip(); /* clang 14's runtime stumbles over threads that end by pthread_exit() */
	irq = tl_irq_alloc("short", TL_IRQ_RISING, TL_CPU_ANY);
	assert_int_equal(request_irq((unsigned int)irq, quiet_handler, 0, "short", &irq), 0);
	threads = nr_threads();
	timers = nr_host_timers();
	live_and_die(400);
	assert_int_equal(nr_threads(), threads);
	first = mallinfo2();
	live_and_die(TEST_TURNS(10000));
	assert_int_equal(nr_threads(), threads);
	last = mallinfo2();
	assert_int_equal(nr_host_timers(), timers);
	if (!TEST_ASAN && !TEST_TSAN)
		assert_true(last.uordblks < first.uordblks + 16384);
	free_irq((unsigned int)irq, &irq);
	assert_int_equal(tl_irq_free(irq), 0);
}

static pthread_key_t early_key, late_key;
static int destructed; /* atomic */

/* After the library's own destructor or before it: the calls work, and leave nothing either. */
static void call_in_destructor(void *arg)
{
	local_bh_disable();
	local_bh_enable();
	preempt_disable();
	preempt_enable();
	__atomic_fetch_add(&destructed, 1, __ATOMIC_RELAXED);
}

static void *with_destructors(void *arg)
{
	pthread_setspecific(early_key, &early_key);
	pthread_setspecific(late_key, &late_key);
	preempt_disable();
	preempt_enable();
	return NULL;
}

static void destructors_may_call_in(void **state)
{
	int n = TEST_TURNS(2000), threads = nr_threads();
	struct mallinfo2 first, last;
	pthread_t thread;

	pthread_key_create(&late_key, call_in_destructor);
	destructed = 0;
	for (int i = 0; i < n; i++) {
		if (i == n / 2)
			first = mallinfo2();
		pthread_create(&thread, NULL, with_destructors, NULL);
		pthread_join(thread, NULL);
	}
	assert_int_equal(nr_threads(), threads);
	last = mallinfo2();
	assert_int_equal(destructed, 2 * n);
	if (!TEST_ASAN && !TEST_TSAN)
		assert_true(last.uordblks < first.uordblks + 16384);
	pthread_key_delete(late_key);
}

static int machine; /* which one is up; written with all threads at the barrier */

struct survivor {
	pthread_barrier_t *barrier;
	unsigned long ran;
	bool bound_error;
};

static void count_survivor(unsigned long data)
{
	__atomic_fetch_add((unsigned long *)data, 1, __ATOMIC_RELEASE);
}

#define MACHINES 20

/* One section and one tasklet for each machine; between the barriers the machine is changed. */
static void *outlive_machines(void *arg)
{
	struct survivor *s = arg;
	struct tasklet_struct t;

	tasklet_init(&t, count_survivor, (unsigned long)&s->ran);
	for (int i = 0; i < MACHINES; i++) {
		/* A CPU that the next machine may lack. */
		s->bound_error |= tl_cpu_bind((int)tl_nr_cpus() - 1) != 0;
		preempt_disable();
		s->bound_error |= smp_processor_id() != tl_nr_cpus() - 1;
		preempt_enable();
		tasklet_schedule(&t);
		tasklet_kill(&t);
		pthread_barrier_wait(s->barrier);
		pthread_barrier_wait(s->barrier);
	}
	return NULL;
}

static void threads_that_outlive_a_machine_work_with_the_next(void **state)
{
	struct survivor s[4] = {0};
	pthread_barrier_t barrier;
	pthread_t threads[4];

	pthread_barrier_init(&barrier, NULL, 5);
	assert_int_equal(tl_boot("nr_cpus=4 loglevel=4"), 0);
	for (int i = 0; i < 4; i++) {
		s[i].barrier = &barrier;
		pthread_create(&threads[i], NULL, outlive_machines, &s[i]);
	}
	for (machine = 1; machine <= MACHINES; machine++) {
		pthread_barrier_wait(&barrier);
		assert_int_equal(tl_shutdown(), 0);
		if (machine < MACHINES)
			assert_int_equal(tl_boot(machine % 2 ? "nr_cpus=1 loglevel=4" :
							       "nr_cpus=3 loglevel=4"),
					 0);
		pthread_barrier_wait(&barrier);
	}
	/* They end with no machine up. */
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(s[i].ran, MACHINES);
		assert_false(s[i].bound_error);
	}
	pthread_barrier_destroy(&barrier);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_crowd_of_threads_shares_two_cpus),
		TEST(short_lived_threads_leave_nothing),
		TEST(destructors_may_call_in),
		cmocka_unit_test(threads_that_outlive_a_machine_work_with_the_next),
	};

	/* Before the library's own key, so its destructor comes first. */
	pthread_key_create(&early_key, call_in_destructor);
	return cmocka_run_group_tests_name("host-threads", tests, NULL, NULL);
}
