/* SPDX-License-Identifier: MIT */
/* Private to xarray.c and idr.c: the tree under an array (xarray-tree.c). */
#ifndef LIB_LIB_XARRAY_H
#define LIB_LIB_XARRAY_H

#include <linux/xarray.h>

/* All but tree_load(), tree_find() and tree_has_mark() want other writers kept out. Entries are
 * anything but NULL. */
void *tree_load(struct xarray *xa, unsigned long index);
/* Replace, or insert, for which it may allocate; if @may (NULL: always) says so of what is there,
 * once nothing can come in between any more. Return: what was there, or XA_ERROR(-ENOMEM). */
typedef bool tree_may_t(const void *there, const void *arg);
void *tree_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp, tree_may_t *may,
		 const void *arg);
void *tree_erase(struct xarray *xa, unsigned long index);
/* Insert at the first free index from @min to @max. Return: 0, -EBUSY, -ENOMEM. */
int tree_alloc(struct xarray *xa, unsigned long *index, unsigned long min, unsigned long max,
	       void *entry, gfp_t gfp);
/* The next entry with @filter from @index to @max, or NULL; XA_ZERO_ENTRY counts if @zeros. */
void *tree_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter,
		bool zeros);
void tree_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark, bool set);
/* Has the entry at @index, or any, this mark? */
bool tree_has_mark(struct xarray *xa, const unsigned long *index, xa_mark_t mark);
void tree_destroy(struct xarray *xa);

#endif /* LIB_LIB_XARRAY_H */
