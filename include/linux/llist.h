/* SPDX-License-Identifier: MIT */
/*
 * Lock-less lists: a stack to which anybody pushes in any context, and from which all is taken at
 * once. Many may push and take all at the same time; llist_del_first() is for one taker only, or
 * under a lock, since a node that is popped and pushed again in between would go unnoticed.
 */
#ifndef _LINUX_LLIST_H
#define _LINUX_LLIST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/types.h>
#include <asm/atomic.h>

struct llist_head {
	struct llist_node *first;
};

struct llist_node {
	struct llist_node *next;
};

/* clang-format off: it takes an initializer for a block */
#define LLIST_HEAD_INIT(name) \
	{                     \
		NULL          \
	}
/* clang-format on */
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

static inline void init_llist_head(struct llist_head *list)
{
	WRITE_ONCE(list->first, NULL);
}

/* A node that points to itself is on no list. */
static inline void init_llist_node(struct llist_node *node)
{
	WRITE_ONCE(node->next, node);
}

static inline bool llist_on_list(const struct llist_node *node)
{
	return READ_ONCE(node->next) != node;
}

static inline bool llist_empty(const struct llist_head *head)
{
	return READ_ONCE(head->first) == NULL;
}

static inline struct llist_node *llist_next(struct llist_node *node)
{
	return READ_ONCE(node->next);
}

/**
 * llist_add_batch() - push a chain of nodes
 * @first: becomes the list's first
 * @last: its chain's end
 * @head: the list
 *
 * With a full barrier. Return: whether the list was empty. Context: any. Follows Linux 6.12.
 */
static inline bool llist_add_batch(struct llist_node *first, struct llist_node *last,
				   struct llist_head *head)
{
	struct llist_node *former = READ_ONCE(head->first);

	do
		WRITE_ONCE(last->next, former);
	/* A0: full barrier; pairs with A1: who takes the nodes sees what is in them. */
	while (!arch_try_cmpxchg(&head->first, &former, first, __ATOMIC_SEQ_CST));
	return !former;
}

/* The same where nobody else touches the list. */
static inline bool __llist_add_batch(struct llist_node *first, struct llist_node *last,
				     struct llist_head *head)
{
	WRITE_ONCE(last->next, head->first);
	WRITE_ONCE(head->first, first);
	return last->next == NULL;
}

static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	return llist_add_batch(node, node, head);
}

static inline bool __llist_add(struct llist_node *node, struct llist_head *head)
{
	return __llist_add_batch(node, node, head);
}

/**
 * llist_del_all() - take all nodes
 * @head: the list, empty afterwards
 *
 * Return: the newest node, NULL if there is none. Context: any. Follows Linux 6.12.
 */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	/* A1: full barrier; pairs with A0. */
	return arch_xchg(&head->first, NULL, __ATOMIC_SEQ_CST);
}

static inline struct llist_node *__llist_del_all(struct llist_head *head)
{
	struct llist_node *first = head->first;

	WRITE_ONCE(head->first, NULL);
	return first;
}

/**
 * llist_del_first() - take the newest node
 * @head: the list, from which nobody else takes meanwhile
 *
 * Return: the node, NULL if there is none. Context: any. Follows Linux 6.12.
 */
static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	/* A1: acquire, pairs with A0, here and where the exchange fails: next is read below. */
	struct llist_node *first = arch_load(&head->first, __ATOMIC_ACQUIRE);

	while (first) {
		struct llist_node *next = READ_ONCE(first->next);

		if (arch_try_cmpxchg(&head->first, &first, next, __ATOMIC_SEQ_CST))
			return first;
		first = arch_load(&head->first, __ATOMIC_ACQUIRE);
	}
	return NULL;
}

/* The same, and llist_on_list() is false of it. */
static inline struct llist_node *llist_del_first_init(struct llist_head *head)
{
	struct llist_node *node = llist_del_first(head);

	if (node)
		init_llist_node(node);
	return node;
}

/**
 * llist_del_first_this() - take a node if it is the newest
 * @head: the list, from which nobody else takes meanwhile
 * @this: the node
 *
 * Return: whether it was. Context: any. Follows Linux 6.12.
 */
static inline bool llist_del_first_this(struct llist_head *head, struct llist_node *this)
{
	struct llist_node *first = this;

	/* A1: acquire, pairs with A0. */
	while (arch_load(&head->first, __ATOMIC_ACQUIRE) == this) {
		if (arch_try_cmpxchg(&head->first, &first, READ_ONCE(this->next), __ATOMIC_SEQ_CST))
			return true;
		first = this;
	}
	return false;
}

/* Of a chain that was taken: the oldest first. */
static inline struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = reversed;
		reversed = head;
		head = next;
	}
	return reversed;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)

#define __llist_entry_or_null(ptr, type, member)                           \
	__extension__({                                                    \
		struct llist_node *__node = (ptr);                         \
		__node ? llist_entry(__node, type, member) : (type *)NULL; \
	})

#define llist_for_each(pos, node) for ((pos) = (node); pos; (pos) = (pos)->next)
/* @pos may be freed, or put on another list, by the body. */
#define llist_for_each_safe(pos, n, node) \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))
#define llist_for_each_entry(pos, node, member)                                      \
	for ((pos) = __llist_entry_or_null((node), __typeof__(*(pos)), member); pos; \
	     (pos) = __llist_entry_or_null((pos)->member.next, __typeof__(*(pos)), member))
#define llist_for_each_entry_safe(pos, n, node, member)                                         \
	for ((pos) = __llist_entry_or_null((node), __typeof__(*(pos)), member);                 \
	     (pos) &&                                                                           \
	     ((n) = __llist_entry_or_null((pos)->member.next, __typeof__(*(n)), member), true); \
	     (pos) = (n))

#endif /* _LINUX_LLIST_H */
