/* SPDX-License-Identifier: MIT */
/*
 * Lists that are read under RCU while one updater changes them.
 *
 * An entry is whole before it is linked, and stays linked forwards when it is taken out, so that a
 * reader that stands on it finds its way on; it may be freed, or put on another list, after a grace
 * period. Readers go forwards only.
 *
 * P1: every store to a link that readers follow is a release; pairs with D0 of the reader. Also one
 * that takes an entry out: what is linked by it now was published elsewhere, and must be whole to
 * who finds it here.
 */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

/* The links that readers follow. */
#define list_next_rcu(list)   (*((struct list_head __rcu **)(&(list)->next)))
#define list_tail_rcu(head)   (*((struct list_head __rcu **)(&(head)->prev)))
#define hlist_first_rcu(head) (*((struct hlist_node __rcu **)(&(head)->first)))
#define hlist_next_rcu(node)  (*((struct hlist_node __rcu **)(&(node)->next)))
#define hlist_pprev_rcu(node) (*((struct hlist_node __rcu **)((node)->pprev)))

/* Of a head that readers may see. */
static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *entry, struct list_head *prev,
				  struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), entry); /* P1 */
	next->prev = entry;
}

/**
 * list_add_rcu() - put an entry in front
 * @entry: on no list, and none that readers still see it on
 * @head: the list
 *
 * Context: other updaters are kept out. Follows Linux 6.12.
 */
static inline void list_add_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

/** list_add_tail_rcu() - the same, at the end */
static inline void list_add_tail_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

static inline void __list_del_rcu(struct list_head *prev, struct list_head *next)
{
	next->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), next); /* P1 */
}

/**
 * list_del_rcu() - take an entry out
 * @entry: readers may still be on it; it is not list_empty() afterwards
 *
 * Context: other updaters are kept out. Follows Linux 6.12.
 */
static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_rcu(entry->prev, entry->next);
	entry->prev = (struct list_head *)LIST_POISON2;
}

/* The same, and its ->prev stays, too, for readers that go backwards. */
static inline void list_bidir_del_rcu(struct list_head *entry)
{
	__list_del_rcu(entry->prev, entry->next);
}

/** list_replace_rcu() - put @entry in the place of @old, which readers may still be on */
static inline void list_replace_rcu(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(entry->prev), entry); /* P1 */
	entry->next->prev = entry;
	old->prev = (struct list_head *)LIST_POISON2;
}

/* Between two entries of another list. */
static inline void __list_splice_init_rcu(struct list_head *list, struct list_head *prev,
					  struct list_head *next, void (*sync)(void))
{
	struct list_head *first = list->next, *last = list->prev;

	/* Readers that enter find it empty; those that are in it reach its head, until sync(). */
	INIT_LIST_HEAD_RCU(list);
	sync();
	last->next = next;
	rcu_assign_pointer(list_next_rcu(prev), first); /* P1 */
	first->prev = prev;
	next->prev = last;
}

/**
 * list_splice_init_rcu() - move a list that readers see to another one's beginning
 * @list: empty afterwards
 * @head: the other
 * @sync: synchronize_rcu, or the like
 *
 * Context: as of @sync; other updaters are kept out. Follows Linux 6.12.
 */
static inline void list_splice_init_rcu(struct list_head *list, struct list_head *head,
					void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head, head->next, sync);
}

/** list_splice_tail_init_rcu() - the same, to its end */
static inline void list_splice_tail_init_rcu(struct list_head *list, struct list_head *head,
					     void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head->prev, head, sync);
}

#define list_entry_rcu(ptr, type, member)      container_of(__rcu_dereference(ptr), type, member)
#define list_entry_lockless(ptr, type, member) list_entry_rcu(ptr, type, member)

/* There is no such thing as list_empty_rcu() and then list_first_entry_rcu(): one look decides. */
#define list_first_or_null_rcu(ptr, type, member)                            \
	__extension__({                                                      \
		struct list_head *__ptr = (ptr);                             \
		struct list_head *__next = __rcu_dereference(__ptr->next);   \
		__next != __ptr ? container_of(__next, type, member) : NULL; \
	})
