// SPDX-License-Identifier: MIT
/*
 * tl_explore() refuses what it can't do, and says what is wrong.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include <tasklet/boot.h>
#include <tasklet/log.h>

#include "explore-help.h"

static char last_line[TL_LOG_TEXT_MAX];

static void keep_line(const struct tl_log_entry *entry, void *arg)
{
	snprintf(last_line, sizeof(last_line), "%s", entry->text);
}

static void scenario(void *arg)
{
}

static void expect(int err, const char *options, const char *says)
{
	last_line[0] = '\0';
	assert_int_equal(tl_explore("misuse", options, scenario, NULL, NULL), err);
	if (!strstr(last_line, says))
		fail_msg("'%s' does not say '%s'", last_line, says);
}

static void bad_options_are_named(void **state)
{
	static const char *const bad[] = {
		"strategy=",
		"strategy=bfs",
		"p=",
		"p=-1",
		"p=two",
		"p",
		"q=1x",
		"reduce=yes",
		"runs=0",
		"runs=",
		"runs=99999999999999999999",
		"seconds=0",
		"points=0",
		"depth=0",
		"depth=1001",
		"seed=-3",
		"jobs=0",
		"jobs=65",
		"shard=0/2",
		"shard=3/2",
		"shard=1",
		"shard=1/0",
		"shard=1/2x",
		"failures=0",
		"warn=log",
		"alloc=-1",
		"replay=",
		"progress=maybe",
	};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char options[80], named[80];

		snprintf(named, sizeof(named), "'%s'", bad[i]);
		expect(-EINVAL, bad[i], named);
		/* Among others, too. */
		snprintf(options, sizeof(options), "seed=3  %s\tjobs=1", bad[i]);
		expect(-EINVAL, options, named);
	}
}

static void bad_options_of_the_environment_are_named(void **state)
{
	setenv("TL_EXPLORE", "p=many", 1);
	expect(-EINVAL, "p=1", "'p=many'");
	unsetenv("TL_EXPLORE");
}

static void options_of_the_environment_win(void **state)
{
	struct tl_explored found;

	setenv("TL_EXPLORE", "strategy=walk runs=7", 1);
	assert_int_equal(tl_explore("misuse", "strategy=dfs jobs=1 progress=off", scenario, NULL,
				    &found),
			 0);
	unsetenv("TL_EXPLORE");
	assert_int_equal(found.verdict, TL_SAMPLED);
	assert_int_equal(found.runs, 7);
}

static void too_many_boot_options(void **state)
{
	char options[400];

	memset(options, 'x', sizeof(options));
	options[sizeof(options) - 1] = '\0';
	expect(-EINVAL, options, "too many boot options");
}

/* Who boots says what is wrong with it; it is no verdict. */
static void an_option_that_nobody_knows(void **state)
{
	struct tl_explored found;

	assert_int_not_equal(
		tl_explore("misuse", "nr_cpus=0 jobs=1 progress=off", scenario, NULL, &found), 0);
	assert_int_not_equal(found.verdict, TL_FAILED);
}

static void no_scenario(void **state)
{
	assert_int_equal(tl_explore("misuse", "", NULL, NULL, NULL), -EINVAL);
	assert_non_null(strstr(last_line, "scenario"));
	assert_int_equal(tl_replay("/dev/null", NULL, NULL, NULL), -EINVAL);
	assert_non_null(strstr(last_line, "scenario"));
}

static void bad_names(void **state)
{
	static const char *const bad[] = {NULL, "", "a/b", "a\nb"};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		last_line[0] = '\0';
		assert_int_equal(tl_explore(bad[i], "", scenario, NULL, NULL), -EINVAL);
		assert_non_null(strstr(last_line, "name"));
	}
}

static void while_a_machine_is_up(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	expect(-EBUSY, "", "tl_shutdown()");
	assert_int_equal(tl_replay("/dev/null", scenario, NULL, NULL), -EBUSY);
	assert_int_equal(tl_shutdown(), 0);
	expect(0, "jobs=1 progress=off", "");
}

static sem_t over;

static void *wait_until_over(void *arg)
{
	sem_wait(&over);
	return NULL;
}

static void with_another_thread(void **state)
{
	pthread_t thread;

	assert_int_equal(sem_init(&over, 0, 0), 0);
	assert_int_equal(pthread_create(&thread, NULL, wait_until_over, NULL), 0);
	expect(-EAGAIN, "", "other threads");
	assert_int_equal(tl_replay("/dev/null", scenario, NULL, NULL), -EAGAIN);
	sem_post(&over);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_options_are_named),
		cmocka_unit_test(bad_options_of_the_environment_are_named),
		cmocka_unit_test(options_of_the_environment_win),
		cmocka_unit_test(too_many_boot_options),
		cmocka_unit_test(an_option_that_nobody_knows),
		cmocka_unit_test(no_scenario),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(while_a_machine_is_up),
		cmocka_unit_test(with_another_thread),
	};

	tl_log_set_console(keep_line, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
