/* SPDX-License-Identifier: MIT */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

#include <asm/self.h>

/* The machine's thread is its first task; who is none is told so. */
static __always_inline struct task_struct *get_current(void)
{
	return likely(arch_get(task)) ? arch_get(task) : arch_task_register();
}

#define current		     get_current()
/* For code that only records who it is: NULL for a thread that is no task. */
#define arch_current_or_null (arch_get(task))

#endif /* _ASM_CURRENT_H */
