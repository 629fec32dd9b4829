// SPDX-License-Identifier: MIT
/* Pools of addresses: which piece is given out, by each algorithm, and what the pool says of it. */
#include <linux/genalloc.h>
#include <linux/kernel.h>

#include "case.h"

#define BASE  0x10010ul
#define OTHER 0x40000ul

static struct gen_pool *pool;

static void allocate(size_t size, genpool_algo_t algo, void *data)
{
	unsigned long at = gen_pool_alloc_algo(pool, size, algo, data);

	tc_log("%zu bytes: %lx, left %zu", size, at, gen_pool_avail(pool));
}

TC_CASE(pools_give_the_first_that_fits)
{
	pool = gen_pool_create(4, -1);
	tc_log("empty: %zu %zu %lx", gen_pool_size(pool), gen_pool_avail(pool),
	       gen_pool_alloc(pool, 1));
	tc_log("add %d", gen_pool_add(pool, BASE, 250, -1));
	tc_log("%zu %zu", gen_pool_size(pool), gen_pool_avail(pool));
	allocate(0, gen_pool_first_fit, NULL);
	allocate(1, gen_pool_first_fit, NULL);
	allocate(17, gen_pool_first_fit, NULL);
	allocate(16, gen_pool_first_fit, NULL);
	gen_pool_free(pool, BASE + 16, 17);
	allocate(48, gen_pool_first_fit, NULL);
	allocate(32, gen_pool_first_fit, NULL);
	allocate(1000, gen_pool_first_fit, NULL);
	/* The last unit is no whole one. */
	allocate(250 - 112, gen_pool_first_fit, NULL);
	allocate(128, gen_pool_first_fit, NULL);
	allocate(1, gen_pool_first_fit, NULL);
	tc_log("%d %d %d %d", gen_pool_has_addr(pool, BASE, 250),
	       gen_pool_has_addr(pool, BASE, 251), gen_pool_has_addr(pool, BASE - 1, 2),
	       gen_pool_has_addr(pool, BASE + 249, 1));
	gen_pool_free(pool, BASE, 240);
	tc_log("left %zu", gen_pool_avail(pool));
	gen_pool_destroy(pool);
}

static void show_chunk(struct gen_pool *p, struct gen_pool_chunk *chunk, void *data)
{
	tc_log("%s chunk %lx to %lx, left %ld, owner %d", (char *)data, chunk->start_addr,
	       chunk->end_addr, atomic_long_read(&chunk->avail), chunk->owner != NULL);
}

TC_CASE(pools_of_several_chunks)
{
	void *owner = NULL;
	int me;

	pool = gen_pool_create(3, -1);
	tc_log("%d", gen_pool_add(pool, BASE, 64, -1));
	tc_log("%d", gen_pool_add_virt(pool, OTHER, 0x9000, 64, -1));
	tc_log("%d", gen_pool_add_owner(pool, 2 * OTHER, 0x5000, 64, -1, &me));
	gen_pool_for_each_chunk(pool, show_chunk, "a");
	for (int i = 0; i < 6; i++) {
		unsigned long at = gen_pool_alloc_owner(pool, 40, &owner);

		tc_log("%lx of %d, physical %llx", at, owner == &me,
		       (unsigned long long)gen_pool_virt_to_phys(pool, at));
		if (at)
			gen_pool_free_owner(pool, at, 40, i % 2 ? &owner : NULL);
		tc_log("back of %d", owner == &me);
		if (i < 3)
			tc_log("%lx", gen_pool_alloc(pool, 33));
	}
	gen_pool_for_each_chunk(pool, show_chunk, "then");
	gen_pool_free(pool, BASE, 40);
	gen_pool_free(pool, OTHER, 40);
	gen_pool_free(pool, 2 * OTHER, 40);
	tc_log("left %zu", gen_pool_avail(pool));
	gen_pool_destroy(pool);
}

