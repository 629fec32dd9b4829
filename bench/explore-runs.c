// SPDX-License-Identifier: MIT
/*
 * `bench-explore WHAT RUNS` prints one figure of the explorer, for bench/explore.c; RUNS is the
 * most of one search.
 *
 * Times of runs and points are taken within the process that makes them, of its CPU's time and from
 * one of the first to the last, so that neither other processes count, nor starting this one and
 * looking for its end. They are taken at the end of scenarios, which each run comes to, wherever it
 * began. "jobs-N" is the whole call.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/interrupt.h>
#include <tasklet/explore.h>
#include <tasklet/irq.h>

#include "arch/sim/explore/copy.h"
#include "arch/sim/fiber.h"
#include "bench.h"

#define WARM_UP	  64
#define CLOCK	  64 /* runs between two looks at the clock */
#define POINTS	  90000 /* 100,000 is the most of a run */
#define SWITCHES  200000
#define MEMORY_AT (1u << 20)

/**
 * struct marks - shared with the process that makes runs
 * @first, @last: times, ns; or pages
 * @n: runs or points from the one to the other
 * @runs: that have come to their end
 */
struct marks {
	double first, last;
	unsigned long n;
	unsigned long runs;
};

/* All schedules. */
#define SEARCH	"strategy=dfs p=inf q=inf reduce=none "
/* Nothing that these scenarios call has state beyond what a run gives back. */
#define RESUMED SEARCH "resume=always "

static struct marks *marks;
static unsigned long max_runs;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "bench-explore: %s\n", what);
	exit(1);
}

/* The thread's: that of a process goes from tick to tick while an interval timer is set, and the
 * explorer has one. */
static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void mark_run(void)
{
	unsigned long n = ++marks->runs;

	if (n == WARM_UP) {
		marks->first = cpu_ns();
	} else if (n > WARM_UP && n % CLOCK == 0) {
		marks->last = cpu_ns();
		marks->n = n - WARM_UP;
	}
}

static double ns_each(void)
{
	if (!marks->n)
		die("too few runs");
	return (marks->last - marks->first) / (double)marks->n;
}

/* @schedules: that there have to be, unless runs are limited; 0: any */
static void explore(void (*scenario)(void *arg), void *arg, const char *options, uint64_t schedules)
{
	struct tl_explored found;
	char all[256];

	snprintf(all, sizeof(all), "progress=off runs=%lu %s", max_runs, options);
	if (tl_explore("bench", all, scenario, arg, &found))
		die(found.message);
	if (schedules && found.verdict == TL_EXHAUSTED && found.schedules != schedules)
		die("not as many schedules as there are");
}

/* --- a switch --- */

static struct fiber main_fiber, other;

static void switch_back(void *arg)
{
	(void)arg;
	for (;;)
		fiber_switch_stack(&other.sp, main_fiber.sp);
}

void fiber_main(struct fiber *fiber)
{
	fiber->fn(fiber->arg);
	abort();
}

static void prepare_other(void)
{
	static char stack[65536] __attribute__((aligned(64)));

	other.fn = switch_back;
	other.bottom = stack;
	other.sp = fiber_prepare_stack(stack + sizeof(stack), &other);
}

static double measure_switch(void)
{
	double start;

	prepare_other();
	for (unsigned int i = 0; i < SWITCHES / 10; i++)
		fiber_switch_stack(&main_fiber.sp, other.sp);
	start = cpu_ns();
	for (unsigned int i = 0; i < SWITCHES; i++)
		fiber_switch_stack(&main_fiber.sp, other.sp);
	return (cpu_ns() - start) / SWITCHES / 2;
}

/* --- points --- */

static void many_points(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < POINTS; i++) {
		if (i == POINTS / 10)
			marks->first = cpu_ns();
		tl_point();
	}
	marks->last = cpu_ns();
	marks->n = POINTS - POINTS / 10;
}

static void one_task(void *arg)
{
	tl_spawn_on(0, "a", many_points, arg);
	tl_run_until_idle();
}

static double measure_point(void)
{
	explore(one_task, NULL, "strategy=dfs p=0 q=0 jobs=1 nr_cpus=1", 1);
	return ns_each();
}

static void points(void *n)
{
	for (long i = 0; i < (long)n; i++)
		tl_point();
}

static void run_two(void *n)
{
	tl_spawn_on(0, "a", points, n);
	tl_spawn_on(1, "b", points, n);
	tl_run_until_idle();
}

static void two_tasks(void *n)
{
	run_two(n);
	mark_run();
}

