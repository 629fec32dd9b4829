// SPDX-License-Identifier: MIT
/*
 * Cyclic redundancy checks, by half bytes: the table of a polynomial has 16 words, and so it can
 * stand here and needs no initialisation. Word i is what is left of i after four steps of the
 * division. (zlib's crc32() would fit crc32_le(), and none of the others.)
 */
#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/crc64.h>
#include <linux/crc7.h>
#include <linux/crc8.h>

/* Lowest bit first: the low half byte leaves, and the polynomial is written bit-reversed. */
#define DEFINE_LOW_FIRST(name, type, ...)                         \
	static type name(type crc, const u8 *p, size_t len)       \
	{                                                         \
		static const type table[16] = {__VA_ARGS__};      \
                                                                  \
		while (len--) {                                   \
			crc ^= *p++;                              \
			crc = (type)(crc >> 4) ^ table[crc & 15]; \
			crc = (type)(crc >> 4) ^ table[crc & 15]; \
		}                                                 \
		return crc;                                       \
	}

/* Highest bit first: the high half byte leaves. */
#define DEFINE_HIGH_FIRST(name, type, ...)                                 \
	static type name(type crc, const u8 *p, size_t len)                \
	{                                                                  \
		static const type table[16] = {__VA_ARGS__};               \
		const unsigned int bits = 8 * sizeof(type);                \
                                                                           \
		while (len--) {                                            \
			crc ^= (type)((type)*p++ << (bits - 8));           \
			crc = (type)(crc << 4) ^ table[crc >> (bits - 4)]; \
			crc = (type)(crc << 4) ^ table[crc >> (bits - 4)]; \
		}                                                          \
		return crc;                                                \
	}

/* x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1 */
DEFINE_LOW_FIRST(ethernet_low, u32, 0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190,
		 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c)
/* The same. */
DEFINE_HIGH_FIRST(ethernet_high, u32, 0x00000000, 0x04c11db7, 0x09823b6e, 0x0d4326d9, 0x130476dc,
		  0x17c56b6b, 0x1a864db2, 0x1e475005, 0x2608edb8, 0x22c9f00f, 0x2f8ad6d6,
		  0x2b4bcb61, 0x350c9b64, 0x31cd86d3, 0x3c8ea00a, 0x384fbdbd)
/* Castagnoli's 0x1edc6f41. */
DEFINE_LOW_FIRST(castagnoli, u32, 0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc,
		 0x5125dad3, 0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
		 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75)
/* x^16 + x^15 + x^2 + 1 */
DEFINE_LOW_FIRST(ansi, u16, 0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001,
		 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801, 0x4400)
/* x^16 + x^12 + x^5 + 1 */
DEFINE_LOW_FIRST(ccitt_low, u16, 0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
		 0x8408, 0x9489, 0xa50a, 0xb58b, 0xc60c, 0xd68d, 0xe70e, 0xf78f)
/* The same. */
DEFINE_HIGH_FIRST(ccitt_high, u16, 0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
		  0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef)
/* x^7 + x^3 + 1, in the high seven bits. */
DEFINE_HIGH_FIRST(mmc, u8, 0x00, 0x12, 0x24, 0x36, 0x48, 0x5a, 0x6c, 0x7e, 0x90, 0x82, 0xb4, 0xa6,
		  0xd8, 0xca, 0xfc, 0xee)

/* ECMA-182's 0x42f0e1eba9ea3693. */
DEFINE_HIGH_FIRST(ecma, u64, 0x0000000000000000ull, 0x42f0e1eba9ea3693ull, 0x85e1c3d753d46d26ull,
		  0xc711223cfa3e5bb5ull, 0x493366450e42ecdfull, 0x0bc387aea7a8da4cull,
		  0xccd2a5925d9681f9ull, 0x8e224479f47cb76aull, 0x9266cc8a1c85d9beull,
		  0xd0962d61b56fef2dull, 0x17870f5d4f51b498ull, 0x5577eeb6e6bb820bull,
		  0xdb55aacf12c73561ull, 0x99a54b24bb2d03f2ull, 0x5eb4691841135847ull,
		  0x1c4488f3e8f96ed4ull)
/* 0xad93d23594c93659, of NVMe. */
DEFINE_LOW_FIRST(rocksoft, u64, 0x0000000000000000ull, 0x78e0ff3b88be6f81ull, 0xf1c1fe77117cdf02ull,
		 0x8921014c99c2b083ull, 0xd75adabd7a6e2d6full, 0xafba2586f2d042eeull,
		 0x269b24ca6b12f26dull, 0x5e7bdbf1e3ac9decull, 0x9a6c9329ac4bc9b5ull,
		 0xe28c6c1224f5a634ull, 0x6bad6d5ebd3716b7ull, 0x134d926535897936ull,
		 0x4d364994d625e4daull, 0x35d6b6af5e9b8b5bull, 0xbcf7b7e3c7593bd8ull,
		 0xc41748d84fe75459ull)

u32 crc32_le(u32 crc, const void *p, size_t len)
{
	return ethernet_low(crc, p, len);
}
EXPORT_SYMBOL(crc32_le);

u32 crc32_be(u32 crc, const void *p, size_t len)
{
	return ethernet_high(crc, p, len);
}
EXPORT_SYMBOL(crc32_be);

u32 crc32c(u32 crc, const void *p, size_t len)
{
	return castagnoli(crc, p, len);
}
EXPORT_SYMBOL(crc32c);

u64 crc64_be(u64 crc, const void *p, size_t len)
{
	return ecma(crc, p, len);
}
EXPORT_SYMBOL_GPL(crc64_be);

u64 crc64_rocksoft_generic(u64 crc, const void *p, size_t len)
{
	return ~rocksoft(~crc, p, len);
}
EXPORT_SYMBOL_GPL(crc64_rocksoft_generic);

u16 crc16(u16 crc, const u8 *p, size_t len)
{
	return ansi(crc, p, len);
}
EXPORT_SYMBOL(crc16);

u16 crc_ccitt(u16 crc, const u8 *p, size_t len)
{
	return ccitt_low(crc, p, len);
}
EXPORT_SYMBOL(crc_ccitt);

u16 crc_itu_t(u16 crc, const u8 *p, size_t len)
{
	return ccitt_high(crc, p, len);
}
EXPORT_SYMBOL(crc_itu_t);

u8 crc7_be(u8 crc, const u8 *p, size_t len)
{
	return mmc(crc, p, len);
}
EXPORT_SYMBOL(crc7_be);

void crc8_populate_lsb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	for (unsigned int i = 0; i < CRC8_TABLE_SIZE; i++) {
		unsigned int x = i;

		for (int step = 0; step < 8; step++)
			x = x >> 1 ^ (x & 1 ? polynomial : 0);
		table[i] = (u8)x;
	}
}
EXPORT_SYMBOL(crc8_populate_lsb);

void crc8_populate_msb(u8 table[CRC8_TABLE_SIZE], u8 polynomial)
{
	for (unsigned int i = 0; i < CRC8_TABLE_SIZE; i++) {
		unsigned int x = i;

		for (int step = 0; step < 8; step++)
			x = (x << 1 ^ (x & 0x80 ? polynomial : 0)) & 0xff;
		table[i] = (u8)x;
	}
}
EXPORT_SYMBOL(crc8_populate_msb);

u8 crc8(const u8 table[CRC8_TABLE_SIZE], const u8 *pdata, size_t nbytes, u8 crc)
{
	while (nbytes--)
		crc = table[crc ^ *pdata++];
	return crc;
}
EXPORT_SYMBOL(crc8);
