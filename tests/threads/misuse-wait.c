// SPDX-License-Identifier: MIT
/*
 * What waits for ever says what it waits for. Where the wait can end, it is ended then, and must
 * have come to no harm; where it can't, it is a child that says it and is ended.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/wait.h>

#include "debug/stall.h"
#include "misuse.h"

/* Not static, and the program's symbols are exported, so that reports have names for them. */
void disabled_callback(struct tasklet_struct *t);
void self_disabling_callback(struct tasklet_struct *t);
void spinning_callback(struct tasklet_struct *t);

static unsigned long ran;

void disabled_callback(struct tasklet_struct *t)
{
	__atomic_fetch_add(&ran, 1, __ATOMIC_RELEASE);
}

static int boot(void **state)
{
	int err = boot_with("nr_cpus=2 loglevel=0");

	stall_set_thresholds(50, 50);
	return err;
}

static void *kill_tasklet(void *t)
{
	prctl(PR_SET_NAME, "killer");
	tasklet_kill(t);
	return NULL;
}

static void killing_a_disabled_tasklet_says_which(void **state)
{
	struct tasklet_struct t;
	pthread_t killer;

	ran = 0;
	tasklet_setup(&t, disabled_callback);
	tasklet_disable(&t);
	tasklet_schedule(&t);
	pthread_create(&killer, NULL, kill_tasklet, &t);
	wait_until_logged(" blocked for more than ");
	wait_until_logged("Call Trace:");
	assert_true(logged("INFO: task killer:"));
	assert_true(logged("waiting for: tasklet disabled_callback"));
	assert_true(logged("disabled 1 time"));
	assert_int_equal(new_reports(), 1);

	tasklet_enable(&t);
	pthread_join(killer, NULL);
	assert_int_equal(__atomic_load_n(&ran, __ATOMIC_ACQUIRE), 1);
}

static DECLARE_WAIT_QUEUE_HEAD(queue);
static bool condition;

static void *wait_for_condition(void *arg)
{
	prctl(PR_SET_NAME, "waiter");
	wait_event(queue, __atomic_load_n(&condition, __ATOMIC_ACQUIRE));
	return NULL;
}

static void hung_wait_event_is_reported(void **state)
{
	pthread_t waiter;

	condition = false;
	pthread_create(&waiter, NULL, wait_for_condition, NULL);
	wait_until_logged("INFO: task waiter:");
	wait_until_logged("Call Trace:");
	assert_true(logged(" blocked for more than "));
	assert_true(logged("waiting for: wait_event() at "));
	assert_true(logged("misuse-wait.c:"));
	__atomic_store_n(&condition, true, __ATOMIC_RELEASE);
	wake_up(&queue);
	pthread_join(waiter, NULL);
	assert_int_equal(new_reports(), 1);
}

struct patient {
	bool done;
	int ret;
};

static void *wait_interruptibly(void *arg)
{
	struct patient *p = arg;

	p->ret = wait_event_interruptible(queue, __atomic_load_n(&condition, __ATOMIC_ACQUIRE));
	return NULL;
}

/* A reader may wait for input as long as it likes; the hung one tells when time enough is gone. */
static void interruptible_wait_is_no_hang(void **state)
{
	struct patient p = {0};
	pthread_t patient, waiter;

	condition = false;
	pthread_create(&patient, NULL, wait_interruptibly, &p);
	while (!waitqueue_active(&queue))
		sched_yield();
	pthread_create(&waiter, NULL, wait_for_condition, NULL);
	wait_until_logged("INFO: task waiter:");
	__atomic_store_n(&condition, true, __ATOMIC_RELEASE);
	wake_up_all(&queue);
	pthread_join(patient, NULL);
	pthread_join(waiter, NULL);
	assert_int_equal(p.ret, 0);
	assert_int_equal(new_reports(), 1);
}

void self_disabling_callback(struct tasklet_struct *t)
{
	tasklet_disable(t);
}

void spinning_callback(struct tasklet_struct *t)
{
	tasklet_disable_in_atomic(t);
}

struct endless {
	void (*callback)(struct tasklet_struct *t);
	const char *report;
};

static void run_endless(void *arg)
{
	static struct tasklet_struct t;
	struct endless *e = arg;

	child_assert(boot_with("nr_cpus=2 loglevel=0") == 0);
	stall_set_thresholds(50, 50);
	tasklet_setup(&t, e->callback);
	tasklet_schedule(&t);
	/* It isn't run by this thread's schedule, so ksoftirqd has the trouble. */
	wait_until_logged(e->report);
	wait_until_logged("Call Trace:");
	tl_log_write_to(stderr);
}

static void sleeping_disable_in_its_own_callback_is_reported(void **state)
{
	struct endless e = {self_disabling_callback,
			    "waiting for: tasklet self_disabling_callback"};
	struct child c;

	child_run(&c, run_endless, &e);
	assert_child_ok(&c);
	assert_child_said(&c, "BUG: sleeping function called from invalid context at ");
	assert_child_said(&c, "BUG: scheduling while atomic: ksoftirqd/");
	assert_false(child_said(&c, "longjmp"));
	assert_child_said(&c, "running");
}

static void spinning_disable_in_its_own_callback_is_reported(void **state)
{
	struct endless e = {spinning_callback, "BUG: wait for tasklet spinning_callback"};
	struct child c;

	child_run(&c, run_endless, &e);
	assert_child_ok(&c);
	assert_child_said(&c, "running");
	assert_child_said(&c, "stalled for ");
}

static irqreturn_t disabling_handler(int irq, void *dev_id)
{
	disable_irq((unsigned int)irq);
	return IRQ_HANDLED;
}

static irqreturn_t freeing_handler(int irq, void *dev_id)
{
	free_irq((unsigned int)irq, dev_id);
	return IRQ_HANDLED;
}

/* As on Linux it waits for itself. */
static void run_handler(void *handler)
{
	int irq;

	child_assert(boot_with("nr_cpus=2 loglevel=0") == 0);
	stall_set_thresholds(50, 50);
	irq = tl_irq_alloc("own-irq", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq, (irq_handler_t)handler, 0, "own-irq", &ran) ==
		     0);
	tl_irq_raise(irq);
	wait_until_logged("Call Trace:");
	wait_until_logged(" stalled for ");
	tl_log_write_to(stderr);
}

static void disable_irq_in_its_own_handler_is_reported(void **state)
{
	struct child c;

	child_run(&c, run_handler, (void *)disabling_handler);
	assert_child_ok(&c);
	assert_child_said(&c, "BUG: sleeping function called from invalid context at ");
	assert_child_said(&c, "own-irq");
}

static void free_irq_in_its_own_handler_is_reported(void **state)
{
	struct child c;

	child_run(&c, run_handler, (void *)freeing_handler);
	assert_child_ok(&c);
	assert_child_said(&c, "Trying to free IRQ 1 from IRQ context!");
	assert_child_said(&c, "BUG: wait for the handler of irq 1 (own-irq) stalled for ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(killing_a_disabled_tasklet_says_which),
		TEST(hung_wait_event_is_reported),
		TEST(interruptible_wait_is_no_hang),
		cmocka_unit_test(sleeping_disable_in_its_own_callback_is_reported),
		cmocka_unit_test(spinning_disable_in_its_own_callback_is_reported),
		cmocka_unit_test(disable_irq_in_its_own_handler_is_reported),
		cmocka_unit_test(free_irq_in_its_own_handler_is_reported),
	};

	return cmocka_run_group_tests_name("misuse-wait", tests, NULL, NULL);
}
