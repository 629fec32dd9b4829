// SPDX-License-Identifier: MIT
/*
 * Arrays of pointers: see <linux/xarray.h>. The tree under them (xarray-tree.c) knows no NULL;
 * here NULL is an index that is not in use, or XA_ZERO_ENTRY at one that is.
 */
#include "lib/xarray.h"

static void *zero_to_null(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	return zero_to_null(tree_load(xa, index));
}
EXPORT_SYMBOL(xa_load);

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	return zero_to_null(tree_erase(xa, index));
}
EXPORT_SYMBOL(__xa_erase);

static bool is_legal(void *entry)
{
	return !WARN_ON_ONCE(xa_is_internal(entry));
}

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	if (!is_legal(entry))
		return XA_ERROR(-EINVAL);
	if (!entry && !(xa->xa_flags & XA_FLAGS_ALLOC))
		return __xa_erase(xa, index);
	return zero_to_null(tree_store(xa, index, entry ? entry : XA_ZERO_ENTRY, gfp, NULL, NULL));
}
EXPORT_SYMBOL(__xa_store);

static bool is_same(const void *there, const void *old)
{
	return there == old || (!old && xa_is_zero(there));
}

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	if (!is_legal(entry))
		return XA_ERROR(-EINVAL);
	if (!entry && !(xa->xa_flags & XA_FLAGS_ALLOC)) {
		void *there = xa_load(xa, index);

		if (there == old)
			tree_erase(xa, index);
		return there;
	}
	return zero_to_null(
		tree_store(xa, index, entry ? entry : XA_ZERO_ENTRY, gfp, is_same, old));
}
EXPORT_SYMBOL(__xa_cmpxchg);

static bool is_unused(const void *there, const void *arg)
{
	(void)arg;
	return !there;
}

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *there;

	if (!is_legal(entry))
		return -EINVAL;
	there = tree_store(xa, index, entry ? entry : XA_ZERO_ENTRY, gfp, is_unused, NULL);
	if (xa_is_err(there))
		return xa_err(there);
	return there ? -EBUSY : 0;
}
EXPORT_SYMBOL(__xa_insert);

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	bool from_1 = (xa->xa_flags & XA_FLAGS_ALLOC1) == XA_FLAGS_ALLOC1;
	unsigned long index;
	int err;

	if (!is_legal(entry) || WARN_ON_ONCE(!(xa->xa_flags & XA_FLAGS_ALLOC)))
		return -EINVAL;
	err = tree_alloc(xa, &index, from_1 && !limit.min ? 1 : limit.min, limit.max,
			 entry ? entry : XA_ZERO_ENTRY, gfp);
	if (!err)
		*id = (u32)index;
	return err;
}
EXPORT_SYMBOL(__xa_alloc);

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t gfp)
{
	u32 start = *next > limit.min ? *next : limit.min;
	int err = -EBUSY;
	bool wrapped = false;

	if (start <= limit.max)
		err = __xa_alloc(xa, id, entry, XA_LIMIT(start, limit.max), gfp);
	if (err == -EBUSY && start > limit.min) {
		wrapped = true;
		err = __xa_alloc(xa, id, entry, XA_LIMIT(limit.min, start - 1), gfp);
	}
	if (err)
		return err;
	*next = *id + 1;
	return wrapped;
}
EXPORT_SYMBOL(__xa_alloc_cyclic);

static bool is_mark(xa_mark_t mark)
{
	return !WARN_ON_ONCE(mark > XA_MARK_MAX);
}

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	if (is_mark(mark))
		tree_set_mark(xa, index, mark, true);
}
EXPORT_SYMBOL(__xa_set_mark);

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	if (is_mark(mark))
		tree_set_mark(xa, index, mark, false);
}
EXPORT_SYMBOL(__xa_clear_mark);

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_set_mark);

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_clear_mark);

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	return is_mark(mark) && tree_has_mark(xa, &index, mark);
}
EXPORT_SYMBOL(xa_get_mark);

bool xa_marked(struct xarray *xa, xa_mark_t mark)
{
	return is_mark(mark) && tree_has_mark(xa, NULL, mark);
}
EXPORT_SYMBOL(xa_marked);

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	return tree_find(xa, index, max, filter, false);
}
EXPORT_SYMBOL(xa_find);

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long next = *index + 1;
	void *entry = next ? tree_find(xa, &next, max, filter, false) : NULL;

	if (entry)
		*index = next;
	return entry;
}
EXPORT_SYMBOL(xa_find_after);

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned int got = 0;
	void *entry;

	for (entry = n ? xa_find(xa, &start, max, filter) : NULL; entry;
	     entry = got < n ? xa_find_after(xa, &start, max, filter) : NULL)
		dst[got++] = entry;
	return got;
}
EXPORT_SYMBOL(xa_extract);

void xa_destroy(struct xarray *xa)
{
	unsigned long flags;

	xa_lock_irqsave(xa, flags);
	tree_destroy(xa);
	xa_unlock_irqrestore(xa, flags);
}
EXPORT_SYMBOL(xa_destroy);
