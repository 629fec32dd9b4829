// SPDX-License-Identifier: MIT
/* Bitmaps from text and to text, and what moves bits about. */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/kernel.h>

#include "case.h"

#define BITS 100

static DECLARE_BITMAP(map, 128);

static void parse(const char *text, int nbits)
{
	int err = bitmap_parse(text, UINT_MAX, map, nbits);

	/* What is in it after a failure is nobody's business. */
	if (err)
		tc_log("'%s' to %d bits: %d", text, nbits, err);
	else
		tc_log("'%s' to %d bits: %*pb", text, nbits, nbits, map);
}

TC_CASE(bitmaps_from_words)
{
	static const char *const texts[] = {
		"",	    " ",	 "\n",	       ",",	     ",,",	    "0",
		"1",	    "ff",	 "FF",	       "0x1",	     "g",	    "1,2",
		"1,,5",	    ",44",	 "44,",	       "1, 2",	     "1 ,2",	    "1 2",
		" 1",	    "1 ",	 "1\n",	       "1\n2",	     "\n1",	    "1,\n",
		"12345678", "123456789", "f,ffffffff", "1,00000000", "10,00000000", "0,0",
		"0,0,0",    "0,0,0,0",	 "0,0,0,0,0",  "f,0,0,0",    "10,0,0,0",    "1-2",
		"-1",	    "1,g",	 "g,1",	       "80000000",   "00000000000", "1\t,\t1",
		"1;1",
	};
	static const int sizes[] = {1, 4, 31, 32, 33, 36, 64, 65, 100};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++)
			parse(texts[i], sizes[j]);
}

TC_CASE(bitmaps_from_words_of_a_length)
{
	for (unsigned int len = 0; len <= 8; len++) {
		int err = bitmap_parse("12,34\n56", len, map, BITS);

		tc_log("%u bytes: %d %*pb", len, err, BITS, map);
	}
}

TC_CASE(bitmaps_from_lists)
{
	static const char *const texts[] = {
		"",
		" ",
		"\n",
		",",
		"0",
		"5",
		"0,1",
		"0-3",
		"0-3,7",
		"3-0",
		"3-3",
		"0-",
		"-3",
		"--",
		"0--3",
		"0-3-5",
		"99",
		"100",
		"N",
		"n",
		"0-N",
		"N-0",
		"N-N",
		"5-N",
		"all",
		"ALL",
		"All",
		"all,",
		"allx",
		"al",
		"all:1/2",
		"all-5",
		"0-9:1/2",
		"0-9:2/2",
		"0-9:3/2",
		"0-9:0/2",
		"0-9:1/0",
		"0-9:0/0",
		"0-9:1",
		"0-9:",
		"0-9:/2",
		"0-9:1/",
		"5:1/2",
		"0-9:N/N",
		"0-9:1/N",
		"0-99:2/10",
		"0-100:2/10",
		"1 2",
		"1 , 2",
		" 1",
		"1 ",
		"1\n2",
		"1\t2",
		"1,,2",
		",1",
		"1,",
		"a",
		"0xa",
		"1a",
		"010",
		"1;2",
		"1.2",
		"+1",
		"4294967295",
		"4294967296",
		"18446744073709551616",
		"99999999999999999999999",
		"0-4294967295",
		"0-4294967296",
		"0-9:4294967295/4294967295",
		"0-9:1/4294967296",
		"0 -3",
		"0- 3",
		"0-3 :1/2",
		"0-3: 1/2",
		"0-3:1/2x",
		"0-3:1/2,",
		"N1",
		"1N",
		"0-3,a",
		"100,a",
		"a,100",
		"all,100",
		"0-3:1/2:1/2",
		"0-3/2",
		"3-0,100",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int err = bitmap_parselist(texts[i], map, BITS);

		if (err)
			tc_log("'%s': %d", texts[i], err);
		else
			tc_log("'%s': %*pbl", texts[i], BITS, map);
	}
}

TC_CASE(bitmaps_to_text)
{
	static const char *const texts[] = {"", "0", "0-99", "3,5,7-9,98-99", "31-33", "64-N:1/2"};
	char *page = (char *)__get_free_page(GFP_KERNEL);

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int n;

		bitmap_zero(map, 128);
		n = bitmap_parselist(texts[i], map, BITS);
		tc_log("%d [%*pb] [%*pbl] [%*pb] [%*pbl]", n, BITS, map, BITS, map, 33, map, 4,
		       map);
		n = bitmap_print_to_pagebuf(true, page, map, BITS);
		tc_log("%d %s", n, page);
		n = bitmap_print_to_pagebuf(false, page, map, BITS);
		tc_log("%d %s", n, page);
	}
	bitmap_fill(map, BITS);
	for (int room = 0; room < 6; room++) {
		int n = bitmap_print_to_pagebuf(true, page + PAGE_SIZE - 6 + room, map, BITS);

		tc_log("room %d: %d", 6 - room, n);
	}
	free_page((unsigned long)page);
}

