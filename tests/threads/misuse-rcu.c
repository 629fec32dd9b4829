// SPDX-License-Identifier: MIT
/*
 * Readers that do not end, on real threads: who waits says for whom.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "debug/stall.h"
#include "misuse.h"

static bool entered, leave;

static int boot(void **state)
{
	int err = boot_with("nr_cpus=2 loglevel=0");

	entered = leave = false;
	stall_set_thresholds(50, 50);
	return err;
}

static void stay(void)
{
	__atomic_store_n(&entered, true, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&leave, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void wait_until_entered(void)
{
	while (!__atomic_load_n(&entered, __ATOMIC_ACQUIRE))
		sched_yield();
}

static void *reads_too_long(void *arg)
{
	prctl(PR_SET_NAME, "reader");
	/* Its name is taken at its first call. */
	(void)current;
	rcu_read_lock();
	stay();
	rcu_read_unlock();
	return NULL;
}

static void *owns_too_long(void *arg)
{
	prctl(PR_SET_NAME, "owner");
	preempt_disable();
	stay();
	preempt_enable();
	return NULL;
}

static void *synchronizes(void *arg)
{
	prctl(PR_SET_NAME, "updater");
	synchronize_rcu();
	return NULL;
}

static void a_reader_that_stays_is_named(void **state)
{
	pthread_t reader, updater;

	pthread_create(&reader, NULL, reads_too_long, NULL);
	wait_until_entered();
	pthread_create(&updater, NULL, synchronizes, NULL);
	wait_until_logged("INFO: task updater:");
	wait_until_logged("Call Trace:");
	assert_true(logged("waiting for: an RCU grace period, for reader:"));
	assert_true(logged(", who reads since "));
	assert_true(logged("misuse-rcu.c:"));
	__atomic_store_n(&leave, true, __ATOMIC_RELEASE);
	pthread_join(reader, NULL);
	pthread_join(updater, NULL);
}

static void do_nothing(struct rcu_head *head)
{
}

static void a_cpu_that_stays_owned_is_named(void **state)
{
	struct rcu_head head;
	pthread_t owner;

	pthread_create(&owner, NULL, owns_too_long, NULL);
	wait_until_entered();
	call_rcu(&head, do_nothing);
	wait_until_logged("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:");
	assert_true(logged(": owner/"));
	__atomic_store_n(&leave, true, __ATOMIC_RELEASE);
	pthread_join(owner, NULL);
	rcu_barrier();
}

static void *ends_in_a_section(void *arg)
{
	prctl(PR_SET_NAME, "leaver");
	(void)current;
	rcu_read_lock();
	rcu_read_lock();
	return NULL;
}

static void a_thread_that_ends_in_a_section_is_reported(void **state)
{
	pthread_t leaver;

	pthread_create(&leaver, NULL, ends_in_a_section, NULL);
	pthread_join(leaver, NULL);
	assert_true(logged("WARNING: leaver/"));
	assert_true(logged("still has locks held!"));
	/* And nobody waits for it. */
	synchronize_rcu();
}

/* Without a machine before, during and after. */
static void reading_needs_no_machine(void **state)
{
	rcu_read_lock();
	assert_true(rcu_read_lock_held());
	rcu_read_unlock();
}

static void the_first_call_boots(void **state)
{
	synchronize_rcu();
	assert_int_equal(tl_shutdown(), 0);
	reading_needs_no_machine(state);
}

static unsigned long called, handled;

static void count_callback(struct rcu_head *head)
{
	__atomic_fetch_add(&called, 1, __ATOMIC_RELEASE);
}

static struct rcu_head by_handler;

static irqreturn_t handler(int irq, void *dev)
{
	rcu_read_lock();
	call_rcu(&by_handler, count_callback);
	rcu_read_unlock();
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELEASE);
	return IRQ_HANDLED;
}

/* What is made at the first call is made there: the thread, the registration of a reader. */
static void the_first_call_may_be_a_handlers(void **state)
{
	for (unsigned long i = 1; i <= 20; i++) {
		int irq;

		assert_int_equal(boot_with("nr_cpus=2 loglevel=0"), 0);
		irq = tl_irq_alloc("test", TL_IRQ_RISING, (int)(i & 1));
		assert_int_equal(request_irq((unsigned int)irq, handler, 0, "test", &called), 0);
		tl_irq_raise(irq);
		while (__atomic_load_n(&handled, __ATOMIC_ACQUIRE) != i)
			sched_yield();
		free_irq((unsigned int)irq, &called);
		tl_irq_free(irq);
		rcu_barrier();
		assert_int_equal(__atomic_load_n(&called, __ATOMIC_ACQUIRE), i);
		assert_int_equal(tl_shutdown(), 0);
	}
}

static void a_grace_period_that_is_polled_for_ends_before_shutdown(void **state)
{
	for (int i = 0; i < 20; i++) {
		unsigned long cookie;

		assert_int_equal(boot_with("nr_cpus=2 loglevel=0"), 0);
		cookie = start_poll_synchronize_rcu();
		if (i & 1)
			(void)poll_state_synchronize_rcu(cookie);
		assert_int_equal(tl_shutdown(), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_needs_no_machine),
		cmocka_unit_test(the_first_call_boots),
		cmocka_unit_test(the_first_call_may_be_a_handlers),
		cmocka_unit_test(a_grace_period_that_is_polled_for_ends_before_shutdown),
		cmocka_unit_test_setup_teardown(a_reader_that_stays_is_named, boot, shut_down),
		cmocka_unit_test_setup_teardown(a_cpu_that_stays_owned_is_named, boot, shut_down),
		cmocka_unit_test_setup_teardown(a_thread_that_ends_in_a_section_is_reported, boot,
						shut_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
