// SPDX-License-Identifier: MIT
/*
 * Boot options: what is legal, what wins, and what the errors say.
 */
#include "../test.h"

#include <errno.h>
#include <signal.h>

#include <linux/moduleparam.h>
#include <tasklet/log.h>

#include "host/cmdline.h"

/* Registered by hand, to have a module's name in front whatever the build says. */
static int depth = 1;
static char *label = "none";
static const struct kernel_param params[] = {
	{.name = "fifo.depth", .ops = &param_ops_int, .arg = &depth},
	{.name = "fifo.label", .ops = &param_ops_charp, .arg = &label},
};
static struct tl_param_entry entries[] = {{.kp = &params[0]}, {.kp = &params[1]}};

static struct tl_boot_options o;

static int parse(const char *line)
{
	return cmdline_parse(&o, line, NULL);
}

/* The last message of the log. */
static const char *last_message(void)
{
	static struct tl_log_entry entry;
	struct tl_log_reader reader = {0};

	entry.text[0] = '\0';
	while (tl_log_read(&reader, &entry))
		;
	return entry.text;
}

#define assert_refused(line, names)                             \
	do {                                                    \
		tl_log_clear();                                 \
		assert_int_equal(parse(line), -EINVAL);         \
		assert_non_null(strstr(last_message(), names)); \
	} while (0)

static void nothing_given_means_defaults(void **state)
{
	assert_int_equal(cmdline_parse(&o, NULL, NULL), 0);
	assert_int_equal(o.nr_cpus, 0);
	assert_false(o.idle_poll);
	assert_int_equal(o.kick_signal, SIGURG);
	assert_int_equal(o.loglevel, 5);
	assert_int_equal(o.watchdog_thresh, 10);
	assert_int_equal(o.hung_task_timeout, 120);
	assert_int_equal(parse("  \t\n "), 0);
}

static void every_option_is_taken(void **state)
{
	assert_int_equal(parse("nr_cpus=256 idle=poll loglevel=0 log_buf_len=64k tl.kick_signal=12 "
			       "watchdog_thresh=1 sysctl.kernel.hung_task_timeout_secs=7 "
			       "panic_on_warn oops=panic"),
			 0);
	assert_int_equal(o.nr_cpus, 256);
	assert_true(o.idle_poll);
	assert_int_equal(o.loglevel, 0);
	assert_int_equal(o.log_buf_len, 64 * 1024);
	assert_int_equal(o.kick_signal, 12);
	assert_int_equal(o.watchdog_thresh, 1);
	assert_int_equal(o.hung_task_timeout, 7);
	assert_true(o.panic_on_warn);
	assert_true(o.panic_on_oops);
}

static void later_option_wins(void **state)
{
	assert_int_equal(parse("loglevel=7 nr_cpus=1 quiet nr_cpus=2"), 0);
	assert_int_equal(o.loglevel, 4);
	assert_int_equal(o.nr_cpus, 2);
	assert_int_equal(parse("quiet debug"), 0);
	assert_int_equal(o.loglevel, 10);
}

static void environment_wins(void **state)
{
	assert_int_equal(cmdline_parse(&o, "nr_cpus=1 loglevel=3", "nr_cpus=4"), 0);
	assert_int_equal(o.nr_cpus, 4);
	assert_int_equal(o.loglevel, 3);
}

static void error_says_which_line_it_is_in(void **state)
{
	tl_log_clear();
	assert_int_equal(cmdline_parse(&o, "nr_cpus=1", "bogus=2"), -EINVAL);
	assert_non_null(strstr(last_message(), "TASKLET_CMDLINE"));
	assert_non_null(strstr(last_message(), "'bogus'"));
}

static void dash_and_underscore_are_the_same_in_names(void **state)
{
	assert_int_equal(parse("nr-cpus=3 log-buf_len=8K tl.kick-signal=10"), 0);
	assert_int_equal(o.nr_cpus, 3);
	assert_int_equal(o.log_buf_len, 8192);
	assert_int_equal(o.kick_signal, 10);
}

static void signals_have_names(void **state)
{
	assert_int_equal(parse("tl.kick_signal=URG"), 0);
	assert_int_equal(o.kick_signal, SIGURG);
	assert_int_equal(parse("tl.kick_signal=sigusr2"), 0);
	assert_int_equal(o.kick_signal, SIGUSR2);
	assert_int_equal(parse("tl.kick_signal=RTMIN+1"), 0);
	assert_int_equal(o.kick_signal, SIGRTMIN + 1);
	assert_int_equal(parse("tl.kick_signal=SIGRTMAX-2"), 0);
	assert_int_equal(o.kick_signal, SIGRTMAX - 2);
}

