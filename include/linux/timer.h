/* SPDX-License-Identifier: MIT */
/*
 * Timers: functions that are called in softirq context when jiffies reaches a value.
 *
 * - A timer runs once for each time that it was armed, on the CPU that armed it, in TIMER_SOFTIRQ:
 *   not before its jiffy, and as soon after as the CPU takes interrupts and softirqs.
 * - Armed for a jiffy that has begun already, it runs at the next one.
 * - Those of one jiffy and CPU run in the order in which they were armed. DIVERGES: on Linux, which
 *   promises nothing, the last one runs first.
 * - It is not pending any more when its function is called, which may arm it again, or free it.
 * - Arming a pending timer moves it. While the function runs on another CPU, the timer stays
 *   there, so that it never runs on two CPUs at once.
 * - After timer_delete_sync() the function does not run, and the timer is not pending, unless
 *   somebody has armed it again; after timer_shutdown_sync() nobody can.
 *
 * Arming, moving and deleting cost the same however many timers there are.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/time.h>
#include <linux/timer_types.h>
#include <linux/types.h>

#define TIMER_CPUMASK	 0x0003ffff
#define TIMER_MIGRATING	 0x00040000
#define TIMER_BASEMASK	 (TIMER_CPUMASK | TIMER_MIGRATING)
/* May be late while its CPU sleeps. There is no power to be saved here, so it is not. */
#define TIMER_DEFERRABLE 0x00080000
/* Stays on the CPU that armed it; here all do. */
#define TIMER_PINNED	 0x00100000
/* The function is called with interrupts off; timer_delete_sync() may be called with them off. */
#define TIMER_IRQSAFE	 0x00200000
#define TIMER_INIT_FLAGS (TIMER_DEFERRABLE | TIMER_PINNED | TIMER_IRQSAFE)

/* @state of a timer that was set up, and what becomes of it. */
#define __TIMER_SET_UP	  0x7400
#define __TIMER_MAGIC	  0xff00
#define __TIMER_SHUT_DOWN 0x0001
#define __TIMER_OLD	  0x0002 /* the function is given @data */

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define __TIMER_STATE (__TIMER_SET_UP | __TIMER_OLD)
#else
#define __TIMER_STATE __TIMER_SET_UP
#endif

/* With the flags of timer_setup(), and a function of this version's kind. */
#define __TIMER_INITIALIZER(_function, _flags)                                      \
	{                                                                           \
		.function = (_function), .flags = (_flags), .state = __TIMER_STATE, \
	}
/* With a function that is given @_data. */
#define __TIMER_OLD_INITIALIZER(_function, _expires, _data)                                    \
	{                                                                                      \
		.expires = (_expires), .function = (void (*)(__TIMER_ARG))(void *)(_function), \
		.state = __TIMER_SET_UP | __TIMER_OLD, .data = (_data),                        \
	}

/*
 * DEFINE_TIMER(name, function), or, as up to 4.14, DEFINE_TIMER(name, function, expires, data)
 * with a function that is given data.
 */
#define DEFINE_TIMER(...)                                                          \
	__DEFINE_TIMER_PICK(__VA_ARGS__, __DEFINE_TIMER_4, , __DEFINE_TIMER_2, , ) \
	(__VA_ARGS__)
#define __DEFINE_TIMER_PICK(_1, _2, _3, _4, pick, ...) pick
#define __DEFINE_TIMER_2(_name, _function) \
	struct timer_list _name = __TIMER_INITIALIZER(_function, 0)
#define __DEFINE_TIMER_4(_name, _function, _expires, _data) \
	struct timer_list _name = __TIMER_OLD_INITIALIZER(_function, _expires, _data)
#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define TIMER_INITIALIZER(_function, _expires, _data) \
	__TIMER_OLD_INITIALIZER(_function, _expires, _data)
#endif

