// SPDX-License-Identifier: MIT
/*
 * An update in two stages, with a lock for each, and none for both: "twostage" of the literature on
 * concurrency testing. There is no data race in it.
 *
 *	CPU 0			CPU N-1
 *	pipe_update()
 *	  lock first
 *	  first = 1
 *	  unlock first
 *				pipe_check()	first is 1, second is 0
 *	  lock second
 *	  second = first + 1
 *	  unlock second
 *
 * Fix: the first lock is held until the second stage is done.
 */
#include <linux/spinlock.h>

struct pipe {
	spinlock_t first_lock;
	int first;
	spinlock_t second_lock; /* taken inside of first_lock, if both are */
	int second;
};

static void pipe_update_broken(struct pipe *pipe)
{
	int first;

	spin_lock(&pipe->first_lock);
	first = pipe->first = 1;
	spin_unlock(&pipe->first_lock);

	spin_lock(&pipe->second_lock);
	pipe->second = first + 1;
	spin_unlock(&pipe->second_lock);
}

static bool pipe_is_good_broken(struct pipe *pipe)
{
	int first, second;

	spin_lock(&pipe->first_lock);
	first = pipe->first;
	spin_unlock(&pipe->first_lock);
	if (!first)
		return true;

	spin_lock(&pipe->second_lock);
	second = pipe->second;
	spin_unlock(&pipe->second_lock);
	return second == first + 1;
}

static void pipe_update_fixed(struct pipe *pipe)
{
	spin_lock(&pipe->first_lock);
	pipe->first = 1;
	spin_lock(&pipe->second_lock);
	pipe->second = pipe->first + 1;
	spin_unlock(&pipe->second_lock);
	spin_unlock(&pipe->first_lock);
}

static bool pipe_is_good_fixed(struct pipe *pipe)
{
	bool good;

	spin_lock(&pipe->first_lock);
	spin_lock(&pipe->second_lock);
	good = !pipe->first || pipe->second == pipe->first + 1;
	spin_unlock(&pipe->second_lock);
	spin_unlock(&pipe->first_lock);
	return good;
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>

#include "races.h"

static struct pipe pipeline;

static void updates_broken(void *arg)
{
	pipe_update_broken(&pipeline);
}

static void checks_broken(void *arg)
{
	tl_assert(pipe_is_good_broken(&pipeline));
}

static void updates_fixed(void *arg)
{
	pipe_update_fixed(&pipeline);
}

static void checks_fixed(void *arg)
{
	tl_assert(pipe_is_good_fixed(&pipeline));
}

/* All but one update, the last one checks. */
void twostage(void *arg)
{
	const struct race_variant *variant = arg;
	unsigned int i, checker = variant->nr_tasks - 1;
	struct task_struct *tasks[RACE_TASKS_MAX];

	spin_lock_init(&pipeline.first_lock);
	spin_lock_init(&pipeline.second_lock);
	for (i = 0; i < checker; i++)
		tasks[i] = tl_spawn_on((int)i, "update",
				       variant->fixed ? updates_fixed : updates_broken, NULL);
	tasks[checker] = tl_spawn_on((int)checker, "check",
				     variant->fixed ? checks_fixed : checks_broken, NULL);
	for (i = 0; i <= checker; i++)
		tl_join(tasks[i]);
}
