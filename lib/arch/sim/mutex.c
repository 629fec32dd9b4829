// SPDX-License-Identifier: MIT
/*
 * The library's own long locks: tasks are fibers of one host thread, so who waits lets them go on.
 */
#include <errno.h>

#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "host/mutex.h"

/* Before boot and after shutdown there is one task, the program. */
static const void *self(void)
{
	static const char program;

	return sim.running ? (const void *)sim.running : &program;
}

void host_mutex_init(struct host_mutex *lock)
{
	*lock = (struct host_mutex)HOST_MUTEX_INIT;
}

void host_mutex_destroy(struct host_mutex *lock)
{
	(void)lock;
}

int host_mutex_lock(struct host_mutex *lock)
{
	if (lock->owner == self())
		return EDEADLK;
	while (lock->owner)
		arch_spin();
	lock->owner = self();
	fiber_acquire(lock);
	return 0;
}

void host_mutex_unlock(struct host_mutex *lock)
{
	fiber_release(lock);
	lock->owner = NULL;
	arch_self.progress = 1;
}

void host_mutex_wait(struct host_mutex *lock)
{
	host_mutex_unlock(lock);
	arch_spin();
	(void)host_mutex_lock(lock);
}

void host_mutex_wake(struct host_mutex *lock)
{
	(void)lock;
}
