/* SPDX-License-Identifier: MIT */
/*
 * Trees of intervals, made for a structure of the user's: which of them overlap a given one? The
 * nodes are in the order in which they begin, and each knows the highest end in its subtree, so
 * that subtrees which end before what is looked for are passed over.
 */
#ifndef _LINUX_INTERVAL_TREE_GENERIC_H
#define _LINUX_INTERVAL_TREE_GENERIC_H

#include <linux/rbtree_augmented.h>

/**
 * INTERVAL_TREE_DEFINE() - define the functions of such a tree
 * @ITSTRUCT: type of the structure
 * @ITRB: its struct rb_node
 * @ITTYPE: of what the intervals are made
 * @ITSUBTREE: its member for the highest end, of that type
 * @ITSTART: ITSTART(node) is where its interval begins
 * @ITLAST: ITLAST(node) is where it ends; that belongs to it
 * @ITSTATIC: static, or nothing
 * @ITPREFIX: their names' beginning
 *
 * @ITPREFIX_insert(node, root) and @ITPREFIX_remove(node, root), of a struct rb_root_cached;
 * @ITPREFIX_iter_first(root, start, last): the first that overlaps that interval, or NULL;
 * @ITPREFIX_iter_next(node, start, last): the one behind @node.
 *
 * Context: any; the caller keeps others out. Follows Linux 6.12.
 */
#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITSTART, ITLAST, ITSTATIC,         \
			     ITPREFIX)                                                             \
	RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB, ITTYPE, ITSUBTREE,    \
				 ITLAST);                                                          \
                                                                                                   \
	ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node, struct rb_root_cached *root)               \
	{                                                                                          \
		struct rb_node **link = &root->rb_root.rb_node, *parent = NULL;                    \
		bool leftmost = true;                                                              \
                                                                                                   \
		while (*link) {                                                                    \
			ITSTRUCT *at = rb_entry(*link, ITSTRUCT, ITRB);                            \
                                                                                                   \
			parent = *link;                                                            \
			if (at->ITSUBTREE < ITLAST(node))                                          \
				at->ITSUBTREE = ITLAST(node);                                      \
			leftmost &= ITSTART(node) < ITSTART(at);                                   \
			link = ITSTART(node) < ITSTART(at) ? &parent->rb_left : &parent->rb_right; \
		}                                                                                  \
		node->ITSUBTREE = ITLAST(node);                                                    \
		rb_link_node(&node->ITRB, parent, link);                                           \
		rb_insert_augmented_cached(&node->ITRB, root, leftmost, &ITPREFIX##_augment);      \
	}                                                                                          \
                                                                                                   \
	ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node, struct rb_root_cached *root)               \
	{                                                                                          \
		rb_erase_augmented_cached(&node->ITRB, root, &ITPREFIX##_augment);                 \
	}                                                                                          \
                                                                                                   \
	/* Does anything in the subtree of @rb end at @start or behind it? */                      \
	static inline bool ITPREFIX##_reaches(struct rb_node *rb, ITTYPE start)                    \
	{                                                                                          \
		return rb && rb_entry(rb, ITSTRUCT, ITRB)->ITSUBTREE >= start;                     \
	}                                                                                          \
                                                                                                   \
	/* The first in the subtree of @rb; of what reaches @start none begins earlier. */         \
	static inline ITSTRUCT *ITPREFIX##_first_below(struct rb_node *rb, ITTYPE start,           \
						       ITTYPE last)                                \
	{                                                                                          \
		while (ITPREFIX##_reaches(rb, start)) {                                            \
			ITSTRUCT *at = rb_entry(rb, ITSTRUCT, ITRB);                               \
                                                                                                   \
			if (ITPREFIX##_reaches(rb->rb_left, start)) {                              \
				rb = rb->rb_left;                                                  \
				continue;                                                          \
			}                                                                          \
			if (ITSTART(at) > last)                                                    \
				return NULL;                                                       \
			if (ITLAST(at) >= start)                                                   \
				return at;                                                         \
			rb = rb->rb_right;                                                         \
		}                                                                                  \
		return NULL;                                                                       \
	}                                                                                          \
                                                                                                   \
	ITSTATIC ITSTRUCT *ITPREFIX##_iter_first(struct rb_root_cached *root, ITTYPE start,        \
						 ITTYPE last)                                      \
	{                                                                                          \
		return ITPREFIX##_first_below(root->rb_root.rb_node, start, last);                 \
	}                                                                                          \
                                                                                                   \
	ITSTATIC ITSTRUCT *ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start, ITTYPE last)         \
	{                                                                                          \
		struct rb_node *rb = &node->ITRB, *child;                                          \
                                                                                                   \
		if (ITPREFIX##_reaches(rb->rb_right, start))                                       \
			return ITPREFIX##_first_below(rb->rb_right, start, last);                  \
		for (child = rb, rb = rb_parent(rb); rb; child = rb, rb = rb_parent(rb)) {         \
			ITSTRUCT *at = rb_entry(rb, ITSTRUCT, ITRB);                               \
                                                                                                   \
			if (child == rb->rb_right)                                                 \
				continue;                                                          \
			if (ITSTART(at) > last)                                                    \
				return NULL;                                                       \
			if (ITLAST(at) >= start)                                                   \
				return at;                                                         \
			if (ITPREFIX##_reaches(rb->rb_right, start))                               \
				return ITPREFIX##_first_below(rb->rb_right, start, last);          \
		}                                                                                  \
		return NULL;                                                                       \
	}

#endif /* _LINUX_INTERVAL_TREE_GENERIC_H */
