// SPDX-License-Identifier: MIT
/* A pool of addresses in all interleavings of two CPUs, and of a task and an interrupt handler. */
#include "explore-help.h"

#include <linux/genalloc.h>
#include <linux/slab.h>

#define BASE  0x1000ul
#define UNITS 66

static struct tl_explored found;
static struct gen_pool *pool;
static unsigned long got[2];
static bool owned[UNITS];

/* All but one unit, so two of these overlap in both words of the map. */
static void take(int who)
{
	got[who] = gen_pool_alloc(pool, UNITS - 1);
	for (int i = 0; got[who] && i < UNITS - 1; i++) {
		tl_assert(!owned[i]);
		owned[i] = true;
	}
}

static void give(int who)
{
	if (!got[who])
		return;
	memset(owned, 0, sizeof(owned));
	gen_pool_free(pool, got[who], UNITS - 1);
}

static void first(void *arg)
{
	take(0);
	tl_point();
	give(0);
}

static void second(void *arg)
{
	take(1);
	tl_point();
	give(1);
}

static void pool_begin(void)
{
	pool = gen_pool_create(0, -1);
	tl_assert(!gen_pool_add(pool, BASE, UNITS, -1));
}

static void pool_end(void)
{
	/* Of two who want the same, one at least gets it. */
	tl_assert(got[0] || got[1]);
	tl_assert(gen_pool_avail(pool) == UNITS);
	gen_pool_destroy(pool);
}

static void two_tasks(void *arg)
{
	struct task_struct *a, *b;

	pool_begin();
	a = tl_spawn_on(0, "first", first, NULL);
	b = tl_spawn_on(1, "second", second, NULL);
	tl_join(a);
	tl_join(b);
	pool_end();
}

/* Keeps what it gets. */
static irqreturn_t handler(int irq, void *dev)
{
	take(1);
	return IRQ_HANDLED;
}

static void a_task_and_its_interrupt(void *arg)
{
	int irq = tl_irq_alloc("pool", TL_IRQ_RISING, 0);

	pool_begin();
	tl_assert(!request_irq(irq, handler, 0, "pool", NULL));
	tl_irq_spontaneous(irq, 1);
	tl_join(tl_spawn_on(0, "first", first, NULL));
	free_irq(irq, NULL);
	tl_irq_free(irq);
	give(1);
	pool_end();
}

static void explore(const char *options, void (*scenario)(void *arg))
{
	assert_int_equal(tl_explore("genalloc", options, scenario, NULL, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.runs > 10);
}

static void pieces_never_overlap(void **state)
{
	explore("strategy=dfs p=2 q=inf jobs=1 progress=off nr_cpus=2", two_tasks);
}

static void a_handler_lands_anywhere_in_an_allocation(void **state)
{
	explore("strategy=dfs p=2 q=inf jobs=1 progress=off nr_cpus=1", a_task_and_its_interrupt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_never_overlap),
		cmocka_unit_test(a_handler_lands_anywhere_in_an_allocation),
	};

	return cmocka_run_group_tests_name("explore-genalloc", tests, enter_directory,
					   leave_directory);
}