/* The least of several, as the difference of two is wanted. */
static double least(long n, uint64_t schedules, unsigned int times)
{
	double ns = 0;

	for (unsigned int i = 0; i < times; i++) {
		marks->runs = 0;
		explore(two_tasks, (void *)n, SEARCH "jobs=1 nr_cpus=2", schedules);
		if (!i || ns_each() < ns)
			ns = ns_each();
	}
	return ns;
}

/* In all interleavings of two tasks, every other point is a switch, on average. */
static double measure_point_two(void)
{
	return (least(10, 184756, 5) - least(6, 924, 50)) / (2 * (10 - 6));
}

/* --- runs --- */

#define DIRTY (16 << 10)

static char dirty[DIRTY] __attribute__((aligned(4096)));

static void empty(void *arg)
{
	(void)arg;
	mark_run();
}

static void dirties(void *arg)
{
	for (volatile char *p = dirty; p < dirty + DIRTY; p += 4096)
		*p = 1;
	empty(arg);
}

static double measure_runs(void (*scenario)(void *arg))
{
	if (max_runs > 100000)
		max_runs = 100000;
	explore(scenario, NULL, "strategy=walk jobs=1 nr_cpus=3", 0);
	return ns_each();
}

static double measure_empty(void)
{
	return measure_runs(empty);
}

static double measure_dirty(void)
{
	return measure_runs(dirties);
}

static double measure_copy(void)
{
	static char to[DIRTY] __attribute__((aligned(4096)));
	double start = cpu_ns();

	for (unsigned int i = 0; i < 20000; i++) {
		memcpy(to, dirty, DIRTY);
		__asm__ volatile("" ::"r"(to) : "memory");
	}
	return (cpu_ns() - start) / 20000;
}

/* --- schedules --- */

static irqreturn_t handler(int irq, void *dev)
{
	(void)irq;
	(void)dev;
	points((void *)3);
	return IRQ_HANDLED;
}

static void task_and_handler(void *arg)
{
	int irq = tl_irq_alloc("x", TL_IRQ_RISING, 0);

	if (request_irq((unsigned int)irq, handler, 0, "x", marks))
		die("request_irq() failed");
	tl_irq_raise(irq);
	tl_spawn_on(0, "a", points, (void *)8);
	tl_spawn_on(1, "b", points, (void *)4);
	tl_run_until_idle();
	free_irq((unsigned int)irq, marks);
	tl_irq_free(irq);
	mark_run();
	(void)arg;
}

static void atomics(void *n)
{
	static atomic_t count;

	for (long i = 0; i < (long)n; i++)
		atomic_inc(&count);
}

static void three_tasks(void *arg)
{
	(void)arg;
	tl_spawn_on(0, "a", atomics, (void *)8);
	tl_spawn_on(1, "b", atomics, (void *)4);
	tl_spawn_on(2, "c", atomics, (void *)3);
	tl_run_until_idle();
	mark_run();
}

static double measure_handler(void)
{
	explore(task_and_handler, NULL, RESUMED "jobs=1 nr_cpus=2", 12285);
	return 1e9 / ns_each();
}

static double measure_tasks(void)
{
	explore(three_tasks, NULL, RESUMED "jobs=1 nr_cpus=3", 225225);
	return 1e9 / ns_each();
}

/* Of the former, what can't be less with checkpoints as they are: as many bytes copied, 11.3 KB a
 * checkpoint, as many switches of stacks, and nothing else. Counted, per run: 1.16 and 6.4. */
static double measure_limit(void)
{
	static char from[13 << 10], to[13 << 10];
	double start;

	prepare_other();
	start = cpu_ns();
	for (unsigned int i = 0; i < SWITCHES; i++) {
		for (unsigned int k = 0; k < 3; k++)
			fiber_switch_stack(&main_fiber.sp, other.sp);
		copy_piece(to, from, sizeof(to));
		__asm__ volatile("" ::"r"(to) : "memory");
	}
	return 1e9 * SWITCHES / (cpu_ns() - start);
}

/*
 * Of task and handler, what can't be less, ns per schedule: the bytes that going back to a checkpoint
 * copies and taking one does, in the same pieces; the switches of stacks; and the end of the
 * scenario, which each schedule comes to. Counted, per run: 1 and 0.42, and 6.
 */
