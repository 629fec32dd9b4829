/* SPDX-License-Identifier: MIT */
/*
 * Waits that say what they wait for: nothing here hangs without a message.
 *
 * A loop that spins calls stall_turn() every turn. It relaxes, later on yields to the host, and
 * returns true once, when the wait has lasted twice watchdog_thresh seconds; the loop then says
 * what it waits for, in the kernel's words, and goes on waiting:
 *
 *	struct stall stall = STALL_INIT;
 *
 *	while (!try(lock))
 *		if (stall_turn(&stall))
 *			stall_report_spinlock(lock, ...);
 *
 * A wait that sleeps gives the host stall_hung_task_ns() as its time-out, and reports when that
 * passes.
 */
#ifndef LIB_DEBUG_STALL_H
#define LIB_DEBUG_STALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* One wait; on the waiter's stack. */
struct stall {
	uint64_t start_ns; /* of the machine's clock; taken when yielding begins, 0 before */
	unsigned int turns;
	bool reported;
};

#define STALL_INIT \
	{          \
		0  \
	}

/**
 * stall_turn() - one turn of a wait
 * @stall: the wait
 *
 * Where interrupts are on, what was held off while it yielded is served.
 *
 * Context: any.
 * Return: true once, when the wait is too long and should be reported.
 */
bool stall_turn(struct stall *stall);

/* Seconds since the wait began, for the report. */
unsigned int stall_seconds(const struct stall *stall);

/* Thresholds in milliseconds from boot_options' seconds; 0: never. Tests set fractions. */
void stall_set_thresholds(unsigned int watchdog_ms, unsigned int hung_task_ms);

/* How long a wait may spin, and a task sleep uninterruptibly, until it is reported; 0: for ever. */
uint64_t stall_watchdog_ns(void);
uint64_t stall_hung_task_ns(void);

/*
 * The reports. All of them end in a call trace of the caller.
 *
 * A spinlock: @owner_comm NULL when nobody is known to hold it, @site (a code address, or NULL)
 * where its holder took it.
 */
void stall_report_spinlock(const void *lock, const char *owner_comm, pid_t owner_pid, int owner_cpu,
			   const void *site);
/* A CPU that does not get on: "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [comm:pid]". */
void stall_report_cpu(int cpu, unsigned int seconds, const char *comm, pid_t pid);
/* A sleeper: "INFO: task comm:pid blocked for more than 120 seconds." @what may be NULL. */
void stall_report_task(const char *comm, pid_t pid, unsigned int seconds, const char *what);
/* Anything else that is waited for: "BUG: wait for tasklet func stalled for 20s on CPU#0 ...". */
void stall_report(const struct stall *stall, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* LIB_DEBUG_STALL_H */
