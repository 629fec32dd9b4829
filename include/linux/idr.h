/* SPDX-License-Identifier: MIT */
/*
 * Numbers for things: idr gives out the lowest free one with a pointer behind it, ida without.
 *
 * An idr's user locks: idr_alloc() and idr_remove() of one idr never overlap; idr_find() needs no
 * lock. An ida locks by itself.
 */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/gfp.h>
#include <linux/might_sleep.h>
#include <linux/preempt.h>
#include <linux/xarray.h>

/**
 * struct idr - pointers, NULL too, by their numbers
 * @idr_rt: those from @idr_base on
 * @idr_base: the lowest number
 * @idr_next: where idr_alloc_cyclic() goes on
 */
struct idr {
	struct xarray idr_rt;
	unsigned int idr_base;
	unsigned int idr_next;
};

/** struct ida - numbers in use */
struct ida {
	struct xarray xa;
};

/* clang-format off: it takes an initializer for a block */
#define IDR_INIT_BASE(name, base)                                                        \
	{                                                                                \
		.idr_rt = XARRAY_INIT(name.idr_rt, XA_FLAGS_ALLOC | __XA_FLAGS_NO_LOCK), \
		.idr_base = (base),                                                      \
	}
#define IDA_INIT(name)                                                         \
	{                                                                      \
		.xa = XARRAY_INIT(name.xa, XA_FLAGS_ALLOC | XA_FLAGS_LOCK_IRQ) \
	}
/* clang-format on */
#define IDR_INIT(name)	 IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)

__tl_api_begin

/**
 * idr_alloc() - the lowest free number
 * @idr: the idr
 * @ptr: what is behind it
 * @start: the lowest that may be
 * @end: the first that may not; 0 or less: none up to INT_MAX
 * @gfp: as for kmalloc()
 *
 * idr_alloc_cyclic() goes on behind the number it gave out last, and begins anew at @start.
 * Context: as kmalloc(), the user's lock held.
 * Return: the number, -ENOSPC, -ENOMEM, -EINVAL (@start is negative). Follows Linux 6.12.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/** idr_alloc_cyclic() - see idr_alloc() */
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
/** idr_alloc_u32() - the lowest free one of *@nextid to @max, to *@nextid; Return: 0 or -errno */
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *nextid, unsigned long max,
			       gfp_t gfp);
/** idr_remove() - free a number; Context: any, the user's lock held; Return: its pointer */
void *idr_remove(struct idr *idr, unsigned long id);
/** idr_find() - Context: any; Return: the pointer of a number, or NULL */
void *idr_find(const struct idr *idr, unsigned long id);
/** idr_replace() - another pointer for a number; Return: the former, ERR_PTR(-ENOENT) if free */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
/** idr_for_each() - call @fn for each but NULL until it returns nonzero; Return: that, or 0 */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);
/** idr_get_next() - Context: any; Return: the first pointer that is not NULL from *@nextid on */
void *idr_get_next(struct idr *idr, int *nextid);
/** idr_get_next_ul() - see idr_get_next() */
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid);
/** idr_destroy() - free all numbers; what is behind them is the user's */
void idr_destroy(struct idr *idr);

/**
 * ida_alloc_range() - the lowest free number
 * @ida: the ida
 * @min: the lowest that may be
 * @max: the highest; a negative one is INT_MAX
 * @gfp: as for kmalloc()
 *
 * Context: as kmalloc(). Return: the number, -ENOSPC or -ENOMEM. Follows Linux 6.12.
 */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);
/** ida_free() - free a number; one that is not in use is reported; Context: any */
void ida_free(struct ida *ida, unsigned int id);
/** ida_destroy() - free all numbers; Context: any */
void ida_destroy(struct ida *ida);
/** ida_find_first_range() - the lowest in use of @min to @max; Return: it, or -ENOENT, -EINVAL */
int ida_find_first_range(struct ida *ida, unsigned int min, unsigned int max);

__tl_api_end

static inline void idr_init_base(struct idr *idr, int base)
{
	*idr = (struct idr)IDR_INIT_BASE((*idr), (unsigned int)base);
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->idr_rt);
}

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

/**
 * idr_preload() - before a lock under which idr_alloc() is called with GFP_NOWAIT
 * @gfp_mask: as for kmalloc()
 *
 * DIVERGES: sets no memory apart, since GFP_NOWAIT finds what GFP_KERNEL would.
 * Context: task. Returns with preemption off; idr_preload_end() turns it on. Follows Linux 6.12.
 */
static inline void idr_preload(gfp_t gfp_mask)
{
	might_sleep_if(gfpflags_allow_blocking(gfp_mask));
	preempt_disable();
}

static inline void idr_preload_end(void)
{
	preempt_enable();
}

#define idr_for_each_entry(idr, entry, id) \
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_ul(idr, entry, tmp, id)                                                \
	for (tmp = 0, id = 0; ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL; \
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id)       \
	for ((entry) = idr_get_next((idr), &(id)); entry; \
	     ++id, (entry) = idr_get_next((idr), &(id)))

static inline void ida_init(struct ida *ida)
{
	*ida = (struct ida)IDA_INIT((*ida));
}

static inline bool ida_is_empty(const struct ida *ida)
{
	return xa_empty(&ida->xa);
}

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0u, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0u, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline int ida_find_first(struct ida *ida)
{
	return ida_find_first_range(ida, 0, ~0u);
}

static inline bool ida_exists(struct ida *ida, unsigned int id)
{
	return ida_find_first_range(ida, id, id) == (int)id;
}

/* By the names of before 6.13: @end is the first number that may not be, 0: none. */
#define ida_simple_get(ida, start, end, gfp) ida_alloc_range((ida), (start), (end)-1, (gfp))
#define ida_simple_remove(ida, id)	     ida_free((ida), (id))

#endif /* _LINUX_IDR_H */
