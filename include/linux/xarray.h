/* SPDX-License-Identifier: MIT */
/*
 * Arrays of pointers and small numbers, of any index, most of which are NULL.
 *
 * Writers hold xa_lock, which the functions take by themselves: xa_store() as spin_lock(),
 * xa_store_bh() and xa_store_irq() with softirqs or interrupts off, __xa_store() when the caller
 * has it. Where @gfp allows to sleep, the lock may be dropped and taken again meanwhile. Readers
 * need no lock; what they get is the caller's to keep alive.
 *
 * An allocating array (XA_FLAGS_ALLOC) knows which indices are in use: those that were stored
 * to, be it NULL, and not erased. XA_FLAGS_ALLOC1 never gives out 0.
 *
 * DIVERGES: readers hold a lock of the array for their own length, with interrupts off, where
 * Linux relies on RCU. So memory is given back at once. There is no advanced API (xas_), and no
 * entry of many indices.
 */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kconfig.h>
#include <linux/limits.h>
#include <linux/might_sleep.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct xarray - an array
 * @xa_lock: the writers'
 * @__tree_lock: of who looks at @xa_head for who changes it; never held across anything else
 * @xa_flags: XA_FLAGS_, and the GFP flags of a radix tree
 * @xa_head: the top node
 */
struct xarray {
	spinlock_t xa_lock;
	raw_spinlock_t __tree_lock;
	gfp_t xa_flags;
	void *xa_head;
};

typedef unsigned int __bitwise xa_mark_t;
#define XA_MARK_0   ((__force xa_mark_t)0U)
#define XA_MARK_1   ((__force xa_mark_t)1U)
#define XA_MARK_2   ((__force xa_mark_t)2U)
#define XA_MARK_MAX XA_MARK_2
#define XA_PRESENT  ((__force xa_mark_t)8U)

#define XA_FLAGS_LOCK_IRQ  ((__force gfp_t)(1u << 24))
#define XA_FLAGS_LOCK_BH   ((__force gfp_t)(1u << 25))
#define XA_FLAGS_ALLOC	   ((__force gfp_t)(1u << 26))
#define XA_FLAGS_ALLOC1	   ((__force gfp_t)(1u << 27 | 1u << 26))
#define XA_FLAGS_ACCOUNT   ((__force gfp_t)(1u << 28))
/* Who writes has a lock of his own: idr and radix tree. */
#define __XA_FLAGS_NO_LOCK ((__force gfp_t)(1u << 29))

/* clang-format off: it takes an initializer for a block */
#define XARRAY_INIT(name, flags)                                                              \
	{                                                                                     \
		.xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock),                                \
		.__tree_lock = __RAW_SPIN_LOCK_UNLOCKED(name.__tree_lock), .xa_flags = flags, \
		.xa_head = NULL,                                                              \
	}
/* clang-format on */
#define DEFINE_XARRAY_FLAGS(name, flags) struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		 DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	 DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	 DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

/**
 * struct xa_limit - which indices xa_alloc() may give out
 * @max: the highest
 * @min: the lowest
 */
struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(_min, _max)             \
	(struct xa_limit)                \
	{                                \
		.min = _min, .max = _max \
	}
#define xa_limit_32b XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b XA_LIMIT(0, INT_MAX)
#define xa_limit_16b XA_LIMIT(0, USHRT_MAX)

