/* SPDX-License-Identifier: MIT */
/*
 * A reference count and the spinlock that protects it and the object.
 *
 * On Linux the two lie in one word, which is changed without the lock where it can; here the lock
 * is taken each time.
 */
#ifndef _LINUX_LOCKREF_H
#define _LINUX_LOCKREF_H

#include <linux/args.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct lockref - a count and its lock
 * @lock: also the object's, for its users
 * @count: negative: dead; under @lock
 */
struct lockref {
	spinlock_t lock;
	int count;
};

__tl_api_begin
/**
 * lockref_get() - one more reference, by who has one; and the family
 * @lockref: it
 *
 *	lockref_get()
 *	lockref_get_not_zero()	true if there was one
 *	lockref_get_not_dead()	true if it is not dead
 *	lockref_put_not_zero()	one less, true, unless it would get 0 (up to Linux 6.9)
 *	lockref_put_or_lock()	one less, true, unless it would get 0: then it is locked
 *	lockref_put_return()	one less; how many are left; -1, and nothing done, if there is none
 *				or somebody has it locked
 *	lockref_mark_dead()	by who holds @lockref->lock; else it is a BUG
 *
 * Context: any in which its lock may be taken by spin_lock(). Follows Linux 6.12.
 */
void lockref_get(struct lockref *lockref);
bool lockref_get_not_zero(struct lockref *lockref);
bool lockref_get_not_dead(struct lockref *lockref);
bool lockref_put_not_zero(struct lockref *lockref);
bool lockref_put_or_lock(struct lockref *lockref);
int lockref_put_return(struct lockref *lockref);
void lockref_mark_dead(struct lockref *lockref);
__tl_api_end

/**
 * lockref_init() - initialise it, unlocked
 * @lockref: pointer to it
 * @count: how many references; 1 if left out, as since Linux 6.15
 *
 * Context: any.
 */
static inline void __lockref_init_2(struct lockref *lockref, unsigned int count)
{
	spin_lock_init(&lockref->lock);
	lockref->count = (int)count;
}
#define __lockref_init_1(ref) __lockref_init_2((ref), 1)
#define lockref_init(args...) CONCATENATE(__lockref_init_, COUNT_ARGS(args))(args)

/* By who holds the lock. */
static inline bool __lockref_is_dead(const struct lockref *lockref)
{
	return lockref->count < 0;
}

#endif /* _LINUX_LOCKREF_H */
