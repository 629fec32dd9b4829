// SPDX-License-Identifier: MIT
/* Disabling and enabling. */
#include "case.h"

static struct tasklet_struct t[4];

static void say(struct tasklet_struct *self)
{
	tc_log("run %d", (int)(self - t));
	tc_tasklet("in callback", self);
}

static void setup_all(void)
{
	for (int i = 0; i < 4; i++)
		tasklet_setup(&t[i], say);
}

static void settle_all(void)
{
	for (int i = 0; i < 4; i++)
		tc_settle(&t[i]);
}

static void schedule_one(struct tasklet_struct *which)
{
	local_bh_disable();
	tc_schedule(which);
	local_bh_enable();
	settle_all();
}

TC_CASE(disabled_keeps_its_schedule_until_enable)
{
	setup_all();
	tasklet_disable(&t[0]);
	tc_tasklet("disabled", &t[0]);
	schedule_one(&t[0]);
	tc_tasklet("scheduled", &t[0]);
	tasklet_enable(&t[0]);
	settle_all();
	tc_tasklet("enabled", &t[0]);
}

TC_CASE(enable_without_a_schedule_runs_nothing)
{
	setup_all();
	tasklet_disable(&t[0]);
	tasklet_enable(&t[0]);
	settle_all();
	tc_tasklet("enabled", &t[0]);
}

TC_CASE(disables_nest)
{
	setup_all();
	tasklet_disable(&t[0]);
	tasklet_disable_nosync(&t[0]);
	tasklet_disable_in_atomic(&t[0]);
	tc_tasklet("thrice", &t[0]);
	schedule_one(&t[0]);
	for (int i = 0; i < 3; i++) {
		tasklet_enable(&t[0]);
		settle_all();
		tc_tasklet("enabled", &t[0]);
	}
}

TC_CASE(scheduled_while_disabled_many_times_runs_once)
{
	setup_all();
	tasklet_disable(&t[0]);
	for (int i = 0; i < 5; i++)
		schedule_one(&t[0]);
	tasklet_enable(&t[0]);
	settle_all();
}

TC_CASE(disabled_after_the_schedule_does_not_run)
{
	setup_all();
	local_bh_disable();
	tc_schedule(&t[0]);
	tasklet_disable_nosync(&t[0]);
	local_bh_enable();
	settle_all();
	tc_tasklet("pending", &t[0]);
	tasklet_enable(&t[0]);
	settle_all();
}

TC_CASE(disabled_keeps_its_place_in_the_queue)
{
	setup_all();
	tasklet_disable(&t[1]);
	schedule_one(&t[1]);
	local_bh_disable();
	tc_schedule(&t[2]);
	tasklet_enable(&t[1]);
	tc_schedule(&t[3]);
	local_bh_enable();
	settle_all();
}

TC_CASE(others_pass_a_disabled_one)
{
	setup_all();
	tasklet_disable(&t[1]);
	local_bh_disable();
	for (int i = 0; i < 4; i++)
		tc_schedule(&t[i]);
	local_bh_enable();
	settle_all();
	tc_log("enable");
	tasklet_enable(&t[1]);
	settle_all();
}

TC_CASE(two_disabled_ones_keep_their_order)
{
	setup_all();
	tasklet_disable(&t[0]);
	tasklet_disable(&t[1]);
	local_bh_disable();
	tc_schedule(&t[1]);
	tc_schedule(&t[0]);
	local_bh_enable();
	settle_all();
	local_bh_disable();
	tasklet_enable(&t[0]);
	tasklet_enable(&t[1]);
	local_bh_enable();
	settle_all();
}

TC_CASE(disabled_hi_runs_before_normal_when_enabled)
{
	setup_all();
	tasklet_disable(&t[0]);
	local_bh_disable();
	tc_hi_schedule(&t[0]);
	local_bh_enable();
	local_bh_disable();
	tc_schedule(&t[1]);
	tasklet_enable(&t[0]);
	local_bh_enable();
	settle_all();
}

static void disable_next(struct tasklet_struct *self)
{
	say(self);
	tasklet_disable_nosync(self + 1);
	tc_tasklet("next", self + 1);
}

TC_CASE(disabled_by_another_in_the_same_pass)
{
	setup_all();
	tasklet_setup(&t[0], disable_next);
	local_bh_disable();
	for (int i = 0; i < 3; i++)
		tc_schedule(&t[i]);
	local_bh_enable();
	settle_all();
	tc_tasklet("pending", &t[1]);
	tasklet_enable(&t[1]);
	settle_all();
}

static void enable_next(struct tasklet_struct *self)
{
	say(self);
	tasklet_enable(self + 1);
}

TC_CASE(enabled_by_another_in_the_same_pass)
{
	setup_all();
	tasklet_setup(&t[0], enable_next);
	tasklet_disable(&t[1]);
	local_bh_disable();
	for (int i = 0; i < 3; i++)
		tc_schedule(&t[i]);
	local_bh_enable();
	settle_all();
}

