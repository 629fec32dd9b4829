/* SPDX-License-Identifier: MIT */
/*
 * For tests of what tasks do to each other: the other tasks are kthreads.
 */
#ifndef TESTS_SEMANTICS_TASKS_H
#define TESTS_SEMANTICS_TASKS_H

#include "machine.h"

#include <linux/kthread.h>

struct task_start {
	int (*fn)(void *arg);
	void *arg;
	bool began;
};

static int task_main(void *data)
{
	struct task_start start = *(struct task_start *)data;

	smp_store_release(&((struct task_start *)data)->began, true);
	return start.fn(start.arg);
}

/* When it returns the task runs: who is stopped before does not run at all. */
static inline struct task_struct *begin_task(int (*fn)(void *arg), void *arg)
{
	struct task_start start = {.fn = fn, .arg = arg};
	struct task_struct *t = kthread_create(task_main, &start, "other");

	assert_false(IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	WAIT_UNTIL(smp_load_acquire(&start.began));
	return t;
}

/* What its function returns. */
static inline int end_task(struct task_struct *t)
{
	int ret = kthread_stop(t);

	put_task_struct(t);
	return ret;
}

/* Started, and asleep in what it waits for. */
static inline struct task_struct *begin_sleeper(int (*fn)(void *arg), void *arg)
{
	struct task_struct *t = begin_task(fn, arg);

	WAIT_UNTIL(is_asleep(t));
	return t;
}

/* As a host signal whose handler does not restart system calls. */
static inline void interrupt_task(struct task_struct *t)
{
	WRITE_ONCE(t->sigpending, 1);
	wake_up_state(t, TASK_INTERRUPTIBLE);
}

#endif /* TESTS_SEMANTICS_TASKS_H */
