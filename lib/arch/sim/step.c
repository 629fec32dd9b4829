// SPDX-License-Identifier: MIT
/*
 * Driving the machine from a task: <tasklet/sim.h>. The task that calls gives up its CPU meanwhile,
 * so that what is to run there can. When it goes on, somebody may have been left there in the middle
 * of atomic code; then it goes on without a CPU, which plain code does not need, and gets one at its
 * next step into atomic code.
 */
#include <errno.h>

#include <linux/printk.h>
#include <tasklet/sim.h>

#include "arch/sim/sim.h"

static int may_drive(const char *who)
{
	if (!arch_register_self()) {
		pr_err("%s: called from a host thread that is not the machine's\n", who);
		return -EINVAL;
	}
	if (arch_self.ctx || arch_self.hold || sim_is_worker(sim.running)) {
		pr_err("%s: called from a callback, or within a section that must not be preempted\n",
		       who);
		return -EDEADLK;
	}
	if (sim.idler || sim.stepper) {
		pr_err("%s: another task drives the machine\n", who);
		return -EBUSY;
	}
	return 0;
}

static void leave(struct sim_task *me)
{
	fiber_release(&sim.drive);
	sim_leave_cpu(me);
}

int tl_step(void)
{
	int err = may_drive("tl_step");

	if (err)
		return err;
	leave(sim.running);
	sim.stepper = sim.running;
	if (sim_go_step()) {
		fiber_acquire(&sim.sync);
		return 1;
	}
	sim.stepper = NULL;
	sim_take_cpu(sim.running);
	return 0;
}
EXPORT_SYMBOL(tl_step);

/* @limit: of turns of others, 0: none */
void sim_run_idle(unsigned int limit)
{
	leave(sim.running);
	sim.idler = sim.running;
	sim.idle_turns = 0;
	sim.idle_limit = limit;
	sim_away();
	fiber_acquire(&sim.sync);
}

int tl_run_until_idle(void)
{
	int err = may_drive("tl_run_until_idle");

	if (!err)
		sim_run_idle(0);
	return err;
}
EXPORT_SYMBOL(tl_run_until_idle);

int tl_advance(uint64_t ns)
{
	int err = may_drive("tl_advance");
	uint64_t target, at;

	if (err)
		return err;
	target = sim_now() + ns;
	for (;;) {
		sim_run_idle(0);
		if (!sim_clock_next(&at) || at > target)
			break;
		sim_note(SIM_EVENT_TIME, at);
		sim_clock_set(at);
	}
	if (target > sim_now())
		sim_clock_set(target);
	sim_run_idle(0);
	return 0;
}
EXPORT_SYMBOL(tl_advance);

uint64_t tl_now_ns(void)
{
	return sim_now();
}
EXPORT_SYMBOL(tl_now_ns);
