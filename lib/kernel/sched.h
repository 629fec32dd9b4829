/* SPDX-License-Identifier: MIT */
/*
 * Between sched.c and signal.c: private to them.
 */
#ifndef LIB_KERNEL_SCHED_H
#define LIB_KERNEL_SCHED_H

#include <linux/sched.h>

/* Has something come to @p that ends a sleep in @state, before it begins? */
bool signal_ends_sleep(unsigned int state, const struct task_struct *p);

#endif /* LIB_KERNEL_SCHED_H */
