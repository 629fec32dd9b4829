/* SPDX-License-Identifier: MIT */
/*
 * Spreading numbers and pointers over the buckets of a hash table: a multiplication by 2^n over
 * the golden ratio, of which the highest bits are taken.
 */
#ifndef _LINUX_HASH_H
#define _LINUX_HASH_H

#include <linux/types.h>

#define GOLDEN_RATIO_32	   0x61C88647
#define GOLDEN_RATIO_64	   0x61C8864680B583EBull
#define GOLDEN_RATIO_PRIME GOLDEN_RATIO_64

/** hash_32() - Context: any; Return: @bits bits (1 to 32) made of a number */
static inline u32 hash_32(u32 val, unsigned int bits)
{
	return (val * (u32)GOLDEN_RATIO_32) >> (32 - bits);
}

/** hash_64() - see hash_32() */
static inline u32 hash_64(u64 val, unsigned int bits)
{
	return (u32)((val * GOLDEN_RATIO_64) >> (64 - bits));
}

#define hash_long(val, bits) hash_64((val), (bits))

/** hash_ptr() - see hash_32() */
static inline u32 hash_ptr(const void *ptr, unsigned int bits)
{
	return hash_long((unsigned long)ptr, bits);
}

/** hash32_ptr() - Context: any; Return: 32 bits made of a pointer, badly spread */
static inline u32 hash32_ptr(const void *ptr)
{
	unsigned long val = (unsigned long)ptr;

	return (u32)(val ^ val >> 32);
}

#endif /* _LINUX_HASH_H */
