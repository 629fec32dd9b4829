// SPDX-License-Identifier: MIT
/*
 * Lines that a signal of the process raises, on whichever thread it lands.
 */
#include "irq.h"

#include <errno.h>

#include <asm/self.h>

static int irq;
static unsigned int calls;
static pid_t served_by;

static irqreturn_t ack(int line, void *dev)
{
	served_by = my_tid();
	count(calls);
	return IRQ_HANDLED;
}

static int machine_up(void **state)
{
	calls = 0;
	tl_log_clear();
	if (tl_boot("nr_cpus=2 loglevel=0") || tl_cpu_bind(0))
		return -1;
	irq = tl_irq_alloc("button", TL_IRQ_RISING, 0);
	return request_irq((unsigned int)irq, ack, 0, "test", &irq) ||
	       tl_irq_bind_signal(irq, SIGUSR1);
}

static int machine_down(void **state)
{
	free_irq((unsigned int)irq, &irq);
	return tl_shutdown();
}

static bool said(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry) == 1)
		if (strstr(entry.text, text))
			return true;
	return false;
}

static void kill_of_the_process_raises_the_line(void **state)
{
	for (unsigned int i = 1; i <= TEST_TURNS(2000); i++) {
		assert_int_equal(kill(getpid(), SIGUSR1), 0);
		yield_until(get(calls) == i);
	}
	settle();
	assert_int_equal(get(calls), TEST_TURNS(2000));
}

static void kill_from_a_shell_raises_the_line(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "kill -USR1 %d", getpid());
	assert_int_equal(system(command), 0);
	yield_until(get(calls) == 1);
}

static pthread_t victim;
static bool ready;

static void *signal_victim(void *arg)
{
	yield_until(get(ready));
	pthread_kill(victim, SIGUSR1);
	return NULL;
}

static pthread_t signal_me(void)
{
	victim = pthread_self();
	ready = false;
	return start(signal_victim, NULL);
}

/* The owner makes no call, so the line that its thread's signal has raised must come to it. */
static void is_served_by_a_task_in_a_section_that_it_lands_on(void **state)
{
	pthread_t killer = signal_me();

	local_bh_disable();
	set(ready, true);
	spin_until(get(calls));
	local_bh_enable();
	join(killer);
	assert_int_equal(get(calls), 1);
	assert_int_equal(served_by, my_tid());
}

static void is_held_off_by_a_task_with_interrupts_off(void **state)
{
	pthread_t killer = signal_me();

	local_irq_disable();
	set(ready, true);
	join(killer);
	/* Directed to this thread, it is delivered when a system call returns, if not before. */
	(void)my_tid();
	cpu_relax();
	assert_int_equal(get(calls), 0);
	local_irq_enable();
	assert_int_equal(get(calls), 1);
	assert_int_equal(served_by, my_tid());
}

static void is_served_elsewhere_when_it_lands_on_the_owner_of_another_cpu(void **state)
{
	pthread_t killer = signal_me();

	tl_cpu_bind(1);
	local_bh_disable();
	set(ready, true);
	spin_until(get(calls));
	local_bh_enable();
	join(killer);
	assert_true(served_by != my_tid());
}

static int pipe_fds[2];

static void *signal_reader_then_write(void *arg)
{
	yield_until(get(ready));
	for (unsigned int i = 1; i <= 100; i++) {
		pthread_kill(victim, SIGUSR1);
		yield_until(get(calls) == i);
	}
	return write(pipe_fds[1], "x", 1) == 1 ? NULL : (void *)1;
}

