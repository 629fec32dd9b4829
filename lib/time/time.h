/* SPDX-License-Identifier: MIT */
/*
 * What the parts of lib/time/ and the interrupt entry share.
 *
 * There is no tick. Each CPU has clock events (arch_clock_event()): one for its wheel of timers,
 * one each for its hard and soft hrtimers. The machine calls time_upcall_due() when one is due,
 * which interrupts that CPU; in hardirq context it is served by tick_serve().
 */
#ifndef LIB_TIME_TIME_H
#define LIB_TIME_TIME_H

#include <linux/sched.h>
#include <linux/types.h>

#include "debug/stall.h"

/* tick.c. In hardirq context: what is due on this CPU. */
void tick_serve(unsigned int cpu);
bool tick_pending(unsigned int cpu);

/* jiffies.c */
void jiffies_start(void);
void jiffies_stop(void);
/* When a jiffy begins, in nanoseconds of arch_clock_ns(). */
u64 jiffies_begin_ns(unsigned long jiffy);

/* timer.c */
void timers_init(void);
void timers_exit(void);

/* hrtimer.c. In hardirq context: the hard ones. */
void hrtimer_serve(unsigned int cpu);
void hrtimers_init(void);
void hrtimers_exit(void);

/* sched.c: schedule(), for at most so long; negative: no limit. */
void sched_sleep_for(s64 timeout_ns);

/* wait.c. A wait for the end of a function; on the waiter's stack. */
struct time_wait {
	struct stall stall;
	const void *former;
	void (*former_describe)(const void *waits_for, char *buf, unsigned long size);
};

void time_wait_begin(struct time_wait *wait, void (*describe)(const void *, char *, unsigned long),
		     const void *function);
void time_wait_turn(struct time_wait *wait);
void time_wait_end(const struct time_wait *wait);

#endif /* LIB_TIME_TIME_H */