TC_CASE(pools_choose_by_algorithm)
{
	struct genpool_data_align align = {.align = 64};
	struct genpool_data_fixed fixed = {.offset = 96};

	pool = gen_pool_create(4, -1);
	tc_log("add %d", gen_pool_add(pool, BASE, 1024, -1));
	allocate(16, gen_pool_first_fit_align, &align);
	allocate(80, gen_pool_first_fit_align, &align);
	align.align = 8;
	allocate(16, gen_pool_first_fit_align, &align);
	align.align = 32;
	allocate(16, gen_pool_first_fit_align, &align);
	allocate(48, gen_pool_first_fit_order_align, NULL);
	allocate(16, gen_pool_first_fit_order_align, NULL);
	allocate(64, gen_pool_first_fit_order_align, NULL);
	allocate(16, gen_pool_fixed_alloc, &fixed);
	allocate(16, gen_pool_fixed_alloc, &fixed);
	fixed.offset = 512;
	allocate(100, gen_pool_fixed_alloc, &fixed);
	fixed.offset = 560;
	allocate(16, gen_pool_fixed_alloc, &fixed);
	fixed.offset = 1024;
	allocate(16, gen_pool_fixed_alloc, &fixed);
	fixed.offset = 1008;
	allocate(32, gen_pool_fixed_alloc, &fixed);
	allocate(16, gen_pool_fixed_alloc, &fixed);
	for (size_t size = 16; size <= 112; size += 16)
		allocate(size, gen_pool_best_fit, NULL);
	gen_pool_set_algo(pool, gen_pool_best_fit, NULL);
	tc_log("%lx", gen_pool_alloc(pool, 16));
	gen_pool_set_algo(pool, NULL, NULL);
	tc_log("%lx", gen_pool_alloc(pool, 16));
	/* All that is left, in the smallest pieces, and then the whole back. */
	while (gen_pool_alloc(pool, 16))
		;
	gen_pool_free(pool, BASE, 1024);
	tc_log("left %zu", gen_pool_avail(pool));
	gen_pool_destroy(pool);
}

TC_CASE(pools_of_memory)
{
	static u8 memory[512] __aligned(256);
	dma_addr_t dma = 7;
	void *p;

	memset(memory, 0xaa, sizeof(memory));
	pool = gen_pool_create(5, -1);
	tc_log("%d", gen_pool_add_virt(pool, (unsigned long)memory, 0x8000, sizeof(memory), -1));
	p = gen_pool_dma_zalloc(pool, 40, &dma);
	tc_log("at %d, %llx, %x %x %x", (int)((u8 *)p - memory), (unsigned long long)dma, memory[0],
	       memory[39], memory[40]);
	p = gen_pool_dma_alloc_align(pool, 8, &dma, 256);
	tc_log("at %d, %llx, %x", (int)((u8 *)p - memory), (unsigned long long)dma, memory[256]);
	dma = 7;
	tc_log("%d %llx", gen_pool_dma_alloc(pool, 400, &dma) == NULL, (unsigned long long)dma);
	tc_log("%d", gen_pool_dma_alloc(pool, 64, NULL) == memory + 64);
	gen_pool_free(pool, (unsigned long)memory, 128);
	gen_pool_free(pool, (unsigned long)memory + 256, 8);
	gen_pool_destroy(pool);
}

static void in_handler(void *arg)
{
	*(unsigned long *)arg = gen_pool_alloc(pool, 16);
	gen_pool_free(pool, BASE, 16);
}

TC_CASE(pools_in_handlers)
{
	unsigned long at = 0;

	pool = gen_pool_create(4, -1);
	tc_log("%d", gen_pool_add(pool, BASE, 64, -1));
	tc_log("%lx", gen_pool_alloc(pool, 16));
	tc_hardirq(in_handler, &at);
	tc_log("%lx, left %zu", at, gen_pool_avail(pool));
	gen_pool_free(pool, at, 16);
	gen_pool_destroy(pool);
}
