// SPDX-License-Identifier: MIT
/*
 * Tasks: the host thread that booted is the first, tl_spawn() makes the others. Their pids are the
 * machine's own, so that a run's log is the same every time.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <tasklet/explore.h>

#include "arch/sim/memory.h"
#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "host/subsys.h"

struct sim_task *sim_task_alloc(const char *name)
{
	struct sim_task *task = sim_alloc(sizeof(*task));

	if (!task)
		return NULL;
	strncpy(task->t.comm, name, sizeof(task->t.comm) - 1);
	task->t.pid = ++sim.last_pid;
	task->t.tgid = 1;
	task->ex.id = (unsigned int)task->t.pid;
	task->refs = 1;
	task->bound = -1;
	task->timer.task = task;
	task->where = SIM_OFF;
	task->cpu = &sim.cpus[0];
	TAILQ_INSERT_TAIL(&sim.tasks, task, all);
	return task;
}

static void put(struct sim_task *task)
{
	fiber_release(task);
	if (--task->refs)
		return;
	fiber_acquire(task);
	if (task->t.worker_private)
		kthread_upcall_free(&task->t);
	sim_free(task);
}

/* Out of the machine. Who else holds it keeps what the kernel API sees. */
void sim_task_forget(struct sim_task *task)
{
	sim_timer_stop(&task->timer);
	TAILQ_REMOVE(&sim.tasks, task, all);
	if (task->fiber && task->fiber->map)
		fiber_destroy(task->fiber);
	task->fiber = NULL;
	put(task);
}

/* A CPU's idle task is part of the CPU. */
struct task_struct *get_task_struct(struct task_struct *t)
{
	if (!is_idle_task(t))
		task_of(t)->refs++;
	return t;
}
EXPORT_SYMBOL_GPL(get_task_struct);

struct task_struct *tryget_task_struct(struct task_struct *t)
{
	return is_idle_task(t) || task_of(t)->refs ? get_task_struct(t) : NULL;
}
EXPORT_SYMBOL_GPL(tryget_task_struct);

void put_task_struct(struct task_struct *t)
{
	if (!is_idle_task(t))
		put(task_of(t));
}
EXPORT_SYMBOL_GPL(put_task_struct);

static void end(struct sim_task *me) __attribute__((noreturn));

static void end(struct sim_task *me)
{
	if (arch_self.ctx) {
		sched_upcall_atomic_exit();
		(void)arch_section_break();
	}
	if (arch_self.rcu_depth)
		sched_upcall_reader_exit();
	sim_note(SIM_EVENT_END, (uint64_t)me->t.pid);
	fiber_release(&sim.sync);
	fiber_release(me);
	sim_clock_progress();
	sim_leave_cpu(me);
	me->where = SIM_ENDED;
	if (me->joiner)
		sim_wake(me->joiner);
	sim.dead = me;
	sim_away();
	abort();
}

static void task_main(void *arg)
{
	struct sim_task *me = arg;

	sim_arrive();
	fiber_acquire(me);
	fiber_acquire(&me->t.__state);
	me->fn(me->arg);
	end(me);
}

/* On the CPU where it begins, with the view that it has of it. The fiber and the pid are there. */
void sim_task_place(struct sim_task *task, struct sim_cpu *cpu)
{
	task->cpu = cpu;
	task->saved = (struct arch_self){.cpu = &cpu->a,
					 .task = &task->t,
					 .tid = (unsigned int)task->t.pid,
					 .stack = (unsigned long)task->fiber->bottom,
					 .stack_size = task->fiber->size};
}

/* Off its CPU. NULL: no memory. */
static struct sim_task *make(const char *name, struct sim_cpu *cpu, void (*fn)(void *arg),
			     void *arg)
{
	struct sim_task *task = sim_task_alloc(name);

	if (!task)
		return NULL;
	task->fiber = fiber_create(task_main, task);
	if (!task->fiber) {
		sim_task_forget(task);
		return NULL;
	}
	task->fn = fn;
	task->arg = arg;
	sim_task_place(task, cpu);
	/* Pids and CPUs go by the order in which tasks are made. */
	ex_touch(&sim.last_pid);
	sim_note(SIM_EVENT_SPAWN, (uint64_t)task->t.pid);
	fiber_release(task);
	return task;
}

/* @cpu: where it stays; -1: anywhere */
static struct task_struct *spawn(const char *who, int cpu, const char *name, void (*fn)(void *arg),
				 void *arg)
{
	struct sim_task *task;

	if (!name || !*name || !fn) {
		pr_err("%s: %s is missing\n", who, fn ? "name" : "fn");
		return NULL;
	}
	if (!arch_register_self()) {
		pr_err("%s: called from a host thread that is not the machine's\n", who);
		return NULL;
	}
	if (cpu >= (int)sim.nr_cpus || cpu < -1) {
		pr_err("%s(%s): cpu %d: there are %u\n", who, name, cpu, sim.nr_cpus);
		return NULL;
	}
	task = make(name, cpu < 0 ? sim.running->cpu : &sim.cpus[cpu], fn, arg);
	if (!task) {
		pr_err("%s(%s): no memory for a stack: %pe\n", who, name, ERR_PTR(-ENOMEM));
		return NULL;
	}
	task->bound = cpu;
	sim_place(task);
	return &task->t;
}

