// SPDX-License-Identifier: MIT
/*
 * The end of a run that can't go on. Everybody who waits says what for, in the kernel's words and
 * with a call trace of its own stack: the reporter switches to each of them, and they switch back.
 */
#include <linux/panic.h>
#include <linux/printk.h>

#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "debug/stall.h"

static struct sim_task *reporter;

/* On @me's own stack. */
void sim_report_self(struct sim_task *me)
{
	unsigned char hold = arch_self.hold;
	uint64_t spun = sim_now() - sim.stuck_since;

	arch_self.hold = 1;
	if (me->where != SIM_OFF && sim.dying)
		stall_report_cpu((int)me->cpu->a.nr, (unsigned int)(spun / 1000000000u), me->t.comm,
				 me->t.pid);
	else
		sched_upcall_hung(sim_now() - me->since);
	arch_self.hold = hold;
}

void sim_report_done(void)
{
	sim.running->must_report = false;
	sim_switch_to(reporter);
}

static void ask(struct sim_task *task)
{
	if (task == reporter) {
		sim_report_self(task);
		return;
	}
	task->must_report = true;
	sim_switch_to(task);
}

void sim_deadlock(const char *why)
{
	struct sim_task *task;

	bool ended = sim.running->where == SIM_ENDED;

	reporter = sim.running;
	sim.dying = true;
	/* A task whose end leaves nobody: its stack is needed for a little longer. */
	sim.dead = NULL;
	if (ended)
		reporter->where = SIM_OFF;
	arch_self.hold = 1;
	for (unsigned int i = 0; i < sim.nr_cpus; i++)
		if (sim.cpus[i].curr)
			ask(sim.cpus[i].curr);
	TAILQ_FOREACH(task, &sim.tasks, all)
		if (task->where == SIM_OFF && !(ended && task == reporter))
			ask(task);
	panic("%s", why);
}
