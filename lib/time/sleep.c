// SPDX-License-Identifier: MIT
/* Sleeping for a time, and delays. How a thread sleeps is the machine's (arch_sleep()). */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "arch/upcall.h"
#include "time/time.h"

long schedule_timeout(long timeout)
{
	unsigned long end;
	long left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		sched_sleep_for(-1);
		return timeout;
	}
	if (timeout < 0) {
		pr_err("%s: wrong timeout value %lx\n", __func__, timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	end = jiffies + (unsigned long)timeout;
	sched_sleep_for(timeout > LONG_MAX / (long)TICK_NSEC ? LONG_MAX :
							       timeout * (long)TICK_NSEC);
	left = (long)(end - jiffies);
	return left < 0 ? 0 : left;
}
EXPORT_SYMBOL(schedule_timeout);

static long schedule_timeout_as(unsigned int state, long timeout)
{
	__set_current_state(state);
	return schedule_timeout(timeout);
}

long schedule_timeout_interruptible(long timeout)
{
	return schedule_timeout_as(TASK_INTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_interruptible);

long schedule_timeout_killable(long timeout)
{
	return schedule_timeout_as(TASK_KILLABLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_killable);

long schedule_timeout_uninterruptible(long timeout)
{
	return schedule_timeout_as(TASK_UNINTERRUPTIBLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_uninterruptible);

long schedule_timeout_idle(long timeout)
{
	return schedule_timeout_as(TASK_IDLE, timeout);
}
EXPORT_SYMBOL(schedule_timeout_idle);

/* Return: 0 if the time is up, -EINTR if woken before. */
static int sleep_until(u64 end_ns)
{
	u64 now = arch_clock_ns(), left = end_ns > now ? end_ns - now : 0;

	sched_sleep_for(left > LONG_MAX ? LONG_MAX : (s64)left);
	return arch_clock_ns() >= end_ns ? 0 : -EINTR;
}

int schedule_hrtimeout_range_clock(ktime_t *expires, u64 delta, const enum hrtimer_mode mode,
				   clockid_t clock_id)
{
	u64 now = arch_clock_ns();
	ktime_t left;

	(void)delta;
	if (!expires) {
		schedule();
		return -EINTR;
	}
	if (!*expires) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	left = mode & HRTIMER_MODE_REL ? *expires : *expires - (ktime_t)__tl_clock_ns(clock_id);
	return sleep_until(left <= 0 ? now : now + (u64)left);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range_clock);

int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode)
{
	return schedule_hrtimeout_range_clock(expires, delta, mode, CLOCK_MONOTONIC);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout_range);

int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode)
{
	return schedule_hrtimeout_range(expires, 0, mode);
}
EXPORT_SYMBOL_GPL(schedule_hrtimeout);

/* Whole jiffies, so that who looks at them afterwards finds that so many have passed. */
static u64 end_of_sleep(unsigned int msecs)
{
	return arch_clock_ns() + jiffies_to_nsecs(msecs_to_jiffies(msecs));
}

static void sleep_through(u64 end_ns, unsigned int state)
{
	do
		__set_current_state(state);
	while (sleep_until(end_ns));
}

void msleep(unsigned int msecs)
{
	sleep_through(end_of_sleep(msecs), TASK_UNINTERRUPTIBLE);
}
EXPORT_SYMBOL(msleep);

unsigned long msleep_interruptible(unsigned int msecs)
{
	u64 end = end_of_sleep(msecs), now;

	while (!signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		if (!sleep_until(end))
			return 0;
	}
	now = arch_clock_ns();
	return now < end ? (end - now + NSEC_PER_MSEC - 1) / NSEC_PER_MSEC : 0;
}
EXPORT_SYMBOL(msleep_interruptible);

void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	(void)max;
	sleep_through(arch_clock_ns() + (u64)min * NSEC_PER_USEC, state);
}
EXPORT_SYMBOL(usleep_range_state);

void ndelay(unsigned long nsecs)
{
	arch_delay(nsecs);
}
EXPORT_SYMBOL(ndelay);

void udelay(unsigned long usecs)
{
	arch_delay((u64)usecs * NSEC_PER_USEC);
}
EXPORT_SYMBOL(udelay);

void mdelay(unsigned long msecs)
{
	arch_delay((u64)msecs * NSEC_PER_MSEC);
}
EXPORT_SYMBOL(mdelay);

static enum hrtimer_restart wake_sleeper(struct hrtimer *timer)
{
	struct hrtimer_sleeper *sl = container_of(timer, struct hrtimer_sleeper, timer);
	struct task_struct *task = READ_ONCE(sl->task);

	WRITE_ONCE(sl->task, NULL);
	if (task)
		wake_up_process(task);
	return HRTIMER_NORESTART;
}

void hrtimer_setup_sleeper_on_stack(struct hrtimer_sleeper *sl, clockid_t clock_id,
				    enum hrtimer_mode mode)
{
	hrtimer_setup(&sl->timer, wake_sleeper, clock_id, mode);
	sl->task = current;
}
EXPORT_SYMBOL_GPL(hrtimer_setup_sleeper_on_stack);

void hrtimer_sleeper_start_expires(struct hrtimer_sleeper *sl, enum hrtimer_mode mode)
{
	hrtimer_start_expires(&sl->timer, mode);
}
EXPORT_SYMBOL_GPL(hrtimer_sleeper_start_expires);
