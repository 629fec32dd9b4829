// SPDX-License-Identifier: MIT
/* Queues, trees, arrays and numbers for things. */
#include <linux/bitmap.h>
#include <linux/idr.h>
#include <linux/kfifo.h>
#include <linux/list_sort.h>
#include <linux/radix-tree.h>
#include <linux/rbtree_augmented.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "case.h"

TC_CASE(kfifo_of_numbers)
{
	DECLARE_KFIFO_PTR(fifo, int);
	int i, value, buf[9];

	tc_log("alloc 1: %d", kfifo_alloc(&fifo, 1, GFP_KERNEL));
	tc_log("alloc 5: %d, size %u", kfifo_alloc(&fifo, 5, GFP_KERNEL), kfifo_size(&fifo));
	for (i = 0; i < 9; i++)
		tc_log("put %d", kfifo_put(&fifo, i));
	tc_log("len %u avail %u full %d", kfifo_len(&fifo), kfifo_avail(&fifo),
	       kfifo_is_full(&fifo));
	value = -1;
	tc_log("peek %d", kfifo_peek(&fifo, &value));
	tc_log("value %d", value);
	kfifo_skip(&fifo);
	tc_log("get %d", kfifo_get(&fifo, &value));
	tc_log("value %d", value);
	i = kfifo_out_peek(&fifo, buf, 4);
	tc_log("out_peek %d: %d %d", i, buf[0], buf[3]);
	i = kfifo_in(&fifo, buf, 4);
	tc_log("in 4: %d", i);
	i = kfifo_out(&fifo, buf, 9);
	tc_log("out 9: %d, last %d", i, buf[7]);
	tc_log("peek_len %u", kfifo_peek_len(&fifo));
	kfifo_free(&fifo);
	tc_log("initialized %d", !!kfifo_initialized(&fifo));
}

TC_CASE(kfifo_of_records)
{
	static char out[32];
	struct kfifo_rec_ptr_1 one;
	struct kfifo_rec_ptr_2 two;
	int n;

	n = kfifo_alloc(&one, 512, GFP_KERNEL);
	tc_log("alloc %d avail %u", n, kfifo_avail(&one));
	n = kfifo_alloc(&two, 16, GFP_KERNEL);
	tc_log("alloc %d avail %u recsize %u", n, kfifo_avail(&two),
	       (unsigned int)kfifo_recsize(&two));
	tc_log("in 3: %u", kfifo_in(&two, "abc", 3));
	tc_log("in 5: %u", kfifo_in(&two, "defgh", 5));
	tc_log("in 3: %u", kfifo_in(&two, "xyz", 3));
	tc_log("in 2: %u", kfifo_in(&two, "xy", 2));
	tc_log("len %u avail %u peek_len %u", kfifo_len(&two), kfifo_avail(&two),
	       kfifo_peek_len(&two));
	memset(out, 0, sizeof(out));
	n = kfifo_out(&two, out, 2);
	tc_log("out 2: %d %s", n, out);
	n = kfifo_out_peek(&two, out, 9);
	tc_log("out_peek 9: %d %s, len %u", n, out, kfifo_len(&two));
	kfifo_skip(&two);
	tc_log("len %u avail %u", kfifo_len(&two), kfifo_avail(&two));
	kfifo_free(&one);
	kfifo_free(&two);
}

static void log_entry(const char *what, void *entry)
{
	if (xa_is_err(entry))
		tc_log("%s: error %d", what, xa_err(entry));
	else if (xa_is_value(entry))
		tc_log("%s: value %lu", what, xa_to_value(entry));
	else
		tc_log("%s: %s", what, entry ? "pointer" : "NULL");
}

