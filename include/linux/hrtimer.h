/* SPDX-License-Identifier: MIT */
/*
 * High-resolution timers: functions that are called when a clock shows a time, in nanoseconds.
 *
 * - On the CPU that armed the timer, in hardirq context, or, with HRTIMER_MODE_SOFT, in
 *   HRTIMER_SOFTIRQ; those of one CPU and context in the order of their times, and of one time in
 *   that of arming.
 * - A timer is not queued any more when its function is called. That may move the expiry time on
 *   (hrtimer_forward_now()) and return HRTIMER_RESTART, or arm the timer itself.
 * - After hrtimer_cancel() the function does not run, and the timer is not queued, unless somebody
 *   has armed it again.
 *
 * DIVERGES: a timer of CLOCK_REALTIME or CLOCK_TAI keeps the instant that its time meant when it
 * was armed; setting the host's clock does not move it.
 */
#ifndef _LINUX_HRTIMER_H
#define _LINUX_HRTIMER_H

#include <linux/container_of.h>
#include <linux/export.h>
#include <linux/hrtimer_types.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/types.h>

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00,
	HRTIMER_MODE_REL = 0x01,
	HRTIMER_MODE_PINNED = 0x02, /* stays on the CPU that armed it; here all do */
	HRTIMER_MODE_SOFT = 0x04,
	HRTIMER_MODE_HARD = 0x08, /* in hardirq context on PREEMPT_RT too; here all but SOFT are */

	HRTIMER_MODE_ABS_PINNED = HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED = HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT = HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT = HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT = HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT = HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_HARD = HRTIMER_MODE_ABS | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_HARD = HRTIMER_MODE_REL | HRTIMER_MODE_HARD,
	HRTIMER_MODE_ABS_PINNED_HARD = HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_PINNED_HARD = HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_HARD,
};

#define HRTIMER_STATE_INACTIVE 0x00
#define HRTIMER_STATE_ENQUEUED 0x01

#define HRTIMER_MAGIC	  0x68727469u
#define HRTIMER_MIGRATING 0x80000000u

/* Nanoseconds. */
#define hrtimer_resolution 1u

/**
 * struct hrtimer_sleeper - a timer that wakes a task
 * @timer: the timer
 * @task: who; NULL when it has fired
 */
struct hrtimer_sleeper {
	struct hrtimer timer;
	struct task_struct *task;
};

__tl_api_begin

/**
 * hrtimer_init() - make a timer ready, but for its function, which is set by hand
 * @timer: must not be active
 * @clock_id: CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME or CLOCK_TAI
 * @mode: HRTIMER_MODE_SOFT or _HARD says where the function is called
 *
 * Context: any. Follows Linux 6.12; until 6.14.
 */
void hrtimer_init(struct hrtimer *timer, clockid_t clock_id, enum hrtimer_mode mode);
/**
 * hrtimer_setup() - make a timer ready
 * @timer: must not be active
 * @function: called when the time has come
 * @clock_id: see hrtimer_init()
 * @mode: see hrtimer_init()
 *
 * Context: any. Follows Linux 6.13.
 */
void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode);
/**
 * hrtimer_start_range_ns() - arm a timer, active or not
 * @timer: set up
 * @tim: when, or how long from now, as @mode says
 * @delta_ns: it may be so much later
 * @mode: with HRTIMER_MODE_SOFT if it was set up so
 *
 * What has come already fires at once.
 * Context: any. Follows Linux 6.12.
 */
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 delta_ns,
			    const enum hrtimer_mode mode);
/**
 * hrtimer_try_to_cancel() - disarm, unless the function runs
 * @timer: set up
 *
 * Return: -1 if the function runs, 1 if the timer was queued, else 0. Context: any.
 */
int hrtimer_try_to_cancel(struct hrtimer *timer);
/**
 * hrtimer_cancel() - disarm, and wait for the function if it runs
 * @timer: set up
 *
 * Not with a lock that the function takes, nor from the function itself: that never ends, and is
 * reported after twice watchdog_thresh.
 *
 * Return: 1 if it was queued, else 0. Context: any but the timer's own function. Follows Linux 6.12.
 */
int hrtimer_cancel(struct hrtimer *timer);
/**
 * hrtimer_forward() - move the expiry time on, in steps
 * @timer: not queued; its function may do it, unless others start the timer meanwhile
 * @now: past which it is moved, of the timer's clock
 * @interval: of a step
 *
 * Return: how many steps; 0 if it was later than @now already. Context: any. Follows Linux 6.12.
 */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval);
/**
 * hrtimer_active() - is a timer queued, or its function running?
 * @timer: set up
 *
 * Return: true if so. Context: any. Follows Linux 6.12.
 */
bool hrtimer_active(const struct hrtimer *timer);
/** hrtimer_callback_running() - does the function of a timer run? */
int hrtimer_callback_running(const struct hrtimer *timer);
/** __hrtimer_get_remaining() - hrtimer_get_remaining() */
ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust);

/**
 * hrtimer_setup_sleeper_on_stack() - make a timer ready that wakes the caller
 * @sl: it
 * @clock_id: see hrtimer_init()
 * @mode: see hrtimer_init()
 *
 * Context: task. Follows Linux 6.13.
 */