/* Numbers instead of pointers, up to LONG_MAX: the lowest bit is set. */
static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)((v << 1) | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

/* A pointer with 0, 1 or 3 in its lowest two bits; not to be mixed with numbers. */
static inline void *xa_tag_pointer(void *p, unsigned long tag)
{
	return (void *)((unsigned long)p | tag);
}

static inline void *xa_untag_pointer(void *entry)
{
	return (void *)((unsigned long)entry & ~3UL);
}

static inline unsigned int xa_pointer_tag(void *entry)
{
	return (unsigned int)((unsigned long)entry & 3UL);
}

/* 2 in the lowest two bits: the array's own. */
static inline void *xa_mk_internal(unsigned long v)
{
	return (void *)((v << 2) | 2);
}

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

/* In use, without a value: reserved, or NULL in an allocating array. */
#define XA_ZERO_ENTRY xa_mk_internal(257)

static inline bool xa_is_zero(const void *entry)
{
	return entry == XA_ZERO_ENTRY;
}

#define XA_ERROR(errno) ((void *)(((unsigned long)errno << 2) | 2UL))

/** xa_is_err() - Context: any; Return: does what xa_store() returned stand for an error? */
static inline bool xa_is_err(const void *entry)
{
	return unlikely(xa_is_internal(entry) &&
			(unsigned long)entry >= (unsigned long)XA_ERROR(-MAX_ERRNO));
}

/** xa_err() - Context: any; Return: which one, as -errno; 0 if none */
static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

__tl_api_begin

/**
 * xa_load() - what is stored at an index
 * @xa: the array
 * @index: any
 *
 * Context: any. Return: the entry; NULL if there is none, or it is reserved. Follows Linux 6.12.
 */
void *xa_load(struct xarray *xa, unsigned long index);

/**
 * __xa_store() - store at an index
 * @xa: the array
 * @index: any
 * @entry: a pointer to what is aligned to 4, an xa_mk_value(), or NULL, which erases, but in an
 *	allocating array, where it keeps the index in use
 * @gfp: as for kmalloc(); with flags that allow it the lock is dropped to allocate
 *
 * Marks stay, unless it erases. And so the functions below.
 * Context: any, xa_lock held.
 * Return: the entry before; xa_err() tells -EINVAL (no legal entry) and -ENOMEM.
 * Follows Linux 6.12.
 */
void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
/** __xa_erase() - erase; Context: any, xa_lock held; Return: the entry before */
void *__xa_erase(struct xarray *xa, unsigned long index);
/** __xa_cmpxchg() - __xa_store() if the entry is @old; Return: the entry before */
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
/** __xa_insert() - store where there is none, NULL reserves; Return: 0, -EBUSY, -ENOMEM, -EINVAL */
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
/**
 * __xa_alloc() - store at the lowest index that is not in use
 * @xa: an allocating array
 * @id: where the index goes
 * @entry: as for __xa_store()
 * @limit: which ones may be
 * @gfp: as for __xa_store()
 *
 * Context: any, xa_lock held.
 * Return: 0, -EBUSY (none is left), -ENOMEM, -EINVAL. Follows Linux 6.12.
 */
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			    gfp_t gfp);
/**
 * __xa_alloc_cyclic() - __xa_alloc() that goes on where the last one ended
 * @next: what it goes on with; the caller keeps it, 0 at first
 *
 * Return: 1 if it began anew at the lowest one, else as __xa_alloc().
 */
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				   u32 *next, gfp_t gfp);
/** __xa_set_mark() - mark an entry, if there is one; Context: any, xa_lock held */
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/** __xa_clear_mark() - the opposite */
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/** xa_get_mark() - Context: any; Return: is this entry marked? */
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/** xa_marked() - Context: any; Return: is any entry marked? */
bool xa_marked(struct xarray *xa, xa_mark_t mark);
/** xa_set_mark() - __xa_set_mark() under xa_lock; Context: as spin_lock() */
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/** xa_clear_mark() - __xa_clear_mark() under xa_lock; Context: as spin_lock() */
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

/**
 * xa_find() - the first entry from an index on
 * @xa: the array
 * @index: where to begin; where it was found
 * @max: where to end
 * @filter: a mark that it has, or XA_PRESENT
 *
 * xa_find_after() begins behind @index. Reserved entries are none.
 * Context: any. Return: the entry or NULL. Follows Linux 6.12.
 */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
/** xa_find_after() - see xa_find() */
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
/** xa_extract() - the first @n entries of @start to @max, to @dst; Return: how many */
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);
/** xa_destroy() - empty the array; what it pointed at is the caller's; Context: any */
void xa_destroy(struct xarray *xa);

__tl_api_end

static inline void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	*xa = (struct xarray)XARRAY_INIT((*xa), flags);
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

/** xa_empty() - Context: any; Return: is no index in use? */
static inline bool xa_empty(const struct xarray *xa)
{
	return READ_ONCE(xa->xa_head) == NULL;
}

#define xa_trylock(xa)			spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa)			spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)			spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa)			spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa)		spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa)			spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa)		spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags)	spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags) spin_unlock_irqrestore(&(xa)->xa_lock, flags)

/* The functions above that want the lock, in the three ways to take it: the _bh and _irq arrays
 * were made with XA_FLAGS_LOCK_BH and XA_FLAGS_LOCK_IRQ. */
