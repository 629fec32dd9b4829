/* SPDX-License-Identifier: MIT */
/*
 * Hrtimers in the order of their times, and of one time in that of arming: a pairing heap
 * (Fredman, Sedgewick, Sleator and Tarjan, 1986) through the timers themselves.
 *
 *	root		the first; each timer is before its children
 *	child		the first of them
 *	next		the following child of the same parent
 *	prev		the one before it; of the first child, the parent
 *
 * Adding is constant, taking out logarithmic on average. The caller locks.
 */
#ifndef LIB_TIME_HRQUEUE_H
#define LIB_TIME_HRQUEUE_H

#include <linux/hrtimer_types.h>

/**
 * struct hrqueue - the queue
 * @first: the one that is due first; NULL if it is empty
 * @last_seq: the newest one's
 */
struct hrqueue {
	struct hrtimer *first;
	u64 last_seq;
};

/* By timer->key. */
void hrqueue_add(struct hrqueue *queue, struct hrtimer *timer);
void hrqueue_remove(struct hrqueue *queue, struct hrtimer *timer);

#endif /* LIB_TIME_HRQUEUE_H */
