/* SPDX-License-Identifier: MIT */
/*
 * Bit operations on arrays of unsigned long. Those without underscores are atomic; the
 * test_and_ ones are full barriers, set_bit() and clear_bit() order nothing, as in Linux.
 */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/log2.h>
#include <linux/types.h>
#include <asm/atomic.h>
#include <asm/rwonce.h>

#include <strings.h> /* ffs() */

#define BITS_PER_TYPE(type) (sizeof(type) * 8)
#define BITS_TO_LONGS(nr)   (((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define BITS_TO_U64(nr)	    (((nr) + 63) / 64)
#define BITS_TO_U32(nr)	    (((nr) + 31) / 32)
#define BITS_TO_BYTES(nr)   (((nr) + 7) / 8)

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

static __always_inline bool __test_and_change_bit(long nr, volatile unsigned long *addr)
{
	bool old = (*__bit_word(nr, addr) & __bit_mask(nr)) != 0;

	__change_bit(nr, addr);
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

static inline __u64 rol64(__u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> ((-shift) & 63));
}

static inline __u64 ror64(__u64 word, unsigned int shift)
{
	return (word >> (shift & 63)) | (word << ((-shift) & 63));
}

static inline __u16 rol16(__u16 word, unsigned int shift)
{
	return (__u16)((word << (shift & 15)) | (word >> ((-shift) & 15)));
}

static inline __u16 ror16(__u16 word, unsigned int shift)
{
	return (__u16)((word >> (shift & 15)) | (word << ((-shift) & 15)));
}

static inline __u8 rol8(__u8 word, unsigned int shift)
{
	return (__u8)((word << (shift & 7)) | (word >> ((-shift) & 7)));
}

static inline __u8 ror8(__u8 word, unsigned int shift)
{
	return (__u8)((word >> (shift & 7)) | (word << ((-shift) & 7)));
}

/* Bit @index of @value (from 0) is its sign. */
static inline __s32 sign_extend32(__u32 value, int index)
{
	__u8 shift = (__u8)(31 - index);

	return (__s32)(value << shift) >> shift;
}

static inline __s64 sign_extend64(__u64 value, int index)
{
	__u8 shift = (__u8)(63 - index);

	return (__s64)(value << shift) >> shift;
}

/* Index of the lowest set bit, 64 bits wide on any machine; undefined for 0. */
static __always_inline unsigned long __ffs64(__u64 word)
{
	return (unsigned long)__builtin_ctzll(word);
}

/* Of memory that a hypervisor shares: all of ours are atomic against everybody. */
#define sync_set_bit(nr, addr)		  set_bit((nr), (addr))
#define sync_clear_bit(nr, addr)	  clear_bit((nr), (addr))
#define sync_change_bit(nr, addr)	  change_bit((nr), (addr))
#define sync_test_bit(nr, addr)		  test_bit((nr), (addr))
#define sync_test_and_set_bit(nr, addr)	  test_and_set_bit((nr), (addr))
#define sync_test_and_clear_bit(nr, addr) test_and_clear_bit((nr), (addr))

/* Clear @mask and set @bits of *@ptr at once; the value is the former one. */
#define set_mask_bits(ptr, mask, bits)                                              \
	__extension__({                                                             \
		__typeof__(*(ptr)) __old = READ_ONCE(*(ptr));                       \
		const __typeof__(*(ptr)) __mask = (mask), __bits = (bits);          \
                                                                                    \
		while (!arch_try_cmpxchg((ptr), &__old, (__old & ~__mask) | __bits, \
					 __ATOMIC_SEQ_CST))                         \
			;                                                           \
		__old;                                                              \
	})

/* As many bits as @count needs: get_bitmask_order(8) is 4. */
static inline int get_bitmask_order(unsigned int count)
{
	return fls(count);
}

/* Set bits modulo 2. */
#define parity8(x) ((bool)__builtin_parity((x)&0xffU))

#include <linux/find.h>

#endif /* _LINUX_BITOPS_H */
