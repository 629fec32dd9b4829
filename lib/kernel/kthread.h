/* SPDX-License-Identifier: MIT */
/*
 * Kthreads: private to lib/kernel/, but for kthread_set_ours().
 */
#ifndef LIB_KERNEL_KTHREAD_H
#define LIB_KERNEL_KTHREAD_H

#include <linux/kthread.h>
#include <linux/wait.h>

/* Bits of struct kthread's flags. */
#define KTHREAD_SHOULD_STOP 0
#define KTHREAD_SHOULD_PARK 1

/**
 * struct kthread - what a kthread is besides a task
 * @flags: bits above; atomic
 * @begun: written by the kthread
 * @done: written by the kthread; releases @result
 * @parked: it is in kthread_parkme() for good; under @changed's lock
 * @result: what kthread_stop() returns
 * @threadfn, @data: what it runs; constant
 * @changed: who waits for @done or @parked
 * @task: the task; constant
 * @prev, @next: list of all
 */
struct kthread {
	unsigned long flags;
	bool begun;
	bool done;
	bool parked;
	int result;
	int (*threadfn)(void *data);
	void *data;
	struct wait_queue_head changed;
	struct task_struct *task;
	struct kthread *prev, *next;
};

static inline struct kthread *to_kthread(const struct task_struct *task)
{
	return task->worker_private;
}

/* Of the calling kthread; NULL with a report in any other task. */
struct kthread *kthread_self(void);
/* Ask it to end, and wait for that. */
int kthread_end(struct kthread *kthread);

/* kthread-list.c */
void kthread_list_insert(struct kthread *kthread);
/* Of @task, if its task_struct is there still, with a reference. */
struct kthread *kthread_find(const struct task_struct *task);

/* kthread-park.c */
void kthread_park_self(struct kthread *kthread);
void kthread_unpark_it(struct kthread *kthread);

/* kthread-worker.c: under the worker's lock; before @pos in one of its lists */
void kthread_insert_work(struct kthread_worker *worker, struct kthread_work *work,
			 struct list_head *pos);
void kthread_insert_delayed(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			    unsigned long delay);

/**
 * kthread_set_ours() - a kthread of the library's, which no program could have stopped
 * @k: made, and not woken yet
 *
 * It may sleep at the end of an explored scenario. It is to be stopped before shutdown gets to the
 * kthreads all the same.
 */
static inline void kthread_set_ours(struct task_struct *k)
{
	k->flags |= PF__OURS;
}

/* The calling kthread, one of the library's, has nothing to do, so it is no matter if it sleeps for
 * ever; or it has. */
static inline void kthread_set_idle(bool idle)
{
	if (idle)
		current->flags |= PF__OURS;
	else
		current->flags &= ~(unsigned int)PF__OURS;
}

/**
 * kthread_create_anywhere() - kthread_create() in any context
 * @threadfn, @data: what it runs
 * @name: its name, whole
 *
 * In atomic code that costs as much as making a host thread does.
 */
struct task_struct *kthread_create_anywhere(int (*threadfn)(void *data), void *data,
					    const char *name);

#endif /* LIB_KERNEL_KTHREAD_H */
