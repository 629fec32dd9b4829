/* SPDX-License-Identifier: MIT */
/*
 * Lists with a one-pointer head whose lowest bit is a spinlock: for large hash tables with a lock
 * for each bucket.
 *
 * The head is written by who holds that lock, with the bit set; others only try to set the bit.
 */
#ifndef _LINUX_LIST_BL_H
#define _LINUX_LIST_BL_H

#include <linux/bit_spinlock.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/poison.h>
#include <linux/types.h>
#include <asm/barrier.h>

#define LIST_BL_LOCKMASK 1UL

/**
 * struct hlist_bl_head - a list
 * @first: the first node, with LIST_BL_LOCKMASK while somebody has it locked
 */
struct hlist_bl_head {
	struct hlist_bl_node *first;
};

struct hlist_bl_node {
	struct hlist_bl_node *next, **pprev;
};

#define INIT_HLIST_BL_HEAD(ptr)		  ((ptr)->first = NULL)
#define hlist_bl_entry(ptr, type, member) container_of(ptr, type, member)

/** hlist_bl_lock() - bit_spin_lock() of the list; hlist_bl_unlock(). Context: as there. */
static __always_inline void hlist_bl_lock(struct hlist_bl_head *b)
{
	bit_spin_lock(0, (unsigned long *)b);
}

static __always_inline void hlist_bl_unlock(struct hlist_bl_head *b)
{
	__bit_spin_unlock(0, (unsigned long *)b);
}

static inline bool hlist_bl_is_locked(struct hlist_bl_head *b)
{
	return bit_spin_is_locked(0, (unsigned long *)b) != 0;
}

static inline void INIT_HLIST_BL_NODE(struct hlist_bl_node *h)
{
	h->next = NULL;
	h->pprev = NULL;
}

static inline bool hlist_bl_unhashed(const struct hlist_bl_node *h)
{
	return !h->pprev;
}

static inline struct hlist_bl_node *__hlist_bl_pointer(const struct hlist_bl_node *p)
{
	return (struct hlist_bl_node *)((unsigned long)p & ~LIST_BL_LOCKMASK);
}

static inline struct hlist_bl_node *hlist_bl_first(struct hlist_bl_head *h)
{
	return __hlist_bl_pointer(READ_ONCE(h->first));
}

static inline bool hlist_bl_empty(const struct hlist_bl_head *h)
{
	return !__hlist_bl_pointer(READ_ONCE(h->first));
}

/* A BUG unless the list is locked. */
static inline void hlist_bl_set_first(struct hlist_bl_head *h, struct hlist_bl_node *n)
{
	BUG_ON((unsigned long)n & LIST_BL_LOCKMASK);
	BUG_ON(!((unsigned long)READ_ONCE(h->first) & LIST_BL_LOCKMASK));
	WRITE_ONCE(h->first, (struct hlist_bl_node *)((unsigned long)n | LIST_BL_LOCKMASK));
}

/**
 * hlist_bl_add_head() - put a node in front; and the family
 * @n: on no list
 * @h: the list, locked
 *
 *	hlist_bl_add_before(n, next), _add_behind(n, prev)
 *	hlist_bl_del()		off the list, and poisoned
 *	hlist_bl_del_init()	off the list, if it is on one, and unhashed
 *
 * Context: with the list locked. Follows Linux 6.12.
 */
static inline void hlist_bl_add_head(struct hlist_bl_node *n, struct hlist_bl_head *h)
{
	struct hlist_bl_node *first = hlist_bl_first(h);

	n->next = first;
	if (first)
		first->pprev = &n->next;
	n->pprev = &h->first;
	hlist_bl_set_first(h, n);
}

/*
 * What points to a node may be the head: its lock bit stays. P1, of <linux/rculist.h>: release;
 * readers may follow it.
 */
static inline void __hlist_bl_store(struct hlist_bl_node **pprev, struct hlist_bl_node *n)
{
	unsigned long lock = (unsigned long)READ_ONCE(*pprev) & LIST_BL_LOCKMASK;

	smp_store_release(pprev, (struct hlist_bl_node *)((unsigned long)n | lock));
}

static inline void hlist_bl_add_before(struct hlist_bl_node *n, struct hlist_bl_node *next)
{
	n->pprev = next->pprev;
	n->next = next;
	next->pprev = &n->next;
	__hlist_bl_store(n->pprev, n);
}

static inline void hlist_bl_add_behind(struct hlist_bl_node *n, struct hlist_bl_node *prev)
{
	n->next = prev->next;
	n->pprev = &prev->next;
	WRITE_ONCE(prev->next, n);
	if (n->next)
		n->next->pprev = &n->next;
}

static inline void __hlist_bl_del(struct hlist_bl_node *n)
{
	__hlist_bl_store(n->pprev, n->next);
	if (n->next)
		n->next->pprev = n->pprev;
}

static inline void hlist_bl_del(struct hlist_bl_node *n)
{
	__hlist_bl_del(n);
	n->next = (struct hlist_bl_node *)LIST_POISON1;
	n->pprev = (struct hlist_bl_node **)LIST_POISON2;
}

static inline void hlist_bl_del_init(struct hlist_bl_node *n)
{
	if (hlist_bl_unhashed(n))
		return;
	__hlist_bl_del(n);
	INIT_HLIST_BL_NODE(n);
}

/* @pos: a struct hlist_bl_node *; @tpos: the entry; @n, of the kind that may remove it: another. */
#define hlist_bl_for_each_entry(tpos, pos, head, member)                            \
	for (pos = hlist_bl_first(head);                                            \
	     pos && ((tpos) = hlist_bl_entry(pos, __typeof__(*(tpos)), member), 1); \
	     pos = pos->next)
#define hlist_bl_for_each_entry_safe(tpos, pos, n, head, member)                              \
	for (pos = hlist_bl_first(head);                                                      \
	     pos &&                                                                           \
	     ((n) = pos->next, (tpos) = hlist_bl_entry(pos, __typeof__(*(tpos)), member), 1); \
	     pos = (n))

#endif /* _LINUX_LIST_BL_H */
