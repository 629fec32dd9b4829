/* SPDX-License-Identifier: MIT */
/*
 * Looking for bits in arrays of unsigned long. Nothing here takes a lock: each word is read once.
 */
#ifndef _LINUX_FIND_H
#define _LINUX_FIND_H

#include <linux/bitops.h>

/* The next bit that is set in @word, an expression of the index __i; @nbits if there is none. */
#define __find_next(word, nbits, offset)                                             \
	__extension__({                                                              \
		unsigned long __at = (offset), __nbits = (nbits);                    \
                                                                                     \
		while (__at < __nbits) {                                             \
			unsigned long __i = __at / BITS_PER_LONG;                    \
			unsigned long __w = (word) & (~0UL << __at % BITS_PER_LONG); \
                                                                                     \
			if (__w) {                                                   \
				__at = __i * BITS_PER_LONG + __ffs(__w);             \
				break;                                               \
			}                                                            \
			__at = (__i + 1) * BITS_PER_LONG;                            \
		}                                                                    \
		__at < __nbits ? __at : __nbits;                                     \
	})

/**
 * find_next_bit() - the next set bit of an array
 * @addr: the array
 * @size: bits in it
 * @offset: where to begin, bits from 0
 *
 *	find_next_zero_bit()		the next that is clear
 *	find_next_and_bit()		set in both of two arrays
 *	find_next_andnot_bit()		set in the first and clear in the second
 *	find_next_or_bit()		set in either
 *	find_first_bit() ...		begin at 0
 *	find_last_bit()			begins at the end
 *	find_next_bit_wrap()		goes on at 0, up to @offset
 *	find_nth_bit()			counts set bits from 0; of find_nth_and_bit() and
 *	find_nth_andnot_bit()		those that are set in both, in the first alone
 *
 * Context: any. Return: its number, or @size if there is none. Follows Linux 6.12.
 */
static inline unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
					  unsigned long offset)
{
	return __find_next(READ_ONCE(addr[__i]), size, offset);
}

static inline unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
					       unsigned long offset)
{
	return __find_next(~READ_ONCE(addr[__i]), size, offset);
}

static inline unsigned long find_next_and_bit(const unsigned long *a, const unsigned long *b,
					      unsigned long size, unsigned long offset)
{
	return __find_next(READ_ONCE(a[__i]) & READ_ONCE(b[__i]), size, offset);
}

static inline unsigned long find_next_andnot_bit(const unsigned long *a, const unsigned long *b,
						 unsigned long size, unsigned long offset)
{
	return __find_next(READ_ONCE(a[__i]) & ~READ_ONCE(b[__i]), size, offset);
}

static inline unsigned long find_next_or_bit(const unsigned long *a, const unsigned long *b,
					     unsigned long size, unsigned long offset)
{
	return __find_next(READ_ONCE(a[__i]) | READ_ONCE(b[__i]), size, offset);
}

#define find_first_bit(addr, size)	  find_next_bit((addr), (size), 0)
#define find_first_zero_bit(addr, size)	  find_next_zero_bit((addr), (size), 0)
#define find_first_and_bit(a, b, size)	  find_next_and_bit((a), (b), (size), 0)
#define find_first_andnot_bit(a, b, size) find_next_andnot_bit((a), (b), (size), 0)

static inline unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	for (unsigned long i = size; i-- > 0;)
		if (test_bit((long)i, addr))
			return i;
	return size;
}

static inline unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
					       unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size || !offset)
		return bit;
	bit = find_next_bit(addr, offset, 0);
	return bit < offset ? bit : size;
}

/* Of a walk that began at @start: the next one from @n on, which has gone round if not over it. */
static inline unsigned long __find_next_around(const unsigned long *addr, unsigned long size,
					       unsigned long start, unsigned long n)
{
	unsigned long bit;

	if (n > start) {
		bit = find_next_bit(addr, size, n);
		if (bit < size)
			return bit;
		n = 0;
	}
	bit = find_next_bit(addr, start, n);
	return bit < start ? bit : size;
}

