// SPDX-License-Identifier: MIT
/*
 * lockdep_assert_held() and its family: who holds a lock is in the lock.
 */
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

#include "locking/locking.h"

/* A task with a spinlock owns its CPU, and so do the callbacks on top of it. */
static bool is_here(unsigned int owner_cpu, const struct task_struct *owner)
{
	return owner_cpu == arch_smp_processor_id() + 1 && owner == arch_current_or_null;
}

int __lockdep_spin_held(const void *p)
{
	const raw_spinlock_t *lock = p;

	return arch_peek(lock->locked) &&
	       is_here(arch_peek(lock->owner_cpu), arch_peek(lock->owner));
}
EXPORT_SYMBOL(__lockdep_spin_held);

int __lockdep_rwlock_written(const void *p)
{
	const rwlock_t *lock = p;

	return is_here(arch_peek(lock->owner_cpu), arch_peek(lock->owner));
}
EXPORT_SYMBOL(__lockdep_rwlock_written);

int __lockdep_rwlock_held(const void *p)
{
	const rwlock_t *lock = p;

	return __lockdep_rwlock_written(p) || (READ_ONCE(lock->cnts) & __RW_READERS);
}
EXPORT_SYMBOL(__lockdep_rwlock_held);

int __lockdep_mutex_held(const void *p)
{
	const struct mutex *lock = p;

	return LOCK_OWNER(arch_peek(lock->owner)) == current;
}
EXPORT_SYMBOL(__lockdep_mutex_held);

int __lockdep_rwsem_written(const void *p)
{
	const struct rw_semaphore *sem = p;

	return LOCK_OWNER(arch_peek(sem->owner)) == current;
}
EXPORT_SYMBOL(__lockdep_rwsem_written);

int __lockdep_rwsem_held(const void *p)
{
	const struct rw_semaphore *sem = p;

	return __lockdep_rwsem_written(p) || READ_ONCE(sem->count) >= __RWSEM_READER;
}
EXPORT_SYMBOL(__lockdep_rwsem_held);

int __lockdep_unknown(const void *p)
{
	(void)p;
	return LOCK_STATE_UNKNOWN;
}
EXPORT_SYMBOL(__lockdep_unknown);
