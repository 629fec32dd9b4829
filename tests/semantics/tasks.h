/* SPDX-License-Identifier: MIT */
/*
 * For tests of what tasks do to each other: the other tasks are kthreads.
 */
#ifndef TESTS_SEMANTICS_TASKS_H
#define TESTS_SEMANTICS_TASKS_H

#include "machine.h"

#include <linux/kthread.h>
#include <linux/slab.h>

struct task_start {
	int (*fn)(void *arg);
	void *arg;
	bool began, ended;
};

static int task_main(void *data)
{
	struct task_start *start = data;
	int ret;

	smp_store_release(&start->began, true);
	ret = start->fn(start->arg);
	smp_store_release(&start->ended, true);
	return ret;
}

/* When it returns the task runs: who is stopped before does not run at all. */
static inline struct task_struct *begin_task(int (*fn)(void *arg), void *arg)
{
	struct task_start *start = kmalloc(sizeof(*start), GFP_KERNEL);
	struct task_struct *t;

	assert_non_null(start);
	*start = (struct task_start){.fn = fn, .arg = arg};
	t = kthread_create(task_main, start, "other");
	assert_false(IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	WAIT_UNTIL(smp_load_acquire(&start->began));
	return t;
}

/* What its function returns; it has to by itself, as kthread_stop() ends interruptible waits. */
static inline int end_task(struct task_struct *t)
{
	struct task_start *start = kthread_data(t);
	int ret;

	WAIT_UNTIL(smp_load_acquire(&start->ended));
	ret = kthread_stop(t);
	put_task_struct(t);
	kfree(start);
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
