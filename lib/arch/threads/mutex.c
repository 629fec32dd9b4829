// SPDX-License-Identifier: MIT
/*
 * The library's own long locks: tasks are host threads, so theirs do.
 */
#include "host/mutex.h"

void host_mutex_init(struct host_mutex *lock)
{
	*lock = (struct host_mutex)HOST_MUTEX_INIT;
}

void host_mutex_destroy(struct host_mutex *lock)
{
	pthread_mutex_destroy(&lock->mutex);
	pthread_cond_destroy(&lock->changed);
}

int host_mutex_lock(struct host_mutex *lock)
{
	return pthread_mutex_lock(&lock->mutex);
}

void host_mutex_unlock(struct host_mutex *lock)
{
	pthread_mutex_unlock(&lock->mutex);
}

void host_mutex_wait(struct host_mutex *lock)
{
	pthread_cond_wait(&lock->changed, &lock->mutex);
}

void host_mutex_wake(struct host_mutex *lock)
{
	pthread_cond_broadcast(&lock->changed);
}
