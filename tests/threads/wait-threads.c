// SPDX-License-Identifier: MIT
/*
 * Wait queues with real threads asleep on them: who goes on after a wake, that no wake is lost
 * between two threads that only ever wait for each other, and what a host signal does.
 */
#include "../semantics/machine.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(head);

#define NR_SLEEPERS 6

struct sleeper {
	pthread_t thread;
	struct task_struct *task;
	bool exclusive;
	bool go; /* its condition */
	bool awake; /* has returned from its wait; atomic */
	int ret;
};

static struct sleeper sleepers[NR_SLEEPERS];
static unsigned int nr_awake;

static void *sleeper(void *arg)
{
	struct sleeper *s = arg;

	smp_store_release(&s->task, current);
	if (s->exclusive)
		s->ret = wait_event_interruptible_exclusive(head, smp_load_acquire(&s->go));
	else
		s->ret = wait_event_interruptible(head, smp_load_acquire(&s->go));
	/* The count first: who sees the flag expects to be counted. */
	__atomic_fetch_add(&nr_awake, 1, __ATOMIC_SEQ_CST);
	smp_store_release(&s->awake, true);
	return NULL;
}

/* The first @nr_shared are not exclusive; each is asleep, in this order. */
static void start_sleepers(unsigned int nr_shared)
{
	memset(sleepers, 0, sizeof(sleepers));
	__atomic_store_n(&nr_awake, 0, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < NR_SLEEPERS; i++) {
		struct sleeper *s = &sleepers[i];

		s->exclusive = i >= nr_shared;
		assert_int_equal(pthread_create(&s->thread, NULL, sleeper, s), 0);
		WAIT_UNTIL(smp_load_acquire(&s->task));
		WAIT_UNTIL(is_asleep(s->task));
	}
	for (unsigned int i = 0; i < NR_SLEEPERS; i++)
		smp_store_release(&sleepers[i].go, true);
}

static unsigned int awake(void)
{
	return __atomic_load_n(&nr_awake, __ATOMIC_SEQ_CST);
}

static void join_sleepers(void)
{
	wake_up_all(&head);
	for (unsigned int i = 0; i < NR_SLEEPERS; i++) {
		pthread_join(sleepers[i].thread, NULL);
		assert_int_equal(sleepers[i].ret, 0);
	}
	assert_false(waitqueue_active(&head));
}

static void each_wake_lets_one_exclusive_sleeper_go_the_oldest_first(void **state)
{
	start_sleepers(0);
	for (unsigned int i = 0; i < NR_SLEEPERS; i++) {
		assert_int_equal(awake(), i);
		wake_up(&head);
		WAIT_UNTIL(smp_load_acquire(&sleepers[i].awake));
		for (unsigned int j = i + 1; j < NR_SLEEPERS; j++)
			assert_false(smp_load_acquire(&sleepers[j].awake));
	}
	join_sleepers();
}

static void a_wake_lets_all_shared_sleepers_go_and_one_exclusive(void **state)
{
	start_sleepers(3);
	wake_up_interruptible(&head);
	for (int i = 0; i < 4; i++)
		WAIT_UNTIL(smp_load_acquire(&sleepers[i].awake));
	assert_false(smp_load_acquire(&sleepers[4].awake));
	assert_false(smp_load_acquire(&sleepers[5].awake));
	assert_true(is_asleep(sleepers[4].task) && is_asleep(sleepers[5].task));
	join_sleepers();
}

static void wake_up_nr_lets_so_many_exclusive_go(void **state)
{
	start_sleepers(1);
	wake_up_nr(&head, 3);
	for (int i = 0; i < 4; i++)
		WAIT_UNTIL(smp_load_acquire(&sleepers[i].awake));
	assert_true(is_asleep(sleepers[4].task) && is_asleep(sleepers[5].task));
	join_sleepers();
}

/* Two threads that hand a ball to and fro: a lost wake hangs. */
static DECLARE_WAIT_QUEUE_HEAD(ping);
static DECLARE_WAIT_QUEUE_HEAD(pong);
static unsigned long ball;
static unsigned long nr_passes;

static void *player(void *arg)
{
	for (unsigned long i = 0; i < nr_passes; i++) {
		wait_event(ping, smp_load_acquire(&ball) == 2 * i + 1);
		smp_store_release(&ball, 2 * i + 2);
		wake_up(&pong);
	}
	return NULL;
}

static void no_wake_is_lost_between_two_threads(void **state)
{
	pthread_t thread;

	nr_passes = TEST_TURNS(100000);
	ball = 0;
	assert_int_equal(pthread_create(&thread, NULL, player, NULL), 0);
	for (unsigned long i = 0; i < nr_passes; i++) {
		smp_store_release(&ball, 2 * i + 1);
		wake_up(&ping);
		wait_event_interruptible(pong, smp_load_acquire(&ball) == 2 * i + 2);
	}
	pthread_join(thread, NULL);
	assert_int_equal(ball, 2 * nr_passes);
}