static inline void __timer_init(struct timer_list *timer, void *function, unsigned int flags,
				u16 state, unsigned long data)
{
	timer->entry.next = NULL;
	timer->entry.pprev = NULL;
	timer->function = (void (*)(__TIMER_ARG))function;
	timer->flags = flags & TIMER_INIT_FLAGS;
	timer->slot = 0;
	timer->state = state;
	timer->data = data;
}

/**
 * timer_setup() - make a timer ready to be armed
 * @timer: must not be pending
 * @callback: void (*)(struct timer_list *); called in softirq context
 * @flags: TIMER_DEFERRABLE, TIMER_PINNED, TIMER_IRQSAFE, or 0
 *
 * Context: any. Follows Linux 6.12.
 */
#define timer_setup(timer, callback, flags)	     __timer_setup((timer), (callback), (flags))
#define timer_setup_on_stack(timer, callback, flags) __timer_setup((timer), (callback), (flags))

static inline void __timer_setup(struct timer_list *timer, void (*callback)(struct timer_list *),
				 unsigned int flags)
{
	__timer_init(timer, (void *)callback, flags, __TIMER_STATE, (unsigned long)timer);
}

/* Up to 4.14: the function is given a number. */
static inline void __setup_old_timer(struct timer_list *timer, void (*function)(unsigned long),
				     unsigned long data, unsigned int flags)
{
	__timer_init(timer, (void *)function, flags, __TIMER_SET_UP | __TIMER_OLD, data);
}

#define setup_timer(timer, fn, data)	      __setup_old_timer((timer), (fn), (data), 0)
#define setup_timer_on_stack(timer, fn, data) __setup_old_timer((timer), (fn), (data), 0)
#define setup_pinned_timer(timer, fn, data)   __setup_old_timer((timer), (fn), (data), TIMER_PINNED)
#define setup_deferrable_timer(timer, fn, data) \
	__setup_old_timer((timer), (fn), (data), TIMER_DEFERRABLE)

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 15, 0)
#define TIMER_DATA_TYPE unsigned long
#define TIMER_FUNC_TYPE void (*)(TIMER_DATA_TYPE)
/* @function and @data are set by hand afterwards, or were before. */
#define __init_old_timer(timer, flags) \
	__setup_old_timer((timer), (timer)->function, (timer)->data, (flags))
#define init_timer(timer)	     __init_old_timer((timer), 0)
#define init_timer_on_stack(timer)   __init_old_timer((timer), 0)
#define init_timer_pinned(timer)     __init_old_timer((timer), TIMER_PINNED)
#define init_timer_deferrable(timer) __init_old_timer((timer), TIMER_DEFERRABLE)
#endif

/* Memory on a stack needs nothing. */
static inline void destroy_timer_on_stack(struct timer_list *timer)
{
	(void)timer;
}
#define timer_destroy_on_stack(timer) destroy_timer_on_stack(timer)

/* The object that a timer is part of: struct dev *dev = timer_container_of(dev, t, timer); */
#define timer_container_of(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)
#define from_timer(var, callback_timer, timer_fieldname) \
	timer_container_of(var, callback_timer, timer_fieldname)

/**
 * timer_pending() - is a timer armed, and its function not yet called?
 * @timer: the timer
 *
 * Return: 1 if so, else 0; without a lock, so others may change that at once. Context: any.
 */
static inline int timer_pending(const struct timer_list *timer)
{
	return !hlist_unhashed_lockless(&timer->entry);
}

__tl_api_begin

/**
 * add_timer() - arm a timer for timer->expires
 * @timer: set up, not pending
 *
 * Warns and does nothing if it is pending. Ignored once the timer was shut down.
 * Context: any. Follows Linux 6.12.
 */
void add_timer(struct timer_list *timer);
/**
 * add_timer_on() - arm a timer for timer->expires, on a CPU
 * @timer: set up, not pending
 * @cpu: its number; no such CPU: warns and does nothing
 *
 * Context: any. Follows Linux 6.12.
 */
void add_timer_on(struct timer_list *timer, int cpu);

