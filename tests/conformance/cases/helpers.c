// SPDX-License-Identifier: MIT
/* Containers: kfifo, llist, hlist, idr and ida, xarray, rbtree, bitmaps, ring counts; sorting. */
#include <linux/bitmap.h>
#include <linux/bsearch.h>
#include <linux/circ_buf.h>
#include <linux/crc32.h>
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/kfifo.h>
#include <linux/llist.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/xarray.h>

#include "case.h"

TC_CASE(a_kfifo_of_bytes)
{
	static DEFINE_KFIFO(fifo, unsigned char, 8);
	unsigned char buf[16] = "abcdefghijklmno", c = 0;
	unsigned int n;

	tc_log("size %u esize %u len %u avail %u empty %d full %d", kfifo_size(&fifo),
	       (unsigned int)kfifo_esize(&fifo), kfifo_len(&fifo), kfifo_avail(&fifo),
	       kfifo_is_empty(&fifo), kfifo_is_full(&fifo));
	tc_log("in %u", kfifo_in(&fifo, buf, 5));
	tc_log("in %u", kfifo_in(&fifo, buf + 5, 5));
	tc_log("len %u full %d", kfifo_len(&fifo), kfifo_is_full(&fifo));
	tc_log("put %d", kfifo_put(&fifo, 'z'));
	memset(buf, '.', sizeof(buf));
	n = kfifo_out_peek(&fifo, buf, 3);
	tc_log("peek %u %.4s", n, buf);
	n = kfifo_out(&fifo, buf, 6);
	tc_log("out %u %.7s", n, buf);
	tc_log("in around the end %u", kfifo_in(&fifo, "1234567890", 10));
	n = kfifo_peek(&fifo, &c);
	tc_log("peek %u %c", n, c);
	n = kfifo_get(&fifo, &c);
	tc_log("get %u %c", n, c);
	kfifo_skip(&fifo);
	n = kfifo_out(&fifo, buf, sizeof(buf));
	tc_log("out %u %.6s", n, buf);
	n = kfifo_get(&fifo, &c);
	tc_log("get from nothing %u", n);
	kfifo_put(&fifo, 'x');
	kfifo_reset(&fifo);
	tc_log("reset: len %u", kfifo_len(&fifo));
	kfifo_put(&fifo, 'x');
	kfifo_reset_out(&fifo);
	tc_log("reset out: len %u", kfifo_len(&fifo));
}

TC_CASE(a_kfifo_of_records_and_one_that_is_allocated)
{
	struct kfifo_rec_ptr_1 rec;
	struct kfifo fifo;
	struct {
		int a, b;
	} pair = {1, 2};
	DECLARE_KFIFO_PTR(pairs, typeof(pair));
	char buf[16];
	unsigned int n;

	tc_log("alloc %d", kfifo_alloc(&fifo, 100, GFP_KERNEL));
	tc_log("size %u", kfifo_size(&fifo));
	kfifo_free(&fifo);
	tc_log("too small %d", kfifo_alloc(&fifo, 1, GFP_KERNEL));
	kfifo_free(&fifo);
	tc_log("alloc %d", kfifo_alloc(&rec, 16, GFP_KERNEL));
	tc_log("in %u", kfifo_in(&rec, "hello", 5));
	tc_log("in %u", kfifo_in(&rec, "to", 2));
	tc_log("no room %u", kfifo_in(&rec, "everybody", 9));
	tc_log("first %u avail %u", (unsigned int)kfifo_peek_len(&rec), kfifo_avail(&rec));
	n = kfifo_out(&rec, buf, sizeof(buf));
	tc_log("out %u %.5s", n, buf);
	n = kfifo_out(&rec, buf, 1);
	tc_log("cut off %u %.1s", n, buf);
	tc_log("empty %d", kfifo_is_empty(&rec));
	kfifo_free(&rec);
	INIT_KFIFO(pairs);
	tc_log("alloc %d", kfifo_alloc(&pairs, 3, GFP_KERNEL));
	tc_log("size %u", kfifo_size(&pairs));
	for (n = 0; kfifo_put(&pairs, pair); n++)
		pair.a++;
	tc_log("put %u", n);
	n = kfifo_get(&pairs, &pair);
	tc_log("get %u: %d %d, len %u", n, pair.a, pair.b, kfifo_len(&pairs));
	kfifo_free(&pairs);
}

struct node {
	struct llist_node llist;
	struct hlist_node hlist;
	struct rb_node rb;
	int nr;
};

static struct node node[6];

