/* SPDX-License-Identifier: MIT */
/*
 * The deterministic machine: private to lib/arch/sim/.
 *
 * WHO RUNS. There is one host thread, the one that booted. Each task is a fiber; the host thread's
 * own stack is task 0's. A CPU is a slot that at most one fiber occupies (`curr`), whether it is
 * executing just now or was left at a point. Further runnable tasks queue for the CPU.
 *
 *	running		sim.running; on sim.active if it has a CPU
 *	occupying	curr of a CPU; goes on when that CPU does
 *	queued		in its CPU's queue
 *	off		asleep, or a task that lets the machine run
 *	floating	running without a CPU, after it did that; nobody but sim.running
 *	ended
 *
 * A fiber with ctx == 0 is preemptible: its CPU may be given to another of the queue at a point.
 * With ctx != 0 it keeps the CPU until it is done. Handlers and softirqs run on the stack of the
 * fiber that they interrupt; on a CPU that nobody occupies, on the worker's (worker.c).
 *
 * THE DEFAULT SCHEDULE, when nobody explores (explore/sched.c): who runs goes
 * on until it sleeps, spins, ends, or its slice of points is used up; then the next CPU that is
 * ready does, in the order of their numbers, and a CPU takes its queue's first. An interrupt is
 * delivered at the first point where it may be.
 *
 * VIRTUAL TIME stands still while somebody gets on. It jumps to the next deadline when nobody can
 * run, and creeps while all that run only spin (clock.c).
 *
 * Nothing in here is a point: no READ_ONCE(), no kernel lists, no kernel locks.
 */
#ifndef LIB_ARCH_SIM_SIM_H
#define LIB_ARCH_SIM_SIM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <asm/self.h>
#include <asm/smp.h>
#include <linux/sched.h>

#include "arch/sim/explore/party.h"
#include "arch/sim/fiber.h"
#include "arch/upcall.h"

/* Points that a fiber may pass in one go. */
#define SIM_SLICE      1000
/* Times that a CPU's tasks follow each other before another CPU's turn comes. */
#define SIM_STAYS      16
/* Turns in vain of everybody that count as idle. */
#define SIM_IDLE_TURNS 16
/* Of ksoftirqd/0; tasks count from 1. */
#define SIM_WORKER_PID 1000000

struct sim_cpu;

enum sim_where { SIM_OCCUPYING, SIM_QUEUED, SIM_OFF, SIM_FLOATING, SIM_ENDED };

/**
 * struct sim_timer - something due
 * @at: when, in virtual nanoseconds
 * @seq: orders those of one instant
 * @slot: place in the heap, from 1; 0 while it is not armed
 * @soft: time does not jump for its sake
 * @task: whose sleep ends; NULL: a clock event
 * @cpu, @event: of which CPU, and which
 */
struct sim_timer {
	uint64_t at;
	uint64_t seq;
	unsigned int slot;
	bool soft;
	struct sim_task *task;
	unsigned int cpu;
	enum arch_event event;
};

/**
 * struct sim_task - a task
 * @t: what the kernel API sees
 * @refs: holders
 * @fiber: its stack
 * @saved: its arch_self while it does not run
 * @where: see the top of this file
 * @cpu: the CPU that it occupies or queues for, or had last
 * @bound: CPU that it is pinned to, or -1
 * @bound_before: while it sleeps in the middle of a section, which pins it: @bound
 * @node: in the queue of @cpu
 * @all: in the list of tasks
 * @timer: ends its sleep
 * @joiner: waits for its end
 * @fn, @arg: what it runs
 * @since: when its sleep or its fruitless spinning began
 * @must_report: when it is switched to it says what it waits for, and switches back
 * @ex: while the machine is explored
 */
struct sim_task {
	struct task_struct t;
	int refs;
	struct fiber *fiber;
	struct arch_self saved;
	enum sim_where where;
	struct sim_cpu *cpu;
	int bound;
	int bound_before;
	TAILQ_ENTRY(sim_task) node;
	TAILQ_ENTRY(sim_task) all;
	struct sim_timer timer;
	struct sim_task *joiner;
	void (*fn)(void *arg);
	void *arg;
	uint64_t since;
	bool must_report;
	struct ex_party ex;
};

