// SPDX-License-Identifier: MIT
/*
 * printk() and reports where nothing may block or sleep: in handlers and tasklets that land in
 * the middle of a section which prints itself.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/report.h>

static int handled; /* by the handler, on one CPU at a time */
static int ran; /* by the tasklet */

static int count(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;
	int n = 0;

	while (tl_log_read(&reader, &entry))
		n += !strncmp(entry.text, text, strlen(text));
	return n;
}

static void task_prints(struct tasklet_struct *t)
{
	ran++;
	pr_info("tasklet %d\n", ran);
}

static DECLARE_TASKLET(printer, task_prints);

static irqreturn_t handler_prints(int irq, void *dev_id)
{
	handled++;
	pr_info("handler %d\n", handled);
	tasklet_schedule(&printer);
	return IRQ_HANDLED;
}

static int boot(void **state)
{
	handled = ran = 0;
	tl_log_clear();
	return tl_boot("nr_cpus=1 loglevel=0 log_buf_len=4M");
}

static int shutdown(void **state)
{
	return tl_shutdown();
}

/* The raiser owns the CPU, so the handler lands on this thread, between and inside the prints. */
static void handlers_print_into_sections_that_print(void **state)
{
	int irq = tl_irq_alloc("printer", IRQF_TRIGGER_RISING, 0);
	int n = TEST_TURNS(5000);

	assert_true(irq >= 0);
	assert_int_equal(request_irq(irq, handler_prints, 0, "printer", &printer), 0);
	for (int i = 0; i < n; i++) {
		preempt_disable();
		pr_info("section begins %d\n", i);
		tl_irq_raise(irq);
		pr_info("section ends %d\n", i);
		preempt_enable();
	}
	free_irq(irq, &printer);
	tasklet_kill(&printer);
	assert_true(handled > 0);
	assert_int_equal(count("section begins"), n);
	assert_int_equal(count("section ends"), n);
	assert_int_equal(count("handler"), handled);
	assert_int_equal(count("tasklet"), ran);
	tl_irq_free(irq);
}

/* Does the log have exactly the kernel's three lines? */
static void assert_sleep_report(int in_atomic, int irqs_off, unsigned int preempt_count)
{
	char line[128];

	assert_int_equal(
		count("BUG: sleeping function called from invalid context at " __FILE__ ":"), 1);
	snprintf(line, sizeof(line),
		 "in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: ", in_atomic,
		 irqs_off, getpid());
	assert_int_equal(count(line), 1);
	snprintf(line, sizeof(line), "preempt_count: %x, expected: 0", preempt_count);
	assert_int_equal(count(line), 1);
}

static void sleep_with_preemption_off_is_reported(void **state)
{
	unsigned long before = tl_report_count();

	preempt_disable();
	might_sleep();
	preempt_enable();
	assert_int_equal(tl_report_count(), before + 1);
	assert_sleep_report(1, 0, 1);
}

static void sleep_with_bottom_halves_off_is_reported(void **state)
{
	local_bh_disable();
	might_sleep();
	local_bh_enable();
	assert_sleep_report(1, 0, 0x200);
}

static void sleep_with_interrupts_off_is_reported(void **state)
{
	local_irq_disable();
	might_sleep();
	local_irq_enable();
	assert_sleep_report(0, 1, 0);
}

static void sleep_under_a_spinlock_is_reported(void **state)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	might_sleep();
	spin_unlock(&lock);
	assert_sleep_report(1, 0, 1);
}

static void same_place_is_reported_once_a_second(void **state)
{
	unsigned long before = tl_report_count();

	preempt_disable();
	for (int i = 0; i < 10; i++)
		might_sleep();
	preempt_enable();
	assert_int_equal(tl_report_count(), before + 1);
}

static void atomic_code_can_not_sleep(void **state)
{
	unsigned long before = tl_report_count();

	preempt_disable();
	cant_sleep();
	preempt_enable();
	assert_int_equal(tl_report_count(), before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot, shutdown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(handlers_print_into_sections_that_print),
		TEST(sleep_with_preemption_off_is_reported),
		TEST(sleep_with_bottom_halves_off_is_reported),
		TEST(sleep_with_interrupts_off_is_reported),
		TEST(sleep_under_a_spinlock_is_reported),
		TEST(same_place_is_reported_once_a_second),
		TEST(atomic_code_can_not_sleep),
	};

	return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}
