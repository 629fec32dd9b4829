// SPDX-License-Identifier: MIT
/* Pools of addresses: what is given out, in which order, and what becomes of it. */
#include "model.h"

#include <linux/device.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <tasklet/boot.h>

#define BASE  0x10000ul
#define OTHER 0x40000ul

static struct gen_pool *pool_of(size_t size)
{
	struct gen_pool *pool = gen_pool_create(4, -1);

	assert_non_null(pool);
	assert_int_equal(gen_pool_add(pool, BASE, size, -1), 0);
	return pool;
}

static void pieces_are_whole_units_first_fit(void **state)
{
	struct gen_pool *pool = pool_of(256);

	assert_int_equal(gen_pool_size(pool), 256);
	assert_int_equal(gen_pool_alloc(pool, 1), BASE);
	assert_int_equal(gen_pool_alloc(pool, 17), BASE + 16);
	assert_int_equal(gen_pool_alloc(pool, 16), BASE + 48);
	assert_int_equal(gen_pool_avail(pool), 256 - 64);
	gen_pool_free(pool, BASE + 16, 17);
	assert_int_equal(gen_pool_alloc(pool, 33), BASE + 64);
	assert_int_equal(gen_pool_alloc(pool, 32), BASE + 16);
	assert_int_equal(gen_pool_alloc(pool, 0), 0);
	assert_int_equal(gen_pool_alloc(pool, 257), 0);
	assert_int_equal(gen_pool_alloc(pool, 256 - 112), BASE + 112);
	assert_int_equal(gen_pool_avail(pool), 0);
	assert_int_equal(gen_pool_alloc(pool, 1), 0);
	gen_pool_free(pool, BASE, 256);
	assert_int_equal(gen_pool_avail(pool), 256);
	gen_pool_destroy(pool);
}

static unsigned int chunks_seen;

static void count_chunk(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	chunks_seen++;
	*(unsigned long *)data = chunk->start_addr;
}

static void chunks_have_owners_and_physical_addresses(void **state)
{
	struct gen_pool *pool = pool_of(64);
	int a, b;
	void *owner = &a;
	unsigned long last = 0;

	assert_int_equal(gen_pool_add_owner(pool, OTHER, 0x9000, 64, -1, &b), 0);
	/* The newest comes first. */
	assert_int_equal(gen_pool_alloc_owner(pool, 64, &owner), OTHER);
	assert_ptr_equal(owner, &b);
	assert_int_equal(gen_pool_alloc_owner(pool, 64, &owner), BASE);
	assert_null(owner);
	owner = &a;
	assert_int_equal(gen_pool_alloc_owner(pool, 16, &owner), 0);
	assert_null(owner);
	assert_int_equal(gen_pool_virt_to_phys(pool, OTHER + 5), 0x9005);
	assert_true(gen_pool_virt_to_phys(pool, 5) == (phys_addr_t)-1);
	assert_true(gen_pool_has_addr(pool, OTHER, 64));
	assert_false(gen_pool_has_addr(pool, OTHER, 65));
	assert_false(gen_pool_has_addr(pool, OTHER - 1, 2));
	gen_pool_for_each_chunk(pool, count_chunk, &last);
	assert_int_equal(chunks_seen, 2);
	assert_int_equal(last, BASE);
	gen_pool_free_owner(pool, OTHER, 64, &owner);
	assert_ptr_equal(owner, &b);
	gen_pool_free(pool, BASE, 64);
	gen_pool_destroy(pool);
}

static void algorithms_choose(void **state)
{
	struct genpool_data_align align = {.align = 64};
	struct genpool_data_fixed fixed = {.offset = 96};
	struct gen_pool *pool = gen_pool_create(4, -1);

	assert_int_equal(gen_pool_add(pool, BASE + 16, 512, -1), 0);
	/* The address is aligned, not the offset. */
	assert_int_equal(gen_pool_alloc_algo(pool, 16, gen_pool_first_fit_align, &align),
			 BASE + 64);
	/* The offset is aligned, to the size. */
	assert_int_equal(gen_pool_alloc_algo(pool, 64, gen_pool_first_fit_order_align, NULL),
			 BASE + 16 + 64);
	assert_int_equal(gen_pool_alloc_algo(pool, 16, gen_pool_fixed_alloc, &fixed), 0);
	fixed.offset = 160;
	assert_int_equal(gen_pool_alloc_algo(pool, 16, gen_pool_fixed_alloc, &fixed),
			 BASE + 16 + 160);
	fixed.offset = 512;
	assert_int_equal(gen_pool_alloc_algo(pool, 16, gen_pool_fixed_alloc, &fixed), 0);
	/* Free: 48 at 0, 16 at 64 + 64 .. and so on: the smallest that fits. */
	gen_pool_set_algo(pool, gen_pool_best_fit, NULL);
	assert_int_equal(gen_pool_alloc(pool, 32), BASE + 16 + 128);
	assert_int_equal(gen_pool_alloc(pool, 32), BASE + 16);
	gen_pool_set_algo(pool, NULL, NULL);
	assert_int_equal(gen_pool_alloc(pool, 48), BASE + 16 + 176);
	gen_pool_free(pool, BASE + 16, 32);
	gen_pool_free(pool, BASE + 64, 16 + 64);
	gen_pool_free(pool, BASE + 16 + 128, 32);
	gen_pool_free(pool, BASE + 16 + 160, 16 + 48);
	assert_int_equal(gen_pool_avail(pool), 512);
	gen_pool_destroy(pool);
}

