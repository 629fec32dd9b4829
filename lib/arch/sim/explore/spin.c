// SPDX-License-Identifier: MIT
/*
 * Parties that spin or pause while the machine is explored.
 *
 * Who calls cpu_relax() can't get on until something is written that it looked at since the last
 * time. It is no option until somebody does that. If others have written something since, whatever
 * it was, or if another loop of this task ends a turn behind that, what it looked at may be out of
 * date: it makes one more turn before it waits. Where we can't see the write (nobody can go on, but
 * somebody got on since the last try) everybody who spins tries again. An interrupt that comes in on
 * such a stack ends the turn, as its handler can get on.
 *
 * udelay() and yield() wait for nothing in particular: they are points like others, MAX_PAUSES times
 * while nobody else writes anything; then the caller waits for somebody to do so. Who delays, or
 * looks at the clock in each turn, may also go on until the loop ends: see poll.c.
 */
#include "arch/sim/explore/sched.h"
#include "arch/sim/memory.h"

/* Turns of everybody who spins, with time passing in between, until it is a livelock. */
#define VAIN_TURNS 64

/* Pauses that a party may make while nobody else writes anything. */
#define MAX_PAUSES 2

/* --- nobody can go on --- */

bool ex_try_again(void)
{
	if (!ex.nr_spinning)
		return false;
	if (ex.progress) {
		ex.progress = false;
		ex_wake_spinners(true);
		return true;
	}
	return false;
}

/* All who can run spin, and time may end that. */
bool ex_let_time_creep(void)
{
	if (!ex.nr_spinning || ++ex.vain > VAIN_TURNS)
		return false;
	sim_clock_creep_on(ex.vain > VAIN_TURNS / 4);
	ex_wake_spinners(true);
	return true;
}

/*
 * Not from the start on: when a task waits for the first time, others have written something, if only
 * the director, since others_stores was 0; so it makes a whole turn more before it does.
 */
static void begin_watch(struct sim_task *me)
{
	if (!me->ex.watch_room)
		me->ex.watch_room = sim_alloc(sizeof(*me->ex.watch_room));
	me->ex.watch = me->ex.watch_room;
	if (me->ex.watch)
		me->ex.watch->n = 0;
}

/* What it looks at in the turn that begins is all that counts. */
static void begin_turn(struct sim_task *me)
{
	me->ex.polls_clock = false;
	begin_watch(me);
}

/* May what this turn looked at first have changed since, or what a loop around it looks at? */
static bool may_turn_again(struct sim_task *me, const void *site)
{
	unsigned int others = ex_stores_of_others(me);
	bool written = others != me->ex.others_stores;
	bool elsewhere = site != me->ex.site;

	me->ex.others_stores = others;
	me->ex.site = site;
	if (me == sim.main)
		return false;
	if (written)
		me->ex.more_turns = 0;
	else if (!others || !elsewhere || me->ex.more_turns == MAX_PAUSES)
		return false;
	else
		me->ex.more_turns++;
	return true;
}

/* A point in front of the next one, which is not asked about again. */
static void pass_by(struct sim_task *me)
{
	tl_point();
	me->ex.skip = true;
}

/* @site: of the loop */
void ex_spin(const void *site)
{
	struct sim_task *me = sim.running;

	if (arch_self.hold)
		return;
	if (ex_directs(me)) {
		/* The director waits until everybody else has got as far as they can. */
		sim_run_idle(0);
		if (++ex.director_turns > VAIN_TURNS) {
			sim_clock_creep_on(false);
			if (ex.director_turns > 100 * VAIN_TURNS)
				ex_stuck();
		}
		return;
	}
	if (ex.poller == me && !me->ex.paused && ex_poll_turn(me, site, true))
		return;
	if (!me->ex.paused && may_turn_again(me, site)) {
		pass_by(me);
		begin_turn(me);
		return;
	}
	ex.director_spins = me == sim.main;
	me->ex.spins = true;
	me->ex.woken = false;
	me->ex.skip = false;
	ex.nr_spinning++;
	ex_choose();
	if (me->ex.deliver)
		ex_serve(me);
	if (ex.poller == me) {
		trace_note(EX_EV_TIMEOUT, 0, 0, ex.deviates);
		ex.deviates = false;
	}
	/* A pause may be one of two waits of a turn. */
	if (!me->ex.paused)
		begin_turn(me);
	ex.director_spins = false;
}

/*
 * The caller lets time pass, or others: they may go on here or not. Who does so over and over while
 * nobody else writes anything lets somebody.
 */
void ex_pause(bool delays)
{
	struct sim_task *me = sim.running;
	unsigned int others = ex_stores_of_others(me);

	if (arch_self.hold || (ex.poller == me && ex_poll_turn(me, NULL, !delays)))
		return;
	/* It may be followed by cpu_relax(). */
	me->ex.polls_clock |= delays;
	if (others != me->ex.others_at_pause)
		me->ex.pauses = 0;
	me->ex.others_at_pause = others;
	if (me != sim.main && me->ex.pauses < MAX_PAUSES) {
		me->ex.pauses++;
		/* Its first. Later, that there are no books means that there was too much for them. */
		if (!me->ex.watch_room)
			begin_watch(me);
		pass_by(me);
		return;
	}
	me->ex.paused = true;
	me->ex.delays = delays;
	ex_spin(NULL);
	me->ex.paused = false;
}