TC_CASE(xarray_reserved_entries)
{
	struct xarray xa;
	unsigned long index = 0;

	xa_init(&xa);
	tc_log("reserve %d", xa_reserve(&xa, 3, GFP_KERNEL));
	tc_log("again %d", xa_reserve(&xa, 3, GFP_KERNEL));
	log_entry("load", xa_load(&xa, 3));
	tc_log("insert %d", xa_insert(&xa, 3, xa_mk_value(1), GFP_KERNEL));
	tc_log("empty %d", xa_empty(&xa));
	log_entry("find", xa_find(&xa, &index, ~0UL, XA_PRESENT));
	log_entry("store", xa_store(&xa, 3, xa_mk_value(2), GFP_KERNEL));
	xa_release(&xa, 3);
	log_entry("load", xa_load(&xa, 3));
	tc_log("insert NULL %d", xa_insert(&xa, 70, NULL, GFP_KERNEL));
	tc_log("insert NULL %d", xa_insert(&xa, 70, NULL, GFP_KERNEL));
	xa_release(&xa, 70);
	tc_log("insert %d", xa_insert(&xa, 70, xa_mk_value(5), GFP_KERNEL));
	log_entry("cmpxchg other", xa_cmpxchg(&xa, 70, NULL, xa_mk_value(6), GFP_KERNEL));
	log_entry("cmpxchg same", xa_cmpxchg(&xa, 70, xa_mk_value(5), NULL, GFP_KERNEL));
	log_entry("load", xa_load(&xa, 70));
	log_entry("erase", xa_erase(&xa, 3));
	log_entry("erase", xa_erase(&xa, 3));
	tc_log("empty %d", xa_empty(&xa));
}

TC_CASE(xarray_marks)
{
	struct xarray xa;
	unsigned long index;
	void *entry;

	xa_init(&xa);
	xa_set_mark(&xa, 5, XA_MARK_1);
	tc_log("mark of none: %d", xa_get_mark(&xa, 5, XA_MARK_1));
	for (index = 0; index < 1000; index += 100)
		xa_store(&xa, index, xa_mk_value(index), GFP_KERNEL);
	xa_set_mark(&xa, 300, XA_MARK_1);
	xa_set_mark(&xa, 700, XA_MARK_1);
	xa_store(&xa, 300, xa_mk_value(1), GFP_KERNEL);
	xa_for_each_marked(&xa, index, entry, XA_MARK_1) tc_log("marked %lu", index);
	xa_store(&xa, 300, NULL, GFP_KERNEL);
	xa_store(&xa, 300, xa_mk_value(2), GFP_KERNEL);
	tc_log("after NULL: %d", xa_get_mark(&xa, 300, XA_MARK_1));
	xa_clear_mark(&xa, 700, XA_MARK_1);
	tc_log("any: %d", xa_marked(&xa, XA_MARK_1));
	xa_for_each_range(&xa, index, entry, 250, 600) tc_log("in range %lu", index);
	xa_destroy(&xa);
}

TC_CASE(xarray_allocates)
{
	struct xarray xa;
	u32 id = 99, next = 0;
	int i;

	xa_init_flags(&xa, XA_FLAGS_ALLOC1);
	for (i = 0; i < 3; i++)
		tc_log("alloc %d id %u", xa_alloc(&xa, &id, NULL, XA_LIMIT(0, 2), GFP_KERNEL), id);
	log_entry("store NULL", xa_store(&xa, 1, NULL, GFP_KERNEL));
	tc_log("alloc %d id %u", xa_alloc(&xa, &id, &xa, XA_LIMIT(0, 2), GFP_KERNEL), id);
	log_entry("erase", xa_erase(&xa, 1));
	tc_log("alloc %d id %u", xa_alloc(&xa, &id, &xa, XA_LIMIT(0, 2), GFP_KERNEL), id);
	xa_destroy(&xa);
	xa_init_flags(&xa, XA_FLAGS_ALLOC);
	for (i = 0; i < 5; i++) {
		int err = xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(2, 4), &next, GFP_KERNEL);

		tc_log("cyclic %d id %u next %u", err, id, next);
		if (i == 2)
			xa_erase(&xa, 3);
	}
	xa_destroy(&xa);
}

static int log_id(int id, void *p, void *data)
{
	tc_log("id %d %s", id, p ? "pointer" : "NULL");
	return 0;
}

