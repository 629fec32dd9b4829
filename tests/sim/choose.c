// SPDX-License-Identifier: MIT
/*
 * Choices that are not the default: whatever is chosen at whatever point, the kernel's promises
 * hold, and a run is repeated by its list of deviations.
 */
#include "../test.h"

#include "scenario.h"

#include "arch/sim/sim.h"

struct random {
	uint64_t x;
	unsigned int one_in;
};

/* The chooser is no part of the machine, and runs on whichever fiber. */
#define OUTSIDE __attribute__((no_sanitize("thread"))) noinline

static OUTSIDE uint32_t draw(struct random *r)
{
	r->x = r->x * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(r->x >> 33);
}

static OUTSIDE unsigned int at_random(enum sim_choice kind, unsigned int n, unsigned int dflt,
				      void *arg)
{
	struct random *r = arg;

	return draw(r) % r->one_in ? dflt : draw(r) % n;
}

struct replay {
	const struct sim_deviation *list;
	unsigned int n;
	uint64_t index;
};

static OUTSIDE unsigned int as_listed(enum sim_choice kind, unsigned int n, unsigned int dflt,
				      void *arg)
{
	struct replay *r = arg;

	if (r->n && r->list->index == r->index++) {
		r->n--;
		return r->list++->taken;
	}
	return dflt;
}

static unsigned int the_default(enum sim_choice kind, unsigned int n, unsigned int dflt, void *arg)
{
	return dflt;
}

static void any_schedule_keeps_the_promises(void **state)
{
	for (unsigned int seed = 0; seed < (unsigned int)TEST_TURNS(2000); seed++) {
		struct random r = {seed, 1 + seed % 20};
		uint64_t hash;
		int failed;

		sim_set_chooser(at_random, &r);
		failed = scenario_run(&hash);
		if (failed)
			print_error("seed %u, line %d\n", seed, failed);
		assert_int_equal(failed, 0);
	}
	sim_set_chooser(NULL, NULL);
}

static void deviations_repeat_a_run(void **state)
{
	unsigned int distinct = 0;
	uint64_t last = 0;

	for (unsigned int seed = 0; seed < 50; seed++) {
		struct random r = {seed, 10};
		struct sim_deviation *copy;
		struct replay replay = {0};
		const struct sim_deviation *list;
		uint64_t hash, again;

		sim_set_chooser(at_random, &r);
		assert_int_equal(scenario_run(&hash), 0);
		distinct += hash != last;
		last = hash;
		replay.n = sim_deviations(&list);
		assert_true(replay.n > 0);
		copy = malloc(replay.n * sizeof(*copy));
		memcpy(copy, list, replay.n * sizeof(*copy));
		replay.list = copy;
		sim_set_chooser(as_listed, &replay);
		assert_int_equal(scenario_run(&again), 0);
		assert_true(again == hash);
		assert_int_equal(replay.n, 0);
		free(copy);
	}
	sim_set_chooser(NULL, NULL);
	assert_true(distinct > 40);
}

/* Slices end at the same points whether every point asks or not. */
static void to_be_asked_changes_nothing(void **state)
{
	uint64_t unasked, asked;

	assert_int_equal(scenario_run(&unasked), 0);
	sim_set_chooser(the_default, NULL);
	assert_int_equal(scenario_run(&asked), 0);
	sim_set_chooser(NULL, NULL);
	assert_true(asked == unasked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_be_asked_changes_nothing),
		cmocka_unit_test(any_schedule_keeps_the_promises),
		cmocka_unit_test(deviations_repeat_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
