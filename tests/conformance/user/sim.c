// SPDX-License-Identifier: MIT
/* Tasks and sleeping on libtasklet-sim: a task is a fiber, and time is virtual. */
#include <stdlib.h>

#include <linux/jiffies.h>
#include <tasklet/cpu.h>
#include <tasklet/sim.h>

#include "../case.h"
#include "user.h"

struct tc_thread {
	struct task_struct *task;
	void (*fn)(void *arg);
	void *arg;
	int cpu;
};

static void thread_fn(void *data)
{
	struct tc_thread *thread = data;

	if (tl_cpu_bind(thread->cpu))
		die("tl_cpu_bind");
	thread->fn(thread->arg);
}

struct tc_thread *tc_thread_start(void (*fn)(void *arg), void *arg, int cpu)
{
	struct tc_thread *thread = malloc(sizeof(*thread));

	if (!thread)
		die("malloc");
	*thread = (struct tc_thread){.fn = fn, .arg = arg, .cpu = cpu};
	thread->task = tl_spawn("conformance", thread_fn, thread);
	if (!thread->task)
		die("tl_spawn");
	return thread;
}

void tc_thread_join(struct tc_thread *thread)
{
	if (tl_join(thread->task))
		die("tl_join");
	free(thread);
}

void tc_nap(void)
{
	schedule_timeout_uninterruptible(1);
}
