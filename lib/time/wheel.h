/* SPDX-License-Identifier: MIT */
/*
 * The wheel: timers by jiffy, at a cost that does not depend on how many there are.
 *
 * LEVELS. A timer is in the level of the highest digit (of six bits) in which its jiffy differs
 * from the wheel's, in the slot of that digit. So all timers of one jiffy are in one slot at any
 * time, those of level 0 have a slot per jiffy, and all of a level come before all of the next.
 *
 *	wheel->now	.. .. 03 17		level 0		03 18 to 03 63
 *						level 1		04 .. to 63 ..
 *
 * When the wheel moves on to a jiffy whose digit of a level changes, all levels below are empty,
 * and the slot that it comes to is dealt out to them, in order: a timer moves once per level at
 * most, and those of one jiffy stay in the order in which they were armed.
 *
 * WHAT IS NEXT. Each slot keeps a lower bound of its jiffies, exact until one of them is taken
 * out, so nothing needs to happen at a jiffy at which no timer is due.
 *
 * Digits wrap: jiffies go on past the last level, and nothing is further ahead than half of it.
 *
 * The caller locks.
 */
#ifndef LIB_TIME_WHEEL_H
#define LIB_TIME_WHEEL_H

#include <linux/timer.h>
#include <linux/types.h>

#define WHEEL_BITS   6
#define WHEEL_SLOTS  (1u << WHEEL_BITS)
#define WHEEL_LEVELS 6
#define WHEEL_MAX    (1ul << (WHEEL_BITS * WHEEL_LEVELS - 1))
/* Due, and not run yet; @slot of such a timer. */
#define WHEEL_DUE    (WHEEL_LEVELS * WHEEL_SLOTS)

/* FIFO; @last points to where the next one is linked, @earliest: see above. */
struct wheel_slot {
	struct hlist_node *first;
	struct hlist_node **last;
	unsigned long earliest;
};

/**
 * struct wheel - timers of a CPU
 * @now: the first jiffy that is not over: no timer in a slot is due before
 * @occupied: per level a bit for each slot with timers
 * @slots: all levels', and last the one of those that are due
 */
struct wheel {
	unsigned long now;
	unsigned long occupied[WHEEL_LEVELS];
	struct wheel_slot slots[WHEEL_DUE + 1];
};

void wheel_init(struct wheel *wheel, unsigned long now);
/* @now: the jiffy that goes on now, which @timer can't be run at any more */
void wheel_add(struct wheel *wheel, struct timer_list *timer, unsigned long now);
void wheel_remove(struct wheel *wheel, struct timer_list *timer);
/* Nothing is due before *@at. Return: false if there is nothing at all. */
bool wheel_next(const struct wheel *wheel, unsigned long *at);
/* Make due what is to run up to jiffy @now. */
void wheel_advance(struct wheel *wheel, unsigned long now);
/* The one to run first, which stays there; NULL if none is due. */
struct timer_list *wheel_due(const struct wheel *wheel);
/* Of all in the wheel, due or not, any; NULL if it is empty. */
struct timer_list *wheel_any(const struct wheel *wheel);

#endif /* LIB_TIME_WHEEL_H */