/**
 * mod_timer() - arm a timer, pending or not
 * @timer: set up
 * @expires: when, in jiffies
 *
 * Ignored once the timer was shut down; then the return is 0.
 * Return: 1 if it was pending, else 0. Context: any. Follows Linux 6.12.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);
/** mod_timer_pending() - mod_timer(), but leave one alone that is not pending */
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
/** timer_reduce() - mod_timer(), but leave one alone that expires no later than @expires */
int timer_reduce(struct timer_list *timer, unsigned long expires);

/**
 * timer_delete() - disarm
 * @timer: set up
 *
 * Does not wait: its function may be running.
 * Return: 1 if it was pending, else 0. Context: any. Follows Linux 6.12.
 */
int __tl_timer_delete(struct timer_list *timer);
/* libc has a function of that name for its own timers, which are no struct timer_list. */
#define timer_delete(timer) \
	_Generic((timer), struct timer_list * : __tl_timer_delete, default : timer_delete)(timer)
/**
 * timer_delete_sync() - disarm, and wait for the function if it runs
 * @timer: set up
 *
 * Not with a lock that the function takes, nor from the function itself: that never ends, and is
 * reported after twice watchdog_thresh. Others must not arm it meanwhile if that is to last.
 *
 * Return: 1 if it was pending, else 0. Context: task or softirq; warns in a handler, unless the
 * timer is TIMER_IRQSAFE. Follows Linux 6.12.
 */
int timer_delete_sync(struct timer_list *timer);
/**
 * timer_delete_sync_try() - disarm, unless the function runs
 * @timer: set up
 *
 * Return: -1 if the function runs, 1 if the timer was pending, else 0. Context: any.
 */
int timer_delete_sync_try(struct timer_list *timer);
/**
 * timer_shutdown() - disarm for good: arming is ignored from here on
 * @timer: set up; timer_setup() makes it usable again
 *
 * Return: 1 if it was pending, else 0. Context: any. Follows Linux 6.12.
 */
int timer_shutdown(struct timer_list *timer);
/**
 * timer_shutdown_sync() - disarm for good, and wait for the function if it runs
 * @timer: set up; may be freed afterwards, even where its function and others arm each other
 *
 * Return: 1 if it was pending, else 0. Context: as timer_delete_sync(). Follows Linux 6.12.
 */
int timer_shutdown_sync(struct timer_list *timer);

__tl_api_end

/**
 * round_jiffies() - the next full second, for timers that need not be exact
 * @j: jiffies
 *
 * Down, if little is over; never to the past.
 * Return: jiffies. Context: any. Follows Linux 6.12, but for the CPUs' offsets.
 */
static inline unsigned long round_jiffies(unsigned long j)
{
	unsigned long over = j % HZ, rounded = over < HZ / 4 ? j - over : j - over + HZ;

	return time_after(rounded, jiffies) ? rounded : j;
}

/* The same, never down. */
static inline unsigned long round_jiffies_up(unsigned long j)
{
	unsigned long rounded = (j + HZ - 1) / HZ * HZ;

	return time_after(rounded, jiffies) ? rounded : j;
}

static inline unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies(j + now) - now;
}

static inline unsigned long round_jiffies_up_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies_up(j + now) - now;
}

#define __round_jiffies(j, cpu)		    round_jiffies(j)
#define __round_jiffies_relative(j, cpu)    round_jiffies_relative(j)
#define __round_jiffies_up(j, cpu)	    round_jiffies_up(j)
#define __round_jiffies_up_relative(j, cpu) round_jiffies_up_relative(j)

/* All stay on the CPU that arms them. */
#define add_timer_local(timer)	add_timer(timer)
#define add_timer_global(timer) add_timer(timer)

/* The names until 6.15 and 6.16, and older ones. */
#define del_timer(timer)		 timer_delete(timer)
#define del_timer_sync(timer)		 timer_delete_sync(timer)
#define del_singleshot_timer_sync(timer) timer_delete_sync(timer)
#define try_to_del_timer_sync(timer)	 timer_delete_sync_try(timer)

#endif /* _LINUX_TIMER_H */
