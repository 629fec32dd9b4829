// SPDX-License-Identifier: MIT
/*
 * The tree under an xarray: each node has 64 slots and stands for 6 bits of the index, the
 * lowest ones at the leaves. It is as high as the highest index wants it, and a node without
 * entries is freed. Bitmaps say which slots lead to an entry, which ones to no free index any
 * more, and which ones to a marked entry, so that nothing is ever searched by trial.
 *
 * Writers are kept apart by the caller; __tree_lock keeps readers out while nodes change, and is
 * a leaf: with it held nothing is allocated, freed or called. So xa_load() works in any context,
 * also with xa_lock held.
 *
 * Memory is allocated before anything changes: how many nodes a store wants is counted, and they
 * are put in stock, for which xa_lock may have to be dropped; then it is counted again.
 *
 * No library fits: they allocate where they like (Judy, GLib), or have neither marks nor the
 * search for what is free.
 */
#include "lib/xarray.h"

#include <linux/bitops.h>
#include <linux/slab.h>

#define NODE_BITS 6
#define NR_SLOTS  (1u << NODE_BITS)
#define NR_MARKS  3
/* Upwards to a root for any index, and down again from it. */
#define MAX_STOCK (2 * ((BITS_PER_LONG + NODE_BITS - 1) / NODE_BITS))

struct node {
	struct node *parent;
	unsigned int shift; /* of the index, for the slot */
	unsigned int offset; /* its slot in @parent */
	u64 present;
	u64 full;
	u64 marks[NR_MARKS];
	void *slots[NR_SLOTS]; /* nodes; where @shift is 0, entries */
};

struct stock {
	struct node *nodes[MAX_STOCK];
	unsigned int n;
};

static unsigned int slot_of(const struct node *node, unsigned long index)
{
	return index >> node->shift & (NR_SLOTS - 1);
}

/* The part of an index that lies within a node. */
static unsigned long span_of(const struct node *node)
{
	return node->shift + NODE_BITS >= BITS_PER_LONG ? ~0UL :
							  (1UL << (node->shift + NODE_BITS)) - 1;
}

/* The slots that there are indices for: at the top there are not enough bits for all. */
static u64 slots_mask(const struct node *node)
{
	unsigned int bits = BITS_PER_LONG - node->shift;

	return bits >= NODE_BITS ? ~0ull : (1ull << (1u << bits)) - 1;
}

/* xa_empty() looks without the lock. */
static void set_head(struct xarray *xa, struct node *node)
{
	arch_poke(xa->xa_head, node);
}

static struct node *leaf_of(struct xarray *xa, unsigned long index)
{
	struct node *node = xa->xa_head;

	if (!node || index & ~span_of(node))
		return NULL;
	while (node && node->shift)
		node = node->slots[slot_of(node, index)];
	return node;
}

void *tree_load(struct xarray *xa, unsigned long index)
{
	unsigned long flags;
	struct node *leaf;
	void *entry;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	leaf = leaf_of(xa, index);
	entry = leaf ? leaf->slots[slot_of(leaf, index)] : NULL;
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	return entry;
}

/* How many nodes are missing on the way to an index. */
static unsigned int nodes_missing(struct xarray *xa, unsigned long index)
{
	struct node *node = xa->xa_head;
	unsigned int shift = node ? node->shift : 0, n = 0;

	while (shift + NODE_BITS < BITS_PER_LONG && index >> (shift + NODE_BITS)) {
		shift += NODE_BITS;
		n++;
	}
	/* Below a new root the way is another one than that to the old one. */
	if (!node)
		return shift / NODE_BITS + 1;
	if (n)
		return n + shift / NODE_BITS;
	while (node->shift) {
		void *next = node->slots[slot_of(node, index)];

		if (!next)
			return node->shift / NODE_BITS;
		node = next;
	}
	return 0;
}

/* As they were taken, by the flavour that the array was made for. */
static void drop_lock(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_unlock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_unlock_bh(xa);
	else if (!(xa->xa_flags & __XA_FLAGS_NO_LOCK))
		xa_unlock(xa);
}

static void retake_lock(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_lock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_lock_bh(xa);
	else if (!(xa->xa_flags & __XA_FLAGS_NO_LOCK))
		xa_lock(xa);
}

/* Have @n nodes in stock. Return: is that so, and the lock was held all the time? */
static int stock_up(struct xarray *xa, struct stock *stock, unsigned int n, gfp_t gfp)
{
	bool dropped = stock->n < n && gfpflags_allow_blocking(gfp);
	int err = 0;

	if (dropped)
		drop_lock(xa);
	while (stock->n < n && !err) {
		stock->nodes[stock->n] = kzalloc(sizeof(struct node), gfp);
		if (stock->nodes[stock->n])
			stock->n++;
		else
			err = -ENOMEM;
	}
	if (dropped)
		retake_lock(xa);
	return err ? err : dropped ? -EAGAIN : 0;
}

