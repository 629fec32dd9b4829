/* SPDX-License-Identifier: MIT */
/*
 * Small scenarios that are generated from seeds, of what drivers do: accesses, atomics, locks,
 * tasklets, interrupts, masked sections, waiting.
 */
#ifndef TESTS_SIM_EXPLORE_PROGRAM_H
#define TESTS_SIM_EXPLORE_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#define NR_VARS	  3
#define NR_LOCKS  2
#define MAX_TASKS 3
#define MAX_OPS	  4
#define MAX_BODY  2
#define NR_LINES  2
#define ON_CPUS	  3

enum op_kind {
	OP_READ,
	OP_WRITE,
	OP_INC,
	NR_SIMPLE,
	OP_LOCK = NR_SIMPLE,
	OP_LOCK_IRQ,
	OP_LOCK_BH,
	OP_IRQ_OFF,
	OP_BH_OFF,
	OP_TASKLET,
	OP_RAISE,
	OP_SET, /* a flag; who waits comes in a task behind */
	OP_WAKE, /* the same, and wake it up */
	NR_KINDS,
	OP_SPIN = NR_KINDS,
	OP_WAIT,
	OP_DELAYS, /* look for the flag, a number of times */
	OP_CLOCK, /* or for some time */
};

struct simple {
	enum op_kind kind;
	unsigned int var;
	int value;
};

struct body {
	unsigned int n;
	struct simple ops[MAX_BODY];
};

struct op {
	enum op_kind kind;
	unsigned int lock, line;
	struct simple simple;
	struct body body;
};

/**
 * struct line - of the hardware
 * @cpu: where it comes in
 * @handler: what it does, under a lock if @locks
 * @schedules: the tasklet, too
 * @raised: beforehand
 * @fires: the hardware may raise it once
 */
struct line {
	bool used;
	unsigned int cpu;
	struct body handler;
	bool locks, schedules, raised, fires;
};

/* Who reads: tasks, then handlers, then the tasklet. */
#define HANDLERS   MAX_TASKS
#define TASKLET	   (HANDLERS + NR_LINES)
#define NR_READERS (TASKLET + 1)

/**
 * struct program - a scenario that was generated
 * @cpus: of the tasks
 * @tasklet: what it does
 */
struct program {
	unsigned int nr_tasks;
	unsigned int cpus[MAX_TASKS];
	unsigned int nr_ops[MAX_TASKS];
	struct op ops[MAX_TASKS][MAX_OPS];
	struct line lines[NR_LINES];
	struct body tasklet;
};

/* Neither too small to be of interest, nor too large to be run without reduction. */
void generate_program(struct program *p, uint64_t seed);
/* Who waits only polls, and then does something else: two polls on end are one for the explorer.
 * Return: whether anybody does. */
bool poll_instead(struct program *p);
/* For who has to look into a mismatch. */
void print_program(const struct program *p);

#endif /* TESTS_SIM_EXPLORE_PROGRAM_H */
