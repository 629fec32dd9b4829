// SPDX-License-Identifier: MIT
/* Which CPU a tasklet runs on, and one against another. */
#include "case.h"

static struct tasklet_struct t[4];
static int cpu_of_run;
static int phase;

static void note_cpu(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	WRITE_ONCE(cpu_of_run, smp_processor_id());
	smp_mb();
}

static void schedule_it(void *which)
{
	tasklet_schedule(which);
}

static void hi_schedule_it(void *which)
{
	tasklet_hi_schedule(which);
}

TC_CASE(runs_on_the_cpu_that_scheduled_it)
{
	tasklet_setup(&t[0], note_cpu);
	for (int cpu = 0; cpu < 2; cpu++) {
		tc_hardirq_on(cpu, schedule_it, &t[0]);
		TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
		tc_log("scheduled on %d, ran on %d", cpu, READ_ONCE(cpu_of_run));
		tc_hardirq_on(cpu, hi_schedule_it, &t[0]);
		TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
		tc_log("hi-scheduled on %d, ran on %d", cpu, READ_ONCE(cpu_of_run));
	}
}

static void in_task_on(void *which)
{
	local_bh_disable();
	tc_schedule(which);
	local_bh_enable();
	TC_WAIT_UNTIL(!READ_ONCE(((struct tasklet_struct *)which)->state));
}

TC_CASE(runs_on_the_cpu_of_the_task_that_scheduled_it)
{
	tasklet_setup(&t[0], note_cpu);
	for (int cpu = 0; cpu < 2; cpu++) {
		tc_thread_join(tc_thread_start(in_task_on, &t[0], cpu));
		tc_log("scheduled on %d, ran on %d", cpu, READ_ONCE(cpu_of_run));
	}
}

static void blocker(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	WRITE_ONCE(cpu_of_run, smp_processor_id());
	if (READ_ONCE(phase) == 0) {
		WRITE_ONCE(phase, 1);
		TC_SPIN_UNTIL(READ_ONCE(phase) == 2);
	}
}

static bool ran;

static void say_ran(struct tasklet_struct *self)
{
	tc_tasklet("in callback", self);
	WRITE_ONCE(ran, true);
}

TC_CASE(busy_on_one_cpu_it_does_not_run_on_another)
{
	tasklet_setup(&t[0], blocker);
	tasklet_setup(&t[1], say_ran);
	phase = 0;
	ran = false;
	tc_hardirq_on(1, schedule_it, &t[0]);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	local_bh_disable();
	tc_schedule(&t[0]);
	tc_schedule(&t[1]);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran));
	tc_log("ran on %d", READ_ONCE(cpu_of_run));
	tc_tasklet("pending here, running there", &t[0]);
	WRITE_ONCE(phase, 2);
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
	tc_log("ran on %d", READ_ONCE(cpu_of_run));
}

TC_CASE(two_tasklets_run_on_two_cpus_at_once)
{
	tasklet_setup(&t[0], blocker);
	tasklet_setup(&t[1], say_ran);
	phase = 0;
	ran = false;
	tc_hardirq_on(1, schedule_it, &t[0]);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	local_bh_disable();
	tc_schedule(&t[1]);
	local_bh_enable();
	TC_WAIT_UNTIL(READ_ONCE(ran));
	tc_log("the other one still runs: %lx", READ_ONCE(t[0].state));
	WRITE_ONCE(phase, 2);
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
}

TC_CASE(rescheduled_elsewhere_while_it_runs_goes_there)
{
	tasklet_setup(&t[0], blocker);
	phase = 0;
	tc_hardirq_on(1, schedule_it, &t[0]);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	tc_log("runs on %d", READ_ONCE(cpu_of_run));
	local_bh_disable();
	tc_schedule(&t[0]);
	tc_tasklet("rescheduled", &t[0]);
	WRITE_ONCE(phase, 2);
	local_bh_enable();
	TC_WAIT_UNTIL(!READ_ONCE(t[0].state));
	tc_log("ran on %d", READ_ONCE(cpu_of_run));
}
