// SPDX-License-Identifier: MIT
/* Hash tables, sorting, checksums, random numbers, UUIDs, and words. */
#include "model.h"

#include <linux/bsearch.h>
#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc16.h>
#include <linux/crc32c.h>
#include <linux/crc7.h>
#include <linux/crc8.h>
#include <linux/ctype.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/lcm.h>
#include <linux/list_sort.h>
#include <linux/random.h>
#include <linux/sort.h>
#include <linux/string_helpers.h>
#include <linux/uuid.h>

struct item {
	u32 key;
	u32 nr;
	struct hlist_node hnode;
	struct list_head node;
};

static void hash_table_finds_what_is_in_it(void **state)
{
	static DEFINE_HASHTABLE(table, 4);
	static struct item items[64];
	struct hlist_node *tmp;
	struct item *item;
	unsigned int bkt, n = 0;

	assert_int_equal(HASH_SIZE(table), 16);
	assert_int_equal(HASH_BITS(table), 4);
	assert_true(hash_empty(table));
	for (u32 i = 0; i < 64; i++) {
		items[i].key = i / 2;
		assert_false(hash_hashed(&items[i].hnode));
		hash_add(table, &items[i].hnode, items[i].key);
		assert_true(hash_hashed(&items[i].hnode));
	}
	hash_for_each(table, bkt, item, hnode) n++;
	assert_int_equal(n, 64);
	for (u32 key = 0; key < 32; key++) {
		n = 0;
		hash_for_each_possible(table, item, hnode, key) n += item->key == key;
		assert_int_equal(n, 2);
	}
	hash_for_each_safe(table, bkt, tmp, item, hnode) hash_del(&item->hnode);
	assert_true(hash_empty(table));
	hash_add(table, &items[0].hnode, 1ull << 40);
	hash_init(table);
	assert_true(hash_empty(table));
}

static void hashes_are_those_that_are_published(void **state)
{
	const char text[] = "Four score and seven years ago";
	u32 words[4] = {1, 2, 3, 4};

	/* The driver of lookup3 prints these two. */
	assert_int_equal(jhash(text, 30, 0), 0x17770551);
	assert_int_equal(jhash(text, 30, 1), 0xcd628161);
	assert_int_equal(jhash2(words, 3, 5), jhash_3words(1, 2, 3, 5));
	assert_int_equal(jhash2(words, 2, 5), jhash_2words(1, 2, 5));
	assert_int_equal(jhash2(words, 1, 5), jhash_1word(1, 5));
	assert_int_equal(hash_32(1, 32), GOLDEN_RATIO_32);
	assert_int_equal(hash_32(1, 8), 0x61);
	assert_int_equal(hash_64(1, 8), 0x61);
}

static int cmp_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static int nr_swaps;

static void swap_u32(void *a, void *b, int size)
{
	u32 x = *(u32 *)a;

	assert_int_equal(size, 4);
	*(u32 *)a = *(u32 *)b;
	*(u32 *)b = x;
	nr_swaps++;
}

static void sorted_and_found(void **state)
{
	u32 array[100], sums[100];

	for (u32 len = 0; len < 100; len++) {
		memset(sums, 0, sizeof(sums));
		for (u32 i = 0; i < len; i++) {
			array[i] = any_below(50);
			sums[array[i]]++;
		}
		sort(array, len, sizeof(u32), cmp_u32, len % 2 ? swap_u32 : NULL);
		for (u32 i = 0; i < len; i++) {
			if (i)
				assert_true(array[i - 1] <= array[i]);
			sums[array[i]]--;
		}
		assert_null(memchr_inv(sums, 0, sizeof(sums)));
		for (u32 key = 0; key < 50; key++) {
			u32 *found = bsearch(&key, array, len, sizeof(u32), cmp_u32);

			assert_true(!found || *found == key);
		}
	}
	assert_true(nr_swaps > 0);
}

static int cmp_items(void *priv, const struct list_head *a, const struct list_head *b)
{
	*(int *)priv += 1;
	return list_entry(a, struct item, node)->key > list_entry(b, struct item, node)->key;
}

