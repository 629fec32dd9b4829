/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ASLEEP_H
#define TESTS_ASLEEP_H

#include <linux/sched.h>

/* And not only about to: a condition that becomes true now is not seen without a wake. */
static inline bool is_asleep(const struct task_struct *task)
{
	return smp_load_acquire(&task->__state) & TASK__ASLEEP;
}

#endif /* TESTS_ASLEEP_H */
