// SPDX-License-Identifier: MIT
/*
 * Loops that end by themselves: those that count delays, or look at the clock.
 *
 * Who waits in one, see spin.c, may go on when others have written something. It may also go on
 * until its loop ends, whatever the others might do: TIMEOUT. One turn of it is made point by point
 * and kept; the turns behind that are one step, up to the first point that the kept one has not.
 * There the loop has ended. Time passes with each turn of one that looks at the clock. So of all the
 * turns at which others could come in the first ones and the last one are left; in between nothing
 * would change but how many there were. If something is due meanwhile, the poll ends at that turn.
 *
 * A loop that does not end in MAX_TURNS is taken for one that never does. Where others could go on the
 * run is cut, as it would come to what it comes to when it waits for them; else it waits. A task may
 * time out so many times in a row while the others write nothing, and for ever while nobody else
 * can go on.
 *
 * A turn may wait more than once, as those of read_poll_timeout_atomic() do: it ends where it began.
 */
#include "arch/sim/explore/sched.h"

/* With two waits a turn. */
#define MAX_TURNS	2000
#define MAX_TURNS_ALONE 40000

/* What a TIMEOUT costs: one whose turns differ, or have more than EX_TURN points, and one that has
 * ended a loop; and how much of it there is. */
#define COST_OF_TRY 3u
#define COST_OF_END 1u
#define MAX_COST    9u

/* Polls of a task in a run that ended since something was due; then it times out no more while
 * others can go on. */
#define MAX_DUE 8

/* Turns until time passes in strides. */
#define SMALL_TURNS 16

/* Might it end by itself, though nobody else makes a step? @forced: nobody else can. @alone: nor is
 * there another poll */
bool ex_may_time_out(const struct sim_task *task, bool forced, bool alone)
{
	const struct ex_party *party = &task->ex;

	if (!party->spins || ex_spin_is_over(task) || ex_is_director(task))
		return false;
	/* Who counts yields waits for others as long as there are any. */
	if (!party->polls_clock && !(party->paused && (party->delays || forced)))
		return false;
	if (!forced && party->nr_due >= MAX_DUE)
		return false;
	if (party->others_at_timeout != ex_stores_of_others(task))
		return true;
	return party->endless <= alone && (forced || party->timeouts + COST_OF_TRY <= MAX_COST);
}

/* EX_TIMEOUT was taken. */
void ex_poll_begin(struct sim_task *task)
{
	unsigned int others = ex_stores_of_others(task);
	bool forced = ex.choice.options[0].kind == EX_TIMEOUT;

	if (task->ex.others_at_timeout != others) {
		task->ex.timeouts = 0;
		task->ex.endless = 0;
	}
	task->ex.others_at_timeout = others;
	task->ex.timeouts += COST_OF_TRY;
	ex.poller = task;
	ex.poll = (struct ex_poll){
		.site = task->ex.paused ? NULL : task->ex.site,
		/* It is the default where nobody else can go on. */
		.forced = forced,
		.alone = forced && ex.choice.nr_soft == 1,
		.nr_due = sim_clock_nr_due,
	};
	ex.footprint.all = true;
}

/* Where it is let wait. @site: of the loop; NULL: it pauses. @creeps: time does not pass by itself. Return: whether it goes on */
bool ex_poll_turn(struct sim_task *me, const void *site, bool creeps)
{
	struct ex_poll *poll = &ex.poll;
	bool stored = ex.stored;

	if (ex_directs(me)) {
		ex.poller = NULL;
		return false;
	}
	poll->quiet |= site == poll->site;
	if (creeps) {
		sim_clock_creep_on(poll->turns > SMALL_TURNS);
		ex_has_only_delayed(stored);
	}
	/* Who sleeps here would do something else behind a step of the others. */
	ex.footprint.all = true;
	if (poll->nr_due != sim_clock_nr_due) {
		me->ex.nr_due += !poll->forced && me->ex.nr_due < MAX_DUE;
		me->ex.timeouts -= COST_OF_TRY;
		ex.poller = NULL;
		return true;
	}
	if (++poll->turns <= (poll->alone ? MAX_TURNS_ALONE : MAX_TURNS))
		return true;
	ex.poller = NULL;
	if (ex.strategy->cuts && !poll->forced)
		ex_cut();
	me->ex.endless = poll->alone ? 2 : 1;
	return false;
}

/* A point of it. Return: whether it is one of the turn that is made again and again. */
bool ex_poll_point(const void *pc, uintptr_t obj)
{
	struct ex_poll *poll = &ex.poll;

	if (!poll->quiet) {
		if (poll->nr == EX_TURN) {
			ex.poller = NULL;
		} else {
			poll->turn[poll->nr].pc = pc;
			poll->turn[poll->nr++].obj = obj;
		}
		return false;
	}
	for (unsigned int i = 0; i < poll->nr; i++)
		if (poll->turn[i].pc == pc && poll->turn[i].obj == obj)
			return true;
	if (poll->turns > 1)
		ex.poller->ex.timeouts -= COST_OF_TRY - COST_OF_END;
	ex.poller = NULL;
	return false;
}
