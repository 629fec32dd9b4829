/* SPDX-License-Identifier: MIT */
/* Runs, and what comes of them: private to the explorer. */
#ifndef LIB_ARCH_SIM_EXPLORE_RUN_H
#define LIB_ARCH_SIM_EXPLORE_RUN_H

#include <asm/smp.h>

#include "arch/sim/explore/machine.h"

/* Exit status of a process that made runs: done with all, ended by one. */
#define EX_STATUS_DONE	0
#define EX_STATUS_ENDED 3

enum ex_end {
	EX_RUNNING,
	EX_PASSED,
	EX_FAILED,
	EX_TRUNCATED,
	EX_LEARNED,
	EX_DIFFERS,
	EX_NO_MACHINE,
};

/**
 * struct ex_decision - a choice against the default: where it was made, and what was chosen
 * @after_id, @after_count: behind the step of that party, its so manieth
 */
struct ex_decision {
	uint16_t after_id;
	uint32_t after_count;
	struct ex_option option;
};

#define EX_MAX_DECISIONS 16384

/**
 * struct ex_outcome - of a run; shared with the parent
 * @frames: where it failed, the innermost first
 * @reached_cpu, @reached_by: what it has shown, if @end is EX_LEARNED; see reached.c
 * @decisions: against the default, in order
 */
struct ex_outcome {
	enum ex_end end;
	enum tl_failure failure;
	char message[256];
	uint8_t nr_frames;
	const void *frames[EX_FRAMES];
	uint64_t hash;
	uint64_t steps;
	unsigned int preemptions, deliveries, deviations;
	unsigned int nr_cpus;
	unsigned int reached_cpu;
	enum ex_reach reached_by;
	unsigned int nr_decisions;
	struct ex_decision decisions[EX_MAX_DECISIONS];
};

/**
 * struct ex_job - what is run
 * @boot_options: for tl_boot()
 * @max_steps: of one run
 * @alloc: allocations of a run that may fail
 * @warn_fails: WARN() is a failure
 * @resume: runs may be taken up in their middle
 * @trace: keep what happens
 * @learns, @reached: see struct ex_machine
 * @in_process: not NULL: nothing is caught, and this is called when the run has failed
 */
struct ex_job {
	void (*scenario)(void *arg);
	void *arg;
	char boot_options[256];
	uint64_t max_steps;
	unsigned int alloc;
	bool warn_fails;
	bool resume;
	bool trace;
	bool learns;
	unsigned char reached[NR_CPUS];
	void (*in_process)(void);
};

void run_setup(struct ex_job *job, struct ex_outcome *outcome, bool many);
/* Of the run that is being made. */
struct ex_outcome *run_outcome(void);
bool run_once(const struct ex_strategy *strategy);

#endif /* LIB_ARCH_SIM_EXPLORE_RUN_H */
