// SPDX-License-Identifier: MIT
/*
 * Numbers for things: see <linux/idr.h>. Both are trees of xarray-tree.c, of which an ida uses no
 * entries but XA_ZERO_ENTRY; an idr has that for NULL.
 */
#include <linux/idr.h>

#include "lib/xarray.h"

static void *to_entry(void *ptr)
{
	return ptr ? ptr : XA_ZERO_ENTRY;
}

static void *to_pointer(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *nextid, unsigned long max, gfp_t gfp)
{
	unsigned int base = idr->idr_base;
	unsigned long index, min = *nextid > base ? *nextid - base : 0;
	int err = -ENOSPC;

	if (max >= base)
		err = tree_alloc(&idr->idr_rt, &index, min, max - base, to_entry(ptr), gfp);
	if (err)
		return err == -EBUSY ? -ENOSPC : err;
	*nextid = (u32)index + base;
	return 0;
}
EXPORT_SYMBOL(idr_alloc_u32);

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = (u32)start;
	int err;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	err = idr_alloc_u32(idr, ptr, &id, end > 0 ? (u32)end - 1 : INT_MAX, gfp);
	return err ? err : (int)id;
}
EXPORT_SYMBOL(idr_alloc);

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = idr->idr_next, max = end > 0 ? (u32)end - 1 : INT_MAX;
	int err;

	if ((int)id < start)
		id = (u32)start;
	err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == -ENOSPC && id > (u32)start) {
		id = (u32)start;
		err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	arch_poke(idr->idr_next, id + 1);
	return (int)id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

void *idr_remove(struct idr *idr, unsigned long id)
{
	return to_pointer(tree_erase(&idr->idr_rt, id - idr->idr_base));
}
EXPORT_SYMBOL(idr_remove);

void *idr_find(const struct idr *idr, unsigned long id)
{
	return to_pointer(tree_load((struct xarray *)&idr->idr_rt, id - idr->idr_base));
}
EXPORT_SYMBOL(idr_find);

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	id -= idr->idr_base;
	if (!tree_load(&idr->idr_rt, id))
		return ERR_PTR(-ENOENT);
	/* Its node is there, so nothing is allocated. */
	return to_pointer(tree_store(&idr->idr_rt, id, to_entry(ptr), GFP_NOWAIT, NULL, NULL));
}
EXPORT_SYMBOL(idr_replace);

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	struct xarray *xa = (struct xarray *)&idr->idr_rt;
	unsigned long max = INT_MAX - idr->idr_base;
	void *entry;
	int ret;

	for (unsigned long id = 0; (entry = tree_find(xa, &id, max, XA_PRESENT, false)); id++) {
		ret = fn((int)(id + idr->idr_base), entry, data);
		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

void *idr_get_next_ul(struct idr *idr, unsigned long *nextid)
{
	unsigned long base = idr->idr_base, id = *nextid > base ? *nextid - base : 0;
	void *ptr = tree_find(&idr->idr_rt, &id, ULONG_MAX, XA_PRESENT, false);

	if (ptr)
		*nextid = id + base;
	return ptr;
}
EXPORT_SYMBOL(idr_get_next_ul);

void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned long id = (unsigned long)*nextid;
	void *ptr = *nextid < 0 ? NULL : idr_get_next_ul(idr, &id);

	if (!ptr || WARN_ON_ONCE(id > INT_MAX))
		return NULL;
	*nextid = (int)id;
	return ptr;
}
EXPORT_SYMBOL(idr_get_next);

void idr_destroy(struct idr *idr)
{
	tree_destroy(&idr->idr_rt);
}
EXPORT_SYMBOL(idr_destroy);

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	unsigned long flags, id;
	int err;

	if ((int)min < 0)
		return -ENOSPC;
	if ((int)max < 0)
		max = INT_MAX;
	might_sleep_if(gfpflags_allow_blocking(gfp));
	xa_lock_irqsave(&ida->xa, flags);
	err = tree_alloc(&ida->xa, &id, min, max, XA_ZERO_ENTRY, gfp);
	xa_unlock_irqrestore(&ida->xa, flags);
	if (err)
		return err == -EBUSY ? -ENOSPC : err;
	return (int)id;
}
EXPORT_SYMBOL(ida_alloc_range);

void ida_free(struct ida *ida, unsigned int id)
{
	unsigned long flags;
	void *entry;

	if ((int)id < 0)
		return;
	xa_lock_irqsave(&ida->xa, flags);
	entry = tree_erase(&ida->xa, id);
	xa_unlock_irqrestore(&ida->xa, flags);
	WARN(!entry, "ida_free called for id=%d which is not allocated.\n", (int)id);
}
EXPORT_SYMBOL(ida_free);

int ida_find_first_range(struct ida *ida, unsigned int min, unsigned int max)
{
	unsigned long id = min;

	if ((int)min < 0)
		return -EINVAL;
	if ((int)max < 0)
		max = INT_MAX;
	return tree_find(&ida->xa, &id, max, XA_PRESENT, true) ? (int)id : -ENOENT;
}
EXPORT_SYMBOL(ida_find_first_range);

void ida_destroy(struct ida *ida)
{
	xa_destroy(&ida->xa);
}
EXPORT_SYMBOL(ida_destroy);
