/* SPDX-License-Identifier: MIT */
/*
 * Host API of the explorer, part of libtasklet-sim: run a scenario under all its interleavings up
 * to a bound, or under random ones, and get the shortest failing one.
 *
 * A scenario is a C function. It makes devices and lines, registers drivers, starts tasks, lets
 * them run, and checks what came of it:
 *
 *	static void removal(void *arg)
 *	{
 *		int irq = tl_irq_alloc("card", TL_IRQ_RISING, 1);
 *
 *		tl_irq_spontaneous(irq, 2);		// hardware may fire it, twice at most
 *		setup(irq);
 *		tl_spawn_on(0, "remove", do_remove, NULL);
 *		tl_run_until_idle();			// all interleavings of what is left
 *		tl_assert(count == 0);
 *		teardown(irq);
 *	}
 *
 *	struct tl_explored found;
 *
 *	if (tl_explore("removal", "", removal, NULL, &found) > 0)
 *		puts(found.report);
 *
 * It runs thousands of times in one process. The scenario's own task is the director: while it
 * runs nothing else does; the others run while it waits, in tl_run_until_idle(), tl_join() or
 * asleep. It goes on when nobody else can.
 *
 * Each run has a fresh machine. Writable data of the program (.data, .bss) is restored between
 * runs, so that drivers with static state need no change; what must outlive a run is declared
 * with __tl_keep. Threads, files and memory of the C library's own are not restored: a scenario
 * gives back what it takes there. All kernel memory (kmalloc and family) that a run leaves
 * allocated is a leak, and a failure.
 *
 * Time stands still while somebody can go on, but a loop that counts delays or polls the clock may
 * time out at any moment, whatever the others might do; tl_run_until_idle() waits for its end.
 *
 * Memory is sequentially consistent. What may be interleaved is listed in every report.
 */
#ifndef _TASKLET_EXPLORE_H
#define _TASKLET_EXPLORE_H

#include <stdint.h>

#include <linux/export.h>
#include <tasklet/sim.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Data that keeps its value from run to run: counters of the test's own, say. */
#define __tl_keep __attribute__((section("tl_keep")))

/**
 * enum tl_verdict - what an exploration has shown
 * @TL_EXHAUSTED: every schedule within the bounds was run, none failed; docs/design.md has a list
 *	of what is left out nevertheless ("Left out")
 * @TL_TRUNCATED: a limit of ours cut it short; the text says which
 * @TL_SAMPLED: random schedules, none failed
 * @TL_NONDETERMINISTIC: two runs of one schedule differed; the text says where
 * @TL_FAILED: a schedule fails; see struct tl_explored
 * @TL_SKIPPED: another scenario is being replayed (REPLAY=)
 */
enum tl_verdict {
	TL_EXHAUSTED,
	TL_TRUNCATED,
	TL_SAMPLED,
	TL_NONDETERMINISTIC,
	TL_FAILED,
	TL_SKIPPED,
};

/* What counts as a failure. */
enum tl_failure {
	TL_FAIL_NONE,
	TL_FAIL_ASSERT, /* tl_assert(), cmocka's assert_*(), BUG() */
	TL_FAIL_WARN, /* WARN(), if asked for with warn=fail */
	TL_FAIL_DEADLOCK, /* nobody can go on */
	TL_FAIL_LIVELOCK, /* they go on for ever and get nowhere */
	TL_FAIL_FAULT, /* a signal: SIGSEGV, abort(), a sanitizer's report */
	TL_FAIL_MEMORY, /* kernel memory used after its end, freed twice, out of bounds */
	TL_FAIL_LEAK, /* kernel memory or an interrupt handler left at the end */
	TL_FAIL_REPORT, /* a checker's report: "BUG: ...", a lockup */
};

/**
 * struct tl_explored - the outcome
 * @verdict: see enum tl_verdict
 * @text: the verdict in words: "EXHAUSTED (p<=2, q<=1)", "SAMPLED 20000 (...)"
 * @runs: runs made; left out are those of measuring, before random ones and shards, of shrinking, and
 *	what was made before the search began anew (another CPU sent the first interrupt or new task
 *	to one without lines or other tasks: that CPU's sections have points from then on)
 * @schedules: different ones among them
 * @failure: the kind, if @verdict is TL_FAILED
 * @message: what the failing run said, one line
 * @site: where, as "function at file:line"
 * @found_after: runs until it was found
 * @deviations: of the shrunk schedule from the default one
 * @preemptions, @deliveries: of the shrunk schedule
 * @hash: tl_event_hash() at its end
 * @replay: path of the replay file; "" if it could not be written (the log says why)
 * @report: the whole report, with the schedule in columns; valid until the next tl_explore()
 */
