/* SPDX-License-Identifier: MIT */
/*
 * For tests that do random things to a container and to a simple model of it. The seed is
 * printed; the environment variable TEST_SEED sets another one.
 */
#ifndef TESTS_LIB_MODEL_H
#define TESTS_LIB_MODEL_H

#include "../test.h"

#include <linux/prandom.h>
#include <linux/types.h>

static struct rnd_state model_state;

static inline int model_seed(void **state)
{
	const char *text = getenv("TEST_SEED");
	unsigned long seed = text ? strtoul(text, NULL, 0) : 1;

	(void)state;
	print_message("# TEST_SEED=%lu\n", seed);
	prandom_seed_state(&model_state, seed);
	return 0;
}

/* 0 to @n - 1. */
static inline u32 any_below(u32 n)
{
	return prandom_u32_state(&model_state) % n;
}

#define MODEL_TEST(f) cmocka_unit_test_setup(f, model_seed)

#endif /* TESTS_LIB_MODEL_H */
