// SPDX-License-Identifier: MIT
/*
 * What can't go on says what it waits for, and ends; nothing hangs.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/sim.h>

/* Not static, and the program's symbols are exported, so that reports have names for them. */
void take_both(spinlock_t *first, spinlock_t *second);
void takes_a_then_b(void *arg);
void opposite_order(void *arg);
void waits_for_ever(void *arg);
void no_irqsave(void *arg);
void fn_nothing(struct tasklet_struct *t);
irqreturn_t wants_lock(int irq, void *dev);

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);

noinline void take_both(spinlock_t *first, spinlock_t *second)
{
	spin_lock(first);
	cpu_relax();
	spin_lock(second);
	spin_unlock(second);
	spin_unlock(first);
}

void takes_a_then_b(void *arg)
{
	take_both(&lock_a, &lock_b);
}

void opposite_order(void *arg)
{
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_spawn("other", takes_a_then_b, NULL) != NULL);
	take_both(&lock_b, &lock_a);
}

static void two_locks_in_opposite_order(void **state)
{
	struct child c;

	child_run(&c, opposite_order, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "BUG: spinlock lockup suspected on CPU#0");
	assert_child_said(&c, "BUG: spinlock lockup suspected on CPU#1, other/2");
	assert_child_said(&c, "watchdog: BUG: soft lockup - CPU#1 stuck for 6");
	/* Each with a trace of its own stack. */
	assert_child_said(&c, "take_both+");
	assert_child_said(&c, "Kernel panic - not syncing: deadlock: all that could go on spin");
}

static struct wait_queue_head queue;

void waits_for_ever(void *arg)
{
	wait_event(queue, false);
}

static void all_sleep(void *arg)
{
	init_waitqueue_head(&queue);
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_spawn("sleeper", waits_for_ever, NULL) != NULL);
	wait_event(queue, false);
}

static void all_sleep_for_ever(void **state)
{
	struct child c;

	child_run(&c, all_sleep, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "INFO: task sleeper:2 blocked for more than 0 seconds.");
	assert_child_said(&c, "waits_for_ever");
	assert_child_said(&c, "deadlock: all tasks sleep, and nothing will wake one");
}

void fn_nothing(struct tasklet_struct *t)
{
}

static void kill_disabled(void *arg)
{
	struct tasklet_struct t;

	child_assert(tl_boot("nr_cpus=1") == 0);
	tasklet_setup(&t, fn_nothing);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	tasklet_kill(&t);
}

static void kill_of_a_disabled_tasklet(void **state)
{
	struct child c;

	child_run(&c, kill_disabled, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "waiting for: tasklet fn_nothing");
	assert_child_said(&c, "(scheduled, disabled 1 times)");
}

irqreturn_t wants_lock(int irq, void *dev)
{
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	return IRQ_HANDLED;
}

void no_irqsave(void *arg)
{
	int irq;

	child_assert(tl_boot("nr_cpus=1") == 0);
	irq = tl_irq_alloc("line", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq, wants_lock, 0, "line", &queue) == 0);
	spin_lock(&lock_a);
	(void)tl_irq_raise(irq);
	spin_unlock(&lock_a);
}

static void a_missing_irqsave_deadlocks(void **state)
{
	struct child c;

	child_run(&c, no_irqsave, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "BUG: spinlock recursion on CPU#0");
	assert_child_said(&c, "no_irqsave");
	assert_child_said(&c, "wants_lock");
}

static void sleeps_long(void *arg)
{
	schedule_timeout_uninterruptible(1000 * HZ);
	wake_up(&queue);
}

static bool never;

/* Time goes on, so it is no deadlock; but it takes too long. */
static void hung_for_a_while(void *arg)
{
	init_waitqueue_head(&queue);
	child_assert(tl_boot("nr_cpus=1") == 0);
	child_assert(tl_spawn("waker", sleeps_long, NULL) != NULL);
	wait_event(queue, never || tl_now_ns() > 900000000000);
	child_assert(tl_shutdown() == 0);
}

static void a_hung_task_is_reported_and_goes_on(void **state)
{
	struct child c;

	child_run(&c, hung_for_a_while, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "blocked for more than 120 seconds.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_locks_in_opposite_order),
		cmocka_unit_test(all_sleep_for_ever),
		cmocka_unit_test(kill_of_a_disabled_tasklet),
		cmocka_unit_test(a_missing_irqsave_deadlocks),
		cmocka_unit_test(a_hung_task_is_reported_and_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
