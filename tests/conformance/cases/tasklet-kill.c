// SPDX-License-Identifier: MIT
/* tasklet_kill(). */
#include "case.h"

static struct tasklet_struct t;
static int phase, runs;
static bool killing;

/* No word of SCHED: that bit is a killer's, too. */
static void count_run(struct tasklet_struct *self)
{
	tc_context("in callback");
	tc_count(&runs);
}

static void reset(void (*fn)(struct tasklet_struct *))
{
	tasklet_setup(&t, fn);
	phase = 0;
	runs = 0;
	killing = false;
}

TC_CASE(kill_of_an_idle_one_returns)
{
	reset(count_run);
	tasklet_kill(&t);
	tc_tasklet("killed", &t);
}

TC_CASE(kill_lets_a_pending_run_happen)
{
	reset(count_run);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	tc_log("runs %d", runs);
	tc_tasklet("killed", &t);
}

TC_CASE(kill_does_not_forbid_a_later_schedule)
{
	reset(count_run);
	tasklet_kill(&t);
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	tc_settle(&t);
	tc_log("runs %d", runs);
	tasklet_kill(&t);
	tasklet_kill(&t);
	tc_tasklet("killed twice", &t);
}

TC_CASE(kill_of_a_disabled_idle_one_returns)
{
	reset(count_run);
	tasklet_disable(&t);
	tasklet_kill(&t);
	tc_tasklet("killed", &t);
	tasklet_enable(&t);
	tc_settle(&t);
	tc_log("runs %d", runs);
}

static void slow(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	WRITE_ONCE(phase, 1);
	TC_SPIN_UNTIL(READ_ONCE(phase) == 2);
	for (int i = 0; i < 1000; i++)
		cpu_relax();
	runs++;
	smp_mb();
}

static void schedule_it(void *unused)
{
	tasklet_schedule(&t);
}

TC_CASE(kill_waits_for_a_run_on_another_cpu)
{
	reset(slow);
	tc_hardirq_on(1, schedule_it, NULL);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	WRITE_ONCE(phase, 2);
	tasklet_kill(&t);
	tc_log("runs %d", runs);
	tc_tasklet("killed", &t);
}

static void kill_it(void *unused)
{
	WRITE_ONCE(killing, true);
	tasklet_kill(&t);
	tc_log("killer: runs %d", READ_ONCE(runs));
}

static void schedule_and_kill(void *unused)
{
	tasklet_schedule(&t);
	tasklet_kill(&t);
	tc_log("killer: runs %d", READ_ONCE(runs));
}

TC_CASE(kill_of_a_pending_one_on_another_cpu)
{
	reset(count_run);
	tc_thread_join(tc_thread_start(schedule_and_kill, NULL, 1));
	tc_tasklet("killed", &t);
}

TC_CASE(kill_of_a_disabled_pending_one_waits_for_enable)
{
	struct tc_thread *killer;

	reset(count_run);
	tasklet_disable(&t);
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	killer = tc_thread_start(kill_it, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(killing));
	for (int i = 0; i < 5; i++)
		tc_nap();
	tc_log("runs %d", READ_ONCE(runs));
	tc_tasklet("waiting", &t);
	tasklet_enable(&t);
	tc_thread_join(killer);
	tc_log("runs %d", runs);
	tc_tasklet("killed", &t);
}

static void once_more(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	if (runs++ < 3)
		tasklet_schedule(self);
	smp_mb();
}

TC_CASE(kill_after_a_chain_leaves_it_idle)
{
	reset(once_more);
	local_bh_disable();
	tc_schedule(&t);
	local_bh_enable();
	tc_settle(&t);
	tasklet_kill(&t);
	tc_log("runs %d", runs);
	tc_tasklet("killed", &t);
}