static double measure_copies(void)
{
	static const unsigned short pieces[] = {
		16, 2624, 704, 128, 80, 112, 1504, 204, 552, 264, 264, 280,
	};
	static char saved[8 << 10], live[12][4096];
	double start = cpu_ns();

	for (unsigned int i = 0; i < SWITCHES; i++) {
		/* Back to it, and now and then there. */
		for (unsigned int takes = 0; takes <= (i % 100 < 42); takes++) {
			char *at = saved;

			for (unsigned int k = 0; k < 12; at += pieces[k++])
				copy_piece(takes ? at : live[k], takes ? live[k] : at, pieces[k]);
			__asm__ volatile("" ::"r"(saved), "r"(live) : "memory");
		}
	}
	return (cpu_ns() - start) / SWITCHES;
}

static double measure_switches(void)
{
	return 6 * measure_switch();
}

/* No point is asked about: nobody explores. */
static double measure_teardown(void)
{
	int irqs[16];
	double ns = 0;

	for (unsigned int i = 0; i < SWITCHES / 16; i++) {
		for (unsigned int k = 0; k < 16; k++) {
			irqs[k] = tl_irq_alloc("x", TL_IRQ_RISING, 0);
			if (request_irq((unsigned int)irqs[k], handler, 0, "x", marks))
				die("request_irq() failed");
		}
		ns -= cpu_ns();
		for (unsigned int k = 0; k < 16; k++) {
			free_irq((unsigned int)irqs[k], marks);
			tl_irq_free(irqs[k]);
		}
		ns += cpu_ns();
	}
	return ns / (SWITCHES / 16 * 16);
}

static double measure_handler_limit(void)
{
	return 1e9 / (measure_copies() + measure_switches() + measure_teardown());
}

/* Schedules per second of the whole call. */
static double measure_jobs(const char *options)
{
	struct tl_explored found;
	uint64_t start;
	char all[128];
	cpu_set_t set;

	/* The one that started us is pinned. */
	memset(&set, 0xff, sizeof(set));
	(void)sched_setaffinity(0, sizeof(set), &set);
	snprintf(all, sizeof(all), "%s progress=off runs=%lu", options, max_runs);
	start = bench_now();
	if (tl_explore("bench", all, three_tasks, NULL, &found))
		die(found.message);
	return (double)found.runs * 1e9 / (double)(bench_now() - start);
}

static double measure_jobs_1(void)
{
	return measure_jobs(RESUMED "jobs=1 nr_cpus=3");
}

static double measure_jobs_2(void)
{
	return measure_jobs(RESUMED "jobs=2 nr_cpus=3");
}

/* --- memory --- */

/* Counted, page by page: statm tells it from counters that lag behind. */
static double resident_kib(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	char line[128];
	long kib = -1;

	while (f && kib < 0 && fgets(line, sizeof(line), f))
		(void)sscanf(line, "Rss: %ld", &kib);
	if (kib < 0)
		die("/proc/self/smaps_rollup can't be read");
	fclose(f);
	return (double)kib;
}

/* 10,400,600 schedules. */
static void two_of_thirteen(void *arg)
{
	unsigned long n;

	(void)arg;
	run_two((void *)13);
	n = ++marks->runs;
	if (n % MEMORY_AT == 0) {
		/* What the first look has mapped for itself is there at the second. */
		if (n == MEMORY_AT)
			(void)resident_kib();
		marks->last = resident_kib();
		if (n == MEMORY_AT)
			marks->first = marks->last;
		marks->n = n;
	}
}

static double measure_memory(void)
{
	explore(two_of_thirteen, NULL, RESUMED "jobs=1 nr_cpus=3", 0);
	if (marks->n < 9 * MEMORY_AT)
		die("too few runs");
	return marks->last - marks->first;
}

/* --- */

static const struct {
	const char *name;
	double (*measure)(void);
} figures[] = {
	{"switch", measure_switch},	  {"point", measure_point},
	{"point-two", measure_point_two}, {"empty", measure_empty},
	{"dirty", measure_dirty},	  {"copy", measure_copy},
	{"handler", measure_handler},	  {"tasks", measure_tasks},
	{"jobs-1", measure_jobs_1},	  {"jobs-2", measure_jobs_2},
	{"memory", measure_memory},	  {"limit", measure_limit},
	{"copies", measure_copies},	  {"switches", measure_switches},
	{"teardown", measure_teardown},	  {"handler-limit", measure_handler_limit},
};

int main(int argc, char **argv)
{
	if (argc != 3)
		die("usage: bench-explore WHAT RUNS");
	max_runs = strtoul(argv[2], NULL, 0);
	marks = mmap(NULL, sizeof(*marks), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (marks == MAP_FAILED)
		die("out of memory");
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (strcmp(figures[i].name, argv[1]) != 0)
			continue;
		printf("%g\n", figures[i].measure());
		return 0;
	}
	die("no such figure");
}