#define __TL_XA_LOCKED(suffix)                                                                     \
	static inline void *xa_store##suffix(struct xarray *xa, unsigned long index, void *entry,  \
					     gfp_t gfp)                                            \
	{                                                                                          \
		void *old;                                                                         \
                                                                                                   \
		might_sleep_if(gfpflags_allow_blocking(gfp));                                      \
		xa_lock##suffix(xa);                                                               \
		old = __xa_store(xa, index, entry, gfp);                                           \
		xa_unlock##suffix(xa);                                                             \
		return old;                                                                        \
	}                                                                                          \
	static inline void *xa_erase##suffix(struct xarray *xa, unsigned long index)               \
	{                                                                                          \
		void *old;                                                                         \
                                                                                                   \
		xa_lock##suffix(xa);                                                               \
		old = __xa_erase(xa, index);                                                       \
		xa_unlock##suffix(xa);                                                             \
		return old;                                                                        \
	}                                                                                          \
	static inline void *xa_cmpxchg##suffix(struct xarray *xa, unsigned long index, void *old,  \
					       void *entry, gfp_t gfp)                             \
	{                                                                                          \
		void *before;                                                                      \
                                                                                                   \
		might_sleep_if(gfpflags_allow_blocking(gfp));                                      \
		xa_lock##suffix(xa);                                                               \
		before = __xa_cmpxchg(xa, index, old, entry, gfp);                                 \
		xa_unlock##suffix(xa);                                                             \
		return before;                                                                     \
	}                                                                                          \
	static inline int __must_check xa_insert##suffix(struct xarray *xa, unsigned long index,   \
							 void *entry, gfp_t gfp)                   \
	{                                                                                          \
		int err;                                                                           \
                                                                                                   \
		might_sleep_if(gfpflags_allow_blocking(gfp));                                      \
		xa_lock##suffix(xa);                                                               \
		err = __xa_insert(xa, index, entry, gfp);                                          \
		xa_unlock##suffix(xa);                                                             \
		return err;                                                                        \
	}                                                                                          \
	static inline int __must_check xa_alloc##suffix(struct xarray *xa, u32 *id, void *entry,   \
							struct xa_limit limit, gfp_t gfp)          \
	{                                                                                          \
		int err;                                                                           \
                                                                                                   \
		might_sleep_if(gfpflags_allow_blocking(gfp));                                      \
		xa_lock##suffix(xa);                                                               \
		err = __xa_alloc(xa, id, entry, limit, gfp);                                       \
		xa_unlock##suffix(xa);                                                             \
		return err;                                                                        \
	}                                                                                          \
	static inline int __must_check xa_alloc_cyclic##suffix(struct xarray *xa, u32 *id,         \
							       void *entry, struct xa_limit limit, \
							       u32 *next, gfp_t gfp)               \
	{                                                                                          \
		int err;                                                                           \
                                                                                                   \
		might_sleep_if(gfpflags_allow_blocking(gfp));                                      \
		xa_lock##suffix(xa);                                                               \
		err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);                          \
		xa_unlock##suffix(xa);                                                             \
		return err;                                                                        \
	}                                                                                          \
	/* Keep an index for later, so that xa_store() there needs no memory. */                   \
	static inline int __must_check xa_reserve##suffix(struct xarray *xa, unsigned long index,  \
							  gfp_t gfp)                               \
	{                                                                                          \
		int err = xa_insert##suffix(xa, index, NULL, gfp);                                 \
                                                                                                   \
		return err == -EBUSY ? 0 : err;                                                    \
	}
__TL_XA_LOCKED()
__TL_XA_LOCKED(_bh)
__TL_XA_LOCKED(_irq)
#undef __TL_XA_LOCKED

/** xa_release() - undo xa_reserve(), unless something was stored; Context: as spin_lock() */
static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_lock(xa);
	if (!xa_load(xa, index))
		__xa_erase(xa, index);
	xa_unlock(xa);
}

/** xa_for_each() - all entries, by their index; the array may change meanwhile */
#define xa_for_each_range(xa, index, entry, start, last)                                \
	for (index = (start), entry = xa_find((xa), &index, (last), XA_PRESENT); entry; \
	     entry = xa_find_after((xa), &index, (last), XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start) \
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry) xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)                               \
	for (index = 0, entry = xa_find((xa), &index, ULONG_MAX, (filter)); entry; \
	     entry = xa_find_after((xa), &index, ULONG_MAX, (filter)))

#endif /* _LINUX_XARRAY_H */
