// SPDX-License-Identifier: MIT
/* Red-black trees: the order of a sorted model, and the rules that keep them low. */
#include "model.h"

#include <linux/rbtree_augmented.h>

#define NR_ITEMS 200
#define NR_KEYS	 100

struct item {
	struct rb_node node;
	u32 key;
	u32 max; /* highest key of the subtree */
	u32 serial; /* order of insertion */
	bool in;
};

static struct item items[NR_ITEMS];

#define to_item(n) rb_entry(n, struct item, node)

static u32 own_key(struct item *item)
{
	return item->key;
}

RB_DECLARE_CALLBACKS_MAX(static, keep_max, struct item, node, u32, max, own_key);

static bool is_less(struct rb_node *a, const struct rb_node *b)
{
	return to_item(a)->key < to_item(b)->key;
}

static int cmp_key(const void *key, const struct rb_node *node)
{
	u32 a = *(const u32 *)key, b = to_item(node)->key;

	return a < b ? -1 : a > b;
}

static int cmp_nodes(struct rb_node *a, const struct rb_node *b)
{
	return cmp_key(&to_item(a)->key, b);
}

static bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & 1);
}

/* Black nodes on every way down; the links, the colours, and what is computed are right. */
static int check_subtree(struct rb_node *node, struct rb_node *parent, bool augmented)
{
	int left, right;
	u32 max;

	if (!node)
		return 0;
	assert_ptr_equal(rb_parent(node), parent);
	if (!is_black(node))
		assert_true(is_black(node->rb_left) && is_black(node->rb_right));
	left = check_subtree(node->rb_left, node, augmented);
	right = check_subtree(node->rb_right, node, augmented);
	assert_int_equal(left, right);
	max = to_item(node)->key;
	if (node->rb_left && to_item(node->rb_left)->max > max)
		max = to_item(node->rb_left)->max;
	if (node->rb_right && to_item(node->rb_right)->max > max)
		max = to_item(node->rb_right)->max;
	if (augmented)
		assert_int_equal(to_item(node)->max, max);
	return left + is_black(node);
}

/* All that are in, in the order of keys, equal ones in the order of insertion; both ways. */
static void check_order(struct rb_root *root)
{
	struct rb_node *node, *last = NULL;
	unsigned int n = 0, there = 0;

	for (node = rb_first(root); node; last = node, node = rb_next(node), n++) {
		assert_true(to_item(node)->in);
		assert_ptr_equal(rb_prev(node), last);
		if (last && to_item(last)->key == to_item(node)->key)
			assert_true(to_item(last)->serial < to_item(node)->serial);
		else if (last)
			assert_true(to_item(last)->key < to_item(node)->key);
	}
	assert_ptr_equal(rb_last(root), last);
	for (int i = 0; i < NR_ITEMS; i++)
		there += items[i].in;
	assert_int_equal(n, there);
}

static void forget_items(void)
{
	memset(items, 0, sizeof(items));
	for (int i = 0; i < NR_ITEMS; i++)
		RB_CLEAR_NODE(&items[i].node);
}

static void agrees_with_a_model(void **state)
{
	struct rb_root_cached tree = RB_ROOT_CACHED;
	u32 serial = 0;

	forget_items();
	for (int turn = 0; turn < TEST_TURNS(8000); turn++) {
		struct item *item = &items[any_below(NR_ITEMS)];
		struct rb_node *node = &item->node, *first;
		u32 key;

		if (item->in) {
			bool lowest = rb_first_cached(&tree) == node;
			struct rb_node *next = rb_next(node);

			assert_ptr_equal(rb_erase_cached(node, &tree), lowest ? next : NULL);
			RB_CLEAR_NODE(node);
			item->in = false;
		} else {
			assert_true(RB_EMPTY_NODE(node));
			item->key = any_below(NR_KEYS);
			item->serial = serial++;
			item->in = true;
			first = rb_add_cached(node, &tree, is_less);
			assert_ptr_equal(first, rb_first_cached(&tree) == node ? node : NULL);
		}
		assert_ptr_equal(rb_first_cached(&tree), rb_first(&tree.rb_root));
		assert_true(is_black(tree.rb_root.rb_node));
		check_subtree(tree.rb_root.rb_node, NULL, false);
		check_order(&tree.rb_root);

		key = any_below(NR_KEYS);
		first = rb_find_first(&key, &tree.rb_root, cmp_key);
		assert_int_equal(!first, !rb_find(&key, &tree.rb_root, cmp_key));
		for (int i = 0; i < NR_ITEMS; i++)
			if (items[i].in && items[i].key == key)
				assert_true(first && to_item(first)->serial <= items[i].serial);
	}
}

