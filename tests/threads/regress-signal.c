// SPDX-License-Identifier: MIT
/*
 * Once wrong: signals of the program's, of a line's, and of our own number that meet sleeps and
 * sections.
 */
#include "regress.h"

#include <errno.h>
#include <time.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool condition; /* atomic */

static unsigned long handled; /* atomic */

static irqreturn_t count_handled(int irq, void *dev_id)
{
	count(handled);
	return IRQ_HANDLED;
}

static bool raise_it, raised; /* atomic */

static void *raiser(void *arg)
{
	const int *irq = arg;

	yield_until(get(raise_it));
	(void)tl_irq_raise(*irq);
	set(raised, true);
	return NULL;
}

/* Within a call of the library's that is in libc. */
static void have_it_raised(const struct tl_log_entry *entry, void *arg)
{
	set(raise_it, true);
	yield_until(get(raised));
}

static void a_kick_in_a_libc_call_of_ours_reaches_a_busy_loop(void **state)
{
	int irq = line_alloc(TL_IRQ_RISING, 0);
	pthread_t thread;

	handled = 0;
	raise_it = raised = false;
	assert_int_equal(request_irq((unsigned int)irq, count_handled, 0, "test", &handled), 0);
	thread = start(raiser, &irq);
	tl_log_set_level(7);
	tl_log_set_console(have_it_raised, NULL);
	local_bh_disable();
	pr_err("says something\n");
	spin_until(get(handled));
	local_bh_enable();
	tl_log_set_console(NULL, NULL);
	join(thread);
	assert_int_equal(handled, 1);
	free_irq((unsigned int)irq, &handled);
}

static void ignore(int signo)
{
}

/* As a driver of old writes it. */
static int open_coded_wait(void)
{
	DEFINE_WAIT(wait);
	int ret = 0;

	add_wait_queue(&queue, &wait);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (get(condition))
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	remove_wait_queue(&queue, &wait);
	return ret;
}

struct waiter {
	struct task_struct *task; /* atomic */
	int calls; /* returned so far; atomic */
	long ret[2];
};

static void *wait_twice(void *arg)
{
	struct waiter *w = arg;

	set(w->task, get_current_task());
	for (int i = 0; i < 2; i++) {
		w->ret[i] = open_coded_wait();
		set(w->calls, i + 1);
	}
	return NULL;
}

static void an_open_coded_signal_pending_loop_is_told_once(void **state)
{
	const struct sigaction action = {.sa_handler = ignore};
	struct waiter w = {0};
	struct sigaction old;
	pthread_t thread;

	set(condition, false);
	sigaction(SIGUSR2, &action, &old);
	thread = start(wait_twice, &w);
	yield_until(get(w.task) && is_asleep_on_host(w.task));
	pthread_kill(thread, SIGUSR2);
	/* Asleep in its second call, or wrong. */
	yield_until(get(w.calls) == 2 || (get(w.calls) == 1 && is_asleep_on_host(w.task)));
	set(condition, true);
	wake_up(&queue);
	join(thread);
	assert_int_equal(w.ret[0], -ERESTARTSYS);
	assert_int_equal(w.ret[1], 0);
	put_task_struct(w.task);
	sigaction(SIGUSR2, &old, NULL);
}

static void *timed_wait(void *arg)
{
	struct waiter *w = arg;

	set(w->task, get_current_task());
	w->ret[0] = wait_event_interruptible_timeout(queue, get(condition), 1000 * HZ);
	set(w->calls, 1);
	return NULL;
}

static void a_bound_signal_does_not_end_a_timed_wait(void **state)
{
	int irq = line_alloc(TL_IRQ_RISING, 0);
	struct waiter w = {0};
	pthread_t thread;

	handled = 0;
	set(condition, false);
	assert_int_equal(request_irq((unsigned int)irq, count_handled, 0, "test", &handled), 0);
	assert_int_equal(tl_irq_bind_signal(irq, SIGUSR1), 0);
	thread = start(timed_wait, &w);
	yield_until(get(w.task));
	for (unsigned long i = 1; i <= 20 && !get(w.calls); i++) {
		yield_until(get(w.calls) || is_asleep_on_host(w.task));
		pthread_kill(thread, SIGUSR1);
		yield_until(get(handled) == i);
	}
	/* It may still be on its way out, if it is. */
	yield_until(get(w.calls) || is_asleep_on_host(w.task));
	assert_false(get(w.calls));
	set(condition, true);
	wake_up(&queue);
	join(thread);
	assert_true(w.ret[0] > 0);
	put_task_struct(w.task);
	free_irq((unsigned int)irq, &handled);
	tl_irq_free(irq);
}

/* What it left would interrupt the host call after the section. */
static void a_stray_kick_signal_leaves_nothing_behind(void **state)
{
	int interrupted = 0;

	for (int i = 0; i < 50; i++) {
		struct timespec pause = {0, 2000000};

		local_bh_disable();
		raise(SIGURG);
		local_bh_enable();
		interrupted += nanosleep(&pause, NULL) < 0 && errno == EINTR;
	}
	assert_int_equal(interrupted, 0);
	assert_int_equal(new_reports(), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, boot_one_cpu, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kick_in_a_libc_call_of_ours_reaches_a_busy_loop),
		TEST(an_open_coded_signal_pending_loop_is_told_once),
		TEST(a_bound_signal_does_not_end_a_timed_wait),
		TEST(a_stray_kick_signal_leaves_nothing_behind),
	};

	return cmocka_run_group_tests_name("regress-signal", tests, NULL, NULL);
}