/* Passes over @n bits, each found by @next, an expression of __bit. */
#define __find_nth(next, n, size)                                  \
	__extension__({                                            \
		unsigned long __bit = 0, __left = (n);             \
                                                                   \
		while (__bit = (next), __bit < (size) && __left--) \
			__bit++;                                   \
		__bit;                                             \
	})

static inline unsigned long find_nth_bit(const unsigned long *addr, unsigned long size,
					 unsigned long n)
{
	return __find_nth(find_next_bit(addr, size, __bit), n, size);
}

static inline unsigned long find_nth_and_bit(const unsigned long *a, const unsigned long *b,
					     unsigned long size, unsigned long n)
{
	return __find_nth(find_next_and_bit(a, b, size, __bit), n, size);
}

static inline unsigned long find_nth_andnot_bit(const unsigned long *a, const unsigned long *b,
						unsigned long size, unsigned long n)
{
	return __find_nth(find_next_andnot_bit(a, b, size, __bit), n, size);
}

/**
 * find_next_clump8() - the next byte of an array that is not 0
 * @clump: the byte
 * @addr: the array
 * @size: bits in it
 * @offset: where to begin, bits from 0
 *
 * Context: any. Return: number of its first bit, or @size. Follows Linux 6.12.
 */
static inline unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
					     unsigned long size, unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit == size)
		return size;
	bit &= ~7UL;
	*clump = addr[bit / BITS_PER_LONG] >> bit % BITS_PER_LONG & 0xff;
	return bit;
}

#define find_first_clump8(clump, addr, size) find_next_clump8((clump), (addr), (size), 0)

/* As long as @next, an expression of @bit, finds one. */
#define __for_each_found(bit, start, next, size) \
	for ((bit) = (start); (bit) = (next), (bit) < (size); (bit)++)

/** for_each_set_bit() - all set bits of @size, lowest first; and so the like; _from: from @bit on */
#define for_each_set_bit(bit, addr, size) \
	__for_each_found(bit, 0, find_next_bit((addr), (size), (bit)), size)
#define for_each_set_bit_from(bit, addr, size) \
	__for_each_found(bit, bit, find_next_bit((addr), (size), (bit)), size)
#define for_each_clear_bit(bit, addr, size) \
	__for_each_found(bit, 0, find_next_zero_bit((addr), (size), (bit)), size)
#define for_each_clear_bit_from(bit, addr, size) \
	__for_each_found(bit, bit, find_next_zero_bit((addr), (size), (bit)), size)
#define for_each_and_bit(bit, a, b, size) \
	__for_each_found(bit, 0, find_next_and_bit((a), (b), (size), (bit)), size)
#define for_each_andnot_bit(bit, a, b, size) \
	__for_each_found(bit, 0, find_next_andnot_bit((a), (b), (size), (bit)), size)
#define for_each_or_bit(bit, a, b, size) \
	__for_each_found(bit, 0, find_next_or_bit((a), (b), (size), (bit)), size)

/** for_each_set_bit_wrap() - all set bits, from @start round to before it */
#define for_each_set_bit_wrap(bit, addr, size, start)                             \
	for ((bit) = find_next_bit_wrap((addr), (size), (start)); (bit) < (size); \
	     (bit) = __find_next_around((addr), (size), (start), (bit) + 1))

/** for_each_set_bitrange() - all runs of set bits: from @b to before @e; and of clear ones */
#define for_each_set_bitrange(b, e, addr, size)                              \
	for ((b) = 0; (b) = find_next_bit((addr), (size), (b)),              \
	    (e) = find_next_zero_bit((addr), (size), (b) + 1), (b) < (size); \
	     (b) = (e) + 1)
#define for_each_clear_bitrange(b, e, addr, size)                       \
	for ((b) = 0; (b) = find_next_zero_bit((addr), (size), (b)),    \
	    (e) = find_next_bit((addr), (size), (b) + 1), (b) < (size); \
	     (b) = (e) + 1)

#define for_each_set_clump8(start, clump, bits, size)                                 \
	for ((start) = find_first_clump8(&(clump), (bits), (size)); (start) < (size); \
	     (start) = find_next_clump8(&(clump), (bits), (size), (start) + 8))

#endif /* _LINUX_FIND_H */
