/* SPDX-License-Identifier: MIT */
/* Bob Jenkins' hash of 2006 ("lookup3", in the public domain). */
#ifndef _LINUX_JHASH_H
#define _LINUX_JHASH_H

#include <linux/bitops.h>
#include <linux/types.h>
#include <linux/unaligned.h>

#define jhash_size(n) ((u32)1 << (n))
#define jhash_mask(n) (jhash_size(n) - 1)
#define JHASH_INITVAL 0xdeadbeef

#define __jhash_mix(a, b, c)       \
	do {                       \
		a -= c;            \
		a ^= rol32(c, 4);  \
		c += b;            \
		b -= a;            \
		b ^= rol32(a, 6);  \
		a += c;            \
		c -= b;            \
		c ^= rol32(b, 8);  \
		b += a;            \
		a -= c;            \
		a ^= rol32(c, 16); \
		c += b;            \
		b -= a;            \
		b ^= rol32(a, 19); \
		a += c;            \
		c -= b;            \
		c ^= rol32(b, 4);  \
		b += a;            \
	} while (0)

#define __jhash_final(a, b, c)     \
	do {                       \
		c ^= b;            \
		c -= rol32(b, 14); \
		a ^= c;            \
		a -= rol32(c, 11); \
		b ^= a;            \
		b -= rol32(a, 25); \
		c ^= b;            \
		c -= rol32(b, 16); \
		a ^= c;            \
		a -= rol32(c, 4);  \
		b ^= a;            \
		b -= rol32(a, 14); \
		c ^= b;            \
		c -= rol32(b, 24); \
	} while (0)

/**
 * jhash() - 32 bits made of any key
 * @key: the bytes
 * @length: how many
 * @initval: of an earlier hash, or any number
 *
 * Context: any. Return: the hash. Follows Linux 6.12.
 */
static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a = JHASH_INITVAL + length + initval, b = a, c = a;
	u8 last[12] = {0};
	const u8 *k = key;

	for (; length > 12; length -= 12, k += 12) {
		a += get_unaligned_le32(k);
		b += get_unaligned_le32(k + 4);
		c += get_unaligned_le32(k + 8);
		__jhash_mix(a, b, c);
	}
	if (!length)
		return c;
	__builtin_memcpy(last, k, length);
	a += get_unaligned_le32(last);
	b += get_unaligned_le32(last + 4);
	c += get_unaligned_le32(last + 8);
	__jhash_final(a, b, c);
	return c;
}

/** jhash2() - jhash() of @length 32-bit words */
static inline u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	return jhash(k, length * 4, initval);
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

/** jhash_3words() - jhash() of three words; and so of two and of one */
static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif /* _LINUX_JHASH_H */
