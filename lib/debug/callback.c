// SPDX-License-Identifier: MIT
/*
 * Finding code that left a softirq or an interrupt handler by longjmp(), which nothing supports:
 * the counts of the context that it left stay up, and its tasklet stays marked as running.
 *
 * Callbacks note the frame that they were called from, and put the former one back when they
 * return. Who left one is found out
 *  - for certain at thread exit, where none may be noted;
 *  - at the next callback, if that starts above the noted frame;
 *  - when it sleeps, which is misuse in a callback as well: there the noted frame is on the
 *    stack, and after a longjmp() somebody else's is in its place.
 */
#include <unwind.h>

#include <linux/preempt.h>
#include <linux/sched.h>

#include "debug/callback.h"
#include "debug/report.h"
#include "host/call.h"

void callback_report_left(void)
{
	struct task_struct *me = current;

	me->callback_frame = NULL;
	tl_report(
		"BUG: longjmp() out of a softirq or an interrupt handler is unsupported: %s/%d/0x%08x",
		me->comm, me->pid, (unsigned int)preempt_count());
}

struct search {
	uintptr_t frame; /* in whose frame does it lie? */
	uintptr_t function; /* that was expected there */
	uintptr_t visited; /* function of the last visited frame */
	bool left;
};

/* The unwinder's "CFA" of a frame is its lower end, so the upper one is known at its caller. */
static _Unwind_Reason_Code visit_frame(struct _Unwind_Context *context, void *p)
{
	struct search *search = p;

	if (_Unwind_GetCFA(context) > search->frame) {
		search->left = search->visited != search->function;
		return _URC_END_OF_STACK;
	}
	search->visited = _Unwind_GetRegionStart(context);
	return _URC_NO_REASON;
}

/* Not found where the unwinder does not get that far, through code without unwind tables. */
void callback_check_sleep(void)
{
	struct task_struct *me = current;
	struct search search = {.frame = (uintptr_t)me->callback_frame};
	unsigned long state;

	if (!search.frame)
		return;
	state = host_call_begin();
	search.function = (uintptr_t)me->callback_caller;
	_Unwind_Backtrace(visit_frame, &search);
	host_call_end(state);
	if (search.left)
		callback_report_left();
}

void callback_check_exit(void)
{
	if (current->callback_frame)
		callback_report_left();
}
