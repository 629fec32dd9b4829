// SPDX-License-Identifier: MIT
/* What %p and its letters make of things; checksums, hashes, and words. */
#include <linux/bitmap.h>
#include <linux/crc-ccitt.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/string_helpers.h>
#include <linux/uuid.h>

#include "case.h"

TC_CASE(format_addresses)
{
	static const u8 b[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0xff, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1};
	static const u8 v4[4] = {1, 22, 133, 4};
	phys_addr_t phys = 0x1234;
	dma_addr_t dma = 0xfffff;
	u32 fourcc = 0x34324742;

	tc_log("%pM %pm %pMF %pMR %pmR", b, b, b, b, b);
	tc_log("%*ph %*phC %*phD %*phN", 3, b, 3, b, 3, b, 3, b);
	tc_log("%pI4 %pi4 %pI4h %pI4l %pI4n %pI4b", v4, v4, v4, v4, v4, v4);
	tc_log("%pI6 %pi6 %pI6c", b, b, b);
	tc_log("[%15pI4] [%-15pI4]", v4, v4);
	tc_log("%pa %pap %pad", &phys, &phys, &dma);
	tc_log("%pU %pUb %pUB %pUl %pUL", b, b, b, b, b);
	tc_log("%p4cc", &fourcc);
	tc_log("%pe %pe", ERR_PTR(-EIO), ERR_PTR(-EPROBE_DEFER));
}

TC_CASE(format_bitmaps)
{
	DECLARE_BITMAP(map, 70);

	bitmap_zero(map, 70);
	tc_log("[%*pbl] [%*pb]", 70, map, 70, map);
	bitmap_set(map, 0, 3);
	bitmap_set(map, 36, 1);
	bitmap_set(map, 68, 2);
	tc_log("[%*pbl] [%*pb]", 70, map, 70, map);
	tc_log("[%*pbl] [%*pb]", 3, map, 3, map);
}

TC_CASE(format_of_wrong_pointers)
{
	static char buf[64];

	snprintf(buf, sizeof(buf), "%pM", NULL);
	tc_log("%s", buf);
	snprintf(buf, sizeof(buf), "%pI4", (void *)8);
	tc_log("%s", buf);
	snprintf(buf, sizeof(buf), "%*ph", 3, NULL);
	tc_log("%s", buf);
	snprintf(buf, sizeof(buf), "[%*pbl]", 8, NULL);
	tc_log("%s", buf);
}

TC_CASE(checksums_and_hashes)
{
	static const u8 text[] = "123456789";
	u32 words[3] = {1, 2, 3};

	tc_log("%x %x %x", ~crc32_le(~0u, text, 9), ~crc32_be(~0u, text, 9), crc32(7, text, 9));
	tc_log("%x %x", crc16(0, text, 9), crc_ccitt(0xffff, text, 9));
	tc_log("%x %x %x", jhash(text, 9, 5), jhash2(words, 3, 5), jhash_3words(1, 2, 3, 5));
	tc_log("%x %x", jhash_2words(1, 2, 5), jhash_1word(1, 5));
}

TC_CASE(sizes_for_people)
{
	static const u64 sizes[] = {0,	  1,	999,   1000,   1023,  1024,
				    1100, 9999, 99999, 999500, 16384, 500118192};
	static char buf[24];
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		string_get_size(sizes[i], 1, STRING_UNITS_10, buf, sizeof(buf));
		tc_log("%s", buf);
		string_get_size(sizes[i], 512, STRING_UNITS_2, buf, sizeof(buf));
		tc_log("%s", buf);
	}
}

TC_CASE(digits_and_uuids)
{
	static char buf[16];
	u8 bytes[2];
	uuid_t u;
	guid_t g;

	tc_log("%d %d %d", hex_to_bin('f'), hex_to_bin('G'), hex_to_bin('@'));
	tc_log("%d", hex2bin(bytes, "a0Fg", 2));
	tc_log("%d %x %x", hex2bin(bytes, "a0Ff", 2), bytes[0], bytes[1]);
	*bin2hex(buf, "\x1e\x2f", 2) = 0;
	tc_log("%s", buf);
	tc_log("%d", uuid_parse("00112233-4455-6677-8899-AABBccddeeff", &u));
	tc_log("%pUb", &u);
	tc_log("%d", guid_parse("00112233-4455-6677-8899-AABBccddeeff", &g));
	tc_log("%pUl %*ph", &g, 16, &g);
	tc_log("%d", uuid_parse("0011223-34455-6677-8899-AABBccddeeff", &u));
	tc_log("%d %d", uuid_is_valid("00112233-4455-6677-8899-AABBccddeeff x"),
	       uuid_is_valid("00112233"));
}
