// SPDX-License-Identifier: MIT
/*
 * rculist.h and llist.h: what the operations do to lists. That readers find their way meanwhile is
 * shown by tests/stress/rcu.c and tests/sim/explore-rcu.c.
 */
#include "machine.h"

#include <linux/llist.h>
#include <linux/rculist.h>
#include <linux/u64_stats_sync.h>

struct entry {
	char letter;
	struct list_head node;
	struct hlist_node hnode;
	struct llist_node lnode;
};

static struct entry a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'},
		    d = {.letter = 'd'};

/* --- list --- */

static char text[16];

static const char *letters(struct list_head *head)
{
	struct entry *pos;
	int n = 0;

	list_for_each_entry_rcu(pos, head, node)
		text[n++] = pos->letter;
	text[n] = '\0';
	return text;
}

static const char *backwards(struct list_head *head)
{
	struct entry *pos;
	int n = 0;

	list_for_each_entry_reverse(pos, head, node)
		text[n++] = pos->letter;
	text[n] = '\0';
	return text;
}

static void entries_are_added_and_deleted(void **state)
{
	LIST_HEAD(head);

	list_add_rcu(&b.node, &head);
	list_add_rcu(&a.node, &head);
	list_add_tail_rcu(&c.node, &head);
	assert_string_equal(letters(&head), "abc");
	assert_string_equal(backwards(&head), "cba");
	list_del_rcu(&b.node);
	assert_string_equal(letters(&head), "ac");
	assert_string_equal(backwards(&head), "ca");
	/* A reader that stands on it goes on. */
	assert_ptr_equal(b.node.next, &c.node);
	assert_ptr_equal(b.node.prev, LIST_POISON2);
	list_replace_rcu(&a.node, &d.node);
	assert_string_equal(letters(&head), "dc");
	assert_string_equal(backwards(&head), "cd");
	assert_ptr_equal(a.node.next, &c.node);
	list_bidir_del_rcu(&d.node);
	assert_ptr_equal(d.node.prev, &head);
	assert_string_equal(letters(&head), "c");
}

static void first_and_next_may_be_missing(void **state)
{
	LIST_HEAD(head);

	assert_null(list_first_or_null_rcu(&head, struct entry, node));
	list_add_tail_rcu(&a.node, &head);
	list_add_tail_rcu(&b.node, &head);
	assert_ptr_equal(list_first_or_null_rcu(&head, struct entry, node), &a);
	assert_ptr_equal(list_next_or_null_rcu(&head, &a.node, struct entry, node), &b);
	assert_null(list_next_or_null_rcu(&head, &b.node, struct entry, node));
	assert_ptr_equal(list_entry_rcu(head.next, struct entry, node), &a);
}

static void walks_continue(void **state)
{
	LIST_HEAD(head);
	struct list_head *at;
	struct entry *pos = &a;

	list_add_tail_rcu(&a.node, &head);
	list_add_tail_rcu(&b.node, &head);
	list_add_tail_rcu(&c.node, &head);
	list_for_each_entry_continue_rcu(pos, &head, node) note(pos->letter);
	pos = &b;
	list_for_each_entry_from_rcu(pos, &head, node) note(pos->letter);
	list_for_each_rcu(at, &head) note(list_entry(at, struct entry, node)->letter);
	list_for_each_entry_lockless(pos, &head, node) note(pos->letter);
	list_for_each_entry_rcu(pos, &head, node, true)
		note(pos->letter);
	list_for_each_entry_srcu(pos, &head, node, true) note(pos->letter);
	assert_string_equal(noted, "bcbcabcabcabcabc");
}

static unsigned int synced;

static void count_sync(void)
{
	synced++;
}

static void lists_are_spliced(void **state)
{
	LIST_HEAD(head);
	LIST_HEAD(other);

	synced = 0;
	list_splice_init_rcu(&other, &head, count_sync);
	assert_int_equal(synced, 0);
	list_add_tail_rcu(&a.node, &head);
	list_add_tail_rcu(&b.node, &other);
	list_add_tail_rcu(&c.node, &other);
	list_splice_init_rcu(&other, &head, count_sync);
	assert_int_equal(synced, 1);
	assert_true(list_empty(&other));
	assert_string_equal(letters(&head), "bca");
	assert_string_equal(backwards(&head), "acb");
	list_add_tail_rcu(&d.node, &other);
	list_splice_tail_init_rcu(&other, &head, synchronize_rcu);
	assert_string_equal(letters(&head), "bcad");
	assert_string_equal(backwards(&head), "dacb");
}