static void stock_free(struct stock *stock)
{
	while (stock->n)
		kfree(stock->nodes[--stock->n]);
}

static struct node *new_node(struct stock *stock, struct node *parent, unsigned int shift,
			     unsigned int offset)
{
	struct node *node = stock->nodes[--stock->n];

	node->parent = parent;
	node->shift = shift;
	node->offset = offset;
	if (parent) {
		parent->slots[offset] = node;
		parent->present |= 1ull << offset;
	}
	return node;
}

/* A root above the root, whose slot 0 leads to all there is. */
static void grow(struct xarray *xa, struct stock *stock)
{
	struct node *old = xa->xa_head;
	struct node *root = new_node(stock, NULL, old->shift + NODE_BITS, 0);

	root->slots[0] = old;
	root->present = 1;
	root->full = old->full == slots_mask(old);
	for (int i = 0; i < NR_MARKS; i++)
		root->marks[i] = old->marks[i] != 0;
	old->parent = root;
	set_head(xa, root);
}

/* All nodes are there or in stock. */
static struct node *make_leaf(struct xarray *xa, unsigned long index, struct stock *stock)
{
	struct node *node = xa->xa_head;
	unsigned int shift = 0;

	if (!node) {
		while (shift + NODE_BITS < BITS_PER_LONG && index >> (shift + NODE_BITS))
			shift += NODE_BITS;
		node = new_node(stock, NULL, shift, 0);
		set_head(xa, node);
	}
	while (index & ~span_of(node)) {
		grow(xa, stock);
		node = xa->xa_head;
	}
	while (node->shift) {
		unsigned int slot = slot_of(node, index);
		struct node *next = node->slots[slot];

		node = next ? next : new_node(stock, node, node->shift - NODE_BITS, slot);
	}
	return node;
}

static void put_entry(struct node *leaf, unsigned int slot, void *entry)
{
	leaf->slots[slot] = entry;
	leaf->present |= 1ull << slot;
	leaf->full |= 1ull << slot;
	for (; leaf->parent && leaf->full == slots_mask(leaf); leaf = leaf->parent)
		leaf->parent->full |= 1ull << leaf->offset;
}

static void *store(struct xarray *xa, unsigned long index, void *entry, struct stock *stock)
{
	unsigned long flags;
	struct node *leaf;
	void *old;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	leaf = make_leaf(xa, index, stock);
	old = leaf->slots[slot_of(leaf, index)];
	put_entry(leaf, slot_of(leaf, index), entry);
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	return old;
}

void *tree_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp, tree_may_t *may,
		 const void *arg)
{
	struct stock stock = {.n = 0};
	void *there;
	int err;

	do {
		there = tree_load(xa, index);
		if (may && !may(there, arg))
			break;
		err = stock_up(xa, &stock, nodes_missing(xa, index), gfp);
		if (!err)
			there = store(xa, index, entry, &stock);
		else if (err != -EAGAIN)
			there = XA_ERROR(err);
	} while (err == -EAGAIN);
	stock_free(&stock);
	return there;
}

static void clear_mark_at(struct node *node, unsigned int slot, xa_mark_t mark)
{
	for (;;) {
		node->marks[mark] &= ~(1ull << slot);
		if (node->marks[mark] || !node->parent)
			return;
		slot = node->offset;
		node = node->parent;
	}
}

/* Nodes that lead to nothing go, and a root that only stands above another node. Return: a
 * chain of them by ->parent. */
static struct node *shrink(struct xarray *xa, struct node *node)
{
	struct node *gone = NULL, *parent, *root;

	for (; node && !node->present; node = parent) {
		parent = node->parent;
		if (parent) {
			parent->slots[node->offset] = NULL;
			parent->present &= ~(1ull << node->offset);
		} else {
			set_head(xa, NULL);
		}
		node->parent = gone;
		gone = node;
	}
	while ((root = xa->xa_head) && root->shift && root->present == 1) {
		set_head(xa, root->slots[0]);
		((struct node *)xa->xa_head)->parent = NULL;
		root->parent = gone;
		gone = root;
	}
	return gone;
}

