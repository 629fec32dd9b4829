// SPDX-License-Identifier: MIT
/* Scheduling from callbacks. */
#include "case.h"

static struct tasklet_struct t[4];
static int left;

static void again(struct tasklet_struct *self)
{
	tc_log("run, left %d", left);
	tc_tasklet("before", self);
	if (left-- > 0) {
		tasklet_schedule(self);
		tasklet_schedule(self);
	}
	tc_tasklet("after", self);
}

TC_CASE(reschedules_itself)
{
	left = 3;
	tasklet_setup(&t[0], again);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_settle(&t[0]);
	tc_tasklet("end", &t[0]);
}

static void again_hi(struct tasklet_struct *self)
{
	tc_log("run, left %d", left);
	tc_tasklet("in callback", self);
	if (left-- > 0) {
		if (left & 1)
			tasklet_hi_schedule(self);
		else
			tasklet_schedule(self);
	}
}

TC_CASE(reschedules_itself_at_the_other_priority)
{
	left = 4;
	tasklet_setup(&t[0], again_hi);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_settle(&t[0]);
}

TC_CASE(a_long_chain_is_run_to_its_end)
{
	left = 50;
	tasklet_setup(&t[0], again_hi);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(left) < 0 && !READ_ONCE(t[0].state));
}

static void say(struct tasklet_struct *self)
{
	tc_log("run %d", (int)(self - t));
	tc_tasklet("in callback", self);
}

static void schedules_next(struct tasklet_struct *self)
{
	tc_log("run %d", (int)(self - t));
	tc_tasklet("in callback", self);
	tasklet_schedule(self + 1);
	tc_tasklet("next", self + 1);
}

TC_CASE(a_callback_schedules_another)
{
	tasklet_setup(&t[0], schedules_next);
	tasklet_setup(&t[1], schedules_next);
	tasklet_setup(&t[2], say);
	tasklet_setup(&t[3], say);
	local_bh_disable();
	tc_schedule(&t[0]);
	tc_schedule(&t[3]);
	local_bh_enable();
	for (int i = 0; i < 4; i++)
		tc_settle(&t[i]);
}

static void schedules_hi_next(struct tasklet_struct *self)
{
	tc_log("run %d", (int)(self - t));
	tc_tasklet("in callback", self);
	tasklet_hi_schedule(self + 1);
}

TC_CASE(a_hi_one_scheduled_by_a_normal_one_waits_for_the_pass)
{
	tasklet_setup(&t[0], schedules_hi_next);
	tasklet_setup(&t[1], say);
	tasklet_setup(&t[2], say);
	local_bh_disable();
	tc_schedule(&t[0]);
	tc_schedule(&t[2]);
	local_bh_enable();
	for (int i = 0; i < 3; i++)
		tc_settle(&t[i]);
}

TC_CASE(a_normal_one_scheduled_by_a_hi_one_joins_the_pass)
{
	tasklet_setup(&t[0], schedules_next);
	tasklet_setup(&t[1], say);
	tasklet_setup(&t[2], say);
	local_bh_disable();
	tc_hi_schedule(&t[0]);
	tc_schedule(&t[2]);
	local_bh_enable();
	for (int i = 0; i < 3; i++)
		tc_settle(&t[i]);
}

static void handler(void *arg)
{
	tc_context("handler");
	tasklet_schedule(arg);
	tc_tasklet("in handler", arg);
}

static void interrupted(struct tasklet_struct *self)
{
	tc_context("callback");
	tc_hardirq(handler, self);
	tc_tasklet("handler is over", self);
	tc_context("callback");
	if (self != &t[0])
		return;
	self->callback = say;
}

TC_CASE(rescheduled_by_a_handler_while_it_runs)
{
	tasklet_setup(&t[0], interrupted);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_settle(&t[0]);
}

static void uses_bh(struct tasklet_struct *self)
{
	tc_context("in callback");
	local_bh_disable();
	tc_context("bh off in callback");
	tc_schedule(&t[1]);
	local_bh_enable();
	tc_log("bh on again in callback");
	tc_tasklet("other", &t[1]);
	tc_context("in callback");
}

TC_CASE(bh_enable_in_a_callback_runs_nothing)
{
	tasklet_setup(&t[0], uses_bh);
	tasklet_setup(&t[1], say);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_settle(&t[0]);
	tc_settle(&t[1]);
}

static bool stop;

static void endless(struct tasklet_struct *self)
{
	if (!READ_ONCE(stop))
		tasklet_schedule(self);
}

TC_CASE(an_endless_tasklet_does_not_keep_its_task)
{
	stop = false;
	tasklet_setup(&t[0], endless);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	tc_log("task goes on, tasklet too: %d", !!READ_ONCE(t[0].state));
	WRITE_ONCE(stop, true);
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
	tc_log("and ended");
}

static struct task_struct *first, *me;

static void until_ksoftirqd(struct tasklet_struct *self)
{
	if (!first)
		first = current;
	if (!strcmp(current->comm, "ksoftirqd/0"))
		WRITE_ONCE(stop, true);
	else
		tasklet_schedule(self);
}

TC_CASE(an_endless_tasklet_is_handed_over_to_ksoftirqd)
{
	stop = false;
	first = NULL;
	me = current;
	tasklet_setup(&t[0], until_ksoftirqd);
	local_bh_disable();
	tc_schedule(&t[0]);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(stop) && !READ_ONCE(t[0].state));
	tc_log("began in the task that scheduled it: %d, seen in ksoftirqd: %d", first == me, stop);
}