TC_CASE(idr_numbers)
{
	struct idr idr;
	int i, id;
	void *p;

	idr_init(&idr);
	tc_log("alloc %d", idr_alloc(&idr, &idr, 0, 0, GFP_KERNEL));
	tc_log("alloc %d", idr_alloc(&idr, NULL, 1, 3, GFP_KERNEL));
	tc_log("alloc %d", idr_alloc(&idr, &idr, 1, 3, GFP_KERNEL));
	tc_log("alloc %d", idr_alloc(&idr, &idr, 1, 3, GFP_KERNEL));
	for (i = 0; i < 5; i++) {
		tc_log("cyclic %d", idr_alloc_cyclic(&idr, &idr, 3, 6, GFP_KERNEL));
		if (i == 1)
			idr_remove(&idr, 3);
	}
	tc_log("cursor %u", idr_get_cursor(&idr));
	idr_for_each(&idr, log_id, NULL);
	idr_for_each_entry(&idr, p, id) tc_log("entry %d", id);
	tc_log("replace %ld", PTR_ERR_OR_ZERO(idr_replace(&idr, NULL, 100)) + 0L);
	tc_log("remove %d", idr_remove(&idr, 100) != NULL);
	tc_log("empty %d", idr_is_empty(&idr));
	idr_destroy(&idr);
	tc_log("empty %d", idr_is_empty(&idr));
}

TC_CASE(ida_numbers)
{
	struct ida ida;

	ida_init(&ida);
	tc_log("%d", ida_alloc(&ida, GFP_KERNEL));
	tc_log("%d", ida_alloc_range(&ida, 5, 5, GFP_KERNEL));
	tc_log("%d", ida_alloc_range(&ida, 5, 5, GFP_KERNEL));
	tc_log("%d", ida_alloc_max(&ida, 0, GFP_KERNEL));
	tc_log("%d", ida_alloc_min(&ida, 5, GFP_KERNEL));
	tc_log("%d", ida_simple_get(&ida, 6, 7, GFP_KERNEL));
	tc_log("%d", ida_alloc_range(&ida, 0x80000000, 0x80000001, GFP_KERNEL));
	ida_destroy(&ida);
	tc_log("empty %d", ida_is_empty(&ida));
}

TC_CASE(radix_tree_items)
{
	RADIX_TREE(tree, GFP_KERNEL);

	tc_log("insert %d", radix_tree_insert(&tree, 1000, &tree));
	tc_log("insert %d", radix_tree_insert(&tree, 1000, &tree));
	tc_log("lookup %d", radix_tree_lookup(&tree, 1000) == &tree);
	tc_log("delete %d", radix_tree_delete(&tree, 1000) == &tree);
	tc_log("delete %d", radix_tree_delete(&tree, 1000) != NULL);
	tc_log("empty %d", radix_tree_empty(&tree));
}

TC_CASE(bitmap_areas)
{
	DECLARE_BITMAP(map, 128);
	DECLARE_BITMAP(to, 128);

	bitmap_zero(map, 128);
	bitmap_set(map, 0, 3);
	bitmap_set(map, 10, 60);
	tc_log("%lu %lu %lu", bitmap_find_next_zero_area(map, 128, 0, 7, 0),
	       bitmap_find_next_zero_area(map, 128, 0, 7, 7),
	       bitmap_find_next_zero_area_off(map, 128, 0, 6, 7, 4));
	tc_log("none %d", bitmap_find_next_zero_area(map, 128, 0, 59, 0) + 59 > 128);
	tc_log("region %d", bitmap_find_free_region(map, 128, 2));
	tc_log("region %d", bitmap_find_free_region(map, 128, 3));
	tc_log("region %d", bitmap_allocate_region(map, 72, 1));
	tc_log("region %d", bitmap_find_free_region(map, 128, 7));
	bitmap_shift_left(to, map, 7, 100);
	tc_log("%*pbl", 100, to);
	bitmap_shift_right(to, map, 65, 100);
	tc_log("%*pb", 100, to);
	bitmap_cut(to, map, 2, 9, 128);
	tc_log("%*pbl", 128, to);
	tc_log("last %lu weight %d", find_last_bit(map, 128), bitmap_weight(map, 128));
}

struct numbered {
	int nr;
	struct list_head node;
};

static int cmp_tens(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct numbered, node)->nr / 10 >
	       list_entry(b, struct numbered, node)->nr / 10;
}

TC_CASE(sorted_list_is_stable)
{
	static const int numbers[] = {31, 12, 35, 11, 0, 39, 14, 5, 30};
	static struct numbered items[ARRAY_SIZE(numbers)];
	struct numbered *item;
	LIST_HEAD(head);
	int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		items[i].nr = numbers[i];
		list_add_tail(&items[i].node, &head);
	}
	list_sort(NULL, &head, cmp_tens);
	list_for_each_entry(item, &head, node)
		tc_log("%d", item->nr);
}