TC_CASE(enabled_by_another_after_its_turn)
{
	setup_all();
	tasklet_setup(&t[0], enable_next);
	tasklet_disable(&t[1]);
	local_bh_disable();
	tc_schedule(&t[1]);
	tc_schedule(&t[0]);
	tc_schedule(&t[2]);
	local_bh_enable();
	settle_all();
}

static void disables_itself(struct tasklet_struct *self)
{
	say(self);
	tasklet_disable_nosync(self);
	tasklet_schedule(self);
	tc_tasklet("self", self);
}

TC_CASE(disables_itself_and_reschedules)
{
	setup_all();
	tasklet_setup(&t[0], disables_itself);
	schedule_one(&t[0]);
	tc_tasklet("pending", &t[0]);
	t[0].callback = say;
	tasklet_enable(&t[0]);
	settle_all();
	tc_tasklet("end", &t[0]);
}

static void enable_it(void *which)
{
	tc_log("enable in handler");
	tasklet_enable(which);
	tc_tasklet("in handler", which);
}

TC_CASE(enabled_in_a_handler_runs_at_its_exit)
{
	setup_all();
	tasklet_disable(&t[0]);
	schedule_one(&t[0]);
	tc_hardirq(enable_it, &t[0]);
	settle_all();
	tc_tasklet("end", &t[0]);
}

static int runs;

static void count_run(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	runs++;
}

TC_CASE(enabled_in_plain_task_context_runs_without_help)
{
	tasklet_setup(&t[0], count_run);
	runs = 0;
	tasklet_disable(&t[0]);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_log("runs %d", runs);
	tasklet_enable(&t[0]);
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
	tc_log("runs %d", READ_ONCE(runs));
}

/* On the other CPU. */
static int phase;

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

static void schedule_on_1(void *which)
{
	tasklet_schedule(which);
}

static void start_on_1(struct tasklet_struct *which)
{
	WRITE_ONCE(phase, 0);
	tc_hardirq_on(1, schedule_on_1, which);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
}

TC_CASE(disable_waits_for_a_run_on_another_cpu)
{
	tasklet_setup(&t[0], slow);
	runs = 0;
	start_on_1(&t[0]);
	tc_tasklet("running", &t[0]);
	WRITE_ONCE(phase, 2);
	tasklet_disable(&t[0]);
	tc_log("runs %d", runs);
	tc_tasklet("disabled", &t[0]);
	tasklet_enable(&t[0]);
}

TC_CASE(disable_in_atomic_waits_for_a_run_on_another_cpu)
{
	tasklet_setup(&t[0], slow);
	runs = 0;
	start_on_1(&t[0]);
	local_bh_disable();
	WRITE_ONCE(phase, 2);
	tasklet_disable_in_atomic(&t[0]);
	tc_log("runs %d", runs);
	tc_tasklet("disabled", &t[0]);
	local_bh_enable();
	tasklet_enable(&t[0]);
}

TC_CASE(disable_nosync_does_not_wait)
{
	tasklet_setup(&t[0], slow);
	runs = 0;
	start_on_1(&t[0]);
	tasklet_disable_nosync(&t[0]);
	tc_log("runs %d", READ_ONCE(runs));
	tc_tasklet("disabled", &t[0]);
	WRITE_ONCE(phase, 2);
	tasklet_unlock_wait(&t[0]);
	tc_log("runs %d", runs);
	tc_tasklet("over", &t[0]);
	tasklet_enable(&t[0]);
}

TC_CASE(unlock_spin_wait_waits_for_a_run)
{
	tasklet_setup(&t[0], slow);
	runs = 0;
	start_on_1(&t[0]);
	WRITE_ONCE(phase, 2);
	tasklet_unlock_spin_wait(&t[0]);
	tc_log("runs %d", runs);
}

TC_CASE(unlock_wait_on_an_idle_or_pending_one_returns)
{
	setup_all();
	tasklet_unlock_wait(&t[0]);
	tasklet_disable(&t[0]);
	schedule_one(&t[0]);
	tasklet_unlock_wait(&t[0]);
	tc_tasklet("pending", &t[0]);
	tasklet_enable(&t[0]);
	settle_all();
}

TC_CASE(enabled_from_another_cpu_runs_where_it_was_scheduled)
{
	tasklet_setup(&t[0], say);
	tasklet_disable(&t[0]);
	tc_hardirq_on(1, schedule_on_1, &t[0]);
	for (int i = 0; i < 3; i++)
		tc_nap();
	/* Not RUN: Linux looks at it all the time. */
	tc_log("scheduled %d", test_bit(TASKLET_STATE_SCHED, &t[0].state));
	tasklet_enable(&t[0]);
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
}
