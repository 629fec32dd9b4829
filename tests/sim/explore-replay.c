// SPDX-License-Identifier: MIT
/*
 * A failing schedule: the shortest, in a file that runs it again, here or under a debugger.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <tasklet/log.h>

#include "explore-help.h"

#define OPTIONS	  "strategy=dfs jobs=1 nr_cpus=2 progress=off "
#define MAX_LINES 64

static char last_line[TL_LOG_TEXT_MAX];

static void keep_line(const struct tl_log_entry *entry, void *arg)
{
	snprintf(last_line, sizeof(last_line), "%s", entry->text);
}

/* --- known bugs, and how many deviations they take --- */

static int x, y;
static int *block;
static spinlock_t lock_a, lock_b;

static void count(void *arg)
{
	int was = READ_ONCE(x);

	WRITE_ONCE(x, was + 1);
}

/* A preemption between load and store; or none of it, as the default goes on with who began. */
static void lost_update(void *arg)
{
	tl_spawn_on(0, "zero", count, NULL);
	tl_spawn_on(1, "one", count, NULL);
	tl_run_until_idle();
	tl_assert(x == 2);
}

static void publish(void *arg)
{
	WRITE_ONCE(x, 1);
	WRITE_ONCE(y, 1);
}

static void watch(void *arg)
{
	for (int i = 0; i < 3; i++)
		tl_point();
	tl_assert(READ_ONCE(x) == READ_ONCE(y));
}

static void seen_half_done(void *arg)
{
	tl_spawn_on(0, "publish", publish, NULL);
	tl_spawn_on(1, "watch", watch, NULL);
	tl_run_until_idle();
}

static void a_then_b(void *arg)
{
	for (int i = 0; i < 2; i++) {
		spin_lock(&lock_a);
		spin_lock(&lock_b);
		spin_unlock(&lock_b);
		spin_unlock(&lock_a);
	}
}

static void b_then_a(void *arg)
{
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static void abba(void *arg)
{
	spin_lock_init(&lock_a);
	spin_lock_init(&lock_b);
	tl_spawn_on(0, "ab", a_then_b, NULL);
	tl_spawn_on(1, "ba", b_then_a, NULL);
	tl_run_until_idle();
}

static irqreturn_t free_it(int irq, void *dev)
{
	kfree(block);
	return IRQ_HANDLED;
}

static void use_it(void *arg)
{
	WRITE_ONCE(block[0], 1);
	WRITE_ONCE(block[0], 2);
}

static void freed_by_the_handler(void *arg)
{
	int irq = make_line("line", 0, free_it, &x);

	block = kmalloc(64, GFP_KERNEL);
	tl_irq_raise(irq);
	tl_spawn_on(0, "use", use_it, NULL);
	tl_run_until_idle();
	end_line(irq, &x);
}

/* It has to be left at 1, and come back before the other one looks again. */
static void three_in_a_row(void *arg)
{
	for (int i = 0; i < 3; i++)
		if (READ_ONCE(x) == i)
			WRITE_ONCE(x, i + 1);
}

static void see_one_and_three(void *arg)
{
	if (READ_ONCE(x) != 1)
		return;
	WRITE_ONCE(y, 1);
	tl_assert(READ_ONCE(x) != 3);
}

static void two_preemptions(void *arg)
{
	tl_spawn_on(0, "row", three_in_a_row, NULL);
	tl_spawn_on(1, "see", see_one_and_three, NULL);
	tl_run_until_idle();
}

static const struct bug {
	const char *name;
	void (*scenario)(void *arg);
	enum tl_failure failure;
	unsigned int deviations;
} bugs[] = {
	{"lost-update", lost_update, TL_FAIL_ASSERT, 1},
	{"seen-half-done", seen_half_done, TL_FAIL_ASSERT, 1},
	{"abba", abba, TL_FAIL_DEADLOCK, 1},
	{"freed", freed_by_the_handler, TL_FAIL_MEMORY, 1},
	{"two-preemptions", two_preemptions, TL_FAIL_ASSERT, 2},
};

#define NR_BUGS (sizeof(bugs) / sizeof(bugs[0]))

static void find(const struct bug *bug, const char *options, struct tl_explored *found)
{
	char all[160];

	snprintf(all, sizeof(all), OPTIONS "%s", options);
	assert_int_equal(tl_explore(bug->name, all, bug->scenario, NULL, found), 1);
	assert_int_equal(found->verdict, TL_FAILED);
	assert_int_equal(found->failure, bug->failure);
}

/* --- files --- */

static char lines[MAX_LINES][600];
static unsigned int nr_lines;

static void read_file(const char *path)
{
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	nr_lines = 0;
	while (nr_lines < MAX_LINES && fgets(lines[nr_lines], sizeof(lines[0]), in))
		nr_lines++;
	fclose(in);
}

/* All but line @without. */
static void write_file(const char *path, unsigned int without)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	for (unsigned int i = 0; i < nr_lines; i++)
		if (i != without)
			fputs(lines[i], out);
	fclose(out);
}

