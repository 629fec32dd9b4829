// SPDX-License-Identifier: MIT
/*
 * Each kind of failure: it is found, has the right kind, says what it is and where, and neither
 * harms the process nor ends the search.
 */
#include <unistd.h>

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "explore-help.h"

static atomic_t turn;
static spinlock_t lock_a, lock_b;
static struct wait_queue_head queue;
/* Not null: sanitizers have reports of their own for what is done to that. */
static int *volatile nothing = (int *)8;

/* --- what fails when the second task comes between the two steps of the first --- */

static void (*fails)(void);

static void between(void *arg)
{
	atomic_set(&turn, 1);
	if (atomic_read(&turn) != 1)
		fails();
}

static void intruder(void *arg)
{
	atomic_set(&turn, 2);
}

/* Two of its three schedules pass. */
static void race(void *arg)
{
	fails = (void (*)(void))arg;
	tl_spawn_on(0, "between", between, NULL);
	tl_spawn_on(1, "intruder", intruder, NULL);
	tl_run_until_idle();
}

static void noinline by_tl_assert(void)
{
	tl_assert(!"found");
}

static void noinline by_cmocka(void)
{
	assert_int_equal(1, 2);
}

static void noinline by_bug(void)
{
	BUG_ON(atomic_read(&turn) == 2);
}

static void noinline by_warn(void)
{
	WARN(1, "found it\n");
}

static void noinline by_null(void)
{
	*nothing = 1;
}

static void noinline by_abort(void)
{
	abort();
}

static void noinline by_use_after_free(void)
{
	int *p = kmalloc(40, GFP_KERNEL);

	kfree(p);
	WRITE_ONCE(p[2], 1);
}

static void noinline by_double_free(void)
{
	int *p = kmalloc(40, GFP_KERNEL);

	kfree(p);
	kfree(p);
}

static void noinline by_leak(void)
{
	(void)!kmalloc(40, GFP_KERNEL);
}

static irqreturn_t handler(int irq, void *dev)
{
	return IRQ_HANDLED;
}

static void noinline by_handler_left(void)
{
	int irq = tl_irq_alloc("line", TL_IRQ_RISING, 0);

	tl_assert(!request_irq((unsigned int)irq, handler, 0, "left", &turn));
}

static void noinline by_sleeping_in_atomic(void)
{
	spin_lock(&lock_a);
	might_sleep();
	spin_unlock(&lock_a);
}

static void noinline by_exit(void)
{
	_exit(0);
}

/* --- the others --- */

static void first_a(void *arg)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

static void first_b(void *arg)
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
	tl_spawn_on(0, "ab", first_a, NULL);
	tl_spawn_on(1, "ba", first_b, NULL);
	tl_run_until_idle();
}

/* Looks, and only then gets ready to be woken. */
static void sleeper(void *arg)
{
	DECLARE_WAITQUEUE(entry, current);

	if (atomic_read(&turn))
		return;
	set_current_state(TASK_UNINTERRUPTIBLE);
	add_wait_queue(&queue, &entry);
	schedule();
	remove_wait_queue(&queue, &entry);
}

static void waker(void *arg)
{
	atomic_set(&turn, 1);
	wake_up(&queue);
}

static void lost_wake_up(void *arg)
{
	init_waitqueue_head(&queue);
	tl_spawn_on(0, "sleeper", sleeper, NULL);
	tl_spawn_on(1, "waker", waker, NULL);
	tl_run_until_idle();
}

static void play(void *me)
{
	for (;;) {
		while (atomic_read(&turn) != (int)(uintptr_t)me)
			cpu_relax();
		atomic_set(&turn, !(uintptr_t)me);
	}
}

static void ping_pong(void *arg)
{
	tl_spawn_on(0, "ping", play, (void *)0);
	tl_spawn_on(1, "pong", play, (void *)1);
	tl_run_until_idle();
}

static unsigned int turns;

static void waits_for_turn(void *arg)
{
	for (; READ_ONCE(turn.counter) == 0; turns++)
		cpu_relax();
	turns = turns ? turns : 1000;
	WRITE_ONCE(turn.counter, 2);
}

/* None of what it does is an operation that tells whether it changed anything. */
static void sets_turn(void *arg)
{
	(void)READ_ONCE(turn.counter);
	WRITE_ONCE(turn.counter, 1);
	tl_assert(READ_ONCE(turn.counter) == 1 || turns == 1000);
}

