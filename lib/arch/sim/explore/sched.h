/* SPDX-License-Identifier: MIT */
/*
 * Between sched.c, who takes the options, offers.c, who lists them, spin.c, for who spins,
 * footprint.c, who keeps what steps did, and point.c, where points come in: private to these.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_SCHED_H
#define LIB_ARCH_SIM_EXPLORE_SCHED_H

#include "arch/sim/explore/machine.h"
#include "arch/sim/memory.h"
#include "arch/sim/sim.h"

/* Times that a party may give way in vain, until another of its CPU gets a step. */
#define MAX_YIELDS 2

static inline unsigned long ex_ctx_of(const struct sim_task *task)
{
	return task == sim.running ? arch_self.ctx : task->saved.ctx;
}

static inline bool ex_is_director(const struct sim_task *task)
{
	return task == sim.main && !ex.director_spins;
}

/* Is who runs the director, outside of any section, who waits for the others where tasks spin? */
static inline bool ex_directs(const struct sim_task *me)
{
	return me == sim.main && !arch_self.ctx;
}

/* Steps of others up to now that wrote something. */
static inline unsigned int ex_stores_of_others(const struct sim_task *task)
{
	return ex.nr_stores - task->ex.stores;
}

static inline bool ex_spin_is_over(const struct sim_task *task)
{
	return task->ex.woken ||
	       (task->ex.paused && ex_stores_of_others(task) != task->ex.others_at_pause);
}

static inline bool ex_can_go_on(const struct sim_task *task)
{
	return task && !ex_is_director(task) && (!task->ex.spins || ex_spin_is_over(task));
}

static inline void ex_stop_spinning(struct sim_task *task)
{
	if (!task->ex.spins)
		return;
	task->ex.spins = task->ex.woken = false;
	ex.nr_spinning--;
}

/* sched.c */
/* Who goes on? The caller is at a point, or has left its CPU. Returns when the caller goes on, or an
 * interrupt comes in on its stack. */
void ex_choose(void);
/* An interrupt comes in on the stack of the caller, who then is where it was. */
void ex_serve(struct sim_task *me);

/* poll.c */
bool ex_may_time_out(const struct sim_task *task, bool forced, bool alone);
void ex_poll_begin(struct sim_task *task);
bool ex_poll_turn(struct sim_task *me, const void *site, bool creeps);
bool ex_poll_point(const void *pc, uintptr_t obj);

/* reached.c */
bool ex_is_reached(struct sim_cpu *cpu, enum ex_reach by);

/* spin.c: nobody can go on. Return: whether somebody who spins can now. */
bool ex_try_again(void);
bool ex_let_time_creep(void);

/* footprint.c */
void ex_add_access(unsigned int kind, uintptr_t obj, size_t size);
void ex_add_watch(struct ex_party *party, uintptr_t obj, size_t size);
void ex_note_next(struct ex_next *next, unsigned int kind, uintptr_t obj, size_t size);
void ex_wake_spinners(bool always);

/* The step has touched it. */
static __always_inline void ex_add(unsigned int kind, uintptr_t obj, size_t size)
{
	if (!obj || kind > ARCH_POINT_RMW)
		return;
	/* An operation that changes something says so: arch_self.progress. */
	if (kind == ARCH_POINT_STORE)
		ex.stored = true;
	if (unlikely(ex.looks))
		ex_add_access(kind, obj, size);
	if (kind != ARCH_POINT_STORE && unlikely(sim.running->ex.watch))
		ex_add_watch(&sim.running->ex, obj, size);
}

/* Time has passed: nobody waits for that but who looks at the clock. @stored: ex.stored before */
static inline void ex_has_only_delayed(bool stored)
{
	ex.stored = stored;
	ex.time_passed = true;
}

/* Is it the library's own data, or on the stack of who runs? */
static __always_inline bool ex_is_ours(uintptr_t obj)
{
	return memory_owns((const void *)obj) || addr_within(ex.data, obj) ||
	       addr_within((struct addr_range){arch_self.stack, arch_self.stack_size}, obj);
}

/* Does a point of @kind, be it in the library or not, stand for a write? */
static inline bool ex_writes(unsigned int kind)
{
	kind &= ~(unsigned int)ARCH_POINT_LIBRARY;
	return kind == ARCH_POINT_STORE || kind == ARCH_POINT_RMW;
}

/*
 * A point of the library's that nobody is asked about: there is no object, or one of its own.
 * Whatever it does behind interrupts going off, they came in up to there. Return: false if it
 * is another one.
 */
static __always_inline bool ex_pass_own(unsigned int kind, uintptr_t obj)
{
	if (!(kind & ARCH_POINT_LIBRARY))
		return false;
	if (!obj && kind == (ARCH_POINT_MASK | ARCH_POINT_LIBRARY) &&
	    !(arch_self.ctx & ARCH_CTX_MASKED))
		return false;
	if (obj && !ex_is_ours(obj))
		return false;
	arch_self.budget = 0;
	ex_add(kind & ~(unsigned int)ARCH_POINT_LIBRARY, obj, 8);
	return true;
}

/* A point of the director's outside of any step. Most points of a run with an interrupt are these. */
static __always_inline void ex_pass_quietly(unsigned int kind, uintptr_t obj, const void *pc)
{
	arch_self.budget = 0;
	if (obj)
		arena_check(obj, 0, ex_writes(kind), pc);
}

/* offers.c */
void ex_offer(struct ex_choice *c, enum ex_kind kind, unsigned int cpu, unsigned int id);
void ex_offer_only(struct ex_choice *c, const struct sim_task *task);
void ex_offer_director(struct ex_choice *c);
void ex_list_options(struct ex_choice *c);
void ex_price(struct ex_choice *c);

#endif /* LIB_ARCH_SIM_EXPLORE_SCHED_H */