static void dma_pieces_are_pointers(void **state)
{
	static u8 memory[1024] __attribute__((aligned(256)));
	struct gen_pool *pool = gen_pool_create(5, -1);
	dma_addr_t dma = 0;
	u8 *a, *b;

	memset(memory, 0xaa, sizeof(memory));
	assert_int_equal(gen_pool_add_virt(pool, (unsigned long)memory, 0x8000, sizeof(memory), -1),
			 0);
	a = gen_pool_dma_zalloc(pool, 40, &dma);
	assert_ptr_equal(a, memory);
	assert_int_equal(dma, 0x8000);
	assert_true(a[0] == 0 && a[39] == 0 && a[40] == 0xaa);
	b = gen_pool_dma_alloc_align(pool, 32, &dma, 256);
	assert_ptr_equal(b, memory + 256);
	assert_int_equal(dma, 0x8100);
	assert_int_equal(b[0], 0xaa);
	assert_null(gen_pool_dma_alloc(pool, 2048, &dma));
	assert_int_equal(dma, 0x8100);
	assert_null(gen_pool_dma_alloc_algo(NULL, 1, NULL, gen_pool_first_fit, NULL));
	gen_pool_free(pool, (unsigned long)a, 40);
	gen_pool_free(pool, (unsigned long)b, 32);
	gen_pool_destroy(pool);
}

/* Pieces of up to 70 units, which cover up to three words of the map. */
static void agrees_with_a_model(void **state)
{
	enum { UNITS = 300, PIECES = 24 };
	static bool taken[UNITS];
	struct {
		unsigned long at;
		size_t size;
	} piece[PIECES] = {0};
	struct gen_pool *pool = pool_of(UNITS * 16);

	for (int turn = 0; turn < TEST_TURNS(20000); turn++) {
		unsigned int p = any_below(PIECES), nr = 1 + any_below(70), at = 0, run = 0;

		if (piece[p].size) {
			gen_pool_free(pool, piece[p].at, piece[p].size);
			memset(&taken[(piece[p].at - BASE) / 16], 0, piece[p].size / 16);
			piece[p].size = 0;
			continue;
		}
		for (at = 0; at < UNITS && run < nr; at++)
			run = taken[at] ? 0 : run + 1;
		piece[p].at = gen_pool_alloc(pool, nr * 16);
		assert_int_equal(piece[p].at, run == nr ? BASE + (at - nr) * 16 : 0);
		if (!piece[p].at)
			continue;
		piece[p].size = nr * 16;
		memset(&taken[at - nr], 1, nr);
	}
	for (int p = 0; p < PIECES; p++)
		if (piece[p].size)
			gen_pool_free(pool, piece[p].at, piece[p].size);
	gen_pool_destroy(pool);
}

static void not_there(void *arg)
{
	gen_pool_free(pool_of(64), BASE + 64, 16);
}

static void not_given_out(void *arg)
{
	gen_pool_free(pool_of(64), BASE, 16);
}

static void not_given_back(void *arg)
{
	struct gen_pool *pool = pool_of(64);

	gen_pool_alloc(pool, 1);
	gen_pool_destroy(pool);
}

static void misuse_is_a_bug(void **state)
{
	void (*const misuses[])(void *) = {not_there, not_given_out, not_given_back};
	struct child c;

	for (size_t i = 0; i < ARRAY_SIZE(misuses); i++) {
		child_run(&c, misuses[i], NULL);
		assert_child_signal(&c, SIGABRT);
		assert_child_said(&c, "kernel BUG at");
	}
}

static void release_nothing(struct device *dev)
{
}

static void devices_have_pools_by_name(void **state)
{
	static struct device dev;
	struct gen_pool *a, *b;

	memset(&dev, 0, sizeof(dev));
	device_initialize(&dev);
	dev.release = release_nothing;
	assert_null(gen_pool_get(&dev, NULL));
	a = devm_gen_pool_create(&dev, 3, -1, NULL);
	assert_false(IS_ERR(a));
	b = devm_gen_pool_create(&dev, 3, -1, "sram");
	assert_false(IS_ERR(b));
	assert_ptr_equal(gen_pool_get(&dev, NULL), a);
	assert_ptr_equal(gen_pool_get(&dev, "sram"), b);
	assert_null(gen_pool_get(&dev, "other"));
	assert_int_equal(PTR_ERR(devm_gen_pool_create(&dev, 3, -1, "sram")), -EINVAL);
	assert_int_equal(gen_pool_add(b, BASE, 64, -1), 0);
	/* LeakSanitizer sees whether they go. */
	put_device(&dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(misuse_is_a_bug),
		cmocka_unit_test(pieces_are_whole_units_first_fit),
		cmocka_unit_test(chunks_have_owners_and_physical_addresses),
		cmocka_unit_test(algorithms_choose),
		cmocka_unit_test(dma_pieces_are_pointers),
		MODEL_TEST(agrees_with_a_model),
		cmocka_unit_test(devices_have_pools_by_name),
	};

	return cmocka_run_group_tests_name("genalloc", tests, NULL, NULL);
}
