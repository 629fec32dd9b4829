/* SPDX-License-Identifier: MIT */
/*
 * Hash tables of a fixed size: an array of hlist_heads, whose length is a power of two. The
 * caller keeps others out, or uses the _rcu forms, which stand on <linux/rculist.h>.
 */
#ifndef _LINUX_HASHTABLE_H
#define _LINUX_HASHTABLE_H

#include <linux/array_size.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/types.h>

/** DEFINE_HASHTABLE() - a table of 1 << @bits empty buckets; DECLARE_HASHTABLE(): for hash_init() */
#define DEFINE_HASHTABLE(name, bits) \
	struct hlist_head name[1 << (bits)] = {[0 ...((1 << (bits)) - 1)] = HLIST_HEAD_INIT}
#define DEFINE_READ_MOSTLY_HASHTABLE(name, bits) DEFINE_HASHTABLE(name, bits)
#define DECLARE_HASHTABLE(name, bits)		 struct hlist_head name[1 << (bits)]

#define HASH_SIZE(name) (ARRAY_SIZE(name))
#define HASH_BITS(name) ilog2(HASH_SIZE(name))

/* As many bits of a number as the table's length takes. */
#define hash_min(val, bits) (sizeof(val) <= 4 ? hash_32((u32)(val), bits) : hash_long(val, bits))

static inline void __hash_init(struct hlist_head *ht, unsigned int sz)
{
	for (unsigned int i = 0; i < sz; i++)
		INIT_HLIST_HEAD(&ht[i]);
}

static inline bool __hash_empty(struct hlist_head *ht, unsigned int sz)
{
	for (unsigned int i = 0; i < sz; i++)
		if (!hlist_empty(&ht[i]))
			return false;
	return true;
}

#define hash_init(table)  __hash_init(table, HASH_SIZE(table))
#define hash_empty(table) __hash_empty(table, HASH_SIZE(table))

#define __hash_bucket(table, key) (&(table)[hash_min(key, HASH_BITS(table))])

#define hash_add(table, node, key)     hlist_add_head(node, __hash_bucket(table, key))
#define hash_add_rcu(table, node, key) hlist_add_head_rcu(node, __hash_bucket(table, key))
#define hash_del_rcu(node)	       hlist_del_init_rcu(node)

/** hash_hashed() - is this node in a table? */
static inline bool hash_hashed(struct hlist_node *node)
{
	return !hlist_unhashed(node);
}

/** hash_del() - take a node out; one that is in no table stays so */
static inline void hash_del(struct hlist_node *node)
{
	hlist_del_init(node);
}

/* Each bucket, while the walk of the one before ended at its end and not by a break. */
#define __hash_buckets(name, bkt, obj) \
	for ((bkt) = 0, obj = NULL; obj == NULL && (bkt) < HASH_SIZE(name); (bkt)++)

/** hash_for_each() - all objects; @bkt: the caller's counter; _safe: @tmp, an hlist_node * */
#define hash_for_each(name, bkt, obj, member) \
	__hash_buckets(name, bkt, obj) hlist_for_each_entry(obj, &name[bkt], member)
#define hash_for_each_rcu(name, bkt, obj, member) \
	__hash_buckets(name, bkt, obj) hlist_for_each_entry_rcu(obj, &name[bkt], member)
#define hash_for_each_safe(name, bkt, tmp, obj, member) \
	__hash_buckets(name, bkt, obj) hlist_for_each_entry_safe(obj, tmp, &name[bkt], member)

/** hash_for_each_possible() - the objects in the bucket of @key: those that have it, and others */
#define hash_for_each_possible(name, obj, member, key) \
	hlist_for_each_entry(obj, __hash_bucket(name, key), member)
#define hash_for_each_possible_rcu(name, obj, member, key, cond...) \
	hlist_for_each_entry_rcu(obj, __hash_bucket(name, key), member, ##cond)
#define hash_for_each_possible_rcu_notrace(name, obj, member, key) \
	hash_for_each_possible_rcu(name, obj, member, key)
#define hash_for_each_possible_safe(name, obj, tmp, member, key) \
	hlist_for_each_entry_safe(obj, tmp, __hash_bucket(name, key), member)

#endif /* _LINUX_HASHTABLE_H */
