// SPDX-License-Identifier: MIT
/*
 * Grace periods of RCU. One begins with a look at all fibers: who is in a read section (of
 * rcu_read_lock(), or with ctx != 0: preemption, softirqs or interrupts off, a handler, a softirq)
 * is awaited. It is over at the moment when the last of those is in none. So it is as short as it
 * may be: what a longer one would hide, a shorter one shows.
 *
 * Whether it began between two sections or within the latter makes a difference to who reads. So the
 * beginnings of a reader's sections are choices, also where nothing else would hang on them
 * (explore/sched.c).
 *
 * Beginning one depends on where everybody is, so to the explorer it is a step that conflicts with
 * all others; the ends of awaited sections conflict with each other, since the last is special.
 * Nothing in here is a point.
 */
#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/sprintf.h>
#include <asm/rcu.h>

#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "host/call.h"

/* Fibers whose sections the grace period waits for. */
static unsigned int nr_awaited;

/* The fiber's own view of itself, wherever that is just now. */
static struct arch_self *self_of(struct sim_task *task)
{
	return task == sim.running ? &arch_self : &task->saved;
}

static bool reads(const struct arch_self *self)
{
	return self->ctx || self->rcu_depth;
}

static void await(struct sim_task *task)
{
	struct arch_self *self = self_of(task);

	if (task->where == SIM_ENDED || !reads(self))
		return;
	self->rcu_awaited = 1;
	nr_awaited++;
}

/* All that could be in a section: the tasks, and the workers that there are. */
static void for_each_fiber(void (*fn)(struct sim_task *task))
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim.tasks, all)
		fn(task);
	for (unsigned int i = 0; i < sim.nr_cpus; i++)
		if (sim.cpus[i].worker)
			fn(sim.cpus[i].worker);
}

/* Said to a race detector: whoever runs here sees what was done in sections that have ended. */
static void acquire_sections(void)
{
	for (unsigned int i = 0; i < sim.nr_cpus; i++)
		fiber_acquire(&sim.cpus[i].a.sync);
}

int arch_rcu_begin(void)
{
	nr_awaited = 0;
	ex_touch_all();
	acquire_sections();
	for_each_fiber(await);
	return nr_awaited == 0;
}

/* The running fiber is awaited, and left a section. */
void arch_rcu_look(void)
{
	unsigned long host;

	if (reads(&arch_self))
		return;
	arch_self.rcu_awaited = 0;
	ex_touch(&nr_awaited);
	if (--nr_awaited)
		return;
	acquire_sections();
	host = host_call_begin();
	rcu_upcall_gp_over();
	host_call_end(host);
}
EXPORT_SYMBOL(arch_rcu_look);

void arch_rcu_enter(const struct lock_site *site)
{
	arch_self.rcu_reader = 1;
	arch_self.rcu_site = site;
}
EXPORT_SYMBOL(arch_rcu_enter);

int arch_rcu_describe(char *buf, size_t size)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim.tasks, all) {
		const struct arch_self *self = self_of(task);

		if (!self->rcu_awaited)
			continue;
		if (!self->rcu_depth)
			break;
		return scnprintf(buf, size, "%s:%d, who reads since %s:%u", task->t.comm,
				 task->t.pid, self->rcu_site->file, self->rcu_site->line);
	}
	return scnprintf(buf, size, "a CPU that somebody owns");
}

void arch_rcu_exit(void)
{
	nr_awaited = 0;
}
