/* SPDX-License-Identifier: MIT */
/*
 * Between sched.c, who takes the options, offers.c, who lists them, and footprint.c, who keeps what
 * steps did: private to these.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_SCHED_H
#define LIB_ARCH_SIM_EXPLORE_SCHED_H

#include "arch/sim/explore/machine.h"
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

static inline bool ex_can_go_on(const struct sim_task *task)
{
	return task && !ex_is_director(task) && (!task->ex.spins || task->ex.woken);
}

/* footprint.c */
void ex_add(unsigned int kind, uintptr_t obj, size_t size);
void ex_note_next(struct ex_next *next, unsigned int kind, uintptr_t obj, size_t size);
void ex_wake_spinners(bool always);

/* offers.c */
void ex_offer(struct ex_choice *c, enum ex_kind kind, unsigned int cpu, unsigned int id);
void ex_offer_only(struct ex_choice *c, const struct sim_task *task);
void ex_offer_director(struct ex_choice *c);
void ex_list_options(struct ex_choice *c);
void ex_price(struct ex_choice *c);

#endif /* LIB_ARCH_SIM_EXPLORE_SCHED_H */
