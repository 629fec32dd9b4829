/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees whose nodes carry something that is computed of their whole subtree, such as
 * the highest end of the intervals in it.
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/rbtree.h>

/**
 * struct rb_augment_callbacks - how that is kept right; RB_DECLARE_CALLBACKS() makes one
 * @propagate: compute it anew for @node and all above it, up to below @stop
 * @copy: @new has taken the place of @old, with its subtree
 * @rotate: @new has taken the place of @old, which is below it now
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

__tl_api_begin

/**
 * rb_insert_augmented() - rb_insert_color(), of a tree with such nodes
 * @node: the new node; it and all above it are up to date
 * @root: of the tree
 * @augment: what keeps it so
 *
 * Context: any. Follows Linux 6.12.
 */
void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment);
/** rb_erase_augmented() - rb_erase(), of a tree with such nodes; see rb_insert_augmented() */
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

__tl_api_end

static inline void rb_insert_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					      bool leftmost,
					      const struct rb_augment_callbacks *augment)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_augmented(node, &root->rb_root, augment);
}

static inline void rb_erase_augmented_cached(struct rb_node *node, struct rb_root_cached *root,
					     const struct rb_augment_callbacks *augment)
{
	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	rb_erase_augmented(node, &root->rb_root, augment);
}

/**
 * RB_DECLARE_CALLBACKS() - the callbacks for a computed member
 * @RBSTATIC: static, or nothing
 * @RBNAME: their name
 * @RBSTRUCT: type of the user's structure
 * @RBFIELD: its rb_node
 * @RBAUGMENTED: the computed member
 * @RBCOMPUTE: bool (RBSTRUCT *node, bool exit): compute it of the node and its children; with
 *	@exit return true if it has not changed
 */
#define RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBCOMPUTE) \
	static inline void RBNAME##_propagate(struct rb_node *rb, struct rb_node *stop)   \
	{                                                                                 \
		for (; rb != stop; rb = rb_parent(rb))                                    \
			if (RBCOMPUTE(rb_entry(rb, RBSTRUCT, RBFIELD), true))             \
				break;                                                    \
	}                                                                                 \
	static inline void RBNAME##_copy(struct rb_node *rb_old, struct rb_node *rb_new)  \
	{                                                                                 \
		rb_entry(rb_new, RBSTRUCT, RBFIELD)->RBAUGMENTED =                        \
			rb_entry(rb_old, RBSTRUCT, RBFIELD)->RBAUGMENTED;                 \
	}                                                                                 \
	static void RBNAME##_rotate(struct rb_node *rb_old, struct rb_node *rb_new)       \
	{                                                                                 \
		RBNAME##_copy(rb_old, rb_new);                                            \
		RBCOMPUTE(rb_entry(rb_old, RBSTRUCT, RBFIELD), false);                    \
	}                                                                                 \
	RBSTATIC const struct rb_augment_callbacks RBNAME = {                             \
		.propagate = RBNAME##_propagate, .copy = RBNAME##_copy, .rotate = RBNAME##_rotate}

/** RB_DECLARE_CALLBACKS_MAX() - likewise, for the highest @RBCOMPUTE(node) of a subtree */
#define RB_DECLARE_CALLBACKS_MAX(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBTYPE, RBAUGMENTED,    \
				 RBCOMPUTE)                                                   \
	static inline bool RBNAME##_compute_max(RBSTRUCT *node, bool exit)                    \
	{                                                                                     \
		struct rb_node *children[] = {node->RBFIELD.rb_left, node->RBFIELD.rb_right}; \
		RBTYPE max = RBCOMPUTE(node);                                                 \
                                                                                              \
		for (int i = 0; i < 2; i++)                                                   \
			if (children[i] &&                                                    \
			    rb_entry(children[i], RBSTRUCT, RBFIELD)->RBAUGMENTED > max)      \
				max = rb_entry(children[i], RBSTRUCT, RBFIELD)->RBAUGMENTED;  \
		if (exit && node->RBAUGMENTED == max)                                         \
			return true;                                                          \
		node->RBAUGMENTED = max;                                                      \
		return false;                                                                 \
	}                                                                                     \
	RB_DECLARE_CALLBACKS(RBSTATIC, RBNAME, RBSTRUCT, RBFIELD, RBAUGMENTED, RBNAME##_compute_max)

#endif /* _LINUX_RBTREE_AUGMENTED_H */
