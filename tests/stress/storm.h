/* SPDX-License-Identifier: MIT */
/*
 * The storm's objects (storm-objects.c), what a thread does to them (storm-ops.c), and how many of
 * them there are. What is counted, and why, stands at the top of storm.c.
 */
#ifndef TESTS_STRESS_STORM_H
#define TESTS_STRESS_STORM_H

#include "stress.h"

#include <linux/interrupt.h>

#define JOBS	    6
#define LINES	    6
#define THREADS_MAX 7
#define DEVICES	    2
#define CPUS_MAX    8
#define HOLDS	    3
#define COOKIES	    64

struct job {
	struct tasklet_struct tasklet;
	unsigned long work, edges, runs;
	int running;
	int frozen; /* disables that have returned */
	int closed; /* the gate: nobody may schedule */
	int users; /* inside the gate */
	uint64_t rng; /* the callback's */
} __attribute__((aligned(64)));

/* A new one for each request_irq(), so that a handler knows whether its own is still there. */
struct cookie {
	struct line *line;
	bool alive;
};

struct line {
	int irq;
	bool level;
	int keeper; /* the thread that frees and requests it; -1: nobody does */
	unsigned long work, raised;
	int running;
	int off; /* disables that have returned */
	unsigned int turn;
	struct cookie cookies[COOKIES];
	uint64_t rng; /* the handler's */
} __attribute__((aligned(64)));

struct hold {
	struct job *job;
	struct line *line;
	bool sync;
};

struct actor {
	pthread_t thread;
	int nr;
	unsigned long ops;
	uint64_t rng;
	struct hold holds[HOLDS];
	int wants; /* the line that the raiser shall raise; it sets 0 */
};

/* Lines that only count. Two for each CPU: one is raised by its owner, one by anybody; and one for
 * each thread, raised by it alone. (Who finds a line queued has no promise when: the raiser that
 * queued it may not have got to kick.) */
enum { BY_OWNER, BY_ANYBODY, COUNTED };
struct counted {
	int irq;
	unsigned int cpu;
	unsigned long handled;
};

extern struct job jobs[JOBS];
extern struct line lines[LINES];
extern struct counted counted[CPUS_MAX][COUNTED];
extern struct counted own[THREADS_MAX];

/* Asks the raiser thread to look at the actors' wants. */
extern sem_t raiser_wake;
/* Turns of a loop that calls nothing. */
extern unsigned long storm_patience;

void storm_set_up(uint64_t *rng, int threads);
void storm_tear_down(void);
void storm_describe(void);

void schedule_job(struct job *job, unsigned int tokens, bool hi);
void raise_line(struct line *line);
void request_line(struct line *line);
void release_line(struct line *line);
void locked_add(void);

static inline struct job *any_job(uint64_t *rng)
{
	return &jobs[rng_below(rng, JOBS)];
}

static inline struct line *any_line(uint64_t *rng)
{
	return &lines[rng_below(rng, LINES)];
}

/* One random operation of a thread; and letting go of what it holds. */
void storm_act(struct actor *me);
void storm_drop_all(struct actor *me);

#endif /* TESTS_STRESS_STORM_H */
