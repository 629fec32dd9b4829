/* SPDX-License-Identifier: MIT */
/*
 * Kthreads of the library's own: private to lib/.
 */
#ifndef LIB_KERNEL_KTHREAD_H
#define LIB_KERNEL_KTHREAD_H

#include <linux/kthread.h>

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
