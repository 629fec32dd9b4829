// SPDX-License-Identifier: MIT
/*
 * Loops that end by themselves: those that count delays, or look at the clock.
 *
 * Who waits in one, see spin.c, may go on when others have made a step, or written what it looks at.
 * It may also go on until its loop ends, whatever the others might do: TIMEOUT. One turn of it is
 * made point by point and kept; the turns behind that are one step, up to the first point that the
 * kept one has not. There the loop has ended. Time passes with each turn of one that looks at the
 * clock. So of all the turns at which others could come in the first ones and the last one are
 * left; in between nothing would change but how many there were.
 *
 * A loop that does not end in MAX_TURNS never does. Where others could have gone on in its place,
 * the run is cut: it would come to what it comes to when it waits for them. Turns that differ, or
 * have more than EX_TURN points, are tried MAX_TIMEOUTS times; then it waits for others, too.
 */
#include "arch/sim/explore/sched.h"

#define MAX_TURNS    1000
#define MAX_TIMEOUTS 3

/* Turns until time passes in strides. */
#define SMALL_TURNS 16

/* Might it end by itself, though nobody else makes a step? */
bool ex_may_time_out(const struct sim_task *task)
{
	const struct ex_party *party = &task->ex;

	if (!party->spins || ex_spin_is_over(task) || ex_is_director(task))
		return false;
	if (!(party->paused ? party->delays : party->polls_clock))
		return false;
	return party->timeouts < MAX_TIMEOUTS ||
	       party->others_at_timeout != ex_steps_of_others(task);
}

/* EX_TIMEOUT was taken. */
void ex_poll_begin(struct sim_task *task)
{
	unsigned int others = ex_steps_of_others(task);

	if (task->ex.others_at_timeout != others)
		task->ex.timeouts = 0;
	task->ex.others_at_timeout = others;
	task->ex.timeouts++;
	ex.poll = (struct ex_poll){
		.task = task,
		/* Else it would be no default. */
		.cuts = ex.choice.options[0].kind != EX_TIMEOUT,
	};
	ex.footprint.all = true;
}

/* A turn of it is over. @creeps: time does not pass by itself. Return: whether the next one begins */
bool ex_poll_turn(struct sim_task *me, bool creeps)
{
	ex.poll.quiet = true;
	if (++ex.poll.turns > MAX_TURNS) {
		ex.poll.task = NULL;
		if (ex.poll.cuts)
			ex_cut();
		me->ex.timeouts = MAX_TIMEOUTS;
		return false;
	}
	if (creeps)
		sim_clock_creep_on(ex.poll.turns > SMALL_TURNS);
	/* Who sleeps here would do something else behind a step of the others. */
	ex.footprint.all = true;
	return true;
}

/* A point of it. Return: whether it is one of the turn that is made again and again. */
bool ex_poll_point(const void *pc, uintptr_t obj)
{
	struct ex_poll *poll = &ex.poll;

	if (!poll->quiet) {
		if (poll->nr == EX_TURN) {
			poll->task = NULL;
		} else {
			poll->turn[poll->nr].pc = pc;
			poll->turn[poll->nr++].obj = obj;
		}
		return false;
	}
	for (unsigned int i = 0; i < poll->nr; i++)
		if (poll->turn[i].pc == pc && poll->turn[i].obj == obj)
			return true;
	poll->task = NULL;
	return false;
}
