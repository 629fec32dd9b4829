/* SPDX-License-Identifier: MIT */
/*
 * What the stress programs share: settings from the environment, random numbers from a printed
 * seed, failures counted from any thread or callback, and a watchdog.
 *
 * The watchdog ends a program that gets nowhere, and says where it stands; no verdict depends on
 * how long something took. STRESS_WATCHDOG sets its patience in seconds.
 */
#ifndef TESTS_STRESS_STRESS_H
#define TESTS_STRESS_STRESS_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Everything the threads and callbacks share goes through these; all are full barriers. */
#define get(p)	       __atomic_load_n((p), __ATOMIC_SEQ_CST)
#define set(p, v)      __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define add(p, n)      __atomic_add_fetch((p), (n), __ATOMIC_SEQ_CST)
#define exchange(p, v) __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)

static inline unsigned long env_ul(const char *name, unsigned long otherwise)
{
	const char *s = getenv(name);

	return s && *s ? strtoul(s, NULL, 0) : otherwise;
}

/* splitmix64: any seed is a good one. */
static inline uint64_t rng_next(uint64_t *rng)
{
	uint64_t z = (*rng += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

static inline unsigned int rng_below(uint64_t *rng, unsigned int n)
{
	return (unsigned int)(rng_next(rng) >> 32) % n;
}

/* Broken promises; the test asserts that there are none. The first few are told of. (Weak: one of
 * each in a program of several files.) */
__attribute__((weak)) unsigned long stress_failures;

#define stress_fail(fmt, ...)                                                                   \
	do {                                                                                    \
		if (add(&stress_failures, 1) <= 8)                                              \
			fprintf(stderr, "%s:%d: " fmt "\n", __FILE__, __LINE__, ##__VA_ARGS__); \
	} while (0)

#define stress_check(cond, fmt, ...)                     \
	do {                                             \
		if (!(cond))                             \
			stress_fail(fmt, ##__VA_ARGS__); \
	} while (0)

/* Counts anything that shows that the program gets on. */
__attribute__((weak)) unsigned long stress_progress;

__attribute__((weak)) struct {
	pthread_t thread;
	sem_t stop;
	void (*describe)(void);
} stress_watchdog;

static inline void *stress_watch(void *arg)
{
	unsigned long patience = env_ul("STRESS_WATCHDOG", 120), seen = 0, idle = 0;

	(void)arg;
	while (idle < patience) {
		struct timespec until;
		unsigned long now = get(&stress_progress);

		idle = now == seen ? idle + 1 : 0;
		seen = now;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec++;
		while (sem_timedwait(&stress_watchdog.stop, &until) < 0)
			if (errno == ETIMEDOUT)
				goto next;
		return NULL;
next:;
	}
	fprintf(stderr, "watchdog: nothing has moved for %lu s (progress %lu, failures %lu)\n",
		patience, seen, get(&stress_failures));
	if (stress_watchdog.describe)
		stress_watchdog.describe();
	abort();
}

/* A thread of its own with every signal blocked, so that it can't be what is stuck. */
static inline void stress_watchdog_start(void (*describe)(void))
{
	sigset_t all, old;

	stress_watchdog.describe = describe;
	sem_init(&stress_watchdog.stop, 0, 0);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&stress_watchdog.thread, NULL, stress_watch, NULL))
		abort();
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static inline void stress_watchdog_stop(void)
{
	sem_post(&stress_watchdog.stop);
	pthread_join(stress_watchdog.thread, NULL);
	sem_destroy(&stress_watchdog.stop);
}

#endif /* TESTS_STRESS_STRESS_H */