static void sorted_list_keeps_the_order_of_equals(void **state)
{
	static struct item items[300];

	for (u32 len = 0; len < 300; len += 7) {
		struct item *item, *last = NULL;
		LIST_HEAD(head);
		u32 n = 0;
		int calls = 0;

		for (u32 i = 0; i < len; i++) {
			items[i].key = any_below(20);
			items[i].nr = i;
			list_add_tail(&items[i].node, &head);
		}
		list_sort(&calls, &head, cmp_items);
		list_for_each_entry(item, &head, node) {
			if (last)
				assert_true(last->key < item->key ||
					    (last->key == item->key && last->nr < item->nr));
			last = item;
			n++;
		}
		assert_int_equal(n, len);
		if (len)
			assert_ptr_equal(head.prev, &last->node);
		assert_true(calls <= (int)len * 9);
	}
}

static void checksums_are_those_of_the_catalogue(void **state)
{
	static const u8 text[] = "123456789";
	u8 table[CRC8_TABLE_SIZE];

	assert_int_equal(~crc32_le(~0u, text, 9), 0xcbf43926);
	assert_int_equal(~crc32_be(~0u, text, 9), 0xfc891918);
	assert_int_equal(~crc32c(~0u, text, 9), 0xe3069283);
	assert_int_equal(crc16(0, text, 9), 0xbb3d);
	assert_int_equal(crc_ccitt(0, text, 9), 0x2189);
	assert_int_equal(crc_ccitt(0xffff, text, 9), 0x6f91);
	assert_int_equal(crc_itu_t(0, text, 9), 0x31c3);
	assert_int_equal(crc_itu_t(0xffff, text, 9), 0x29b1);
	assert_int_equal(crc7_be(0, text, 9), 0x75 << 1);
	crc8_populate_msb(table, 0x07);
	assert_int_equal(crc8(table, text, 9, 0), 0xf4);
	crc8_populate_lsb(table, 0x8c);
	assert_int_equal(crc8(table, text, 9, 0), 0xa1);
	/* In parts, and of nothing. */
	assert_int_equal(~crc32_le(crc32_le(~0u, text, 4), text + 4, 5), 0xcbf43926);
	assert_int_equal(crc32_le(77, text, 0), 77);
	assert_int_equal(ether_crc(9, text), bitrev32(~0xcbf43926u));
	assert_int_equal(bitrev8(0x13), 0xc8);
}

static void random_numbers_stay_in_their_range(void **state)
{
	u8 bytes[11] = {0};
	u32 seen[10] = {0};
	u64 ones = 0;

	for (int i = 0; i < 2000; i++) {
		u32 below = get_random_u32_below(10), within = get_random_u32_inclusive(5, 7);

		assert_true(below < 10);
		seen[below]++;
		assert_true(within >= 5 && within <= 7);
		assert_true(get_random_u32_above(~0u - 3) > ~0u - 3);
		ones |= get_random_u64();
	}
	for (int i = 0; i < 10; i++)
		assert_true(seen[i] > 0);
	assert_true(ones == ~0ull);
	assert_int_equal(get_random_u32_below(1), 0);
	assert_int_equal(get_random_u32_below(0), 0);
	get_random_bytes(bytes, 10);
	assert_int_equal(bytes[10], 0);
	assert_non_null(memchr_inv(bytes, 0, 10));
}

static void seed_decides_a_sequence(void **state)
{
	struct rnd_state a, b, c;
	u8 bytes[5];
	u32 first;

	prandom_seed_state(&a, 42);
	prandom_seed_state(&b, 42);
	prandom_seed_state(&c, 43);
	first = prandom_u32_state(&a);
	assert_int_equal(prandom_u32_state(&b), first);
	assert_int_not_equal(prandom_u32_state(&c), first);
	assert_int_not_equal(prandom_u32_state(&a), first);
	first = prandom_u32_state(&b);
	(void)first;
	prandom_bytes_state(&a, bytes, 5);
	first = prandom_u32_state(&b);
	assert_memory_equal(bytes, &first, 4);
}

