// SPDX-License-Identifier: MIT
/*
 * What comes to a CPU from others. What they send to one that has no lines and a single task may come
 * in right before a section of that task; that is known only when it has been seen, so the search
 * begins anew then.
 */
#include "explore-ways.h"

#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/sched.h>

static int step;

/* --- who has a section, and who is sent --- */

static void keeps_interrupts_out(void *arg)
{
	WRITE_ONCE(step, 1);
	local_irq_disable();
	WRITE_ONCE(step, 2);
	local_irq_enable();
}

static void keeps_tasks_out(void *arg)
{
	WRITE_ONCE(step, 1);
	preempt_disable();
	WRITE_ONCE(step, 2);
	preempt_enable();
}

static void looks(struct irq_work *work)
{
	seen[READ_ONCE(step)] = 1;
}

static void does_nothing(struct irq_work *work)
{
}

static DEFINE_IRQ_WORK(work, looks);
static DEFINE_IRQ_WORK(nothing, does_nothing);

static int looks_in_task(void *arg)
{
	seen[READ_ONCE(step)] = 1;
	return 0;
}

/* What is sent comes behind the first step, whatever the schedule. */
static void await_first_step(void)
{
	while (!READ_ONCE(step))
		cpu_relax();
}

static void sends_work(void *arg)
{
	await_first_step();
	tl_assert(irq_work_queue_on(&work, 1));
}

static void sends_task(void *arg)
{
	struct task_struct *task;

	await_first_step();
	task = kthread_create_on_cpu(looks_in_task, NULL, 1, "looks/%u");
	tl_assert(!IS_ERR(task));
	wake_up_process(task);
}

static void run(void (*section)(void *arg), void (*other)(void *arg))
{
	tl_spawn_on(1, "section", section, NULL);
	tl_spawn_on(0, "sends", other, NULL);
	tl_run_until_idle();
	irq_work_sync(&work);
}

static void work_before_section(void *arg)
{
	run(keeps_interrupts_out, sends_work);
}

static void task_before_section(void *arg)
{
	run(keeps_tasks_out, sends_task);
}

static void task_before_interrupts_are_off(void *arg)
{
	run(keeps_interrupts_out, sends_task);
}

static void interrupts_come_in_before_a_section(void **state)
{
	assert_seen("nr_cpus=2", work_before_section, "011");
}

static void new_tasks_come_before_a_section(void **state)
{
	assert_seen("nr_cpus=2", task_before_section, "011");
	assert_seen("nr_cpus=2", task_before_interrupts_are_off, "011");
}

/* --- seen late, in parts, and in one schedule --- */

/* By default nothing is sent: who would goes first. */
static void sends_work_at_first_step(void *arg)
{
	if (READ_ONCE(step) == 1)
		tl_assert(irq_work_queue_on(&work, 1));
}

static void sent_seldom(void *arg)
{
	run(keeps_interrupts_out, sends_work_at_first_step);
}

static void it_may_be_seen_late(void **state)
{
	assert_seen("nr_cpus=2", sent_seldom, "011");
}

#define SHARDS 3

/* Return: schedules of all shards, or 0 if one was cut short. */
static uint64_t search_in_shards(void (*scenario)(void *arg))
{
	struct tl_explored found;
	uint64_t schedules = 0;
	char options[64];

	for (int i = 1; i <= SHARDS; i++) {
		snprintf(options, sizeof(options), "nr_cpus=2 shard=%d/%d", i, SHARDS);
		search(ways[0], options, scenario, &found);
		if (found.verdict == TL_TRUNCATED) {
			assert_non_null(strstr(found.text, "CPU 1"));
			return 0;
		}
		schedules += found.schedules;
	}
	return schedules;
}

static void shards_know_what_the_default_schedule_shows(void **state)
{
	struct tl_explored whole;

	search(ways[0], "nr_cpus=2", work_before_section, &whole);
	assert_int_equal(search_in_shards(work_before_section), whole.schedules);
}

