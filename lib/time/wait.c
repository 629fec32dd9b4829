// SPDX-License-Identifier: MIT
/* Waiting for the end of a timer's function: spinning, as on Linux, but not without a word. */
#include <linux/sprintf.h>

#include "time/time.h"

void time_wait_begin(struct time_wait *wait, void (*describe)(const void *, char *, unsigned long),
		     const void *function)
{
	struct task_struct *me = current;

	*wait = (struct time_wait){
		.former = me->waits_for,
		.former_describe = me->waits_describe,
	};
	me->waits_for = function;
	me->waits_describe = describe;
}

void time_wait_turn(struct time_wait *wait)
{
	char what[128];

	if (!stall_turn(&wait->stall))
		return;
	current->waits_describe(current->waits_for, what, sizeof(what));
	stall_report(&wait->stall, "wait for %s", what);
}

void time_wait_end(const struct time_wait *wait)
{
	current->waits_for = wait->former;
	current->waits_describe = wait->former_describe;
}
