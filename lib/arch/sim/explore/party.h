/* SPDX-License-Identifier: MIT */
/*
 * What the explorer keeps with each task of the machine.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_PARTY_H
#define LIB_ARCH_SIM_EXPLORE_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#define EX_WATCHED   12 /* at most */
#define EX_WORKER_ID 0x8000u

/* What others send to a CPU; see reached.c. */
enum ex_reach { EX_BY_IRQ = 1, EX_BY_TASK = 2 };

/**
 * struct ex_next - the access that a task makes first when it goes on
 * @first, @last: address / 8 of what it touches; 0: nothing, or not known
 * @write: it may change it
 */
struct ex_next {
	uintptr_t first, last;
	bool write;
};

/**
 * struct ex_watch - what a party looked at
 * @n: how many
 * @granule: address / 8
 */
struct ex_watch {
	unsigned int n;
	uintptr_t granule[EX_WATCHED];
};

/**
 * struct ex_party - a task while the machine is explored
 * @id: pid, or EX_WORKER_ID and the CPU
 * @at_point: it was left at a point: what comes next is the access there
 * @skip: its next point is not asked about
 * @enters: a handler on its stack has not come to a point yet
 * @deliver, @irq: an interrupt is to come in on its stack
 * @spins: in cpu_relax(), and that it looked at has not been written since, unless @woken
 * @watch: what it looked at since it last spun, or paused for the first time; NULL: it has not, or has
 *	looked at too much: whatever is written may be what it waits for
 * @watch_room: for that
 * @yields: times that it gave way, and nobody else of its CPU made a step
 * @pauses: in a row, while others had made @others_at_pause of the steps that wrote something
 * @paused: it spins in one of these, and goes on when others have written something
 * @stores: steps of it that wrote something
 * @others_stores, @site: when it called cpu_relax() last: such steps of others, and the loop
 * @more_turns: in a row, while others wrote nothing, since another loop had begun
 * @steps: made by it
 * @next: what it does first when it goes on, if it is @at_point
 * @polls_clock: this turn looked at the clock, or delayed
 * @delays: @paused, by udelay() and the like
 * @timeouts: what those cost that it took, while others had made @others_at_timeout such steps
 * @endless: the last of these did not end its loop: 1; 2: though there was no other poll
 * @nr_due: polls of it that ended since something was due
 * @serving: interrupts on its stack
 */
struct ex_party {
	unsigned int id;
	bool at_point;
	bool skip;
	bool enters;
	bool deliver;
	bool spins;
	bool woken;
	unsigned char yields;
	unsigned char pauses;
	unsigned char more_turns;
	bool paused;
	bool polls_clock;
	bool delays;
	unsigned char endless;
	unsigned char nr_due;
	unsigned int timeouts;
	unsigned int others_at_timeout;
	unsigned int others_at_pause;
	unsigned int stores;
	unsigned int others_stores;
	const void *site;
	int irq;
	unsigned int steps;
	struct ex_next next;
	unsigned int serving;
	struct ex_watch *watch;
	struct ex_watch *watch_room;
};

#endif /* LIB_ARCH_SIM_EXPLORE_PARTY_H */