static void number_nodes(void)
{
	memset(node, 0, sizeof(node));
	for (size_t i = 0; i < ARRAY_SIZE(node); i++)
		node[i].nr = i;
}

TC_CASE(an_llist_is_last_in_first_out)
{
	LLIST_HEAD(head);
	struct llist_node *first;
	struct node *pos, *next;

	number_nodes();
	tc_log("empty %d", llist_empty(&head));
	tc_log("first %d", llist_add(&node[0].llist, &head));
	tc_log("first %d", llist_add(&node[1].llist, &head));
	llist_add(&node[2].llist, &head);
	node[3].llist.next = &node[4].llist;
	tc_log("batch first %d", llist_add_batch(&node[3].llist, &node[4].llist, &head));
	first = llist_del_first(&head);
	tc_log("delete first %d", llist_entry(first, struct node, llist)->nr);
	first = llist_del_all(&head);
	tc_log("empty %d", llist_empty(&head));
	llist_for_each_entry(pos, first, llist)
		tc_log("%d", pos->nr);
	first = llist_reverse_order(first);
	llist_for_each_entry_safe(pos, next, first, llist)
		tc_log("reversed %d", pos->nr);
	tc_log("nothing %d %d", !llist_del_all(&head), !llist_del_first(&head));
}

TC_CASE(a_hashtable)
{
	DECLARE_HASHTABLE(table, 3);
	struct node *pos;
	struct hlist_node *next;
	int bucket, n = 0;

	number_nodes();
	hash_init(table);
	tc_log("empty %d size %zu bits %d", hash_empty(table), (size_t)HASH_SIZE(table),
	       (int)HASH_BITS(table));
	for (size_t i = 0; i < ARRAY_SIZE(node); i++)
		hash_add(table, &node[i].hlist, node[i].nr % 2);
	hash_for_each_possible(table, pos, hlist, 1)
	{
		if (pos->nr % 2 == 1)
			tc_log("%d", pos->nr);
	}
	hash_del(&node[3].hlist);
	tc_log("hashed %d %d", hash_hashed(&node[3].hlist), hash_hashed(&node[5].hlist));
	hash_for_each(table, bucket, pos, hlist) n++;
	tc_log("%d left", n);
	hash_for_each_safe(table, bucket, next, pos, hlist) hash_del(&pos->hlist);
	tc_log("empty %d", hash_empty(table));
}

TC_CASE(an_idr)
{
	DEFINE_IDR(idr);
	int id, dummy[5];
	int *p;

	tc_log("empty %d", idr_is_empty(&idr));
	tc_log("%d", idr_alloc(&idr, &dummy[0], 5, 8, GFP_KERNEL));
	tc_log("%d", idr_alloc(&idr, &dummy[1], 5, 8, GFP_KERNEL));
	tc_log("%d", idr_alloc(&idr, &dummy[2], 5, 8, GFP_KERNEL));
	tc_log("full %d", idr_alloc(&idr, &dummy[3], 5, 8, GFP_KERNEL));
	tc_log("%d", idr_alloc(&idr, &dummy[3], 0, 0, GFP_KERNEL));
	tc_log("find %d %d", idr_find(&idr, 6) == &dummy[1], !idr_find(&idr, 9));
	tc_log("replace %d", idr_replace(&idr, &dummy[4], 6) == &dummy[1]);
	tc_log("replace nothing %ld", PTR_ERR(idr_replace(&idr, &dummy[4], 60)));
	tc_log("remove %d", idr_remove(&idr, 6) == &dummy[4]);
	tc_log("again %d", !idr_remove(&idr, 6));
	idr_for_each_entry(&idr, p, id) tc_log("%d: %d", id, (int)(p - dummy));
	tc_log("again %d", idr_alloc(&idr, &dummy[1], 5, 8, GFP_KERNEL));
	for (int i = 0; i < 3; i++)
		tc_log("cyclic %d", idr_alloc_cyclic(&idr, &dummy[0], 10, 12, GFP_KERNEL));
	idr_remove(&idr, 10);
	tc_log("cyclic %d", idr_alloc_cyclic(&idr, &dummy[0], 10, 12, GFP_KERNEL));
	id = 7;
	p = idr_get_next(&idr, &id);
	tc_log("next %d at %d", (int)(p - dummy), id);
	idr_destroy(&idr);
	tc_log("empty %d", idr_is_empty(&idr));
}