/* --- hlist --- */

static const char *hletters(struct hlist_head *head)
{
	struct entry *pos;
	int n = 0;

	hlist_for_each_entry_rcu(pos, head, hnode) text[n++] = pos->letter;
	text[n] = '\0';
	return text;
}

/* Every ->pprev points at what points at it. */
static void check_hlist(struct hlist_head *head)
{
	struct hlist_node **pprev = &head->first;

	for (struct hlist_node *pos = head->first; pos; pos = pos->next) {
		assert_ptr_equal(pos->pprev, pprev);
		pprev = &pos->next;
	}
}

static void nodes_are_added_and_deleted(void **state)
{
	HLIST_HEAD(head);

	hlist_add_tail_rcu(&b.hnode, &head);
	hlist_add_head_rcu(&a.hnode, &head);
	hlist_add_behind_rcu(&d.hnode, &b.hnode);
	hlist_add_before_rcu(&c.hnode, &d.hnode);
	assert_string_equal(hletters(&head), "abcd");
	check_hlist(&head);
	hlist_del_rcu(&b.hnode);
	assert_string_equal(hletters(&head), "acd");
	assert_ptr_equal(b.hnode.next, &c.hnode);
	assert_false(hlist_unhashed(&b.hnode));
	hlist_del_init_rcu(&a.hnode);
	assert_true(hlist_unhashed(&a.hnode));
	hlist_del_init_rcu(&a.hnode);
	assert_ptr_equal(a.hnode.next, &c.hnode);
	hlist_replace_rcu(&c.hnode, &b.hnode);
	assert_string_equal(hletters(&head), "bd");
	assert_ptr_equal(c.hnode.next, &d.hnode);
	check_hlist(&head);
	hlist_del_rcu(&d.hnode);
	hlist_add_tail_rcu(&a.hnode, &head);
	assert_string_equal(hletters(&head), "ba");
	check_hlist(&head);
}

static void heads_are_swapped(void **state)
{
	HLIST_HEAD(left);
	HLIST_HEAD(right);

	hlist_add_head_rcu(&a.hnode, &left);
	hlist_add_head_rcu(&b.hnode, &right);
	hlist_add_tail_rcu(&c.hnode, &right);
	hlists_swap_heads_rcu(&left, &right);
	assert_string_equal(hletters(&left), "bc");
	assert_string_equal(hletters(&right), "a");
	check_hlist(&left);
	check_hlist(&right);
}

static void hlist_walks_continue(void **state)
{
	HLIST_HEAD(head);
	struct hlist_node *at;
	struct entry *pos = &a;

	hlist_add_tail_rcu(&a.hnode, &head);
	hlist_add_tail_rcu(&b.hnode, &head);
	hlist_for_each_entry_continue_rcu(pos, hnode) note(pos->letter);
	pos = &a;
	hlist_for_each_entry_from_rcu(pos, hnode) note(pos->letter);
	hlist_for_each_entry_srcu(pos, &head, hnode, true) note(pos->letter);
	hlist_for_each_entry_rcu_notrace(pos, &head, hnode) note(pos->letter);
	__hlist_for_each_rcu(at, &head) note(hlist_entry(at, struct entry, hnode)->letter);
	assert_string_equal(noted, "babababab");
}

static void a_walk_without_its_condition_is_reported(void **state)
{
	LIST_HEAD(head);
	struct entry *pos;

	rcu_read_lock();
	list_for_each_entry_rcu(pos, &head, node, false)
		note('x');
	rcu_read_unlock();
	assert_int_equal(tl_report_count(), reports_before);
	reports_expected = 1;
	/* Once at each place. */
	for (int i = 0; i < 2; i++)
		list_for_each_entry_rcu(pos, &head, node, false)
			note('x');
	assert_int_equal(logged("WARNING: suspicious RCU usage"), 1);
	assert_int_equal(logged("RCU-list traversed in non-reader section!"), 1);
}

