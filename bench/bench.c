// SPDX-License-Identifier: MIT
/*
 * Rounds, medians, and the program around the topics.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tasklet/boot.h>
#include <tasklet/cpu.h>

#include "bench.h"
#include "results.h"

#define SIDES_MAX  16
#define ROUNDS_MAX 101
#define SLICES	   7

struct bench_options bench_options = {.rounds = 15, .cpu = {-1, -1}};

void bench_die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fputs("bench: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, unsigned int n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static void row(const char *unit, const struct bench_side *sides, const struct bench_goal *goal,
		struct bench_value value[][SIDES_MAX], unsigned int rounds)
{
	double a[ROUNDS_MAX], b[ROUNDS_MAX];
	struct result r = {.name = goal->name,
			   .against = sides[goal->b].name,
			   .unit = unit,
			   .kind = goal->kind,
			   .goal = goal->goal,
			   .rounds = rounds};

	for (unsigned int i = 0; i < rounds; i++) {
		double ratio;

		a[i] = value[i][goal->a].v[goal->metric];
		b[i] = value[i][goal->b].v[goal->metric];
		ratio = a[i] / b[i];
		if (!i || ratio < r.ratio_min)
			r.ratio_min = ratio;
		if (!i || ratio > r.ratio_max)
			r.ratio_max = ratio;
	}
	r.ours = median(a, rounds);
	r.theirs = median(b, rounds);
	r.ratio = r.ours / r.theirs;
	result_add(&r);
}

void bench_group(const char *title, const char *unit, const struct bench_side *sides,
		 unsigned int n_sides, const struct bench_goal *goals, unsigned int n_goals)
{
	static struct bench_value value[ROUNDS_MAX][SIDES_MAX];
	unsigned int rounds = bench_options.rounds;

	result_title(title);
	/* One round to warm up, which is overwritten. */
	for (unsigned int i = 0; i <= rounds; i++)
		for (unsigned int s = 0; s < n_sides; s++)
			value[i ? i - 1 : 0][s] = sides[s].round(sides[s].arg);
	for (unsigned int g = 0; g < n_goals; g++)
		row(unit, sides, &goals[g], value, rounds);
}

void bench_count(const char *name, const char *against, double value, double goal)
{
	struct result r = {.name = name,
			   .against = against,
			   .unit = "",
			   .goal = goal,
			   .kind = goal < 0 ? BENCH_INFO : BENCH_AT_MOST,
			   .rounds = 1,
			   .ratio = value,
			   .ratio_min = value,
			   .ratio_max = value,
			   .ours = value};

	result_add(&r);
}

static void nothing(unsigned long n)
{
	while (n--)
		__asm__ volatile("" ::: "memory");
}

static double slice(void (*op)(unsigned long n), unsigned long n)
{
	uint64_t start = bench_now();

	op(n);
	return (double)(bench_now() - start) / (double)n;
}

static double median_slice(void (*op)(unsigned long n), unsigned long n)
{
	double v[SLICES];

	for (unsigned int i = 0; i < SLICES; i++)
		v[i] = slice(op, n);
	return median(v, SLICES);
}

double bench_time(void (*op)(unsigned long n))
{
	double want = bench_options.smoke ? 20000 : 200000; /* ns per slice */
	unsigned long n = 1;
	double once;

	while ((once = slice(op, n) * (double)n) < want / 8 && n < 1ul << 30)
		n *= 2;
	n = (unsigned long)((double)n * want / once) + 1;
	once = median_slice(op, n) - median_slice(nothing, n);
	return once > 0.01 ? once : 0.01;
}

struct bench_value bench_op_round(const void *arg)
{
	const struct bench_op *op = arg;
	double ns = bench_time(op->op);

	return (struct bench_value){{op->per_call ? ns / (double)op->per_call : ns}};
}

