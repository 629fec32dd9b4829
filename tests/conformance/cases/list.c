// SPDX-License-Identifier: MIT
/* list_head and hlist. */
#include <linux/list.h>

#include "case.h"

struct item {
	int nr;
	struct list_head list;
	struct hlist_node node;
};

static struct item items[6];

static void show(const char *what, struct list_head *head)
{
	char line[64];
	struct item *pos;
	int n = 0;

	line[0] = 0;
	list_for_each_entry(pos, head, list)
		n += scnprintf(line + n, sizeof(line) - n, " %d", pos->nr);
	n = 0;
	list_for_each_entry_reverse(pos, head, list)
		n++;
	tc_log("%s:%s (%d backwards, empty %d, singular %d)", what, line, n, list_empty(head),
	       list_is_singular(head));
}

static void fill(struct list_head *head, int from, int to)
{
	INIT_LIST_HEAD(head);
	for (int i = from; i < to; i++) {
		items[i].nr = i;
		list_add_tail(&items[i].list, head);
	}
}

TC_CASE(list_add_and_delete)
{
	LIST_HEAD(head);

	show("empty", &head);
	fill(&head, 0, 3);
	show("tail", &head);
	items[3].nr = 3;
	list_add(&items[3].list, &head);
	show("front", &head);
	list_del_init(&items[1].list);
	show("less 1", &head);
	tc_log("its own %d", list_empty(&items[1].list));
	list_move(&items[2].list, &head);
	show("2 to the front", &head);
	list_move_tail(&items[2].list, &head);
	show("2 to the end", &head);
	tc_log("first %d last %d", list_is_first(&items[3].list, &head),
	       list_is_last(&items[2].list, &head));
}

TC_CASE(list_del_poisons)
{
	LIST_HEAD(head);

	fill(&head, 0, 2);
	list_del(&items[0].list);
	tc_log("next %lx prev %lx", (unsigned long)items[0].list.next & 0xffff,
	       (unsigned long)items[0].list.prev & 0xffff);
}

TC_CASE(list_replace_swap_rotate)
{
	LIST_HEAD(head);

	fill(&head, 0, 4);
	items[4].nr = 4;
	list_replace(&items[1].list, &items[4].list);
	show("4 for 1", &head);
	list_swap(&items[0].list, &items[3].list);
	show("0 and 3", &head);
	list_rotate_left(&head);
	show("rotated", &head);
	list_rotate_to_front(&items[0].list, &head);
	show("0 in front", &head);
}

TC_CASE(list_splice_and_cut)
{
	LIST_HEAD(a);
	LIST_HEAD(b);
	LIST_HEAD(c);

	fill(&a, 0, 3);
	fill(&b, 3, 6);
	list_splice_init(&a, &b);
	show("a", &a);
	show("b", &b);
	list_cut_position(&c, &b, &items[2].list);
	show("c", &c);
	show("b", &b);
	list_splice_tail_init(&c, &b);
	show("b", &b);
	list_cut_before(&c, &b, &items[0].list);
	show("c", &c);
	show("b", &b);
	list_bulk_move_tail(&c, &items[0].list, &items[1].list);
	show("c", &c);
	show("b", &b);
}

TC_CASE(list_safe_walk)
{
	LIST_HEAD(head);
	struct item *pos, *n;

	fill(&head, 0, 6);
	list_for_each_entry_safe(pos, n, &head, list)
		if (pos->nr & 1)
			list_del(&pos->list);
	show("even", &head);
	pos = list_first_entry(&head, struct item, list);
	tc_log("first %d next %d last %d", pos->nr, list_next_entry(pos, list)->nr,
	       list_last_entry(&head, struct item, list)->nr);
	INIT_LIST_HEAD(&head);
	tc_log("none %d", !list_first_entry_or_null(&head, struct item, list));
}

TC_CASE(hlist)
{
	HLIST_HEAD(head);
	struct hlist_node *n;
	struct item *pos;

	for (int i = 0; i < 3; i++) {
		items[i].nr = i;
		INIT_HLIST_NODE(&items[i].node);
		tc_log("unhashed %d", hlist_unhashed(&items[i].node));
		hlist_add_head(&items[i].node, &head);
	}
	items[3].nr = 3;
	hlist_add_behind(&items[3].node, &items[1].node);
	items[4].nr = 4;
	hlist_add_before(&items[4].node, &items[1].node);
	hlist_for_each_entry(pos, &head, node)
		tc_log("%d", pos->nr);
	hlist_for_each_entry_safe(pos, n, &head, node)
		hlist_del_init(&pos->node);
	tc_log("empty %d unhashed %d", hlist_empty(&head), hlist_unhashed(&items[0].node));
}
