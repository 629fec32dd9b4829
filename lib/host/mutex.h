/* SPDX-License-Identifier: MIT */
/*
 * A lock that the library's own tables may be held by for long, while the holder sleeps or calls a
 * driver: devices, windows, lines. Who waits for it leaves the machine to others. How is the
 * machine's (lib/arch/<arch>/mutex.c): the holder may be a host thread or a fiber of it.
 *
 * Taken preemptible, and never by a handler.
 */
#ifndef LIB_HOST_MUTEX_H
#define LIB_HOST_MUTEX_H

#include <pthread.h>

/**
 * struct host_mutex - the lock
 * @mutex: error-checking
 * @changed: what host_mutex_wait() waits for
 * @owner: the task, on a machine whose tasks are no host threads; protected by there being one
 */
struct host_mutex {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	const void *owner;
};

#define HOST_MUTEX_INIT                                           \
	{                                                         \
		.mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP, \
		.changed = PTHREAD_COND_INITIALIZER,              \
	}

void host_mutex_init(struct host_mutex *lock);
void host_mutex_destroy(struct host_mutex *lock);

/* Return: 0, or EDEADLK if the caller has it already; it is then not taken a second time. */
int host_mutex_lock(struct host_mutex *lock);
void host_mutex_unlock(struct host_mutex *lock);

/* As its holder: drop it until somebody calls host_mutex_wake(), or for no reason. */
void host_mutex_wait(struct host_mutex *lock);
/* As its holder: wake all that are in host_mutex_wait(). */
void host_mutex_wake(struct host_mutex *lock);

#endif /* LIB_HOST_MUTEX_H */
