/* SPDX-License-Identifier: MIT */
/*
 * What the tests of interrupt delivery between real threads share. Other threads count and set
 * flags, atomically; the test's own thread asserts.
 */
#ifndef TESTS_THREADS_IRQ_H
#define TESTS_THREADS_IRQ_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../test.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/report.h>
#include <tasklet/stat.h>

/* Clang links a sanitizer's runtime, with its copies of libc's functions, into the program: there
 * interrupts land at API calls only. */
#if defined(__clang__) && TEST_ASAN
#define TEST_POLLED 1
#else
#define TEST_POLLED 0
#endif

#define get(var)	__atomic_load_n(&(var), __ATOMIC_ACQUIRE)
#define set(var, value) __atomic_store_n(&(var), (value), __ATOMIC_RELEASE)
#define count(var)	__atomic_fetch_add(&(var), 1, __ATOMIC_ACQ_REL)

/* One turn of a loop of the program's own, without a call into the library where one is not
 * needed. TSan delivers signals at atomic operations, such as the loop's condition. */
static inline void own_code(void)
{
	if (TEST_POLLED)
		cpu_relax();
}

#define spin_until(cond)            \
	do {                        \
		while (!(cond))     \
			own_code(); \
	} while (0)

/* For threads that are no tasks, or own no CPU. */
#define yield_until(cond)              \
	do {                           \
		while (!(cond))        \
			sched_yield(); \
	} while (0)

static inline pid_t my_tid(void)
{
	return (pid_t)syscall(SYS_gettid);
}

static inline pthread_t start(void *(*fn)(void *), void *arg)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
	return thread;
}

static inline void join(pthread_t thread)
{
	assert_int_equal(pthread_join(thread, NULL), 0);
}

static inline int line_alloc(unsigned int trigger, int cpu)
{
	int irq = tl_irq_alloc("test", trigger, cpu);

	assert_true(irq > 0);
	return irq;
}

/* Take @cpu once and give it back: what was pending there is served. */
static inline void settle(void)
{
	preempt_disable();
	preempt_enable();
}

#endif /* TESTS_THREADS_IRQ_H */
