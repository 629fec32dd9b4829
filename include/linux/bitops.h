/* SPDX-License-Identifier: MIT */
/*
 * Bit operations on arrays of unsigned long. Those without underscores are atomic; the
 * test_and_ ones are full barriers, set_bit() and clear_bit() order nothing, as in Linux.
 */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/rwonce.h>

#define BITS_PER_TYPE(type) (sizeof(type) * 8)
#define BITS_TO_LONGS(nr)   (((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)

/* The word that holds bit @nr; the pointer may be const, volatile, or both. */
#define __bit_word(nr, addr) ((unsigned long *)(addr) + (nr) / BITS_PER_LONG)
#define __bit_mask(nr)	     (1UL << ((nr) % BITS_PER_LONG))

/**
 * set_bit() - and its family: one bit of an array of unsigned long
 * @nr: which bit, from 0; may lie beyond the first word
 * @addr: the array
 *
 *	set_bit(), clear_bit(), change_bit()	atomic, no order
 *	test_and_set_bit() ...			atomic, full barrier
 *	test_and_set_bit_lock()			atomic, acquire; pairs with
 *	clear_bit_unlock()			atomic, release
 *	test_bit(), test_bit_acquire()		one load, no order; acquire
 *	__set_bit() ...				plain: the caller keeps others out
 *
 * Context: any, signal handlers too. Return: test_...: whether the bit was set.
 * Follows Linux 6.12.
 */
static __always_inline void set_bit(long nr, volatile unsigned long *addr)
{
	(void)arch_fetch_or(__bit_word(nr, addr), __bit_mask(nr), __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(long nr, volatile unsigned long *addr)
{
	(void)arch_fetch_and(__bit_word(nr, addr), ~__bit_mask(nr), __ATOMIC_RELAXED);
}

static __always_inline void change_bit(long nr, volatile unsigned long *addr)
{
	(void)arch_fetch_xor(__bit_word(nr, addr), __bit_mask(nr), __ATOMIC_RELAXED);
}

static __always_inline bool test_and_set_bit(long nr, volatile unsigned long *addr)
{
	return (arch_fetch_or(__bit_word(nr, addr), __bit_mask(nr), __ATOMIC_SEQ_CST) &
		__bit_mask(nr)) != 0;
}

static __always_inline bool test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	return (arch_fetch_and(__bit_word(nr, addr), ~__bit_mask(nr), __ATOMIC_SEQ_CST) &
		__bit_mask(nr)) != 0;
}

static __always_inline bool test_and_change_bit(long nr, volatile unsigned long *addr)
{
	return (arch_fetch_xor(__bit_word(nr, addr), __bit_mask(nr), __ATOMIC_SEQ_CST) &
		__bit_mask(nr)) != 0;
}

static __always_inline bool test_and_set_bit_lock(long nr, volatile unsigned long *addr)
{
	return (arch_fetch_or(__bit_word(nr, addr), __bit_mask(nr), __ATOMIC_ACQUIRE) &
		__bit_mask(nr)) != 0;
}

static __always_inline void clear_bit_unlock(long nr, volatile unsigned long *addr)
{
	(void)arch_fetch_and(__bit_word(nr, addr), ~__bit_mask(nr), __ATOMIC_RELEASE);
}

static __always_inline bool test_bit(long nr, const volatile unsigned long *addr)
{
	return (READ_ONCE(*__bit_word(nr, addr)) & __bit_mask(nr)) != 0;
}

static __always_inline bool test_bit_acquire(long nr, const volatile unsigned long *addr)
{
	return (arch_load(__bit_word(nr, addr), __ATOMIC_ACQUIRE) & __bit_mask(nr)) != 0;
}

/* Not atomic: the caller keeps others out. */
static __always_inline void __set_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(nr, addr) |= __bit_mask(nr);
}

static __always_inline void __clear_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(nr, addr) &= ~__bit_mask(nr);
}

static __always_inline void __change_bit(long nr, volatile unsigned long *addr)
{
	*__bit_word(nr, addr) ^= __bit_mask(nr);
}

static __always_inline bool __test_and_set_bit(long nr, volatile unsigned long *addr)
{
	bool old = (*__bit_word(nr, addr) & __bit_mask(nr)) != 0;

	__set_bit(nr, addr);
	return old;
}

