/* SPDX-License-Identifier: MIT */
/*
 * Lists of <linux/list_bl.h> that are read under RCU while who has them locked changes them; as with
 * <linux/rculist.h>, whose P1 and D0 these are.
 */
#ifndef _LINUX_RCULIST_BL_H
#define _LINUX_RCULIST_BL_H

#include <linux/list_bl.h>
#include <linux/rcupdate.h>

/** hlist_bl_set_first_rcu() - hlist_bl_set_first() for readers to see */
static inline void hlist_bl_set_first_rcu(struct hlist_bl_head *h, struct hlist_bl_node *n)
{
	BUG_ON((unsigned long)n & LIST_BL_LOCKMASK);
	BUG_ON(!((unsigned long)READ_ONCE(h->first) & LIST_BL_LOCKMASK));
	/* P1 */
	rcu_assign_pointer(h->first, (struct hlist_bl_node *)((unsigned long)n | LIST_BL_LOCKMASK));
}

/** hlist_bl_first_rcu() - the first node, by a reader or who has the list locked */
#define hlist_bl_first_rcu(head) \
	__hlist_bl_pointer(rcu_dereference_check((head)->first, hlist_bl_is_locked(head)))

/**
 * hlist_bl_add_head_rcu() - put a node in front
 * @n: on no list, and none that readers still see it on
 * @h: the list, locked
 *
 * Context: with the list locked. Follows Linux 6.12.
 */
static inline void hlist_bl_add_head_rcu(struct hlist_bl_node *n, struct hlist_bl_head *h)
{
	struct hlist_bl_node *first = hlist_bl_first(h);

	n->next = first;
	if (first)
		first->pprev = &n->next;
	n->pprev = &h->first;
	hlist_bl_set_first_rcu(h, n);
}

/** hlist_bl_del_rcu() - off the list; readers that stand on it find their way on */
static inline void hlist_bl_del_rcu(struct hlist_bl_node *n)
{
	__hlist_bl_del(n);
	n->pprev = (struct hlist_bl_node **)LIST_POISON2;
}

#define hlist_bl_for_each_entry_rcu(tpos, pos, head, member)                        \
	for (pos = hlist_bl_first_rcu(head);                                        \
	     pos && ((tpos) = hlist_bl_entry(pos, __typeof__(*(tpos)), member), 1); \
	     pos = rcu_dereference_raw((pos)->next))

#endif /* _LINUX_RCULIST_BL_H */