#define list_next_or_null_rcu(head, ptr, type, member)                        \
	__extension__({                                                       \
		struct list_head *__head = (head);                            \
		struct list_head *__next = __rcu_dereference((ptr)->next);    \
		__next != __head ? container_of(__next, type, member) : NULL; \
	})

/* With a condition: "suspicious RCU usage" if neither that nor a read section holds. Without one
 * nothing is checked, as on Linux without CONFIG_PROVE_RCU_LIST. */
#define __list_check_rcu(none, cond, ...)                                     \
	__extension__({                                                       \
		RCU_LOCKDEP_WARN(!(cond) && !rcu_read_lock_any_held(),        \
				 "RCU-list traversed in non-reader section"); \
	})
#define __list_check_srcu(cond)                                                                    \
	__extension__({                                                                            \
		RCU_LOCKDEP_WARN(!(cond), "RCU-list traversed without holding the required lock"); \
	})

#define __list_walk_rcu(first, pos, head, member)              \
	pos = list_entry_rcu(first, __typeof__(*pos), member); \
	&pos->member != (head);                                \
	pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member)

/**
 * list_for_each_entry_rcu() - each entry, in a read section
 * @pos: a pointer to the entries' type
 * @head: the list
 * @member: the list_head in them
 * @cond: what may hold instead of a read section, such as lockdep_is_held(); may be left out
 *
 * Follows Linux 6.12.
 */
#define list_for_each_entry_rcu(pos, head, member, cond...) \
	for (__list_check_rcu(0, ##cond, 1), __list_walk_rcu((head)->next, pos, head, member))
/** list_for_each_entry_srcu() - the same, in a section of SRCU: @cond is srcu_read_lock_held() */
#define list_for_each_entry_srcu(pos, head, member, cond) \
	for (__list_check_srcu(cond), __list_walk_rcu((head)->next, pos, head, member))
#define list_for_each_entry_lockless(pos, head, member) \
	for (__list_walk_rcu((head)->next, pos, head, member))
/* From behind @pos on, which the reader has not left since it found it. */
#define list_for_each_entry_continue_rcu(pos, head, member) \
	for (__list_walk_rcu(pos->member.next, pos, head, member))
/* From @pos on. */
#define list_for_each_entry_from_rcu(pos, head, member) \
	for (; &pos->member != (head);                  \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))
#define list_for_each_rcu(pos, head)                               \
	for (pos = __rcu_dereference((head)->next); pos != (head); \
	     pos = __rcu_dereference(pos->next))

/* --- chains with a one-pointer head --- */

static inline void __hlist_del_rcu(struct hlist_node *node)
{
	struct hlist_node *next = node->next;
	struct hlist_node **pprev = node->pprev;

	rcu_assign_pointer(*pprev, next); /* P1 */
	if (next)
		WRITE_ONCE(next->pprev, pprev);
}

/**
 * hlist_del_rcu() - take a node out
 * @node: readers may still be on it; it is not hlist_unhashed() afterwards
 *
 * Context: other updaters are kept out. Follows Linux 6.12.
 */
static inline void hlist_del_rcu(struct hlist_node *node)
{
	__hlist_del_rcu(node);
	WRITE_ONCE(node->pprev, (struct hlist_node **)LIST_POISON2);
}

/** hlist_del_init_rcu() - the same, if it is on a list; it is hlist_unhashed() afterwards */
static inline void hlist_del_init_rcu(struct hlist_node *node)
{
	if (hlist_unhashed(node))
		return;
	__hlist_del_rcu(node);
	WRITE_ONCE(node->pprev, NULL);
}

/** hlist_replace_rcu() - put @node in the place of @old, which readers may still be on */
static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *node)
{
	struct hlist_node *next = old->next;

	node->next = next;
	WRITE_ONCE(node->pprev, old->pprev);
	rcu_assign_pointer(*node->pprev, node); /* P1 */
	if (next)
		WRITE_ONCE(next->pprev, &node->next);
	WRITE_ONCE(old->pprev, (struct hlist_node **)LIST_POISON2);
}

