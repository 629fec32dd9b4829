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

#endif /* LIB_KERNEL_KTHREAD_H */