void *tree_erase(struct xarray *xa, unsigned long index)
{
	struct node *leaf, *node, *gone = NULL;
	unsigned long flags;
	void *old = NULL;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	leaf = leaf_of(xa, index);
	if (leaf && leaf->slots[slot_of(leaf, index)]) {
		unsigned int slot = slot_of(leaf, index);

		old = leaf->slots[slot];
		leaf->slots[slot] = NULL;
		leaf->present &= ~(1ull << slot);
		for (xa_mark_t mark = 0; mark < NR_MARKS; mark++)
			clear_mark_at(leaf, slot, mark);
		for (node = leaf; node; slot = node->offset, node = node->parent)
			node->full &= ~(1ull << slot);
		gone = shrink(xa, leaf);
	}
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	while ((node = gone)) {
		gone = node->parent;
		kfree(node);
	}
	return old;
}

/* The first free index from @index on, whatever there is no node for included. */
static bool find_free(struct xarray *xa, unsigned long *index, unsigned long max)
{
	unsigned long at = *index;
	struct node *node = xa->xa_head;

	while (node && !(at & ~span_of(xa->xa_head)) && at <= max) {
		unsigned int slot = slot_of(node, at);
		u64 free = ~node->full & slots_mask(node) & (~0ull << slot);

		if (!free) {
			/* Behind all of the node; again from the top. */
			at = (at | span_of(node)) + 1;
			if (!at)
				return false;
			node = xa->xa_head;
			continue;
		}
		if ((unsigned int)__ffs64(free) != slot) {
			slot = (unsigned int)__ffs64(free);
			at = (at & ~span_of(node)) | (unsigned long)slot << node->shift;
		}
		if (!node->shift || !node->slots[slot])
			break;
		node = node->slots[slot];
	}
	*index = at;
	return at <= max;
}

int tree_alloc(struct xarray *xa, unsigned long *index, unsigned long min, unsigned long max,
	       void *entry, gfp_t gfp)
{
	struct stock stock = {.n = 0};
	unsigned long at;
	int err;

	do {
		at = min;
		err = -EBUSY;
		if (find_free(xa, &at, max))
			err = stock_up(xa, &stock, nodes_missing(xa, at), gfp);
	} while (err == -EAGAIN);
	if (!err) {
		*index = at;
		(void)store(xa, at, entry, &stock);
	}
	stock_free(&stock);
	return err;
}

/* As find_free(), of what is there: NULL if nothing is. Called with the tree locked. */
static void *find_present(struct xarray *xa, unsigned long *index, unsigned long max,
			  xa_mark_t filter, bool zeros)
{
	unsigned long at = *index;
	struct node *node = xa->xa_head;

	while (node && !(at & ~span_of(xa->xa_head)) && at <= max) {
		unsigned int slot = slot_of(node, at);
		u64 there = (filter < NR_MARKS ? node->marks[filter] : node->present) &
			    (~0ull << slot);

		if (there && (unsigned int)__ffs64(there) != slot) {
			slot = (unsigned int)__ffs64(there);
			at = (at & ~span_of(node)) | (unsigned long)slot << node->shift;
		}
		if (there && node->shift) {
			node = node->slots[slot];
			continue;
		}
		if (there && at <= max && (zeros || !xa_is_zero(node->slots[slot]))) {
			*index = at;
			return node->slots[slot];
		}
		at = (there ? at : at | span_of(node)) + 1;
		if (!at)
			break;
		node = xa->xa_head;
	}
	return NULL;
}

void *tree_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter,
		bool zeros)
{
	unsigned long flags;
	void *entry;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	entry = find_present(xa, index, max, filter, zeros);
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	return entry;
}

void tree_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark, bool set)
{
	unsigned long flags;
	struct node *node;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	node = leaf_of(xa, index);
	if (node && node->slots[slot_of(node, index)]) {
		unsigned int slot = slot_of(node, index);

		if (!set)
			clear_mark_at(node, slot, mark);
		for (; set && node; slot = node->offset, node = node->parent)
			node->marks[mark] |= 1ull << slot;
	}
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
}

bool tree_has_mark(struct xarray *xa, const unsigned long *index, xa_mark_t mark)
{
	unsigned long flags;
	struct node *node;
	bool has;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	node = index ? leaf_of(xa, *index) : xa->xa_head;
	has = node && node->marks[mark] & (index ? 1ull << slot_of(node, *index) : ~0ull);
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	return has;
}

/* Not deeper than the tree is high. */
static void free_nodes(struct node *node)
{
	for (unsigned int i = 0; node->shift && i < NR_SLOTS; i++)
		if (node->slots[i])
			free_nodes(node->slots[i]);
	kfree(node);
}

void tree_destroy(struct xarray *xa)
{
	unsigned long flags;
	struct node *root;

	raw_spin_lock_irqsave(&xa->__tree_lock, flags);
	root = xa->xa_head;
	set_head(xa, NULL);
	raw_spin_unlock_irqrestore(&xa->__tree_lock, flags);
	if (root)
		free_nodes(root);
}