struct task_struct *tl_spawn(const char *name, void (*fn)(void *arg), void *arg)
{
	return spawn("tl_spawn", -1, name, fn, arg);
}
EXPORT_SYMBOL(tl_spawn);

struct task_struct *tl_spawn_on(int cpu, const char *name, void (*fn)(void *arg), void *arg)
{
	if (cpu == -1)
		cpu = -2; /* names no CPU here */
	return spawn("tl_spawn_on", cpu, name, fn, arg);
}
EXPORT_SYMBOL(tl_spawn_on);

/*
 * Kthreads, see kernel/kthread.c. They start on the CPUs in turn: what is explored stays where it
 * began, and who made it and what it does should be able to run at the same time.
 */
struct task_struct *arch_kthread_create(const char *name, void (*fn)(void *arg), void *arg)
{
	struct sim_task *task;

	if (!arch_register_self())
		return ERR_PTR(-EAGAIN);
	task = make(name, &sim.cpus[(unsigned int)sim.last_pid % sim.nr_cpus], fn, arg);
	if (!task)
		return ERR_PTR(-ENOMEM);
	task->t.flags = PF_KTHREAD;
	task->t.__state = TASK_UNINTERRUPTIBLE | TASK__ASLEEP;
	task->since = sim_now();
	return &task->t;
}

void arch_kthread_bind(struct task_struct *t, unsigned int cpu)
{
	struct sim_task *task = task_of(t);

	task->bound = (int)cpu;
	task->cpu = &sim.cpus[cpu];
	task->saved.cpu = &task->cpu->a;
}

void arch_kthread_ending(void)
{
}

void arch_kthread_exit(void)
{
	end(sim.running);
}

static void describe_join(const void *waits_for, char *buf, unsigned long size)
{
	const struct task_struct *t = waits_for;

	scnprintf(buf, size, "the end of task %s:%d", t->comm, t->pid);
}

int tl_join(struct task_struct *t)
{
	struct sim_task *task = task_of(t), *me = sim.running;

	if (!t || !sim_is_here() || task == me || task == sim.main || task->joiner) {
		pr_err("tl_join: %s\n",
		       !t	      ? "no task" :
		       !sim_is_here() ? "not the machine's thread" :
		       task == me || task == sim.main ?
					"a task can't wait for its own end, nor for the program's" :
					"somebody waits for it already");
		return -EINVAL;
	}
	if (arch_self.ctx || arch_self.hold) {
		pr_err("tl_join: called from a callback, or within a section that must not be preempted\n");
		return -EDEADLK;
	}
	task->joiner = me;
	me->t.waits_for = t;
	me->t.waits_describe = describe_join;
	me->since = sim_now();
	while (task->where != SIM_ENDED)
		sim_sleep_off(me);
	me->t.waits_describe = NULL;
	fiber_acquire(task);
	sim_task_forget(task);
	return 0;
}
EXPORT_SYMBOL(tl_join);

/* Return: false on a host thread that is no task of the machine's. */
bool arch_register_self(void)
{
	if (sim_is_here())
		return true;
	if (tl_boot_auto() < 0)
		return false;
	if (sim.up && !sim_is_here())
		pr_err_once(
			"tasklet-sim: the kernel API was called from another host thread than the machine's: what it does could not be repeated; use tl_spawn()\n");
	return sim_is_here();
}

struct task_struct *arch_task_register(void)
{
	static __thread struct task_struct none;

	if (!arch_self.task) {
		unsigned long ctx = arch_self.ctx;

		arch_self.ctx = 0;
		(void)arch_register_self();
		arch_self.ctx = ctx;
	}
	return arch_self.task ? arch_self.task : &none;
}

/* The outermost step into atomic code of one who has no CPU. */
void arch_take_slow(void)
{
	unsigned long ctx = arch_self.ctx;
	int saved_errno = errno;

	if (!sim_is_here()) {
		arch_self.ctx = 0;
		(void)arch_register_self();
		arch_self.ctx = ctx;
	}
	if (sim_is_here() && !arch_self.on_cpu)
		sim_take_cpu(sim.running);
	errno = saved_errno;
}

bool arch_task_name(const struct task_struct *t, char *comm, pid_t *pid)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim.tasks, all) {
		if (&task->t == t) {
			memcpy(comm, t->comm, TASK_COMM_LEN);
			*pid = t->pid;
			return true;
		}
	}
	return false;
}

int arch_bind(int cpu)
{
	struct sim_task *me;

	if (!arch_register_self())
		return -EAGAIN;
	me = sim.running;
	if (arch_self.ctx || sim_is_worker(me))
		return -EINVAL;
	me->bound = cpu;
	if (cpu < 0 || me->cpu == &sim.cpus[cpu])
		return 0;
	sim_leave_cpu(me);
	me->cpu = &sim.cpus[cpu];
	sim_take_cpu(me);
	return 0;
}

bool arch_caller_is_ours(void)
{
	return sim_is_here() && sim.running != sim.main;
}