/* The same, by state and wake_up_process() alone. */
static struct task_struct *tasks[2];
static unsigned long turn;

static void take_turns(unsigned int me)
{
	while (smp_load_acquire(&turn) < 2 * nr_passes) {
		for (;;) {
			set_current_state(TASK_UNINTERRUPTIBLE);
			if (smp_load_acquire(&turn) % 2 == me || READ_ONCE(turn) >= 2 * nr_passes)
				break;
			schedule();
		}
		__set_current_state(TASK_RUNNING);
		if (READ_ONCE(turn) < 2 * nr_passes)
			smp_store_release(&turn, turn + 1);
		wake_up_process(tasks[!me]);
	}
}

static void *turn_taker(void *arg)
{
	smp_store_release(&tasks[1], current);
	get_task_struct(current);
	WAIT_UNTIL(smp_load_acquire(&tasks[0]));
	take_turns(1);
	return NULL;
}

static void no_wake_up_process_is_lost_between_two_threads(void **state)
{
	pthread_t thread;

	nr_passes = TEST_TURNS(50000);
	turn = 0;
	tasks[0] = tasks[1] = NULL;
	assert_int_equal(pthread_create(&thread, NULL, turn_taker, NULL), 0);
	WAIT_UNTIL(smp_load_acquire(&tasks[1]));
	smp_store_release(&tasks[0], current);
	take_turns(0);
	pthread_join(thread, NULL);
	put_task_struct(tasks[1]);
	assert_int_equal(turn, 2 * nr_passes);
}

static int nr_signals;

static void on_signal(int signo)
{
	__atomic_fetch_add(&nr_signals, 1, __ATOMIC_SEQ_CST);
}

static void send_until_awake(struct sleeper *s)
{
	struct sigaction sa = {.sa_handler = on_signal}; /* no SA_RESTART */
	struct sigaction old;

	sigaction(SIGUSR2, &sa, &old);
	while (!smp_load_acquire(&s->awake)) {
		pthread_kill(s->thread, SIGUSR2);
		yield();
	}
	pthread_join(s->thread, NULL);
	sigaction(SIGUSR2, &old, NULL);
}

static void a_signal_ends_an_interruptible_sleep(void **state)
{
	static struct sleeper s;

	assert_int_equal(pthread_create(&s.thread, NULL, sleeper, &s), 0);
	WAIT_UNTIL(smp_load_acquire(&s.task));
	WAIT_UNTIL(is_asleep(s.task));
	send_until_awake(&s);
	assert_int_equal(s.ret, -ERESTARTSYS);
	assert_false(waitqueue_active(&head));
}

static void *uninterruptible_sleeper(void *arg)
{
	struct sleeper *s = arg;

	smp_store_release(&s->task, current);
	wait_event(head, smp_load_acquire(&s->go));
	smp_store_release(&s->awake, true);
	return NULL;
}

static void a_signal_does_not_end_an_uninterruptible_sleep(void **state)
{
	static struct sleeper s;
	struct sigaction sa = {.sa_handler = on_signal}, old;

	nr_signals = 0;
	sigaction(SIGUSR2, &sa, &old);
	assert_int_equal(pthread_create(&s.thread, NULL, uninterruptible_sleeper, &s), 0);
	WAIT_UNTIL(smp_load_acquire(&s.task));
	for (int i = 1; i <= 20; i++) {
		WAIT_UNTIL(is_asleep(s.task));
		/* More than once, as TSan puts off one that comes just before the futex call. */
		do {
			pthread_kill(s.thread, SIGUSR2);
			yield();
		} while (__atomic_load_n(&nr_signals, __ATOMIC_SEQ_CST) < i);
	}
	assert_false(smp_load_acquire(&s.awake));
	smp_store_release(&s.go, true);
	wake_up(&head);
	pthread_join(s.thread, NULL);
	sigaction(SIGUSR2, &old, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(each_wake_lets_one_exclusive_sleeper_go_the_oldest_first),
		MACHINE_TEST(a_wake_lets_all_shared_sleepers_go_and_one_exclusive),
		MACHINE_TEST(wake_up_nr_lets_so_many_exclusive_go),
		MACHINE_TEST(no_wake_is_lost_between_two_threads),
		MACHINE_TEST(no_wake_up_process_is_lost_between_two_threads),
		MACHINE_TEST(a_signal_ends_an_interruptible_sleep),
		MACHINE_TEST(a_signal_does_not_end_an_uninterruptible_sleep),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
