// SPDX-License-Identifier: MIT
/*
 * One pool of addresses, used by threads, by their interrupt handlers and by a thread that adds to
 * it, all at once and without a lock. Nobody gets what somebody else has: each writes its own mark
 * over the whole piece and finds it there when it gives it back. The marks are plain memory, so
 * that a race detector sees whether a piece is handed over in order.
 */
#include "../test.h"
#include "stress.h"

#include <linux/genalloc.h>
#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>

#define THREADS 4
#define UNIT	16
#define CHUNK	(200 * UNIT) /* a little over three words of bits */
#define CHUNKS	4
#define HELD	4

static struct gen_pool *pool;
static unsigned long memory[CHUNKS][CHUNK / sizeof(unsigned long)];
static int irqs[THREADS];
static unsigned long threads_left, marks;

struct piece {
	unsigned long *at, mark;
	size_t size;
};

static void take(struct piece *p, uint64_t *rng)
{
	/* Now and then more than a word. */
	p->size = UNIT * (1 + rng_below(rng, rng_below(rng, 4) ? 8 : 70));
	p->at = (unsigned long *)gen_pool_alloc(pool, p->size);
	p->mark = add(&marks, 1);
	for (size_t i = 0; p->at && i < p->size / sizeof(*p->at); i++)
		p->at[i] = p->mark;
}

static void give(struct piece *p)
{
	if (!p->at)
		return;
	for (size_t i = 0; i < p->size / sizeof(*p->at); i++)
		if (p->at[i] != p->mark)
			stress_fail("a piece is somebody else's too");
	gen_pool_free(pool, (unsigned long)p->at, p->size);
	p->at = NULL;
	add(&stress_progress, 1);
}

/* What one context holds. */
struct user {
	struct piece held[HELD];
	uint64_t rng;
};

static struct user handlers[THREADS];

static void use(struct user *u)
{
	struct piece *p = &u->held[rng_below(&u->rng, HELD)];

	if (p->at)
		give(p);
	else
		take(p, &u->rng);
}

static void give_all(struct user *u)
{
	for (int i = 0; i < HELD; i++)
		give(&u->held[i]);
}

/* Lands in the middle of what threads do with the pool; one handler does not interrupt itself. */
static irqreturn_t handler(int irq, void *user)
{
	use(user);
	use(user);
	return IRQ_HANDLED;
}

static void *user_thread(void *arg)
{
	int nr = (int)(intptr_t)arg;
	struct user u = {.rng = (uint64_t)nr};

	for (int turn = TEST_TURNS(20000); turn; turn--) {
		/* A CPU that is owned is interrupted in its midst, one that is not by its worker. */
		if (turn % 2)
			preempt_disable();
		tl_irq_raise(irqs[(nr + turn) % THREADS]);
		use(&u);
		if (turn % 2)
			preempt_enable();
		if (gen_pool_avail(pool) > CHUNKS * CHUNK)
			stress_fail("more is free than there is");
	}
	give_all(&u);
	add(&threads_left, -1ul);
	return NULL;
}

static void *adding_thread(void *arg)
{
	for (int i = 1; i < CHUNKS; i++) {
		unsigned long seen = get(&stress_progress);

		while (get(&threads_left) && get(&stress_progress) - seen < 100)
			sched_yield();
		gen_pool_add(pool, (unsigned long)memory[i], CHUNK, -1);
	}
	return NULL;
}

static void no_piece_has_two_owners(void **state)
{
	pthread_t threads[THREADS + 1];

	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	pool = gen_pool_create(4, -1);
	assert_int_equal(gen_pool_add(pool, (unsigned long)memory[0], CHUNK, -1), 0);
	for (int i = 0; i < THREADS; i++) {
		handlers[i] = (struct user){.rng = (uint64_t)i + 100};
		irqs[i] = tl_irq_alloc("pool", TL_IRQ_RISING, i % 2);
		assert_int_equal(request_irq(irqs[i], handler, 0, "pool", &handlers[i]), 0);
	}
	set(&threads_left, THREADS);
	for (intptr_t i = 0; i <= THREADS; i++)
		pthread_create(&threads[i], NULL, i < THREADS ? user_thread : adding_thread,
			       (void *)i);
	for (int i = 0; i <= THREADS; i++)
		pthread_join(threads[i], NULL);
	/* Who takes a CPU serves what is pending there: no edge comes after its handler is gone. */
	for (int cpu = 0; cpu < 2; cpu++) {
		assert_int_equal(tl_cpu_bind(cpu), 0);
		preempt_disable();
		preempt_enable();
	}
	for (int i = 0; i < THREADS; i++) {
		free_irq(irqs[i], &handlers[i]);
		give_all(&handlers[i]);
	}
	assert_int_equal(gen_pool_size(pool), CHUNKS * CHUNK);
	assert_int_equal(gen_pool_avail(pool), CHUNKS * CHUNK);
	assert_int_equal(get(&stress_failures), 0);
	gen_pool_destroy(pool);
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_piece_has_two_owners),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