TC_CASE(an_ida)
{
	DEFINE_IDA(ida);

	tc_log("empty %d", ida_is_empty(&ida));
	for (int i = 0; i < 3; i++)
		tc_log("%d", ida_alloc(&ida, GFP_KERNEL));
	ida_free(&ida, 1);
	tc_log("%d", ida_alloc(&ida, GFP_KERNEL));
	tc_log("%d", ida_alloc_min(&ida, 100, GFP_KERNEL));
	tc_log("%d", ida_alloc_max(&ida, 3, GFP_KERNEL));
	tc_log("full %d", ida_alloc_max(&ida, 3, GFP_KERNEL));
	tc_log("%d", ida_alloc_range(&ida, 50, 60, GFP_KERNEL));
	tc_log("full %d", ida_alloc_range(&ida, 50, 50, GFP_KERNEL));
	ida_destroy(&ida);
	tc_log("empty %d", ida_is_empty(&ida));
	tc_log("%d", ida_alloc(&ida, GFP_KERNEL));
	ida_destroy(&ida);
}

TC_CASE(an_xarray)
{
	DEFINE_XARRAY_ALLOC(xa);
	unsigned long index;
	u32 id = 0, next = 0;
	void *entry;
	int v[4];

	tc_log("empty %d", xa_empty(&xa));
	tc_log("store %d", !xa_store(&xa, 1000000, &v[0], GFP_KERNEL));
	tc_log("load %d %d", xa_load(&xa, 1000000) == &v[0], !xa_load(&xa, 3));
	tc_log("store again %d", xa_store(&xa, 1000000, &v[1], GFP_KERNEL) == &v[0]);
	tc_log("insert %d", xa_insert(&xa, 1000000, &v[2], GFP_KERNEL));
	tc_log("insert %d", xa_insert(&xa, 3, &v[2], GFP_KERNEL));
	tc_log("exchange %d", xa_cmpxchg(&xa, 3, &v[2], &v[3], GFP_KERNEL) == &v[2]);
	tc_log("exchange another %d", xa_cmpxchg(&xa, 3, &v[2], &v[1], GFP_KERNEL) == &v[3]);
	tc_log("alloc %d", xa_alloc(&xa, &id, &v[0], XA_LIMIT(2, 5), GFP_KERNEL));
	tc_log("id %u", id);
	tc_log("alloc %d", xa_alloc(&xa, &id, &v[0], XA_LIMIT(2, 5), GFP_KERNEL));
	tc_log("id %u", id);
	tc_log("full %d", xa_alloc(&xa, &id, &v[0], XA_LIMIT(2, 4), GFP_KERNEL));
	tc_log("cyclic %d", xa_alloc_cyclic(&xa, &id, &v[0], XA_LIMIT(10, 11), &next, GFP_KERNEL));
	tc_log("id %u next %u", id, next);
	xa_for_each(&xa, index, entry) tc_log("%lu: %d", index, (int)((int *)entry - v));
	xa_set_mark(&xa, 3, XA_MARK_1);
	tc_log("mark %d %d", xa_get_mark(&xa, 3, XA_MARK_1), xa_marked(&xa, XA_MARK_2));
	xa_for_each_marked(&xa, index, entry, XA_MARK_1) tc_log("marked %lu", index);
	index = 4;
	entry = xa_find(&xa, &index, ULONG_MAX, XA_PRESENT);
	tc_log("find %lu %d", index, (int)((int *)entry - v));
	entry = xa_find_after(&xa, &index, ULONG_MAX, XA_PRESENT);
	tc_log("after %lu %d", index, (int)((int *)entry - v));
	tc_log("erase %d", xa_erase(&xa, 3) == &v[3]);
	tc_log("again %d", !xa_erase(&xa, 3));
	xa_store(&xa, 7, xa_mk_value(42), GFP_KERNEL);
	tc_log("value %d %lu", xa_is_value(xa_load(&xa, 7)), xa_to_value(xa_load(&xa, 7)));
	xa_destroy(&xa);
	tc_log("empty %d", xa_empty(&xa));
}

static bool node_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct node, rb)->nr < rb_entry(b, struct node, rb)->nr;
}

static int node_compare(const void *key, const struct rb_node *b)
{
	return *(const int *)key - rb_entry(b, struct node, rb)->nr;
}

