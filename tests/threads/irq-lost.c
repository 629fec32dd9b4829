// SPDX-License-Identifier: MIT
/*
 * No interrupt is lost: each raiser waits for its handler before it raises again, so that one
 * that is lost hangs the test, and one that is doubled shows in the counts. A million of them in
 * all, from several threads to several CPUs, idle and busy, more of them than the host has.
 */
#include "irq.h"

#include <linux/spinlock.h>
#include <sys/resource.h>

#define RAISERS 4

struct raiser {
	int irq;
	unsigned int rounds;
	unsigned int served; /* by the handler; atomic */
	bool section; /* raise and wait within a section of its own */
	pthread_t thread;
};

static struct raiser raisers[RAISERS];
static bool stop;

static irqreturn_t ack(int irq, void *data)
{
	struct raiser *r = data;

	count(r->served);
	return IRQ_HANDLED;
}

static void wait_for(struct raiser *r, unsigned int n)
{
	for (unsigned int turns = 1; get(r->served) != n; turns++)
		if (turns % 64 == 0)
			sched_yield();
		else
			cpu_relax();
}

static void *raise_and_wait(void *arg)
{
	struct raiser *r = arg;

	for (unsigned int i = 1; i <= r->rounds; i++) {
		if (r->section)
			preempt_disable();
		tl_irq_raise(r->irq);
		wait_for(r, i);
		if (r->section)
			preempt_enable();
	}
	return NULL;
}

/* Owners of CPUs, who are to be interrupted in all they do. */
static void *stay_busy(void *arg)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	tl_cpu_bind((int)(long)arg);
	for (unsigned int i = 0; !get(stop); i++) {
		local_bh_disable();
		for (unsigned int j = i % 64; j; j--)
			own_code();
		spin_lock_irqsave(&lock, flags);
		spin_unlock_irqrestore(&lock, flags);
		local_irq_disable();
		local_irq_enable();
		local_bh_enable();
		/* Who is sent away while it owns its CPU is what all wait for, a time slice long. */
		if (i % 256 == 0)
			sched_yield();
	}
	return NULL;
}

static void run(const char *options, unsigned int rounds, unsigned int busy, bool section)
{
	pthread_t owners[2];

	assert_int_equal(tl_boot(options), 0);
	stop = false;
	memset(raisers, 0, sizeof(raisers));
	for (int i = 0; i < RAISERS; i++) {
		raisers[i].irq = line_alloc(TL_IRQ_RISING, i % (int)tl_nr_cpus());
		raisers[i].rounds = TEST_TURNS(rounds) / RAISERS;
		raisers[i].section = section;
		assert_int_equal(
			request_irq((unsigned int)raisers[i].irq, ack, 0, "test", &raisers[i]), 0);
	}
	for (unsigned int i = 0; i < busy; i++)
		owners[i] = start(stay_busy, (void *)(long)i);
	for (int i = 0; i < RAISERS; i++)
		raisers[i].thread = start(raise_and_wait, &raisers[i]);
	for (int i = 0; i < RAISERS; i++)
		join(raisers[i].thread);
	set(stop, true);
	for (unsigned int i = 0; i < busy; i++)
		join(owners[i]);
	for (int i = 0; i < RAISERS; i++) {
		assert_int_equal(raisers[i].served, raisers[i].rounds);
		assert_int_equal(tl_irq_count(raisers[i].irq), raisers[i].rounds);
		free_irq((unsigned int)raisers[i].irq, &raisers[i]);
	}
	assert_int_equal(tl_shutdown(), 0);
}

static void none_is_lost_on_idle_cpus(void **state)
{
	run("nr_cpus=2 loglevel=0", 200000, 0, false);
}

static void none_is_lost_on_busy_cpus(void **state)
{
	run("nr_cpus=2 loglevel=0", 200000, 2, false);
}

static void none_is_lost_on_more_cpus_than_the_host_has(void **state)
{
	run("nr_cpus=8 loglevel=0", 200000, 2, false);
}

static void none_is_lost_among_raisers_that_own_cpus(void **state)
{
	run("nr_cpus=8 loglevel=0", 200000, 0, true);
}

static void none_is_lost_where_all_share_one_cpu(void **state)
{
	run("nr_cpus=1 loglevel=0", 200000, 1, false);
}

static void none_is_lost_with_a_real_time_kick_signal(void **state)
{
	run("nr_cpus=2 loglevel=0 tl.kick_signal=RTMIN+1", 50000, 2, false);
}

static void run_with_no_queue(void *arg)
{
	const struct rlimit none = {0, 0};

	child_assert(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
	run(arg, 50000, 2, false);
}

/* A full queue refuses real-time signals; others are delivered without an entry. */
static void none_is_lost_with_a_full_signal_queue(void **state)
{
	struct child c;

	child_run(&c, run_with_no_queue, "nr_cpus=2 loglevel=0");
	assert_child_ok(&c);
}

static void none_is_lost_with_a_full_queue_and_a_real_time_signal(void **state)
{
	struct child c;

	child_run(&c, run_with_no_queue, "nr_cpus=2 loglevel=0 tl.kick_signal=RTMIN+1");
	assert_child_ok(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* Those that fork come first, while nothing is booted. */
		cmocka_unit_test(none_is_lost_with_a_full_signal_queue),
		cmocka_unit_test(none_is_lost_with_a_full_queue_and_a_real_time_signal),
		cmocka_unit_test(none_is_lost_with_a_real_time_kick_signal),
		cmocka_unit_test(none_is_lost_on_idle_cpus),
		cmocka_unit_test(none_is_lost_on_busy_cpus),
		cmocka_unit_test(none_is_lost_on_more_cpus_than_the_host_has),
		cmocka_unit_test(none_is_lost_among_raisers_that_own_cpus),
		cmocka_unit_test(none_is_lost_where_all_share_one_cpu),
	};

	return cmocka_run_group_tests_name("irq-lost", tests, NULL, NULL);
}