static void blocking_read_goes_on_after_it(void **state)
{
	pthread_t killer;
	char c;

	if (TEST_TSAN)
		skip(); /* it keeps signals back until read() returns */
	assert_int_equal(pipe(pipe_fds), 0);
	victim = pthread_self();
	ready = false;
	killer = start(signal_reader_then_write, NULL);
	set(ready, true);
	assert_int_equal(read(pipe_fds[0], &c, 1), 1);
	join(killer);
	assert_int_equal(get(calls), 100);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static bool became_a_task;

static void *stranger(void *arg)
{
	errno = 4711;
	set(ready, true);
	while (!get(calls))
		;
	set(became_a_task, arch_self.tid || arch_self.task);
	return errno == 4711 ? NULL : (void *)1;
}

static void thread_that_is_no_task_stays_none(void **state)
{
	void *errno_changed;
	pthread_t thread;

	ready = false;
	thread = start(stranger, NULL);
	yield_until(get(ready));
	pthread_kill(thread, SIGUSR1);
	assert_int_equal(pthread_join(thread, &errno_changed), 0);
	assert_int_equal(get(calls), 1);
	assert_false(became_a_task);
	assert_null(errno_changed);
}

static void own_handler(int signo, siginfo_t *info, void *ucontext)
{
}

static int (*const ways_to_unbind[])(int) = {tl_irq_unbind, tl_irq_free};

static void disposition_comes_back(void **state)
{
	struct sigaction mine = {.sa_sigaction = own_handler}, now;

	mine.sa_flags = SA_SIGINFO | SA_NODEFER;
	sigemptyset(&mine.sa_mask);
	sigaddset(&mine.sa_mask, SIGHUP);
	assert_int_equal(sigaction(SIGUSR2, &mine, NULL), 0);
	for (int i = 0; i < 3; i++) {
		int line = line_alloc(TL_IRQ_RISING, 0);

		assert_int_equal(tl_irq_bind_signal(line, SIGUSR2), 0);
		sigaction(SIGUSR2, NULL, &now);
		assert_true(now.sa_sigaction != own_handler);
		if (i < 2)
			assert_int_equal(ways_to_unbind[i](line), 0);
		else
			assert_int_equal(tl_shutdown(), 0);
		sigaction(SIGUSR2, NULL, &now);
		assert_ptr_equal(now.sa_sigaction, own_handler);
		assert_int_equal(now.sa_flags & (SA_SIGINFO | SA_NODEFER | SA_RESTART),
				 SA_SIGINFO | SA_NODEFER);
		assert_int_equal(sigismember(&now.sa_mask, SIGHUP), 1);
		assert_int_equal(sigismember(&now.sa_mask, SIGURG), 0);
	}
	signal(SIGUSR2, SIG_DFL);
	assert_int_equal(machine_up(NULL), 0);
}

static void ignored_signal_is_ignored_again(void **state)
{
	struct sigaction now;

	assert_int_equal(tl_irq_unbind(irq), 0);
	signal(SIGUSR1, SIG_IGN);
	assert_int_equal(tl_irq_bind_signal(irq, SIGUSR1), 0);
	raise(SIGUSR1);
	yield_until(get(calls) == 1);
	assert_int_equal(tl_irq_unbind(irq), 0);
	sigaction(SIGUSR1, NULL, &now);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
	raise(SIGUSR1);
	settle();
	assert_int_equal(get(calls), 1);
	signal(SIGUSR1, SIG_DFL);
	assert_int_equal(tl_irq_unbind(irq), -EINVAL);
}

static void kick_signal_is_refused(void **state)
{
	int line = line_alloc(TL_IRQ_RISING, 0);

	assert_int_equal(tl_irq_bind_signal(line, SIGURG), -EINVAL);
	assert_true(said("the library's own"));
}

static void what_is_no_signal_is_refused(void **state)
{
	int line = line_alloc(TL_IRQ_RISING, 0);

	assert_int_equal(tl_irq_bind_signal(line, 0), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(line, -1), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(line, 4711), -EINVAL);
	assert_true(said("signal 4711: no such signal"));
	assert_int_equal(tl_irq_bind_signal(line, SIGKILL), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(line, SIGUSR2), 0);
}

static void lines_that_no_rising_edge_raises_are_refused(void **state)
{
	assert_int_equal(tl_irq_bind_signal(line_alloc(TL_IRQ_HIGH, 0), SIGUSR2), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(line_alloc(TL_IRQ_LOW, 0), SIGUSR2), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(line_alloc(TL_IRQ_FALLING, 0), SIGUSR2), -EINVAL);
	assert_int_equal(tl_irq_bind_signal(4711, SIGUSR2), -EINVAL);
	assert_true(said("irq 4711: no such line"));
}

static void second_binding_is_ebusy(void **state)
{
	int line = line_alloc(TL_IRQ_RISING, 0);

	assert_int_equal(tl_irq_bind_signal(irq, SIGUSR2), -EBUSY);
	assert_true(said("is bound already"));
	assert_int_equal(tl_irq_bind_signal(line, SIGUSR1), -EBUSY);
	assert_true(said("signal 10 raises irq"));
	kill(getpid(), SIGUSR1);
	yield_until(get(calls) == 1);
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(kill_of_the_process_raises_the_line),
		irq_test(kill_from_a_shell_raises_the_line),
		irq_test(is_served_by_a_task_in_a_section_that_it_lands_on),
		irq_test(is_held_off_by_a_task_with_interrupts_off),
		irq_test(is_served_elsewhere_when_it_lands_on_the_owner_of_another_cpu),
		irq_test(blocking_read_goes_on_after_it),
		irq_test(thread_that_is_no_task_stays_none),
		irq_test(disposition_comes_back),
		irq_test(ignored_signal_is_ignored_again),
		irq_test(kick_signal_is_refused),
		irq_test(what_is_no_signal_is_refused),
		irq_test(lines_that_no_rising_edge_raises_are_refused),
		irq_test(second_binding_is_ebusy),
	};

	return cmocka_run_group_tests_name("irq-signal", tests, NULL, NULL);
}