TAILQ_HEAD(sim_queue, sim_task);

/**
 * struct sim_cpu - a virtual CPU
 * @a: what inline code sees
 * @curr: the fiber that occupies it, or NULL
 * @queue: tasks that wait for it
 * @queued: how many
 * @pending: an interrupt, or a cross-CPU request, waits for it
 * @work: softirqs were left to ksoftirqd
 * @worker: swapper/N and ksoftirqd/N; its stack is made when it is first needed
 * @idle: who the worker is while it serves interrupts
 * @events: its clock events
 * @passed_by: exploring: sections of which were entered without a look at what enum ex_reach
 * @home_cpu, @home_id: exploring: who was at work when an interrupt was delivered here
 */
struct sim_cpu {
	struct arch_cpu a;
	struct sim_task *curr;
	struct sim_queue queue;
	unsigned int queued;
	bool pending;
	bool work;
	unsigned char passed_by;
	struct sim_task *worker;
	struct task_struct idle;
	struct sim_timer events[ARCH_NR_EVENTS];
	unsigned int home_cpu;
	unsigned int home_id;
};

/**
 * struct sim - the machine
 * @up: booted
 * @exploring: explore/ decides who goes on
 * @nr_cpus: how many
 * @cpus: them
 * @ready: bit per CPU: somebody occupies it or queues for it, or an interrupt waits
 * @nr_ready: how many
 * @nr_queued: tasks in all queues
 * @active: the CPU that goes on, or had gone on
 * @running: whose stack we are on
 * @main: task 0
 * @dead: ended, and still to be given back by who runs next
 * @stepper: in tl_step(): goes on at the next point of anybody
 * @idler: in tl_run_until_idle(): goes on when nobody else can
 * @tasks: all but the workers
 * @last_pid: the newest task's
 * @spins: turns of spinning since time last passed
 * @creep: how far time passes next when all just spin
 * @stuck_since: nothing but spinning since then
 * @dying: a deadlock is being reported
 * @left: points of the slice that are left when the machine wants to be asked before
 * @stays: times that the active CPU has gone on after one of its tasks left it
 * @spun: the last step was a turn of a loop
 * @idle_turns: of everybody in vain, while a task waits for that
 * @idle_limit: turns of others after which that task goes on anyway; 0: none
 * @sync, @drive: said to a race detector: who drives the machine sees all that others did, and they
 *	what it did
 */
struct sim {
	bool up;
	bool exploring;
	unsigned int nr_cpus;
	struct sim_cpu *cpus;
	uint64_t ready[NR_CPUS / 64];
	unsigned int nr_ready;
	unsigned int nr_queued;
	struct sim_cpu *active;
	struct sim_task *running;
	struct sim_task *main;
	struct sim_task *dead;
	struct sim_task *stepper;
	struct sim_task *idler;
	struct sim_queue tasks;
	pid_t last_pid;
	unsigned int spins;
	uint64_t creep;
	uint64_t stuck_since;
	bool dying;
	int left;
	unsigned int stays;
	bool spun;
	unsigned int idle_turns;
	unsigned int idle_limit;
	int sync;
	int drive;
};

extern struct sim sim;
extern struct arch_cpu arch_no_cpu;

static inline struct sim_cpu *to_cpu(struct arch_cpu *a)
{
	return (struct sim_cpu *)a;
}

static inline struct sim_task *task_of(const struct task_struct *t)
{
	return (struct sim_task *)t;
}

/* Is the caller the machine's thread? */
static inline bool sim_is_here(void)
{
	return arch_self.tid != 0;
}

/* note.c */
enum sim_event {
	SIM_EVENT_SWITCH,
	SIM_EVENT_DELIVER,
	SIM_EVENT_SLEEP,
	SIM_EVENT_WAKE,
	SIM_EVENT_SPAWN,
	SIM_EVENT_END,
	SIM_EVENT_KICK,
	SIM_EVENT_TIME,
	SIM_EVENT_CHOICE,
};

