// SPDX-License-Identifier: MIT
/*
 * What this machine refuses, and says so: other host threads, events of the host, calls from where
 * they make no sense.
 */
#include "../test.h"

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>
#include <tasklet/sim.h>

#include <pthread.h>
#include <signal.h>

static int irq;

static void *raises(void *ret)
{
	*(int *)ret = tl_irq_raise(irq);
	return NULL;
}

static void raise_from_another_thread(void *arg)
{
	pthread_t thread;
	int ret = 1;

	child_assert(tl_boot("nr_cpus=1") == 0);
	irq = tl_irq_alloc("line", TL_IRQ_RISING, 0);
	child_assert(pthread_create(&thread, NULL, raises, &ret) == 0);
	pthread_join(thread, NULL);
	child_assert(ret == -EPERM);
	child_assert(tl_shutdown() == 0);
}

static void another_thread_can_not_raise(void **state)
{
	struct child c;

	child_run(&c, raise_from_another_thread, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "raised by another host thread than the machine's");
}

static void nothing(void *arg)
{
}

static void *calls(void *arg)
{
	preempt_disable();
	preempt_enable();
	child_assert(!tl_spawn("task", nothing, NULL));
	child_assert(tl_run_until_idle() == -EINVAL);
	return NULL;
}

static void call_from_another_thread(void *arg)
{
	pthread_t thread;

	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(pthread_create(&thread, NULL, calls, NULL) == 0);
	pthread_join(thread, NULL);
	child_assert(tl_shutdown() == 0);
}

static void another_thread_can_not_call(void **state)
{
	struct child c;

	child_run(&c, call_from_another_thread, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "another host thread than the machine's");
	assert_child_said(&c, "tl_spawn: called from a host thread");
}

static void bind_host_events(void *arg)
{
	child_assert(tl_boot("nr_cpus=1") == 0);
	irq = tl_irq_alloc("line", TL_IRQ_RISING, 0);
	child_assert(tl_irq_bind_signal(irq, SIGUSR1) == -EOPNOTSUPP);
	child_assert(tl_irq_bind_fd(irq, 0) == -EOPNOTSUPP);
	child_assert(tl_shutdown() == 0);
}

static void the_host_raises_nothing(void **state)
{
	struct child c;

	child_run(&c, bind_host_events, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "tl_irq_bind_fd: irq 1 (line): this machine is deterministic");
}

static void drives(struct tasklet_struct *t)
{
	child_assert(tl_run_until_idle() == -EDEADLK);
	child_assert(tl_step() == -EDEADLK);
	child_assert(tl_advance(1) == -EDEADLK);
}

static void shuts_down(void *arg)
{
	child_assert(tl_shutdown() == -EDEADLK);
	child_assert(tl_boot(NULL) == -EBUSY);
}

static void drive_from_callbacks(void *arg)
{
	struct tasklet_struct t;
	struct task_struct *task;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, drives);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	task = tl_spawn("task", shuts_down, NULL);
	child_assert(task && tl_join(task) == 0);
	child_assert(tl_join(NULL) == -EINVAL);
	child_assert(tl_join(current) == -EINVAL);
	child_assert(tl_shutdown() == 0);
}

static void callbacks_do_not_drive(void **state)
{
	struct child c;

	child_run(&c, drive_from_callbacks, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "tl_step: called from a callback");
}

static void ends_atomic(void *arg)
{
	preempt_disable();
}

static void exit_while_atomic(void *arg)
{
	struct task_struct *task;

	child_assert(tl_boot("nr_cpus=1") == 0);
	task = tl_spawn("atomic", ends_atomic, NULL);
	child_assert(tl_join(task) == 0);
	child_assert(tl_report_count() == 1);
	child_assert(tl_shutdown() == 0);
}

static void an_end_while_atomic_is_reported(void **state)
{
	struct child c;

	child_run(&c, exit_while_atomic, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "BUG: exiting while atomic: atomic/2/0x00000001");
}

static void sleeps_on(void *arg)
{
	set_current_state(TASK_INTERRUPTIBLE);
	schedule();
}

static void left_behind(void *arg)
{
	child_assert(tl_boot("nr_cpus=1 loglevel=8") == 0);
	child_assert(tl_spawn("left", sleeps_on, NULL) != NULL);
	child_assert(tl_shutdown() == 0);
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(tl_shutdown() == 0);
}

static void who_is_left_at_shutdown_is_named(void **state)
{
	struct child c;

	child_run(&c, left_behind, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "task left:2 was still there at shutdown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_thread_can_not_raise),
		cmocka_unit_test(another_thread_can_not_call),
		cmocka_unit_test(the_host_raises_nothing),
		cmocka_unit_test(callbacks_do_not_drive),
		cmocka_unit_test(an_end_while_atomic_is_reported),
		cmocka_unit_test(who_is_left_at_shutdown_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