static void insert_augmented(struct item *item, struct rb_root *root)
{
	struct rb_node **link = &root->rb_node, *parent = NULL;

	item->max = item->key;
	while (*link) {
		parent = *link;
		if (to_item(parent)->max < item->key)
			to_item(parent)->max = item->key;
		link = item->key < to_item(parent)->key ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&item->node, parent, link);
	rb_insert_augmented(&item->node, root, &keep_max);
}

static void what_is_computed_of_subtrees_stays_right(void **state)
{
	struct rb_root root = RB_ROOT;

	forget_items();
	for (int turn = 0; turn < TEST_TURNS(8000); turn++) {
		struct item *item = &items[any_below(NR_ITEMS)];

		if (item->in) {
			rb_erase_augmented(&item->node, &root, &keep_max);
		} else {
			item->key = any_below(NR_KEYS);
			insert_augmented(item, &root);
		}
		item->in = !item->in;
		check_subtree(root.rb_node, NULL, true);
	}
}

static void equal_node_is_found_instead_of_added(void **state)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *node;
	u32 key = 7;
	int n = 0;

	forget_items();
	for (int i = 0; i < 10; i++)
		items[i].key = (u32)i / 2 * 7;
	for (int i = 0; i < 10; i++)
		assert_ptr_equal(rb_find_add(&items[i].node, &root, cmp_nodes),
				 i % 2 ? &items[i - 1].node : NULL);
	rb_add(&items[3].node, &root, is_less);
	rb_for_each(node, &key, &root, cmp_key) assert_ptr_equal(node, &items[2 + n++].node);
	assert_int_equal(n, 2);
	rb_replace_node(&items[2].node, &items[11].node, &root);
	items[11].key = 7;
	assert_ptr_equal(rb_find_first(&key, &root, cmp_key), &items[11].node);
	check_subtree(root.rb_node, NULL, false);
}

static void postorder_leaves_parents_for_later(void **state)
{
	struct rb_root root = RB_ROOT;
	struct item *item, *next;
	unsigned int n = 0;

	forget_items();
	for (int i = 0; i < NR_ITEMS; i++) {
		items[i].key = any_below(NR_KEYS);
		rb_add(&items[i].node, &root, is_less);
	}
	rbtree_postorder_for_each_entry_safe(item, next, &root, node)
	{
		struct rb_node *left = item->node.rb_left, *right = item->node.rb_right;

		assert_true(!left || to_item(left)->in);
		assert_true(!right || to_item(right)->in);
		item->in = true;
		n++;
	}
	assert_int_equal(n, NR_ITEMS);
	assert_false(RB_EMPTY_ROOT(&root));
	root = RB_ROOT;
	assert_true(RB_EMPTY_ROOT(&root));
	assert_null(rb_first(&root));
	assert_null(rb_last(&root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(agrees_with_a_model),
		MODEL_TEST(what_is_computed_of_subtrees_stays_right),
		cmocka_unit_test(equal_node_is_found_instead_of_added),
		MODEL_TEST(postorder_leaves_parents_for_later),
	};

	return cmocka_run_group_tests_name("rbtree", tests, NULL, NULL);
}
