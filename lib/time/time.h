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

#include <linux/types.h>

/* tick.c. In hardirq context: what is due on this CPU. */
void tick_serve(unsigned int cpu);
bool tick_pending(unsigned int cpu);
void tick_reset(void);

/* jiffies.c */
void jiffies_start(void);
void jiffies_stop(void);
/* When a jiffy begins, in nanoseconds of arch_clock_ns(). */
u64 jiffies_begin_ns(unsigned long jiffy);

/* timer.c */
void timers_init(void);
void timers_exit(void);

#endif /* LIB_TIME_TIME_H */