extern uint64_t sim_event_hash;
void sim_note_reset(void);

/* random.c: back to the first number of the boot option tl.seed. */
void sim_random_reset(void);

/* cpu.c */
void sim_make_ready(struct sim_cpu *cpu);
void sim_enqueue(struct sim_task *task, bool first);
void sim_place(struct sim_task *task);
void sim_take_cpu(struct sim_task *me);
void sim_leave_cpu(struct sim_task *task);
void sim_refresh(void);
void sim_arrive(void);
void sim_switch_to(struct sim_task *task);
void sim_occupy(struct sim_cpu *cpu, struct sim_task *task);
void sim_dequeue(struct sim_task *task);
void sim_away(void);
void sim_requeue(void);
void sim_rotate(void);
bool sim_step_over(void);
bool sim_idle_over(void);
bool sim_go_step(void);

/* point.c */
void sim_pause(bool delays);
static inline void sim_set_budget(int points)
{
	bool ask = sim.exploring || sim.stepper || arch_self.pending;

	sim.left = ask ? points : 0;
	arch_self.budget = ask ? 0 : points;
}

void sim_serve(int irq);
void sim_deliver(void);

/* clock.c */
extern uint64_t sim_clock_ns;
static inline uint64_t sim_now(void)
{
	return sim_clock_ns;
}

void sim_timer_start(struct sim_timer *timer, uint64_t at, bool soft);
void sim_timer_stop(struct sim_timer *timer);
bool sim_clock_jump(void);
/* Timers up to now whose time had come. */
extern unsigned int sim_clock_nr_due;
bool sim_clock_next(uint64_t *at);
void sim_clock_set(uint64_t to);
void sim_clock_creep(void);
void sim_clock_creep_on(bool strides);
void sim_clock_progress(void);
void sim_clock_reset(void);
void sim_clock_free(void);

/* Everything is in one word before the hash is, as its multiplications wait for each other. */
static inline void sim_note(enum sim_event what, uint64_t detail)
{
	uint64_t where = what | (sim.active ? (uint64_t)sim.active->a.nr << 8 : 0);
	uint64_t hash = sim_event_hash;

	hash ^= where * 0xd6e8feb86659fd93u ^ detail * 0xff51afd7ed558ccdu ^
		sim_now() * 0xc4ceb9fe1a85ec53u;
	hash *= 0x9e3779b97f4a7c15u;
	sim_event_hash = hash ^ hash >> 29;
}

/* sleep.c */
void sim_sleep_off(struct sim_task *me);
void sim_wake(struct sim_task *task);

/* task.c */
struct sim_task *sim_task_alloc(const char *name);
void sim_task_forget(struct sim_task *task);
void sim_task_place(struct sim_task *task, struct sim_cpu *cpu);
bool arch_register_self(void);

/* worker.c */
struct sim_task *sim_worker(struct sim_cpu *cpu);
static inline bool sim_is_worker(const struct sim_task *task)
{
	return task == task->cpu->worker;
}

/* step.c */
void sim_run_idle(unsigned int limit);

/* deadlock.c */
void sim_deadlock(const char *why) __attribute__((noreturn));
void sim_report_self(struct sim_task *me);
void sim_report_done(void);

/* explore/sched.c, spin.c: instead of point.c and cpu.c, while sim.exploring */
void ex_point(unsigned int kind, uintptr_t obj, size_t size, const void *pc);
void ex_spin(const void *site);
void ex_away(void);
void ex_worker_serves(struct sim_task *worker);
void ex_touch(const void *obj);
void ex_touch_all(void);
void ex_pause(bool delays);
void ex_freeing(const void *p, size_t size);
/* explore/reached.c */
void ex_reach(const struct sim_cpu *cpu, enum ex_reach by);
/* explore/run.c */
void ex_arrive_main(void);

#endif /* LIB_ARCH_SIM_SIM_H */
