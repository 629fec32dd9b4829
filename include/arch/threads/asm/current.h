/* SPDX-License-Identifier: MIT */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

#include <asm/self.h>

/* A thread becomes a task on its first call that needs one. */
static __always_inline struct task_struct *get_current(void)
{
	struct task_struct *task = READ_ONCE(arch_self.task);

	return likely(task) ? task : arch_task_register();
}

#define current		     get_current()
/* For code that only records who it is: NULL for a thread that is no task yet. */
#define arch_current_or_null READ_ONCE(arch_self.task)

#endif /* _ASM_CURRENT_H */
