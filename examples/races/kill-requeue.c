// SPDX-License-Identifier: MIT
/*
 * tasklet_kill() of a tasklet that schedules itself.
 *
 * It waits until the tasklet is not scheduled. On the tasklet's own CPU that is never seen: the
 * killer runs between the passes of ksoftirqd, and the tasklet is scheduled again by then.
 *
 *	CPU 0
 *	poller_stop()
 *	  tasklet_kill()	sleeps: the tasklet is scheduled
 *	<ksoftirqd>
 *	  poller_tasklet()	takes it off, wakes the killer
 *	    tasklet_schedule()
 *	  tasklet_kill()	sleeps: the tasklet is scheduled
 *	<ksoftirqd>
 *	  ...
 *
 * Fix: a flag, set before tasklet_kill(), and tested before the tasklet schedules itself.
 */
#include <linux/interrupt.h>

struct poller {
	struct tasklet_struct tasklet;
	bool stopping;
	unsigned long polls;
};

static void poller_tasklet_broken(struct tasklet_struct *t)
{
	struct poller *poller = from_tasklet(poller, t, tasklet);

	poller->polls++;
	tasklet_schedule(t);
}

static void poller_tasklet_fixed(struct tasklet_struct *t)
{
	struct poller *poller = from_tasklet(poller, t, tasklet);

	poller->polls++;
	if (!READ_ONCE(poller->stopping))
		tasklet_schedule(t);
}

static void poller_start(struct poller *poller)
{
	tasklet_schedule(&poller->tasklet);
}

static void poller_stop_broken(struct poller *poller)
{
	tasklet_kill(&poller->tasklet);
}

static void poller_stop_fixed(struct poller *poller)
{
	WRITE_ONCE(poller->stopping, true);
	tasklet_kill(&poller->tasklet);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>

#include "races.h"

static struct poller poller;

static void polls_broken(void *arg)
{
	poller_start(&poller);
	poller_stop_broken(&poller);
}

static void polls_fixed(void *arg)
{
	poller_start(&poller);
	poller_stop_fixed(&poller);
}

void kill_requeue(void *arg)
{
	const struct race_variant *variant = arg;
	bool fixed = variant->fixed;

	tasklet_setup(&poller.tasklet, fixed ? poller_tasklet_fixed : poller_tasklet_broken);
	tl_join(tl_spawn_on(0, "poll", fixed ? polls_fixed : polls_broken, NULL));
	tl_assert(!poller.tasklet.state);
}