static void spinner_is_fast(void *arg)
{
	tl_spawn_on(0, "waits", waits_for_turn, NULL);
	tl_spawn_on(1, "sets", sets_turn, NULL);
	tl_run_until_idle();
}

/* --- tests --- */

#define OPTIONS "strategy=dfs p=inf q=inf jobs=1 nr_cpus=2 progress=off "

static void passes(void *arg)
{
	tl_spawn_on(0, "between", intruder, NULL);
	tl_run_until_idle();
}

/* @where: the site begins so; "" if there is none */
static void expect(const char *name, void (*scenario)(void *arg), void (*how)(void),
		   const char *options, enum tl_failure kind, const char *says, const char *where)
{
	struct tl_explored found;
	char all[160];

	snprintf(all, sizeof(all), OPTIONS "%s", options);
	assert_int_equal(tl_explore(name, all, scenario, (void *)how, &found), 1);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, kind);
	assert_non_null(strstr(found.message, says));
	assert_int_equal(strncmp(found.site, where, strlen(where) + !*where), 0);
	assert_non_null(strstr(found.report, found.message));
	/* The process is as it was. */
	assert_int_equal(tl_explore(name, OPTIONS, passes, NULL, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_string_equal(found.report, "");
}

#define expect_race(how, options, kind, says) \
	expect(#how, race, how, options, kind, says, #how " at tests/sim/explore-fail.c:")

static void a_failed_assertion(void **state)
{
	expect_race(by_tl_assert, "", TL_FAIL_ASSERT,
		    "assertion failed: !\"found\", in by_tl_assert() at ");
}

static void a_failed_assertion_of_the_test_framework(void **state)
{
	expect_race(by_cmocka, "", TL_FAIL_ASSERT, "assertion");
}

static void a_bug(void **state)
{
	expect_race(by_bug, "", TL_FAIL_ASSERT, "kernel BUG at ");
}

static void a_warning_if_it_is_asked_for(void **state)
{
	struct tl_explored found;

	expect_race(by_warn, "warn=fail", TL_FAIL_WARN, "WARNING: ");
	assert_int_equal(tl_explore("warn", OPTIONS, race, (void *)by_warn, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

static void a_fault(void **state)
{
	expect_race(by_null, "", TL_FAIL_FAULT, "Segmentation fault at address 0x8");
	expect_race(by_abort, "", TL_FAIL_FAULT, "abort()");
}

static void misused_memory(void **state)
{
	expect_race(by_use_after_free, "", TL_FAIL_MEMORY, "free");
	expect_race(by_double_free, "", TL_FAIL_MEMORY, "free");
}

static void reads_it(void *t)
{
	(void)READ_ONCE(((struct tasklet_struct *)t)->data);
}

static void writes_it(void *t)
{
	WRITE_ONCE(((struct tasklet_struct *)t)->data, 1);
}

static void kills_it(void *t)
{
	tasklet_kill(t);
}

static void does_nothing(void *arg)
{
}

/* Nobody is asked when the scenario's own task passes a point, be it in the library or not. */
static void misuses_itself(void *use)
{
	struct tasklet_struct *t = kmalloc(sizeof(*t), GFP_KERNEL);

	tasklet_init(t, NULL, 0);
	tl_spawn_on(0, "task", does_nothing, NULL);
	tl_run_until_idle();
	kfree(t);
	((void (*)(void *t))use)(t);
}

static void memory_misused_by_the_scenario_itself(void **state)
{
	static const struct {
		void (*use)(void *t);
		const char *says;
	} cases[] = {
		{reads_it, "BUG: KASAN: slab-use-after-free: read of size "},
		{writes_it, "BUG: KASAN: slab-use-after-free: write of size "},
		{kills_it, "BUG: KASAN: slab-use-after-free: write of size "},
	};
	struct tl_explored found;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(tl_explore("itself", OPTIONS, misuses_itself, (void *)cases[i].use,
					    &found),
				 1);
		assert_int_equal(found.failure, TL_FAIL_MEMORY);
		assert_non_null(strstr(found.message, cases[i].says));
	}
}

static void what_is_left_at_the_end(void **state)
{
	expect_race(by_leak, "", TL_FAIL_LEAK, "leak: 1 block of 40 bytes left");
	expect("handler", race, by_handler_left, "", TL_FAIL_LEAK,
	       "handler of left left at the end", "");
}

static void a_report_of_a_checker(void **state)
{
	expect_race(by_sleeping_in_atomic, "", TL_FAIL_REPORT,
		    "BUG: sleeping function called from invalid context");
}

static void a_deadlock(void **state)
{
	expect("abba", abba, NULL, "", TL_FAIL_DEADLOCK, "deadlock", "");
}

static void a_lost_wake_up(void **state)
{
	expect("lost", lost_wake_up, NULL, "", TL_FAIL_DEADLOCK, "sleeper", "");
}

static void a_livelock(void **state)
{
	expect("livelock", ping_pong, NULL, "points=2000", TL_FAIL_LIVELOCK,
	       "no end after 2000 steps", "play at tests/sim/explore-fail.c:");
}

static void who_spun_comes_right_behind_the_store_that_it_waited_for(void **state)
{
	expect("spinner", spinner_is_fast, NULL, "", TL_FAIL_ASSERT, "turn.counter",
	       "sets_turn at tests/sim/explore-fail.c:");
}

static void an_exit_within_a_run(void **state)
{
	expect("exit", race, by_exit, "", TL_FAIL_FAULT, "exit(0) within a run", "");
}

/* --- more than one failing schedule --- */

#define STEPS 4

static unsigned int order[2 * STEPS], nr_ordered;

static void note_order(void *who)
{
	for (unsigned int i = 0; i < STEPS; i++) {
		tl_point();
		order[nr_ordered++] = (unsigned int)(uintptr_t)who;
	}
}

/* How often was one left who was not at its end? */
static unsigned int preemptions(void)
{
	unsigned int done[2] = {0, 0}, n = 0;

	for (unsigned int i = 0; i + 1 < 2 * STEPS; i++) {
		done[order[i]]++;
		n += order[i] != order[i + 1] && done[order[i]] < STEPS;
	}
	return n;
}

static void at_most_two_preemptions(void *arg)
{
	tl_spawn_on(0, "zero", note_order, (void *)0);
	tl_spawn_on(1, "one", note_order, (void *)1);
	tl_run_until_idle();
	tl_assert(preemptions() <= 2);
}

/*
 * Of C(8, 4) = 70 schedules of two tasks of 4 steps, 26 take at most two preemptions: 2 none, 6 one,
 * 18 two. The search passes through the bounds 0, 1 and 2 first, where none fails.
 */
#define BOUNDED_RUNS (2 + (2 + 6) + (2 + 6 + 18))

static void it_goes_on_behind_failing_schedules(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("many", OPTIONS "reduce=none failures=1000",
				    at_most_two_preemptions, NULL, &found),
			 1);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.runs, BOUNDED_RUNS + 70);
	assert_int_equal(found.schedules, 26);
	assert_int_equal(found.preemptions, 3);
	/* And its steps are told by the calls that they are. */
	assert_non_null(strstr(found.report, "tl_point() explore-fail.c:"));
}

static void it_goes_on_behind_so_many_failing_schedules(void **state)
{
	struct tl_explored found;
	char options[160];

	for (unsigned int n = 1; n <= 44; n += 6) {
		snprintf(options, sizeof(options), OPTIONS "reduce=none failures=%u", n);
		assert_int_equal(tl_explore("many", options, at_most_two_preemptions, NULL, &found),
				 1);
		assert_int_equal(found.runs - BOUNDED_RUNS - found.schedules, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_assertion),
		cmocka_unit_test(a_failed_assertion_of_the_test_framework),
		cmocka_unit_test(a_bug),
		cmocka_unit_test(a_warning_if_it_is_asked_for),
		cmocka_unit_test(a_fault),
		cmocka_unit_test(misused_memory),
		cmocka_unit_test(memory_misused_by_the_scenario_itself),
		cmocka_unit_test(what_is_left_at_the_end),
		cmocka_unit_test(a_report_of_a_checker),
		cmocka_unit_test(a_deadlock),
		cmocka_unit_test(a_lost_wake_up),
		cmocka_unit_test(a_livelock),
		cmocka_unit_test(who_spun_comes_right_behind_the_store_that_it_waited_for),
		cmocka_unit_test(an_exit_within_a_run),
		cmocka_unit_test(it_goes_on_behind_failing_schedules),
		cmocka_unit_test(it_goes_on_behind_so_many_failing_schedules),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
