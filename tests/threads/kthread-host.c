// SPDX-License-Identifier: MIT
/*
 * Kthreads as the host sees them: threads with names, which the program's signals pass by; many of
 * them coming and going at once; and what is said of one that waits for itself.
 */
#include "../semantics/machine.h"

#include <linux/kthread.h>
#include <pthread.h>
#include <signal.h>

static unsigned int ran;

static int until_stopped(void *data)
{
	smp_store_release(&ran, 1);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return (int)(intptr_t)data;
}

static void host_name(pid_t pid, char *name, size_t size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", pid);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(name, (int)size, f));
	fclose(f);
}

static void the_host_thread_has_its_name_and_id(void **state)
{
	struct task_struct *t = kthread_create(until_stopped, NULL, "host-name/%d", 3);
	char name[32];

	host_name(t->pid, name, sizeof(name));
	assert_string_equal(name, "host-name/3\n");
	assert_int_equal(t->tgid, getpid());
	assert_int_equal(kthread_stop(t), -EINTR);
}

static volatile sig_atomic_t handled;

static void on_signal(int sig)
{
	handled = 1;
}

static void signals_of_the_program_pass_it_by(void **state)
{
	struct sigaction sa = {.sa_handler = on_signal}, old;
	struct task_struct *t;
	sigset_t set, old_set;

	ran = 0;
	t = kthread_run(until_stopped, NULL, "deaf");
	WAIT_UNTIL(smp_load_acquire(&ran));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	/* Nobody but the kthread could take it. */
	assert_int_equal(pthread_sigmask(SIG_BLOCK, &set, &old_set), 0);
	assert_int_equal(sigaction(SIGUSR1, &sa, &old), 0);
	assert_int_equal(kill(getpid(), SIGUSR1), 0);
	for (int i = 0; i < 100; i++)
		yield();
	assert_int_equal(handled, 0);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, &old_set, NULL), 0);
	WAIT_UNTIL(handled);
	sigaction(SIGUSR1, &old, NULL);
	assert_int_equal(kthread_stop(t), 0);
}

/* --- many at once --- */

#define MAKERS 4

static struct kthread_worker *shared;
static unsigned long works, wrong;

static void count_work(struct kthread_work *work)
{
	__atomic_fetch_add(&works, 1, __ATOMIC_RELAXED);
}

static int ends_by_itself(void *data)
{
	cond_resched();
	return 0;
}

static int parks_too(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		schedule_timeout_interruptible(1);
	}
	return 4;
}

static void one_turn(struct kthread_work *work, int turn)
{
	struct task_struct *t = kthread_run(parks_too, NULL, "turn/%d", turn), *self_ending;

	self_ending = kthread_run(ends_by_itself, NULL, "brief");
	if (IS_ERR(t) || IS_ERR(self_ending)) {
		__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
		return;
	}
	kthread_queue_work(shared, work);
	if (turn % 2)
		kthread_cancel_work_sync(work);
	else
		kthread_flush_work(work);
	if (turn % 3 == 0) {
		if (kthread_park(t))
			__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
		if (turn % 2)
			kthread_unpark(t);
	}
	switch (kthread_stop(t)) {
	case 4:
	case -EINTR:
		break;
	default:
		__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
	}
}

static void *maker(void *arg)
{
	struct kthread_work work;

	kthread_init_work(&work, count_work);
	for (int turn = 0; turn < TEST_TURNS(100); turn++)
		one_turn(&work, turn);
	kthread_flush_work(&work);
	return NULL;
}

static void many_threads_make_and_stop_them_at_once(void **state)
{
	pthread_t thread[MAKERS];

	works = wrong = 0;
	shared = kthread_create_worker(0, "shared");
	assert_false(IS_ERR(shared));
	for (int i = 0; i < MAKERS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, maker, NULL), 0);
	for (int i = 0; i < MAKERS; i++)
		pthread_join(thread[i], NULL);
	kthread_destroy_worker(shared);
	assert_int_equal(wrong, 0);
	assert_true(works > 0);
}

/* --- a machine of its own --- */

static int stops_itself(void *data)
{
	return kthread_stop(current);
}

static void self_stopper(void *arg)
{
	child_assert(tl_boot("nr_cpus=2 sysctl.kernel.hung_task_timeout_secs=1") == 0);
	child_assert(!IS_ERR(kthread_run(stops_itself, NULL, "ouroboros")));
	while (!logged("ouroboros"))
		schedule_timeout_uninterruptible(1);
	/* The line behind it says what for. */
	while (!logged("the end of kthread ouroboros"))
		schedule_timeout_uninterruptible(1);
	/* It is in the log; who put it there may not have written it yet. */
	tl_log_write_to(stderr);
}

static void one_that_stops_itself_is_told_of(void **state)
{
	struct child c;

	child_run(&c, self_stopper, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "INFO: task ouroboros:");
	assert_child_said(&c, "waiting for: the end of kthread ouroboros");
}

static void boot_again_and_again(void *arg)
{
	for (int i = 0; i < TEST_TURNS(50); i++) {
		struct task_struct *t;

		child_assert(tl_boot("nr_cpus=2") == 0);
		t = kthread_run(until_stopped, NULL, "boots");
		child_assert(!IS_ERR(t));
		child_assert(!IS_ERR(kthread_run(ends_by_itself, NULL, "brief")));
		(void)kthread_stop(t);
		child_assert(tl_shutdown() == 0);
	}
}

static void shutdown_waits_for_those_that_are_ending(void **state)
{
	struct child c;

	child_run(&c, boot_again_and_again, NULL);
	assert_child_ok(&c);
}

int main(void)
{
	const struct CMUnitTest alone[] = {
		cmocka_unit_test(one_that_stops_itself_is_told_of),
		cmocka_unit_test(shutdown_waits_for_those_that_are_ending),
	};
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(the_host_thread_has_its_name_and_id),
		MACHINE_TEST(signals_of_the_program_pass_it_by),
		MACHINE_TEST(many_threads_make_and_stop_them_at_once),
	};
	int failed = cmocka_run_group_tests(alone, NULL, NULL);

	return failed + cmocka_run_group_tests(tests, machine_up, machine_down);
}
