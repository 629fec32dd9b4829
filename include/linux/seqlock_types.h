/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SEQLOCK_TYPES_H
#define _LINUX_SEQLOCK_TYPES_H

#include <linux/spinlock_types.h>

struct mutex;
struct rwlock;

/**
 * struct seqcount - a sequence counter
 * @sequence: odd while somebody writes; written by the one writer, read by anybody
 */
typedef struct seqcount {
	unsigned int sequence;
} seqcount_t;

#define SEQCNT_ZERO(name) \
	{                 \
		0         \
	}

/* Those that know the lock that keeps their writers apart: the counter stands first. */
typedef struct seqcount_spinlock {
	seqcount_t seqcount;
	spinlock_t *lock;
} seqcount_spinlock_t;
typedef struct seqcount_raw_spinlock {
	seqcount_t seqcount;
	raw_spinlock_t *lock;
} seqcount_raw_spinlock_t;
typedef struct seqcount_rwlock {
	seqcount_t seqcount;
	struct rwlock *lock;
} seqcount_rwlock_t;
typedef struct seqcount_mutex {
	seqcount_t seqcount;
	struct mutex *lock;
} seqcount_mutex_t;

#define __SEQCNT_LOCK_ZERO(l) \
	{                     \
		.lock = (l)   \
	}
#define SEQCNT_SPINLOCK_ZERO(name, l)	  __SEQCNT_LOCK_ZERO(l)
#define SEQCNT_RAW_SPINLOCK_ZERO(name, l) __SEQCNT_LOCK_ZERO(l)
#define SEQCNT_RWLOCK_ZERO(name, l)	  __SEQCNT_LOCK_ZERO(l)
#define SEQCNT_MUTEX_ZERO(name, l)	  __SEQCNT_LOCK_ZERO(l)

/**
 * struct seqcount_latch - a counter whose lowest bit says which of two copies is not being written
 * @seqcount: see there
 */
typedef struct seqcount_latch {
	seqcount_t seqcount;
} seqcount_latch_t;

#define SEQCNT_LATCH_ZERO(name)                           \
	{                                                 \
		.seqcount = SEQCNT_ZERO((name).seqcount), \
	}

/**
 * struct seqlock_t - a sequence counter with a spinlock for its writers
 * @seqcount: see there
 * @lock: held while writing
 */
typedef struct {
	seqcount_spinlock_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define __SEQLOCK_UNLOCKED(name)                                      \
	{                                                             \
		.seqcount = SEQCNT_SPINLOCK_ZERO(name, &(name).lock), \
		.lock = __SPIN_LOCK_UNLOCKED((name).lock),            \
	}
#define DEFINE_SEQLOCK(sl) seqlock_t sl = __SEQLOCK_UNLOCKED(sl)

#endif /* _LINUX_SEQLOCK_TYPES_H */