static void uuids_from_text_and_chance(void **state)
{
	static const char text[] = "00112233-4455-6677-8899-AABBccddeeff";
	uuid_t u, v;
	guid_t g, h;
	char buf[40];

	assert_true(uuid_is_valid(text));
	assert_int_equal(uuid_parse(text, &u), 0);
	assert_int_equal(guid_parse(text, &g), 0);
	v = UUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff);
	h = GUID_INIT(0x00112233, 0x4455, 0x6677, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff);
	assert_true(uuid_equal(&u, &v));
	assert_true(guid_equal(&g, &h));
	scnprintf(buf, sizeof(buf), "%pU", &u);
	assert_string_equal(buf, "00112233-4455-6677-8899-aabbccddeeff");
	scnprintf(buf, sizeof(buf), "%pUL", &g);
	assert_string_equal(buf, "00112233-4455-6677-8899-AABBCCDDEEFF");
	assert_int_equal(uuid_parse("00112233-4455-6677-8899-aabbccddeef", &v), -EINVAL);
	assert_int_equal(uuid_parse("0011223344-55-6677-8899-aabbccddeeff", &v), -EINVAL);
	assert_true(uuid_equal(&u, &v));
	assert_true(uuid_is_null(&uuid_null));
	uuid_gen(&v);
	assert_int_equal(v.b[6] >> 4, 4);
	assert_int_equal(v.b[8] >> 6, 2);
	assert_false(uuid_equal(&u, &v));
	guid_gen(&h);
	assert_int_equal(h.b[7] >> 4, 4);
}

static void sizes_have_three_digits(void **state)
{
	static const struct {
		u64 size, block;
		enum string_size_units units;
		const char *text;
	} cases[] = {
		{0, 512, STRING_UNITS_10, "0 B"},
		{1, 512, STRING_UNITS_10, "512 B"},
		{1100, 1, STRING_UNITS_10, "1.10 kB"},
		{16384, 512, STRING_UNITS_2, "8.00 MiB"},
		{16384, 512, STRING_UNITS_10, "8.39 MB"},
		{500118192, 512, STRING_UNITS_2, "238 GiB"},
		{500118192, 512, STRING_UNITS_10, "256 GB"},
		{8192, 4096, STRING_UNITS_10, "33.6 MB"},
		{8192, 4096, STRING_UNITS_2, "32.0 MiB"},
	};
	char buf[24];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		string_get_size(cases[i].size, cases[i].block, cases[i].units, buf, sizeof(buf));
		assert_string_equal(buf, cases[i].text);
	}
}

static void words_for_truth_values(void **state)
{
	char text[8];

	assert_string_equal(str_on_off(true), "on");
	assert_string_equal(str_off_on(true), "off");
	assert_string_equal(str_enabled_disabled(false), "disabled");
	assert_string_equal(str_yes_no(true), "yes");
	assert_string_equal(str_plural(1), "");
	assert_string_equal(str_plural(0), "s");
	string_upper(text, "aB-9");
	assert_string_equal(text, "AB-9");
	string_lower(text, "aB-9");
	assert_string_equal(text, "ab-9");
	assert_true(isodigit('7') && !isodigit('8'));
	assert_int_equal(gcd(12, 18), 6);
	assert_int_equal(gcd(0, 5), 5);
	assert_int_equal(lcm(4, 6), 12);
	assert_int_equal(lcm(0, 6), 0);
	assert_int_equal(lcm_not_zero(0, 6), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_table_finds_what_is_in_it),
		cmocka_unit_test(hashes_are_those_that_are_published),
		MODEL_TEST(sorted_and_found),
		MODEL_TEST(sorted_list_keeps_the_order_of_equals),
		cmocka_unit_test(checksums_are_those_of_the_catalogue),
		cmocka_unit_test(random_numbers_stay_in_their_range),
		cmocka_unit_test(seed_decides_a_sequence),
		cmocka_unit_test(uuids_from_text_and_chance),
		cmocka_unit_test(sizes_have_three_digits),
		cmocka_unit_test(words_for_truth_values),
	};

	return cmocka_run_group_tests_name("helpers", tests, NULL, NULL);
}
