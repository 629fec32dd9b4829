// SPDX-License-Identifier: MIT
/*
 * Consoles under the explorer: a message is written by somebody, whoever holds console_lock when it
 * is printed.
 */
#include "explore-help.h"

#include <linux/console.h>
#include <linux/printk.h>
#include <tasklet/log.h>

static unsigned int written;

static void count(struct console *con, const char *s, unsigned int n)
{
	written++;
}

static struct console console = {.name = "count", .write = count};

static void swallow(const struct tl_log_entry *entry, void *arg)
{
}

static void prints(void *arg)
{
	pr_warn("one\n");
}

static void locks(void *arg)
{
	console_lock();
	console_unlock();
}

static void race(void *arg)
{
	tl_log_set_console(swallow, NULL);
	tl_log_set_level(5); /* explored, nothing is shown by default */
	console.flags = CON_ENABLED;
	register_console(&console);
	written = 0;
	tl_spawn_on(0, "printer", prints, NULL);
	tl_spawn_on(1, "holder", locks, NULL);
	tl_run_until_idle();
	tl_assert(written == 1);
	unregister_console(&console);
}

static void no_message_is_left_unwritten(void **state)
{
	struct tl_explored found;

	(void)tl_explore("console", "strategy=dfs p=2 q=2 jobs=1 nr_cpus=2 progress=off ", race,
			 NULL, &found);
	if (found.verdict != TL_EXHAUSTED)
		print_error("%s\n%s\n", found.text, found.report);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.runs > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_message_is_left_unwritten),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
