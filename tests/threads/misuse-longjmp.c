// SPDX-License-Identifier: MIT
/*
 * longjmp() out of a softirq or a handler is not supported: it is said so, by name, at the latest
 * when something comes of it, and the program neither hangs nor crashes.
 */
#include "../test.h"

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/wait.h>

#include "misuse.h"

static sigjmp_buf out;
static volatile bool armed;

static void jump(void)
{
	if (!armed)
		return;
	armed = false;
	siglongjmp(out, 1);
}

static void jumping_callback(struct tasklet_struct *t)
{
	jump();
}

static irqreturn_t jumping_handler(int irq, void *dev_id)
{
	jump();
	return IRQ_HANDLED;
}

static irqreturn_t quiet_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

static DECLARE_TASKLET(jumper, jumping_callback);
static DECLARE_TASKLET(other, jumping_callback);
static int irq;

static void *raise_line(void *arg)
{
	tl_irq_raise(irq);
	return NULL;
}

/* The tasklet runs on this thread, in local_bh_enable(). */
static void leave_tasklet(void)
{
	armed = true;
	if (!sigsetjmp(out, 1)) {
		local_bh_disable();
		tasklet_schedule(&jumper);
		local_bh_enable();
	}
}

/* The handler lands on this thread, by signal or at the end of the section. */
static void leave_handler(void)
{
	pthread_attr_t detached;
	pthread_t thread;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	armed = true;
	if (!sigsetjmp(out, 1)) {
		local_bh_disable();
		pthread_create(&thread, &detached, raise_line, NULL);
		while (armed)
			cpu_relax();
		local_bh_enable();
	}
}

static void do_sections(void)
{
	for (int i = 0; i < 100; i++) {
		preempt_disable();
		preempt_enable();
		local_bh_disable();
		tasklet_schedule(&other);
		local_bh_enable();
	}
}

static DECLARE_WAIT_QUEUE_HEAD(queue);

static void do_sleep(void)
{
	wait_event_timeout(queue, false, 1);
}

static void do_interrupt(void)
{
	local_irq_disable();
	tl_irq_raise(irq);
	local_irq_enable();
	do_sections();
}

static void do_exit(void)
{
}

struct jump_test {
	void (*leave)(void);
	void (*then)(void);
};

static void *jump_then(void *arg)
{
	struct jump_test *t = arg;

	t->leave();
	t->then();
	return NULL;
}

static void run_jump(void *arg)
{
	struct jump_test *t = arg;
	pthread_t thread;

	child_assert(boot_with("nr_cpus=1 loglevel=0") == 0);
	irq = tl_irq_alloc("jump", TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq,
				 t->leave == leave_handler ? jumping_handler : quiet_handler, 0,
				 "jump", &irq) == 0);
	pthread_create(&thread, NULL, jump_then, t);
	pthread_join(thread, NULL);
	/* The only CPU came back, at the latest with the thread's end. */
	preempt_disable();
	preempt_enable();
	tl_log_write_to(stderr);
	child_assert(new_reports() >= 1);
}

static void assert_named(void (*leave)(void), void (*then)(void))
{
	struct jump_test t = {leave, then};
	struct child c;

	child_run(&c, run_jump, &t);
	assert_child_ok(&c);
	assert_child_said(&c, "longjmp()");
	assert_child_said(&c, "unsupported");
}

static void longjmp_out_of_a_tasklet_is_named_at_the_next_sleep(void **state)
{
	assert_named(leave_tasklet, do_sleep);
}

static void longjmp_out_of_a_tasklet_is_named_at_the_next_section(void **state)
{
	assert_named(leave_tasklet, do_sections);
}

static void longjmp_out_of_a_tasklet_is_named_at_the_next_interrupt(void **state)
{
	assert_named(leave_tasklet, do_interrupt);
}

static void longjmp_out_of_a_tasklet_is_named_at_exit(void **state)
{
	assert_named(leave_tasklet, do_exit);
}

static void longjmp_out_of_a_handler_is_named_at_the_next_sleep(void **state)
{
	assert_named(leave_handler, do_sleep);
}

static void longjmp_out_of_a_handler_is_named_at_exit(void **state)
{
	assert_named(leave_handler, do_exit);
}

static void inner_callback(struct tasklet_struct *t)
{
	sigjmp_buf here;

	if (!sigsetjmp(here, 0))
		siglongjmp(here, 1);
}

/* Within a callback it is nobody's business. */
static void longjmp_within_a_callback_is_fine(void **state)
{
	struct tasklet_struct t;

	assert_int_equal(boot_with("nr_cpus=1 loglevel=0"), 0);
	tasklet_setup(&t, inner_callback);
	for (int i = 0; i < 100; i++) {
		local_bh_disable();
		tasklet_schedule(&t);
		local_bh_enable();
	}
	tasklet_kill(&t);
	assert_int_equal(new_reports(), 0);
	assert_int_equal(tl_shutdown(), 0);
}

static volatile bool slept;

static void sleep_in_callback(void)
{
	(void)schedule_timeout_uninterruptible(1);
	slept = true;
}

static void sleeping_callback(struct tasklet_struct *t)
{
	sleep_in_callback();
}

static irqreturn_t sleeping_handler(int irq, void *dev_id)
{
	sleep_in_callback();
	return IRQ_HANDLED;
}

/* Misuse as well, but another, and it goes on. On this thread, by call and by signal. */
static void sleeping_in_a_callback_is_not_taken_for_a_longjmp(void **state)
{
	struct tasklet_struct t;
	pthread_t thread;

	assert_int_equal(boot_with("nr_cpus=1 loglevel=0"), 0);
	tasklet_setup(&t, sleeping_callback);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	assert_true(slept);
	assert_int_equal(new_reports(), 1);

	irq = tl_irq_alloc("sleep", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)irq, sleeping_handler, 0, "sleep", &irq), 0);
	slept = false;
	local_bh_disable();
	pthread_create(&thread, NULL, raise_line, NULL);
	while (!slept)
		cpu_relax();
	local_bh_enable();
	pthread_join(thread, NULL);
	assert_int_equal(new_reports(), 2);
	free_irq((unsigned int)irq, &irq);

	assert_true(logged("BUG: scheduling while atomic: "));
	assert_false(logged("longjmp()"));
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longjmp_out_of_a_tasklet_is_named_at_the_next_sleep),
		cmocka_unit_test(longjmp_out_of_a_tasklet_is_named_at_the_next_section),
		cmocka_unit_test(longjmp_out_of_a_tasklet_is_named_at_the_next_interrupt),
		cmocka_unit_test(longjmp_out_of_a_tasklet_is_named_at_exit),
		cmocka_unit_test(longjmp_out_of_a_handler_is_named_at_the_next_sleep),
		cmocka_unit_test(longjmp_out_of_a_handler_is_named_at_exit),
		cmocka_unit_test(longjmp_within_a_callback_is_fine),
		cmocka_unit_test(sleeping_in_a_callback_is_not_taken_for_a_longjmp),
	};

	return cmocka_run_group_tests_name("misuse-longjmp", tests, NULL, NULL);
}