TC_CASE(an_rbtree)
{
	static const int keys[] = {5, 1, 4, 1, 3, 9};
	struct rb_root root = RB_ROOT;
	struct node *pos, *next;
	int key = 4;

	number_nodes();
	tc_log("empty %d", RB_EMPTY_ROOT(&root));
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		node[i].nr = keys[i];
		rb_add(&node[i].rb, &root, node_less);
	}
	for (struct rb_node *rb = rb_first(&root); rb; rb = rb_next(rb))
		tc_log("%d", rb_entry(rb, struct node, rb)->nr);
	for (struct rb_node *rb = rb_last(&root); rb; rb = rb_prev(rb))
		tc_log("back %d", rb_entry(rb, struct node, rb)->nr);
	tc_log("find %d", rb_find(&key, &root, node_compare) == &node[2].rb);
	rb_erase(&node[2].rb, &root);
	RB_CLEAR_NODE(&node[2].rb);
	tc_log("find %d, empty node %d", !!rb_find(&key, &root, node_compare),
	       RB_EMPTY_NODE(&node[2].rb));
	key = 0;
	rbtree_postorder_for_each_entry_safe(pos, next, &root, rb) key++;
	tc_log("%d in post-order", key);
}

TC_CASE(a_cached_rbtree_knows_its_first)
{
	struct rb_root_cached root = RB_ROOT_CACHED;

	number_nodes();
	for (int i = 5; i >= 0; i -= 2)
		tc_log("leftmost %d", !!rb_add_cached(&node[i].rb, &root, node_less));
	tc_log("leftmost %d", !!rb_add_cached(&node[4].rb, &root, node_less));
	tc_log("first %d", rb_entry(rb_first_cached(&root), struct node, rb)->nr);
	rb_erase_cached(&node[1].rb, &root);
	tc_log("first %d", rb_entry(rb_first_cached(&root), struct node, rb)->nr);
}

TC_CASE(bitmaps)
{
	DECLARE_BITMAP(a, 100);
	DECLARE_BITMAP(b, 100);
	char text[80];

	bitmap_zero(a, 100);
	tc_log("empty %d", bitmap_empty(a, 100));
	bitmap_set(a, 60, 10);
	bitmap_clear(a, 63, 2);
	tc_log("weight %d", (int)bitmap_weight(a, 100));
	scnprintf(text, sizeof(text), "%*pbl", 100, a);
	tc_log("%s", text);
	scnprintf(text, sizeof(text), "%*pb", 100, a);
	tc_log("%s", text);
	bitmap_fill(b, 100);
	tc_log("full %d %d", bitmap_full(b, 100), bitmap_full(a, 100));
	tc_log("and %d", !!bitmap_and(b, b, a, 100));
	tc_log("equal %d subset %d", bitmap_equal(a, b, 100), bitmap_subset(a, b, 100));
	bitmap_complement(b, a, 100);
	tc_log("weight %d intersects %d", (int)bitmap_weight(b, 100), bitmap_intersects(a, b, 100));
	tc_log("no area %d", bitmap_find_next_zero_area(a, 100, 0, 61, 0) >= 100);
	tc_log("area %lu", bitmap_find_next_zero_area(a, 100, 61, 8, 7));
	tc_log("region %d", bitmap_find_free_region(a, 100, 5));
	tc_log("allocate %d", bitmap_allocate_region(a, 64, 2));
	bitmap_shift_right(b, a, 60, 100);
	scnprintf(text, sizeof(text), "%*pbl", 100, b);
	tc_log("%s", text);
}

static int compare_int(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

TC_CASE(sort_and_search)
{
	int v[] = {5, 3, 9, 1, 7, 3, 0}, key = 7;
	int *found;

	sort(v, ARRAY_SIZE(v), sizeof(v[0]), compare_int, NULL);
	tc_log("%d %d %d %d %d %d %d", v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
	found = bsearch(&key, v, ARRAY_SIZE(v), sizeof(v[0]), compare_int);
	tc_log("found at %d", (int)(found - v));
	key = 8;
	tc_log("not found %d", !bsearch(&key, v, ARRAY_SIZE(v), sizeof(v[0]), compare_int));
}

TC_CASE(checksums)
{
	static const char text[] = "123456789";

	tc_log("%08x", crc32_le(~0, text, 9) ^ ~0);
	tc_log("%08x", crc32_be(~0, text, 9));
	tc_log("%08x", crc32(0, text, 9));
	tc_log("%08x", crc32_le(0, text, 0));
}

TC_CASE(counts_of_a_ring)
{
	static const int ends[][2] = {{0, 0}, {3, 1}, {1, 3}, {7, 0}, {0, 7}, {5, 5}};

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		int head = ends[i][0], tail = ends[i][1];

		tc_log("%d %d: count %d space %d to end %d %d", head, tail, CIRC_CNT(head, tail, 8),
		       CIRC_SPACE(head, tail, 8), CIRC_CNT_TO_END(head, tail, 8),
		       CIRC_SPACE_TO_END(head, tail, 8));
	}
}