static void unusable_signals_are_refused(void **state)
{
	static const char *const bad[] = {"KILL",     "STOP",	 "SEGV", "0",	   "65",
					  "RTMIN+99", "RTMAX+1", "32",	 "NOSUCH", ""};
	char line[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "tl.kick_signal=%s", bad[i]);
		assert_refused(line, "tl.kick_signal");
	}
}

static void log_size_is_rounded_up_to_a_power_of_two(void **state)
{
	assert_int_equal(parse("log_buf_len=5000"), 0);
	assert_int_equal(o.log_buf_len, 8192);
	assert_int_equal(parse("log_buf_len=1M"), 0);
	assert_int_equal(o.log_buf_len, 1024 * 1024);
}

static void malformed_values_are_named_with_what_is_legal(void **state)
{
	assert_refused("nr_cpus=0", "'nr_cpus=0'; legal is nr_cpus=1 to 256");
	assert_refused("nr_cpus=257", "'nr_cpus=257'");
	assert_refused("nr_cpus=-1", "'nr_cpus=-1'");
	assert_refused("nr_cpus=4x", "'nr_cpus=4x'");
	assert_refused("nr_cpus=", "'nr_cpus='");
	assert_refused("nr_cpus", "'nr_cpus'");
	assert_refused("nr_cpus=99999999999999999999999", "nr_cpus");
	assert_refused("idle=sleep", "idle=poll");
	assert_refused("loglevel=9", "0 to 8");
	assert_refused("quiet=1", "quiet");
	assert_refused("watchdog_thresh=61", "0 to 60");
	assert_refused("log_buf_len=1T", "log_buf_len");
	assert_refused("log_buf_len=2G", "log_buf_len");
	assert_refused("log_buf_len=100", "log_buf_len");
	assert_refused("oops=ignore", "oops=panic");
	assert_refused("panic_on_warn=2", "panic_on_warn");
}

static void unknown_options_are_named(void **state)
{
	assert_refused("nr_cpu=2", "'nr_cpu'");
	assert_refused("no_module.param=1", "'no_module.param'");
	assert_refused("=5", "''");
	assert_refused("loglevel=\"3", "quote");
}

static void refused_line_changes_no_option(void **state)
{
	struct tl_boot_options before;

	assert_int_equal(parse("nr_cpus=3"), 0);
	before = o;
	assert_int_equal(parse("nr_cpus=5 bogus"), -EINVAL);
	assert_memory_equal(&before, &o, sizeof(o));
}

static void module_parameters_are_set(void **state)
{
	assert_int_equal(parse("fifo.depth=42 \"fifo.label=two words\""), 0);
	assert_int_equal(depth, 42);
	assert_string_equal(label, "two words");
	assert_int_equal(parse("fifo.label=\"three more words\" nr_cpus=2"), 0);
	assert_string_equal(label, "three more words");
	assert_int_equal(o.nr_cpus, 2);
}

static void bad_module_parameter_is_named(void **state)
{
	assert_refused("fifo.depth=deep", "'fifo.depth=deep'");
	assert_refused("fifo.width=1", "'fifo.width'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_given_means_defaults),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(later_option_wins),
		cmocka_unit_test(environment_wins),
		cmocka_unit_test(error_says_which_line_it_is_in),
		cmocka_unit_test(dash_and_underscore_are_the_same_in_names),
		cmocka_unit_test(signals_have_names),
		cmocka_unit_test(unusable_signals_are_refused),
		cmocka_unit_test(log_size_is_rounded_up_to_a_power_of_two),
		cmocka_unit_test(malformed_values_are_named_with_what_is_legal),
		cmocka_unit_test(unknown_options_are_named),
		cmocka_unit_test(refused_line_changes_no_option),
		cmocka_unit_test(module_parameters_are_set),
		cmocka_unit_test(bad_module_parameter_is_named),
	};

	__tl_register_param(&entries[0]);
	__tl_register_param(&entries[1]);
	/* The refusals are meant; they need not be seen. */
	tl_log_set_level(0);
	return cmocka_run_group_tests_name("cmdline", tests, NULL, NULL);
}