static void a_shard_that_comes_to_know_more_says_so(void **state)
{
	assert_int_equal(search_in_shards(sent_seldom), 0);
}

/* A schedule fails before one sends behind a section. */
static int passed;

static void passes_section(void *arg)
{
	keeps_interrupts_out(arg);
	WRITE_ONCE(step, 3);
	WRITE_ONCE(passed, 1);
	WRITE_ONCE(step, 4);
}

static void fails_or_sends(void *arg)
{
	int now = READ_ONCE(step), then = READ_ONCE(passed);

	tl_assert(now != 3 || !then);
	if (now == 3)
		tl_assert(irq_work_queue_on(&nothing, 1));
}

static void failure_and_work(void *arg)
{
	run(passes_section, fails_or_sends);
	irq_work_sync(&nothing);
}

static void what_a_shard_has_found_it_tells(void **state)
{
	struct tl_explored found;

	for (int i = 1; i <= 2; i++) {
		char options[80];

		snprintf(options, sizeof(options), "nr_cpus=2 jobs=1 failures=5 shard=%d/2", i);
		search("strategy=dfs p=1 q=inf", options, failure_and_work, &found);
		assert_int_equal(found.verdict, TL_FAILED);
	}
}

static void fails_before_section(struct irq_work *w)
{
	tl_assert(READ_ONCE(step) != 1);
}

static DEFINE_IRQ_WORK(failing, fails_before_section);

static void sends_failing(void *arg)
{
	await_first_step();
	tl_assert(irq_work_queue_on(&failing, 1));
}

/* The window of one access lies right before the section. */
static void failure_before_section(void *arg)
{
	run(keeps_interrupts_out, sends_failing);
	irq_work_sync(&failing);
}

static void assert_replayed(const char *way)
{
	struct tl_explored found, again;

	search(way, "nr_cpus=2", failure_before_section, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_true(tl_replay(found.replay, failure_before_section, NULL, &again) > 0);
	assert_int_equal(again.verdict, TL_FAILED);
	assert_int_equal(again.hash, found.hash);
}

static void a_replay_has_the_same_points(void **state)
{
	for (size_t i = 0; i < NR_WAYS; i++)
		assert_replayed(ways[i]);
	assert_replayed("strategy=portfolio");
	assert_replayed("strategy=walk");
}

/* --- how much of it --- */

#define MANY 20

static unsigned char *first __tl_keep; /* [MANY] */
static bool any;

static irqreturn_t comes_first(int irq, void *dev)
{
	if (!any)
		first[(size_t)dev - 1] = 1;
	any = true;
	return IRQ_HANDLED;
}

static void many_lines(void *arg)
{
	int irq[MANY];

	for (size_t i = 0; i < MANY; i++)
		irq[i] = make_line("many", 1, comes_first, (void *)(i + 1));
	for (size_t i = 0; i < MANY; i++)
		tl_irq_raise(irq[i]);
	tl_run_until_idle();
	for (size_t i = 0; i < MANY; i++)
		end_line(irq[i], (void *)(i + 1));
}

static void any_of_many_lines_may_come_in_first(void **state)
{
	struct tl_explored found;

	search("strategy=pos runs=400", "nr_cpus=2", many_lines, &found);
	assert_int_equal(found.verdict, TL_SAMPLED);
	for (size_t i = 0; i < MANY; i++)
		assert_true(first[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupts_come_in_before_a_section),
		cmocka_unit_test(new_tasks_come_before_a_section),
		cmocka_unit_test(it_may_be_seen_late),
		cmocka_unit_test(shards_know_what_the_default_schedule_shows),
		cmocka_unit_test(a_shard_that_comes_to_know_more_says_so),
		cmocka_unit_test(what_a_shard_has_found_it_tells),
		cmocka_unit_test(a_replay_has_the_same_points),
		cmocka_unit_test(any_of_many_lines_may_come_in_first),
	};

	seen = share(OUTCOMES);
	first = share(MANY);
	return cmocka_run_group_tests_name("explore-reached", tests, enter_directory,
					   leave_directory);
}
