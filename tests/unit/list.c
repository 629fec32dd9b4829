// SPDX-License-Identifier: MIT
/* Lists: order, neighbours, and walking while deleting. */
#include "../test.h"

#include <linux/list.h>

struct item {
	int nr;
	struct list_head node;
	struct hlist_node hnode;
};

/* The numbers in a list as decimal digits: 1, 2, 3 is 123; walked both ways. */
static int digits(struct list_head *head)
{
	struct item *item;
	int forward = 0, backward = 0, power = 1;

	list_for_each_entry(item, head, node)
		forward = forward * 10 + item->nr;
	list_for_each_entry_reverse(item, head, node) {
		backward += item->nr * power;
		power *= 10;
	}
	assert_int_equal(forward, backward);
	return forward;
}

static void fill(struct list_head *head, struct item *items, int n)
{
	INIT_LIST_HEAD(head);
	for (int i = 0; i < n; i++) {
		items[i].nr = i + 1;
		list_add_tail(&items[i].node, head);
	}
}

static void add_is_a_stack_and_add_tail_a_queue(void **state)
{
	LIST_HEAD(head);
	struct item items[3] = {{.nr = 1}, {.nr = 2}, {.nr = 3}};

	assert_true(list_empty(&head));
	list_add(&items[0].node, &head);
	assert_true(list_is_singular(&head));
	list_add(&items[1].node, &head);
	list_add_tail(&items[2].node, &head);
	assert_int_equal(digits(&head), 213);
	assert_int_equal(list_count_nodes(&head), 3);
	assert_ptr_equal(list_first_entry(&head, struct item, node), &items[1]);
	assert_ptr_equal(list_last_entry(&head, struct item, node), &items[2]);
	assert_true(list_is_last(&items[2].node, &head));
	assert_true(list_is_first(&items[1].node, &head));
}

static void deleted_entry_is_poisoned_or_empty(void **state)
{
	struct list_head head;
	struct item items[3];

	fill(&head, items, 3);
	list_del(&items[1].node);
	assert_int_equal(digits(&head), 13);
	assert_ptr_equal(items[1].node.next, LIST_POISON1);
	assert_ptr_equal(items[1].node.prev, LIST_POISON2);
	list_del_init(&items[0].node);
	assert_true(list_empty(&items[0].node));
	list_del_init_careful(&items[2].node);
	assert_true(list_empty_careful(&items[2].node));
	assert_true(list_empty_careful(&head));
	assert_null(list_first_entry_or_null(&head, struct item, node));
	assert_null(list_last_entry_or_null(&head, struct item, node));
}

static void safe_walks_may_delete(void **state)
{
	struct list_head head;
	struct item items[6], *item, *next;

	fill(&head, items, 6);
	list_for_each_entry_safe(item, next, &head, node)
		if (item->nr % 2)
			list_del(&item->node);
	assert_int_equal(digits(&head), 246);
	list_for_each_entry_safe_reverse(item, next, &head, node)
		if (item->nr != 4)
			list_del(&item->node);
	assert_int_equal(digits(&head), 4);
}

static void walks_from_the_middle(void **state)
{
	struct list_head head;
	struct item items[5], *item;
	int seen = 0;

	fill(&head, items, 5);
	item = &items[2];
	list_for_each_entry_continue(item, &head, node)
		seen = seen * 10 + item->nr;
	item = &items[2];
	list_for_each_entry_from(item, &head, node)
		seen = seen * 10 + item->nr;
	item = &items[2];
	list_for_each_entry_continue_reverse(item, &head, node)
		seen = seen * 10 + item->nr;
	assert_int_equal(seen, 4534521);
	assert_ptr_equal(list_next_entry_circular(&items[4], &head, node), &items[0]);
	assert_ptr_equal(list_prev_entry_circular(&items[0], &head, node), &items[4]);
}

static void moved_and_replaced(void **state)
{
	struct list_head head;
	struct item items[4], other = {.nr = 9};

	fill(&head, items, 4);
	list_move(&items[2].node, &head);
	assert_int_equal(digits(&head), 3124);
	list_move_tail(&items[0].node, &head);
	assert_int_equal(digits(&head), 3241);
	list_replace(&items[1].node, &other.node);
	assert_int_equal(digits(&head), 3941);
	list_swap(&items[2].node, &other.node);
	assert_int_equal(digits(&head), 9341);
	list_swap(&other.node, &items[0].node);
	assert_int_equal(digits(&head), 1349);
	list_rotate_left(&head);
	assert_int_equal(digits(&head), 3491);
	list_rotate_to_front(&other.node, &head);
	assert_int_equal(digits(&head), 9134);
	list_bulk_move_tail(&head, &other.node, &items[0].node);
	assert_int_equal(digits(&head), 3491);
}

static void spliced_and_cut(void **state)
{
	struct list_head a, b, cut;
	struct item first[2], second[2];

	fill(&a, first, 2);
	fill(&b, second, 2);
	list_splice_init(&b, &a);
	assert_true(list_empty(&b));
	assert_int_equal(digits(&a), 1212);
	list_cut_position(&b, &a, &second[1].node);
	assert_int_equal(digits(&b), 12);
	assert_int_equal(digits(&a), 12);
	list_splice_tail_init(&b, &a);
	list_cut_before(&cut, &a, &second[0].node);
	assert_int_equal(digits(&cut), 12);
	assert_int_equal(digits(&a), 12);
	list_cut_before(&cut, &a, &second[0].node);
	assert_true(list_empty(&cut));
	list_cut_position(&cut, &a, &a);
	assert_true(list_empty(&cut));
	list_splice(&cut, &a);
	assert_int_equal(digits(&a), 12);
}

static void hlist_keeps_order_and_knows_its_members(void **state)
{
	HLIST_HEAD(head);
	HLIST_HEAD(other);
	struct item items[3] = {{.nr = 1}, {.nr = 2}, {.nr = 3}}, *item;
	struct hlist_node *next;
	int seen = 0;

	INIT_HLIST_NODE(&items[0].hnode);
	assert_true(hlist_unhashed(&items[0].hnode));
	hlist_add_head(&items[1].hnode, &head);
	assert_true(hlist_is_singular_node(&items[1].hnode, &head));
	hlist_add_before(&items[0].hnode, &items[1].hnode);
	hlist_add_behind(&items[2].hnode, &items[1].hnode);
	hlist_for_each_entry(item, &head, hnode)
		seen = seen * 10 + item->nr;
	assert_int_equal(seen, 123);
	hlist_move_list(&head, &other);
	assert_true(hlist_empty(&head));
	hlist_for_each_entry_safe(item, next, &other, hnode)
		hlist_del_init(&item->hnode);
	assert_true(hlist_empty(&other));
	assert_true(hlist_unhashed(&items[2].hnode));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_is_a_stack_and_add_tail_a_queue),
		cmocka_unit_test(deleted_entry_is_poisoned_or_empty),
		cmocka_unit_test(safe_walks_may_delete),
		cmocka_unit_test(walks_from_the_middle),
		cmocka_unit_test(moved_and_replaced),
		cmocka_unit_test(spliced_and_cut),
		cmocka_unit_test(hlist_keeps_order_and_knows_its_members),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
