// SPDX-License-Identifier: MIT
/*
 * Schedule + run on the own CPU, against one locked read-modify-write and the textbook algorithm.
 */
#include <linux/interrupt.h>

#include "against/against.h"
#include "bench.h"
#include "textbook.h"

#define BATCH_MAX 8192

static struct tasklet_struct tasklets[BATCH_MAX];
static unsigned long runs;
static unsigned long word __attribute__((aligned(64)));

static void callback(struct tasklet_struct *t)
{
	(void)t;
	runs++;
}

static void rmw(unsigned long n)
{
	while (n--)
		__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
}

static __always_inline void batch(unsigned long n, unsigned int size)
{
	while (n--) {
		local_bh_disable();
		for (unsigned int i = 0; i < size; i++)
			tasklet_schedule(&tasklets[i]);
		local_bh_enable();
	}
}

static __always_inline void batch_textbook(unsigned long n, unsigned int size)
{
	while (n--) {
		local_bh_disable();
		for (unsigned int i = 0; i < size; i++)
			textbook_schedule(&tasklets[i]);
		textbook_bh_enable();
	}
}

/*
 * The floor: the three locked operations that SCHED and RUN in one word take, links, and a call. No
 * masking, no count, no softirq.
 */
static struct tasklet_struct *floor_head, **floor_tail = &floor_head;

static noinline void floor_append(struct tasklet_struct *t)
{
	t->next = NULL;
	*floor_tail = t;
	floor_tail = &t->next;
}

static noinline void floor_run(void)
{
	struct tasklet_struct *list = floor_head;

	floor_head = NULL;
	floor_tail = &floor_head;
	while (list) {
		struct tasklet_struct *t = list;

		list = t->next;
		(void)cmpxchg(&t->state, BIT(TASKLET_STATE_SCHED), BIT(TASKLET_STATE_RUN));
		t->callback(t);
		clear_bit(TASKLET_STATE_RUN, &t->state);
	}
}

static __always_inline void batch_floor(unsigned long n, unsigned int size)
{
	while (n--) {
		for (unsigned int i = 0; i < size; i++)
			if (!test_and_set_bit(TASKLET_STATE_SCHED, &tasklets[i].state))
				floor_append(&tasklets[i]);
		floor_run();
	}
}

static void floor_64(unsigned long n)
{
	batch_floor(n, 64);
}

static void floor_1(unsigned long n)
{
	batch_floor(n, 1);
}

/* And with what else a turn of softirqs can't do without: when it began. */
static void floor_1_clock(unsigned long n)
{
	struct timespec ts;

	while (n--) {
		clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
		batch_floor(1, 1);
	}
}

static void batch_64(unsigned long n)
{
	batch(n, 64);
}

static void batch_8192(unsigned long n)
{
	batch(n, 8192);
}

static void textbook_64(unsigned long n)
{
	batch_textbook(n, 64);
}

static void textbook_8192(unsigned long n)
{
	batch_textbook(n, 8192);
}

/*
 * From preemptible code: each schedule takes a CPU, and its section's end runs the tasklet and
 * gives the CPU back.
 */
static void batch_1(unsigned long n)
{
	batch(n, 1);
}

/* From preemptible code without any section: ksoftirqd runs them; until the last has run. */
static void ksoftirqd_8192(unsigned long n)
{
	while (n--) {
		unsigned long end = READ_ONCE(runs) + 8192;

		for (unsigned int i = 0; i < 8192; i++)
			tasklet_schedule(&tasklets[i]);
		while (READ_ONCE(runs) != end)
			bench_relax();
	}
}

/* The floor of that: a tasklet's two bits, a stack pushed by compare-and-swap, another thread. */
static struct item items[BATCH_MAX];

static void item_fn(struct item *item)
{
	(void)item;
	runs++;
}

static void floor_other_8192(unsigned long n)
{
	while (n--) {
		unsigned long end = READ_ONCE(runs) + 8192;

		for (unsigned int i = 0; i < 8192; i++)
			against_bits.send(0, &items[i]);
		while (READ_ONCE(runs) != end)
			bench_relax();
	}
}

int bench_schedule_only(unsigned long n)
{
	tasklet_setup(&tasklets[0], callback);
	for (unsigned int i = 0; i < 64; i++)
		tasklet_setup(&tasklets[i], callback);
	batch(n / 64, 64);
	return runs != n / 64 * 64;
}

void bench_hot(void)
{
	static const struct bench_op ops[] = {
		{rmw, 1},	    {batch_64, 64},	   {textbook_64, 64},	     {batch_1, 1},
		{batch_8192, 8192}, {textbook_8192, 8192}, {ksoftirqd_8192, 8192},   {floor_64, 64},
		{floor_1, 1},	    {floor_1_clock, 1},	   {floor_other_8192, 8192},
	};
	static const struct bench_side sides[] = {
		{"locked read-modify-write", bench_op_round, &ops[0]},
		{"libtasklet, 64", bench_op_round, &ops[1]},
		{"textbook algorithm, 64", bench_op_round, &ops[2]},
		{"libtasklet, 1", bench_op_round, &ops[3]},
		{"libtasklet, 8192", bench_op_round, &ops[4]},
		{"textbook algorithm, 8192", bench_op_round, &ops[5]},
		{"libtasklet, by ksoftirqd", bench_op_round, &ops[6]},
		{"the floor, 64", bench_op_round, &ops[7]},
		{"the floor, 1", bench_op_round, &ops[8]},
		{"the floor, 1, and the clock", bench_op_round, &ops[9]},
		{"the floor, by another thread", bench_op_round, &ops[10]},
	};
	static const struct bench_goal goals[] = {
		{"schedule + run in bh-off, batch 64", 1, 0, 0, BENCH_AT_MOST, 4.0},
		{"schedule + run in bh-off, batch 8192", 4, 0, 0, BENCH_INFO, 0},
		{"schedule + run, each from preemptible code", 3, 0, 0, BENCH_AT_MOST, 6.0},
		{"8192 schedules without bh-off, by ksoftirqd", 6, 0, 0, BENCH_AT_MOST, 6.0},
		{"schedule + run in bh-off, batch 64", 1, 2, 0, BENCH_AT_MOST, 0.85},
		{"schedule + run in bh-off, batch 8192", 4, 5, 0, BENCH_INFO, 0},
		{"three locked operations, links, a call, batch 64", 7, 0, 0, BENCH_INFO, 0},
		{"three locked operations, links, a call, each alone", 8, 0, 0, BENCH_INFO, 0},
		{"the same and a look at the coarse clock", 9, 0, 0, BENCH_INFO, 0},
		{"8192 with a tasklet's bits, by another thread", 10, 0, 0, BENCH_INFO, 0},
		{"8192 schedules without bh-off, by ksoftirqd", 6, 10, 0, BENCH_INFO, 0},
	};

	bench_boot("nr_cpus=1");
	bench_pin_named("ksoftirqd/", 1);
	for (unsigned int i = 0; i < BATCH_MAX; i++) {
		tasklet_setup(&tasklets[i], callback);
		items[i].fn = item_fn;
	}
	against_bits.start(1);
	bench_group("Schedule + run on the own CPU", "ns", sides, sizeof(sides) / sizeof(sides[0]),
		    goals, sizeof(goals) / sizeof(goals[0]));
	against_bits.stop();
}
