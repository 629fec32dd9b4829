/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RBTREE_TYPES_H
#define _LINUX_RBTREE_TYPES_H

/* A node's lowest bit of @__rb_parent_color is its colour: red 0, black 1. */
struct rb_node {
	unsigned long __rb_parent_color;
	struct rb_node *rb_right;
	struct rb_node *rb_left;
} __attribute__((__aligned__(sizeof(long))));

struct rb_root {
	struct rb_node *rb_node;
};

/* @rb_leftmost: the lowest node, or NULL. */
struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

/* clang-format off: it takes an initializer for a block */
#define RB_ROOT          \
	(struct rb_root) \
	{                \
		0,       \
	}
#define RB_ROOT_CACHED          \
	(struct rb_root_cached) \
	{                       \
		{               \
			0,      \
		},              \
			0       \
	}
/* clang-format on */

#endif /* _LINUX_RBTREE_TYPES_H */
