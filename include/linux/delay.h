/* SPDX-License-Identifier: MIT */
/*
 * Delays: busy ones for atomic context (ndelay(), udelay(), mdelay()), and sleeping ones. None is
 * shorter than asked for.
 *
 * On the machine with virtual time a delay lets others go on, and then time has passed.
 */
#ifndef _LINUX_DELAY_H
#define _LINUX_DELAY_H

#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/math.h>
#include <linux/sched.h>
#include <linux/types.h>

__tl_api_begin

/**
 * ndelay() - keep the CPU for a while
 * @nsecs: nanoseconds
 *
 * Interrupts come in, if they are on.
 * Context: any.
 */
void ndelay(unsigned long nsecs);
/** udelay() - ndelay() in microseconds */
void udelay(unsigned long usecs);
/** mdelay() - ndelay() in milliseconds; better sleep */
void mdelay(unsigned long msecs);

/**
 * msleep() - sleep
 * @msecs: milliseconds, rounded up to jiffies
 *
 * Context: task. Follows Linux 6.12.
 */
void msleep(unsigned int msecs);
/**
 * msleep_interruptible() - sleep, until a signal comes
 * @msecs: milliseconds, rounded up to jiffies
 *
 * Return: milliseconds left, 0 if the time is up. Context: task. Follows Linux 6.12.
 */
unsigned long msleep_interruptible(unsigned int msecs);
/**
 * usleep_range_state() - sleep
 * @min: microseconds at least
 * @max: microseconds at most, as far as that can be had
 * @state: TASK_UNINTERRUPTIBLE, TASK_IDLE ...; a signal does not end it
 *
 * Context: task. Follows Linux 6.12.
 */
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state);

__tl_api_end

static inline void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
}

static inline void usleep_range_idle(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_IDLE);
}
#define usleep_idle_range(min, max) usleep_range_idle(min, max)

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

/* Whichever suits the span: busy up to 10 us, else asleep. */
static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else
		usleep_range(usecs, usecs + usecs / 4);
}

#endif /* _LINUX_DELAY_H */
