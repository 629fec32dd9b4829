/* SPDX-License-Identifier: MIT */
/*
 * Radix trees: xarrays by the names that they had before. The user locks; lookups need no lock.
 * What drivers use is here, and not the iterators.
 */
#ifndef _LINUX_RADIX_TREE_H
#define _LINUX_RADIX_TREE_H

#include <linux/idr.h>
#include <linux/xarray.h>

#define radix_tree_root xarray

#define RADIX_TREE_MAX_TAGS 3

#define RADIX_TREE_INIT(name, mask) XARRAY_INIT(name, (mask) | __XA_FLAGS_NO_LOCK)
#define RADIX_TREE(name, mask)	    struct radix_tree_root name = RADIX_TREE_INIT(name, mask)
#define INIT_RADIX_TREE(root, mask) xa_init_flags((root), (mask) | __XA_FLAGS_NO_LOCK)

/**
 * radix_tree_insert() - store where nothing is
 * @root: the tree
 * @index: any
 * @item: a pointer to what is aligned to 4
 *
 * Context: as kmalloc() with the tree's GFP flags, the user's lock held.
 * Return: 0, -EEXIST or -ENOMEM. Follows Linux 6.12.
 */
static inline int __must_check radix_tree_insert(struct radix_tree_root *root, unsigned long index,
						 void *item)
{
	int err = __xa_insert(root, index, item, root->xa_flags & 0xffffff);

	return err == -EBUSY ? -EEXIST : err;
}

/** radix_tree_lookup() - Context: any; Return: the item, or NULL */
static inline void *radix_tree_lookup(const struct radix_tree_root *root, unsigned long index)
{
	return xa_load((struct xarray *)root, index);
}

/** radix_tree_delete() - Context: any, the user's lock held; Return: the item that was there */
static inline void *radix_tree_delete(struct radix_tree_root *root, unsigned long index)
{
	return __xa_erase(root, index);
}

/** radix_tree_delete_item() - radix_tree_delete() if it is @item (NULL: whatever it is) */
static inline void *radix_tree_delete_item(struct radix_tree_root *root, unsigned long index,
					   void *item)
{
	if (item && xa_load(root, index) != item)
		return NULL;
	return __xa_erase(root, index);
}

static inline bool radix_tree_empty(const struct radix_tree_root *root)
{
	return xa_empty(root);
}

/** radix_tree_gang_lookup() - the first @max_items from @first_index on; Return: how many */
static inline unsigned int radix_tree_gang_lookup(const struct radix_tree_root *root,
						  void **results, unsigned long first_index,
						  unsigned int max_items)
{
	return xa_extract((struct xarray *)root, results, first_index, ULONG_MAX, max_items,
			  XA_PRESENT);
}

/** radix_tree_tag_set() - mark an item; Return: it, or NULL; tags are marks */
static inline void *radix_tree_tag_set(struct radix_tree_root *root, unsigned long index,
				       unsigned int tag)
{
	__xa_set_mark(root, index, tag);
	return xa_load(root, index);
}

static inline void *radix_tree_tag_clear(struct radix_tree_root *root, unsigned long index,
					 unsigned int tag)
{
	__xa_clear_mark(root, index, tag);
	return xa_load(root, index);
}

static inline int radix_tree_tag_get(const struct radix_tree_root *root, unsigned long index,
				     unsigned int tag)
{
	return xa_get_mark((struct xarray *)root, index, tag);
}

static inline int radix_tree_tagged(const struct radix_tree_root *root, unsigned int tag)
{
	return xa_marked((struct xarray *)root, tag);
}

/** radix_tree_preload() - see idr_preload(), of which it is the like; Return: 0 */
static inline int radix_tree_preload(gfp_t gfp_mask)
{
	idr_preload(gfp_mask);
	return 0;
}

static inline void radix_tree_preload_end(void)
{
	preempt_enable();
}

#endif /* _LINUX_RADIX_TREE_H */