/** hlists_swap_heads_rcu() - exchange what two heads, whose readers go on, stand for */
static inline void hlists_swap_heads_rcu(struct hlist_head *left, struct hlist_head *right)
{
	struct hlist_node *first = left->first, *second = right->first;

	rcu_assign_pointer(right->first, first); /* P1 */
	rcu_assign_pointer(left->first, second);
	if (first)
		WRITE_ONCE(first->pprev, &right->first);
	if (second)
		WRITE_ONCE(second->pprev, &left->first);
}

/* Where *@pprev points, in front of what is there. */
static inline void __hlist_add_at_rcu(struct hlist_node *node, struct hlist_node **pprev)
{
	struct hlist_node *next = *pprev;

	node->next = next;
	WRITE_ONCE(node->pprev, pprev);
	rcu_assign_pointer(*pprev, node); /* P1 */
	if (next)
		WRITE_ONCE(next->pprev, &node->next);
}

/** hlist_add_head_rcu() - put a node in front; other updaters are kept out */
static inline void hlist_add_head_rcu(struct hlist_node *node, struct hlist_head *head)
{
	__hlist_add_at_rcu(node, &head->first);
}

/** hlist_add_before_rcu() - put @node before @next */
static inline void hlist_add_before_rcu(struct hlist_node *node, struct hlist_node *next)
{
	__hlist_add_at_rcu(node, next->pprev);
}

/** hlist_add_behind_rcu() - put @node behind @prev */
static inline void hlist_add_behind_rcu(struct hlist_node *node, struct hlist_node *prev)
{
	__hlist_add_at_rcu(node, &prev->next);
}

/** hlist_add_tail_rcu() - put a node at the end, which is looked for */
static inline void hlist_add_tail_rcu(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node **pprev = &head->first;

	while (*pprev)
		pprev = &(*pprev)->next;
	__hlist_add_at_rcu(node, pprev);
}

#define __hlist_walk_rcu(first, pos, member)                                          \
	pos = hlist_entry_safe(__rcu_dereference(first), __typeof__(*(pos)), member); \
	pos;                                                                          \
	pos = hlist_entry_safe(__rcu_dereference((pos)->member.next), __typeof__(*(pos)), member)

/**
 * hlist_for_each_entry_rcu() - each entry, in a read section
 * @pos: a pointer to the entries' type
 * @head: the list
 * @member: the hlist_node in them
 * @cond: as for list_for_each_entry_rcu()
 *
 * Follows Linux 6.12.
 */
#define hlist_for_each_entry_rcu(pos, head, member, cond...) \
	for (__list_check_rcu(0, ##cond, 1), __hlist_walk_rcu((head)->first, pos, member))
#define hlist_for_each_entry_srcu(pos, head, member, cond) \
	for (__list_check_srcu(cond), __hlist_walk_rcu((head)->first, pos, member))
#define hlist_for_each_entry_rcu_notrace(pos, head, member) \
	for (__hlist_walk_rcu((head)->first, pos, member))
#define hlist_for_each_entry_rcu_bh(pos, head, member) \
	for (__hlist_walk_rcu((head)->first, pos, member))
#define hlist_for_each_entry_continue_rcu(pos, member) \
	for (__hlist_walk_rcu((pos)->member.next, pos, member))
#define hlist_for_each_entry_continue_rcu_bh(pos, member) \
	hlist_for_each_entry_continue_rcu(pos, member)
#define hlist_for_each_entry_from_rcu(pos, member)                                \
	for (; pos; pos = hlist_entry_safe(__rcu_dereference((pos)->member.next), \
					   __typeof__(*(pos)), member))
#define __hlist_for_each_rcu(pos, head) \
	for (pos = __rcu_dereference((head)->first); pos; pos = __rcu_dereference(pos->next))

#endif /* _LINUX_RCULIST_H */
