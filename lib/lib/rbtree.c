// SPDX-License-Identifier: MIT
/*
 * Red-black trees, as in Cormen, Leiserson, Rivest and Stein, with NULL for the leaves, which
 * are black. The rules: a red node has no red child; all ways down from a node pass equally many
 * black ones. Augmented nodes are kept right by callbacks at each rotation.
 *
 * No library's trees fit: users link and search by themselves in nodes of their own structures,
 * and nothing may allocate (glib's GTree, tsearch() and <sys/tree.h> lack one or the other).
 */
#include <linux/rbtree_augmented.h>

#include <stdbool.h>

#define BLACK 1UL

static bool is_red(const struct rb_node *node)
{
	return node && !(node->__rb_parent_color & BLACK);
}

static void set_red(struct rb_node *node)
{
	node->__rb_parent_color &= ~BLACK;
}

static void set_black(struct rb_node *node)
{
	node->__rb_parent_color |= BLACK;
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (unsigned long)parent | (node->__rb_parent_color & BLACK);
}

/* The child of a node on one side. */
static struct rb_node **child(struct rb_node *node, bool right)
{
	return right ? &node->rb_right : &node->rb_left;
}

/* The pointer that points at a node: its parent's, or the root's. */
static struct rb_node **link_of(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent = rb_parent(node);

	return parent ? child(parent, parent->rb_right == node) : &root->rb_node;
}

/* @node goes down on the side @right, and its child of the other side takes its place. */
static void rotate(struct rb_node *node, bool right, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *up = *child(node, !right);
	struct rb_node *between = *child(up, right);

	*link_of(node, root) = up;
	set_parent(up, rb_parent(node));
	*child(node, !right) = between;
	if (between)
		set_parent(between, node);
	*child(up, right) = node;
	set_parent(node, up);
	if (augment)
		augment->rotate(node, up);
}

/* @node is red; all is well but that its parent may be red too. */
static void insert(struct rb_node *node, struct rb_root *root,
		   const struct rb_augment_callbacks *augment)
{
	struct rb_node *parent;

	while ((parent = rb_parent(node)) && is_red(parent)) {
		/* There is one, since the root is black. */
		struct rb_node *grand = rb_parent(parent);
		bool right = grand->rb_right == parent;
		struct rb_node *uncle = *child(grand, !right);

		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grand);
			node = grand;
			continue;
		}
		if (*child(parent, !right) == node) {
			rotate(parent, right, root, augment);
			parent = node;
		}
		set_black(parent);
		set_red(grand);
		rotate(grand, !right, root, augment);
		break;
	}
	set_black(root->rb_node);
}

/* All ways through @parent on the side of @node (which may be NULL) lack one black node. */
static void add_black(struct rb_node *node, struct rb_node *parent, struct rb_root *root,
		      const struct rb_augment_callbacks *augment)
{
	while (parent && !is_red(node)) {
		/* Where @node is NULL its sibling is not, being the side with more black ones. */
		bool right = parent->rb_right == node;
		struct rb_node *sibling = *child(parent, !right);

		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(parent, right, root, augment);
			sibling = *child(parent, !right);
		}
		if (!is_red(sibling->rb_left) && !is_red(sibling->rb_right)) {
			set_red(sibling);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (!is_red(*child(sibling, !right))) {
			set_black(*child(sibling, right));
			set_red(sibling);
			rotate(sibling, !right, root, augment);
			sibling = *child(parent, !right);
		}
		if (is_red(parent))
			set_red(sibling);
		else
			set_black(sibling);
		set_black(parent);
		set_black(*child(sibling, !right));
		rotate(parent, right, root, augment);
		return;
	}
	if (node)
		set_black(node);
}

/* Take out a node with one child at most. Return: its parent. */
static struct rb_node *unlink_node(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *only = node->rb_left ? node->rb_left : node->rb_right;
	struct rb_node *parent = rb_parent(node);

	*link_of(node, root) = only;
	if (only)
		set_parent(only, parent);
	return parent;
}

/* @new becomes what @old is: its parent's child, its children's parent, its colour. */
static void take_place(struct rb_node *old, struct rb_node *new, struct rb_root *root)
{
	*link_of(old, root) = new;
	*new = *old;
	if (new->rb_left)
		set_parent(new->rb_left, new);
	if (new->rb_right)
		set_parent(new->rb_right, new);
}

static void erase(struct rb_node *node, struct rb_root *root,
		  const struct rb_augment_callbacks *augment)
{
	struct rb_node *leaver = node, *parent, *in_place;
	bool black;

	/* A node with two children changes places with its successor, which has no left child. */
	if (node->rb_left && node->rb_right)
		leaver = rb_next(node);
	in_place = leaver->rb_left ? leaver->rb_left : leaver->rb_right;
	black = !is_red(leaver);
	parent = unlink_node(leaver, root);
	if (leaver != node) {
		take_place(node, leaver, root);
		if (parent == node)
			parent = leaver;
		if (augment)
			augment->copy(node, leaver);
	}
	/* Up from where a node is missing, before rotations ask what is there. */
	if (augment && parent)
		augment->propagate(parent, NULL);
	/* propagate() stops where nothing changed, which may be below the one that moved. */
	if (augment && leaver != node)
		augment->propagate(leaver, NULL);
	if (black)
		add_black(in_place, parent, root, augment);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert(node, root, NULL);
}
EXPORT_SYMBOL(rb_insert_color);

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			 const struct rb_augment_callbacks *augment)
{
	insert(node, root, augment);
}
EXPORT_SYMBOL(rb_insert_augmented);

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, NULL);
}
EXPORT_SYMBOL(rb_erase);

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}
EXPORT_SYMBOL(rb_erase_augmented);

void rb_replace_node(struct rb_node *victim, struct rb_node *new, struct rb_root *root)
{
	take_place(victim, new, root);
}
EXPORT_SYMBOL(rb_replace_node);

/* The outermost node on one side of a subtree. */
static struct rb_node *outermost(struct rb_node *node, bool right)
{
	while (node && *child(node, right))
		node = *child(node, right);
	return node;
}

struct rb_node *rb_first(const struct rb_root *root)
{
	return outermost(root->rb_node, false);
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	return outermost(root->rb_node, true);
}
EXPORT_SYMBOL(rb_last);

static struct rb_node *neighbour(const struct rb_node *from, bool right)
{
	struct rb_node *node = (struct rb_node *)from, *parent;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (*child(node, right))
		return outermost(*child(node, right), !right);
	while ((parent = rb_parent(node)) && *child(parent, right) == node)
		node = parent;
	return parent;
}

struct rb_node *rb_next(const struct rb_node *node)
{
	return neighbour(node, true);
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	return neighbour(node, false);
}
EXPORT_SYMBOL(rb_prev);

/* Down to a node without children, to the left where there is a choice. */
static struct rb_node *deepest(struct rb_node *node)
{
	while (node && (node->rb_left || node->rb_right))
		node = node->rb_left ? node->rb_left : node->rb_right;
	return node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return deepest(root->rb_node);
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent = node ? rb_parent(node) : NULL;

	if (parent && node == parent->rb_left && parent->rb_right)
		return deepest(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);
