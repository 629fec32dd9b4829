/* SPDX-License-Identifier: MIT */
/* Reference counts of objects that know how to free themselves: refcount_t underneath. */
#ifndef _LINUX_KREF_H
#define _LINUX_KREF_H

#include <linux/refcount.h>
#include <linux/spinlock_types.h>

struct kref {
	refcount_t refcount;
};

#define KREF_INIT(n)                          \
	{                                     \
		.refcount = REFCOUNT_INIT(n), \
	}

/**
 * kref_init() - one reference, the caller's
 * @kref: the count
 *
 * kref_read(): how many. kref_get(): one more, by who has one. kref_get_unless_zero(): one more
 * by who may come too late; nonzero if it did not.
 *
 * Context: any. Follows Linux 6.12.
 */
static inline void kref_init(struct kref *kref)
{
	refcount_set(&kref->refcount, 1);
}

static inline unsigned int kref_read(const struct kref *kref)
{
	return refcount_read(&kref->refcount);
}

static inline void kref_get(struct kref *kref)
{
	refcount_inc(&kref->refcount);
}

static inline int __must_check kref_get_unless_zero(struct kref *kref)
{
	return refcount_inc_not_zero(&kref->refcount);
}

/**
 * kref_put() - one reference less
 * @kref: the count
 * @release: called for the last one
 *
 * kref_put_lock(), kref_put_mutex(): @release is called with the lock taken, and gives it back.
 *
 * Context: as @release wants it. Return: 1 if @release was called, else 0. Follows Linux 6.12.
 */
static inline int kref_put(struct kref *kref, void (*release)(struct kref *kref))
{
	if (!refcount_dec_and_test(&kref->refcount))
		return 0;
	release(kref);
	return 1;
}

static inline int kref_put_mutex(struct kref *kref, void (*release)(struct kref *kref),
				 struct mutex *mutex)
{
	if (!refcount_dec_and_mutex_lock(&kref->refcount, mutex))
		return 0;
	release(kref);
	return 1;
}

static inline int kref_put_lock(struct kref *kref, void (*release)(struct kref *kref),
				spinlock_t *lock)
{
	if (!refcount_dec_and_lock(&kref->refcount, lock))
		return 0;
	release(kref);
	return 1;
}

#endif /* _LINUX_KREF_H */