static __always_inline bool __test_and_clear_bit(long nr, volatile unsigned long *addr)
{
	bool old = (*__bit_word(nr, addr) & __bit_mask(nr)) != 0;

	__clear_bit(nr, addr);
	return old;
}

#define __assign_bit(nr, addr, value) \
	((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))
#define assign_bit(nr, addr, value) ((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))

/* Index of the lowest set bit; undefined for 0. */
static __always_inline unsigned long __ffs(unsigned long word)
{
	return (unsigned long)__builtin_ctzl(word);
}

/* Index of the highest set bit; undefined for 0. */
static __always_inline unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - (unsigned long)__builtin_clzl(word);
}

#define ffz(word) __ffs(~(unsigned long)(word))

/* Counted from 1; 0 for no bit. fls() is not in libc; ffs() is, as the same function. */
static __always_inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline int fls64(__u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static __always_inline int fls_long(unsigned long x)
{
	return fls64(x);
}

#define hweight8(x)	((unsigned int)__builtin_popcount((x)&0xffU))
#define hweight16(x)	((unsigned int)__builtin_popcount((x)&0xffffU))
#define hweight32(x)	((unsigned int)__builtin_popcount(x))
#define hweight64(x)	((unsigned long)__builtin_popcountll(x))
#define hweight_long(x) ((unsigned long)__builtin_popcountl(x))

/* Rotate left, right, by @shift bits. */
static inline __u32 rol32(__u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> ((-shift) & 31));
}

static inline __u32 ror32(__u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << ((-shift) & 31));
}

/* Bit @index of @value (from 0) is its sign. */
static inline __s32 sign_extend32(__u32 value, int index)
{
	__u8 shift = (__u8)(31 - index);

	return (__s32)(value << shift) >> shift;
}

/**
 * find_next_bit() - the next set bit of an array; find_next_zero_bit(): the next that is clear
 * @addr: the array
 * @size: bits in it
 * @offset: where to begin, bits from 0
 *
 * Without a lock: each word is read once. find_first_bit() and the like begin at 0,
 * find_last_bit() at the end; for_each_set_bit() visits all, lowest first.
 *
 * Context: any. Return: its number, or @size if there is none. Follows Linux 6.12.
 */
static inline unsigned long find_next_bit(const unsigned long *addr, unsigned long size,
					  unsigned long offset)
{
	while (offset < size) {
		unsigned long word = READ_ONCE(addr[offset / BITS_PER_LONG]) &
				     (~0UL << (offset % BITS_PER_LONG));

		if (word) {
			offset = offset / BITS_PER_LONG * BITS_PER_LONG + __ffs(word);
			return offset < size ? offset : size;
		}
		offset = (offset / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return size;
}

static inline unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
					       unsigned long offset)
{
	while (offset < size) {
		unsigned long word = ~READ_ONCE(addr[offset / BITS_PER_LONG]) &
				     (~0UL << (offset % BITS_PER_LONG));

		if (word) {
			offset = offset / BITS_PER_LONG * BITS_PER_LONG + __ffs(word);
			return offset < size ? offset : size;
		}
		offset = (offset / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return size;
}

#define find_first_bit(addr, size)	find_next_bit((addr), (size), 0)
#define find_first_zero_bit(addr, size) find_next_zero_bit((addr), (size), 0)

static inline unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	for (unsigned long i = size; i-- > 0;)
		if (test_bit((long)i, addr))
			return i;
	return size;
}

#define for_each_set_bit(bit, addr, size)                            \
	for ((bit) = find_first_bit((addr), (size)); (bit) < (size); \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_set_bit_from(bit, addr, size)                             \
	for ((bit) = find_next_bit((addr), (size), (bit)); (bit) < (size); \
	     (bit) = find_next_bit((addr), (size), (bit) + 1))
#define for_each_clear_bit(bit, addr, size)                               \
	for ((bit) = find_first_zero_bit((addr), (size)); (bit) < (size); \
	     (bit) = find_next_zero_bit((addr), (size), (bit) + 1))

#endif /* _LINUX_BITOPS_H */
