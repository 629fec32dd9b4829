/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees of nodes that lie in the user's structures. Who uses one does the search, and
 * hangs a new node where that ended:
 *
 *	while (*link) {
 *		parent = *link;
 *		link = key < entry(parent)->key ? &parent->rb_left : &parent->rb_right;
 *	}
 *	rb_link_node(&new->node, parent, link);
 *	rb_insert_color(&new->node, root);
 *
 * or lets rb_add() and rb_find() do it. The caller keeps others out.
 */
#ifndef _LINUX_RBTREE_H
#define _LINUX_RBTREE_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/export.h>
#include <linux/rbtree_types.h>
#include <linux/stddef.h>

#include <stddef.h>

#define rb_parent(r)		    ((struct rb_node *)((r)->__rb_parent_color & ~3UL))
#define rb_entry(ptr, type, member) container_of(ptr, type, member)
#define rb_entry_safe(ptr, type, member)                          \
	__extension__({                                           \
		__typeof__(ptr) ____ptr = (ptr);                  \
		____ptr ? rb_entry(____ptr, type, member) : NULL; \
	})

#define RB_EMPTY_ROOT(root) (READ_ONCE((root)->rb_node) == NULL)
/* Its own parent: in no tree, if RB_CLEAR_NODE() said so. */
#define RB_EMPTY_NODE(node) ((node)->__rb_parent_color == (unsigned long)(node))
#define RB_CLEAR_NODE(node) ((node)->__rb_parent_color = (unsigned long)(node))

__tl_api_begin

/**
 * rb_insert_color() - balance the tree after rb_link_node()
 * @node: the new node
 * @root: of the tree
 *
 * Context: any. Follows Linux 6.12.
 */
void rb_insert_color(struct rb_node *node, struct rb_root *root);
/** rb_erase() - take @node out of the tree at @root; Context: any */
void rb_erase(struct rb_node *node, struct rb_root *root);
/** rb_replace_node() - put @new, of the same key, where @victim is; Context: any */
void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root);

/** rb_first() - Context: any; Return: the lowest node, or NULL; rb_last(): the highest */
struct rb_node *rb_first(const struct rb_root *root);
/** rb_last() - see rb_first() */
struct rb_node *rb_last(const struct rb_root *root);
/** rb_next() - Context: any; Return: the next higher node, or NULL; rb_prev(): the next lower */
struct rb_node *rb_next(const struct rb_node *node);
/** rb_prev() - see rb_next() */
struct rb_node *rb_prev(const struct rb_node *node);
/** rb_first_postorder() - Context: any; Return: the first node in an order with parents last */
struct rb_node *rb_first_postorder(const struct rb_root *root);
/** rb_next_postorder() - see rb_first_postorder(); @node may have been freed by its successor's turn */
struct rb_node *rb_next_postorder(const struct rb_node *node);

__tl_api_end

/** rb_link_node() - hang a red leaf at @link, a pointer of @parent or the root's; Context: any */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent, struct rb_node **link)
{
	node->__rb_parent_color = (unsigned long)parent;
	node->rb_left = node->rb_right = NULL;
	*link = node;
}

/** rbtree_postorder_for_each_entry_safe() - all, each before its parent, so that it may be freed */
#define rbtree_postorder_for_each_entry_safe(pos, n, root, field)                                \
	for (pos = rb_entry_safe(rb_first_postorder(root), __typeof__(*pos), field);             \
	     pos && __extension__({                                                              \
		     n = rb_entry_safe(rb_next_postorder(&pos->field), __typeof__(*pos), field); \
		     1;                                                                          \
	     });                                                                                 \
	     pos = n)

/* Trees that know their lowest node. */
#define rb_first_cached(root) ((root)->rb_leftmost)

static inline void rb_insert_color_cached(struct rb_node *node, struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
	rb_insert_color(node, &root->rb_root);
}