struct tl_explored {
	enum tl_verdict verdict;
	char text[384];
	uint64_t runs;
	uint64_t schedules;
	enum tl_failure failure;
	char message[256];
	char site[160];
	uint64_t found_after;
	unsigned int deviations;
	unsigned int preemptions;
	unsigned int deliveries;
	uint64_t hash;
	char replay[256];
	const char *report;
};

__tl_api_begin

/**
 * tl_explore() - explore a scenario
 * @name: of the scenario; names the replay file and selects it
 * @options: space-separated, "" for the portfolio, which needs no choosing:
 *	strategy=portfolio|dfs|pct|pos|walk
 *	p=N|inf		preemptions at most (dfs; default: 0, 1, 2 and so on while time lasts); a poll that
 *			ends by itself while others could go on is one
 *	q=N|inf		interrupts delivered at a chosen place at most
 *	reduce=auto|marked|none	leave out schedules that only swap independent steps, where that
 *			is sound: in mode plain (auto); also without it, as every access that
 *			tasks or handlers share is marked or under a lock (marked); never
 *	runs=N		runs at most (default: 200,000 of dfs, 20,000 random)
 *	seconds=N	host time at most (default: none)
 *	points=N	points of one run at most (default: 100,000)
 *	depth=N		of PCT (default: 3)
 *	failures=N	go on behind failing runs of a phase until there are N (default: 1)
 *	seed=N		of what is random (default: 1)
 *	jobs=N		worker processes (default: the host's CPUs, at most 8)
 *	shard=I/N	only the I-th of N parts of the search, from 1
 *	warn=fail	WARN() is a failure
 *	alloc=N		allocations that may fail do, N at most a run
 *	replay=DIR	where replay files go (default: ".")
 *	resume=auto|always|never	take runs up in their middle, with the state that a former one had
 *			there (dfs), which is up to twice as fast. The scenario's code in front is
 *			not run again: memory of the C library's, files, and what is kept by
 *			__tl_keep would not be as they were. By default (auto) it is done where the
 *			program imports nothing that has such state, and keeps none itself
 *	progress=off|on	lines about how far it is, on stderr (default: on if that is a terminal)
 *	nr_cpus=N and every other boot option
 *	Those of the environment variable TL_EXPLORE come after them, and win.
 * @scenario: see the top of this file
 * @arg: given to it
 * @found: what came of it; may be NULL
 *
 * With the environment variable REPLAY=FILE, the one schedule in FILE is run in this process if it
 * is of a scenario of this name, and nothing is caught: a debugger sees it all.
 *
 * Return: 0 if no run failed, 1 if one did or two runs of one schedule differed, -EINVAL with a
 * message that names the option, -EBUSY while a machine is up, -EAGAIN if the host has other
 * threads or no memory, -EOPNOTSUPP in a library built with TSan.
 * Context: the host's thread, no machine booted.
 */
int tl_explore(const char *name, const char *options, void (*scenario)(void *arg), void *arg,
	       struct tl_explored *found);

/**
 * tl_replay() - run the schedule of a replay file
 * @file: its path
 * @scenario, @arg, @found: as for tl_explore()
 *
 * Return: as tl_explore(); 0 if the run does not fail any more. A schedule that can't be followed
 * is TL_NONDETERMINISTIC, with where and why. Context: as tl_explore().
 */
int tl_replay(const char *file, void (*scenario)(void *arg), void *arg, struct tl_explored *found);

/**
 * tl_spawn_on() - make a task on a CPU of its own
 * @cpu: where it stays
 * @name, @fn, @arg: as for tl_spawn()
 *
 * Return, Context: as tl_spawn().
 */
struct task_struct *tl_spawn_on(int cpu, const char *name, void (*fn)(void *arg), void *arg);

/**
 * tl_irq_spontaneous() - let the hardware fire a line when it likes
 * @irq: of tl_irq_alloc(), an edge line
 * @budget: times at most, in one run
 *
 * Other lines fire only when they are raised. Without exploring it has no effect.
 *
 * Return: 0, -EINVAL with a message. Context: task.
 */
int tl_irq_spontaneous(int irq, unsigned int budget);

/**
 * tl_point() - a scheduling point, and nothing else
 *
 * Context: any.
 */
void tl_point(void);

/* What tl_assert() calls. */
void tl_assert_failed(const char *what, const char *function, const char *file, int line)
	__attribute__((noreturn));

__tl_api_end

/**
 * tl_assert() - what must hold in every run
 * @cond: if it does not, the run has failed, and ends here
 *
 * Context: any. Without exploring: a panic.
 */
#define tl_assert(cond)                                                        \
	do {                                                                   \
		if (__builtin_expect(!(cond), 0))                              \
			tl_assert_failed(#cond, __func__, __FILE__, __LINE__); \
	} while (0)

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_EXPLORE_H */
