// SPDX-License-Identifier: MIT
/* The program's memory, with a page that is not there: what is copied, counted, zeroed. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kfifo.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "case.h"

static char ours[256];

/* What is in there, in pieces of the same byte. */
static void log_bytes(const char *what, const char *p, size_t n)
{
	size_t from = 0;

	for (size_t i = 1; i <= n; i++) {
		if (i < n && p[i] == p[from])
			continue;
		tc_log("%s: %zu times %02x", what, i - from, (unsigned char)p[from]);
		from = i;
	}
}

TC_CASE(copy_from_user_at_an_edge)
{
	static const size_t before[] = {0, 1, 3, 8, 65};
	char __user *edge = tc_user_edge();

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		memset(ours, 'x', sizeof(ours));
		tc_log("%zu before: left %lu", before[i],
		       copy_from_user(ours, edge - before[i], 100));
		log_bytes("ours", ours, 110);
	}
	tc_log("null: left %lu", copy_from_user(ours, NULL, 10));
	tc_log("kernel-like: left %lu", copy_from_user(ours, (char __user *)-4096L, 10));
	tc_log("nothing: left %lu", copy_from_user(ours, NULL, 0));
	tc_user_done(edge);
}

TC_CASE(copy_to_user_at_an_edge)
{
	static const size_t before[] = {0, 1, 3, 8, 65};
	char __user *edge = tc_user_edge();
	char back[101];

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		memset(ours, 'a' + (int)i, sizeof(ours));
		tc_log("%zu before: left %lu", before[i],
		       copy_to_user(edge - before[i], ours, 100));
		tc_log("%lu", copy_from_user(back, edge - 100, 100));
		log_bytes("user", back, 100);
	}
	tc_log("clear: left %lu", clear_user(edge - 10, 10));
	tc_log("clear: left %lu", clear_user(edge, 10));
	tc_log("%lu", copy_from_user(back, edge - 100, 100));
	log_bytes("user", back, 100);
	tc_user_done(edge);
}

TC_CASE(get_and_put_user)
{
	char __user *edge = tc_user_edge();
	u32 value = 7;
	s8 small;

	tc_log("put %d", put_user(0x89abcdef, (u32 __user *)(edge - 4)));
	tc_log("get %d", get_user(value, (u32 __user *)(edge - 4)));
	tc_log("%x", value);
	tc_log("get %d", get_user(small, (s8 __user *)(edge - 4)));
	tc_log("%d", small);
	tc_log("over the edge: get %d", get_user(value, (u32 __user *)(edge - 2)));
	tc_log("%x", value);
	tc_log("over the edge: put %d", put_user(0x01020304, (u32 __user *)(edge - 2)));
	tc_log("get %d", get_user(value, (u32 __user *)(edge - 4)));
	tc_log("%x", value);
	tc_log("null: get %d put %d", get_user(value, (u32 __user *)NULL),
	       put_user(1, (u32 __user *)NULL));
	tc_user_done(edge);
}

TC_CASE(user_strings)
{
	char __user *edge = tc_user_edge();
	char *p;

	tc_log("%lu", copy_to_user(edge - 4, "abc", 4));
	for (long n = 0; n <= 6; n++) {
		memset(ours, 'x', 8);
		tc_log("%ld: copy %ld, length %ld", n, strncpy_from_user(ours, edge - 4, n),
		       min(strnlen_user(edge - 4, n), n + 1));
		tc_log("%.*s", (int)strnlen(ours, (size_t)min(n, 3L)), ours);
		p = strndup_user(edge - 4, n);
		if (IS_ERR(p)) {
			tc_log("dup %ld", PTR_ERR(p));
		} else {
			tc_log("dup %s", p);
			kfree(p);
		}
	}
	tc_log("no end: copy %ld, length %ld", strncpy_from_user(ours, edge - 4, 4),
	       strnlen_user(edge - 4, 4));
	tc_log("%d", put_user('d', edge - 1));
	tc_log("no end: copy %ld, length %ld", strncpy_from_user(ours, edge - 4, 8),
	       strnlen_user(edge - 4, 8));
	p = memdup_user_nul(edge - 4, 4);
	tc_log("%s", p);
	kfree(p);
	tc_log("%ld %ld", PTR_ERR(memdup_user(edge - 4, 5)), PTR_ERR(strndup_user(edge - 4, 8)));
	tc_user_done(edge);
}

TC_CASE(user_structs_of_other_sizes)
{
	char __user *edge = tc_user_edge();
	struct {
		u32 a, b;
	} s;

	for (size_t usize = 0; usize <= 16; usize += 4) {
		s.a = s.b = 0x55555555;
		tc_log("%lu", clear_user(edge - 16, 16));
		tc_log("%d", put_user(1, (u32 __user *)(edge - 16)));
		tc_log("%zu: %d", usize, copy_struct_from_user(&s, sizeof(s), edge - 16, usize));
		tc_log("%x %x", s.a, s.b);
		if (usize > 8) {
			tc_log("%d", put_user(1, (u32 __user *)(edge - 16 + usize - 4)));
			tc_log("%zu: %d", usize,
			       copy_struct_from_user(&s, sizeof(s), edge - 16, usize));
		}
	}
	tc_log("%d", copy_struct_from_user(&s, sizeof(s), edge - 8, 16));
	tc_user_done(edge);
}

