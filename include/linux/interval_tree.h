/* SPDX-License-Identifier: MIT */
/* Trees of intervals of unsigned long; <linux/interval_tree_generic.h> makes others. */
#ifndef _LINUX_INTERVAL_TREE_H
#define _LINUX_INTERVAL_TREE_H

#include <linux/export.h>
#include <linux/rbtree.h>

/**
 * struct interval_tree_node - an interval
 * @rb: in the tree
 * @start: where it begins; not changed while it is in the tree
 * @last: where it ends, which belongs to it; likewise
 */
struct interval_tree_node {
	struct rb_node rb;
	unsigned long start;
	unsigned long last;
	unsigned long __subtree_last;
};

__tl_api_begin

/** interval_tree_insert() - add one; there may be several alike; Context: any */
void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root);
/** interval_tree_remove() - take one out; Context: any */
void interval_tree_remove(struct interval_tree_node *node, struct rb_root_cached *root);
/**
 * interval_tree_iter_first() - the first that overlaps an interval, in the order of beginnings
 * @root: the tree
 * @start: where the interval begins
 * @last: where it ends, which belongs to it
 *
 * interval_tree_iter_next(): the one behind that.
 * Context: any; the caller keeps others out. Return: NULL if there is none. Follows Linux 6.12.
 */
struct interval_tree_node *interval_tree_iter_first(struct rb_root_cached *root,
						    unsigned long start, unsigned long last);
/** interval_tree_iter_next() - see interval_tree_iter_first() */
struct interval_tree_node *interval_tree_iter_next(struct interval_tree_node *node,
						   unsigned long start, unsigned long last);

__tl_api_end

#endif /* _LINUX_INTERVAL_TREE_H */
