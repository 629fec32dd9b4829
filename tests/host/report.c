// SPDX-License-Identifier: MIT
/*
 * WARN, BUG, panic, might_sleep and stalls: the kernel's words, counted, with the action that was
 * asked for.
 */
#include "../test.h"

#include <errno.h>
#include <signal.h>

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <tasklet/log.h>
#include <tasklet/report.h>

#include "debug/report.h"
#include "debug/stall.h"
#include "host/cmdline.h"

static int quiet(void **state)
{
	tl_log_set_level(0);
	tl_log_clear();
	return tl_set_report_action(TL_REPORT_LOG, NULL, NULL);
}

static bool logged(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry))
		if (strstr(entry.text, text))
			return true;
	return false;
}

static void warn_has_the_kernels_words(void **state)
{
	char line[128];

	snprintf(line, sizeof(line), "at %s:%d %s", __FILE__, __LINE__ + 1, __func__);
	assert_true(WARN(1, "fifo has %d words\n", 3));
	assert_true(logged("------------[ cut here ]------------"));
	assert_true(logged("fifo has 3 words"));
	assert_true(logged("WARNING: CPU: "));
	assert_true(logged(line));
	assert_true(logged("Call Trace:"));
	assert_true(logged("---[ end trace "));
}

static void warn_on_false_says_nothing(void **state)
{
	unsigned long before = tl_report_count();

	assert_false(WARN_ON(0));
	assert_false(WARN(0, "x\n"));
	assert_false(WARN_ON_ONCE(0));
	assert_int_equal(tl_report_count(), before);
	assert_false(logged("cut here"));
}

static void warn_once_reports_once_and_stays_true(void **state)
{
	unsigned long before = tl_report_count();

	for (int i = 0; i < 3; i++)
		assert_true(WARN_ON_ONCE(i >= 0));
	for (int i = 0; i < 3; i++)
		assert_true(WARN_ONCE(i >= 0, "once\n"));
	assert_int_equal(tl_report_count(), before + 2);
}

static void warn_taints(void **state)
{
	WARN_TAINT(1, TAINT_CRAP, "crap\n");
	assert_true(test_taint(TAINT_CRAP));
	assert_false(test_taint(TAINT_MACHINE_CHECK));
	dump_stack();
	assert_true(logged("Tainted: G "));
}

static void report_is_counted_and_logged(void **state)
{
	unsigned long before = tl_report_count();

	tl_report("BUG: test %d", 7);
	assert_int_equal(tl_report_count(), before + 1);
	assert_true(logged("BUG: test 7"));
}

static void keep_line(const char *line, void *arg)
{
	snprintf(arg, 128, "%s", line);
}

static void callback_gets_the_line(void **state)
{
	char line[128] = "";

	assert_int_equal(tl_set_report_action(TL_REPORT_CALLBACK, keep_line, line), 0);
	tl_report("BUG: test %s", "callback");
	assert_string_equal(line, "BUG: test callback");
	tl_set_report_action(TL_REPORT_LOG, NULL, NULL);
	line[0] = '\0';
	tl_report("BUG: other");
	assert_string_equal(line, "");
}

static void bad_actions_are_refused(void **state)
{
	assert_int_equal(tl_set_report_action((enum tl_report_action)7, NULL, NULL), -EINVAL);
	assert_int_equal(tl_set_report_action(TL_REPORT_CALLBACK, NULL, NULL), -EINVAL);
	assert_true(logged("cb: TL_REPORT_CALLBACK needs a function"));
}

static void abort_at_report(void *arg)
{
	tl_log_set_level(8);
	tl_set_report_action(TL_REPORT_ABORT, NULL, NULL);
	WARN_ON(1);
}

static void abort_comes_after_the_whole_report(void **state)
{
	struct child c;

	child_run(&c, abort_at_report, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "---[ end trace ");
}

static void do_bug(void *arg)
{
	tl_log_set_level(5);
	BUG_ON(arg == NULL);
}

static void bug_ends_in_abort(void **state)
{
	struct child c;

	child_run(&c, do_bug, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "kernel BUG at " __FILE__ ":");
	assert_child_said(&c, "Call Trace:");
	child_run(&c, do_bug, &c);
	assert_child_ok(&c);
	assert_child_silent(&c);
}

static void do_panic(void *arg)
{
	tl_log_set_level(5);
	pr_info("line left open");
	panic("no %s", "coffee");
}

static void panic_ends_in_abort(void **state)
{
	struct child c;

	child_run(&c, do_panic, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "Kernel panic - not syncing: no coffee\n");
	assert_child_said(&c, "---[ end Kernel panic - not syncing: no coffee ]---");
}

static void do_panic_on_warn(void *arg)
{
	tl_log_set_level(5);
	boot_options.panic_on_warn = true;
	WARN_ON(1);
}

static void panic_on_warn_panics(void **state)
{
	struct child c;

	child_run(&c, do_panic_on_warn, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "WARNING: CPU: ");
	assert_child_said(&c, "Kernel panic - not syncing: kernel: panic_on_warn set ...");
}

static void preemptible_code_may_sleep(void **state)
{
	unsigned long before = tl_report_count();

	might_sleep();
	might_sleep_if(1);
	assert_int_equal(tl_report_count(), before);
}

static void cant_sleep_is_reported_in_preemptible_code(void **state)
{
	cant_sleep();
	assert_true(logged("BUG: assuming atomic context at " __FILE__ ":"));
}

static void stall_is_reported_once(void **state)
{
	struct stall stall = STALL_INIT;
	int reports = 0;

	stall_set_thresholds(20, 0);
	while (!stall.reported)
		reports += stall_turn(&stall);
	for (int i = 0; i < 1000; i++)
		reports += stall_turn(&stall);
	assert_int_equal(reports, 1);
	stall_set_thresholds(20000, 120000);
}

static void stall_reports_have_the_kernels_words(void **state)
{
	struct stall stall = STALL_INIT;

	stall_report_spinlock(&stall, "eve", 42, 1, NULL);
	assert_true(logged("BUG: spinlock lockup suspected on CPU#"));
	assert_true(logged(".owner: eve/42, .owner_cpu: 1"));
	stall_report_spinlock(&stall, NULL, 0, -1, NULL);
	assert_true(logged(".owner: <none>/-1, .owner_cpu: -1"));
	stall_report_cpu(1, 22, "eve", 42);
	assert_true(logged("watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [eve:42]"));
	stall_report_task("eve", 42, 120, NULL);
	assert_true(logged("INFO: task eve:42 blocked for more than 120 seconds."));
}

#define TEST(name) cmocka_unit_test_setup(name, quiet)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(warn_has_the_kernels_words),
		TEST(warn_on_false_says_nothing),
		TEST(warn_once_reports_once_and_stays_true),
		TEST(warn_taints),
		TEST(report_is_counted_and_logged),
		TEST(callback_gets_the_line),
		TEST(bad_actions_are_refused),
		TEST(abort_comes_after_the_whole_report),
		TEST(bug_ends_in_abort),
		TEST(panic_ends_in_abort),
		TEST(panic_on_warn_panics),
		TEST(preemptible_code_may_sleep),
		TEST(cant_sleep_is_reported_in_preemptible_code),
		TEST(stall_is_reported_once),
		TEST(stall_reports_have_the_kernels_words),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