static DEFINE_KFIFO(bytes, char, 64);
static DEFINE_KFIFO(numbers, u32, 16);
static STRUCT_KFIFO_REC_1(64) records;

TC_CASE(kfifo_of_bytes_and_user_memory)
{
	char __user *edge = tc_user_edge();
	unsigned int copied = 77;
	int ret;

	kfifo_reset(&bytes);
	for (int turn = 0; turn < 3; turn++) {
		ret = kfifo_from_user(&bytes, edge - 30, 40, &copied);
		tc_log("in %d, copied %u, len %u", ret, copied, kfifo_len(&bytes));
		ret = kfifo_to_user(&bytes, edge - 5, 12, &copied);
		tc_log("out %d, copied %u, len %u", ret, copied, kfifo_len(&bytes));
		ret = kfifo_to_user(&bytes, edge - 50, 12, &copied);
		tc_log("out %d, copied %u, len %u", ret, copied, kfifo_len(&bytes));
	}
	ret = kfifo_from_user(&bytes, edge - 100, 100, &copied);
	tc_log("in %d, copied %u, len %u", ret, copied, kfifo_len(&bytes));
	ret = kfifo_from_user(&bytes, edge, 100, &copied);
	tc_log("full: in %d, copied %u, len %u", ret, copied, kfifo_len(&bytes));
	kfifo_reset(&bytes);
	ret = kfifo_to_user(&bytes, edge, 12, &copied);
	tc_log("empty: out %d, copied %u", ret, copied);
	tc_user_done(edge);
}

TC_CASE(kfifo_of_numbers_and_user_memory)
{
	char __user *edge = tc_user_edge();
	unsigned int copied = 77;
	int ret;

	kfifo_reset(&numbers);
	for (size_t before = 0; before < 9; before++) {
		ret = kfifo_from_user(&numbers, edge - before, 12, &copied);
		tc_log("%zu before: in %d, copied %u, len %u", before, ret, copied,
		       kfifo_len(&numbers));
	}
	ret = kfifo_from_user(&numbers, edge - 23, 23, &copied);
	tc_log("in %d, copied %u, len %u", ret, copied, kfifo_len(&numbers));
	for (size_t before = 0; before < 9; before++) {
		ret = kfifo_to_user(&numbers, edge - before, 9, &copied);
		tc_log("%zu before: out %d, copied %u, len %u", before, ret, copied,
		       kfifo_len(&numbers));
	}
	tc_user_done(edge);
}

TC_CASE(kfifo_of_records_and_user_memory)
{
	char __user *edge = tc_user_edge();
	unsigned int copied = 77;
	int ret;

	INIT_KFIFO(records);
	ret = kfifo_from_user(&records, edge - 10, 10, &copied);
	tc_log("in %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_from_user(&records, edge - 10, 11, &copied);
	tc_log("over the edge: in %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_from_user(&records, edge - 60, 60, &copied);
	tc_log("too long: in %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_from_user(&records, edge - 30, 30, &copied);
	tc_log("in %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_to_user(&records, edge - 4, 10, &copied);
	tc_log("over the edge: out %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_to_user(&records, edge - 4, 4, &copied);
	tc_log("cut: out %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_to_user(&records, edge - 100, 100, &copied);
	tc_log("out %d, copied %u, len %u", ret, copied, kfifo_len(&records));
	ret = kfifo_to_user(&records, edge - 100, 100, &copied);
	tc_log("empty: out %d, copied %u", ret, copied);
	tc_user_done(edge);
}

TC_CASE(files_that_are_memory)
{
	static const loff_t places[] = {0, 5, 255, 256, 257, -1};
	char __user *edge = tc_user_edge();

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		loff_t pos = places[i];
		ssize_t n = simple_read_from_buffer(edge - 20, 10, &pos, ours, sizeof(ours));

		tc_log("read at %lld: %zd, %lld", places[i], n, pos);
		pos = places[i];
		n = simple_read_from_buffer(edge - 3, 10, &pos, ours, sizeof(ours));
		tc_log("over the edge: %zd, %lld", n, pos);
		pos = places[i];
		n = simple_write_to_buffer(ours, sizeof(ours), &pos, edge - 3, 10);
		tc_log("written at %lld: %zd, %lld", places[i], n, pos);
		pos = places[i];
		n = simple_write_to_buffer(ours, sizeof(ours), &pos, edge, 10);
		tc_log("bad: %zd, %lld", n, pos);
		n = simple_read_from_buffer(edge, 0, &pos, ours, sizeof(ours));
		tc_log("nothing: %zd", n);
	}
	tc_user_done(edge);
}