void hrtimer_setup_sleeper_on_stack(struct hrtimer_sleeper *sl, clockid_t clock_id,
				    enum hrtimer_mode mode);
/** hrtimer_sleeper_start_expires() - arm it for the expiry time that was set */
void hrtimer_sleeper_start_expires(struct hrtimer_sleeper *sl, enum hrtimer_mode mode);

/**
 * schedule_hrtimeout_range() - schedule() with a limit
 * @expires: when, of CLOCK_MONOTONIC, or how long from now; NULL: no limit
 * @delta: it may be so many nanoseconds later
 * @mode: HRTIMER_MODE_ABS or HRTIMER_MODE_REL
 *
 * Return: 0 if the time is up, -EINTR if woken before. Context: task. Follows Linux 6.12.
 */
int schedule_hrtimeout_range(ktime_t *expires, u64 delta, const enum hrtimer_mode mode);
/** schedule_hrtimeout_range_clock() - schedule_hrtimeout_range() with a clock of choice */
int schedule_hrtimeout_range_clock(ktime_t *expires, u64 delta, const enum hrtimer_mode mode,
				   clockid_t clock_id);
/** schedule_hrtimeout() - schedule_hrtimeout_range() without a range */
int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode);

__tl_api_end

#define hrtimer_setup_on_stack(timer, function, clock_id, mode) \
	hrtimer_setup(timer, function, clock_id, mode)
#define hrtimer_init_on_stack(timer, clock_id, mode) hrtimer_init(timer, clock_id, mode)
#define hrtimer_init_sleeper_on_stack(sl, clock_id, mode) \
	hrtimer_setup_sleeper_on_stack(sl, clock_id, mode)

/* Memory on a stack needs nothing. */
static inline void destroy_hrtimer_on_stack(struct hrtimer *timer)
{
	(void)timer;
}

/* Another function, while the timer is not queued. */
static inline void hrtimer_update_function(struct hrtimer *timer,
					   enum hrtimer_restart (*function)(struct hrtimer *))
{
	timer->function = function;
}

/* Expiry times: while the timer is not queued. */

static inline void hrtimer_set_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires = time;
	timer->_softexpires = time;
}

static inline void hrtimer_set_expires_range_ns(struct hrtimer *timer, ktime_t time, u64 delta)
{
	timer->_softexpires = time;
	timer->node.expires = ktime_add_safe(time, ns_to_ktime(delta));
}

static inline void hrtimer_set_expires_range(struct hrtimer *timer, ktime_t time, ktime_t delta)
{
	hrtimer_set_expires_range_ns(timer, time, (u64)delta);
}

static inline void hrtimer_add_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires = ktime_add_safe(timer->node.expires, time);
	timer->_softexpires = ktime_add_safe(timer->_softexpires, time);
}

static inline void hrtimer_add_expires_ns(struct hrtimer *timer, u64 ns)
{
	hrtimer_add_expires(timer, ns_to_ktime(ns));
}

static inline ktime_t hrtimer_get_expires(const struct hrtimer *timer)
{
	return timer->node.expires;
}

static inline ktime_t hrtimer_get_softexpires(const struct hrtimer *timer)
{
	return timer->_softexpires;
}

static inline s64 hrtimer_get_expires_ns(const struct hrtimer *timer)
{
	return ktime_to_ns(timer->node.expires);
}

/* What the timer's clock shows now. */
static inline ktime_t hrtimer_cb_get_time(const struct hrtimer *timer)
{
	return (ktime_t)__tl_clock_ns(timer->clock_id);
}

static inline ktime_t hrtimer_expires_remaining(const struct hrtimer *timer)
{
	return ktime_sub(timer->node.expires, hrtimer_cb_get_time(timer));
}

/* Until the expiry time; negative when that is over. */
static inline ktime_t hrtimer_get_remaining(const struct hrtimer *timer)
{
	return __hrtimer_get_remaining(timer, false);
}

/**
 * hrtimer_start() - hrtimer_start_range_ns() without a range
 * @timer: set up
 * @tim: when, or how long from now
 * @mode: which of them
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void hrtimer_start(struct hrtimer *timer, ktime_t tim, const enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, tim, 0, mode);
}

/* For the expiry time that was set. */
static inline void hrtimer_start_expires(struct hrtimer *timer, enum hrtimer_mode mode)
{
	ktime_t soft = timer->_softexpires;

	hrtimer_start_range_ns(timer, soft, (u64)(timer->node.expires - soft), mode);
}

static inline void hrtimer_restart(struct hrtimer *timer)
{
	hrtimer_start_expires(timer, timer->is_soft ? HRTIMER_MODE_ABS_SOFT : HRTIMER_MODE_ABS);
}

/* Past now, in steps. */
static inline u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	return hrtimer_forward(timer, hrtimer_cb_get_time(timer), interval);
}

static inline bool hrtimer_is_queued(const struct hrtimer *timer)
{
	return READ_ONCE(timer->state) & HRTIMER_STATE_ENQUEUED;
}

#endif /* _LINUX_HRTIMER_H */
