/* SPDX-License-Identifier: MIT */
/*
 * Between the explored machine (sched.c), who makes runs (run.c), and strategies: private.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_MACHINE_H
#define LIB_ARCH_SIM_EXPLORE_MACHINE_H

#include "arch/sim/explore/explore.h"
#include "arch/sim/explore/party.h"

struct sim_task;

#define EX_MAX_SPONTANEOUS 16
#define EX_CUT		   (~0u)

/**
 * struct ex_choice - a choice that is to be made
 * @n: options: first those of tasks, then what is pending, then who may time out, then what may fire
 * @nr_tasks, @nr_sure, @nr_soft: how many of the first, of the first two, and of the first three
 * @dflt: the default
 * @next: of each of the tasks: what it does first; for a strategy that @foresees
 */
struct ex_choice {
	unsigned int n;
	unsigned int nr_tasks;
	unsigned int nr_sure;
	unsigned int nr_soft;
	unsigned int dflt;
	struct ex_option options[EX_MAX_OPTIONS];
	struct ex_next next[EX_MAX_OPTIONS];
};

/**
 * struct ex_strategy - what decides
 * @begin: a run begins
 * @pick: one of two or more; EX_CUT: this run is not worth going on with
 * @stepped: a step is over; also of those that were the only option; see @strategy_looks
 * @end: the run is over, with or without @cut. Return: whether there is another one to make
 * @place: picks that this run has passed; NULL: runs have nothing in common (see checkpoint.c)
 * @common: picks of the run that comes next that are the same as in the last one
 * @resume: called in place of @begin for a run that goes on at @place, which is no more than that
 * @foresees: it wants to know what tasks do next
 * @cuts: a run may be cut by the machine, since it comes to what another one comes to
 */
struct ex_strategy {
	void (*begin)(void);
	unsigned int (*pick)(const struct ex_choice *c);
	void (*stepped)(const struct ex_option *o, const struct ex_footprint *fp);
	bool (*end)(bool cut);
	unsigned int (*place)(void);
	unsigned int (*common)(void);
	void (*resume)(unsigned int place);
	bool foresees;
	bool cuts;
};

struct ex_spontaneous {
	int irq;
	unsigned int cpu;
	unsigned int left;
};

#define EX_TURN 16

/**
 * struct ex_poll - a task, ex.poller, goes on with a loop until that ends; see poll.c
 * @quiet: the turn that is kept is whole
 * @site: where its turns end: that of the loop, or NULL where it pauses
 * @forced, @alone: nobody else could go on, and no other poll
 * @turns: times since that it waited
 * @nr_due: what had been due when it began
 * @nr, @turn: points of the turn: where, and of what
 */
struct ex_poll {
	bool quiet;
	bool forced;
	bool alone;
	const void *site;
	unsigned int turns;
	unsigned int nr_due;
	unsigned int nr;
	struct {
		const void *pc;
		uintptr_t obj;
	} turn[EX_TURN];
};

/**
 * struct ex_machine - the machine's state while it is explored; outlives runs, set anew by each
 * @strategy: decides
 * @recorder: is told of deviations, if there is one
 * @last_cpu, @last_id: who made the last step; behind an interrupt on another CPU than that of who
 *	was at work, they again
 * @step_id, @step_count: whose step was the last, and its how manieth: no two choices of a run have
 *	the same
 * @stays: steps that it made in a row
 * @steps, @max_steps: of this run, and at most
 * @in_step: a step is being made
 * @looks: its footprint is kept
 * @strategy_looks: the strategy wants all of them, and is told when steps are over; true unless it
 *	says otherwise when a run begins
 * @deviates: it was not the default
 * @preemptions, @deliveries, @deviations: of this run up to now
 * @alloc_left: allocations that may still fail
 * @host_memory: mappings and the like that this run has taken from the host and not given back
 * @nr_spinning: parties
 * @stored: this step stored something, if only plainly
 * @time_passed: in this step
 * @nr_stores: steps up to now that wrote something, and turns of the director
 * @progress: something was written since everybody who spins tried again
 * @vain: such tries without anything written
 * @director_runs, @director_spins: see the top of sched.c
 * @director_turns: of its spinning
 * @poller: whose loop goes on until it ends; NULL: none, or another party has made a step
 * @reached: by CPU, which enum ex_reach others send to it as far as is known
 * @learns: who sends another ends the run
 * @data: this library's writable data; nothing if it is linked statically
 * @choice: being made, or made last
 * @option, @footprint: the step that is being made: set anew behind each choice
 * @poll: the loop of @poller
 */
struct ex_machine {
	const struct ex_strategy *strategy;
	void (*recorder)(const struct ex_choice *c, unsigned int taken);
	unsigned int last_cpu;
	unsigned int last_id;
	unsigned int step_id;
	unsigned int step_count;
	unsigned int stays;
	uint64_t steps;
	uint64_t max_steps;
	bool in_step;
	bool looks;
	bool strategy_looks;
	bool deviates;
	unsigned int preemptions;
	unsigned int deliveries;
	unsigned int deviations;
	unsigned int alloc_left;
	int host_memory;
	unsigned int nr_spinning;
	bool stored;
	bool time_passed;
	unsigned int nr_stores;
	bool progress;
	unsigned int vain;
	bool director_runs;
	bool director_spins;
	unsigned int director_turns;
	unsigned int nr_spontaneous;
	struct sim_task *poller;
	const unsigned char *reached;
	bool learns;
	struct addr_range data;
	struct ex_choice choice;
	/* A checkpoint has of these what is in use, and nothing of the last two. */
	struct ex_spontaneous spontaneous[EX_MAX_SPONTANEOUS];
	struct ex_poll poll;
	struct ex_option option;
	struct ex_footprint footprint;
};

extern struct ex_machine ex;

/* Who runs on a CPU: can nothing else happen here? A no does not mean that something can. */
bool ex_is_alone(const struct sim_task *me);
void ex_machine_reset(const struct ex_strategy *strategy);
bool ex_conflict(const struct ex_footprint *a, const struct ex_footprint *b);

/* run.c: the ends of a run */
void ex_cut(void) __attribute__((noreturn));
void ex_differs(const char *why) __attribute__((noreturn));
void ex_truncated(const char *why) __attribute__((noreturn));
void ex_too_long(void) __attribute__((noreturn));
void ex_stuck(void) __attribute__((noreturn));
void ex_learned(unsigned int cpu, enum ex_reach by) __attribute__((noreturn));

#endif /* LIB_ARCH_SIM_EXPLORE_MACHINE_H */