#define EDITED "edited.replay"
#define NONE   MAX_LINES

static unsigned int line_that_begins(const char *with)
{
	for (unsigned int i = 0; i < nr_lines; i++)
		if (!strncmp(lines[i], with, strlen(with)))
			return i;
	fail_msg("no line begins with '%s'", with);
	return 0;
}

/* --- tests --- */

/* Whatever way it was found. */
static void a_failing_schedule_is_shrunk(void **state)
{
	static const char *const ways[] = {"",
					   "p=inf q=inf reduce=none",
					   "p=inf q=inf",
					   "strategy=walk",
					   "strategy=pct",
					   "strategy=pos"};
	struct tl_explored found;

	for (unsigned int i = 0; i < NR_BUGS; i++) {
		for (unsigned int k = 0; k < sizeof(ways) / sizeof(ways[0]); k++) {
			find(&bugs[i], ways[k], &found);
			assert_int_equal(found.deviations, bugs[i].deviations);
			assert_int_equal(found.preemptions + found.deliveries, bugs[i].deviations);
		}
	}
}

static void no_deviation_can_be_left_out(void **state)
{
	struct tl_explored found, again;

	for (unsigned int i = 0; i < NR_BUGS; i++) {
		unsigned int removed = 0;

		find(&bugs[i], "", &found);
		read_file(found.replay);
		for (unsigned int k = 0; k < nr_lines; k++) {
			if (strncmp(lines[k], "after ", 6))
				continue;
			write_file(EDITED, k);
			removed++;
			(void)tl_replay(EDITED, bugs[i].scenario, NULL, &again);
			assert_int_not_equal(again.verdict, TL_FAILED);
		}
		assert_int_equal(removed, found.deviations);
	}
}

static void a_replay_is_the_same_run(void **state)
{
	struct tl_explored found, again;

	for (unsigned int i = 0; i < NR_BUGS; i++) {
		find(&bugs[i], "", &found);
		for (int k = 0; k < 2; k++) {
			assert_int_equal(tl_replay(found.replay, bugs[i].scenario, NULL, &again),
					 1);
			assert_int_equal(again.verdict, TL_FAILED);
			assert_int_equal(again.failure, found.failure);
			assert_int_equal(again.hash, found.hash);
			assert_int_equal(again.deviations, found.deviations);
			assert_string_equal(again.message, found.message);
			assert_string_equal(again.site, found.site);
			assert_non_null(strstr(again.report, found.message));
		}
	}
}

/* The schedule can be followed, as it has the same steps, but does not fail. */
static void fixed(void *arg)
{
	tl_spawn_on(0, "zero", count, NULL);
	tl_spawn_on(1, "one", count, NULL);
	tl_run_until_idle();
}

static void a_bug_that_was_fixed_fails_no_more(void **state)
{
	struct tl_explored found, again;

	find(&bugs[0], "", &found);
	assert_int_equal(tl_replay(found.replay, fixed, NULL, &again), 0);
	assert_int_not_equal(again.verdict, TL_FAILED);
}

static void one_task_only(void *arg)
{
	tl_spawn_on(0, "zero", count, NULL);
	tl_run_until_idle();
}

static void a_schedule_that_can_not_be_followed_is_told(void **state)
{
	struct tl_explored found, again;

	find(&bugs[0], "", &found);
	assert_int_equal(tl_replay(found.replay, one_task_only, NULL, &again), 1);
	assert_int_equal(again.verdict, TL_NONDETERMINISTIC);
	assert_non_null(strstr(again.text, "can't be followed"));
	assert_non_null(strstr(again.text, "at step "));
}

static void expect_refused(const char *says)
{
	struct tl_explored again;

	last_line[0] = '\0';
	assert_int_equal(tl_replay(EDITED, lost_update, NULL, &again), -EINVAL);
	if (!strstr(last_line, says))
		fail_msg("'%s' does not say '%s'", last_line, says);
}

static void a_file_that_was_cut_off_is_refused(void **state)
{
	struct tl_explored found;

	find(&bugs[0], "", &found);
	read_file(found.replay);
	for (unsigned int n = nr_lines; n-- > 1;) {
		nr_lines = n;
		write_file(EDITED, NONE);
		expect_refused("it was cut off");
	}
	nr_lines = 0;
	write_file(EDITED, NONE);
	expect_refused("no replay file");
}

