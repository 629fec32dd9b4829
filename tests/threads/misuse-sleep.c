// SPDX-License-Identifier: MIT
/*
 * What may sleep is reported where nothing may: every such call, in every such context. Each pair
 * runs in a child of its own, since a place that has just been reported is left out for a second.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "misuse.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);

static void quiet_callback(struct tasklet_struct *t)
{
}

static irqreturn_t quiet_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static DECLARE_TASKLET(other, quiet_callback);
static int other_irq;

static void call_kmalloc(void)
{
	kfree(kmalloc(16, GFP_KERNEL));
}

/* Even though it needn't sleep. */
static void call_wait_event(void)
{
	wait_event(queue, true);
}

static void call_disable_irq(void)
{
	disable_irq((unsigned int)other_irq);
	enable_irq((unsigned int)other_irq);
}

static void call_tasklet_kill(void)
{
	tasklet_kill(&other);
}

static void call_tasklet_disable(void)
{
	tasklet_disable(&other);
	tasklet_enable(&other);
}

static void call_kmalloc_atomic(void)
{
	kfree(kmalloc(16, GFP_ATOMIC));
}

static void call_disable_irq_nosync(void)
{
	disable_irq_nosync((unsigned int)other_irq);
	enable_irq((unsigned int)other_irq);
}

static void call_tasklet_disable_in_atomic(void)
{
	tasklet_disable_in_atomic(&other);
	tasklet_enable(&other);
}

static void call_wake_up(void)
{
	wake_up(&queue);
}

static void (*the_call)(void);
static bool called; /* atomic */

static void do_call(void)
{
	the_call();
	__atomic_store_n(&called, true, __ATOMIC_RELEASE);
}

static void calling_callback(struct tasklet_struct *t)
{
	do_call();
}

static void in_tasklet(void)
{
	struct tasklet_struct t;

	tasklet_setup(&t, calling_callback);
	tasklet_schedule(&t);
	while (!__atomic_load_n(&called, __ATOMIC_ACQUIRE))
		sched_yield();
	tasklet_kill(&t);
}

static irqreturn_t calling_handler(int irq, void *dev_id)
{
	do_call();
	return IRQ_HANDLED;
}

static void in_handler(void)
{
	int irq = tl_irq_alloc("caller", TL_IRQ_RISING, 0);

	child_assert(request_irq((unsigned int)irq, calling_handler, 0, "caller", &called) == 0);
	tl_irq_raise(irq);
	while (!__atomic_load_n(&called, __ATOMIC_ACQUIRE))
		sched_yield();
	free_irq((unsigned int)irq, &called);
}

static void in_spinlock(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	do_call();
	spin_unlock(&lock);
}

static void in_bh_disabled(void)
{
	local_bh_disable();
	do_call();
	local_bh_enable();
}

static void in_irq_disabled(void)
{
	local_irq_disable();
	do_call();
	local_irq_enable();
}

static void preemptible_task(void)
{
	do_call();
}

static const struct context {
	const char *name;
	void (*run)(void);
	bool atomic; /* the report's in_atomic() */
	bool irqs_off; /* and irqs_disabled() */
} contexts[] = {
	{"tasklet", in_tasklet, true, false},	    {"handler", in_handler, true, true},
	{"spinlock", in_spinlock, true, false},	    {"bh disabled", in_bh_disabled, true, false},
	{"irqs off", in_irq_disabled, false, true},
};

struct attempt {
	const struct context *context;
	void (*call)(void);
	unsigned long reports;
};

static void attempt(void *arg)
{
	struct attempt *a = arg;
	char state[64];

	child_assert(boot_with("nr_cpus=2 loglevel=0") == 0);
	other_irq = tl_irq_alloc("other", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)other_irq, quiet_handler, 0, "other", &other) == 0);
	the_call = a->call;
	a->context->run();
	tl_log_write_to(stderr);
	child_assert(new_reports() == a->reports);
	if (a->reports) {
		child_assert(logged("BUG: sleeping function called from invalid context at "));
		snprintf(state, sizeof(state),
			 "in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: ",
			 a->context->atomic, a->context->irqs_off);
		child_assert(logged(state));
	}
	free_irq((unsigned int)other_irq, &other);
	child_assert(tl_shutdown() == 0);
}

/* Each is reported once, and does its work all the same. */
static void assert_reported(void (*call)(void))
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		struct attempt a = {&contexts[i], call, 1};
		struct child c;

		child_run(&c, attempt, &a);
		if (c.status)
			print_error("in context %s:\n", contexts[i].name);
		assert_child_ok(&c);
	}
}

static void assert_silent(void (*call)(void))
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		struct attempt a = {&contexts[i], call, 0};
		struct child c;

		child_run(&c, attempt, &a);
		if (c.status)
			print_error("in context %s:\n", contexts[i].name);
		assert_child_ok(&c);
	}
}

static void kmalloc_that_may_sleep_is_reported(void **state)
{
	assert_reported(call_kmalloc);
}

static void wait_event_is_reported(void **state)
{
	assert_reported(call_wait_event);
}

static void disable_irq_is_reported(void **state)
{
	assert_reported(call_disable_irq);
}

static void tasklet_kill_is_reported(void **state)
{
	assert_reported(call_tasklet_kill);
}

static void tasklet_disable_is_reported(void **state)
{
	assert_reported(call_tasklet_disable);
}

static void calls_for_atomic_context_are_silent(void **state)
{
	assert_silent(call_kmalloc_atomic);
	assert_silent(call_disable_irq_nosync);
	assert_silent(call_tasklet_disable_in_atomic);
	assert_silent(call_wake_up);
}

static void task_context_is_silent(void **state)
{
	static void (*const calls[])(void) = {call_kmalloc, call_wait_event, call_disable_irq,
					      call_tasklet_kill, call_tasklet_disable};
	static const struct context task = {"task", preemptible_task, false, false};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		struct attempt a = {&task, calls[i], 0};
		struct child c;

		child_run(&c, attempt, &a);
		assert_child_ok(&c);
	}
}

static void kill_in_tasklet(void *arg)
{
	child_assert(boot_with("nr_cpus=1 loglevel=0") == 0);
	the_call = call_tasklet_kill;
	in_tasklet();
	child_assert(logged("Attempt to kill tasklet from interrupt"));
}

static void tasklet_kill_in_a_tasklet_is_named(void **state)
{
	struct child c;

	child_run(&c, kill_in_tasklet, NULL);
	assert_child_ok(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kmalloc_that_may_sleep_is_reported),
		cmocka_unit_test(wait_event_is_reported),
		cmocka_unit_test(disable_irq_is_reported),
		cmocka_unit_test(tasklet_kill_is_reported),
		cmocka_unit_test(tasklet_disable_is_reported),
		cmocka_unit_test(calls_for_atomic_context_are_silent),
		cmocka_unit_test(task_context_is_silent),
		cmocka_unit_test(tasklet_kill_in_a_tasklet_is_named),
	};

	return cmocka_run_group_tests_name("misuse-sleep", tests, NULL, NULL);
}
