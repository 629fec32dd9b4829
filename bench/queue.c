// SPDX-License-Identifier: MIT
/*
 * How the cost per tasklet grows with the number that is queued: 64 and 1,048,576, in the order
 * of their addresses and in random order. In random order memory is the limit, so the yardstick
 * is a bare walk over the same addresses that writes to each, twice as schedule and run do.
 */
#include <stdlib.h>

#include <linux/interrupt.h>

#include "bench.h"

#define FEW  64
#define MANY (1u << 20)

static struct tasklet_struct *tasklets;
static unsigned int *order;
static unsigned long runs;

static void callback(struct tasklet_struct *t)
{
	(void)t;
	runs++;
}

static double per_item(unsigned int n, const unsigned int *perm, unsigned int repeat)
{
	uint64_t start = bench_now();

	for (unsigned int r = 0; r < repeat; r++) {
		local_bh_disable();
		for (unsigned int i = 0; i < n; i++)
			tasklet_schedule(&tasklets[perm ? perm[i] : i]);
		local_bh_enable();
	}
	return (double)(bench_now() - start) / n / repeat;
}

static struct bench_value few(const void *arg)
{
	(void)arg;
	return (struct bench_value){{per_item(FEW, NULL, bench_options.smoke ? 100 : 4000)}};
}

static struct bench_value many(const void *arg)
{
	(void)arg;
	return (struct bench_value){{per_item(MANY, NULL, 1)}};
}

static struct bench_value many_random(const void *arg)
{
	(void)arg;
	return (struct bench_value){{per_item(MANY, order, 1)}};
}

/* What any queue of them must do: link each in, then follow the links and write to each. */
static struct bench_value walk(const void *arg)
{
	struct tasklet_struct *head = NULL, **tail = &head;
	uint64_t start = bench_now();

	(void)arg;
	for (unsigned int i = 0; i < MANY; i++) {
		struct tasklet_struct *t = &tasklets[order[i]];

		__atomic_fetch_or(&t->data, 1, __ATOMIC_SEQ_CST);
		*tail = t;
		tail = &t->next;
	}
	*tail = NULL;
	for (struct tasklet_struct *t = head; t; t = t->next)
		__atomic_fetch_and(&t->data, ~1ul, __ATOMIC_SEQ_CST);
	return (struct bench_value){{(double)(bench_now() - start) / MANY}};
}

static void shuffle(void)
{
	unsigned long seed = 1;

	for (unsigned int i = 0; i < MANY; i++)
		order[i] = i;
	for (unsigned int i = MANY - 1; i; i--) {
		unsigned int k, old = order[i];

		seed = seed * 6364136223846793005ul + 1442695040888963407ul;
		k = (unsigned int)(seed >> 33) % (i + 1);
		order[i] = order[k];
		order[k] = old;
	}
}

void bench_queue(void)
{
	static const struct bench_side sides[] = {
		{"64 queued", few, NULL},
		{"1048576 in address order", many, NULL},
		{"1048576 in random order", many_random, NULL},
		{"bare walk, same random order", walk, NULL},
	};
	static const struct bench_goal goals[] = {
		{"1048576 queued in address order, per tasklet", 1, 0, 0, BENCH_AT_MOST, 1.5},
		{"1048576 queued in random order, per tasklet", 2, 3, 0, BENCH_AT_MOST, 1.3},
	};

	bench_boot("nr_cpus=1");
	tasklets = aligned_alloc(64, MANY * sizeof(*tasklets));
	order = malloc(MANY * sizeof(*order));
	if (!tasklets || !order)
		bench_die("out of memory");
	for (unsigned int i = 0; i < MANY; i++)
		tasklet_setup(&tasklets[i], callback);
	shuffle();
	bench_group("Many queued tasklets", "ns", sides, 4, goals, 2);
	free(tasklets);
	free(order);
}
