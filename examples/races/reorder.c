// SPDX-License-Identifier: MIT
/*
 * Two fields that belong together, and a reader that sees one of them: "reorder" of the literature
 * on concurrency testing. With many writers few of all schedules have the reader between the two
 * stores of the first that writes.
 *
 *	CPU 0			CPU N-1
 *	range_set()
 *	  range->a = 1
 *				range_get()	a is 1, b is 0
 *	  range->b = -1
 *
 * Fix: the lock.
 */
#include <linux/spinlock.h>

struct range {
	spinlock_t lock;
	int a;
	int b;
};

static void range_set_broken(struct range *range)
{
	range->a = 1;
	range->b = -1;
}

static bool range_is_good_broken(struct range *range)
{
	return (range->a == 0 && range->b == 0) || (range->a == 1 && range->b == -1);
}

static void range_set_fixed(struct range *range)
{
	spin_lock(&range->lock);
	range_set_broken(range);
	spin_unlock(&range->lock);
}

static bool range_is_good_fixed(struct range *range)
{
	bool good;

	spin_lock(&range->lock);
	good = range_is_good_broken(range);
	spin_unlock(&range->lock);
	return good;
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>

#include "races.h"

static struct range range;

static void sets_broken(void *arg)
{
	range_set_broken(&range);
}

static void checks_broken(void *arg)
{
	tl_assert(range_is_good_broken(&range));
}

static void sets_fixed(void *arg)
{
	range_set_fixed(&range);
}

static void checks_fixed(void *arg)
{
	tl_assert(range_is_good_fixed(&range));
}

/* All but one write, the last one reads. */
void reorder(void *arg)
{
	const struct race_variant *variant = arg;
	unsigned int i, reader = variant->nr_tasks - 1;
	struct task_struct *tasks[RACE_TASKS_MAX];

	spin_lock_init(&range.lock);
	for (i = 0; i < reader; i++)
		tasks[i] =
			tl_spawn_on((int)i, "set", variant->fixed ? sets_fixed : sets_broken, NULL);
	tasks[reader] = tl_spawn_on((int)reader, "check",
				    variant->fixed ? checks_fixed : checks_broken, NULL);
	for (i = 0; i <= reader; i++)
		tl_join(tasks[i]);
}
