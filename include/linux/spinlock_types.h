/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

struct task_struct;

/* A place in the source that takes a lock or waits, for reports that name it. */
struct lock_site {
	const char *file;
	const char *func;
	unsigned int line;
};

/**
 * struct raw_spinlock - a lock for code that must not sleep
 * @locked: 0 free, 1 held; atomic
 * @owner_cpu: CPU number + 1 of the holder; written by the holder, read by reports
 * @owner: the holder; likewise
 * @site: where it was taken; likewise
 */
typedef struct raw_spinlock {
	unsigned int locked;
	unsigned int owner_cpu;
	struct task_struct *owner;
	const struct lock_site *site;
} raw_spinlock_t;

typedef struct spinlock {
	struct raw_spinlock rlock;
} spinlock_t;

#define __RAW_SPIN_LOCK_UNLOCKED(name) \
	{                              \
		0, 0, 0, 0             \
	}
#define __SPIN_LOCK_UNLOCKED(name)             \
	{                                      \
		__RAW_SPIN_LOCK_UNLOCKED(name) \
	}
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = __RAW_SPIN_LOCK_UNLOCKED(name)
#define DEFINE_SPINLOCK(name)	  spinlock_t name = __SPIN_LOCK_UNLOCKED(name)

#endif /* _LINUX_SPINLOCK_TYPES_H */
