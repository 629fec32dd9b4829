/* SPDX-License-Identifier: MIT */
/*
 * Benchmarks: every figure is a ratio of two things measured in the same run.
 *
 * A group is a list of sides (things that can be measured) and a list of goals (pairs of sides,
 * and what the ratio of their medians should be). Its sides take turns, A B C A B C ..., for at
 * least 11 rounds after one warm-up round; a round of a side gives one value per metric.
 *
 * No header of the kernel API is included here: what we are compared with has headers of its own.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define BENCH_METRICS 2

/* What one round measured. For latencies: p50 and p99, ns. Otherwise only the first is used. */
struct bench_value {
	double v[BENCH_METRICS];
};

/**
 * struct bench_side - one thing that is measured
 * @name: in tables
 * @round: measure once
 * @arg: for @round
 */
struct bench_side {
	const char *name;
	struct bench_value (*round)(const void *arg);
	const void *arg;
};

enum bench_kind { BENCH_AT_MOST, BENCH_AT_LEAST, BENCH_INFO };

/**
 * struct bench_goal - @a divided by @b, medians of all rounds, compared with @goal
 * @name: of the row
 * @a, @b: sides, by index
 * @metric: which value of a round
 * @kind, @goal: "at most 1.15", "at least 2"; BENCH_INFO has no goal
 */
struct bench_goal {
	const char *name;
	unsigned int a, b;
	unsigned int metric;
	enum bench_kind kind;
	double goal;
};

struct bench_options {
	bool smoke; /* about a second per topic: does it still work? */
	unsigned int rounds;
	int cpu[2]; /* host CPUs to pin to: ours, theirs; -1: none */
};

extern struct bench_options bench_options;

/* Measure a group; adds its rows to the results. @unit: "ns", "1/s". */
void bench_group(const char *title, const char *unit, const struct bench_side *sides,
		 unsigned int n_sides, const struct bench_goal *goals, unsigned int n_goals);

/* A row that is counted, not timed: @value should be at most @goal; negative: only recorded. */
void bench_count(const char *name, const char *against, double value, double goal);

/*
 * Time per operation, ns: @op runs it n times. The median of several slices of a fraction of a
 * millisecond, so that being preempted does not count; the cost of an empty loop is subtracted.
 */
double bench_time(void (*op)(unsigned long n));
/* Use with bench_side: @arg is a struct bench_op. */
struct bench_op {
	void (*op)(unsigned long n);
	unsigned long per_call; /* operations in each turn; 0 is 1 */
};
struct bench_value bench_op_round(const void *arg);

/* Latency samples, ns. */
struct bench_samples {
	double *v;
	size_t n, max;
};
void bench_sample(struct bench_samples *s, double ns);
struct bench_value bench_percentiles(struct bench_samples *s);
/* Keep all samples of a side for the picture of group @file; called once per round. */
void bench_keep(const char *file, const char *side, const struct bench_samples *s);

static inline uint64_t bench_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Cost of one bench_now(), which every latency contains once. */
double bench_clock_cost(void);

/* Let @ns pass without leaving the host CPU. */
void bench_pause(uint64_t ns);

static inline void bench_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield" ::: "memory");
#endif
}

/* Pin the calling thread, or all of this process whose name begins with @comm. */
void bench_pin(int which);
void bench_pin_named(const char *comm, int which);

/* Boot, or boot anew, with these options. */
void bench_boot(const char *cmdline);

_Noreturn void bench_die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Topics: bench/TOPIC.c */
void bench_hot(void);
void bench_queue(void);
void bench_flags(void);
void bench_latency(void);
void bench_poll(void);
void bench_irq(void);
void bench_rate(void);
void bench_wait(void);
void bench_counts(void);
void bench_explore(void);

/* `bench --schedule N`: N times schedule + run and nothing else, for callgrind. */
int bench_schedule_only(unsigned long n);

#endif /* BENCH_H */