double bench_clock_cost(void)
{
	static double cost;
	double v[101];

	if (cost > 0)
		return cost;
	for (unsigned int i = 0; i < 101; i++) {
		uint64_t start = bench_now();

		for (unsigned int k = 0; k < 100; k++)
			(void)bench_now();
		v[i] = (double)(bench_now() - start) / 101;
	}
	cost = median(v, 101);
	return cost;
}

void bench_pause(uint64_t ns)
{
	uint64_t end = bench_now() + ns;

	while (bench_now() < end)
		bench_relax();
}

void bench_sample(struct bench_samples *s, double ns)
{
	if (s->n == s->max) {
		s->max = s->max ? s->max * 2 : 1024;
		s->v = realloc(s->v, s->max * sizeof(*s->v));
		if (!s->v)
			bench_die("out of memory");
	}
	ns -= bench_clock_cost();
	s->v[s->n++] = ns > 1 ? ns : 1;
}

struct bench_value bench_percentiles(struct bench_samples *s)
{
	qsort(s->v, s->n, sizeof(*s->v), by_value);
	return (struct bench_value){{s->v[s->n / 2], s->v[s->n * 99 / 100]}};
}

void bench_boot(const char *cmdline)
{
	int err;

	if (tl_nr_cpus())
		tl_shutdown();
	err = tl_boot(cmdline);
	if (err)
		bench_die("tl_boot(\"%s\"): %s", cmdline, strerror(-err));
}

static const struct {
	const char *name;
	void (*run)(void);
	const char *what;
} topics[] = {
	{"hot", bench_hot, "schedule + run on the own CPU"},
	{"queue", bench_queue, "64 and 1,048,576 queued tasklets"},
	{"flags", bench_flags, "masking interrupts, spinlocks, bottom halves, readl"},
	{"latency", bench_latency, "schedule to callback on an idle CPU"},
	{"poll", bench_poll, "the same under idle=poll"},
	{"irq", bench_irq, "raise of a line to its handler"},
	{"rate", bench_rate, "deferred items per second"},
	{"wait", bench_wait, "wake_up to the return of wait_event"},
	{"counts", bench_counts, "allocations, system calls, memory, instructions"},
	{"explore", bench_explore, "points, runs and schedules of the explorer"},
};

#define TOPICS (sizeof(topics) / sizeof(topics[0]))

static void usage(void)
{
	puts("usage: bench [--smoke] [--rounds N] [--out DIR] [TOPIC...]\n");
	for (unsigned int i = 0; i < TOPICS; i++)
		printf("  %-8s %s\n", topics[i].name, topics[i].what);
	exit(2);
}

static bool chosen(const char *name, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static char **parse(char **argv, const char **out)
{
	for (; *argv && **argv == '-'; argv++) {
		if (!strcmp(*argv, "--smoke")) {
			bench_options.smoke = true;
			bench_options.rounds = 3;
		} else if (!strcmp(*argv, "--rounds") && argv[1]) {
			bench_options.rounds = (unsigned int)atoi(*++argv);
		} else if (!strcmp(*argv, "--out") && argv[1]) {
			*out = *++argv;
		} else if (!strcmp(*argv, "--schedule") && argv[1]) {
			exit(bench_schedule_only(strtoul(argv[1], NULL, 0)));
		} else {
			usage();
		}
	}
	if (bench_options.rounds < 1 || bench_options.rounds > ROUNDS_MAX)
		bench_die("--rounds: 1 to %d", ROUNDS_MAX);
	return argv;
}

int main(int argc, char **argv)
{
	const char *out = NULL;
	char **names = parse(argv + 1, &out);

	(void)argc;
	if (sysconf(_SC_NPROCESSORS_ONLN) >= 2) {
		bench_options.cpu[0] = 0;
		bench_options.cpu[1] = 1;
	}
	results_open(out);
	for (unsigned int i = 0; i < TOPICS; i++) {
		if (!chosen(topics[i].name, names))
			continue;
		bench_pin(0);
		topics[i].run();
		if (tl_nr_cpus())
			tl_shutdown();
	}
	results_close();
	return 0;
}
