// SPDX-License-Identifier: MIT
/*
 * What tasklets promise, under all schedules of a few tasks, each on a CPU of its own: a run for each time that
 * SCHED was turned on, none while it is disabled, none after tasklet_kill(); and nobody waits for ever.
 */
#include "explore-help.h"

static struct {
	struct tasklet_struct tasklet;
	/* Plain: each is one task's or the callback's, and not looked at before all is over. */
	unsigned int edges[3];
	unsigned int begun, runs; /* shared */
	bool disabled; /* between tasklet_disable() and tasklet_enable() */
	bool running;
} s;

static void callback(struct tasklet_struct *t)
{
	tl_assert(!s.running);
	s.running = true;
	WRITE_ONCE(s.begun, s.begun + 1);
	tl_assert(!READ_ONCE(s.disabled));
	tl_assert(!READ_ONCE(s.disabled));
	s.running = false;
	WRITE_ONCE(s.runs, s.runs + 1);
}

static void schedule(unsigned int task)
{
	if (test_and_set_bit(TASKLET_STATE_SCHED, &s.tasklet.state))
		return;
	s.edges[task]++;
	__tasklet_schedule(&s.tasklet);
}

static void do_schedule(void *arg)
{
	local_bh_disable();
	schedule(0);
	local_bh_enable();
}

static void do_disable(void *arg)
{
	tasklet_disable(&s.tasklet);
	WRITE_ONCE(s.disabled, true);
	WRITE_ONCE(s.disabled, false);
	tasklet_enable(&s.tasklet);
}

static void do_disable_and_schedule(void *arg)
{
	tasklet_disable(&s.tasklet);
	WRITE_ONCE(s.disabled, true);
	local_bh_disable();
	schedule(1);
	local_bh_enable();
	WRITE_ONCE(s.disabled, false);
	tasklet_enable(&s.tasklet);
}

static void do_kill(void *arg)
{
	unsigned int begun = READ_ONCE(s.begun);

	tasklet_kill(&s.tasklet);
	tl_assert(READ_ONCE(s.runs) >= begun);
}

static void check(void)
{
	tasklet_kill(&s.tasklet);
	tl_assert(!s.running);
	tl_assert(s.runs == s.edges[0] + s.edges[1] + s.edges[2]);
	tl_assert(!s.tasklet.state && !s.tasklet.next);
}

struct tasks {
	void (*fn[3])(void *arg);
};

/* Each task on a CPU of its own. */
static void scenario(void *arg)
{
	const struct tasks *tasks = arg;
	struct task_struct *started[3];
	unsigned int n = 0;

	tasklet_setup(&s.tasklet, callback);
	for (; n < 3 && tasks->fn[n]; n++)
		started[n] = tl_spawn_on((int)n, "task", tasks->fn[n], NULL);
	while (n--)
		tl_join(started[n]);
	check();
}

static void explore(const char *options, struct tasks tasks)
{
	struct tl_explored found;
	char all[200];
	int ret;

	snprintf(all, sizeof(all), "reduce=marked nr_cpus=3 jobs=1 progress=off %s", options);
	ret = tl_explore("tasklet", all, scenario, &tasks, &found);
	if (ret)
		fail_msg("%d: %s\n%s", ret, found.text, found.report);
	assert_true(found.verdict == TL_EXHAUSTED || strstr(options, "strategy=pct"));
}

static void disable_against_a_start(void **state)
{
	explore("strategy=dfs", (struct tasks){{do_schedule, do_disable}});
}

static void kill_against_a_start(void **state)
{
	explore("strategy=dfs", (struct tasks){{do_schedule, do_kill}});
}

static void two_kills_against_a_start(void **state)
{
	explore("strategy=dfs p=2", (struct tasks){{do_schedule, do_kill, do_kill}});
}

static void kill_and_disable_against_a_start(void **state)
{
	explore("strategy=dfs p=3", (struct tasks){{do_schedule, do_disable, do_kill}});
}

/* Too many schedules: the softirq of each CPU looks again and again while the other one runs. */
static void disable_and_schedule_against_a_start(void **state)
{
	explore("strategy=pct depth=4 runs=20000",
		(struct tasks){{do_schedule, do_disable_and_schedule}});
}

static void kill_against_disable_and_schedule(void **state)
{
	explore("strategy=pct depth=4 runs=20000",
		(struct tasks){{do_schedule, do_disable_and_schedule, do_kill}});
}

/* --- an enable that comes while its CPU serves the queue anyway --- */

static struct {
	struct tasklet_struct chain, other;
	char order[16];
	unsigned int n;
} o;

/* It schedules itself ahead of the other, so in every other pass the two run one after the other. */
static void chain_callback(struct tasklet_struct *t)
{
	o.order[o.n++] = 'c';
	if (o.n >= 7)
		return;
	tasklet_hi_schedule(&o.chain);
	tasklet_schedule(&o.other);
}

static void other_callback(struct tasklet_struct *t)
{
	o.order[o.n++] = 'o';
}

static irqreturn_t handler_of_nothing(int irq, void *dev)
{
	return IRQ_HANDLED;
}

static void park_the_chain(void *arg)
{
	tasklet_disable_nosync(&o.chain);
	local_bh_disable();
	tasklet_schedule(&o.chain);
	local_bh_enable();
}

static void enable_the_chain(void *arg)
{
	tasklet_enable(&o.chain);
}

/* The interrupt's exit serves what is parked: before, behind and in the middle of the enable. */
static void enable_against_an_interrupt(void *arg)
{
	int irq = make_line("line", 0, handler_of_nothing, &o), cpu = (int)(long)arg;

	tasklet_setup(&o.chain, chain_callback);
	tasklet_setup(&o.other, other_callback);
	tl_join(tl_spawn_on(0, "park", park_the_chain, NULL));
	tl_assert(!tl_irq_spontaneous(irq, 2));
	tl_join(tl_spawn_on(cpu, "enable", enable_the_chain, NULL));
	tl_run_until_idle();
	tl_assert(!strcmp(o.order, "ccoccocc") || !strcmp(o.order, "ccoccoc"));
	end_line(irq, &o);
}

static void an_enable_adds_no_pass_to_one_that_was_ahead_of_it(void **state)
{
	struct tl_explored found;

	for (long cpu = 0; cpu < 2; cpu++)
		if (tl_explore("enable", "strategy=dfs p=2 q=2 nr_cpus=2 progress=off",
			       enable_against_an_interrupt, (void *)cpu, &found))
			fail_msg("%s\n%s", found.text, found.report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(disable_against_a_start),
		cmocka_unit_test(disable_and_schedule_against_a_start),
		cmocka_unit_test(kill_against_a_start),
		cmocka_unit_test(kill_and_disable_against_a_start),
		cmocka_unit_test(two_kills_against_a_start),
		cmocka_unit_test(kill_against_disable_and_schedule),
		cmocka_unit_test(an_enable_adds_no_pass_to_one_that_was_ahead_of_it),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
