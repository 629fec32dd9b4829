/* SPDX-License-Identifier: MIT */
/*
 * Polling a register until a condition holds, or time is up. The condition is looked at once more
 * after that, so that a poller who was off its CPU for long does not fail for it.
 */
#ifndef _LINUX_IOPOLL_H
#define _LINUX_IOPOLL_H

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/might_sleep.h>
#include <linux/timekeeping.h>

#define __poll_sleep(us) usleep_range(((us) >> 2) + 1, (us))

/* @wait: what passes the time between turns, of so many microseconds */
#define __poll_timeout(op, cond, wait_us, timeout_us, wait_before_op, wait)         \
	__extension__({                                                             \
		u64 __timeout_us = (timeout_us);                                    \
		unsigned long __wait_us = (wait_us);                                \
		ktime_t __timeout = ktime_add_us(ktime_get(), __timeout_us);        \
		int __ret = 0;                                                      \
		if ((wait_before_op) && __wait_us)                                  \
			wait(__wait_us);                                            \
		for (;;) {                                                          \
			bool __expired = __timeout_us &&                            \
					 ktime_compare(ktime_get(), __timeout) > 0; \
			op;                                                         \
			if (cond)                                                   \
				break;                                              \
			if (__expired) {                                            \
				__ret = -ETIMEDOUT;                                 \
				break;                                              \
			}                                                           \
			if (__wait_us)                                              \
				wait(__wait_us);                                    \
			cpu_relax();                                                \
		}                                                                   \
		__ret;                                                              \
	})

/**
 * poll_timeout_us() - do something until a condition holds
 * @op: what to do in each turn
 * @cond: ends it
 * @sleep_us: microseconds to sleep between turns; 0: spin
 * @timeout_us: microseconds; 0: for ever
 * @sleep_before_op: sleep first
 *
 * Return: 0, or -ETIMEDOUT. Context: task. Follows Linux 6.18.
 */
#define poll_timeout_us(op, cond, sleep_us, timeout_us, sleep_before_op)                         \
	__extension__({                                                                          \
		unsigned long __sleep_us = (sleep_us);                                           \
		might_sleep_if(__sleep_us != 0);                                                 \
		__poll_timeout(op, cond, __sleep_us, timeout_us, sleep_before_op, __poll_sleep); \
	})

/**
 * poll_timeout_us_atomic() - poll_timeout_us() with delays instead of sleeps
 * @op: what to do in each turn
 * @cond: ends it
 * @delay_us: microseconds between turns; 0: none
 * @timeout_us: microseconds; 0: for ever
 * @delay_before_op: delay first
 *
 * Return: 0, or -ETIMEDOUT. Context: any. Follows Linux 6.18.
 */
#define poll_timeout_us_atomic(op, cond, delay_us, timeout_us, delay_before_op) \
	__poll_timeout(op, cond, delay_us, timeout_us, delay_before_op, udelay)

/* The same with the value that @op returns in @val. */
#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, sleep_before_read, args...) \
	poll_timeout_us((val) = op(args), cond, sleep_us, timeout_us, sleep_before_read)
#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, delay_before_read, args...) \
	poll_timeout_us_atomic((val) = op(args), cond, delay_us, timeout_us, delay_before_read)

#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic(op, addr, val, cond, delay_us, timeout_us) \
	read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, false, addr)

#define readb_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readb, addr, val, cond, sleep_us, timeout_us)
#define readb_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb, addr, val, cond, delay_us, timeout_us)
#define readw_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readw, addr, val, cond, sleep_us, timeout_us)
#define readw_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, sleep_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl, addr, val, cond, delay_us, timeout_us)
#define readq_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readq, addr, val, cond, sleep_us, timeout_us)
#define readq_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq, addr, val, cond, delay_us, timeout_us)
#define readb_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readb_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readb_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb_relaxed, addr, val, cond, delay_us, timeout_us)
#define readw_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readw_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readw_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw_relaxed, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readl_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl_relaxed, addr, val, cond, delay_us, timeout_us)
#define readq_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readq_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readq_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq_relaxed, addr, val, cond, delay_us, timeout_us)

#endif /* _LINUX_IOPOLL_H */
