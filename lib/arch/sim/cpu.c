// SPDX-License-Identifier: MIT
/*
 * Who goes on: CPUs, their queues, and the switch from one fiber to another; see sim.h. There is no
 * scheduler's stack: who stops running picks its successor and switches to it.
 */
#include <errno.h>

#include "arch/sim/sim.h"

struct sim sim __arch_hot;
struct arch_cpu arch_no_cpu;

__thread struct arch_self arch_self __attribute__((tls_model("initial-exec"))) = {
	.cpu = &arch_no_cpu,
};

static bool is_ready(const struct sim_cpu *cpu)
{
	return sim.ready[cpu->a.nr / 64] >> (cpu->a.nr % 64) & 1;
}

void sim_make_ready(struct sim_cpu *cpu)
{
	if (is_ready(cpu))
		return;
	sim.ready[cpu->a.nr / 64] |= 1ull << (cpu->a.nr % 64);
	sim.nr_ready++;
}

static void check_ready(struct sim_cpu *cpu)
{
	if (cpu->curr || cpu->queued || cpu->pending || !is_ready(cpu))
		return;
	sim.ready[cpu->a.nr / 64] &= ~(1ull << (cpu->a.nr % 64));
	sim.nr_ready--;
}

/* The next CPU from @nr on, round the corner, whose bit in ready is @bit; NULL if none. */
static struct sim_cpu *next_cpu(unsigned int nr, bool bit)
{
	unsigned int words = (sim.nr_cpus + 63) / 64;

	for (unsigned int i = 0; i <= words; i++) {
		unsigned int word = (nr / 64 + i) % words;
		uint64_t bits = bit ? sim.ready[word] : ~sim.ready[word];

		if (word == (sim.nr_cpus - 1) / 64 && sim.nr_cpus % 64)
			bits &= (1ull << (sim.nr_cpus % 64)) - 1;
		if (i == 0)
			bits &= ~0ull << (nr % 64);
		if (bits)
			return &sim.cpus[word * 64 + (unsigned int)__builtin_ctzll(bits)];
	}
	return NULL;
}

void sim_enqueue(struct sim_task *task, bool first)
{
	struct sim_cpu *cpu = task->cpu;

	task->where = SIM_QUEUED;
	if (first)
		TAILQ_INSERT_HEAD(&cpu->queue, task, node);
	else
		TAILQ_INSERT_TAIL(&cpu->queue, task, node);
	cpu->queued++;
	sim.nr_queued++;
	sim_make_ready(cpu);
}

void sim_dequeue(struct sim_task *task)
{
	TAILQ_REMOVE(&task->cpu->queue, task, node);
	task->cpu->queued--;
	sim.nr_queued--;
}

void sim_occupy(struct sim_cpu *cpu, struct sim_task *task)
{
	if (task->where == SIM_QUEUED)
		sim_dequeue(task);
	cpu->curr = task;
	task->cpu = cpu;
	task->where = SIM_OCCUPYING;
	sim_make_ready(cpu);
}

/* An idle CPU for a task that may go anywhere; else the one that it had. What is explored stays
 * where it is: where it may run is no choice, and must not hang on who came first. */
static void find_cpu(struct sim_task *task)
{
	struct sim_cpu *idle;

	if (task->bound >= 0 || sim.exploring || !is_ready(task->cpu))
		return;
	idle = next_cpu((task->cpu->a.nr + 1) % sim.nr_cpus, false);
	if (idle)
		task->cpu = idle;
}

/* A task has become runnable. */
void sim_place(struct sim_task *task)
{
	find_cpu(task);
	if (sim.exploring)
		ex_reach(task->cpu, EX_BY_TASK);
	sim_enqueue(task, false);
}

/* As one who is off its CPU: have one, before who else wants it if it is free. */
void sim_take_cpu(struct sim_task *me)
{
	if (me->cpu->curr)
		find_cpu(me);
	if (!me->cpu->curr) {
		sim_occupy(me->cpu, me);
		sim.active = me->cpu;
		sim_refresh();
		return;
	}
	sim_enqueue(me, false);
	sim_away();
}

void sim_leave_cpu(struct sim_task *task)
{
	if (task->where == SIM_OCCUPYING) {
		task->cpu->curr = NULL;
		check_ready(task->cpu);
	}
	task->where = SIM_OFF;
}

/* Who occupies the CPU from now on. */
static struct sim_task *pick(struct sim_cpu *cpu)
{
	struct sim_task *task;

	if (cpu->curr)
		return cpu->curr;
	task = cpu->pending ? sim_worker(cpu) : TAILQ_FIRST(&cpu->queue);
	sim_occupy(cpu, task);
	return task;
}