static void a_damaged_file_is_refused(void **state)
{
	static const char *const damaged[][2] = {
		{"after ", "after 2:x go cpu 1 task 3\n"},
		{"after ", "after 2:1 jump cpu 1 task 3\n"},
		{"after ", "after 2:1 go cpu 1 task 3 4\n"},
		{"after ", "after 2:1 go cpu 1\n"},
		{"failure ", "failure none of these\n"},
		{"points ", "points many\n"},
		{"hash ", "hash of stones\n"},
		{"scenario ", "scenaria lost-update\n"},
	};
	struct tl_explored found;
	char kept[600];

	find(&bugs[0], "", &found);
	read_file(found.replay);
	for (unsigned int i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		unsigned int k = line_that_begins(damaged[i][0]);
		char where[64];

		memcpy(kept, lines[k], sizeof(kept));
		snprintf(lines[k], sizeof(lines[k]), "%s", damaged[i][1]);
		write_file(EDITED, NONE);
		memcpy(lines[k], kept, sizeof(kept));
		snprintf(where, sizeof(where), EDITED ":%u: ", k + 1);
		expect_refused(where);
	}
}

static void a_file_that_lacks_a_line_is_refused(void **state)
{
	struct tl_explored found;

	find(&bugs[0], "", &found);
	read_file(found.replay);
	write_file(EDITED, line_that_begins("scenario "));
	expect_refused("lacks the line");
	write_file(EDITED, line_that_begins("points "));
	expect_refused("lacks the line");
}

static void a_foreign_file_is_refused(void **state)
{
	struct tl_explored found;

	find(&bugs[0], "", &found);
	read_file(found.replay);
	snprintf(lines[0], sizeof(lines[0]), "#!/bin/sh\n");
	write_file(EDITED, NONE);
	expect_refused("no replay file");
	snprintf(lines[0], sizeof(lines[0]), "libtasklet-replay 2\n");
	write_file(EDITED, NONE);
	expect_refused("version 2; this library reads version 1");
	assert_int_equal(tl_replay("/nonexistent", lost_update, NULL, NULL), -ENOENT);
	assert_non_null(strstr(last_line, "/nonexistent"));
}

/* --- in this process --- */

/* Return: of waitpid(), for a child that explores @name. */
static int run_with_replay(const char *file, const char *name, struct tl_explored *told)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		setenv("REPLAY", file, 1);
		freopen("/dev/null", "w", stderr);
		(void)tl_explore(name, OPTIONS, lost_update, NULL, told);
		_exit(42);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void replay_in_the_environment_runs_it_in_the_process(void **state)
{
	struct tl_explored found, *told = share(sizeof(*told));
	int status;

	find(&bugs[0], "", &found);
	status = run_with_replay(found.replay, "lost-update", told);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	/* Another scenario is left out. */
	status = run_with_replay(found.replay, "another", told);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	assert_int_equal(told->verdict, TL_SKIPPED);
	munmap(told, sizeof(*told));
}

/* --- what differs from run to run --- */

static unsigned int nr_run __tl_keep;

/* Every other one lacks a task. */
static void unlike_the_run_before(void *arg)
{
	tl_spawn_on(0, "zero", count, NULL);
	if (nr_run++ % 2 == 0)
		tl_spawn_on(1, "one", count, NULL);
	tl_run_until_idle();
}

static void fails_now_and_then(void *arg)
{
	tl_spawn_on(0, "zero", count, NULL);
	tl_spawn_on(1, "one", count, NULL);
	tl_run_until_idle();
	tl_assert(nr_run++ != 2);
}

static void what_differs_from_run_to_run_is_told(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("unlike", OPTIONS "p=inf q=inf reduce=none",
				    unlike_the_run_before, NULL, &found),
			 1);
	assert_int_equal(found.verdict, TL_NONDETERMINISTIC);
	assert_non_null(strstr(found.text, "at step "));
	assert_int_equal(tl_explore("fails", OPTIONS "p=inf q=inf reduce=none", fails_now_and_then,
				    NULL, &found),
			 1);
	assert_int_equal(found.verdict, TL_NONDETERMINISTIC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_schedule_is_shrunk),
		cmocka_unit_test(no_deviation_can_be_left_out),
		cmocka_unit_test(a_replay_is_the_same_run),
		cmocka_unit_test(a_bug_that_was_fixed_fails_no_more),
		cmocka_unit_test(a_schedule_that_can_not_be_followed_is_told),
		cmocka_unit_test(a_file_that_was_cut_off_is_refused),
		cmocka_unit_test(a_damaged_file_is_refused),
		cmocka_unit_test(a_file_that_lacks_a_line_is_refused),
		cmocka_unit_test(a_foreign_file_is_refused),
		cmocka_unit_test(replay_in_the_environment_runs_it_in_the_process),
		cmocka_unit_test(what_differs_from_run_to_run_is_told),
	};

	tl_log_set_console(keep_line, NULL);
	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
