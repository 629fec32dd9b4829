// SPDX-License-Identifier: MIT
/*
 * Notifier chains under the explorer: a callback that has unregistered may be freed, under every
 * schedule; but not one of a raw chain, which nobody protects.
 */
#include "explore-help.h"

#include <linux/notifier.h>
#include <linux/slab.h>

static ATOMIC_NOTIFIER_HEAD(atomic_chain);
static BLOCKING_NOTIFIER_HEAD(blocking_chain);
static RAW_NOTIFIER_HEAD(raw_chain);
SRCU_NOTIFIER_HEAD_STATIC(srcu_chain);

struct guest {
	struct notifier_block nb;
	int value;
};

static struct guest *guest;

static int guest_call(struct notifier_block *nb, unsigned long val, void *v)
{
	tl_assert(READ_ONCE(container_of(nb, struct guest, nb)->value) == 1);
	return NOTIFY_OK;
}

#define KIND(kind)                                                           \
	static void kind##_calls(void *arg)                                  \
	{                                                                    \
		kind##_notifier_call_chain(&kind##_chain, 1, NULL);          \
	}                                                                    \
	static void kind##_leaves(void *arg)                                 \
	{                                                                    \
		kind##_notifier_chain_unregister(&kind##_chain, &guest->nb); \
		kfree(guest);                                                \
	}                                                                    \
	static void kind##_race(void *arg)                                   \
	{                                                                    \
		guest = kzalloc(sizeof(*guest), GFP_KERNEL);                 \
		guest->nb.notifier_call = guest_call;                        \
		guest->value = 1;                                            \
		kind##_notifier_chain_register(&kind##_chain, &guest->nb);   \
		tl_spawn_on(0, "caller", kind##_calls, NULL);                \
		tl_spawn_on(1, "guest", kind##_leaves, NULL);                \
		tl_run_until_idle();                                         \
	}

KIND(atomic)
KIND(blocking)
KIND(raw)
KIND(srcu)

#define OPTIONS "strategy=dfs p=2 q=2 jobs=1 nr_cpus=2 progress=off "

static void expect_passes(void (*race)(void *arg))
{
	struct tl_explored found;

	(void)tl_explore("notifier", OPTIONS, race, NULL, &found);
	if (found.verdict != TL_EXHAUSTED)
		print_error("%s\n%s\n", found.text, found.report);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_true(found.runs > 1);
}

static void who_has_unregistered_may_be_freed(void **state)
{
	expect_passes(atomic_race);
	expect_passes(blocking_race);
	expect_passes(srcu_race);
}

static void a_raw_chain_protects_nobody(void **state)
{
	struct tl_explored found;

	(void)tl_explore("raw", OPTIONS, raw_race, NULL, &found);
	assert_int_equal(found.verdict, TL_FAILED);
	assert_int_equal(found.failure, TL_FAIL_MEMORY);
	assert_non_null(strstr(found.message, "use-after-free"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_unregistered_may_be_freed),
		cmocka_unit_test(a_raw_chain_protects_nobody),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