/* --- llist --- */

static void a_lockless_list_is_a_stack(void **state)
{
	LLIST_HEAD(head);
	struct llist_node *node;
	struct entry *pos, *n;

	assert_true(llist_empty(&head));
	assert_null(llist_del_first(&head));
	assert_null(llist_del_all(&head));
	assert_true(llist_add(&a.lnode, &head));
	assert_false(llist_add(&b.lnode, &head));
	c.lnode.next = &d.lnode;
	assert_false(llist_add_batch(&c.lnode, &d.lnode, &head));
	assert_ptr_equal(llist_next(&c.lnode), &d.lnode);
	llist_for_each_entry(pos, head.first, lnode)
		note(pos->letter);
	assert_ptr_equal(llist_del_first(&head), &c.lnode);
	assert_false(llist_del_first_this(&head, &b.lnode));
	assert_true(llist_del_first_this(&head, &d.lnode));
	node = llist_reverse_order(llist_del_all(&head));
	assert_true(llist_empty(&head));
	llist_for_each_entry_safe(pos, n, node, lnode) {
		note(pos->letter);
		pos->lnode.next = NULL;
	}
	assert_string_equal(noted, "cdbaab");
}

static void a_lockless_node_knows_whether_it_is_on_a_list(void **state)
{
	struct llist_head head;

	init_llist_head(&head);
	init_llist_node(&a.lnode);
	assert_false(llist_on_list(&a.lnode));
	assert_true(__llist_add(&a.lnode, &head));
	assert_true(llist_on_list(&a.lnode));
	assert_ptr_equal(llist_del_first_init(&head), &a.lnode);
	assert_false(llist_on_list(&a.lnode));
	__llist_add(&a.lnode, &head);
	assert_ptr_equal(__llist_del_all(&head), &a.lnode);
	assert_true(llist_empty(&head));
}

static LLIST_HEAD(pushed);

static void fn_push(void *entry)
{
	llist_add(&((struct entry *)entry)->lnode, &pushed);
}

static void handlers_push_too(void **state)
{
	struct llist_node *node, *next;

	llist_add(&a.lnode, &pushed);
	interrupt_here(fn_push, &b);
	interrupt_cpu1(fn_push, &c);
	llist_for_each_safe(node, next, llist_del_all(&pushed))
		note(llist_entry(node, struct entry, lnode)->letter);
	assert_string_equal(noted, "cba");
}

/* --- statistics --- */

static void statistics_add_up(void **state)
{
	struct u64_stats_sync syncp;
	u64_stats_t bytes;
	unsigned int start;
	unsigned long flags;
	u64 seen;

	u64_stats_init(&syncp);
	u64_stats_set(&bytes, 5);
	u64_stats_update_begin(&syncp);
	u64_stats_add(&bytes, 7);
	u64_stats_inc(&bytes);
	u64_stats_update_end(&syncp);
	flags = u64_stats_update_begin_irqsave(&syncp);
	u64_stats_sub(&bytes, 3);
	u64_stats_update_end_irqrestore(&syncp, flags);
	do {
		start = u64_stats_fetch_begin(&syncp);
		seen = u64_stats_read(&bytes);
	} while (u64_stats_fetch_retry(&syncp, start));
	assert_int_equal(seen, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(entries_are_added_and_deleted),
		MACHINE_TEST(first_and_next_may_be_missing),
		MACHINE_TEST(walks_continue),
		MACHINE_TEST(lists_are_spliced),
		MACHINE_TEST(nodes_are_added_and_deleted),
		MACHINE_TEST(heads_are_swapped),
		MACHINE_TEST(hlist_walks_continue),
		MACHINE_TEST(a_walk_without_its_condition_is_reported),
		MACHINE_TEST(a_lockless_list_is_a_stack),
		MACHINE_TEST(a_lockless_node_knows_whether_it_is_on_a_list),
		MACHINE_TEST(handlers_push_too),
		MACHINE_TEST(statistics_add_up),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
