/* SPDX-License-Identifier: MIT */
/*
 * Finding code that left a softirq or an interrupt handler by longjmp(): see callback.c.
 */
#ifndef LIB_DEBUG_CALLBACK_H
#define LIB_DEBUG_CALLBACK_H

#include <linux/sched.h>

struct callback {
	void *frame, *caller;
};

void callback_report_left(void);

/* Around the calls of callbacks, in @function itself, which is not inlined. */
static __always_inline struct callback callback_enter(void *function)
{
	struct task_struct *me = current;
	struct callback former = {me->callback_frame, me->callback_caller};
	void *frame = __builtin_frame_address(0);

	if (unlikely(former.frame && frame > former.frame))
		callback_report_left();
	me->callback_frame = frame;
	me->callback_caller = function;
	return former;
}

static __always_inline void callback_leave(struct callback former)
{
	struct task_struct *me = current;

	me->callback_frame = former.frame;
	me->callback_caller = former.caller;
}

/* The current task is about to sleep, or to exit, with a CPU owned: has it left a callback? */
void callback_check_sleep(void);
void callback_check_exit(void);

#endif /* LIB_DEBUG_CALLBACK_H */
