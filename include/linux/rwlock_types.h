/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RWLOCK_TYPES_H
#define _LINUX_RWLOCK_TYPES_H

struct task_struct;
struct lock_site;

/**
 * struct rwlock - a spinning lock of readers and writers
 * @cnts: __RW_WRITER, __RW_WAITING, and 1 for each reader; atomic
 * @owner_cpu: CPU number + 1 of the writer; written by it, read by reports
 * @owner: the writer; likewise
 * @site: where it was taken for writing; likewise
 */
typedef struct rwlock {
	unsigned int cnts;
	unsigned int owner_cpu;
	struct task_struct *owner;
	const struct lock_site *site;
} rwlock_t;

#define __RW_WRITER  0x80000000u
/* A writer spins: readers that are tasks let it go first. */
#define __RW_WAITING 0x40000000u
#define __RW_READERS 0x3fffffffu

#define __RW_LOCK_UNLOCKED(name) \
	{                        \
		0, 0, 0, 0       \
	}
#define DEFINE_RWLOCK(name) rwlock_t name = __RW_LOCK_UNLOCKED(name)

#endif /* _LINUX_RWLOCK_TYPES_H */
