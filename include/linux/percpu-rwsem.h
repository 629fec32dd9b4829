/* SPDX-License-Identifier: MIT */
/*
 * Read/write semaphores whose readers are many and whose writers are rare.
 *
 * DIVERGES: Linux's readers touch a counter of their CPU only; here they share a word, as those
 * of a rw_semaphore, which it is.
 */
#ifndef _LINUX_PERCPU_RWSEM_H
#define _LINUX_PERCPU_RWSEM_H

#include <linux/rwsem.h>

/**
 * struct percpu_rw_semaphore - see the top of this file
 * @rwsem: all of it, and its first member
 */
struct percpu_rw_semaphore {
	struct rw_semaphore rwsem;
};

#define __PERCPU_RWSEM_INITIALIZER(name)                    \
	{                                                   \
		.rwsem = __RWSEM_INITIALIZER((name).rwsem), \
	}
#define DEFINE_PERCPU_RWSEM(name)	 struct percpu_rw_semaphore name = __PERCPU_RWSEM_INITIALIZER(name)
#define DEFINE_STATIC_PERCPU_RWSEM(name) static DEFINE_PERCPU_RWSEM(name)

/**
 * percpu_init_rwsem() - initialise one, free; percpu_free_rwsem(): it is not used any more
 * @sem: pointer to it
 *
 * Context: task. Return: 0. Follows Linux 6.12.
 */
#define percpu_init_rwsem(sem)             \
	__extension__({                    \
		init_rwsem(&(sem)->rwsem); \
		0;                         \
	})
#define percpu_free_rwsem(sem) ((void)(sem))

/**
 * percpu_down_read() - down_read(), and so the others of the family
 * @sem: pointer to it
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
#define percpu_down_read(sem)	      down_read(&(sem)->rwsem)
#define percpu_down_read_trylock(sem) ((bool)down_read_trylock(&(sem)->rwsem))
#define percpu_up_read(sem)	      up_read(&(sem)->rwsem)
#define percpu_down_write(sem)	      down_write(&(sem)->rwsem)
#define percpu_up_write(sem)	      up_write(&(sem)->rwsem)
#define percpu_is_read_locked(sem)    (READ_ONCE((sem)->rwsem.count) >= __RWSEM_READER)
#define percpu_is_write_locked(sem)   ((READ_ONCE((sem)->rwsem.count) & __RWSEM_WRITER) != 0)
#define percpu_rwsem_is_held(sem)     lockdep_is_held(&(sem)->rwsem)
#define percpu_rwsem_assert_held(sem) lockdep_assert_held(&(sem)->rwsem)

DEFINE_GUARD(percpu_read, struct percpu_rw_semaphore *, percpu_down_read(_T), percpu_up_read(_T))
DEFINE_GUARD_COND(percpu_read, _try, percpu_down_read_trylock(_T))
DEFINE_GUARD(percpu_write, struct percpu_rw_semaphore *, percpu_down_write(_T), percpu_up_write(_T))

#endif /* _LINUX_PERCPU_RWSEM_H */
