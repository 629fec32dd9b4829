/* SPDX-License-Identifier: MIT */
/*
 * The hrtimers of a CPU: two queues, of hard ones, which the timer interrupt itself runs, and of
 * soft ones, for HRTIMER_SOFTIRQ. Each has a clock event of its own.
 *
 * All clocks go at the same pace, so a timer's time is put in terms of the monotonic clock when it
 * is armed, and one queue holds those of all clocks.
 */
#ifndef LIB_TIME_HRCPU_H
#define LIB_TIME_HRCPU_H

#include <linux/hrtimer.h>
#include <linux/spinlock.h>

#include "arch/upcall.h"
#include "time/hrqueue.h"

/**
 * struct hrtimer_queue - the hard, or the soft timers of a CPU
 * @queue: them
 * @running: whose function is being called; read without the lock as well
 * @event_ns: what the clock event is set to; ARCH_EVENT_NEVER: to nothing, or it has come
 * @event: which clock event
 */
struct hrtimer_queue {
	struct hrqueue queue;
	const struct hrtimer *running;
	u64 event_ns;
	enum arch_event event;
};

/**
 * struct hrtimer_cpu - the hrtimers of a CPU; made when the first is armed there
 * @lock: protects all of it, and the timers
 * @cpu: its number
 * @queue: by is_soft
 */
struct hrtimer_cpu {
	raw_spinlock_t lock;
	unsigned int cpu;
	struct hrtimer_queue queue[2];
};

/* Any thread, atomic; set once. */
extern struct hrtimer_cpu *hrtimer_cpus[NR_CPUS];

struct hrtimer_cpu *hrtimers_of(unsigned int cpu);

/* With the lock. */
void hrtimer_enqueue(struct hrtimer_cpu *hc, struct hrtimer *timer);
/* Return: was it queued? */
int hrtimer_dequeue(struct hrtimer_cpu *hc, struct hrtimer *timer);
/* The clock event, as the queue wants it. */
void hrtimer_set_event(struct hrtimer_cpu *hc, struct hrtimer_queue *q);

/* What the monotonic clock shows when the timer's shows @time; the past is 0. */
u64 hrtimer_to_monotonic(const struct hrtimer *timer, ktime_t time);

static inline struct hrtimer_queue *hrtimer_queue_of(struct hrtimer_cpu *hc,
						     const struct hrtimer *timer)
{
	return &hc->queue[timer->is_soft];
}

static inline bool hrtimer_queued(const struct hrtimer *timer)
{
	return arch_peek(timer->state) & HRTIMER_STATE_ENQUEUED;
}

#endif /* LIB_TIME_HRCPU_H */