/** rb_erase_cached() - Context: any; Return: the new lowest node if @node was it, else NULL */
static inline struct rb_node *rb_erase_cached(struct rb_node *node, struct rb_root_cached *root)
{
	struct rb_node *leftmost = NULL;

	if (root->rb_leftmost == node)
		leftmost = root->rb_leftmost = rb_next(node);
	rb_erase(node, &root->rb_root);
	return leftmost;
}

static inline void rb_replace_node_cached(struct rb_node *victim, struct rb_node *new,
					  struct rb_root_cached *root)
{
	if (root->rb_leftmost == victim)
		root->rb_leftmost = new;
	rb_replace_node(victim, new, &root->rb_root);
}

/**
 * rb_add() - insert, behind all that are not greater
 * @node: the new node
 * @tree: the tree
 * @less: is the first to stand before the second?
 *
 * Context: any. Follows Linux 6.12.
 */
static __always_inline void rb_add(struct rb_node *node, struct rb_root *tree,
				   bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = less(node, parent) ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
}

/** rb_add_cached() - rb_add(); Context: any; Return: @node if it is the lowest now, else NULL */
static __always_inline struct rb_node *
rb_add_cached(struct rb_node *node, struct rb_root_cached *tree,
	      bool (*less)(struct rb_node *, const struct rb_node *))
{
	struct rb_node **link = &tree->rb_root.rb_node, *parent = NULL;
	bool leftmost = true;

	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			leftmost = false;
		}
	}
	rb_link_node(node, parent, link);
	rb_insert_color_cached(node, tree, leftmost);
	return leftmost ? node : NULL;
}

/**
 * rb_find_add() - find an equal node, or insert
 * @node: the new node
 * @tree: the tree
 * @cmp: sign of the first less the second
 *
 * Context: any. Return: the node that was there, or NULL and @node is in. Follows Linux 6.12.
 */
static __always_inline struct rb_node *rb_find_add(struct rb_node *node, struct rb_root *tree,
						   int (*cmp)(struct rb_node *,
							      const struct rb_node *))
{
	struct rb_node **link = &tree->rb_node, *parent = NULL;

	while (*link) {
		int c = cmp(node, *link);

		parent = *link;
		if (!c)
			return parent;
		link = c < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(node, parent, link);
	rb_insert_color(node, tree);
	return NULL;
}

/**
 * rb_find() - find a node
 * @key: for @cmp
 * @tree: the tree
 * @cmp: sign of the key less the node's
 *
 * Context: any. Return: any that is equal, or NULL; rb_find_first(): the first of them.
 * Follows Linux 6.12.
 */
static __always_inline struct rb_node *rb_find(const void *key, const struct rb_root *tree,
					       int (*cmp)(const void *key, const struct rb_node *))
{
	struct rb_node *node = tree->rb_node;

	while (node) {
		int c = cmp(key, node);

		if (!c)
			break;
		node = c < 0 ? node->rb_left : node->rb_right;
	}
	return node;
}

/** rb_find_first() - see rb_find() */
static __always_inline struct rb_node *rb_find_first(const void *key, const struct rb_root *tree,
						     int (*cmp)(const void *key,
								const struct rb_node *))
{
	struct rb_node *node = tree->rb_node, *found = NULL;

	while (node) {
		int c = cmp(key, node);

		if (!c)
			found = node;
		node = c <= 0 ? node->rb_left : node->rb_right;
	}
	return found;
}

/** rb_next_match() - Context: any; Return: the next node if it is equal to @key, or NULL */
static __always_inline struct rb_node *rb_next_match(const void *key, struct rb_node *node,
						     int (*cmp)(const void *key,
								const struct rb_node *))
{
	node = rb_next(node);
	return node && !cmp(key, node) ? node : NULL;
}

#define rb_for_each(node, key, tree, cmp)                          \
	for ((node) = rb_find_first((key), (tree), (cmp)); (node); \
	     (node) = rb_next_match((key), (node), (cmp)))

#endif /* _LINUX_RBTREE_H */
