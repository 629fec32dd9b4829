// SPDX-License-Identifier: MIT
/*
 * Once wrong: what is there before a machine, and what outlives one.
 */
#include "regress.h"

static unsigned long ran; /* atomic */

static void count_softirq(struct softirq_action *action)
{
	count(ran);
}

static void open_and_raise(void *arg)
{
	open_softirq(NET_RX_SOFTIRQ, count_softirq);
	local_bh_disable();
	raise_softirq(NET_RX_SOFTIRQ);
	local_bh_enable();
	yield_until(get(ran) == 1);
	child_assert(tl_shutdown() == 0);
}

/* The call that boots comes after it. */
static void a_softirq_opened_before_boot_is_kept(void **state)
{
	struct child c;

	child_run(&c, open_and_raise, NULL);
	assert_child_ok(&c);
}

static void count_run(struct tasklet_struct *t)
{
	count(ran);
}

static DECLARE_TASKLET_DISABLED(tasklet, count_run);

static void a_tasklet_queued_at_shutdown_can_be_scheduled_in_the_next_machine(void **state)
{
	set(ran, 0);
	assert_int_equal(boot_one_cpu(NULL), 0);
	tasklet_schedule(&tasklet);
	assert_int_equal(tl_shutdown(), 0);
	assert_true(logged("is still scheduled at shutdown"));
	assert_int_equal(boot_one_cpu(NULL), 0);
	tasklet_enable(&tasklet);
	assert_int_equal(get(ran), 0);
	tasklet_schedule(&tasklet);
	tasklet_kill(&tasklet);
	assert_int_equal(get(ran), 1);
	assert_int_equal(tl_shutdown(), 0);
}

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool condition; /* atomic */
static struct task_struct *sleeper; /* atomic */

static void *sleep_until(void *arg)
{
	preempt_disable();
	preempt_enable();
	set(sleeper, get_current_task());
	wait_event(queue, get(condition));
	/* A task of the new machine. */
	preempt_disable();
	preempt_enable();
	return NULL;
}

static void a_sleeper_across_shutdown_and_boot_is_woken(void **state)
{
	for (int turn = 0; turn < 10; turn++) {
		pthread_t thread;

		set(condition, false);
		set(sleeper, NULL);
		assert_int_equal(boot_one_cpu(NULL), 0);
		thread = start(sleep_until, NULL);
		yield_until(get(sleeper) && is_asleep_on_host(get(sleeper)));
		assert_int_equal(tl_shutdown(), 0);
		assert_int_equal(boot_one_cpu(NULL), 0);
		/* In vain, and it sleeps again: as a task of the new machine. */
		wake_up(&queue);
		yield_until(is_asleep_on_host(get(sleeper)));
		set(condition, true);
		wake_up(&queue);
		join(thread);
		put_task_struct(get(sleeper));
		assert_int_equal(tl_shutdown(), 0);
	}
}

static bool stop; /* atomic */
static unsigned long beats; /* atomic */

static void *take_and_give(void *arg)
{
	const unsigned long *turns = arg;

	for (unsigned long i = 0; i < *turns && !get(stop); i++) {
		preempt_disable();
		preempt_enable();
		count(beats);
	}
	return NULL;
}

static void *come_and_go(void *arg)
{
	unsigned long few = 50;

	while (!get(stop)) {
		pthread_t threads[4];

		for (int i = 0; i < 4; i++)
			if (pthread_create(&threads[i], NULL, take_and_give, &few))
				abort();
		for (int i = 0; i < 4; i++)
			pthread_join(threads[i], NULL);
	}
	return NULL;
}

/* Their calls find a machine, or boot one. */
static void a_shutdown_under_threads_that_make_calls_is_survived(void **state)
{
	unsigned long before, for_ever = ULONG_MAX;
	pthread_t comers, hammer;

	if (TEST_TSAN)
		skip(); /* against the contract, and so a race by definition; it is to end, though */
	set(stop, false);
	tl_log_set_level(0);
	setenv("TASKLET_CMDLINE", "nr_cpus=2 loglevel=0", 1);
	comers = start(come_and_go, NULL);
	hammer = start(take_and_give, &for_ever);
	for (int i = 0; i < TEST_TURNS(1000); i++) {
		(void)tl_boot(NULL);
		for (int turn = 0; turn < i % 50 * 100; turn++)
			cpu_relax();
		(void)tl_shutdown();
	}
	/* Nobody is stuck. */
	before = get(beats);
	yield_until(get(beats) > before + 1000);
	set(stop, true);
	join(comers);
	join(hammer);
	(void)tl_shutdown();
	unsetenv("TASKLET_CMDLINE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_softirq_opened_before_boot_is_kept),
		cmocka_unit_test(a_tasklet_queued_at_shutdown_can_be_scheduled_in_the_next_machine),
		cmocka_unit_test(a_sleeper_across_shutdown_and_boot_is_woken),
		cmocka_unit_test(a_shutdown_under_threads_that_make_calls_is_survived),
	};

	return cmocka_run_group_tests_name("regress-machine", tests, NULL, NULL);
}