TC_CASE(cpumasks_from_text)
{
	static const char *const texts[] = {"", "0", "1", "0-1", "2", "3", "all", "N", "x"};
	struct cpumask mask;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int err = cpulist_parse(texts[i], &mask);
		int weight = err ? -1 : (int)cpumask_weight(&mask);

		tc_log("list '%s': %d %d", texts[i], !!err, weight);
	}
}

TC_CASE(walks_of_cpus)
{
	static const char *const texts[] = {"", "0", "1", "0-1"};
	struct cpumask a, b;
	unsigned int cpu;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			if (cpulist_parse(texts[i], &a) || cpulist_parse(texts[j], &b))
				continue;
			tc_log("%s and %s: last %d, none %d, next of both %d, but 0 %d, full %d",
			       texts[i], texts[j], cpumask_last(&a) < nr_cpu_ids,
			       cpumask_first_zero(&a) >= nr_cpu_ids,
			       cpumask_next_and(0, &a, &b) < nr_cpu_ids,
			       cpumask_any_but(&a, 0) < nr_cpu_ids, cpumask_full(&a));
			for_each_cpu_and(cpu, &a, &b) tc_log("both %u", cpu);
			for_each_cpu_andnot(cpu, &a, &b) tc_log("one %u", cpu);
			for_each_cpu_wrap(cpu, &a, 1) tc_log("round %u", cpu);
			cpumask_xor(&a, &a, &b);
			tc_log("differ %u", cpumask_weight(&a));
		}
}

TC_CASE(bits_moved_by_bitmaps)
{
	static const char *const sets[] = {"", "0", "0-3", "4-7", "30-31,60-70", "0-99:1/3", "99"};
	DECLARE_BITMAP(old, BITS);
	DECLARE_BITMAP(new, BITS);
	DECLARE_BITMAP(dst, BITS);

	tc_log("%d", bitmap_parselist("0-99:2/5", map, BITS));
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sets); j++) {
			if (bitmap_parselist(sets[i], old, BITS) ||
			    bitmap_parselist(sets[j], new, BITS))
				continue;
			bitmap_remap(dst, map, old, new, BITS);
			tc_log("%s to %s: %*pbl; 0 to %d, 5 to %d, 31 to %d, 100 to %d", sets[i],
			       sets[j], BITS, dst, bitmap_bitremap(0, old, new, BITS),
			       bitmap_bitremap(5, old, new, BITS),
			       bitmap_bitremap(31, old, new, BITS),
			       bitmap_bitremap(100, old, new, BITS));
			bitmap_replace(dst, map, new, old, BITS);
			tc_log("replaced: %*pbl", BITS, dst);
		}
	for (unsigned int first = 0; first <= 90; first += 30)
		for (unsigned int cut = 0; cut <= 10; cut += 5) {
			bitmap_cut(dst, map, first, cut, BITS);
			tc_log("cut %u from %u: %*pbl", cut, first, BITS, dst);
		}
	bitmap_copy(dst, map, BITS);
	bitmap_remap(dst, dst, map, map, BITS);
	tc_log("in place: %d", bitmap_equal(dst, map, BITS));
}

TC_CASE(bitmaps_and_arrays)
{
	u32 words[5];

	memset(words, 0xa5, sizeof(words));
	tc_log("%d", bitmap_parselist("0-99:2/5", map, BITS));
	bitmap_to_arr32(words, map, 70);
	tc_log("%x %x %x %x", words[0], words[1], words[2], words[3]);
	memset(words, 0xff, sizeof(words));
	memset(map, 0xff, sizeof(map));
	bitmap_from_arr32(map, words, 70);
	tc_log("%lx %lx", map[0], map[1]);
	bitmap_zero(map, 128);
	for (int order = 0; order < 6; order++)
		tc_log("order %d: %d", order, bitmap_find_free_region(map, BITS, order));
	tc_log("taken %d", bitmap_allocate_region(map, 0, 0));
	bitmap_release_region(map, 0, 0);
	tc_log("free %d", bitmap_allocate_region(map, 0, 0));
	tc_log("%*pbl", BITS, map);
}
