// SPDX-License-Identifier: MIT
/*
 * The worker of a CPU: whose stack interrupts and softirqs run on when nobody occupies the CPU.
 *
 * While it serves interrupts it is the idle task, swapper/N; softirqs that were left over (raised
 * from plain task context, or over the softirq budget) it runs as ksoftirqd/N, one pass at a time,
 * and queues behind the CPU's tasks between passes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/panic.h>

#include "arch/sim/memory.h"
#include "arch/sim/sim.h"
#include "arch/upcall.h"

static void serve(struct sim_task *me)
{
	struct sim_cpu *cpu = me->cpu;

	arch_self.task = &cpu->idle;
	arch_self.ctx = IDLE_PREEMPT_COUNT;
	if (sim.exploring)
		ex_worker_serves(me);
	else
		sim_deliver();
	arch_self.task = &me->t;
}

static void run_softirqs(struct sim_cpu *cpu)
{
	cpu->work = false;
	arch_self.ctx = ARCH_CTX_IRQ_OFF;
	fiber_acquire(&cpu->a.sync);
	if (cpu->a.softirq_pending)
		softirq_upcall_ksoftirqd();
	fiber_release(&cpu->a.sync);
}

static void worker(void *arg)
{
	struct sim_task *me = arg;
	struct sim_cpu *cpu = me->cpu;

	sim_arrive();
	fiber_acquire(&cpu->a.sync);
	for (;;) {
		if (sim.exploring ? me->ex.deliver : cpu->pending)
			serve(me);
		else if (cpu->work)
			run_softirqs(cpu);
		arch_self.ctx = 0;
		__arch_rcu_look();
		fiber_release(&sim.sync);
		sim_leave_cpu(me);
		if (cpu->work)
			sim_enqueue(me, false);
		sim_away();
	}
}

static void name_task(struct task_struct *t, const char *name, unsigned int nr)
{
	snprintf(t->comm, sizeof(t->comm), "%s/%u", name, nr);
}

struct sim_task *sim_worker(struct sim_cpu *cpu)
{
	struct sim_task *task = cpu->worker;

	if (task)
		return task;
	task = sim_alloc(sizeof(*task));
	if (!task || !(task->fiber = fiber_create(worker, task)))
		panic("out of memory for the stack of ksoftirqd/%u\n", cpu->a.nr);
	name_task(&task->t, "ksoftirqd", cpu->a.nr);
	name_task(&cpu->idle, "swapper", cpu->a.nr);
	task->t.flags = PF_KTHREAD;
	cpu->idle.flags = PF_KTHREAD | PF_IDLE;
	task->t.pid = SIM_WORKER_PID + (pid_t)cpu->a.nr;
	task->ex.id = EX_WORKER_ID | cpu->a.nr;
	task->refs = 1;
	task->bound = (int)cpu->a.nr;
	task->timer.task = task;
	task->where = SIM_OFF;
	sim_task_place(task, cpu);
	cpu->worker = task;
	fiber_release(&cpu->a.sync);
	return task;
}

/* Who runs on this CPU leaves softirqs to ksoftirqd. */
void arch_wake_softirqd(void)
{
	struct sim_cpu *cpu = sim.running->cpu;
	struct sim_task *task;

	if (!sim_is_here() || cpu->work)
		return;
	cpu->work = true;
	task = sim_worker(cpu);
	/* Busy serving interrupts, it comes to this next. */
	if (task->where == SIM_OFF)
		sim_enqueue(task, false);
}

/* Not asked for: arch_worker_cpu() names none. */
void arch_worker_post(unsigned int cpu)
{
	(void)cpu;
}