static void reap(void)
{
	struct sim_task *dead = sim.dead;

	sim.dead = NULL;
	if (!dead)
		return;
	/* Nobody can wait for it any more, but by what kernel/kthread.c does. */
	if (dead->t.flags & PF_KTHREAD) {
		fiber_acquire(dead);
		sim_task_forget(dead);
		return;
	}
	fiber_destroy(dead->fiber);
	dead->fiber = NULL;
}

/* What the running fiber sees of its CPU, and when its points are asked about. */
inline void sim_refresh(void)
{
	struct sim_task *me = sim.running;

	arch_self.cpu = &me->cpu->a;
	arch_self.on_cpu = me->where == SIM_OCCUPYING;
	arch_self.pending = arch_self.on_cpu && me->cpu->pending;
	sim_set_budget(SIM_SLICE);
}

/* The first thing that a fiber does when it has been switched to. */
inline void sim_arrive(void)
{
	struct sim_task *me = sim.running;

	arch_self = me->saved;
	if (sim.exploring && me == sim.main)
		ex_arrive_main();
	fiber_acquire(&sim.drive);
	reap();
	while (me->must_report) {
		sim_report_self(me);
		sim_report_done();
	}
	sim_refresh();
}

/* Without asking anybody: @next goes on here, and the caller later. */
void sim_switch_to(struct sim_task *next)
{
	struct sim_task *prev = sim.running;
	int saved_errno;

	if (next == prev) {
		sim_refresh();
		return;
	}
	saved_errno = errno;
	prev->saved = arch_self;
	sim.running = next;
	sim_note(SIM_EVENT_SWITCH, (uint64_t)next->t.pid);
	fiber_switch(prev->fiber, next->fiber, prev->where == SIM_ENDED);
	sim_arrive();
	errno = saved_errno;
}

/* Let @cpu go on. */
static void go(struct sim_cpu *cpu)
{
	sim.stays = cpu == sim.active ? sim.stays + 1 : 0;
	sim.active = cpu;
	sim_switch_to(pick(cpu));
}

/* One of the CPUs that are ready; @dflt-th from the active one on, that included. */
static struct sim_cpu *choose_cpu(unsigned int dflt)
{
	struct sim_cpu *cpu = next_cpu(sim.active->a.nr, true);

	if (dflt >= sim.nr_ready || !is_ready(sim.active))
		dflt = 0;
	while (dflt--)
		cpu = next_cpu((cpu->a.nr + 1) % sim.nr_cpus, true);
	return cpu;
}

/* Who asked to be told: of the next point, or that nobody can get on. */
static void resume_off(struct sim_task **who)
{
	struct sim_task *task = *who;

	*who = NULL;
	/* Who drove before, and has no CPU, waits for one. */
	if (sim.running->where == SIM_FLOATING)
		sim_enqueue(sim.running, false);
	fiber_release(&sim.sync);
	if (!task->cpu->curr) {
		sim_occupy(task->cpu, task);
		sim.active = task->cpu;
	} else {
		task->where = SIM_FLOATING;
	}
	sim_switch_to(task);
}

bool sim_step_over(void)
{
	if (!sim.stepper)
		return false;
	resume_off(&sim.stepper);
	return true;
}

bool sim_idle_over(void)
{
	if (!sim.idler)
		return false;
	resume_off(&sim.idler);
	return true;
}

/* The caller has left its CPU: others go on, until it has one again. By default those of the same
 * CPU, for a while: two that wake each other must not keep the other CPUs out. */
void sim_away(void)
{
	if (sim.exploring) {
		ex_away();
		return;
	}
	for (;;) {
		if (sim_step_over())
			return;
		if (sim.idler && sim.idle_limit && !--sim.idle_limit && sim_idle_over())
			return;
		if (sim.nr_ready) {
			go(choose_cpu(sim.stays >= SIM_STAYS || sim_is_worker(sim.running)));
			return;
		}
		if (sim_idle_over())
			return;
		if (!sim_clock_jump())
			sim_deadlock("deadlock: all tasks sleep, and nothing will wake one");
	}
}

/* A preemptible caller gives others of its CPU's queue a turn, once somebody else goes on. */
void sim_requeue(void)
{
	struct sim_task *me = sim.running;

	if (me->where == SIM_FLOATING) {
		sim_enqueue(me, false);
	} else if (!arch_self.ctx && me->cpu->queued) {
		sim_leave_cpu(me);
		sim_enqueue(me, false);
	}
}

/* A turn of the caller is over: everybody else gets one. */
void sim_rotate(void)
{
	go(choose_cpu(sim.nr_ready > 1));
}

/* Let another CPU than the caller's go on, for one step. Return: false if there is none. */
bool sim_go_step(void)
{
	if (!sim.nr_ready)
		return false;
	go(choose_cpu(sim.spun));
	return true;
}
