/* SPDX-License-Identifier: MIT */
/* What a test that waits for other tasks asks. */
#ifndef TESTS_ASLEEP_H
#define TESTS_ASLEEP_H

#include <linux/sched.h>

/* And not only about to: a condition that becomes true now is not seen without a wake. */
static inline bool is_asleep(const struct task_struct *task)
{
	return smp_load_acquire(&task->__state) & TASK__ASLEEP;
}

/* For tasks: let the others go on until it is so. */
#define WAIT_UNTIL(cond)         \
	do {                     \
		while (!(cond))  \
			yield(); \
	} while (0)

#endif /* TESTS_ASLEEP_H */
